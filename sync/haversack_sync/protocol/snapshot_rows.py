"""Reads the chunks of a snapshot back into records, kind by kind, believing nothing of them but their seal.

A snapshot is the word of one keeper; what no replay could have made is refused here, so that nothing behind it has to
cope with it. Source: `docs/protocol.md`, "Rows of a snapshot". Must not hold more than one kind at a time.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from haversack_sync.model.canonical import ABSENT, is_canonical, is_scalar, value_hash
from haversack_sync.model.ids import ID_BYTES, DeviceId, FeedId, Position, RecordId
from haversack_sync.model.limits import (
    MAX_ELEMENT_BYTES,
    MAX_GROUPS,
    MAX_SET_ELEMENTS,
    MAX_SETS,
    MAX_VALUE_BYTES,
    MAX_VERSIONS,
)
from haversack_sync.model.record import Life, Member, RecordState, Version
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.snapshot_columns import (
    AuthorsChunk,
    Chunk,
    ErasedChunk,
    Flag,
    GroupChunk,
    RecordsChunk,
    SetChunk,
)
from haversack_sync.protocol.snapshot_values import Mode, Written, decode_numbers, decode_values, unzigzag

_HANDLE_BYTES: Final = 8
_ALL_FLAGS: Final = Flag.RETIRED | Flag.EDITED_AFTER_RETIRED
_ORIGIN_NUMBERS: Final = 4


class Place(NamedTuple):
    """Of which feed a snapshot is, and the position of its last entry: nothing in it can be younger."""

    feed: FeedId
    position: Position


class _Begun:
    """One record in the making."""

    __slots__ = ("flags", "groups", "id", "made", "sets")

    def __init__(self, record: RecordId, flags: int, made: Member) -> None:
        self.id = record
        self.flags = flags
        self.made = made
        self.groups: dict[str, tuple[Version, ...]] = {}
        self.sets: dict[str, dict[bytes, Member]] = {}


class RowReader:
    """Takes the chunks of one snapshot in their order.

    Attributes:
        authors: The number of each author's last replayed change; known once the first chunk was read.
        erased: For each record that was erased, where the order lies; known with the first records.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._devices: list[DeviceId] = []
        self._kinds: dict[str, list[_Begun]] = {}
        self._ids: list[bytes] = []
        self._seen: set[bytes] = set()
        self._last = Member(DeviceId(b""), 0, Position(0))
        self._has_authors = False
        self._column = ("", False, "")
        self._row = -1
        self.authors: Mapping[DeviceId, int] = {}
        self.erased: Mapping[RecordId, Position] = {}

    def states(self, chunks: Iterable[Chunk]) -> Iterator[RecordState]:
        """Read all chunks.

        Yields:
            The records, kind by kind, each whole.

        Raises:
            WireError: They say what no replay makes, or stand in another order.
        """
        for chunk in chunks:
            if isinstance(chunk, AuthorsChunk):
                self._read_authors(chunk)
            elif isinstance(chunk, ErasedChunk):
                self._read_erased(chunk)
            elif isinstance(chunk, RecordsChunk):
                self._read_records(chunk)
            else:
                self._turn_to(chunk)
                yield from self._finish(before=chunk.kind)
                self._read_column(chunk)
        if not self._has_authors:
            raise WireError("authors are missing")
        yield from self._finish(before=None)

    def _turn_to(self, chunk: GroupChunk | SetChunk) -> None:
        here = (chunk.kind, isinstance(chunk, SetChunk), chunk.name)
        if chunk.kind not in self._kinds or here < self._column:
            raise WireError("column stands too late")
        if here != self._column:
            self._row = -1
        self._column = here

    def _read_authors(self, chunk: AuthorsChunk) -> None:
        if self._has_authors:
            raise WireError("authors stand twice")
        self._has_authors = True
        handles = _pieces(chunk.handles, _HANDLE_BYTES)
        numbers = decode_numbers(chunk.numbers)
        if len(numbers) != len(handles) or any(a >= b for a, b in itertools.pairwise(handles)):
            raise WireError("bad list of authors")
        self._devices = [DeviceId(handle) for handle in handles]
        self.authors = dict(zip(self._devices, numbers, strict=True))

    def _read_erased(self, chunk: ErasedChunk) -> None:
        ids, positions = _pieces(chunk.ids, ID_BYTES), decode_numbers(chunk.positions)
        if self.erased or self._kinds or not self._has_authors or not ids or len(ids) != len(positions):
            raise WireError("bad list of what was erased")
        if any(a >= b for a, b in itertools.pairwise(ids)) or max(positions) > self._place.position:
            raise WireError("bad list of what was erased")
        self.erased = {RecordId(one): Position(at) for one, at in zip(ids, positions, strict=True)}

    def _read_records(self, chunk: RecordsChunk) -> None:
        newest = next(reversed(self._kinds), "")
        if not self._has_authors or self._column[0] or chunk.kind < newest:
            raise WireError("records stand too late")
        ids = _pieces(chunk.ids, ID_BYTES)
        devices, numbers = decode_numbers(chunk.devices), decode_numbers(chunk.numbers)
        positions = decode_numbers(chunk.positions)
        if any(one in self.erased for one in ids):
            raise WireError("a record that was erased")
        if not ids or not len(ids) == len(chunk.flags) == len(devices) == len(numbers) == len(positions):
            raise WireError("records of different lengths")
        rows = self._kinds.get(chunk.kind)
        if rows is None:
            rows = self._kinds[chunk.kind] = []
            self._last = Member(DeviceId(b""), 0, Position(0))
        for record, flags, device, number, position in zip(ids, chunk.flags, devices, numbers, positions, strict=True):
            if flags > _ALL_FLAGS or flags == Flag.EDITED_AFTER_RETIRED or record in self._seen:
                raise WireError("bad record")
            last = self._last
            made = self._author(device, last.number + unzigzag(number), last.position + position)
            self._last = made
            self._seen.add(record)
            rows.append(_Begun(RecordId(record), flags, made))
        self._ids += ids

    def _author(self, device: int, number: int, position: int) -> Member:
        if device >= len(self._devices) or not 1 <= position <= self._place.position:
            raise WireError("bad author")
        handle = self._devices[device]
        if not 0 <= number <= self.authors[handle]:
            raise WireError("bad author")
        return Member(handle, number, Position(position))

    def _read_column(self, chunk: GroupChunk | SetChunk) -> None:
        places = decode_numbers(chunk.rows)
        counts = decode_numbers(chunk.counts) if chunk.counts else [1] * len(places)
        try:
            mode = Mode(chunk.mode)
        except ValueError as error:
            raise WireError("unknown mode") from error
        values = decode_values(Written(mode, chunk.table, chunk.data), self._ids)
        if not places or len(counts) != len(places) or sum(counts) != len(values) or 0 in counts:
            raise WireError("column of another length")
        origins = self._origins(chunk.origins, len(values))
        rows, row, at = self._kinds[chunk.kind], -1, 0
        for step, count in zip(places, counts, strict=True):
            row += step + 1
            if row >= len(rows) or row < self._row or (at and row == self._row):
                raise WireError("no such record, or in another order")
            begun, self._row = rows[row], row
            given = []
            for place in range(at, at + count):
                made, origin = begun.made, origins.get(place)
                if origin is not None:
                    made = self._author(origin[0], made.number + origin[1], made.position + origin[2])
                given.append((values[place], made))
            at += count
            if isinstance(chunk, GroupChunk):
                _add_group(begun, chunk.name, given)
            else:
                _add_set(begun, chunk.name, given)

    def _origins(self, untrusted: bytes, count: int) -> dict[int, tuple[int, int, int]]:
        numbers = decode_numbers(untrusted)
        if len(numbers) % _ORIGIN_NUMBERS:
            raise WireError("origins cut short")
        found, place = {}, -1
        for index in range(0, len(numbers), _ORIGIN_NUMBERS):
            step, device, number, position = numbers[index : index + _ORIGIN_NUMBERS]
            place += step + 1
            found[place] = (device, unzigzag(number), unzigzag(position))
        if place >= count:
            raise WireError("origin of no value")
        return found

    def _finish(self, *, before: str | None) -> Iterator[RecordState]:
        """Give out the records of the kinds that are whole, and forget them."""
        for kind in sorted(self._kinds):
            if before is not None and kind >= before:
                return
            rows = self._kinds[kind]
            rows.reverse()
            while rows:
                yield self._state(kind, rows.pop())

    def _state(self, kind: str, begun: _Begun) -> RecordState:
        if len(begun.groups) > MAX_GROUPS or len(begun.sets) > MAX_SETS:
            raise WireError("record beyond its limits")
        return RecordState(
            feed=self._place.feed,
            id=begun.id,
            kind=kind,
            groups=begun.groups,
            sets=begun.sets,
            life=Life.RETIRED if begun.flags & Flag.RETIRED else Life.ALIVE,
            edited_after_retired=bool(begun.flags & Flag.EDITED_AFTER_RETIRED),
            created_by=begun.made.device,
            created_number=begun.made.number,
            created_at=begun.made.position,
        )


