"""Folders that are broken on purpose end in a list of mistakes: no crash, no long wait, nothing read outside."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.authoring import ContentMistakesError, ProblemKind, limits, read_folder, walk
from haversack.operations.authoring.problems import ProblemList
from tests.unit.haversack.operations.authoring.authoring_folder import found, problems_of, read_one, write

TOPIC = "---\nlanguage: en\nname: Work\n---\n"
BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)


def test_a_yaml_bomb_is_refused_at_its_first_anchor(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, {"topics/a.md": f"---\n{BOMB}---\n"})

    assert found(problems) == [("topics/a.md", 2, None, ProblemKind.YAML_ALIAS)]


def test_a_hundred_thousand_brackets_are_refused(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, {"topics/a.md": "---\nname: " + "[" * 60_000 + "\n---\n"})

    assert found(problems) == [("topics/a.md", 2, None, ProblemKind.YAML_DEEP)]


def test_a_flood_of_fields_is_refused(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, {"topics/a.md": "---\nname: [" + "a," * 30_000 + "]\n---\n"})

    assert found(problems) == [("topics/a.md", 2, None, ProblemKind.YAML_DEEP)]


@pytest.mark.parametrize("target", ["file", "folder", "nothing"])
def test_links_on_the_disk_are_not_followed(tmp_path: Path, target: str) -> None:
    outside = tmp_path / "outside"
    write(outside, {"secret.md": TOPIC})
    folder = write(tmp_path / "inside", {"topics/a.md": TOPIC})
    targets = {"file": outside / "secret.md", "folder": outside, "nothing": outside / "nowhere"}
    (folder / "topics" / "b.md").symlink_to(targets[target])

    with pytest.raises(ContentMistakesError) as raised:
        read_folder(folder)

    assert found(raised.value.problems) == [("topics/b.md", None, None, ProblemKind.SHORTCUT)]


def test_an_attachment_through_a_linked_folder_is_not_found(tmp_path: Path) -> None:
    write(tmp_path / "outside", {"secret.pdf": "secret"})
    folder = write(
        tmp_path / "inside", {"library/a.md": "---\nlanguage: en\ntitle: A\nfiles: [files/secret.pdf]\n---\n"}
    )
    (folder / "library" / "files").symlink_to(tmp_path / "outside")

    with pytest.raises(ContentMistakesError) as raised:
        read_folder(folder)

    assert {problem.kind for problem in raised.value.problems} == {ProblemKind.SHORTCUT, ProblemKind.FILE_MISSING}


def test_a_device_or_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    folder = write(tmp_path, {"topics/a.md": TOPIC})
    os.mkfifo(folder / "topics" / "b.md")

    with pytest.raises(ContentMistakesError) as raised:
        read_folder(folder)

    assert found(raised.value.problems) == [("topics/b.md", None, None, ProblemKind.UNREADABLE)]


def test_a_file_replaced_by_a_link_after_listing_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"secret": "x", "a.md": TOPIC})
    problems = ProblemList()
    listed = walk.list_files(tmp_path, problems)
    (tmp_path / "a.md").unlink()
    (tmp_path / "a.md").symlink_to(tmp_path / "secret")

    assert walk.read_bytes(listed["a.md"], limit_bytes=100, problems=problems) is None
    assert problems.has(ProblemKind.UNREADABLE)


def test_a_huge_text_file_is_not_read_whole(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, {"topics/a.md": b"x" * (limits.MARKDOWN_FILE_BYTES + 1)})

    assert found(problems) == [("topics/a.md", None, None, ProblemKind.FILE_TOO_BIG)]


def test_a_huge_attachment_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    folder = write(tmp_path, {"library/a.md": "---\nlanguage: en\ntitle: A\nfiles: [a.mp4]\n---\n"})
    with (folder / "library" / "a.mp4").open("wb") as stream:
        stream.truncate(limits.ATTACHMENT_BYTES + 1)

    with pytest.raises(ContentMistakesError) as raised:
        read_folder(folder)

    assert found(raised.value.problems) == [("library/a.mp4", None, None, ProblemKind.FILE_TOO_BIG)]


def test_a_table_without_end_is_cut(tmp_path: Path) -> None:
    rows = "".join(f"t{number},en,T\n" for number in range(limits.TABLE_ROWS + 1))

    problems = problems_of(tmp_path, {"topics.csv": "id,language,name\n" + rows})

    assert found(problems) == [("topics.csv", limits.TABLE_ROWS + 2, None, ProblemKind.TABLE_TOO_LONG)]


def test_more_files_than_anybody_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "FOLDER_FILES", 3)

    problems = problems_of(tmp_path, {f"topics/t{number}.md": TOPIC for number in range(4)})

    assert ProblemKind.TOO_MANY_FILES in {problem.kind for problem in problems}


def test_a_mark_of_byte_order_and_other_line_ends_change_nothing(tmp_path: Path) -> None:
    text = "---\nlanguage: en\nname: Café\n---\n\nOne.\n\nTwo.\n"
    plain = read_one(tmp_path / "plain", {"topics/a.md": text})

    marked = read_one(tmp_path / "marked", {"topics/a.md": b"\xef\xbb\xbf" + text.encode()})
    windows = read_one(tmp_path / "windows", {"topics/a.md": text.replace("\n", "\r\n")})
    old = read_one(tmp_path / "old", {"topics/a.md": text.replace("\n", "\r")})
    decomposed = read_one(tmp_path / "decomposed", {"topics/a.md": text.replace("é", "e\u0301")})

    assert plain == marked == windows == old == decomposed


@pytest.mark.parametrize("character", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_characters_that_turn_the_writing_are_refused_everywhere(tmp_path: Path, character: str) -> None:
    files: dict[str, str | bytes] = {
        "topics/a.md": f"---\nlanguage: en\nname: W{character}ork\n---\nT{character}ext.\n",
        "topics.csv": f"id,language,name\nb,en,B{character}\n",
    }

    assert found(problems_of(tmp_path, files)) == [
        ("topics.csv", 2, None, ProblemKind.DIRECTION_CHARACTER),
        ("topics/a.md", 3, None, ProblemKind.DIRECTION_CHARACTER),
        ("topics/a.md", 5, None, ProblemKind.DIRECTION_CHARACTER),
    ]


def test_marks_that_arabic_needs_stay_in_texts(tmp_path: Path) -> None:
    record = read_one(tmp_path, {"topics/a.md": "---\nlanguage: ar\nname: UNHCR\u200f والعمل\n---\n"})

    assert record.fields["name"] == {"ar": "UNHCR\u200f والعمل"}


@pytest.mark.parametrize(
    "path", ["../a.pdf", "b/../../a.pdf", "/a.pdf", "~/a.pdf", "c:a.pdf", "b\\a.pdf", "file:///a.pdf"]
)
def test_no_path_of_an_attachment_leaves_the_folder(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"a.pdf": "secret"})

    problems = problems_of(
        tmp_path / "inside", {"library/a.md": f"---\nlanguage: en\ntitle: A\nfiles: ['{path}']\n---\n"}
    )

    assert found(problems) == [("library/a.md", 4, "files", ProblemKind.FILE_OUTSIDE)]


@given(data=st.binary(max_size=400))
def test_any_bytes_end_in_records_or_mistakes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("topics/a.md", "topics.csv", "courses/a/01-b/quiz.yaml"):
        problems = problems_of(folder / name.replace("/", "-"), {name: data, "network.md": TOPIC})

        assert all(problem.kind in ProblemKind for problem in problems)


@given(text=st.text(alphabet="-: #[]{}'\"&*!|>\n\tab,?%@`~\\", max_size=60))
def test_any_front_matter_ends_in_records_or_mistakes(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")

    problems = problems_of(folder, {"topics/a.md": f"---\nlanguage: en\nname: A\n{text}\n---\n"})

    assert all(problem.kind in ProblemKind for problem in problems)
