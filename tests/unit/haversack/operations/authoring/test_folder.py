from pathlib import Path

import pytest

from haversack.operations.authoring import ContentMistakesError, Link, ProblemKind, read_folder
from haversack.operations.authoring.problems import MOST_PROBLEMS
from tests.unit.haversack.operations.authoring.authoring_folder import (
    NETWORK,
    found,
    problems_of,
    read,
    read_one,
    write,
)
from tests.unit.haversack.operations.authoring.mistake import Mistake
from tests.unit.haversack.operations.authoring.mistakes import ELSEWHERE, MISTAKES


@pytest.mark.parametrize(
    "mistake", MISTAKES, ids=[f"{number:03}-{mistake.kind}" for number, mistake in enumerate(MISTAKES)]
)
def test_every_mistake_is_found_with_file_line_and_cure(tmp_path: Path, mistake: Mistake) -> None:
    problems = problems_of(tmp_path, mistake.files)

    assert (mistake.file, mistake.line, mistake.field, mistake.kind) in found(problems)
    (problem,) = (p for p in problems if (p.file, p.line, p.field, p.kind) == mistake[2:5] + mistake[:1])
    assert str(mistake.fact) in " ".join(str(fact) for fact in problem.facts.values())


def test_every_kind_of_mistake_has_a_folder_that_shows_it() -> None:
    shown = {mistake.kind for mistake in MISTAKES}

    assert shown | ELSEWHERE == set(ProblemKind)
    assert not shown & ELSEWHERE


def test_one_mistake_gives_one_problem(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, {"topics/a.md": "---\nlanguage: en\nname: A\nordre: 1\n---\nText.\n"})

    assert found(problems) == [("topics/a.md", 4, "ordre", ProblemKind.UNKNOWN_FIELD)]


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "network.md": "---\nname: N\nlanguage: en\nfounded: long ago\n---\n",
        "topics/a.md": "# no front matter\n",
        "library/b.md": "---\ntitle: B\ntype: bok\ndate: 1951-13\n---\n",
        "events.csv": "id,title,start\ne,E,18.12.2018\n",
    }

    assert found(problems_of(tmp_path, files)) == [
        ("events.csv", 2, "start", ProblemKind.BAD_DATE),
        ("library/b.md", 3, "type", ProblemKind.BAD_WORD),
        ("library/b.md", 4, "date", ProblemKind.BAD_DATE),
        ("network.md", 4, "founded", ProblemKind.BAD_DATE),
        ("topics/a.md", 1, None, ProblemKind.FRONT_MATTER_MISSING),
    ]


def test_a_folder_that_is_wrong_everywhere_gives_a_list_that_ends(tmp_path: Path) -> None:
    rows = "".join(f"t{number},en,T,x\n" for number in range(MOST_PROBLEMS + 50))

    problems = problems_of(tmp_path, {"topics.csv": "id,language,name,order\n" + rows})

    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[0].kind is ProblemKind.TOO_MANY_PROBLEMS


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ContentMistakesError) as raised:
        read_folder(tmp_path / "nowhere")

    assert found(raised.value.problems) == [("", None, None, ProblemKind.FOLDER_MISSING)]


def test_reading_twice_gives_equal_values(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "network.md": NETWORK,
        "topics/b.md": "---\nname: B\nrelated: [a, c]\n---\nText.\n",
        "topics/a.md": "---\nname: A\n---\n",
        "topics.csv": "id,name,name@fr\nc,C,Cé\n",
    }

    assert read(tmp_path / "one", files) == read(tmp_path / "two", dict(reversed(files.items())))


def test_a_record_is_what_its_file_says(tmp_path: Path) -> None:
    record = read_one(
        tmp_path,
        {
            "library/detention/first-hours.md": (
                "---\nlanguage: en\ntitle: First hours\ntype: guide\ndate: 2018-12\ncountries: [no, KE]\n"
                "audience: members\nshelf: training\nunreviewed: [fr]\n---\n\nCall.\n\n> Wait.\n"
            )
        },
    )

    assert (record.kind, record.slug, record.source) == (
        "resource",
        "detention/first-hours",
        "library/detention/first-hours.md",
    )
    assert (record.audience, record.shelf, record.unreviewed) == ("members", "training", ("fr",))
    assert record.fields == {
        "language": "en",
        "title": {"en": "First hours"},
        "type": "guide",
        "date": "2018-12",
        "countries": ("NO", "KE"),
        "body": {"en": "Call.\n\n> Wait."},
        "languages": ("en",),
    }
    assert record.places["date"].line == 5


