"""Values that people wrote."""

import pytest

from haversack_sync.model.authored import Fault, fault_in, value_of
from haversack_sync.model.canonical import Value
from haversack_sync.model.declaration import Field, FieldType
from haversack_sync.model.ids import show_record_id
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.vocabularies import terms
from tests.unit.haversack_sync.model.makers import TOPIC


def _field(name: str, kind: str = "organisation") -> Field:
    field = KINDS[kind].field(name)
    if field is None:
        raise KeyError(name)
    return field


@pytest.mark.parametrize(
    ("kind", "name", "text", "value"),
    [
        ("organisation", "summary", "  Two lines\nof text ", "  Two lines\nof text "),
        ("organisation", "description", "*Here*", "*Here*"),
        ("organisation", "acronym", " SHL ", "SHL"),
        ("organisation", "type", "ngo", "ngo"),
        ("organisation", "founded", " 1998-04 ", "1998-04"),
        ("organisation", "website", "https://shelter.example/om", "https://shelter.example/om"),
        ("organisation", "refugee_led", "Yes", True),
        ("organisation", "refugee_led", "false", False),
        ("organisation", "country", "se", "SE"),
        ("organisation", "language", "PT_br", "pt-BR"),
        ("organisation", "owner", " 0102030405060708 ", bytes(range(1, 9))),
        ("contact", "organisation", show_record_id(TOPIC).lower(), TOPIC),
        ("lesson", "order", " -3 ", -3),
        ("event", "zone", "Europe/Stockholm", "Europe/Stockholm"),
        ("event", "zone", "UTC", "UTC"),
        ("event", "recurrence", "FREQ=YEARLY", "FREQ=YEARLY"),
    ],
)
def test_what_people_type_becomes_a_value(kind: str, name: str, text: str, value: Value) -> None:
    assert value_of(_field(name, kind), text) == value


@pytest.mark.parametrize(
    ("kind", "name", "text", "fault"),
    [
        ("organisation", "name", "x" * 301, Fault("too_long")),
        ("organisation", "summary", "é" * 32_769, Fault("too_long")),
        ("organisation", "acronym", "   ", Fault("empty")),
        ("organisation", "type", "club", Fault("unknown_term", terms("organisation_type"))),
        ("organisation", "founded", "1998-13", Fault("bad_date")),
        ("organisation", "website", "shelter.example", Fault("bad_url")),
        ("organisation", "website", "ftp://shelter.example", Fault("bad_url")),
        ("organisation", "website", "https://shel ter.example", Fault("bad_url")),
        ("organisation", "website", "https://shelter\u200b.example", Fault("bad_url")),
        ("organisation", "website", "https://[::1", Fault("bad_url")),
        ("organisation", "website", "https:///nowhere", Fault("bad_url")),
        ("organisation", "website", "https://localhost", Fault("bad_url")),
        ("organisation", "refugee_led", "perhaps", Fault("bad_yes_or_no", ("yes", "no"))),
        ("organisation", "country", "Sweden", Fault("bad_country")),
        ("organisation", "language", "Swedish!", Fault("bad_language")),
        ("organisation", "owner", "0102", Fault("bad_handle")),
        ("organisation", "owner", "not hex", Fault("bad_handle")),
        ("contact", "organisation", "Shelter", Fault("bad_id")),
        ("lesson", "order", "first", Fault("bad_number")),
        ("lesson", "order", "1" * 16, Fault("bad_number")),
        ("event", "zone", "Stockholm time", Fault("bad_zone")),
        ("event", "recurrence", "every year", Fault("bad_recurrence")),
    ],
)
def test_what_cannot_stand_is_told_with_what_could(kind: str, name: str, text: str, fault: Fault) -> None:
    assert value_of(_field(name, kind), text) == fault


@pytest.mark.parametrize(("name", "value"), [("refugee_led", "yes"), ("summary", 5), ("owner", b"short")])
def test_a_value_of_another_type_is_told_with_the_type(name: str, value: Value) -> None:
    field = _field(name)

    assert fault_in(field, value) == Fault("wrong_type", (field.type.value,))


def test_elements_of_sets_are_read_as_fields_are() -> None:
    countries = KINDS["organisation"].set_field("countries")
    topics = KINDS["organisation"].set_field("topics")
    assert countries is not None
    assert topics is not None

    assert value_of(countries, "so") == "SO"
    assert value_of(countries, "Somalia") == Fault("bad_country")
    assert value_of(topics, show_record_id(TOPIC)) == TOPIC
    assert fault_in(topics, "housing") == Fault("wrong_type", ("link",))


def test_half_a_character_is_no_reason_to_crash() -> None:
    assert fault_in(Field(name="motto", type=FieldType.TEXT), "\ud800") is None
