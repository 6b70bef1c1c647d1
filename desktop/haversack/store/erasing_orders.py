"""Orders of erasure: what one must name, which came here, and who has followed them.

Works on a connection inside a transaction. Must not erase anything; `erasing` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from haversack.store import schema, trust
from haversack.store.outbox import PENDING
from haversack_sync.client.replay import Opened, open_entry
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId, ObjectId, Position, RecordId
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.erasing import ErasedEntry, open_order, order_in
from haversack_sync.protocol.network import NetworkView


@dataclass(frozen=True, slots=True)
class Found:
    """Entries of a record, and the objects that they need."""

    entries: tuple[ErasedEntry, ...]
    objects: tuple[ObjectId, ...]


@dataclass(frozen=True, slots=True)
class Came:
    """An order that came here, and which devices say that they have followed it."""

    feed: FeedId
    position: Position
    stamp: int
    records: int
    reason: str
    is_wrong: bool
    done: frozenset[DeviceId]


def entries_of(connection: sa.Connection, view: NetworkView, feed: Feed, record: RecordId) -> Found:
    """Return every entry of a feed that is here and says something of a record, also what the rules refused."""
    table, states, edits = schema.entries, schema.records, schema.edits
    made = sa.select(states.c.created_position).where(states.c.feed == feed.handle, states.c.id == record)
    edited = sa.select(edits.c.position).where(edits.c.feed == feed.handle, edits.c.record == record)
    is_mine = sa.or_(table.c.position.in_(made), table.c.position.in_(edited), table.c.refused != "")
    rows = connection.execute(sa.select(table).where(table.c.feed == feed.handle, is_mine).order_by(table.c.n)).all()

    def key_of(audience: AudienceId, epoch: int) -> bytes | None:
        return trust.audience_key(connection, audience, epoch)

    entries: list[ErasedEntry] = []
    objects: dict[ObjectId, None] = {}
    for row in rows:
        entry = Entry(Position(row.position), row.stamp, row.flags, row.envelope)
        if entry.is_erased:
            continue
        envelope = parse_envelope(entry.envelope)
        one = open_entry(view, feed, entry, envelope, key_of=key_of)
        if isinstance(one, Opened) and one.change.record == record:
            entries.append(ErasedEntry(entry.position, envelope.header.device, envelope.header.number))
            objects |= dict.fromkeys(envelope.header.refs)
    return Found(tuple(entries), tuple(objects))


def ordered_here(connection: sa.Connection, view: NetworkView) -> frozenset[RecordId]:
    """Return the records whose erasure was ordered here by an order that did not come back yet."""
    table, found = schema.outbox, set[RecordId]()
    is_pending = table.c.state.in_([state.value for state in PENDING])
    wanted = sa.select(table.c.feed, table.c.body).where(is_pending, table.c.record.is_(None))
    for row in connection.execute(wanted).all():
        feed = view.authority.feeds.get(FeedId(row.feed))
        order = order_in(row.body) if feed is not None else None
        key = trust.audience_key(connection, feed.audience, order.epoch) if feed is not None and order else None
        if feed is not None and order is not None and key is not None:
            opened = open_order(order, root=view.root, feed=feed.handle, epoch_key=key)
            found.update(RecordId(one) for one in opened.records)
    return frozenset(found)


def unreported(connection: sa.Connection) -> list[tuple[FeedId, Position]]:
    """Return the orders that were followed here and not reported yet: feed and position."""
    table = schema.erasures
    rows = connection.execute(sa.select(table).where(table.c.is_reported.is_(sa.false())))
    return [(FeedId(row.feed), Position(row.position)) for row in rows]


def set_reported(connection: sa.Connection, feed: FeedId, position: int) -> None:
    """Note that a report was written."""
    table = schema.erasures
    here = sa.and_(table.c.feed == feed, table.c.position == position)
    connection.execute(sa.update(table).where(here).values(is_reported=True))


def by_record(
    connection: sa.Connection, feed: FeedId, entries: Sequence[ErasedEntry]
) -> dict[RecordId, tuple[ErasedEntry, ...]]:
    """Return entries that no order names by their erased record."""
    table, found = schema.erased_entries, dict[RecordId, tuple[ErasedEntry, ...]]()
    for one in entries:
        here = sa.and_(table.c.feed == feed, table.c.position == one.position)
        record = connection.execute(sa.select(table.c.record).where(here)).scalar()
        if record:
            found[RecordId(record)] = (*found.get(RecordId(record), ()), one)
    return found


def set_ordered(connection: sa.Connection, feed: FeedId, entries: Sequence[ErasedEntry]) -> None:
    """Note that an order names these entries now."""
    table = schema.erased_entries
    for one in entries:
        here = sa.and_(table.c.feed == feed, table.c.position == one.position)
        connection.execute(sa.update(table).where(here).values(is_ordered=True))


def read(connection: sa.Connection) -> list[Came]:
    """List the orders that came here, the oldest first."""
    table, reports = schema.erasures, schema.erasures_done
    found = []
    for row in connection.execute(sa.select(table).order_by(table.c.position)).all():
        mine = sa.and_(reports.c.feed == row.feed, reports.c.position == row.position)
        done = frozenset(DeviceId(one) for one in connection.execute(sa.select(reports.c.device).where(mine)).scalars())
        place = (FeedId(row.feed), Position(row.position))
        found.append(Came(*place, row.stamp, row.records, row.reason, row.is_wrong, done))
    return found
