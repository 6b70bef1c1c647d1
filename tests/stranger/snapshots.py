"""Snapshots: parts opened, columns unfolded into records, and the digest of the state that they are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.stranger.digests import Standing
from tests.stranger.envelopes import KIB, unpack
from tests.stranger.plain_messagepack import Value, a_list, a_number, a_text, a_truth, read, some_bytes, write
from tests.stranger.primitives import expand, mac, sha256, tag, take, take_varint, u32, u64, unseal, varint

DICTIONARY, ROWS, SUMMARY = 1, 2, 3
OWN_DICTIONARY: Final = 255
AUTHORS, RECORDS, GROUP, SET = range(4)
PLAIN, TEXTS, TABLE, LINKS = range(4)
MAX_PART: Final = 32 * KIB
MAX_DICTIONARY: Final = 64 * KIB


@dataclass(frozen=True)
class Origin:
    """Which change something came with."""

    device: bytes
    number: int
    position: int

    def listed(self) -> list[Value]:
        """Return it as digests hold it."""
        return [self.device, self.number, self.position]


@dataclass
class Record:
    """A record of the state."""

    record: bytes
    kind: str
    is_retired: bool
    is_marked: bool
    made: Origin
    groups: dict[str, list[tuple[bytes, Origin]]] = field(default_factory=dict)
    sets: dict[str, list[tuple[bytes, Origin]]] = field(default_factory=dict)

    def digest(self, root: bytes, feed: bytes) -> bytes:
        """Return R of the record."""
        columns = [
            [
                [name, [[value, *origin.listed()] for value, origin in values]]
                for name, values in sorted(each.items(), key=lambda item: item[0].encode())
            ]
            for each in (self.groups, self.sets)
        ]
        whole = [self.record, self.kind, int(self.is_retired), self.is_marked, self.made.listed(), *columns]
        return sha256(tag("state-record"), root, feed, write(whole))


@dataclass
class State:
    """The state of a feed: its records, and the number of each author's last change."""

    authors: dict[bytes, int] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    erased: dict[bytes, int] = field(default_factory=dict)

    def digest(self, root: bytes, feed: bytes, at: Standing, rules: int) -> bytes:
        """Return the state digest after n entries, by a rules version."""
        authors = [device + u64(number) for device, number in sorted(self.authors.items())]
        records = [each.digest(root, feed) for each in sorted(self.records, key=lambda one: one.record)]
        head = tag("state") + root + feed + u64(at.n) + at.digest + u32(rules) + u64(len(authors))
        gone = [record + u64(position) for record, position in sorted(self.erased.items())]
        mark = [b"\xff" * 8 + u64(len(gone))] if gone else []
        return sha256(head, *authors, *mark, *gone, *records)


@dataclass(frozen=True)
class Place:
    """Which snapshot a part belongs to, and the key that opens it."""

    root: bytes
    feed: bytes
    epoch: int
    n: int
    key: bytes

    def open_part(self, raw: bytes, kind: int, number: int) -> bytes:
        """Open a part; return its body, packed.

        Raises:
            ValueError: It is another part than this one, or does not open.
        """
        clear = bytes([1, kind]) + self.feed + varint(self.epoch) + varint(self.n) + varint(number)
        head, at = take(raw, 0, len(clear))
        if head != clear or len(raw) > MAX_PART:
            raise ValueError("another part")
        salt, at = take(raw, at, 16)
        material = expand(mac(salt, self.key), tag("batch") + self.root + clear + salt, 44)
        return unseal(material[:32], material[32:], raw[at:])


@dataclass(frozen=True)
class Summary:
    """What a notice says under the seal."""

    index: bytes
    n: int
    digest: bytes
    position: int
    rules: int
    state: bytes
    records: int
    size: int
    has_dictionary: bool


def read_notice(content: bytes) -> tuple[int, bytes, bytes]:
    """Read the notice of a snapshot: n, D_n, and the sealed summary.

    Raises:
        ValueError: It is not one.
    """
    kind, n, digest, summary, *_ = a_list(read(content), 4)
    if a_number(kind) != 1:
        raise ValueError("no notice of a snapshot")
    return a_number(n), some_bytes(digest, 32), some_bytes(summary)


def read_dispute(content: bytes) -> int:
    """Read a dispute: the position of the notice that it is about.

    Raises:
        ValueError: It is not one.
    """
    kind, position, *_ = a_list(read(content), 2)
    if a_number(kind) != 2:
        raise ValueError("no dispute")
    return a_number(position)


def read_summary(plain: bytes) -> Summary:
    """Read a summary.

    Raises:
        ValueError: It is not one.
    """
    index, n, digest, position, rules, state, records, size, has_dictionary, *_ = a_list(read(plain), 9)
    return Summary(
        some_bytes(index, 32),
        a_number(n),
        some_bytes(digest, 32),
        a_number(position),
        a_number(rules),
        some_bytes(state, 32),
        a_number(records),
        a_number(size),
        a_truth(has_dictionary),
    )


def read_index(raw: bytes) -> list[tuple[bytes, int]]:
    """Read an index: each part's object and size, in order.

    Raises:
        ValueError: It is not one.
    """
    head, at = take(raw, 0, 2)
    count, at = take_varint(raw, at)
    found = []
    for _ in range(count):
        name, at = take(raw, at, 32)
        size, at = take_varint(raw, at)
        found.append((name, size))
    if head != b"\x01\0" or at != len(raw) or count > 20_000:
        raise ValueError("no index")
    return found


