"""The ledger in SQLite: what became of revoked devices; see `ports.LedgerReader`. Must not decide anything."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack_sync.hub.ports import LateChange
from haversack_sync.hub.schema import LATE, REFUSED
from haversack_sync.model.ids import DeviceId
from haversack_sync.protocol.envelope import envelope_hash


class LateReader:
    """The part of a reader that knows late changes and who was told."""

    _connection: sa.Connection

    def late(self, *, after: int, at_most: int) -> Sequence[LateChange]:
        """Return late changes with serials above `after`, in order, at most so many."""
        query = sa.select(LATE).where(LATE.c.serial > after).order_by(LATE.c.serial).limit(at_most)
        rows = self._connection.execute(query)
        return [LateChange(row.serial, DeviceId(row.device), row.stamp, row.envelope) for row in rows]

    def is_late(self, sha256: bytes) -> bool:
        """Tell whether an envelope with this hash is among the late changes."""
        return self._connection.scalar(sa.select(LATE.c.serial).where(LATE.c.sha256 == sha256)) is not None

    def late_bytes(self, device: DeviceId) -> int:
        """Return the length of a device's late changes, in bytes."""
        size = sa.select(sa.func.coalesce(sa.func.sum(sa.func.length(LATE.c.envelope)), 0))
        return self._connection.scalar(size.where(LATE.c.device == device)) or 0

    def refused(self) -> Sequence[tuple[DeviceId, int]]:
        """Return the revoked devices that came themselves and were told, with the stamp of the last time."""
        rows = self._connection.execute(sa.select(REFUSED).order_by(REFUSED.c.device))
        return [(DeviceId(row.device), row.stamp) for row in rows]


class LateWriter:
    """The part of a transaction that stores them."""

    _connection: sa.Connection

    def set_aside(self, changes: Sequence[LateChange]) -> None:
        """Store late changes under new serials."""
        values = [
            {
                "device": one.device,
                "sha256": envelope_hash(one.envelope),
                "stamp": one.stamp,
                "envelope": one.envelope,
            }
            for one in changes
        ]
        if values:
            self._connection.execute(sa.insert(LATE), values)

    def forget_late(self, *, before: int) -> None:
        """Forget late changes that came before a stamp."""
        self._connection.execute(sa.delete(LATE).where(LATE.c.stamp < before))

    def note_refused(self, device: DeviceId, *, stamp: int) -> None:
        """Store that a revoked device came and was told."""
        statement = insert(REFUSED).on_conflict_do_update(index_elements=["device"], set_={"stamp": stamp})
        self._connection.execute(statement, {"device": device, "stamp": stamp})
