"""Whole records as their authors keep them: from fields to operations, for the first time and again.

Publishing again is three-way: only what changed in the *source* is sent, with what was published last as its base. So
an organisation's own edits are never overwritten; where both changed, two versions come out. Must not judge the fields
(`validate`) and must not remember anything: the caller keeps what was published.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from haversack_sync.model.canonical import ABSENT, Value, encode, value_hash
from haversack_sync.model.declaration import Kind, group_key, pack
from haversack_sync.model.limits import MAX_OPERATIONS
from haversack_sync.model.operations import Add, Create, Operation, Remove, Set


class Content(msgspec.Struct, frozen=True):
    """A record's content in the wire's terms.

    Attributes:
        groups: Group key → canonical bytes, never `ABSENT`.
        sets: Set name → elements as canonical bytes, each once.
    """

    groups: Mapping[str, bytes]
    sets: Mapping[str, tuple[bytes, ...]]


class Published(msgspec.Struct, frozen=True):
    """What was sent last from a source.

    Attributes:
        groups: Group key → hash of the value, 16 bytes.
        sets: Set name → elements as canonical bytes.
    """

    groups: Mapping[str, bytes]
    sets: Mapping[str, tuple[bytes, ...]]


def content_of(kind: Kind, fields: Mapping[str, Value]) -> Content:
    """Pack the fields of one record.

    Args:
        kind: The declaration.
        fields: As `validate` takes them, and found without a problem.

    Returns:
        The content.

    Raises:
        BadValueError: A value cannot be written.
    """
    groups: dict[str, bytes] = {}
    for group in kind.groups:
        given = {field.name: fields[field.name] for field in group.fields if fields.get(field.name) is not None}
        if group.is_localised:
            texts = given.get(group.name)
            for language, text in texts.items() if isinstance(texts, Mapping) else ():
                groups[group_key(group.name, language)] = encode(text)
        elif given:
            groups[group.name] = pack(group, given)
    sets: dict[str, tuple[bytes, ...]] = {}
    for one in kind.sets:
        elements = fields.get(one.name)
        if isinstance(elements, list | tuple) and elements:
            sets[one.name] = tuple(dict.fromkeys(encode(element) for element in elements))
    return Content(groups, sets)


def published(content: Content) -> Published:
    """Return what to remember once a content was sent."""
    return Published({key: value_hash(value) for key, value in content.groups.items()}, content.sets)


def create_operations(content: Content) -> tuple[Operation, ...]:
    """Return the operations that make a new record; more than a change may hold is for `in_changes` to split."""
    return (Create(), *republish_operations(content, Published({}, {})))


def republish_operations(content: Content, last: Published) -> tuple[Operation, ...]:
    """Return the operations for what changed in the source since it was published.

    Args:
        content: The source now.
        last: What was sent last.

    Returns:
        Sets with the last published value as base, removals of what is gone from the source, set changes.
    """
    operations: list[Operation] = []
    for key, value in content.groups.items():
        base = last.groups.get(key)
        if base != value_hash(value):
            operations.append(Set(key, () if base is None else (base,), value))
    operations.extend(Set(key, (base,), ABSENT) for key, base in last.groups.items() if key not in content.groups)
    for name in (*content.sets, *(name for name in last.sets if name not in content.sets)):
        now, before = content.sets.get(name, ()), last.sets.get(name, ())
        operations.extend(Remove(name, element) for element in before if element not in now)
        operations.extend(Add(name, element) for element in now if element not in before)
    return tuple(operations)


def in_changes(operations: Sequence[Operation], *, max_bytes: int) -> Iterator[tuple[Operation, ...]]:
    """Split operations over several changes, in order.

    Args:
        operations: Of one record.
        max_bytes: What the values and elements of one change may weigh together, in bytes before compression; a single
            larger one still gets a change of its own.

    Yields:
        At most 64 operations each.
    """
    part: list[Operation] = []
    weight = 0
    for operation in operations:
        size = _weight(operation)
        if part and (len(part) == MAX_OPERATIONS or weight + size > max_bytes):
            yield tuple(part)
            part, weight = [], 0
        part.append(operation)
        weight += size
    if part:
        yield tuple(part)


def _weight(operation: Operation) -> int:
    if isinstance(operation, Set):
        return len(operation.value)
    return len(operation.element) if isinstance(operation, Add | Remove) else 0
