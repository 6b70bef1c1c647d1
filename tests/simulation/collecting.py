"""The snapshots that a simulated laptop collects: `client.ports.OfferedSnapshots` over a vault in memory.

Rows only; what is asked for when, and when one is given up, is the engine's (`client.collecting`), as in the app.
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from haversack.store.offered_snapshots import VERDICTS
from haversack.store.snapshot_notices import Announced
from haversack_sync.client.ports import GivenUp, MissingPart, OfferedSnapshot
from haversack_sync.client.snapshot_patience import ASIDE_SECONDS, Waiting
from haversack_sync.model.ids import FeedId, ObjectId
from tests.simulation import snapshots_taken
from tests.simulation.kept import Kept


class Owner(Protocol):
    """The vault in memory whose snapshots they are."""

    @property
    def kept(self) -> Kept:
        """What it holds."""

    @property
    def urgent(self) -> Collection[FeedId]:
        """The feeds that people need soonest."""

    def transaction(self) -> AbstractContextManager[None]:
        """Write: all of the block or nothing."""

    def take_snapshot(self, announced: Announced) -> int:
        """Put a feed to where a snapshot stands; return how many records changed."""


class SimSnapshots:
    """See `client.ports.OfferedSnapshots`."""

    def __init__(self, owner: Owner) -> None:
        """Say of which vault."""
        self._owner = owner

    def offered(self) -> Sequence[OfferedSnapshot]:
        kept, urgent = self._owner.kept, self._owner.urgent
        found = [
            OfferedSnapshot(one.feed, one.position, kept.tries.get((one.feed, one.position), Waiting()))
            for one in snapshots_taken.offered(kept)
        ]
        return sorted(found, key=lambda one: (one.waiting.weight, one.feed not in urgent))

    def missing(self, snapshot: OfferedSnapshot) -> Sequence[MissingPart]:
        return snapshots_taken.missing(self._owner.kept, self._announced(snapshot))

    def keep(self, snapshot: OfferedSnapshot, object_id: ObjectId, data: bytes) -> None:
        with self._owner.transaction():
            snapshots_taken.keep(self._owner.kept, self._announced(snapshot), object_id, data)

    def keep_begun(self, snapshot: OfferedSnapshot, object_id: ObjectId, data: bytes) -> None:
        with self._owner.transaction():
            snapshots_taken.keep_begun(self._owner.kept, snapshot.feed, object_id, data)

    def keep_waiting(self, snapshot: OfferedSnapshot, waiting: Waiting) -> None:
        with self._owner.transaction():
            self._owner.kept.tries[snapshot.feed, snapshot.position] = waiting

    def use(self, snapshot: OfferedSnapshot) -> int:
        with self._owner.transaction():
            changed = self._owner.take_snapshot(self._announced(snapshot))
            self._owner.kept.tries.pop((snapshot.feed, snapshot.position), None)
            return changed

    def give_up(self, snapshot: OfferedSnapshot, why: GivenUp) -> None:
        with self._owner.transaction():
            kept = self._owner.kept
            snapshots_taken.give_up(kept, self._announced(snapshot), VERDICTS[why])
            kept.tries.pop((snapshot.feed, snapshot.position), None)
            if why is GivenUp.LATER:
                kept.aside[snapshot.feed, snapshot.position] = kept.last_contact + ASIDE_SECONDS

    def _announced(self, snapshot: OfferedSnapshot) -> Announced:
        return self._owner.kept.notices[snapshot.feed, snapshot.position]
