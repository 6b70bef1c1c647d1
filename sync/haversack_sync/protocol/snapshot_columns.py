"""The rows of a snapshot laid out in columns: like beside like, so that compression sees it; and read back strictly.

A *chunk* is a stretch of one column: the records of a kind, one group, or one set. What can be derived is left out:
names of values, who wrote a value that came with its record, ids of records that stand in the same snapshot. Source:
`docs/protocol.md`, "Rows of a snapshot". Must not compress or seal.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Annotated, Final

import msgspec

from haversack_sync.model.ids import DeviceId, Position, RecordId
from haversack_sync.model.operations import GroupKey, KindName, SetName
from haversack_sync.model.record import Member, RecordState, Version
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.snapshot_values import decode_numbers, encode_numbers, encode_values, zigzag

CHUNK_BYTES: Final = 16 * 1024
"""About what one chunk holds: columns are cut here, and batches are filled with whole chunks."""
_ROW_BYTES: Final = 24
_OVERHEAD_BYTES: Final = 4


class Flag(IntEnum):
    """What is said of a record in one byte, as bits."""

    RETIRED = 1
    EDITED_AFTER_RETIRED = 2


class AuthorsChunk(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=0):
    """Who wrote: handles, 8 bytes each, and the number of each one's last replayed change in the feed."""

    handles: bytes
    numbers: bytes


class RecordsChunk(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=1):
    """Records of a kind, in the order of their creation.

    Attributes:
        kind: Their kind.
        ids: 16 bytes each.
        flags: One byte each, see `Flag`.
        devices: For each the author's place in the list of authors.
        numbers: The creating change's number, as a step from the record before.
        positions: Where it was accepted, as a step from the record before.
    """

    kind: KindName
    ids: bytes
    flags: bytes
    devices: bytes
    numbers: bytes
    positions: bytes


