"""What a change says: operations that describe themselves, so that every client can merge kinds that it does not know.

On the wire a change is an array ``[rules, record, kind, operations, role?, note?]`` and an operation an array that
begins with its number. Must not judge whether a change is allowed, and must not look into values.
"""

from typing import Annotated, Final, TypeAlias

import msgspec
from msgspec import Meta

from haversack_sync.model.canonical import HASH_BYTES
from haversack_sync.model.ids import ID_BYTES, RecordId
from haversack_sync.model.limits import (
    MAX_CHANGE_BYTES,
    MAX_ELEMENT_BYTES,
    MAX_NOTE_CHARACTERS,
    MAX_OPERATIONS,
    MAX_VALUE_BYTES,
    MAX_VERSIONS,
)

# Patterns end with \Z: with $ a name could end in a line feed.
GroupKey: TypeAlias = Annotated[str, Meta(max_length=100, pattern=r"^[a-z][a-z0-9_]*(@[A-Za-z0-9-]+)?\Z")]
"""`address`, or `summary@fr` for text in a language."""
SetName: TypeAlias = Annotated[str, Meta(max_length=64, pattern=r"^[a-z][a-z0-9_]*\Z")]
KindName: TypeAlias = Annotated[str, Meta(max_length=40, pattern=r"^[a-z][a-z0-9_]*\Z")]
Bases: TypeAlias = Annotated[
    tuple[Annotated[bytes, Meta(min_length=HASH_BYTES, max_length=HASH_BYTES)], ...], Meta(max_length=MAX_VERSIONS)
]
"""Hashes of the values that the author saw and replaces; empty means that there was none."""


class BadChangeError(ValueError):
    """Bytes are not a change; `reason` is a stable word for logs and tests."""

    kind = "bad_change"

    def __init__(self, reason: str) -> None:
        super().__init__(f"not a change: {reason}")
        self.reason = reason


class _Operation(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, gc=False):
    """What all operations share: their form on the wire. A new meaning is a new number, never a longer array."""


class Create(_Operation, frozen=True, tag=0):
    """The record begins here; on a record that is here already it says nothing."""


class Set(_Operation, frozen=True, tag=1):
    """A group of fields gets a value.

    Attributes:
        group: The group's key.
        bases: Hashes of what the author replaces: none (there was no value), one, or several for a resolution.
        value: Canonical bytes, or `ABSENT` to remove the value.
    """

    group: GroupKey
    bases: Bases
    value: Annotated[bytes, Meta(max_length=MAX_VALUE_BYTES)]


class Add(_Operation, frozen=True, tag=2):
    """A set gets an element; `element` is the canonical bytes of a scalar."""

    name: SetName
    element: Annotated[bytes, Meta(min_length=1, max_length=MAX_ELEMENT_BYTES)]


class Remove(_Operation, frozen=True, tag=3):
    """A set loses an element."""

    name: SetName
    element: Annotated[bytes, Meta(min_length=1, max_length=MAX_ELEMENT_BYTES)]


class Retire(_Operation, frozen=True, tag=4):
    """The record is put away; it keeps its content."""


class Restore(_Operation, frozen=True, tag=5):
    """A retired record is shown again."""


Operation: TypeAlias = Create | Set | Add | Remove | Retire | Restore
KNOWN_TAGS: Final = frozenset(range(6))


class UnknownOperation(msgspec.Struct, frozen=True):
    """An operation of a later rules version, kept as it came.

    Attributes:
        tag: Its number.
        raw: Its bytes on the wire, the whole array.
    """

    tag: int
    raw: bytes


class Change(msgspec.Struct, frozen=True):
    """What one person did to one record.

    Attributes:
        rules: The rules version that the author's program worked by.
        record: The record's id.
        kind: The record's kind; the first accepted create fixes it.
        operations: In order, 1 to 64.
        role: The role that the author acted in, when it matters to readers.
        note: A short text for the people who look at the change.
    """

    rules: int
    record: RecordId
    kind: str
    operations: tuple[Operation | UnknownOperation, ...]
    role: int | None = None
    note: str | None = None

    @property
    def unknown_tags(self) -> tuple[int, ...]:
        """Numbers of the operations that this program does not know; a caller keeps such a change unapplied."""
        return tuple(operation.tag for operation in self.operations if isinstance(operation, UnknownOperation))