def test_no_is_norway_and_dates_stay_text(tmp_path: Path) -> None:
    record = read_one(
        tmp_path,
        {
            "organisations/a.md": (
                "---\nlanguage: no\nname: 2018-12-18\nacronym: 0x1F\nstreet: 12:30\npostcode: 007\ncountry: NO\n"
                "refugee_led: no\nfounded: 1946\n---\n"
            )
        },
    )

    assert record.fields == {
        "language": "no",
        "name": {"no": "2018-12-18"},
        "acronym": "0x1F",
        "street": "12:30",
        "postcode": "007",
        "country": "NO",
        "refugee_led": False,
        "founded": "1946",
    }


def test_records_take_the_main_language_of_the_network(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "network.md": "---\nlanguage: fr\nname: Réseau\n---\n",
        "topics/a.md": "---\nname: Travail\n---\n",
    }

    _, topic = read(tmp_path, files).records

    assert topic.fields == {"language": "fr", "name": {"fr": "Travail"}}


def test_the_network_has_its_sections_under_headings(tmp_path: Path) -> None:
    network = read_one(
        tmp_path,
        {"network.md": "---\nlanguage: en\nname: N\n---\n\n# goals\n\n1. Act.\n\n## More\n\n# Reach #\n\nWrite.\n"},
    )

    assert network.slug == "network"
    assert network.fields["goals"] == {"en": "1. Act.\n\n## More"}
    assert network.fields["reach"] == {"en": "Write."}
    assert "history" not in network.fields


def test_a_course_is_told_by_its_folders(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "network.md": NETWORK,
        "courses/first/course.md": "---\nid: first-steps\ntitle: First steps\n---\n",
        "courses/first/02-act/module.md": "---\ntitle: Act\n---\n",
        "courses/first/02-act/010-call.md": "---\ntitle: Call\nminutes: 5\n---\nCall.\n",
        "courses/first/02-act/quiz.md": "---\ntitle: Check\n---\n## [self_check] Say it.\n> So.\n",
    }

    records = {record.kind: record for record in read(tmp_path, files).records}

    assert {kind: record.slug for kind, record in records.items()} == {
        "network": "network",
        "course": "first-steps",
        "module": "first/act",
        "lesson": "first/act/call",
        "quiz": "first/act/quiz",
    }
    assert records["module"].fields["course"] == Link("course", "first-steps")
    assert records["module"].fields["order"] == 2
    assert records["lesson"].fields["module"] == records["quiz"].fields["module"] == Link("module", "first/act")
    assert records["lesson"].fields["order"] == 10
    assert "order" not in records["quiz"].fields


def test_moving_a_lesson_keeps_its_slug(tmp_path: Path) -> None:
    def slugs(folder: Path, name: str) -> list[str]:
        files: dict[str, str | bytes] = {
            "network.md": NETWORK,
            "courses/a/course.md": "---\ntitle: A\n---\n",
            "courses/a/01-b/module.md": "---\ntitle: B\n---\n",
            f"courses/a/01-b/{name}": "---\ntitle: C\n---\n",
        }
        return [record.slug for record in read(folder, files).records]

    assert slugs(tmp_path / "one", "01-c.md") == slugs(tmp_path / "two", "07-c.md")


def test_links_find_records_by_kind_and_slug(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "network.md": NETWORK,
        "topics/work.md": "---\nname: Work\n---\n",
        "library/a.md": "---\ntitle: A\ntopics: work\nrelated: [b, topic:work]\n---\n",
        "library/b.md": "---\nid: b\ntitle: B\n---\n",
    }

    record = next(record for record in read(tmp_path, files).records if record.slug == "a")

    assert record.fields["topics"] == (Link("topic", "work"),)
    assert record.fields["related"] == (Link("resource", "b"), Link("topic", "work"))


def test_links_may_name_what_was_published_before(tmp_path: Path) -> None:
    folder = write(tmp_path, {"library/a.md": "---\nlanguage: en\ntitle: A\ntopics: [work]\n---\n"})

    with pytest.raises(ContentMistakesError):
        read_folder(folder)
    (record,) = read_folder(folder, published={("topic", "work")}).records

    assert record.fields["topics"] == (Link("topic", "work"),)


def test_empty_fields_count_as_not_given(tmp_path: Path) -> None:
    record = read_one(
        tmp_path, {"topics/a.md": "---\nlanguage: en\nname: A\nsummary:\norder: ''\nid:\nrelated: []\n---\n\n\n"}
    )

    assert record.fields == {"language": "en", "name": {"en": "A"}}


def test_files_of_systems_and_drafts_are_left_alone(tmp_path: Path) -> None:
    record = read_one(
        tmp_path,
        {
            "topics/a.md": "---\nlanguage: en\nname: A\n---\n",
            "topics/_draft.md": "unfinished",
            "_old/b.md": "x",
            ".git/config": "x",
            "topics/Thumbs.db": "x",
            "topics/~$a.docx": "x",
            "topics/a.md~": "x",
            "topics/README.md": "x",
            "LICENSE": "x",
        },
    )

    assert record.slug == "a"
