"""Values of groups and sets as the texts that people type, and back. Must not know drafts or states."""

from collections.abc import Iterable
from typing import Final

from haversack_sync.model.canonical import Value, decode
from haversack_sync.model.declaration import Group, parse_group_key, unpack
from haversack_sync.model.ids import RecordId, show_record_id
from haversack_sync.model.kinds import kind_named
from haversack_sync.model.record import RecordState

SEPARATOR: Final = ","
"""Between the elements of a set; no tag, code or id has one."""


def texts_of(group: Group, data: bytes) -> dict[str, str]:
    """Return the fields of a group's value as people type them."""
    values = unpack(group, data)
    return {field.name: _text(values.get(field.name)) for field in group.fields}


def shown_texts(state: RecordState, key: str) -> dict[str, str]:
    """Return what is shown of a group or set of a record, as people type it.

    Args:
        state: The record as people see it.
        key: The group's key with its language, or the name of a set.
    """
    kind = kind_named(state.kind)
    group = kind.group(parse_group_key(key)[0]) if kind is not None else None
    return set_texts(key, state.elements(key)) if group is None else texts_of(group, state.shown_bytes(key))


def split(text: str) -> list[str]:
    """Return the elements of a set from its text."""
    return [one for one in text.split(SEPARATOR) if one]


def elements_text(state: RecordState, name: str) -> str:
    """Return the elements of a set as text; empty for a group."""
    return _joined(state.elements(name))


def set_texts(name: str, elements: Iterable[bytes]) -> dict[str, str]:
    """Return a set in the form of a group: its name → its elements."""
    return {name: _joined(elements)}


def _joined(elements: Iterable[bytes]) -> str:
    return SEPARATOR.join(element_text(one) for one in elements)


def element_text(data: bytes) -> str:
    """Return one element of a set as text."""
    value = decode(data)
    return show_record_id(RecordId(value)) if isinstance(value, bytes) else str(value)


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, bytes):
        return value.hex()
    return "" if value is None else str(value)
