"""Catalogues are written, checked and compiled so that a volunteer's mistake is told and never reaches a window."""

from pathlib import Path

import catalogues
import pytest
from sentences import Key

from haversack.i18n.language import Speaker

STOPPED: Key = ("Stopped.", "")
SENT: Key = ("Sent {sent}, received {received}.", "")
FILES: Key = ("{number} file of {name}", "{number} files of {name}")
PLACES = {STOPPED: ["cli/entry.py"], SENT: ["cli/answers.py", "views/sync_page.py"], FILES: ["views/library_page.py"]}
ARABIC = {
    STOPPED: ("توقف.",),
    SENT: ("أُرسل {sent}، واستُلم {received}.",),
    FILES: (
        "لا ملفات لـ{name}",
        "ملف واحد لـ{name}",
        "ملفان لـ{name}",
        "{number} ملفات لـ{name}",
        "{number} ملفًا لـ{name}",
        "{number} ملف لـ{name}",
    ),
}


@pytest.fixture
def arabic(tmp_path: Path) -> Path:
    path = catalogues.path_of("ar", tmp_path)
    catalogues.write(path, "ar", PLACES, ARABIC)
    return path


def test_what_was_written_is_read_again(arabic: Path) -> None:
    assert catalogues.read(arabic, "ar") == ARABIC
    assert catalogues.faults(arabic, "ar", PLACES, is_complete=True) == []


def test_writing_again_changes_no_byte(arabic: Path) -> None:
    before = arabic.read_bytes()
    catalogues.write(arabic, "ar", PLACES, catalogues.read(arabic, "ar"))

    assert arabic.read_bytes() == before
    assert "POT-Creation-Date" not in before.decode()


def test_the_app_speaks_what_was_compiled_in_all_six_forms(arabic: Path, tmp_path: Path) -> None:
    assert catalogues.compile_all(tmp_path) == [arabic.with_suffix(".mo")]
    speaker = Speaker("ar", tmp_path)

    assert speaker.say("Stopped.") == "توقف."
    assert [speaker.count(*FILES, number, name="منى") for number in (0, 1, 2, 7, 11, 100)] == [
        "لا ملفات لـمنى",
        "ملف واحد لـمنى",
        "ملفان لـمنى",
        "7 ملفات لـمنى",
        "11 ملفًا لـمنى",
        "100 ملف لـمنى",
    ]


def test_what_is_not_translated_stays_english(tmp_path: Path) -> None:
    catalogues.write(catalogues.path_of("ar", tmp_path), "ar", PLACES, {})
    catalogues.compile_all(tmp_path)
    speaker = Speaker("ar", tmp_path)

    assert speaker.say("Stopped.") == "Stopped."
    assert speaker.count("{number} file of {name}", "{number} files of {name}", 3, name="12") == "3 files of 12"


def test_sentences_that_are_gone_are_dropped_and_new_ones_wait(arabic: Path) -> None:
    newer = {STOPPED: ["cli/entry.py"], ("Begun.", ""): ["cli/entry.py"]}
    catalogues.write(arabic, "ar", newer, catalogues.read(arabic, "ar"))

    assert catalogues.read(arabic, "ar") == {STOPPED: ("توقف.",), ("Begun.", ""): ("",)}
    assert catalogues.faults(arabic, "ar", newer, is_complete=False) == []
    assert catalogues.faults(arabic, "ar", newer, is_complete=True) == ["“Begun.” is not translated"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("أُرسل {sent}،", "أُرسل،", "must hold"),
        ("أُرسل {sent}،", "أُرسل {اسم}،", "must hold"),
        ("أُرسل {sent}،", "أُرسل {sent،", "without its partner"),
        ('"توقف."', '"توقف. "', "begins or ends with a space"),
        ('msgid "Stopped."', '#, fuzzy\nmsgid "Stopped."', "fuzzy"),
        ('msgid "Stopped."', 'msgid "Stopped it."', "no longer said"),
        ("{number} ملف لـ{name}", "", "some of its forms are empty"),
        ("{number} ملفات", "ملفات", "must hold"),
        ("ملفان لـ{name}", "ملفان", "must hold"),
        ("n%100>=11 ? 4 : 5", "n%100>=11 ? 5 : 4", "Plural-Forms"),
        ('msgid "Stopped."', '#~ msgid "Gone."\n#~ msgstr "ذهب."\n\nmsgid "Stopped."', "no longer said"),
    ],
)
def test_a_mistake_in_a_catalogue_is_told(arabic: Path, before: str, after: str, said: str) -> None:
    text = arabic.read_text("utf-8")
    assert before in text
    arabic.write_text(text.replace(before, after, 1), "utf-8")

    wrong = catalogues.faults(arabic, "ar", PLACES, is_complete=False)

    assert any(said in what for what in wrong), wrong


@pytest.mark.parametrize(("before", "after"), [("nplurals=6", "nplurals=2"), ('msgid "Stopped."', "Stopped.")])
def test_what_cannot_be_read_is_told_with_its_place(arabic: Path, before: str, after: str) -> None:
    arabic.write_text(arabic.read_text("utf-8").replace(before, after, 1), "utf-8")

    with pytest.raises(catalogues.CatalogueError, match=r"haversack\.po"):
        catalogues.faults(arabic, "ar", PLACES, is_complete=False)
