"""A feed that began here with a snapshot begins again without one: its entries come instead, each with its signature.

Works on a connection inside a transaction. What waits in the outbox stays. Must not fetch anything.
"""

import sqlalchemy as sa

from haversack.store import index_state, schema, snapshot_notices, snapshot_parts
from haversack.store.snapshot_notices import Verdict
from haversack_sync.model.ids import FeedId, RecordId

_FOUND_HERE = (Verdict.RIGHT, Verdict.WRONG, Verdict.USED)


def start_over(connection: sa.Connection) -> tuple[FeedId, ...]:
    """Forget everything of the feeds that began with a snapshot; return which they were."""
    bases = schema.snapshot_bases
    rows = connection.execute(sa.select(bases)).all()
    for row in rows:
        forget(connection, FeedId(row.feed))
        for announced in snapshot_notices.read(connection, FeedId(row.feed)):
            if announced.position == row.notice_position or announced.verdict in _FOUND_HERE:
                # It is looked at once the entries are here, and is not offered until then; so are those that were held
                # against what the snapshot said.
                snapshot_notices.judge(connection, announced, Verdict.PUT_ASIDE)
    return tuple(FeedId(row.feed) for row in rows)


def forget(connection: sa.Connection, feed: FeedId, *, keeps_entries: bool = False) -> None:
    """Forget everything of a feed, or everything but its entries, which are replayed then."""
    table = schema.records
    gone = [
        RecordId(one) for one in connection.execute(sa.select(table.c.id).where(table.c.feed == feed)).scalars().all()
    ]
    for one in (
        schema.records,
        *(() if keeps_entries else (schema.entries,)),
        schema.edits,
        schema.authors,
        schema.feeds,
        schema.base_states,
        schema.snapshot_bases,
        schema.snapshots_made,
    ):
        connection.execute(sa.delete(one).where(one.c.feed == feed))
    for is_own in (True, False):
        snapshot_parts.drop(connection, feed, is_own=is_own)
    if gone:
        index_state.mark_stale(connection, feed, gone)
