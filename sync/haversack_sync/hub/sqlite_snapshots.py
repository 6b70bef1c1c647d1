"""What notices of snapshots say, in SQLite: a part of the ledger. Must not decide anything: it stores and finds."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from haversack_sync.hub.ports import SnapshotRow
from haversack_sync.hub.schema import DISPUTES, IS_OFFERABLE, IS_UNSWEPT, SNAPSHOTS
from haversack_sync.model.ids import DeviceId, FeedId, ObjectId, Position

_LONGEST_FIRST: Final = (SNAPSHOTS.c.n.desc(), SNAPSHOTS.c.position.desc())


class SnapshotReader:
    """One moment of a ledger in SQLite; see `ports.LedgerReader`."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def snapshot(self, feed: FeedId, position: int) -> SnapshotRow | None:
        """Return the snapshot that a feed's notice at a position announces, or None if there is no such notice."""
        query = sa.select(SNAPSHOTS).where(SNAPSHOTS.c.position == position, SNAPSHOTS.c.feed == feed)
        return next(self._snapshots(query), None)

    def offerable(self, feed: FeedId, *, above: int, at_most: int) -> Sequence[SnapshotRow]:
        """Return a feed's snapshots that may be offered; see `ports.LedgerReader`."""
        longer = sa.select(SNAPSHOTS).where(SNAPSHOTS.c.feed == feed, SNAPSHOTS.c.n > above, sa.text(IS_OFFERABLE))
        return list(self._snapshots(longer.order_by(*_LONGEST_FIRST).limit(at_most)))

    def unswept(self, feed: FeedId) -> Sequence[SnapshotRow]:
        """Return a feed's snapshots whose parts were not deleted, right or wrong, in the order of `offerable`."""
        here = sa.select(SNAPSHOTS).where(SNAPSHOTS.c.feed == feed, sa.text(IS_UNSWEPT))
        return list(self._snapshots(here.order_by(*_LONGEST_FIRST)))

    def _snapshots(self, query: sa.Select[tuple[Any, ...]]) -> Iterator[SnapshotRow]:
        for row in self._connection.execute(query):
            index = ObjectId(row.index_object)
            yield SnapshotRow(
                FeedId(row.feed), Position(row.position), row.at, row.n, index, row.is_right, row.is_disputed
            )

    def has_disputed(self, position: int, device: DeviceId) -> bool:
        """Tell whether a device disputes the snapshot that is announced at a position."""
        query = sa.select(DISPUTES.c.position).where(DISPUTES.c.position == position, DISPUTES.c.device == device)
        return self._connection.execute(query).first() is not None


class SnapshotWriter:
    """A transaction of a ledger in SQLite; see `ports.LedgerWriter`."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def announce(self, snapshots: Sequence[SnapshotRow]) -> None:
        """Store what notices announce."""
        rows = [
            {
                "position": one.position,
                "feed": one.feed,
                "at": one.at,
                "n": one.n,
                "index_object": one.index,
                "is_right": one.is_right,
                "is_disputed": one.is_disputed,
                "is_swept": False,
            }
            for one in snapshots
        ]
        if rows:
            self._connection.execute(sa.insert(SNAPSHOTS), rows)

    def dispute(self, disputes: Sequence[tuple[Position, DeviceId]]) -> None:
        """Store which devices dispute the snapshots announced at which positions; each once."""
        for position, device in disputes:
            self._connection.execute(sa.insert(DISPUTES).values(position=position, device=device))
            here = sa.update(SNAPSHOTS).where(SNAPSHOTS.c.position == position)
            self._connection.execute(here.values(is_disputed=True))

    def set_swept(self, positions: Sequence[Position]) -> None:
        """Store that the parts of the snapshots announced at these positions were deleted. Safe to repeat."""
        for position in positions:
            self._connection.execute(sa.update(SNAPSHOTS).where(SNAPSHOTS.c.position == position).values(is_swept=True))
