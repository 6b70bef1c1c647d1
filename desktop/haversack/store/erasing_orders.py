"""Orders of erasure: what one must name, which came here, and who has followed them.

Works on a connection inside a transaction. Must not erase anything; `erasing` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import erased, outbox, schema, schema_orders, trust
from haversack.store.outbox import ItemState
from haversack_sync.client.replay import Opened, open_entry
from haversack_sync.model.authority import AnnouncedErasure, Feed
from haversack_sync.model.authority_entries import AnnounceErasure
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, FeedId, ObjectId, Position, RecordId
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.erasing import ErasedEntry, EraseOrder, Erasing, open_announcement, order_in
from haversack_sync.protocol.errors import SealError, WireError
from haversack_sync.protocol.network import NetworkView

Connection = sa.Connection
"""What a transaction of the vault gives, for operations that pass it on."""


@dataclass(frozen=True, slots=True)
class Found:
    """Entries of a record, and the objects that they need."""

    entries: tuple[ErasedEntry, ...]
    objects: tuple[ObjectId, ...]


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


def opened(connection: sa.Connection, view: NetworkView, said: AnnounceErasure | AnnouncedErasure) -> Erasing | None:
    """Open an announcement; None where its key is not here, or it is none."""
    feed = view.authority.feeds.get(FeedId(said.feed))
    key = trust.audience_key(connection, feed.audience, said.epoch) if feed is not None else None
    if key is None:
        return None
    try:
        return open_announcement(said, root=view.root, epoch_key=key)
    except (SealError, WireError):
        return None


def written_here(connection: sa.Connection, view: NetworkView) -> list[tuple[AnnounceErasure, Erasing]]:
    """Return the announcements that were written here and are no entries yet."""
    found = []
    for body in outbox.network_bodies(connection, outbox.PENDING):
        if isinstance(body, AnnounceErasure) and body.id not in view.authority.erasures:
            erasing = opened(connection, view, body)
            if erasing is not None:
                found.append((body, erasing))
    return found


def waits(connection: sa.Connection, view: NetworkView, record: RecordId, *, feed: FeedId) -> bool:
    """Return whether an erasure of a record in a feed is announced, or on its way, and does not stand yet."""
    announced = [
        (said.feed, opened(connection, view, said))
        for said in view.authority.erasures.values()
        if said.stands_since is None
    ]
    written = [(FeedId(body.feed), erasing) for body, erasing in written_here(connection, view)]
    return any(
        at == feed and erasing is not None and bytes(record) in erasing.records
        for at, erasing in (*announced, *written)
    )


def orders_here(
    connection: sa.Connection, states: Sequence[ItemState], *, reason: str | None = None
) -> list[tuple[FeedId, EraseOrder]]:
    """Return the orders that were written here and are in one of these states, perhaps for one reason only."""
    table = schema.outbox
    is_one: sa.ColumnElement[bool] = table.c.state.in_([state.value for state in states])
    if reason is not None:
        is_one = sa.and_(is_one, table.c.reason == reason)
    wanted = sa.select(table.c.feed, table.c.body).where(is_one, table.c.record.is_(None), table.c.feed != NETWORK_FEED)
    rows = connection.execute(wanted).all()
    return [(FeedId(row.feed), order) for row in rows if (order := order_in(row.body)) is not None]


def is_carried_out(connection: sa.Connection, said: AnnouncedErasure, erasing: Erasing) -> bool:
    """Tell whether all records that an announcement names were erased here."""
    gone = erased.ids(connection, said.feed)
    return all(RecordId(one) in gone for one in erasing.records)


def reported(connection: sa.Connection, own: DeviceId) -> set[bytes]:
    """Return the announcements that need no report of a device any more: it was written, or came back."""
    written, done = schema_orders.erasures_reported, schema_orders.erasures_done
    here = sa.select(done.c.announced).where(done.c.device == own)
    return set(connection.execute(sa.union(sa.select(written.c.announced), here)).scalars())


def is_lost(connection: sa.Connection, said: AnnouncedErasure, erasing: Erasing) -> bool:
    """Tell whether a restored hub lost what carried an announcement out here: it takes no report until it has that."""
    gone = erased.ids(connection, said.feed)
    return any(gone.get(RecordId(one)) == erased.NO_ORDER for one in erasing.records)


def set_reported(connection: sa.Connection, announced: bytes) -> None:
    """Note that a report was written. Safe to repeat."""
    statement = insert(schema_orders.erasures_reported).values(announced=announced)
    connection.execute(statement.on_conflict_do_nothing())


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


def done(connection: sa.Connection, announced: bytes) -> frozenset[DeviceId]:
    """Return the devices that say that they have followed an announced erasure."""
    table = schema.erasures_done
    found = connection.execute(sa.select(table.c.device).where(table.c.announced == announced)).scalars()
    return frozenset(DeviceId(one) for one in found)


def wrong(connection: sa.Connection) -> set[bytes]:
    """Return the announcements of which an order named what is not of their records, so that it was not followed."""
    table = schema.erasures
    return set(connection.execute(sa.select(table.c.announced).where(table.c.is_wrong)).scalars())
