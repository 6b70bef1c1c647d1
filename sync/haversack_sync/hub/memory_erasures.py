"""The ledger in memory: orders of erasure and what they leave; see `erasure_ports`. Must not decide anything."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from haversack_sync.hub.erasure_ports import Erasure
from haversack_sync.hub.memory_undo import popping, put, replace_at
from haversack_sync.hub.ports import SnapshotRow, StoredEntry
from haversack_sync.model.ids import DeviceId, FeedId, ObjectId, Position


class MemoryErasures:
    """The part of a transaction that knows orders of erasure, and erases."""

    _feeds: dict[FeedId, list[StoredEntry]]
    _snapshots: dict[Position, SnapshotRow]
    _refs: dict[ObjectId, list[Position]]
    _undo: list[Callable[[], None]]

    def __init__(self) -> None:
        self._erasures: list[Erasure] = []
        self._reports: dict[tuple[bytes, DeviceId], bool] = {}

    def erasures(self, feed: FeedId) -> Sequence[Erasure]:
        """Return a feed's orders of erasure, in order."""
        return [one for one in self._erasures if one.feed == feed]

    def erasures_by(self, giver: DeviceId) -> Sequence[Erasure]:
        """Return the orders of erasure that a device sent, in all feeds, in order."""
        return [one for one in self._erasures if one.giver == giver]

    def has_reported(self, announced: bytes, device: DeviceId) -> bool:
        """Tell whether a device has said that it followed an announced erasure."""
        return (announced, device) in self._reports

    def erase(self, erasure: Erasure, positions: Sequence[Position]) -> None:
        """Keep stubs in the place of entries; forget what they needed, and which snapshots hold them."""
        feed = self._feeds.get(erasure.feed, [])
        for place, one in enumerate(feed):
            if one.entry.position in positions:
                replace_at(self._undo, feed, place, replace(one, entry=replace(one.entry, envelope=one.entry.hash)))
        for object_id, needing in list(self._refs.items()):
            put(self._undo, self._refs, object_id, [one for one in needing if one not in positions])
        for row in list(self._snapshots.values()):
            if row.feed == erasure.feed and erasure.first_n <= row.n < erasure.n:
                put(self._undo, self._snapshots, row.position, replace(row, is_right=False))
        self._erasures.append(erasure)
        self._undo.append(popping(self._erasures))

    def report(self, reports: Sequence[tuple[bytes, DeviceId]]) -> None:
        """Store which devices have followed which announced erasures."""
        for one in reports:
            put(self._undo, self._reports, one, value=True)
