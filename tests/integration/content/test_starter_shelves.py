"""The starter content has what it promises: shelves, areas, courses, the directory, and its languages as drafts."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from haversack.operations.authoring import AuthoredRecord, Link, read_folder
from haversack_sync.model.kinds import KINDS

STARTER = Path(__file__).parents[3] / "resources" / "starter"
LANGUAGES = {"en", "fr", "es", "ar"}
INSTRUMENTS = ("treaty", "resolution")
WITHOUT_SYMBOL = {"kampala-convention"}
AREAS = [
    *("legal-rights-and-asylum", "access-to-services", "durable-solutions", "women-and-displacement"),
    *("representation-and-participation", "refugee-law", "advocacy", "mental-health", "gender", "statelessness"),
    *("alternatives-to-detention", "border-rights", "migrant-workers", "climate-and-displacement", "refugee-led-work"),
]
WORDS = {
    "introduction": (120, 260),
    "resource": (90, 1_100),
    "lesson": (120, 1_000),
}
"""Words of the English text: one or two pages, five to ten minutes."""
DRAFTS = 20
"""Guides that are also in Burmese and in Dari."""


@pytest.fixture(scope="module")
def records() -> tuple[AuthoredRecord, ...]:
    return read_folder(STARTER).records


def of(records: tuple[AuthoredRecord, ...], kind: str, *types: str) -> list[AuthoredRecord]:
    return [one for one in records if one.kind == kind and (not types or one.fields.get("type") in types)]


def languages(record: AuthoredRecord, field: str) -> set[str]:
    value = record.fields.get(field)
    return set(map(str, value)) if isinstance(value, Mapping) else set()


def words(record: AuthoredRecord, field: str) -> int:
    value = record.fields.get(field)
    text = value.get("en") if isinstance(value, Mapping) else None
    return len(str(text).split()) if text else 0


def named(records: tuple[AuthoredRecord, ...]) -> dict[str, Counter[str]]:
    """Count what names each topic, by kind; a date of history apart."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        topics = record.fields.get("topics")
        kind = "timeline" if record.fields.get("type") == "timeline" else record.kind
        for topic in topics if isinstance(topics, tuple) else ():
            if isinstance(topic, Link):
                found[topic.slug][kind] += 1
    return found


def test_every_area_of_work_is_worth_opening(records: tuple[AuthoredRecord, ...]) -> None:
    areas = {one.slug: one for one in of(records, "topic")}
    counted = named(records)

    assert set(AREAS) <= set(areas)
    for area in AREAS:
        fewest, most = WORDS["introduction"]
        assert fewest <= words(areas[area], "introduction") <= most, area
        assert languages(areas[area], "introduction") >= LANGUAGES, area
        assert re.search(r"\b20[12]\d\b", str(areas[area].fields["introduction"])), f"{area} has no dated fact"
        assert counted[area]["timeline"] >= 4, area
        assert counted[area]["resource"] >= 3, area
        assert counted[area]["organisation"] >= 4, area


def test_the_shelf_of_instruments_has_symbols_and_dates(records: tuple[AuthoredRecord, ...]) -> None:
    instruments = of(records, "resource", *INSTRUMENTS)

    assert len(instruments) >= 25
    assert [one.slug for one in instruments if "date" not in one.fields] == []
    assert {one.slug for one in instruments if "symbol" not in one.fields} == WITHOUT_SYMBOL


def test_guides_are_long_enough_to_help_and_short_enough_to_be_read(records: tuple[AuthoredRecord, ...]) -> None:
    fewest, most = WORDS["resource"]
    lengths = {one.slug: words(one, "body") for one in of(records, "resource")}

    assert {slug: count for slug, count in lengths.items() if not fewest <= count <= most} == {}
    assert sum(1 for one in of(records, "resource", "guide", "template")) >= 25


def test_lessons_take_five_to_ten_minutes(records: tuple[AuthoredRecord, ...]) -> None:
    fewest, most = WORDS["lesson"]
    lessons = of(records, "lesson")
    lengths = {one.slug: words(one, "body") for one in lessons}

    assert {slug: count for slug, count in lengths.items() if not fewest <= count <= most} == {}
    assert [one.slug for one in lessons if not 4 <= int(str(one.fields.get("minutes", 0))) <= 12] == []


