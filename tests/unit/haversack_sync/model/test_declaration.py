"""What is derived from a declaration: keys of groups, and their packed values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.canonical import ABSENT, Value, decode, encode
from haversack_sync.model.declaration import group_key, pack, parse_group_key, unpack
from haversack_sync.model.kinds.calendar import EVENT
from haversack_sync.model.kinds.directory import ORGANISATION

ADDRESS = ORGANISATION.groups[6]
TYPE = ORGANISATION.groups[7]


def test_a_kind_finds_its_fields_groups_and_sets() -> None:
    city = ORGANISATION.place_of("city")

    assert city is not None
    assert (city[0].name, city[1].name) == ("address", "city")
    assert ORGANISATION.field("city") is city[1]
    assert ORGANISATION.group("address") is ADDRESS
    assert ORGANISATION.place_of("topics") is None
    assert ORGANISATION.field("address") is None
    assert ORGANISATION.group("city") is None
    topics = ORGANISATION.set_field("topics")
    assert topics is not None
    assert topics.target == "topic"
    assert ORGANISATION.set_field("city") is None
    assert EVENT.names[:5] == ("title", "summary", "body", "type", "start")
    assert EVENT.names[-4:] == ("topics", "languages", "countries", "unreviewed")


@pytest.mark.parametrize(
    ("key", "parts"),
    [("address", ("address", None)), ("summary@fr", ("summary", "fr")), ("name@zh-Hant", ("name", "zh-Hant"))],
)
def test_a_groups_key_is_written_and_read(key: str, parts: tuple[str, str | None]) -> None:
    assert parse_group_key(key) == parts
    assert group_key(*parts) == key


def test_a_field_alone_in_its_group_stands_bare() -> None:
    assert TYPE.is_bare
    assert pack(TYPE, {"type": "ngo"}) == encode("ngo")
    assert pack(TYPE, {"type": None}, before=encode("ngo")) == ABSENT
    assert pack(TYPE, {}, before=encode("ngo")) == encode("ngo")
    assert unpack(TYPE, encode("ngo")) == {"type": "ngo"}
    assert unpack(TYPE, ABSENT) == {}


def test_fields_of_one_group_stand_in_a_map() -> None:
    assert not ADDRESS.is_bare
    value = pack(ADDRESS, {"city": "Malmö", "country": "SE", "street": None})

    assert decode(value) == {"city": "Malmö", "country": "SE"}
    assert unpack(ADDRESS, value) == {"city": "Malmö", "country": "SE"}
    assert unpack(ADDRESS, ABSENT) == {}
    assert decode(pack(ADDRESS, {"city": None}, before=value)) == {"country": "SE"}
    assert pack(ADDRESS, {"city": None, "country": None}, before=value) == ABSENT


def test_a_value_that_is_no_map_gives_no_fields() -> None:
    assert unpack(ADDRESS, encode("Malmö")) == {}
    assert decode(pack(ADDRESS, {"city": "Malmö"}, before=encode("?"))) == {"city": "Malmö"}


@given(st.dictionaries(st.text("abcxyz", min_size=1), st.integers() | st.text("äö"), max_size=5))
def test_fields_of_a_later_version_survive_a_rewrite(later: dict[str, Value]) -> None:
    later = {
        f"later_{name}": value for name, value in later.items() if not isinstance(value, int) or abs(value) < 2**60
    }

    value = pack(ADDRESS, {"city": "Malmö"}, before=encode(later) if later else ABSENT)

    assert unpack(ADDRESS, value) == {**later, "city": "Malmö"}


def test_texts_carry_a_language_and_others_do_not() -> None:
    assert ORGANISATION.groups[0].is_localised
    assert not ADDRESS.is_localised
