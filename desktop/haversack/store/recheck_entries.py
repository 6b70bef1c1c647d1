"""Opens a feed's kept entries again, each signature checked once more: what of it needs no record to be judged.

Which entries speak of which record, which have no effect whatever it says, and the last number of each author. Reads
only, in short turns. Must not use any row that replay made, except where an erased entry left nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from haversack.store import erased, schema, trust
from haversack.store.recheck_chain import Ground, Reading
from haversack.store.snapshot_state import UNCOUNTED
from haversack_sync.client.replay import Opened, Outcome, Replayed, open_entry
from haversack_sync.model.ids import AudienceId, DeviceId, Position, RecordId
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import Envelope, parse_envelope
from haversack_sync.protocol.snapshots import SnapshotNotice

_BLOCK: Final = 40
"""Entries that are opened in one turn: some ten milliseconds, mostly signatures."""
_REPLAYED: Final = "replayed"


@dataclass(slots=True)
class Said:
    """What a feed's entries say.

    Attributes:
        of_record: The numbers of the entries that speak of a record.
        reasons: Why an entry has no effect, as far as that needs no record; empty for one that changes none.
        authors: The number of each author's last entry that counts.
        stubs: The same, with erased entries whose order may be lost.
        notices: Entries that announce snapshots.
        orders: Orders of erasure, each with its number.
        reports: The hub's stamp of the first report of each device on each announced erasure.
        bound: The last entry that could be read; of all of them, if it is the last one that was replayed.
    """

    of_record: dict[RecordId, list[int]] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    authors: dict[DeviceId, int] = field(default_factory=dict)
    stubs: dict[DeviceId, int] = field(default_factory=dict)
    notices: list[tuple[Entry, Envelope, SnapshotNotice]] = field(default_factory=list)
    orders: list[tuple[int, Entry, Replayed]] = field(default_factory=list)
    reports: dict[tuple[bytes, DeviceId], int] = field(default_factory=dict)
    bound: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept entry: its number, itself, and the reason that its row has."""

    n: int
    entry: Entry
    refused: str


def kept(connection: sa.Connection, ground: Ground, wanted: "sa.ColumnElement[bool]") -> list[Kept]:
    """Read kept entries of a feed, in their order."""
    table = schema.entries
    here = sa.and_(table.c.feed == ground.feed.handle, wanted)
    return [
        Kept(row.n, Entry(Position(row.position), row.stamp, row.flags, row.envelope), row.refused)
        for row in connection.execute(sa.select(table).where(here).order_by(table.c.n))
    ]


def opened(connection: sa.Connection, ground: Ground, entry: Entry, envelope: Envelope) -> Opened | Replayed:
    """Open one entry.

    Raises:
        ForkError: Its author had seen another history of authority.
    """

    def key_of(audience: AudienceId, epoch: int) -> bytes | None:
        return trust.audience_key(connection, audience, epoch)

    return open_entry(ground.view, ground.feed, entry, envelope, key_of=key_of)


def read(reading: Reading, ground: Ground, said: Said) -> Iterator[None]:
    """Open the entries of a feed that were replayed, some in each turn.

    Args:
        reading: Opens a consistent state; none is open between two turns.
        ground: Of which feed; its chain was checked.
        said: Filled in.

    Yields:
        After each turn.

    Raises:
        ForkError: An author had seen another history of authority.
        MovedError: The feed moved on meanwhile.
    """
    table = schema.entries
    said.authors, said.stubs = dict(ground.base.authors), dict(ground.base.authors)
    said.bound = ground.base.n
    while True:
        with reading() as connection:
            ground.check(connection)
            last = min(said.bound + _BLOCK, ground.applied)
            some = sa.and_(table.c.n > said.bound, table.c.n <= last)
            block = kept(connection, ground, some)
            gone = erased.authors(connection, ground.feed.handle)
            is_over = not block or not all(_take(connection, ground, said, one, gone=gone) for one in block)
        yield
        if is_over:
            return


def _take(
    connection: sa.Connection, ground: Ground, said: Said, one: Kept, *, gone: dict[int, tuple[DeviceId, int]]
) -> bool:
    """Take in one entry; return whether the next one can be judged."""
    if one.entry.is_erased:
        _take_stub(said, one, gone)
        said.bound = one.n
        return True
    envelope = parse_envelope(one.entry.envelope)
    found = opened(connection, ground, one.entry, envelope)
    if isinstance(found, Replayed) and found.outcome is Outcome.HELD:
        return False
    said.bound = one.n
    header = envelope.header
    if isinstance(found, Opened) or found.uses_number:
        known, known_of_stubs = said.authors.get(header.device, -1), said.stubs.get(header.device, -1)
        is_doubtful = header.number <= known_of_stubs and one.refused == _REPLAYED
        if header.number <= known or is_doubtful:
            said.reasons[one.n] = _REPLAYED
            return True
        said.authors[header.device] = header.number
        said.stubs[header.device] = max(header.number, known_of_stubs)
    if isinstance(found, Opened):
        said.of_record.setdefault(found.change.record, []).append(one.n)
        return True
    said.reasons[one.n] = found.reason
    if isinstance(found.notice, SnapshotNotice) and found.outcome is Outcome.NOTED:
        said.notices.append((one.entry, envelope, found.notice))
    elif found.done is not None and found.outcome is Outcome.NOTED:
        said.reports.setdefault((found.done, header.device), one.entry.stamp)
    elif found.order is not None and found.erasing is not None:
        said.orders.append((one.n, one.entry, found))
        for erased_entry in found.order.entries:
            device = DeviceId(erased_entry.device)
            said.stubs[device] = max(erased_entry.number, said.stubs.get(device, -1))
    return True


def _take_stub(said: Said, one: Kept, gone: dict[int, tuple[DeviceId, int]]) -> None:
    """Take in what is left of an erased entry: why it had no effect nobody can find out again."""
    said.reasons[one.n] = one.refused if one.refused in UNCOUNTED else erased.REASON
    whose = gone.get(one.entry.position)
    if whose is not None and one.refused not in UNCOUNTED:
        device, number = whose
        said.stubs[device] = max(number, said.stubs.get(device, -1))