def _pieces(data: bytes, size: int) -> list[bytes]:
    if len(data) % size:
        raise WireError("list of another length")
    return [data[at : at + size] for at in range(0, len(data), size)]


def _add_group(begun: _Begun, key: str, given: Sequence[tuple[bytes, Member]]) -> None:
    """Add versions to a group, which may have begun in the chunk before."""
    versions = list(begun.groups.get(key, ()))
    for value, author in given:
        if value != ABSENT and (len(value) > MAX_VALUE_BYTES or not is_canonical(value)):
            raise WireError("bad value")
        versions.append(Version(value, value_hash(value), author.device, author.number, author.position))
    if len(versions) > MAX_VERSIONS:
        raise WireError("too many versions")
    if len(versions) > 1 and len({version.value for version in versions}) < len(versions):
        raise WireError("the same version twice")
    begun.groups[key] = tuple(versions)


def _add_set(begun: _Begun, name: str, given: Sequence[tuple[bytes, Member]]) -> None:
    """Add elements to a set, which may have begun in the chunk before."""
    members = begun.sets.setdefault(name, {})
    for element, author in given:
        if element in members or len(element) > MAX_ELEMENT_BYTES or not is_scalar(element):
            raise WireError("bad element")
        members[element] = author
    if len(members) > MAX_SET_ELEMENTS:
        raise WireError("too many elements")
