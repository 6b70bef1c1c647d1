"""The snapshots that a sync collects, in the vault: `client.ports.OfferedSnapshots` over the encrypted database.

Parts are kept sealed as they come; a feed moves when all of its parts are here, in one transaction. Must not fetch
anything, and must not decide when a snapshot is given up; `client.collecting` does.
"""

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Final, Protocol

import sqlalchemy as sa

from haversack.store import snapshot_applying, snapshot_collecting, snapshot_notices, snapshot_parts, snapshot_tries
from haversack.store.snapshot_notices import Announced, Verdict
from haversack_sync.client.identity import Identity
from haversack_sync.client.ports import GivenUp, MissingPart, OfferedSnapshot
from haversack_sync.client.snapshot_patience import Waiting
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.errors import LyingSnapshotError, WireError
from haversack_sync.protocol.network import NetworkView

LOG = logging.getLogger(__name__)

VERDICTS: Final = {
    GivenUp.LATER: Verdict.LATER,
    GivenUp.CONTRADICTS: Verdict.PUT_ASIDE,
    GivenUp.UNUSABLE: Verdict.UNUSABLE,
}


class Owner(Protocol):
    """The vault whose snapshots they are."""

    def transaction(self) -> AbstractContextManager[sa.Connection]:
        """Write: all of the block or nothing."""

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """Read one consistent state."""

    def network(self) -> NetworkView:
        """Return the verified network as known here."""

    def identity(self) -> Identity:
        """Return who this computer is."""


class VaultSnapshots:
    """See `client.ports.OfferedSnapshots`."""

    def __init__(self, owner: Owner) -> None:
        """Say of which vault."""
        self._owner = owner

    def offered(self) -> Sequence[OfferedSnapshot]:
        """See `client.ports.OfferedSnapshots`."""
        with self._owner.reading() as connection:
            return [
                OfferedSnapshot(one.feed, one.position, snapshot_tries.waiting(connection, one))
                for one in snapshot_collecting.in_order(connection, self._owner.network())
            ]

    def missing(self, snapshot: OfferedSnapshot) -> Sequence[MissingPart]:
        """See `client.ports.OfferedSnapshots`."""
        with self._owner.reading() as connection:
            return snapshot_collecting.missing(connection, _announced(connection, snapshot))

    def keep(self, snapshot: OfferedSnapshot, object_id: ObjectId, data: bytes) -> None:
        """See `client.ports.OfferedSnapshots`."""
        with self._owner.transaction() as connection:
            snapshot_collecting.keep(connection, _announced(connection, snapshot), object_id, data)

    def keep_begun(self, snapshot: OfferedSnapshot, object_id: ObjectId, data: bytes) -> None:
        """See `client.ports.OfferedSnapshots`."""
        with self._owner.transaction() as connection:
            snapshot_parts.keep_begun(connection, snapshot.feed, object_id, data)

    def keep_waiting(self, snapshot: OfferedSnapshot, waiting: Waiting) -> None:
        """See `client.ports.OfferedSnapshots`."""
        with self._owner.transaction() as connection:
            snapshot_tries.keep(connection, _announced(connection, snapshot), waiting)

    def use(self, snapshot: OfferedSnapshot) -> int:
        """See `client.ports.OfferedSnapshots`."""
        view, own = self._owner.network(), self._owner.identity().handles
        with self._owner.transaction() as connection:
            announced = _announced(connection, snapshot)
            whole = snapshot_collecting.whole(connection, view, announced)
            try:
                changed = snapshot_applying.apply(connection, view, whole, own=own)
            except LyingSnapshotError as error:
                LOG.info("snapshot not used", extra={"reason": error.reason})
                raise
            snapshot_tries.forget(connection, announced)
            return changed

    def give_up(self, snapshot: OfferedSnapshot, why: GivenUp) -> None:
        """See `client.ports.OfferedSnapshots`."""
        with self._owner.transaction() as connection:
            snapshot_collecting.give_up(connection, _announced(connection, snapshot), VERDICTS[why])


def _announced(connection: sa.Connection, snapshot: OfferedSnapshot) -> Announced:
    """Return the notice of a snapshot.

    Raises:
        WireError: There is none, although it was listed.
    """
    for one in snapshot_notices.read(connection, snapshot.feed):
        if one.position == snapshot.position:
            return one
    raise WireError("no notice")
