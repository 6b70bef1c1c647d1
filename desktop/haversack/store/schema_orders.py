"""Tables of coordinators' orders: what became of revoked devices, what was erased, what a restored hub is given back.

`schema` gives them their names for everybody.
"""

from typing import Final

from sqlalchemy import BLOB, Boolean, Column, Integer, Table, Text

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

erasures: Final = Table(
    "erasures",
    METADATA,
    key("feed", BLOB),
    key("position", Integer),
    Column("n", Integer, nullable=False),
    Column("stamp", Integer, nullable=False),
    Column("records", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("is_wrong", Boolean, nullable=False),
    Column("own_changes", Integer, nullable=False),
    Column("announced", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""Orders of erasure that came here, and the id of the announcement of each; empty where only a snapshot tells of it.
`own_changes` counts what waited here about their records and is gone with them."""

erasures_done: Final = Table(
    "erasures_done",
    METADATA,
    key("announced", BLOB),
    key("device", BLOB),
    Column("stamp", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Which devices say that they have followed which announced erasure."""

erasures_reported: Final = Table(
    "erasures_reported",
    METADATA,
    key("announced", BLOB),
    sqlite_with_rowid=False,
)
"""Announced erasures about which this computer's report was written, or that it need not report."""

erased_records: Final = Table(
    "erased_records",
    METADATA,
    key("feed", BLOB),
    key("record", BLOB),
    Column("position", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""What was erased stays known for ever, so that nothing older brings it back; `position` is the first order's."""

erased_entries: Final = Table(
    "erased_entries",
    METADATA,
    key("feed", BLOB),
    key("position", Integer),
    Column("device", BLOB, nullable=False),
    Column("number", Integer, nullable=False),
    Column("record", BLOB, nullable=False),
    Column("order_n", Integer, nullable=False),
    Column("is_ordered", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""Whose the erased entries were; `order_n` is the place of the order that erased their record, `is_ordered` whether an
order names them, or they came later and only this computer has left them out."""

handing_back: Final = Table(
    "handing_back",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("envelope", BLOB, nullable=False),
    sqlite_autoincrement=True,
)
"""Envelopes that a restored hub lost, everybody's, in the order that they had; each until the hub has decided on it."""
