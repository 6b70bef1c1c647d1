"""Lets what was found damaged, and cannot be made again from here, come again: called when a hub is there.

A feed goes back to the last entry that the hub's own mark proves, with all its rows, and all of it where none does; in
one transaction, so that nobody sees the one without the other. Must not fetch anything, nor touch the outbox.
"""

import sqlalchemy as sa

from haversack.store import recheck, recheck_chain, recheck_marks, schema, snapshot_repair, trust
from haversack.store.recheck import Tally
from haversack.store.recheck_chain import Ground, ground_of
from haversack.store.replica import VaultReplica
from haversack_sync.model.authority import Feed
from haversack_sync.protocol.entries import Standing
from haversack_sync.protocol.errors import WireError


def is_due(replica: VaultReplica) -> bool:
    """Tell whether something is to come again."""
    with replica.reading() as connection:
        return bool(recheck_marks.read(connection))


def begin(replica: VaultReplica) -> int:
    """Drop what is not proven of the feeds that are to come again; return how many they are.

    Raises:
        VaultError: The disk is full or the vault damaged; everything is as it was.
    """
    with replica.transaction() as connection:
        feeds = recheck_marks.read(connection)
        recheck_marks.clear(connection)
        for handle in feeds:
            feed = replica.network().authority.feeds.get(handle)
            if feed is not None and not _go_back(connection, replica, feed):
                snapshot_repair.forget(connection, handle)
        return len(feeds)


def _go_back(connection: sa.Connection, replica: VaultReplica, feed: Feed) -> bool:
    """Let a feed stand at the last entry that is proven; return whether there is any, and its rows are of it."""
    at = _proven(connection, replica, feed)
    if at is None:
        return False
    feeds, entries = schema.feeds, schema.entries
    connection.execute(sa.delete(entries).where(entries.c.feed == feed.handle, entries.c.n > at.n))
    trust.save_standing(connection, feed.handle, at)
    connection.execute(sa.update(feeds).where(feeds.c.feed == feed.handle).values(applied_n=at.n))
    tally = Tally()
    for _ in recheck.check_with_patience(replica, feed.handle, tally):
        pass
    # What a snapshot had, and is not as it was, no entry makes again.
    return tally.is_whole and not tally.again


def _proven(connection: sa.Connection, replica: VaultReplica, feed: Feed) -> Standing | None:
    try:
        ground: Ground = ground_of(connection, replica.network(), feed)
    except WireError:
        return None
    last = recheck_chain.at_once(recheck_chain.chained(replica.reading, ground))
    return last.proven if last.proven.n > ground.base.n else None
