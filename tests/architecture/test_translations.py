"""Holds the catalogues of translations to the source: every sentence is found, and every catalogue fits.

`make translations` mends most of what fails here; a missing translation needs somebody who speaks the language.
"""

import csv
from pathlib import Path

import catalogues
import pytest
from sentences import Found, find_sentences

from haversack.i18n.interface_languages import INTERFACE_LANGUAGES

COMPLETE: tuple[str, ...] = ("ar", "es", "fr")
"""Languages whose catalogues must have every sentence of the source."""

MEND = "run `make translations`, then translate what is new"


@pytest.fixture(scope="module")
def found() -> Found:
    """What stands in the source: read by tests, and not while they are collected."""
    return find_sentences()


def test_every_sentence_is_said_so_that_translators_see_it(found: Found) -> None:
    assert not found.escaped, "\n".join(found.escaped)


def test_every_language_that_is_offered_has_a_catalogue_and_every_catalogue_is_offered() -> None:
    offered = {language.tag for language in INTERFACE_LANGUAGES if language.tag != "en"}

    assert set(catalogues.languages()) == offered
    assert set(COMPLETE) <= offered


@pytest.mark.parametrize("language", catalogues.languages())
def test_a_catalogue_fits_the_source(language: str, found: Found) -> None:
    is_complete = language in COMPLETE
    wrong = catalogues.faults(catalogues.path_of(language), language, found.places, is_complete=is_complete)
    if not is_complete:  # while sentences come and go, those of yesterday are no fault
        wrong = [what for what in wrong if "no longer said" not in what]

    assert not wrong, "\n".join([MEND, *wrong])


@pytest.mark.parametrize("language", catalogues.languages())
def test_the_app_reads_what_the_catalogue_says(language: str) -> None:
    path = catalogues.path_of(language)

    assert path.with_suffix(".mo").read_bytes() == catalogues.compiled(path, language), "run `make setup`"


def test_the_glossary_fixes_each_term_in_every_language() -> None:
    with (catalogues.FOLDER / "glossary.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert [*rows[0]] == ["English", "Meaning", *(each.name for each in INTERFACE_LANGUAGES if each.tag != "en")]
    assert [row["English"] for row in rows if not all(row[name] for name in row if name != "Meaning")] == []


@pytest.mark.parametrize(
    ("module", "sentences"),
    [
        ('speaker.say("One.")', ["One."]),
        ('say("One.", name=name)', ["One."]),
        ('self._context.speaker.say("One." if x else "Two.")', ["One.", "Two."]),
        ('speaker.count("{number} file", "{number} files", 3)', ["{number} file/{number} files"]),
        ('T: Final[Mapping[str, Sentence]] = {"key": "One."}', ["One."]),
        (
            'L: Final[Sentence] = "Two."\nT: Final[Mapping[str, SentencePair]] = {"a": ("One.", L), "b": ("One.", L)}',
            ["Two.", "One."],
        ),
        ('from other import L\nT: Final[Mapping[str, SentencePair]] = {"key": ("One.", L)}', ["One."]),
        ('T: Final[tuple[tuple[str, Sentence], ...]] = (("icon", "One."), ("icon", "Two."))', ["One.", "Two."]),
        ('T: Final[Sentence] = "One."', ["One."]),
        ('self.count("{number} byte", "{number} bytes", size)', ["{number} byte/{number} bytes"]),
        ('banner.say("No sentence of a translator", detail)\nrows.count()\nself.say(first, rest)', []),
    ],
)
def test_sentences_are_found_where_they_stand(tmp_path: Path, module: str, sentences: list[str]) -> None:
    (tmp_path / "page.py").write_text(module, "utf-8")

    found = find_sentences(tmp_path, tmp_path)

    assert ["/".join(filter(None, key)) for key in found.places] == sentences
    assert all(files == ["page.py"] for files in found.places.values())
    assert found.escaped == []


@pytest.mark.parametrize(
    "module",
    [
        "speaker.say(sentence)",
        'speaker.say(f"Hello {name}.")',
        'speaker.say("One " + "more.")',
        'self.speaker.count("{number} file", many, 3)',
        'T: Final[Mapping[str, Sentence]] = {"key": "One." + "Two."}',
        '_ONE: Final = "One."\nT: Final[Mapping[str, Sentence]] = {"key": _ONE}',
    ],
)
def test_a_sentence_that_no_translator_would_see_is_found(tmp_path: Path, module: str) -> None:
    (tmp_path / "page.py").write_text(module, "utf-8")

    assert len(find_sentences(tmp_path, tmp_path).escaped) == 1
