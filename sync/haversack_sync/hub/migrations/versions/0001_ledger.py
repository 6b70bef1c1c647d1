"""The ledger of the foundation stage."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "network",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", name="only_one"), primary_key=True),
        sa.Column("root_key", sa.LargeBinary, nullable=False),
        sa.Column("era", sa.Integer, nullable=False),
        sa.Column("registered", sa.Integer, nullable=False),
        sa.Column("profile", sa.LargeBinary),
        sa.Column("is_restored", sa.Boolean, nullable=False),
    )
    op.create_table(
        "entries",
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
    op.create_table(
        "snapshots",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("feed", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("index_object", sa.LargeBinary, nullable=False),
        sa.Column("is_right", sa.Boolean, nullable=False),
        sa.Column("is_disputed", sa.Boolean, nullable=False),
        sa.Column("is_swept", sa.Boolean, nullable=False),
    )
    is_offerable = sa.text("is_right AND NOT is_disputed AND NOT is_swept")
    by_length = ["feed", "n", "position"]
    op.create_index("snapshots_offerable", "snapshots", by_length, sqlite_where=is_offerable)
    op.create_index("snapshots_unswept", "snapshots", by_length, sqlite_where=sa.text("NOT is_swept"))
    op.create_table(
        "disputes",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("device", sa.LargeBinary, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger",
        sa.Column("device", sa.LargeBinary, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("code", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "held",
        sa.Column("device", sa.LargeBinary, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("stamp", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
    )
    op.create_index("held_stamp", "held", ["stamp"])
    op.create_table(
        "erasures",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("feed", sa.LargeBinary, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("first_n", sa.Integer, nullable=False),
        sa.Column("announced", sa.LargeBinary, nullable=False),
        sa.Column("giver", sa.LargeBinary, nullable=False),
        sa.Column("stubs", sa.Integer, nullable=False),
    )
    op.create_table(
        "erasure_reports",
        sa.Column("announced", sa.LargeBinary, primary_key=True),
        sa.Column("device", sa.LargeBinary, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "late",
        sa.Column("serial", sa.Integer, primary_key=True),
        sa.Column("device", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("stamp", sa.Integer, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("sha256", name="late_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("late_device", "late", ["device"])
    op.create_table(
        "refused",
        sa.Column("device", sa.LargeBinary, primary_key=True),
        sa.Column("stamp", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counters",
        sa.Column("device", sa.LargeBinary, primary_key=True),
        sa.Column("lane", sa.Integer, primary_key=True),
        sa.Column("counter", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "usage",
        sa.Column("device", sa.LargeBinary, primary_key=True),
        sa.Column("day", sa.Integer, primary_key=True),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("upload_bytes", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stanzas",
        sa.Column("serial", sa.Integer, primary_key=True),
        sa.Column("recipient", sa.LargeBinary, nullable=False),
        sa.Column("audience", sa.LargeBinary, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("sender", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("recipient", "audience", "number", "sender", name="one_by_each_sender"),
        sqlite_autoincrement=True,
    )
    op.create_index("recipient_serial", "stanzas", ["recipient", "serial"])
    op.create_table(
        "refs",
        sa.Column("object", sa.LargeBinary, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "objects",
        sa.Column("object", sa.LargeBinary, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("stamp", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "uploads",
        sa.Column("object", sa.LargeBinary, primary_key=True),
        sa.Column("device", sa.LargeBinary, primary_key=True),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("stamp", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "carried",
        sa.Column("device", sa.LargeBinary, primary_key=True),
        sa.Column("item", sa.LargeBinary, primary_key=True),
        sa.Column("stamp", sa.Integer, nullable=False),
    )
    op.create_index("carried_stamp", "carried", ["stamp"])
