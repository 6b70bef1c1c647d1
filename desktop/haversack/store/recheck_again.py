"""Lets what was found damaged, and cannot be made again from here, come again: called when a hub is there.

A feed goes back to the last entry that the hub's own mark proves, and all of it where none does. Its records are then
looked at in ordinary turns, between which others may write; until that is done it stays noted that it must come again,
so whatever ends this half way begins anew. Must not fetch anything, nor touch the outbox.
"""

import sqlalchemy as sa

from haversack.store import recheck, recheck_chain, recheck_marks, schema, snapshot_repair, trust
from haversack.store.recheck import Tally
from haversack.store.recheck_chain import Ground, MovedError, ground_of
from haversack.store.replica import VaultReplica
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import FeedId
from haversack_sync.protocol.errors import WireError


def is_due(replica: VaultReplica) -> bool:
    """Tell whether something is to come again."""
    with replica.reading() as connection:
        return bool(recheck_marks.read(connection))


def begin(replica: VaultReplica) -> int:
    """Drop what is not proven of the feeds that are to come again; return how many they are.

    Raises:
        VaultError: The disk is full or the vault damaged; what is not done yet is done the next time.
    """
    with replica.reading() as connection:
        feeds = recheck_marks.read(connection)
    for handle in feeds:
        feed = replica.network().authority.feeds.get(handle)
        is_right = feed is None or (_go_back(replica, feed) and _is_right(replica, handle))
        with replica.transaction() as connection:
            if not is_right:
                snapshot_repair.forget(connection, handle)
            recheck_marks.remove(connection, handle)
    with replica.transaction() as connection:
        # Records whose feed's name was damaged: they come with their own now.
        connection.execute(sa.delete(schema.records).where(recheck.is_strange(replica)))
    return len(feeds)


def _go_back(replica: VaultReplica, feed: Feed) -> bool:
    """Let a feed stand at the last entry that is proven; return whether there is any."""
    feeds, entries = schema.feeds, schema.entries
    try:
        with replica.reading() as connection:
            ground: Ground = ground_of(connection, replica.network(), feed)
        at = recheck_chain.at_once(recheck_chain.chained(replica.reading, ground)).proven
        if at.n <= ground.base.n:
            return False
        with replica.transaction() as connection:
            ground.check(connection)
            connection.execute(sa.delete(entries).where(entries.c.feed == feed.handle, entries.c.n > at.n))
            trust.save_standing(connection, feed.handle, at)
            connection.execute(sa.update(feeds).where(feeds.c.feed == feed.handle).values(applied_n=at.n))
    except (MovedError, WireError):
        return False
    return True


def _is_right(replica: VaultReplica, feed: FeedId) -> bool:
    """Put right what the entries say that are left; return whether the rest is as it was, and proven."""
    tally = Tally()
    for _ in recheck.check_with_patience(replica, feed, tally, is_coming_again=True):
        pass
    # What a snapshot had, and is not as it was, no entry makes again.
    return tally.is_whole and not tally.again and not tally.unproven
