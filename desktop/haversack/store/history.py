"""Older versions of a record: its accepted changes, read again from the entries that the vault keeps.

`edits` says which entries they are, so nothing is kept twice and nothing else is opened. Entries that are not here (a
vault that began with a snapshot, content that was erased) are left out. Must not judge or merge.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from haversack.store import schema, trust
from haversack_sync.client.replay import Opened, open_entry
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId, Position, RecordId
from haversack_sync.model.operations import Change
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.network import NetworkView


@dataclass(frozen=True, slots=True)
class PastChange:
    """One accepted change.

    Attributes:
        position: Where it was accepted.
        stamp: The hub's, seconds since 1970; it only labels.
        device: Its author's.
        number: In that device's chain.
        change: What it says.
    """

    position: Position
    stamp: int
    device: DeviceId
    number: int
    change: Change


@dataclass(frozen=True, slots=True)
class History:
    """What is here of a record's past.

    Attributes:
        changes: The accepted ones, oldest first; none for a record that only waits here.
        is_whole: Whether the first of them is the one that made the record.
    """

    changes: tuple[PastChange, ...]
    is_whole: bool


def read_history(connection: sa.Connection, view: NetworkView, feed: FeedId, record: RecordId) -> History:
    """Read the accepted changes of a record.

    Args:
        connection: Reading.
        view: The network.
        feed: The record's feed.
        record: The record.
    """
    table, known = schema.records, view.authority.feeds.get(feed)
    row = connection.execute(
        sa.select(table.c.created_position).where(table.c.id == record, table.c.feed == feed)
    ).first()
    if row is None or known is None:
        return History((), is_whole=True)
    edits, entries = schema.edits, schema.entries
    mine = sa.select(edits.c.position).where(edits.c.record == record, edits.c.feed == feed)
    is_wanted = sa.or_(entries.c.position == row.created_position, entries.c.position.in_(mine))
    wanted = sa.and_(
        entries.c.feed == feed, is_wanted, entries.c.refused == "", sa.func.length(entries.c.envelope) > 32
    )
    rows = connection.execute(sa.select(entries).where(wanted).order_by(entries.c.position)).all()
    found = [Entry(Position(one.position), one.stamp, one.flags, one.envelope) for one in rows]
    changes = tuple(_opened(connection, view, known, found))
    return History(changes, is_whole=any(one.position == row.created_position for one in changes))


def _opened(connection: sa.Connection, view: NetworkView, feed: Feed, entries: Sequence[Entry]) -> Iterator[PastChange]:
    def key_of(audience: AudienceId, epoch: int) -> bytes | None:
        return trust.audience_key(connection, audience, epoch)

    for entry in entries:
        envelope = parse_envelope(entry.envelope)
        opened = open_entry(view, feed, entry, envelope, key_of=key_of)
        if isinstance(opened, Opened):
            header = envelope.header
            yield PastChange(entry.position, entry.stamp, header.device, header.number, opened.change)
