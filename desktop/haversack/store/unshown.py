"""Own changes that the hub signed for and does not show: the alarm, and what is safe to do.

A receipt says that a change is the entry at its position. Once a feed is here up to there, that can be checked: if
something else stands there, or nothing, the hub lost the change or lies. The very same bytes are handed over again, so
that nothing can be there twice. Works on a connection inside a transaction. Must not judge what lies within a snapshot;
`own_in_snapshots` does.
"""

import sqlalchemy as sa

from haversack.store import erased, index_state, schema
from haversack.store.outbox import NOT_SHOWN_REASON, UNANSWERED, ItemState
from haversack_sync.model.ids import NETWORK_FEED, FeedId, RecordId
from haversack_sync.protocol.network import NetworkView


def notice(connection: sa.Connection, view: NetworkView) -> None:
    """Put back among the sent what has a receipt and is not the entry where the receipt says. Safe to repeat.

    Its position stays in the row, and what the hub signed stays in `evidence`.

    Args:
        connection: Inside a transaction.
        view: The network, as it is known here.
    """
    table = schema.outbox
    is_received = table.c.state == ItemState.RECEIVED.value
    for feed in connection.execute(sa.select(table.c.feed).where(is_received).distinct()).scalars().all():
        first, last = _here(connection, view, FeedId(feed))
        here = sa.and_(is_received, table.c.feed == feed, table.c.position > first, table.c.position <= last)
        for row in connection.execute(sa.select(table).where(here)).all():
            entry = _entry_at(connection, FeedId(feed), row.position)
            # A stub is judged once the feed is known whole: `erased.unexplained`.
            if entry is not None and erased.hash_of(entry) == erased.hash_of(row.envelope):
                continue
            again = {"state": ItemState.SENT.value, "reason": NOT_SHOWN_REASON}
            connection.execute(sa.update(table).where(table.c.sequence == row.sequence).values(again))
            if row.record is not None:
                index_state.mark_stale(connection, FeedId(feed), [RecordId(row.record)])


def count(connection: sa.Connection) -> int:
    """Count the changes that the hub signed for, does not show, and has not taken since."""
    table = schema.outbox
    states = [state.value for state in UNANSWERED]
    lost = sa.and_(table.c.state.in_(states), table.c.reason == NOT_SHOWN_REASON)
    return connection.execute(sa.select(sa.func.count()).select_from(table).where(lost)).scalar_one()


def _here(connection: sa.Connection, view: NetworkView, feed: FeedId) -> tuple[int, int]:
    """Return after which position and up to which one every entry of a feed is here and replayed."""
    if feed == NETWORK_FEED:
        return 0, view.standing.position
    bases, feeds = schema.snapshot_bases, schema.feeds
    base = connection.execute(sa.select(bases.c.position).where(bases.c.feed == feed)).scalar() or 0
    row = connection.execute(sa.select(feeds).where(feeds.c.feed == feed)).first()
    if row is None:
        return base, base
    if row.applied_n == row.n:
        return base, row.known_to
    entries = schema.entries
    applied = sa.and_(entries.c.feed == feed, entries.c.n == row.applied_n)
    return base, connection.execute(sa.select(entries.c.position).where(applied)).scalar() or base


def _entry_at(connection: sa.Connection, feed: FeedId, position: int) -> bytes | None:
    table = schema.entries
    here = sa.and_(table.c.feed == feed, table.c.position == position)
    found = connection.execute(sa.select(table.c.envelope).where(here)).scalar()
    return bytes(found) if found is not None else None
