"""The starter content is whole, sourced, harmless and as large as it should be."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from haversack.operations.authoring import AuthoredRecord, read_folder, resolve
from haversack_sync.model.canonical import Value
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.validate import validate

STARTER = Path(__file__).parents[3] / "resources" / "starter"
ROOT = bytes(32)
AT_LEAST = {
    "network": 1,
    "topic": 15,
    "organisation": 60,
    "contact": 14,
    "resource": 74,
    "course": 4,
    "lesson": 36,
    "event": 90,
}
SAMPLE = re.compile(r"\((sample|exemple|ejemplo|مثال)\)")
ARABIC = re.compile("[\u0621-\u064a]")
ARABIC_SCRIPT = ("ar", "fa-AF")
LATIN_WORD = re.compile(r"[a-z]{3,}")
EMAIL = re.compile(r"[\w.+-]+@[\w.-]+")
WORDS_PER_SENTENCE = 16  # on average; about what readers of 13 manage well
LARGEST_BYTES = 6_000_000


@pytest.fixture(scope="module")
def records() -> tuple[AuthoredRecord, ...]:
    return read_folder(STARTER).records


def texts(record: AuthoredRecord) -> Iterator[tuple[str, str]]:
    """Give every text of a record with its language; questions part by part."""
    for value in record.fields.values():
        if isinstance(value, Mapping):
            for language, text in value.items():
                yield from ((language, part) for part in _parts(text))


def _parts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name != "type":
                yield from _parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parts(inner)


def name_of(record: AuthoredRecord) -> str:
    return f"{record.kind} {record.slug}"


def test_there_is_enough_of_everything(records: tuple[AuthoredRecord, ...]) -> None:
    counts = Counter(record.kind for record in records)
    attached = {file.path: file.media_type for record in records for file in record.files}

    assert {kind: counts[kind] for kind in AT_LEAST if counts[kind] < AT_LEAST[kind]} == {}
    assert len(attached) >= 6
    assert len(set(attached.values())) >= 4
    assert set(counts) == set(KINDS)


def test_every_module_has_lessons_and_a_quiz_with_several_types(records: tuple[AuthoredRecord, ...]) -> None:
    modules = [record.slug for record in records if record.kind == "module"]
    parents = Counter(
        (record.kind, getattr(record.fields.get("module"), "slug", ""))
        for record in records
        if "module" in record.fields
    )

    assert len(modules) >= 2
    for module in modules:
        assert parents["lesson", module] >= 2
        assert parents["quiz", module] == 1
    for quiz in (record for record in records if record.kind == "quiz"):
        questions = quiz.fields["questions"]
        assert isinstance(questions, Mapping)
        english = questions["en"]
        assert isinstance(english, list)
        assert len({question["type"] for question in english if isinstance(question, Mapping)}) >= 4


def test_every_record_can_be_published(records: tuple[AuthoredRecord, ...]) -> None:
    sealed: dict[str, Value] = {
        "name": "a.pdf",
        "media_type": "application/pdf",
        "size": 1,
        "object": bytes(32),
        "key": bytes(32),
        "parcel": bytes(16),
    }
    files = {file.path: sealed for record in records for file in record.files}

    for record in records:
        resolved = resolve(record, root=ROOT, file_values=files)
        assert validate(KINDS[record.kind], resolved.fields) == [], name_of(record)


def test_every_fact_has_a_source_and_a_date(records: tuple[AuthoredRecord, ...]) -> None:
    sourced = [record for record in records if {"source", "as_of"} <= {f.name for f in KINDS[record.kind].fields}]
    missing = [name_of(record) for record in sourced if not {"source", "as_of"} <= set(record.fields)]

    assert missing == []


def test_every_item_has_topics_a_licence_and_a_summary(records: tuple[AuthoredRecord, ...]) -> None:
    for record in records:
        if record.kind == "resource":
            assert {"topics", "licence", "summary", "type", "languages"} <= set(record.fields), record.slug
        if record.kind in ("event", "organisation", "course", "statement"):
            assert {"topics", "summary"} <= set(record.fields), name_of(record)


def test_titles_are_in_four_languages_where_they_should_be(records: tuple[AuthoredRecord, ...]) -> None:
    for record in records:
        if record.kind in ("network", "topic", "resource", "course", "module"):
            title = record.fields[KINDS[record.kind].title]
            assert isinstance(title, Mapping)
            assert {"en", "fr", "es", "ar"} <= set(title), name_of(record)


def test_texts_are_in_the_language_that_they_say(records: tuple[AuthoredRecord, ...]) -> None:
    for record in records:
        for language, text in texts(record):
            letters = len(ARABIC.findall(text))
            if language in ARABIC_SCRIPT and LATIN_WORD.search(text):
                assert letters, (name_of(record), text)
            if language not in ARABIC_SCRIPT:
                assert letters <= len(text) / 2, (name_of(record), text)


def test_texts_in_other_languages_are_marked_until_somebody_has_read_them(records: tuple[AuthoredRecord, ...]) -> None:
    for record in records:
        others = {language for language, _ in texts(record)} - {"en"}
        assert others <= set(record.unreviewed), name_of(record)


def test_nobody_is_named_and_no_address_is_invented(records: tuple[AuthoredRecord, ...]) -> None:
    for record in records:
        values = [text for _, text in texts(record)] + [
            value for value in record.fields.values() if isinstance(value, str)
        ]
        for address in (found for value in values for found in EMAIL.findall(value)):
            assert address.rstrip(".").endswith(".example"), (name_of(record), address)


def test_invented_organisations_say_so_and_real_ones_have_no_example_address(
    records: tuple[AuthoredRecord, ...],
) -> None:
    organisations = [record for record in records if record.kind == "organisation"]
    for record in organisations:
        name = record.fields["name"]
        assert isinstance(name, Mapping)
        is_sample = any(SAMPLE.search(str(text)) for text in name.values())
        assert str(record.fields["website"]).endswith(".example") == is_sample, record.slug
    assert sum("example" not in str(record.fields["website"]) for record in organisations) >= 8


def test_the_facts_that_are_often_wrong_are_right(records: tuple[AuthoredRecord, ...]) -> None:
    by_name = {(record.kind, record.slug): record.fields for record in records}

    assert by_name["resource", "convention-1951"]["date"] == "1951-07-28"
    assert by_name["resource", "istanbul-convention"]["date"] == "2011-05-11"
    assert by_name["resource", "migrant-workers-convention"]["date"] == "1990-12-18"
    assert str(by_name["event", "world-refugee-day"]["start"]).endswith("-06-20")
    assert "55/76" in str(by_name["event", "world-refugee-day"]["source"])
    assert str(by_name["event", "international-migrants-day"]["start"]).endswith("-12-18")
    assert "55/93" in str(by_name["event", "international-migrants-day"]["source"])
    assert by_name["event", "refugee-congress-2018"]["start"] == "2018-05-10"


def test_english_texts_are_short_sentences(records: tuple[AuthoredRecord, ...]) -> None:
    for record in records:
        for field in ("body", "introduction", "description"):
            value = record.fields.get(field)
            text = value.get("en") if isinstance(value, Mapping) else None
            if not isinstance(text, str):
                continue
            sentences = [part for part in re.split(r"[.!?:]\s|\n", text) if len(part.split()) > 1]
            words = sum(len(part.split()) for part in sentences)
            assert words / len(sentences) <= WORDS_PER_SENTENCE, (name_of(record), words / len(sentences))


def test_the_whole_is_small() -> None:
    assert sum(path.stat().st_size for path in STARTER.rglob("*") if path.is_file()) <= LARGEST_BYTES


def test_the_licence_is_there() -> None:
    assert "CC BY 4.0" in (STARTER / "LICENSE").read_text(encoding="utf-8")