def test_the_large_course_is_large_and_the_small_ones_are_there(records: tuple[AuthoredRecord, ...]) -> None:
    modules = Counter(one.slug.split("/")[0] for one in of(records, "module"))
    lessons = Counter(one.slug.split("/")[0] for one in of(records, "lesson"))

    assert modules["refugee-rights-and-advocacy"] >= 6
    assert lessons["refugee-rights-and-advocacy"] >= 24
    assert {"safe-with-your-laptop", "gender-in-daily-work", "counting-without-harm"} <= set(modules)


def test_a_choice_has_one_right_answer_and_wrong_ones_that_teach(records: tuple[AuthoredRecord, ...]) -> None:
    asked = 0
    for quiz in of(records, "quiz"):
        found = quiz.fields["questions"]
        assert isinstance(found, Mapping)
        for language, questions in found.items():
            assert isinstance(questions, list)
            for question in questions:
                assert isinstance(question, Mapping)
                if question["type"] != "choice":
                    continue
                asked += 1
                options, answer, said = question["options"], question["answer"], question["option_feedback"]
                where = (quiz.slug, language, question["text"])
                assert isinstance(options, list), where
                assert isinstance(said, list), where
                assert isinstance(answer, int), where
                assert len(set(options)) == len(options) >= 3, where
                assert 0 <= answer < len(options), where
                assert [place for place, words in enumerate(said) if not words and place != answer] == [], where
    assert asked >= 30


def test_the_directory_shows_every_facet(records: tuple[AuthoredRecord, ...]) -> None:
    organisations = of(records, "organisation")
    countries = {str(one.fields.get("country")) for one in organisations if "country" in one.fields}

    assert len(organisations) >= 60
    assert len(countries) >= 20
    assert len({one.fields.get("type") for one in organisations}) >= 10
    assert {one.fields.get("level") for one in organisations} >= {"international", "regional", "national", "local"}
    assert {one.audience for one in records if one.kind in ("organisation", "contact")} >= {"coordinators"}


def test_everything_has_a_title_and_a_summary_in_four_languages(records: tuple[AuthoredRecord, ...]) -> None:
    for record in records:
        kind = KINDS[record.kind]
        # Names of organisations are their own, and a contact line is written for those who read its language.
        fields = [] if record.kind in ("organisation", "contact") else [kind.title]
        fields += ["summary"] if kind.field("summary") is not None else []
        for field in fields:
            assert languages(record, field) >= LANGUAGES, f"{record.kind} {record.slug}: {field}"


def test_guides_and_first_modules_are_whole_in_four_languages(records: tuple[AuthoredRecord, ...]) -> None:
    guides = of(records, "resource", "guide", "template")
    first: dict[str, tuple[int, str]] = {}
    for module in of(records, "module"):
        course, order = module.slug.split("/")[0], int(str(module.fields.get("order", 0)))
        if course not in first or order < first[course][0]:
            first[course] = (order, module.slug)
    parts = [
        (one, "body" if one.kind == "lesson" else "questions")
        for one in records
        if one.kind in ("lesson", "quiz") and one.slug.rsplit("/", 1)[0] in {slug for _, slug in first.values()}
    ]

    assert [one.slug for one in guides if not languages(one, "body") >= LANGUAGES] == []
    assert [one.slug for one, field in parts if not languages(one, field) >= LANGUAGES] == []
    assert len(first) >= 4
    assert len(parts) >= 15


@pytest.mark.parametrize("language", ["my", "fa-AF"])
def test_twenty_guides_are_drafts_in_burmese_and_dari(records: tuple[AuthoredRecord, ...], language: str) -> None:
    core = [one for one in of(records, "resource") if language in languages(one, "body")]

    assert len(core) >= DRAFTS
    for one in core:
        assert language in languages(one, "title") & languages(one, "summary"), one.slug
        assert language in one.unreviewed, one.slug


def test_pictures_are_small() -> None:
    pictures = [path for ending in ("png", "jpg", "jpeg", "webp", "gif") for path in STARTER.rglob(f"*.{ending}")]

    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > 15_000] == []
