"""The ledger in SQLite: orders of erasure and what they leave; see `ports.LedgerReader`. Must not decide anything."""

from collections.abc import Sequence

import sqlalchemy as sa

from haversack_sync.hub.erasure_ports import Erasure
from haversack_sync.hub.ports import StoredEntry
from haversack_sync.hub.schema import ENTRIES, ERASURE_REPORTS, ERASURES, REFS, SNAPSHOTS
from haversack_sync.model.ids import DeviceId, FeedId, Position
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
        return self._erasures(ERASURES.c.feed == feed)

    def erasures_by(self, giver: DeviceId) -> Sequence[Erasure]:
        """Return the orders of erasure that a device sent, in all feeds, in order."""
        return self._erasures(ERASURES.c.giver == giver)

    def _erasures(self, which: sa.ColumnElement[bool]) -> list[Erasure]:
        rows = self._connection.execute(sa.select(ERASURES).where(which).order_by(ERASURES.c.position))
        return [
            Erasure(
                Position(row.position),
                FeedId(row.feed),
                row.n,
                row.first_n,
                row.announced,
                DeviceId(row.giver),
                row.stubs,
            )
            for row in rows
        ]

    def has_reported(self, announced: bytes, device: DeviceId) -> bool:
        """Tell whether a device has said that it followed an announced erasure."""
        table = ERASURE_REPORTS
        here = sa.and_(table.c.announced == announced, table.c.device == device)
        return self._connection.execute(sa.select(table.c.device).where(here)).first() is not None


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
        row: dict[str, object] = {"position": erasure.position, "feed": erasure.feed, "n": erasure.n}
        row |= {"first_n": erasure.first_n, "announced": erasure.announced, "giver": erasure.giver}
        row |= {"stubs": erasure.stubs}
        self._connection.execute(sa.insert(ERASURES).values(row))

    def report(self, reports: Sequence[tuple[bytes, DeviceId]]) -> None:
        """Store which devices have followed which announced erasures."""
        rows = [{"announced": announced, "device": device} for announced, device in reports]
        if rows:
            self._connection.execute(sa.insert(ERASURE_REPORTS), rows)