class _Head(msgspec.Struct, array_like=True, frozen=True):
    """The parts of a change that are the same in both readings below; more parts may follow in later versions."""

    rules: Annotated[int, Meta(ge=1, le=65_535)]
    record: Annotated[RecordId, Meta(min_length=ID_BYTES, max_length=ID_BYTES)]
    kind: KindName


class _Known(_Head, frozen=True):
    operations: Annotated[tuple[Operation, ...], Meta(min_length=1, max_length=MAX_OPERATIONS)]
    role: Annotated[int, Meta(ge=0, le=255)] | None = None
    note: Annotated[str, Meta(max_length=MAX_NOTE_CHARACTERS)] | None = None


class _Loose(_Head, frozen=True):
    operations: Annotated[tuple[msgspec.Raw, ...], Meta(min_length=1, max_length=MAX_OPERATIONS)]
    role: Annotated[int, Meta(ge=0, le=255)] | None = None
    note: Annotated[str, Meta(max_length=MAX_NOTE_CHARACTERS)] | None = None


_ENCODER: Final = msgspec.msgpack.Encoder()
_KNOWN_DECODER: Final = msgspec.msgpack.Decoder(_Known)
_LOOSE_DECODER: Final = msgspec.msgpack.Decoder(_Loose)
_OPERATION_DECODER: Final = msgspec.msgpack.Decoder(Operation)
_ANY_DECODER: Final = msgspec.msgpack.Decoder()


def encode_change(change: Change) -> bytes:
    """Write a change.

    Args:
        change: Within the limits; unknown operations are written byte for byte.

    Returns:
        The body that is compressed, padded and sealed.

    Raises:
        BadChangeError: The change is beyond a limit, so nobody would accept it.
    """
    operations = [
        msgspec.Raw(operation.raw) if isinstance(operation, UnknownOperation) else operation
        for operation in change.operations
    ]
    parts: list[object] = [change.rules, change.record, change.kind, operations, change.role, change.note]
    while parts[-1] is None:
        parts.pop()
    try:
        data = _ENCODER.encode(parts)
    except (OverflowError, UnicodeEncodeError) as error:
        raise BadChangeError("malformed") from error
    decode_change(data)
    return data


def decode_change(data: bytes) -> Change:
    """Read a change strictly; what a later version appended behind the known parts is ignored.

    Args:
        data: The unsealed, unpadded, uncompressed body.

    Returns:
        The change; operations of a later rules version come as `UnknownOperation`.

    Raises:
        BadChangeError: The bytes are not a change, or beyond a limit.
    """
    if len(data) > MAX_CHANGE_BYTES:
        raise BadChangeError("size")
    try:
        known = _KNOWN_DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _decode_with_unknown(data)
    return Change(
        rules=known.rules,
        record=known.record,
        kind=known.kind,
        operations=known.operations,
        role=known.role,
        note=known.note,
    )


def _decode_with_unknown(data: bytes) -> Change:
    """Read a change that the strict decoder refused: either an operation is unknown, or it is no change at all."""
    try:
        loose = _LOOSE_DECODER.decode(data)
        operations = tuple(_read_operation(bytes(raw)) for raw in loose.operations)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadChangeError("malformed") from error
    return Change(
        rules=loose.rules,
        record=loose.record,
        kind=loose.kind,
        operations=operations,
        role=loose.role,
        note=loose.note,
    )


def _read_operation(raw: bytes) -> Operation | UnknownOperation:
    parts = _ANY_DECODER.decode(raw)
    number = parts[0] if isinstance(parts, list) and parts else None
    if type(number) is int and number >= 0 and number not in KNOWN_TAGS:
        return UnknownOperation(tag=number, raw=raw)
    operation: Operation = _OPERATION_DECODER.decode(raw)
    return operation
