"""From what a person typed to operations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.canonical import ABSENT_HASH, decode, value_hash
from haversack_sync.model.edit import Action, Assignment, BadAssignmentError, operations_for, parse_assignment
from haversack_sync.model.ids import RecordId, show_record_id
from haversack_sync.model.operations import Add, Operation, Remove, Set
from haversack_sync.model.record import RecordState
from tests.unit.haversack_sync.model.makers import TOPIC, after, change, put, raw, record

SHELTER = record(
    {
        "language": "en",
        "name@en": "The Shelter",
        "summary@fr": "Un refuge",
        "type": "ngo",
        "address": {"city": "Malmö", "country": "SE", "geo": 5},
    },
    {"languages": ["sv", "en"]},
)


def _operations(*texts: str, state: RecordState = SHELTER, resolve: bool = False) -> tuple[Operation, ...]:
    return operations_for(state, [parse_assignment(text) for text in texts], resolve=resolve)


def _error(*texts: str, state: RecordState = SHELTER) -> tuple[str, str, tuple[str, ...]]:
    with pytest.raises(BadAssignmentError) as caught:
        _operations(*texts, state=state)
    assert caught.value.kind == "bad_assignment"
    return caught.value.reason, caught.value.field, caught.value.allowed


@pytest.mark.parametrize(
    ("text", "assignment"),
    [
        ("city=Malmö", Assignment("city", None, Action.SET, "Malmö")),
        ("summary@fr=Un = deux", Assignment("summary", "fr", Action.SET, "Un = deux")),
        (" summary@zh_Hant =\nline\n", Assignment("summary", "zh_Hant", Action.SET, "\nline\n")),
        ("topics+=x", Assignment("topics", None, Action.ADD, "x")),
        ("topics-=x", Assignment("topics", None, Action.REMOVE, "x")),
        ("city=", Assignment("city", None, Action.SET, "")),
        ("city=+=", Assignment("city", None, Action.SET, "+=")),
    ],
)
def test_an_assignment_is_read(text: str, assignment: Assignment) -> None:
    assert parse_assignment(text) == assignment


@pytest.mark.parametrize("text", ["", "city", "=x", "City=x", "city@=x", "my city=x", "city*=x", "1=2"])
def test_a_text_that_is_no_assignment_is_told(text: str) -> None:
    with pytest.raises(BadAssignmentError) as caught:
        parse_assignment(text)

    assert (caught.value.reason, caught.value.field) == ("bad_syntax", text)


def test_a_text_without_a_language_is_in_the_main_one() -> None:
    assert _operations("name=Shelter") == (put("name@en", "Shelter", "The Shelter"),)
    assert _operations("services=Beds") == (put("services@en", "Beds"),)


def test_another_language_is_named_in_any_case() -> None:
    assert _operations("summary@FR=Un abri", "summary@ar=مأوى") == (
        put("summary@fr", "Un abri", "Un refuge"),
        put("summary@ar", "مأوى"),
    )


def test_fields_of_one_group_become_one_operation_and_unknown_ones_survive() -> None:
    (operation,) = _operations("city=Lund", "postcode=222 22", "country=")

    assert isinstance(operation, Set)
    assert operation.group == "address"
    assert operation.bases == (SHELTER.shown_hash("address"),)
    assert decode(operation.value) == {"city": "Lund", "postcode": "222 22", "geo": 5}


def test_an_empty_value_removes() -> None:
    assert _operations("summary@fr=  ") == (put("summary@fr", None, "Un refuge"),)
    assert _operations("type=") == (put("type", None, "ngo"),)


def test_what_is_there_already_makes_no_operation() -> None:
    assert _operations("type=ngo", "city=Malmö", "level=", "languages+=sv", "languages-=ar", "name=The Shelter") == ()
    assert _operations("languages+=ar", "languages-=ar") == ()


def test_elements_are_added_and_removed() -> None:
    assert _operations("languages+=AR", "languages-=sv", f"topics+={show_record_id(TOPIC)}") == (
        Remove("languages", raw("sv")),
        Add("languages", raw("ar")),
        Add("topics", raw(TOPIC)),
    )


def test_a_plain_edit_replaces_the_shown_version_only() -> None:
    two = after(SHELTER, change(put("type", "academic", "x")))

    assert _operations("type=legal_aid", state=two) == (put("type", "legal_aid", "ngo"),)
    assert _operations("type=ngo", state=two) == ()


def test_a_resolution_replaces_all_versions_even_by_the_shown_one() -> None:
    two = after(SHELTER, change(put("type", "academic", "x")))

    assert _operations("type=legal_aid", state=two, resolve=True) == (put("type", "legal_aid", "ngo", "academic"),)
    assert _operations("type=ngo", state=two, resolve=True) == (put("type", "ngo", "ngo", "academic"),)
    assert _operations("city=Malmö", state=two, resolve=True) == ()


def test_a_resolution_names_absence_as_a_version() -> None:
    two = after(SHELTER, change(put("type", None, "ngo")), change(put("type", "academic", "ngo")))

    (operation,) = _operations("type=academic", state=two, resolve=True)

    assert operation == Set("type", (ABSENT_HASH, value_hash(raw("academic"))), raw("academic"))
    assert [version.value for version in after(two, change(operation)).versions("type")] == [raw("academic")]


def test_a_removed_value_is_set_as_if_it_had_never_been() -> None:
    removed = after(SHELTER, change(put("type", None, "ngo")))

    assert _operations("type=ngo", state=removed) == (put("type", "ngo"),)


def test_an_unknown_field_is_told_with_those_that_there_are() -> None:
    reason, field, allowed = _error("colour=red")

    assert (reason, field) == ("unknown_field", "colour")
    assert "city" in allowed
    assert "topics" in allowed


@pytest.mark.parametrize(
    ("texts", "error"),
    [
        (["languages=ar"], ("is_a_set", "languages", ("+=", "-="))),
        (["city+=Lund"], ("not_a_set", "city", ("=",))),
        (["type@en=ngo"], ("not_localised", "type", ())),
        (["name@english!=x"], ("bad_syntax", "name@english!=x", ())),
        (["city=Lund", "name=H\udce4rb\udce4rget"], ("bad_letters", "name", ())),
        (["name@english=x"], ("bad_language", "name", ())),
        (["name="], ("required", "name", ())),
        (["name@en="], ("required", "name", ())),
        (["language="], ("required", "language", ())),
        (["city=Lund", "city=Ystad"], ("given_twice", "city", ())),
        (["founded=soon"], ("bad_date", "founded", ())),
        (["refugee_led=perhaps"], ("bad_yes_or_no", "refugee_led", ("yes", "no"))),
        (["countries+=Sweden"], ("bad_country", "countries", ())),
    ],
)
def test_what_cannot_be_done_is_told(texts: list[str], error: tuple[str, str, tuple[str, ...]]) -> None:
    assert _error(*texts) == error


def test_a_name_in_another_language_may_go() -> None:
    state = after(SHELTER, change(put("name@sv", "Härbärget")))

    assert _operations("name@sv=", state=state) == (put("name@sv", None, "Härbärget"),)


def test_files_and_questions_are_written_elsewhere() -> None:
    assert _error("files=guide.pdf", state=record({}, kind="resource")) == ("not_editable_here", "files", ())
    assert _error("questions@en=Why?", state=record({}, kind="quiz")) == ("not_editable_here", "questions", ())


def test_a_text_needs_a_language_where_the_record_has_none() -> None:
    assert _error("name=Shelter", state=record({})) == ("no_main_language", "name", ())
    assert _operations("name@en=Shelter", state=record({})) == (put("name@en", "Shelter"),)


def test_an_unknown_kind_cannot_be_edited() -> None:
    assert _error("plot=1", state=record({}, kind="garden")) == ("unknown_kind", "garden", ())


def test_two_hundred_elements_are_the_most() -> None:
    full = record({}, {"topics": [RecordId(number.to_bytes(16, "big")) for number in range(200)]})

    assert _error(f"topics+={show_record_id(TOPIC)}", state=full) == ("too_many_elements", "topics", ())


@given(st.sampled_from(["", "ngo", "academic", "network"]), st.sampled_from(["", "Lund", "Ystad"]), st.booleans())
def test_an_edit_shows_what_was_typed_and_the_same_edit_again_says_nothing(kind: str, city: str, resolve: bool) -> None:
    two = after(SHELTER, change(put("type", "legal_aid", "x")))
    assignments = [parse_assignment(f"type={kind}"), parse_assignment(f"city={city}")]

    operations = operations_for(two, assignments, resolve=resolve)
    state = after(two, change(*operations)) if operations else two

    assert state.shown("type") == (kind or None)
    assert operations_for(state, assignments) == ()
    assert len(state.versions("type")) == (1 if resolve else 2)
