"""Snapshots that others can take from this computer: parts that are kept for that, and the hub's mark on their place.

Only those that the entries here were found to make. Works on a connection inside a transaction. Must not open a
snapshot; what a stick gets of them `operations.kit_snapshots` decides.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from haversack.store import schema, snapshot_notices, snapshot_parts
from haversack.store.snapshot_notices import Announced, Verdict
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.protocol.messages import OfferFrame, WireEntry


@dataclass(frozen=True, slots=True)
class ToPassOn:
    """A snapshot that can be passed on.

    Attributes:
        offer: What a stick offers it with.
        parts: Its parts and then its index, with their sizes.
    """

    offer: OfferFrame
    parts: tuple[tuple[ObjectId, int], ...]


def right(connection: sa.Connection, feed: FeedId) -> list[Announced]:
    """List the snapshots of a feed that this computer found right, the newest first."""
    return snapshot_notices.read(connection, feed, (Verdict.RIGHT,))


def find(connection: sa.Connection, feed: Feed) -> ToPassOn | None:
    """Return the newest right snapshot of a feed of which all is here; None where its entries are as short."""
    for announced in right(connection, feed.handle):
        made = _whole(connection, feed, announced)
        if made is not None:
            return made if made.offer.size < entry_bytes(connection, feed.handle, up_to=announced.n) else None
    return None


def is_worth_asking(connection: sa.Connection, feed: Feed) -> bool:
    """Tell whether something of the newest right snapshot of a feed is missing here."""
    newest = right(connection, feed.handle)[:1]
    return bool(newest) and _whole(connection, feed, newest[0]) is None


def entry_bytes(connection: sa.Connection, feed: FeedId, *, up_to: int) -> int:
    """Return how long the envelopes of a feed's first entries are."""
    table = schema.entries
    size = sa.select(sa.func.coalesce(sa.func.sum(sa.func.length(table.c.envelope)), 0))
    return int(connection.execute(size.where(table.c.feed == feed, table.c.n <= up_to)).scalar_one())


def _whole(connection: sa.Connection, feed: Feed, announced: Announced) -> ToPassOn | None:
    parts = _parts(connection, announced)
    entries, marks = schema.entries, schema.feed_marks
    mine = entries.c.feed == feed.handle
    notice = connection.execute(sa.select(entries).where(mine, entries.c.position == announced.position)).first()
    at_end = sa.and_(marks.c.feed == entries.c.feed, marks.c.n == entries.c.n, marks.c.position == entries.c.position)
    last = connection.execute(
        sa.select(entries.c.position, marks.c.mark).join(marks, at_end).where(mine, entries.c.n == announced.n)
    ).first()
    if not parts or notice is None or last is None:
        return None
    entry = WireEntry(notice.position, notice.stamp, notice.flags, bytes(notice.envelope))
    size = sum(size for _, size in parts)
    return ToPassOn(OfferFrame(feed.ordinal, entry, announced.n, last.position, bytes(last.mark), size), parts)


def _parts(connection: sa.Connection, announced: Announced) -> tuple[tuple[ObjectId, int], ...]:
    """Return the parts of a snapshot and its index; nothing while something of them is missing here."""
    listed = snapshot_parts.index(connection, announced.index)
    if listed is None or not {ObjectId(one.object) for one in listed} <= snapshot_parts.here(connection):
        return ()
    index = len(snapshot_parts.read(connection, announced.index) or b"")
    return (*((ObjectId(one.object), one.size) for one in listed), (announced.index, index))


def piece(connection: sa.Connection, object_id: ObjectId) -> bytes | None:
    """Return the sealed bytes of a part or an index; None where it is not here, or not any more."""
    return snapshot_parts.read(connection, object_id)


def missing(connection: sa.Connection, announced: Announced) -> list[tuple[ObjectId, int]]:
    """List what of a snapshot is not here, with its size; its index alone, size 0, while that is missing.

    Raises:
        WireError: The index is malformed.
    """
    listed = snapshot_parts.index(connection, announced.index)
    if listed is None:
        return [(announced.index, 0)]
    here = snapshot_parts.here(connection)
    return [(ObjectId(one.object), one.size) for one in listed if one.object not in here]


def keep(connection: sa.Connection, announced: Announced, object_id: ObjectId, data: bytes) -> None:
    """Keep a part or the index, whose hash was checked, to pass it on. Safe to repeat."""
    part = snapshot_parts.INDEX_PART if object_id == announced.index else 1
    row = (part, object_id, data)
    snapshot_parts.keep(connection, announced.feed, announced.n, [row], is_own=True, is_at_hub=True)


def keep_only(connection: sa.Connection, announced: Announced) -> None:
    """Forget the parts of other snapshots of the feed that the hub has: the newest one is passed on."""
    snapshot_parts.drop_others(connection, announced.feed, announced.n)
