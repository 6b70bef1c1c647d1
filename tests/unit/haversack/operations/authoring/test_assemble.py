from pathlib import Path

from haversack.operations.authoring import ProblemKind
from tests.unit.haversack.operations.authoring.authoring_folder import found, problems_of, read, read_one

TOPIC = "---\nlanguage: en\nname: Work\nsummary: Rights at work.\n---\nPay is owed.\n"


def test_a_translation_beside_adds_its_texts_to_the_same_record(tmp_path: Path) -> None:
    record = read_one(
        tmp_path,
        {
            "topics/work.md": TOPIC,
            "topics/work.fr.md": "---\nname: Travail\n---\n\nLe salaire est dû.\n",
            "topics/work.fa-AF.md": "دستمزد حق است.\n",
        },
    )

    assert record.fields["name"] == {"en": "Work", "fr": "Travail"}
    assert record.fields["introduction"] == {
        "en": "Pay is owed.",
        "fa-AF": "دستمزد حق است.",
        "fr": "Le salaire est dû.",
    }
    assert record.fields["summary"] == {"en": "Rights at work."}
    assert record.places["introduction@fr"].file == "topics/work.fr.md"


def test_short_translations_stand_in_the_same_file_and_mix_with_others(tmp_path: Path) -> None:
    record = read_one(
        tmp_path,
        {
            "topics/work.md": TOPIC.replace("---\nPay", "name@fr: Travail\nname@pt-br: Trabalho\n---\nPay"),
            "topics/work.fr.md": "Le salaire est dû.\n",
        },
    )

    assert record.fields["name"] == {"en": "Work", "fr": "Travail", "pt-BR": "Trabalho"}
    assert record.fields["introduction"] == {"en": "Pay is owed.", "fr": "Le salaire est dû."}


def test_a_missing_translation_is_no_mistake(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "topics/work.md": TOPIC,
        "topics/work.fr.md": "Le salaire est dû.\n",
        "topics/home.md": TOPIC,
    }

    home, work = read(tmp_path, files).records

    assert home.fields["introduction"] == {"en": "Pay is owed."}
    assert work.fields["introduction"] == {"en": "Pay is owed.", "fr": "Le salaire est dû."}


def test_tables_have_a_column_for_each_language(tmp_path: Path) -> None:
    record = read_one(tmp_path, {"topics.csv": "id,language,name,name@ar\nwork,en,Work,العمل\n"})

    assert record.fields["name"] == {"en": "Work", "ar": "العمل"}


def test_a_record_may_be_written_in_any_language_first(tmp_path: Path) -> None:
    record = read_one(tmp_path, {"topics/work.md": "---\nlanguage: ar\nname: العمل\nname@en: Work\n---\n"})

    assert record.fields["language"] == "ar"
    assert record.fields["name"] == {"ar": "العمل", "en": "Work"}


def test_a_text_given_beside_and_inside_is_told_with_both_places(tmp_path: Path) -> None:
    problems = problems_of(
        tmp_path,
        {
            "topics/work.md": TOPIC.replace("---\nPay", "name@fr: Travail\n---\nPay"),
            "topics/work.fr.md": "---\nname: Boulot\n---\n",
        },
    )

    assert found(problems) == [("topics/work.fr.md", 2, "name@fr", ProblemKind.FIELD_TWICE)]
    assert problems[0].facts == {"first_file": "topics/work.md", "first_line": 5}


def test_a_translation_of_a_broken_file_is_no_orphan(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, {"topics/work.md": "no front matter", "topics/work.fr.md": "Texte.\n"})

    assert found(problems) == [("topics/work.md", 1, None, ProblemKind.FRONT_MATTER_MISSING)]


def test_languages_of_a_text_are_those_in_which_it_can_be_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "library/a.md": "---\nlanguage: en\ntitle: A\ntitle@ar: ألف\n---\nText.\n",
        "library/a.fr.md": "Texte.\n",
        "library/b.md": "---\nlanguage: en\ntitle: B\nlanguages: [es]\n---\nText.\n",
        "organisations/c.md": "---\nlanguage: en\nname: C\n---\nText.\n",
        "organisations/c.fr.md": "Texte.\n",
    }

    organisation, a, b = read(tmp_path, files).records

    assert a.fields["languages"] == ("en", "fr")
    assert b.fields["languages"] == ("es",)
    assert "languages" not in organisation.fields


def test_a_translated_quiz_may_accept_other_words(tmp_path: Path) -> None:
    quiz = "## [short_text] How many?\n- [x] 1\n- [x] one\n"
    files: dict[str, str | bytes] = {
        "courses/a/course.md": "---\nlanguage: en\ntitle: A\n---\n",
        "courses/a/01-b/module.md": "---\nlanguage: en\ntitle: B\n---\n",
        "courses/a/01-b/quiz.md": f"---\nlanguage: en\ntitle: C\n---\n{quiz}",
        "courses/a/01-b/quiz.fr.md": "## [short_text] Combien ?\n- [x] 1\n- [x] un\n- [x] un seul\n",
    }

    record = read(tmp_path, files).records[-1]

    assert record.fields["questions"] == {
        "en": [{"type": "short_text", "text": "How many?", "answers": ["1", "one"]}],
        "fr": [{"type": "short_text", "text": "Combien ?", "answers": ["1", "un", "un seul"]}],
    }
