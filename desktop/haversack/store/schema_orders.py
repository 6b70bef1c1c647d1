"""Tables of coordinators' orders: what became of revoked devices. `schema` gives them their names for everybody."""

from typing import Final

from sqlalchemy import BLOB, Boolean, Column, Integer, Table

from haversack.store.schema_base import METADATA, key

late_changes: Final = Table(
    "late_changes",
    METADATA,
    Column("serial", Integer, primary_key=True),
    Column("device", BLOB, nullable=False),
    Column("stamp", Integer, nullable=False),
    Column("envelope", BLOB, nullable=False),
    Column("is_done", Boolean, nullable=False),
)
"""Changes of revoked devices that came too late, as the hub gave them to this coordinator; `is_done` once looked at."""

refused_devices: Final = Table(
    "refused_devices",
    METADATA,
    key("device", BLOB),
    Column("stamp", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Revoked devices that met the hub and were told, and when that was last, as the hub says."""
