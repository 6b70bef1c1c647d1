"""Changes that nobody has sealed yet can be taken back; once handed over they cannot.

Works on a connection inside a transaction.
"""

import sqlalchemy as sa

from haversack.store import index_state, schema
from haversack.store.outbox import ItemState
from haversack_sync.model.ids import FeedId, RecordId


def take_back(connection: sa.Connection, record: RecordId, *, since: int = 0) -> int:
    """Delete the changes of a record that wait and were never sealed.

    Args:
        connection: Inside a transaction.
        record: Whose changes.
        since: Only the change with this sequence and those after it: they stand on what it says.

    Returns:
        How many.
    """
    table = schema.outbox
    unsealed = sa.and_(
        table.c.record == record,
        table.c.state == ItemState.WAITING.value,
        table.c.envelope.is_(None),
        table.c.sequence >= since,
    )
    rows = connection.execute(sa.select(table.c.sequence, table.c.feed).where(unsealed)).all()
    for feed in {row.feed for row in rows}:
        index_state.mark_stale(connection, FeedId(feed), [record])
    connection.execute(sa.delete(table).where(unsealed))
    return len(rows)


def stamps(connection: sa.Connection, feed: FeedId, positions: list[int]) -> dict[int, int]:
    """Return the hub's stamps (seconds since 1970) of entries of a feed, by their positions."""
    table = schema.entries
    rows = connection.execute(
        sa.select(table.c.position, table.c.stamp).where(table.c.feed == feed, table.c.position.in_(positions))
    )
    return {row.position: row.stamp for row in rows}
