"""Whole records as their authors keep them, for the first time and again."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.canonical import Value
from haversack_sync.model.content import (
    Content,
    Published,
    content_of,
    create_operations,
    in_changes,
    published,
    republish_operations,
)
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.operations import Add, Create, Operation, Remove, Set, encode_change
from tests.unit.haversack_sync.model.makers import TOPIC, after, change, put, raw, values

FIELDS: dict[str, Value] = {
    "name": {"en": "The Shelter", "sv": "Härbärget"},
    "type": "ngo",
    "city": "Malmö",
    "country": "SE",
    "street": None,
    "topics": [TOPIC, TOPIC],
    "languages": ["sv", "ar"],
    "countries": [],
    "language": "en",
}
CONTENT = content_of(KINDS["organisation"], FIELDS)


def _changed(**fields: Value) -> Content:
    return content_of(KINDS["organisation"], {**FIELDS, **fields})


def test_fields_are_packed_into_groups_and_sets() -> None:
    assert (
        Content(
            {
                "name@en": raw("The Shelter"),
                "name@sv": raw("Härbärget"),
                "type": raw("ngo"),
                "address": raw({"city": "Malmö", "country": "SE"}),
                "language": raw("en"),
            },
            {"topics": (raw(TOPIC),), "languages": (raw("sv"), raw("ar"))},
        )
        == CONTENT
    )


def test_a_new_record_names_no_bases() -> None:
    operations = create_operations(CONTENT)

    assert operations[0] == Create()
    assert all(operation.bases == () for operation in operations if isinstance(operation, Set))
    state = after(None, change(*operations))
    assert {key: values(state, key)[0] for key in state.groups} == CONTENT.groups
    assert {name: state.elements(name) for name in state.sets} == CONTENT.sets


def test_publishing_again_without_a_change_says_nothing() -> None:
    assert republish_operations(CONTENT, published(CONTENT)) == ()


def test_publishing_again_sends_only_what_changed_in_the_source() -> None:
    again = _changed(type="academic", country=None, languages=["ar", "en"], countries=["SE"], name={"en": "Shelter"})

    assert republish_operations(again, published(CONTENT)) == (
        put("name@en", "Shelter", "The Shelter"),
        put("address", {"city": "Malmö"}, {"city": "Malmö", "country": "SE"}),
        put("type", "academic", "ngo"),
        put("name@sv", None, "Härbärget"),
        Remove("languages", raw("sv")),
        Add("languages", raw("en")),
        Add("countries", raw("SE")),
    )


def test_a_set_that_is_gone_from_the_source_is_emptied() -> None:
    assert republish_operations(_changed(topics=None), published(CONTENT)) == (Remove("topics", raw(TOPIC)),)


def test_an_organisations_own_edit_survives_the_next_publishing() -> None:
    state = after(None, change(*create_operations(CONTENT)))
    edited = after(state, change(put("type", "legal_aid", "ngo")))

    after_same = republish_operations(_changed(city="Lund"), published(CONTENT))
    after_other = republish_operations(_changed(type="academic"), published(CONTENT))

    assert values(after(edited, change(*after_same)), "type") == [raw("legal_aid")]
    assert values(after(edited, change(*after_other)), "type") == [raw("legal_aid"), raw("academic")]


def test_texts_that_are_in_no_language_are_left_out() -> None:
    assert content_of(KINDS["organisation"], {"name": "The Shelter"}) == Content({}, {})


SETS = st.dictionaries(
    st.sampled_from(["topics", "tools"]),
    st.lists(st.sampled_from([b"\x01", b"\x02"]), min_size=1, unique=True).map(tuple),
)
CONTENTS = st.builds(
    Content,
    st.dictionaries(st.sampled_from(["name@en", "name@fr", "type"]), st.sampled_from([b"\xa1a", b"\xa1b"])),
    SETS,
)


@given(CONTENTS, CONTENTS)
def test_publishing_again_leads_to_the_new_source(first: Content, second: Content) -> None:
    state = after(None, change(*create_operations(first)))
    operations = republish_operations(second, published(first))
    if operations:
        state = after(state, change(*operations))

    assert {key: state.shown_bytes(key) for key in state.groups if state.shown_bytes(key)} == second.groups
    assert {name: set(state.elements(name)) for name in state.sets} == {
        name: set(elements) for name, elements in second.sets.items()
    }
    assert republish_operations(second, Published(published(second).groups, second.sets)) == ()


@given(st.lists(st.integers(1, 400), max_size=150), st.integers(1, 1_000))
def test_operations_are_split_in_order_and_every_part_fits(sizes: list[int], max_bytes: int) -> None:
    operations: list[Operation] = [Set(f"field_{n}", (), bytes(size)) for n, size in enumerate(sizes)]

    parts = list(in_changes(operations, max_bytes=max_bytes))

    assert [operation for part in parts for operation in part] == operations
    for part in parts:
        weight = sum(len(operation.value) for operation in part if isinstance(operation, Set))
        assert 1 <= len(part) <= 64
        assert weight <= max_bytes or len(part) == 1


def test_a_record_in_many_languages_takes_several_changes() -> None:
    tags = [f"a{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(60)]
    content = _changed(name={"en": "x", **dict.fromkeys(tags[1:], "y")}, summary=dict.fromkeys(tags, "z"))

    parts = list(in_changes(create_operations(content), max_bytes=100_000))

    assert len(parts) == 2
    assert parts[0][0] == Create()
    state = None
    for part in parts:
        one = change(*part)
        assert msgspec.msgpack.decode(encode_change(one))
        state = after(state, one)
    assert state is not None
    assert len(state.languages("summary")) == 60


def test_elements_weigh_and_other_operations_do_not() -> None:
    operations: list[Operation] = [Create(), Add("topics", bytes(6)), Remove("topics", bytes(6)), Create()]

    assert list(in_changes(operations, max_bytes=10)) == [tuple(operations[:2]), tuple(operations[2:])]