class _Column(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """A stretch of a group or a set.

    Attributes:
        kind: The records' kind.
        name: Key of the group, or name of the set.
        rows: For each record that has it, its place in the kind as a step from the one before. The first may be the
            last one of the chunk before: it goes on here.
        counts: How many values each has here; empty if all have one.
        mode: How values are written, see `snapshot_values.Mode`.
        table: What `data` refers to.
        data: The values.
        origins: Values that did not come with their record: place as a step, author, number and position as steps from
            the record's own.
    """

    kind: KindName
    name: str
    rows: bytes
    counts: bytes
    mode: Annotated[int, msgspec.Meta(ge=0, le=255)]
    table: bytes
    data: bytes
    origins: bytes


class GroupChunk(_Column, frozen=True, tag=2):
    """Versions of a group, the shown one first."""

    name: GroupKey


class SetChunk(_Column, frozen=True, tag=3):
    """Elements of a set, in the order in which they were added."""

    name: SetName


class ErasedChunk(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=4):
    """Records that were erased: ids, 16 bytes each, growing, and where each one's order lies."""

    ids: bytes
    positions: bytes


Chunk = AuthorsChunk | RecordsChunk | GroupChunk | SetChunk | ErasedChunk
Cell = tuple[int, RecordState, Sequence[tuple[bytes, Member]]]
"""One record's part of a column: its place in the kind, the record, values with who wrote them."""


def chunks(
    records: Iterable[RecordState],
    authors: Mapping[DeviceId, int],
    erased: Mapping[RecordId, Position] | None = None,
) -> Iterator[Chunk]:
    """Lay out the state of a feed.

    Args:
        records: All of the feed's, in any order.
        authors: The number of each author's last replayed change in the feed.
        erased: For each record of the feed that was erased, where the order lies.

    Yields:
        Authors, what was erased, then the records of all kinds, then groups and sets kind by kind.
    """
    devices = {device: place for place, device in enumerate(sorted(authors))}
    yield AuthorsChunk(b"".join(devices), encode_numbers(authors[device] for device in devices))
    if erased:
        gone = sorted(erased)
        yield ErasedChunk(b"".join(gone), encode_numbers(erased[one] for one in gone))
    kinds: dict[str, list[RecordState]] = {}
    for state in records:
        kinds.setdefault(state.kind, []).append(state)
    rows: dict[bytes, int] = {}
    for kind in sorted(kinds):
        kinds[kind].sort(key=lambda state: (state.created_at, state.id))
        rows |= {state.id: len(rows) + place for place, state in enumerate(kinds[kind])}
        yield from _record_chunks(kind, kinds[kind], devices)
    for kind in sorted(kinds):
        yield from _value_chunks(kind, kinds[kind], devices, rows)


def encode_authors(authors: Mapping[DeviceId, int]) -> bytes:
    """Write authors alone, as they stand in a snapshot."""
    devices = sorted(authors)
    return _ENCODER.encode(AuthorsChunk(b"".join(devices), encode_numbers(authors[device] for device in devices)))


def decode_authors(written: bytes) -> dict[DeviceId, int]:
    """Read what `encode_authors` wrote.

    Raises:
        WireError: It is something else.
    """
    try:
        chunk = _AUTHORS.decode(written)
    except (msgspec.DecodeError, RecursionError) as error:
        raise WireError("malformed authors") from error
    handles = [DeviceId(chunk.handles[at : at + 8]) for at in range(0, len(chunk.handles), 8)]
    numbers = decode_numbers(chunk.numbers)
    if len(numbers) != len(handles):
        raise WireError("malformed authors")
    return dict(zip(handles, numbers, strict=True))


def _record_chunks(kind: str, states: Sequence[RecordState], devices: Mapping[DeviceId, int]) -> Iterator[RecordsChunk]:
    step = CHUNK_BYTES // _ROW_BYTES
    number = position = 0
    for start in range(0, len(states), step):
        some = states[start : start + step]
        numbers, positions = [], []
        for state in some:
            numbers.append(zigzag(state.created_number - number))
            positions.append(state.created_at - position)
            number, position = state.created_number, state.created_at
        yield RecordsChunk(
            kind,
            b"".join(state.id for state in some),
            bytes(_flags(state) for state in some),
            encode_numbers(devices[state.created_by] for state in some),
            encode_numbers(numbers),
            encode_numbers(positions),
        )


def _flags(state: RecordState) -> int:
    retired = Flag.RETIRED if state.is_retired else 0
    return retired | (Flag.EDITED_AFTER_RETIRED if state.edited_after_retired else 0)


def _value_chunks(
    kind: str, states: Sequence[RecordState], devices: Mapping[DeviceId, int], rows: Mapping[bytes, int]
) -> Iterator[Chunk]:
    groups: dict[str, list[Cell]] = {}
    sets: dict[str, list[Cell]] = {}
    for place, state in enumerate(states):
        for key, versions in state.groups.items():
            groups.setdefault(key, []).append((place, state, [(one.value, _author(one)) for one in versions]))
        for name, members in state.sets.items():
            sets.setdefault(name, []).append((place, state, list(members.items())))
    for key in sorted(groups):
        yield from (GroupChunk(kind, key, *_column(cells, devices, rows)) for cells in _stretches(groups[key]))
    for name in sorted(sets):
        yield from (SetChunk(kind, name, *_column(cells, devices, rows)) for cells in _stretches(sets[name]))


def _author(version: Version) -> Member:
    return Member(version.device, version.number, version.position)


def _stretches(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Cut a column where a chunk is full; a record with many long values goes on in the next chunk."""
    some: list[Cell] = []
    size = 0
    for place, state, given in cells:
        part: list[tuple[bytes, Member]] = []
        for value, author in given:
            length = len(value) + _OVERHEAD_BYTES
            if size and size + length > CHUNK_BYTES:
                yield [*some, (place, state, part)] if part else some
                some, part, size = [], [], 0
            part.append((value, author))
            size += length
        some.append((place, state, part))
    if some:
        yield some


def _column(
    cells: Sequence[Cell], devices: Mapping[DeviceId, int], rows: Mapping[bytes, int]
) -> tuple[bytes, bytes, int, bytes, bytes, bytes]:
    places: list[int] = []
    counts: list[int] = []
    values: list[bytes] = []
    origins: list[int] = []
    before, last = -1, -1
    for place, state, given in cells:
        places.append(place - before - 1)
        before = place
        counts.append(len(given))
        for value, author in given:
            own = (state.created_by, state.created_number, state.created_at)
            if (author.device, author.number, author.position) != own:
                number, position = author.number - state.created_number, author.position - state.created_at
                origins += [len(values) - last - 1, devices[author.device], zigzag(number), zigzag(position)]
                last = len(values)
            values.append(value)
    written = encode_values(values, rows)
    is_plain = all(count == 1 for count in counts)
    return (
        encode_numbers(places),
        b"" if is_plain else encode_numbers(counts),
        int(written.mode),
        written.table,
        written.data,
        encode_numbers(origins),
    )


_ENCODER: Final = msgspec.msgpack.Encoder()
_AUTHORS: Final = msgspec.msgpack.Decoder(AuthorsChunk)
_DECODER: Final = msgspec.msgpack.Decoder(tuple[Chunk, ...])


def encode_chunks(some: Sequence[Chunk]) -> bytes:
    """Write chunks as MessagePack: what a batch holds."""
    return _ENCODER.encode(some)


def encode_chunk(chunk: Chunk) -> bytes:
    """Write one chunk: its part of `encode_chunks`."""
    return _ENCODER.encode(chunk)


def decode_chunks(untrusted: bytes) -> tuple[Chunk, ...]:
    """Read the chunks of a batch.

    Raises:
        WireError: They are something else.
    """
    try:
        return _DECODER.decode(untrusted)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError("malformed batch") from error
