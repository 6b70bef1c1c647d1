"""The ledger in SQLite: orders of erasure and what they leave; see `ports.LedgerReader`. Must not decide anything."""

from collections.abc import Sequence

import sqlalchemy as sa

from haversack_sync.hub.ports import Erasure, StoredEntry
from haversack_sync.hub.schema import ENTRIES, ERASURES, REFS, SNAPSHOTS
from haversack_sync.model.ids import FeedId, Position
from haversack_sync.protocol.entries import Entry


class ErasureReader:
    """The part of a reader that knows orders of erasure."""

    _connection: sa.Connection

    def entry_at(self, feed: FeedId, position: int) -> StoredEntry | None:
        """Return the entry of a feed at a position, or None."""
        query = sa.select(ENTRIES).where(ENTRIES.c.position == position, ENTRIES.c.feed == feed)
        row = self._connection.execute(query).first()
        if row is None:
            return None
        entry = Entry(Position(row.position), row.stamp, row.flags, row.envelope)
        return StoredEntry(feed, row.n, entry, row.digest)

    def erasures(self, feed: FeedId) -> Sequence[Erasure]:
        """Return a feed's orders of erasure, in order."""
        query = sa.select(ERASURES).where(ERASURES.c.feed == feed).order_by(ERASURES.c.position)
        rows = self._connection.execute(query)
        return [Erasure(Position(row.position), feed, row.n, row.first_n) for row in rows]


class ErasureWriter(ErasureReader):
    """The part of a transaction that erases."""

    def erase(self, erasure: Erasure, positions: Sequence[Position]) -> None:
        """Keep stubs in the place of entries; forget what they needed, and offer no snapshot that holds them."""
        for position in positions:
            stored = self.entry_at(erasure.feed, position)
            if stored is not None:
                here = sa.update(ENTRIES).where(ENTRIES.c.position == position)
                self._connection.execute(here.values(envelope=stored.entry.hash))
            self._connection.execute(sa.delete(REFS).where(REFS.c.position == position))
        holds = sa.and_(SNAPSHOTS.c.feed == erasure.feed, SNAPSHOTS.c.n >= erasure.first_n, SNAPSHOTS.c.n < erasure.n)
        self._connection.execute(sa.update(SNAPSHOTS).where(holds).values(is_right=False))
        row = {"position": erasure.position, "feed": erasure.feed, "n": erasure.n, "first_n": erasure.first_n}
        self._connection.execute(sa.insert(ERASURES).values(row))
