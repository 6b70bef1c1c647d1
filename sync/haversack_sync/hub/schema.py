"""The ledger's tables, as the newest migration leaves them.

A test compares this with what the migrations make. Must not hold queries.
"""

from typing import Final

import sqlalchemy as sa

IS_UNSWEPT: Final = "NOT is_swept"
"""Written in queries as in the index, or the index would not be used."""
IS_OFFERABLE: Final = "is_right AND NOT is_disputed AND NOT is_swept"
"""As `IS_UNSWEPT`."""

METADATA: Final = sa.MetaData()

NETWORK: Final = sa.Table(
    "network",
    METADATA,
    sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", name="only_one"), primary_key=True),
    sa.Column("root_key", sa.LargeBinary, nullable=False),
    sa.Column("era", sa.Integer, nullable=False),
    sa.Column("registered", sa.Integer, nullable=False),
    sa.Column("profile", sa.LargeBinary),
    sa.Column("is_restored", sa.Boolean, nullable=False),
)
"""The one network: when it registered or began its newest era (seconds), its newest profile, and whether it was put
back from a backup and waits for a coordinator."""

ENTRIES: Final = sa.Table(
    "entries",
    METADATA,
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("feed", sa.LargeBinary, nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("stamp", sa.Integer, nullable=False),
    sa.Column("flags", sa.Integer, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("feed", "n", name="feed_n"),
)
"""Accepted envelopes; `digest` is the feed's after this entry, `total` the length of its envelopes up to here."""

SNAPSHOTS: Final = sa.Table(
    "snapshots",
    METADATA,
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("feed", sa.LargeBinary, nullable=False),
    sa.Column("at", sa.Integer, nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("index_object", sa.LargeBinary, nullable=False),
    sa.Column("is_right", sa.Boolean, nullable=False),
    sa.Column("is_disputed", sa.Boolean, nullable=False),
    sa.Column("is_swept", sa.Boolean, nullable=False),
    sa.Index("snapshots_offerable", "feed", "n", "position", sqlite_where=sa.text(IS_OFFERABLE)),
    sa.Index("snapshots_unswept", "feed", "n", "position", sqlite_where=sa.text(IS_UNSWEPT)),
)
"""What notices announce, so that an answer reads as little however many there are: see `ports.SnapshotRow`."""

DISPUTES: Final = sa.Table(
    "disputes",
    METADATA,
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("device", sa.LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)
"""Which devices dispute the snapshots announced at which positions."""

LEDGER: Final = sa.Table(
    "ledger",
    METADATA,
    sa.Column("device", sa.LargeBinary, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("code", sa.Integer, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Every used number of every key's chain, and the receipt that was given for it."""

HELD: Final = sa.Table(
    "held",
    METADATA,
    sa.Column("device", sa.LargeBinary, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("stamp", sa.Integer, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.Index("held_stamp", "stamp"),
)
"""Authentic changes that wait for what they need; no receipt calls them received."""

ERASURES: Final = sa.Table(
    "erasures",
    METADATA,
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("feed", sa.LargeBinary, nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("first_n", sa.Integer, nullable=False),
    sa.Column("announced", sa.LargeBinary, nullable=False),
    sa.Column("giver", sa.LargeBinary, nullable=False),
    sa.Column("stubs", sa.Integer, nullable=False),
)
"""Orders of erasure: what they erased is a stub, and no snapshot from `first_n` to `n` is offered any more."""

ERASURE_REPORTS: Final = sa.Table(
    "erasure_reports",
    METADATA,
    sa.Column("announced", sa.LargeBinary, primary_key=True),
    sa.Column("device", sa.LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)
"""Which devices say that they have followed which announced erasures."""

LATE: Final = sa.Table(
    "late",
    METADATA,
    sa.Column("serial", sa.Integer, primary_key=True),
    sa.Column("device", sa.LargeBinary, nullable=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("stamp", sa.Integer, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("sha256", name="late_once"),
    sa.Index("late_device", "device"),
    sqlite_autoincrement=True,
)
"""Changes of revoked devices that came after their revocation: no entries, kept a while for coordinators to read."""

REFUSED: Final = sa.Table(
    "refused",
    METADATA,
    sa.Column("device", sa.LargeBinary, primary_key=True),
    sa.Column("stamp", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Revoked devices that came themselves and were told, and when that was last."""

COUNTERS: Final = sa.Table(
    "counters",
    METADATA,
    sa.Column("device", sa.LargeBinary, primary_key=True),
    sa.Column("lane", sa.Integer, primary_key=True),
    sa.Column("counter", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The highest request counter of each device and lane."""

USAGE: Final = sa.Table(
    "usage",
    METADATA,
    sa.Column("device", sa.LargeBinary, primary_key=True),
    sa.Column("day", sa.Integer, primary_key=True),
    sa.Column("changes", sa.Integer, nullable=False),
    sa.Column("upload_bytes", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""What each device used of its quotas on a day (days since 1970); past days are forgotten."""

STANZAS: Final = sa.Table(
    "stanzas",
    METADATA,
    sa.Column("serial", sa.Integer, primary_key=True),
    sa.Column("recipient", sa.LargeBinary, nullable=False),
    sa.Column("audience", sa.LargeBinary, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("sender", sa.LargeBinary, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("recipient", "audience", "number", "sender", name="one_by_each_sender"),
    sa.Index("recipient_serial", "recipient", "serial"),
    sqlite_autoincrement=True,
)
"""Audience keys sealed to recipients."""

REFS: Final = sa.Table(
    "refs",
    METADATA,
    sa.Column("object", sa.LargeBinary, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sqlite_with_rowid=False,
)
"""Which entries need which objects: what must be kept, for a hub that cannot read."""

OBJECTS: Final = sa.Table(
    "objects",
    METADATA,
    sa.Column("object", sa.LargeBinary, primary_key=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("stamp", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Objects that are whole, their length in bytes, and when somebody last sent them, or asked whether to."""

UPLOADS: Final = sa.Table(
    "uploads",
    METADATA,
    sa.Column("object", sa.LargeBinary, primary_key=True),
    sa.Column("device", sa.LargeBinary, primary_key=True),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("received", sa.Integer, nullable=False),
    sa.Column("stamp", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Uploads under way: whole length, bytes held, and when the last slice came."""

CARRIED: Final = sa.Table(
    "carried",
    METADATA,
    sa.Column("device", sa.LargeBinary, primary_key=True),
    sa.Column("item", sa.LargeBinary, primary_key=True),
    sa.Column("stamp", sa.Integer, nullable=False),
    sa.Index("carried_stamp", "stamp"),
)
"""What devices handed over by sticks, and when: what became of it is told them by the next sticks."""
