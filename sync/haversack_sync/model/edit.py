"""From what a person typed to operations: `FIELD=VALUE`, `FIELD@lang=VALUE`, `SET+=x`, `SET-=x`.

Must not judge rights (`policy`) and must not write sentences: errors name the field and what is allowed.
"""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

import msgspec

from haversack_sync.model.authored import Fault, value_of
from haversack_sync.model.canonical import ABSENT, Value, encode, is_text, value_hash
from haversack_sync.model.declaration import Field, FieldType, Group, SetField, group_key, pack
from haversack_sync.model.kinds import kind_named
from haversack_sync.model.languages import tidy_language
from haversack_sync.model.limits import MAX_SET_ELEMENTS
from haversack_sync.model.operations import Add, Operation, Remove, Set
from haversack_sync.model.record import RecordState

_ASSIGNMENT: Final = re.compile(
    r"\s*(?P<field>[a-z][a-z0-9_]*)(?:@(?P<language>[A-Za-z0-9_-]+))?\s*(?P<action>\+=|-=|=)(?P<text>.*)",
    re.ASCII | re.DOTALL,
)
_WRITTEN_ELSEWHERE: Final = frozenset({FieldType.FILES, FieldType.QUESTIONS})


class Action(Enum):
    """What an assignment does."""

    SET = "="
    ADD = "+="
    REMOVE = "-="


class Assignment(msgspec.Struct, frozen=True):
    """One assignment.

    Attributes:
        field: The name of a field or a set.
        language: A language tag as typed; None means the record's main language.
        action: What to do.
        text: The value as typed; empty with `SET` removes the value.
    """

    field: str
    language: str | None
    action: Action
    text: str


