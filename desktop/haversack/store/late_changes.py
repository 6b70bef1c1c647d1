"""What the hub told a coordinator of revoked devices: changes that came too late, and who was told.

Works on a connection inside a transaction. Must not open a change.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import schema
from haversack_sync.model.ids import DeviceId
from haversack_sync.protocol.messages import LateEnvelope

_DEVICE = slice(2, 10)
"""Where an envelope names its author's key."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A late change: the hub's serial, whose, the hub's stamp when it came (seconds), and its bytes."""

    serial: int
    device: DeviceId
    stamp: int
    envelope: bytes


def last_serial(connection: sa.Connection) -> int:
    """Return the serial of the last late change that came here, 0 before the first."""
    return int(connection.execute(sa.select(sa.func.max(schema.late_changes.c.serial))).scalar() or 0)


def keep(connection: sa.Connection, changes: Iterable[LateEnvelope], refused: Iterable[tuple[DeviceId, int]]) -> None:
    """Keep what the hub told. Safe to repeat."""
    table, told = schema.late_changes, schema.refused_devices
    for one in changes:
        row = {"serial": one.serial, "device": one.envelope[_DEVICE], "stamp": one.stamp, "envelope": one.envelope}
        connection.execute(insert(table).values(is_done=False, **row).on_conflict_do_nothing())
    for device, stamp in refused:
        statement = insert(told).values(device=device, stamp=stamp)
        connection.execute(statement.on_conflict_do_update(index_elements=["device"], set_={"stamp": stamp}))


def read(connection: sa.Connection) -> list[Kept]:
    """List the late changes that nobody has looked at, the oldest first."""
    table = schema.late_changes
    rows = connection.execute(sa.select(table).where(table.c.is_done.is_(sa.false())).order_by(table.c.serial))
    return [Kept(row.serial, DeviceId(row.device), row.stamp, bytes(row.envelope)) for row in rows]


def set_done(connection: sa.Connection, serial: int) -> None:
    """Note that somebody looked: its serial stays, so that it does not come again; what it says goes."""
    table = schema.late_changes
    connection.execute(sa.update(table).where(table.c.serial == serial).values(is_done=True, envelope=b""))


def told(connection: sa.Connection) -> dict[DeviceId, int]:
    """Return the revoked devices that were told, and when that was last."""
    return {DeviceId(row.device): row.stamp for row in connection.execute(sa.select(schema.refused_devices))}


def last_written(connection: sa.Connection) -> dict[DeviceId, int]:
    """Return the stamp of the last entry that is here of each device."""
    table = schema.entries
    author = sa.func.substr(table.c.envelope, _DEVICE.start + 1, _DEVICE.stop - _DEVICE.start)
    rows = connection.execute(sa.select(author, sa.func.max(table.c.stamp)).group_by(author))
    return {DeviceId(bytes(device)): int(stamp) for device, stamp in rows}
