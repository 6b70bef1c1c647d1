"""Languages of sentences: catalogues where there are any, English sentence by sentence elsewhere."""

import struct
from datetime import UTC, date, timedelta, timezone
from pathlib import Path

import pytest

from haversack.i18n.bidi import END, ISOLATE, RIGHT_TO_LEFT
from haversack.i18n.language import Speaker


def write_catalogue(folder: Path, language: str, sentences: dict[str, str]) -> None:
    """Write a compiled catalogue (the .mo format of GNU gettext)."""
    header = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n>1;\n"
    pairs = sorted({"": header} | sentences, key=str.encode)
    texts = {"": header} | sentences
    keys, values = b"", b""
    key_table, value_table = [], []
    for key in pairs:
        raw_key, raw_value = key.encode(), texts[key].encode()
        key_table.append((len(raw_key), len(keys)))
        value_table.append((len(raw_value), len(values)))
        keys += raw_key + b"\x00"
        values += raw_value + b"\x00"
    start = 28 + 16 * len(pairs)
    tables = b"".join(struct.pack("<II", size, start + at) for size, at in key_table)
    tables += b"".join(struct.pack("<II", size, start + len(keys) + at) for size, at in value_table)
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    path = folder / language / "LC_MESSAGES" / "haversack.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(head + tables + keys + values)


MOMENT = 1_773_160_800
"""Tuesday 10 March 2026, 16:40 UTC."""


@pytest.fixture
def catalogues(tmp_path: Path) -> Path:
    write_catalogue(
        tmp_path, "ar", {"Sent {sent} to {name}.": "أُرسل {sent} إلى {name}.", "{day}, {time}": "{day}، {time}"}
    )
    write_catalogue(
        tmp_path,
        "fr",
        {"Stopped.": "Arrêté.", "{number} file\x00{number} files": "{number} fichier\x00{number} fichiers", "MB": "Mo"},
    )
    return tmp_path


def test_english_needs_no_catalogue() -> None:
    assert Speaker("en").say("Stopped.") == "Stopped."
    assert Speaker("en").say("{size} to get.", size="3 MB") == "3 MB to get."


@pytest.mark.parametrize("language", ["fr", "fr-CA", "fr-FR"])
def test_a_catalogue_speaks_for_its_language_and_its_regions(catalogues: Path, language: str) -> None:
    speaker = Speaker(language, catalogues)

    assert speaker.say("Stopped.") == "Arrêté."
    assert speaker.language == language


def test_a_sentence_that_is_not_translated_stays_english(catalogues: Path) -> None:
    assert Speaker("fr", catalogues).say("Nothing is new.") == "Nothing is new."


@pytest.mark.parametrize("language", ["", "xx", "zz-ZZ", "not a language", "../../fr", "fr\x00", "C"])
def test_what_is_no_language_speaks_english(catalogues: Path, language: str) -> None:
    assert Speaker(language, catalogues).say("Stopped.") == "Stopped."


def test_numbers_have_their_languages_forms_and_separators(catalogues: Path) -> None:
    english, french = Speaker("en"), Speaker("fr", catalogues)

    assert english.count("{number} file", "{number} files", 1) == "1 file"
    assert english.count("{number} file", "{number} files", 1_234) == "1,234 files"
    assert french.count("{number} file", "{number} files", 0) == "0 fichier"
    assert french.count("{number} file", "{number} files", 1_234) == "1\u202f234 fichiers"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1 KB"),
        (42_000, "42 KB"),
        (1_234_567, "1.2 MB"),
        (68_499_000_000, "68.5 GB"),
    ],
)
def test_sizes_are_written_for_people(size: int, text: str) -> None:
    assert Speaker("en").size(size) == text


def test_sizes_are_written_in_the_language(catalogues: Path) -> None:
    assert Speaker("fr", catalogues).size(1_234_567) == "1,2 Mo"


def test_braces_in_a_fact_are_left_alone() -> None:
    assert Speaker("en").say("“{field}” is given twice.", field="{size}") == "“{size}” is given twice."


@pytest.mark.parametrize("language", ["de", "he", "fa"])
def test_a_language_without_a_catalogue_is_spoken_and_dated_in_english(catalogues: Path, language: str) -> None:
    speaker = Speaker(language, catalogues)

    assert (speaker.language, speaker.asked, speaker.is_rtl) == ("en", language, False)
    assert speaker.number(1_234) == "1,234"
    assert speaker.long_day(date(2026, 3, 10)) == "10 March 2026"


@pytest.mark.parametrize(
    ("language", "moment"),
    [("en", "Tue 10 March, 16:40"), ("fr", "mar. 10 mars, 16:40"), ("ar", "الثلاثاء، 10 مارس، 16:40")],
)
def test_a_moment_has_its_month_in_a_word_and_western_digits(catalogues: Path, language: str, moment: str) -> None:
    assert Speaker(language, catalogues).moment(MOMENT) == moment


def test_a_moment_is_told_in_the_zone_of_whoever_reads() -> None:
    assert Speaker("en", zone=timezone(timedelta(hours=3))).moment(MOMENT) == "Tue 10 March, 19:40"
    assert Speaker("en", zone=UTC).moment(MOMENT) == "Tue 10 March, 16:40"


def test_foreign_texts_do_not_turn_an_arabic_sentence(catalogues: Path) -> None:
    speaker = Speaker("ar", catalogues)

    assert speaker.is_rtl
    said = speaker.say("Sent {sent} to {name}.", sent="3 KB", name="دار")
    assert said == f"أُرسل {ISOLATE}3 KB{END} إلى دار."


def test_facts_are_joined_so_that_each_keeps_its_direction(catalogues: Path) -> None:
    english, arabic = Speaker("en"), Speaker("ar", catalogues)

    assert english.dotted(["Guide", "", "480 KB"]) == "Guide · 480 KB"
    assert english.listed(["Kenya", "Mexico"]) == "Kenya, Mexico"
    assert arabic.dotted(["دليل", "480 KB"]) == f"دليل · {ISOLATE}480 KB{END}"


def test_an_arabic_sentence_that_begins_with_a_foreign_name_is_marked(catalogues: Path) -> None:
    speaker = Speaker("ar", catalogues)

    assert speaker.dotted(["Open Door", "3 KB"]) == f"{RIGHT_TO_LEFT}{ISOLATE}Open Door{END} · {ISOLATE}3 KB{END}"
    assert Speaker("en").dotted(["Open Door", "3 KB"]) == "Open Door · 3 KB"