class BadAssignmentError(ValueError):
    """An assignment cannot be carried out; nothing was changed.

    Attributes:
        reason: `bad_syntax`, `bad_letters`, `unknown_kind`, `unknown_field`, `is_a_set`, `not_a_set`,
            `not_editable_here`, `not_localised`, `bad_language`, `no_main_language`, `required`, `given_twice`,
            `too_many_elements`, or what `authored.value_of` says of a value.
        field: The field's name; what was typed where there is none.
        allowed: What could stand there, where that can be listed.
    """

    kind = "bad_assignment"

    def __init__(self, reason: str, *, field: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(f"bad assignment: {reason}")
        self.reason = reason
        self.field = field
        self.allowed = allowed


def parse_assignment(text: str) -> Assignment:
    """Read one assignment.

    Args:
        text: `field=value`, `field@fr=value`, `set+=element` or `set-=element`; the value may hold anything.

    Returns:
        The assignment; whether its field exists is found out by `operations_for`.

    Raises:
        BadAssignmentError: The text is not one (`bad_syntax`), or holds what is no letter (`bad_letters`).
    """
    match = _ASSIGNMENT.fullmatch(text)
    if match is None:
        raise BadAssignmentError("bad_syntax", field=text)
    if not is_text(match["text"]):
        raise BadAssignmentError("bad_letters", field=match["field"])
    return Assignment(match["field"], match["language"], Action(match["action"]), match["text"])


def operations_for(
    state: RecordState, assignments: Sequence[Assignment], *, resolve: bool = False
) -> tuple[Operation, ...]:
    """Turn assignments into operations on a record.

    Args:
        state: The record as the person sees it: confirmed and waiting.
        assignments: In the order typed; those of one group become one operation.
        resolve: Whether the person has seen all versions of the groups and chooses: then all of them are replaced.
            A plain edit replaces the shown version only.

    Returns:
        What is new; empty if every value is there already.

    Raises:
        BadAssignmentError: An assignment cannot be carried out.
    """
    kind = kind_named(state.kind)
    if kind is None:
        raise BadAssignmentError("unknown_kind", field=state.kind)
    groups: dict[str, tuple[Group, dict[str, Value]]] = {}
    sets: dict[str, list[bytes]] = {}
    for one in assignments:
        place, one_set = kind.place_of(one.field), kind.set_field(one.field)
        if place is not None:
            _gather_field(groups, place, one, main_language=state.main_language)
        elif one_set is not None:
            _gather_element(sets, one_set, one, state=state)
        else:
            raise BadAssignmentError("unknown_field", field=one.field, allowed=kind.names)
    written = [
        operation
        for key, (group, values) in groups.items()
        for operation in _set(state, key, pack(group, values, before=state.shown_bytes(key)), resolve=resolve)
    ]
    return (*written, *_set_changes(state, sets))


def _gather_field(
    groups: dict[str, tuple[Group, dict[str, Value]]],
    place: tuple[Group, Field],
    one: Assignment,
    *,
    main_language: str | None,
) -> None:
    """Read an assignment to a field and add it to its group."""
    group, field = place
    if one.action is not Action.SET:
        raise BadAssignmentError("not_a_set", field=one.field, allowed=("=",))
    if field.type in _WRITTEN_ELSEWHERE:
        raise BadAssignmentError("not_editable_here", field=one.field)
    language = _language(field, one, main_language)
    value: Value = None
    if one.text.strip():
        value = _read(field, one)
    elif field.is_required and language in (None, main_language):
        raise BadAssignmentError("required", field=one.field)
    values = groups.setdefault(group_key(group.name, language), (group, {}))[1]
    if field.name in values:
        raise BadAssignmentError("given_twice", field=one.field)
    values[field.name] = value


def _gather_element(sets: dict[str, list[bytes]], one_set: SetField, one: Assignment, *, state: RecordState) -> None:
    """Read an assignment to a set and carry it out on a copy of the set's elements."""
    if one.action is Action.SET:
        raise BadAssignmentError("is_a_set", field=one.field, allowed=("+=", "-="))
    element = encode(_read(one_set, one))
    elements = sets.setdefault(one_set.name, list(state.elements(one_set.name)))
    if one.action is Action.ADD and element not in elements:
        elements.append(element)
    if one.action is Action.REMOVE and element in elements:
        elements.remove(element)
    if len(elements) > MAX_SET_ELEMENTS:
        raise BadAssignmentError("too_many_elements", field=one.field)


def _read(field: Field | SetField, one: Assignment) -> Value:
    value = value_of(field, one.text)
    if isinstance(value, Fault):
        raise BadAssignmentError(value.reason, field=one.field, allowed=value.allowed)
    return value


def _language(field: Field, one: Assignment, main_language: str | None) -> str | None:
    """Return the language of the group that an assignment means; None for fields without languages."""
    if not field.type.is_localised:
        if one.language is not None:
            raise BadAssignmentError("not_localised", field=one.field)
        return None
    if one.language is None:
        if main_language is None:
            raise BadAssignmentError("no_main_language", field=one.field)
        return main_language
    tidy = tidy_language(one.language)
    if tidy is None:
        raise BadAssignmentError("bad_language", field=one.field)
    return tidy


def _set(state: RecordState, key: str, value: bytes, *, resolve: bool) -> tuple[Set, ...]:
    """Return the operation that gives a group a value, or nothing if it has it already."""
    versions = state.versions(key)
    if resolve and len(versions) > 1:
        return (Set(key, tuple(version.value_hash for version in versions), value),)
    shown = state.shown_bytes(key)
    if value == shown:
        return ()
    return (Set(key, () if shown == ABSENT else (value_hash(shown),), value),)


def _set_changes(state: RecordState, sets: dict[str, list[bytes]]) -> tuple[Operation, ...]:
    """Return the operations that lead from a record's sets to the wanted ones."""
    changes: list[Operation] = []
    for name, wanted in sets.items():
        before = state.elements(name)
        changes.extend(Remove(name, element) for element in before if element not in wanted)
        changes.extend(Add(name, element) for element in wanted if element not in before)
    return tuple(changes)
