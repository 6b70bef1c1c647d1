"""What people see of a record."""

import pytest

from haversack_sync.model.canonical import Value
from haversack_sync.model.ids import ObjectId, show_record_id
from haversack_sync.model.reading import FileEntry, fields, files, owner, title, title_by_language
from tests.unit.haversack_sync.model.makers import RECORD, TOPIC, after, change, put, record

FILE: dict[str, Value] = {
    "name": "guide.pdf",
    "media_type": "application/pdf",
    "size": 4_096,
    "language": "ar",
    "object": b"o" * 32,
    "key": b"k" * 32,
    "parcel": b"p" * 16,
}


def test_a_title_comes_in_the_best_language() -> None:
    state = record({"language": "fr", "title@fr": "Guide", "title@ar": "دليل", "name@fr": "no"}, kind="resource")

    assert title(state, ["ar"]) == "دليل"
    assert title(state, ["so"]) == "Guide"
    assert title_by_language(state) == {"ar": "دليل", "fr": "Guide"}


def test_a_record_without_a_title_has_an_empty_one() -> None:
    assert title(record({"name@en": "x"}, kind="resource"), ["en"]) == ""
    assert title_by_language(record({"name@en": 5}, kind="topic")) == {}


def test_an_unknown_kind_shows_what_looks_like_a_title() -> None:
    assert title(record({"name@en": "Garden"}, kind="garden"), ["en"]) == "Garden"
    assert title(record({"name@en": "Garden", "title@en": "Plot"}, kind="garden"), ["en"]) == "Plot"
    assert title(record({"plot": 1}, kind="garden"), ["en"]) == ""
    assert title_by_language(record({"name@en": "Garden"}, kind="garden")) == {}


def test_the_owner_is_a_handle_or_nobody() -> None:
    assert owner(record({"owner": b"our-org!"})) == b"our-org!"
    assert owner(record({"name@en": "Shelter"})) is None


def test_fields_stand_under_the_names_that_people_write_to() -> None:
    state = record(
        {
            "language": "en",
            "owner": b"our-org!",
            "address": {"city": "Malmö", "country": "SE"},
            "opening_hours@fr": "9 h – 17 h",
            "opening_hours@en": "9–17",
            "refugee_led": True,
            "name@en": "Shelter",
        },
        {"topics": [TOPIC], "languages": ["sv", "ar"]},
    )

    shown = fields(state)

    assert shown == {
        "name": {"en": "Shelter"},
        "opening_hours": {"en": "9–17", "fr": "9 h – 17 h"},
        "city": "Malmö",
        "country": "SE",
        "refugee_led": True,
        "owner": b"our-org!".hex(),
        "language": "en",
        "languages": ["sv", "ar"],
        "topics": [show_record_id(TOPIC)],
    }
    assert list(shown)[:3] == ["name", "opening_hours", "city"]


def test_links_are_shown_as_people_can_type_them() -> None:
    assert fields(record({"organisation": RECORD}, kind="contact")) == {"organisation": show_record_id(RECORD)}


def test_a_removed_value_is_not_shown() -> None:
    state = after(record({"type": "ngo", "name@en": "x"}), change(put("type", None, "ngo"), put("name@en", None, "x")))

    assert fields(state) == {}


def test_what_this_program_does_not_know_is_shown_under_its_own_name() -> None:
    organisation = record({"address": {"city": "Malmö", "geo": [1, b"\x02"]}, "plot": {"map": b"\x01"}})
    garden = record(
        {"plot": {"size": 3, "soil": [b"\xff"]}, "motto@en": "Grow", "motto@fr": "Pousse", "files": [1]},
        {"tools": [b"\x0a"]},
        kind="garden",
    )

    assert fields(organisation) == {"city": "Malmö", "address.geo": [1, "02"], "plot": {"map": "01"}}
    assert fields(garden) == {
        "plot": {"size": 3, "soil": ["ff"]},
        "motto": {"en": "Grow", "fr": "Pousse"},
        "files": [1],
        "tools": ["0a"],
    }


def test_files_are_read_apart_from_the_fields() -> None:
    state = record({"files": [FILE, {**FILE, "name": "b.png", "later": 1}]}, kind="resource")

    first, second = files(state)

    assert first == FileEntry(
        name="guide.pdf",
        media_type="application/pdf",
        size=4_096,
        language="ar",
        object=ObjectId(b"o" * 32),
        key=b"k" * 32,
        parcel=b"p" * 16,
    )
    assert second.name == "b.png"
    assert fields(state) == {}


@pytest.mark.parametrize("value", [None, "guide.pdf", [], ["guide.pdf"], [{"name": "guide.pdf"}]])
def test_files_that_cannot_be_read_are_left_out(value: Value) -> None:
    assert files(record({"files": value} if value is not None else {}, kind="resource")) == ()


def test_a_file_may_have_no_language() -> None:
    (entry,) = files(
        record({"files": [{name: part for name, part in FILE.items() if name != "language"}]}, kind="lesson")
    )

    assert entry.language is None