def read_state(place: Place, parts: Sequence[bytes], *, has_dictionary: bool) -> State:
    """Open all parts of a snapshot and unfold their rows.

    Raises:
        ValueError: A part is another's, or its rows are not as the page tells.
    """
    dictionaries: Mapping[int, bytes] = {}
    rows = Rows()
    for number, raw in enumerate(parts, 1):
        if number == 1 and has_dictionary:
            body = place.open_part(raw, DICTIONARY, number)
            dictionaries = {OWN_DICTIONARY: unpack(body, {}, limit=MAX_DICTIONARY)}
            continue
        plain = unpack(place.open_part(raw, ROWS, number), dictionaries)
        for chunk in a_list(read(plain)):
            rows.take(a_list(chunk, 3))
    return rows.state


def folded(number: int) -> int:
    """Unfold a number that may be negative."""
    return -(number >> 1) - 1 if number & 1 else number >> 1


def plain(number: int) -> int:
    """Return a number that is never negative."""
    return number


def varints(raw: bytes) -> list[int]:
    """Read varints in a row."""
    found, at = [], 0
    while at < len(raw):
        number, at = take_varint(raw, at)
        found.append(number)
    return found


def steps(raw: bytes, sign: Callable[[int], int], start: int = 0, more: int = 0) -> Iterator[int]:
    """Read numbers that are differences to the one before."""
    for step in varints(raw):
        start += sign(step) + more
        yield start


class Rows:
    """Unfolds chunks into a state."""

    def __init__(self) -> None:
        self.state = State()
        self._authors: list[bytes] = []
        self._kinds: dict[str, list[Record]] = {}

    def take(self, chunk: list[Value]) -> None:
        """Take the next chunk.

        Raises:
            ValueError: It is of no known type, or does not fit those before.
        """
        match chunk:
            case [0, bytes() as handles, bytes() as numbers]:
                self._authors = [handles[at : at + 8] for at in range(0, len(handles), 8)]
                self.state.authors = dict(zip(self._authors, varints(numbers), strict=True))
            case [4, bytes() as ids, bytes() as positions]:
                gone = [ids[at : at + 16] for at in range(0, len(ids), 16)]
                self.state.erased = dict(zip(gone, varints(positions), strict=True))
            case [1, str() as kind, *columns]:
                self._take_records(kind, [some_bytes(each) for each in columns])
            case [int() as column, kind, name, rows, counts, mode, table, data, origins] if column in {GROUP, SET}:
                records = self._kinds[a_text(kind)]
                own = self._owners(records, some_bytes(rows), some_bytes(counts))
                values = self._values(a_number(mode), some_bytes(table), some_bytes(data))
                found = self._origins(own, some_bytes(origins))
                for record, value, origin in zip(own, values, found, strict=True):
                    into = record.groups if column == GROUP else record.sets
                    into.setdefault(a_text(name), []).append((value, origin))
            case _:
                raise ValueError("no chunk")

    def _take_records(self, kind: str, columns: list[bytes]) -> None:
        ids, flags, devices, numbers, positions = columns
        before = self._kinds.setdefault(kind, [])
        last = before[-1].made if before else Origin(b"", 0, 0)
        made = zip(
            range(0, len(ids), 16),
            flags,
            varints(devices),
            steps(numbers, folded, last.number),
            steps(positions, plain, last.position),
            strict=True,
        )
        for at, flag, author, number, position in made:
            origin = Origin(self._authors[author], number, position)
            record = Record(ids[at : at + 16], kind, bool(flag & 1), bool(flag & 2), origin)
            before.append(record)
            self.state.records.append(record)

    @staticmethod
    def _owners(records: list[Record], rows: bytes, counts: bytes) -> list[Record]:
        places = list(steps(rows, plain, -1, 1))
        each = varints(counts) if counts else [1] * len(places)
        return [records[place] for place, count in zip(places, each, strict=True) for _ in range(count)]

    def _values(self, mode: int, table: bytes, data: bytes) -> list[bytes]:
        if mode == PLAIN:
            found, at = [], 0
            for length in varints(table):
                value, at = take(data, at, length)
                found.append(value)
            return found
        if mode == TEXTS:
            return [write(each.decode()) for each in data.split(b"\0")[:-1]]
        if mode == TABLE:
            different, at = [], 0
            while at < len(table):
                length, at = take_varint(table, at)
                value, at = take(table, at, length)
                different.append(value)
            return [different[place] for place in varints(data)]
        if mode == LINKS:
            return [write(self.state.records[place].record) for place in steps(data, folded)]
        raise ValueError("no such mode")

    def _origins(self, own: list[Record], raw: bytes) -> list[Origin]:
        found = [record.made for record in own]
        numbers, place = varints(raw), -1
        for at in range(0, len(numbers), 4):
            step, author, number, position = numbers[at : at + 4]
            place += step + 1
            made = own[place].made
            origin = Origin(self._authors[author], made.number + folded(number), made.position + folded(position))
            found[place] = origin
        return found
