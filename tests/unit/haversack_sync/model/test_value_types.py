"""A kind as a rules version knows it."""

import msgspec

from haversack_sync.model.declaration import Field, FieldType, Group, Kind, SetField
from haversack_sync.model.roles import AudienceType
from haversack_sync.model.value_types import Shape, fits
from tests.unit.haversack_sync.model.makers import raw

GARDEN = Kind(
    name="garden",
    title="name",
    audience=AudienceType.OPEN,
    shelf="library",
    groups=(
        Group("name", (Field(name="name", type=FieldType.TEXT),)),
        Group(
            "plot", (Field(name="width", type=FieldType.INTEGER), Field(name="soil", type=FieldType.STRING, since=2))
        ),
        Group("fence", (Field(name="fence", type=FieldType.BOOLEAN, is_guarded=True, since=2),)),
    ),
    sets=(SetField(name="tools", type=FieldType.TERM, since=2), SetField(name="friends", type=FieldType.LINK)),
)


def test_what_is_younger_than_the_rules_is_unknown_to_them() -> None:
    shape = Shape(GARDEN, 1)

    assert shape.kind is GARDEN
    assert set(shape.groups) == {"name", "plot"}
    assert set(shape.sets) == {"friends"}
    assert shape.guarded == frozenset()
    assert not shape.knows_group("fence")
    assert shape.fits_group("fence", raw("of any type"))
    assert shape.fits_group("plot", raw({"width": 2, "soil": 5}))
    assert shape.fits_element("tools", raw(5))


def test_the_rules_that_brought_a_field_know_it() -> None:
    shape = Shape(GARDEN, 2)

    assert shape.knows_group("fence")
    assert shape.knows_group("name@fr")
    assert shape.guarded == {"fence"}
    assert not shape.fits_group("fence", raw("of any type"))
    assert not shape.fits_group("plot", raw({"width": 2, "soil": 5}))
    assert not shape.fits_element("tools", raw(5))
    assert shape.fits_element("friends", raw(bytes(16)))


def test_a_text_keeps_its_fields_length() -> None:
    field = msgspec.structs.replace(GARDEN.groups[0].fields[0], max_characters=3)

    assert fits(field, "abc")
    assert not fits(field, "abcd")
    assert fits(Field(name="length", type=FieldType.INTEGER, max_characters=3), 10_000)
