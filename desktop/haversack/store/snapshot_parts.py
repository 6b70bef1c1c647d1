"""Sealed parts of snapshots: on their way to the hub, here until all of them are, or kept to be passed on to others.

They are kept as they travel, so that nothing that came is lost to a cut or to a budget that ends inside a part, and
nothing of a snapshot is used before all of it is here. Works on a connection inside a transaction. Must not open one.
"""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import schema, values
from haversack_sync.client.ports import Upload
from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.protocol.snapshots import Listed, decode_index

INDEX_PART = 0
_BEGUN: Final = "snapshot_begun:"
"""Before a feed: the object of which something is here, 32 bytes, and what that is."""
_OBJECT_BYTES: Final = 32


def keep(
    connection: sa.Connection,
    feed: FeedId,
    n: int,
    sealed: Sequence[tuple[int, ObjectId, bytes]],
    *,
    is_own: bool,
    is_at_hub: bool | None = None,
) -> None:
    """Keep parts: (place, object, bytes). Safe to repeat.

    Args:
        connection: Inside a transaction.
        feed: Of which feed.
        n: The entry that the snapshot stands for.
        sealed: The parts.
        is_own: Whether they were made here, or are kept to be passed on; else they are to be used here.
        is_at_hub: Whether the hub has them; None for: those that were not made here.
    """
    rows = [
        {
            "object": object_id,
            "feed": feed,
            "n": n,
            "part": part,
            "sealed": data,
            "is_own": is_own,
            "is_at_hub": not is_own if is_at_hub is None else is_at_hub,
        }
        for part, object_id, data in sealed
    ]
    if rows:
        connection.execute(insert(schema.snapshot_parts).on_conflict_do_nothing(), rows)


def read(connection: sa.Connection, object_id: ObjectId) -> bytes | None:
    """Return a part's sealed bytes, or None."""
    table = schema.snapshot_parts
    found = connection.execute(sa.select(table.c.sealed).where(table.c.object == object_id)).scalar()
    return bytes(found) if found is not None else None


def index(connection: sa.Connection, index_object: ObjectId) -> tuple[Listed, ...] | None:
    """Return the parts that an index lists, or None while it is not here."""
    written = read(connection, index_object)
    return decode_index(written) if written is not None else None


def here(connection: sa.Connection) -> set[ObjectId]:
    """Return which parts are here, of whatever snapshot: who makes one may list another one's parts."""
    return {ObjectId(one) for one in connection.execute(sa.select(schema.snapshot_parts.c.object)).scalars()}


def begun(connection: sa.Connection, feed: FeedId) -> tuple[ObjectId, bytes] | None:
    """Return the part of a feed's snapshot that is not whole, and what came of it; nothing of it is proven."""
    raw = values.read_value(connection, _BEGUN + feed.hex())
    return (ObjectId(raw[:_OBJECT_BYTES]), raw[_OBJECT_BYTES:]) if raw else None


def keep_begun(connection: sa.Connection, feed: FeedId, object_id: ObjectId, data: bytes) -> None:
    """Keep what came of a part, in the place of any other of this feed; nothing where it is to be forgotten."""
    if data:
        values.write_value(connection, _BEGUN + feed.hex(), object_id + data)
    else:
        forget_begun(connection, feed)


def forget_begun(connection: sa.Connection, feed: FeedId) -> None:
    """Forget what came of a part that is not whole. Safe to repeat."""
    values.delete_value(connection, _BEGUN + feed.hex())


def uploads(connection: sa.Connection) -> tuple[Upload, ...]:
    """List the parts that the hub lacks, the index of a snapshot last."""
    table = schema.snapshot_parts
    rows = connection.execute(
        sa.select(table.c.object, sa.func.length(table.c.sealed).label("size"))
        .where(table.c.is_at_hub.is_(sa.false()))
        .order_by(table.c.feed, table.c.part == INDEX_PART, table.c.part)
    )
    return tuple(Upload(ObjectId(row.object), row.size) for row in rows)


def set_at_hub(connection: sa.Connection, object_id: ObjectId) -> None:
    """Note that the hub holds a part, by its signed word."""
    table = schema.snapshot_parts
    connection.execute(sa.update(table).where(table.c.object == object_id).values(is_at_hub=True))


def is_all_at_hub(connection: sa.Connection, feed: FeedId, n: int) -> bool:
    """Tell whether the hub holds all parts that were made here."""
    table = schema.snapshot_parts
    missing = sa.and_(table.c.feed == feed, table.c.n == n, table.c.is_at_hub.is_(sa.false()))
    return connection.execute(sa.select(table.c.part).where(missing).limit(1)).first() is None


def drop_others(connection: sa.Connection, feed: FeedId, n: int) -> None:
    """Forget what is kept of a feed's other snapshots to be passed on; what is on its way to the hub stays."""
    table = schema.snapshot_parts
    made = schema.snapshots_made
    on_its_way = sa.select(made.c.n).where(made.c.feed == feed, made.c.is_announced.is_(sa.false()))
    connection.execute(
        sa.delete(table).where(
            table.c.feed == feed, table.c.is_own.is_(sa.true()), table.c.n != n, table.c.n.not_in(on_its_way)
        )
    )


def drop(connection: sa.Connection, feed: FeedId, *, is_own: bool) -> None:
    """Forget the parts of a feed's snapshots: what was made or kept here, or what was to be used here. Repeatable."""
    if not is_own:
        forget_begun(connection, feed)
    table = schema.snapshot_parts
    connection.execute(
        sa.delete(table).where(table.c.feed == feed, table.c.is_own.is_(sa.true() if is_own else sa.false()))
    )
