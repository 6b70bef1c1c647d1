"""What was erased here, for ever: which records, and which entries were theirs.

Works on a connection inside a transaction. Must not erase anything; `erasing` does.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import schema
from haversack_sync.model.ids import DeviceId, FeedId, Position, RecordId
from haversack_sync.protocol.entries import STUB_BYTES
from haversack_sync.protocol.envelope import envelope_hash
from haversack_sync.protocol.erasing import ErasedEntry

REASON = "erased"
"""Why an erased entry has no effect."""
NO_ORDER = 1 << 62
"""Place and position of an order that a restored hub lost: behind everything, until one comes."""


class ErasedRecordError(Exception):
    """A record was erased by order: nothing brings it back."""

    kind = "erased_record"


def hash_of(envelope: bytes) -> bytes:
    """Return SHA-256 of an envelope, of which perhaps only that is left."""
    return envelope if len(envelope) == STUB_BYTES else envelope_hash(envelope)


def ids(connection: sa.Connection, feed: FeedId, *, up_to: int | None = None) -> dict[RecordId, Position]:
    """Return what was erased of a feed, by orders up to a position; each with its order's."""
    table = schema.erased_records
    wanted = sa.select(table).where(table.c.feed == feed)
    if up_to is not None:
        wanted = wanted.where(table.c.position <= up_to)
    return {RecordId(row.record): Position(row.position) for row in connection.execute(wanted)}


def is_erased(connection: sa.Connection, feed: FeedId, record: RecordId) -> bool:
    """Tell whether a record was erased."""
    table = schema.erased_records
    here = sa.and_(table.c.feed == feed, table.c.record == record)
    return connection.execute(sa.select(table.c.position).where(here)).first() is not None


def remember(connection: sa.Connection, feed: FeedId, records: Iterable[RecordId], position: int) -> None:
    """Remember that records were erased. Safe to repeat: the first order counts."""
    table = schema.erased_records
    for record in records:
        statement = insert(table).values(feed=feed, record=record, position=position)
        first = sa.func.min(table.c.position, statement.excluded.position)
        connection.execute(statement.on_conflict_do_update(index_elements=["feed", "record"], set_={"position": first}))


def is_hidden(connection: sa.Connection, feed: FeedId, n: int) -> bool:
    """Tell whether a later order erased an entry up to the n-th, so that how the feed stood then is not known here."""
    gone, entries = schema.erased_entries, schema.entries
    here = sa.and_(entries.c.feed == gone.c.feed, entries.c.position == gone.c.position)
    hidden = sa.select(gone.c.position).join_from(gone, entries, here)
    hidden = hidden.where(gone.c.feed == feed, entries.c.n <= n, gone.c.order_n > n)
    return connection.execute(hidden.limit(1)).first() is not None


def authors(connection: sa.Connection, feed: FeedId) -> dict[int, tuple[DeviceId, int]]:
    """Return device and number of each erased entry, by position."""
    table = schema.erased_entries
    rows = connection.execute(sa.select(table).where(table.c.feed == feed))
    return {row.position: (DeviceId(row.device), row.number) for row in rows}


def make_stub(
    connection: sa.Connection,
    feed: FeedId,
    entry: ErasedEntry,
    hashed: bytes | None,
    *,
    order_n: int,
    record: bytes = b"",
) -> None:
    """Keep the hash of an envelope in its place, and whose it was. Safe to repeat.

    Args:
        connection: Inside a transaction.
        feed: Of the entry.
        entry: Which one.
        hashed: SHA-256 of its envelope; None where a stub is there already.
        order_n: Place of the order that erased its record.
        record: Its record, where no order names it; empty where one does.
    """
    gone, entries = schema.erased_entries, schema.entries
    row = {"device": entry.device, "number": entry.number}
    statement = insert(gone).values(
        feed=feed, position=entry.position, order_n=order_n, record=record, is_ordered=not record, **row
    )
    update = {
        "is_ordered": sa.or_(gone.c.is_ordered, statement.excluded.is_ordered),
        "order_n": sa.func.min(gone.c.order_n, statement.excluded.order_n),
    }
    connection.execute(statement.on_conflict_do_update(index_elements=["feed", "position"], set_=update))
    if hashed is not None:
        here = sa.and_(entries.c.feed == feed, entries.c.position == entry.position)
        connection.execute(sa.update(entries).where(here).values(envelope=hashed))


def unordered(connection: sa.Connection) -> dict[FeedId, list[ErasedEntry]]:
    """Return entries of erased records that no order names: the hub still has them."""
    table, found = schema.erased_entries, dict[FeedId, list[ErasedEntry]]()
    wanted = sa.select(table).where(table.c.is_ordered.is_(sa.false())).order_by(table.c.position)
    for row in connection.execute(wanted):
        found.setdefault(FeedId(row.feed), []).append(ErasedEntry(row.position, row.device, row.number))
    return found


def unexplained(connection: sa.Connection) -> int:
    """Count stubs in feeds that are replayed as far as they are known, which no order explains: the hub lost them."""
    entries, gone, feeds = schema.entries, schema.erased_entries, schema.feeds
    whole = sa.select(feeds.c.feed).where(feeds.c.applied_n == feeds.c.n)
    known = sa.select(gone.c.position).where(gone.c.feed == entries.c.feed)
    bases = schema.snapshot_bases
    base = sa.select(bases.c.position).where(bases.c.feed == entries.c.feed).scalar_subquery()
    # What lies before a snapshot, its keeper vouches for.
    is_after = entries.c.position > sa.func.coalesce(base, 0)
    is_stub = sa.and_(sa.func.length(entries.c.envelope) == STUB_BYTES, entries.c.feed.in_(whole), is_after)
    count = sa.select(sa.func.count()).select_from(entries).where(is_stub, entries.c.position.not_in(known))
    return int(connection.execute(count).scalar_one())
