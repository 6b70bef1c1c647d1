"""The tables of the vault, for every kind of record: no table per kind, or unknown kinds could not merge.

Head of the schema; `migrations` brings older vaults here, and a test proves that both agree. Must not hold queries.
Ids and keys are raw bytes, positions are the hub's, and times of this computer's clock only label.
"""

from typing import Final

from sqlalchemy import BLOB, Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from haversack.store import schema_base, schema_orders
from haversack.store.schema_base import key as _key

SCHEMA_VERSION: Final = 1
"""What `PRAGMA user_version` says of a vault of this version."""

METADATA: Final = schema_base.METADATA
late_changes: Final = schema_orders.late_changes
refused_devices: Final = schema_orders.refused_devices
erasures: Final = schema_orders.erasures
erasures_done: Final = schema_orders.erasures_done
erased_records: Final = schema_orders.erased_records
erased_entries: Final = schema_orders.erased_entries
handing_back: Final = schema_orders.handing_back


def _record_rowid() -> Column[int]:
    """The record that a row belongs to; the row goes with it."""
    return Column("record_rowid", ForeignKey("records.rowid", ondelete="CASCADE"), primary_key=True, nullable=False)


meta: Final = Table(
    "meta",
    METADATA,
    _key("name", Text),
    Column("value", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""Facts of the vault itself: network profile, positions, settings."""

secrets: Final = Table(
    "secrets",
    METADATA,
    _key("name", Text),
    Column("value", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""Device keys, the founder's root key: what must never leave the vault in the clear."""

counters: Final = Table(
    "counters",
    METADATA,
    _key("lane", Integer),
    Column("value", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The last request counter of each lane, stored before it is sent."""

authors: Final = Table(
    "authors",
    METADATA,
    _key("feed", BLOB),
    _key("device", BLOB),
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The number of each device's last replayed change in each feed: a genuine change that is shown again is known."""

audience_keys: Final = Table(
    "audience_keys",
    METADATA,
    _key("audience", BLOB),
    _key("epoch", Integer),
    Column("key", BLOB, nullable=False),
    sqlite_with_rowid=False,
)

received_stanzas: Final = Table(
    "received_stanzas",
    METADATA,
    _key("audience", BLOB),
    _key("epoch", Integer),
    _key("recipient", BLOB),
    _key("sealed", BLOB),
    sqlite_with_rowid=False,
)
"""Audience keys sealed to this device, from any sender, until their epoch's entry is here."""

stanzas: Final = Table(
    "stanzas",
    METADATA,
    _key("audience", BLOB),
    _key("epoch", Integer),
    _key("recipient", BLOB),
    Column("sealed", BLOB, nullable=False),
    Column("is_sent", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""Audience keys that this device sealed to others."""

feeds: Final = Table(
    "feeds",
    METADATA,
    _key("feed", BLOB),
    Column("n", Integer, nullable=False),
    Column("digest", BLOB, nullable=False),
    Column("known_to", Integer, nullable=False),
    Column("applied_n", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How far each feed is stored (`n`, `digest`), known whole (`known_to`, a position) and replayed (`applied_n`)."""

entries: Final = Table(
    "entries",
    METADATA,
    _key("feed", BLOB),
    _key("n", Integer),
    Column("position", Integer, nullable=False),
    Column("stamp", Integer, nullable=False),
    Column("flags", Integer, nullable=False),
    Column("envelope", BLOB, nullable=False),
    Column("refused", Text, nullable=False),
    Index(None, "feed", "position", unique=True),
    # With a rowid, unlike tables of short rows: without one a row above 1 KB would begin a page of its own.
)
"""Verified entries, byte for byte; `refused` says why one has no effect, and is empty if it has or waits."""

records: Final = Table(
    "records",
    METADATA,
    Column("rowid", Integer, primary_key=True),
    Column("feed", BLOB, nullable=False),
    Column("id", BLOB, nullable=False),
    Column("kind", Text, nullable=False),
    Column("life", Integer, nullable=False),
    Column("edited_after_retired", Boolean, nullable=False),
    Column("created_device", BLOB, nullable=False),
    Column("created_number", Integer, nullable=False),
    Column("created_position", Integer, nullable=False),
    Column("changed_position", Integer, nullable=False),
    # Unique the other way round would serve `feed` alone; records are looked up by id far more often.
    Index(None, "id", "feed", unique=True),
    Index(None, "kind"),
)
"""Confirmed state: one row for each record of each feed; made by replay alone."""

versions: Final = Table(
    "versions",
    METADATA,
    _record_rowid(),
    _key("group_key", Text),
    _key("ordinal", Integer),
    Column("value", BLOB, nullable=False),
    Column("hash", BLOB, nullable=False),
    Column("device", BLOB, nullable=False),
    Column("number", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    # Counted at the end of each sync; there are few of them among hundreds of thousands of rows.
    Index("ix_versions_disputed", "record_rowid", sqlite_where=text("ordinal > 0")),
    sqlite_with_rowid=False,
)
"""The versions of each group, the shown one with ordinal 0."""

elements: Final = Table(
    "elements",
    METADATA,
    _record_rowid(),
    _key("set_name", Text),
    _key("element", BLOB),
    Column("ordinal", Integer, nullable=False),
    Column("device", BLOB, nullable=False),
    Column("number", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    # The other end of links: who names a record. Without it each such question reads all elements of all records.
    Index(None, "set_name", "element"),
    sqlite_with_rowid=False,
)
"""The elements of each set, by `ordinal` in the order in which they were added."""

edits: Final = Table(
    "edits",
    METADATA,
    _key("record", BLOB),
    _key("feed", BLOB),
    _key("position", Integer),
    sqlite_with_rowid=False,
)
"""Which entries changed a record after it was made: the way back to its older versions. `entries` holds the rest."""

outbox: Final = Table(
    "outbox",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("signer", BLOB, nullable=False),
    Column("feed", BLOB, nullable=False),
    Column("record", BLOB),
    Column("body", BLOB, nullable=False),
    Column("refs", BLOB, nullable=False),
    Column("created_ms", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("number", Integer),
    Column("envelope", BLOB),
    Column("position", Integer),
    Column("received", Integer),
    Index(None, "signer", "number", unique=True),
    Index(None, "state"),
    Index(None, "record"),
    sqlite_autoincrement=True,
)
"""What this computer's people did, in order: the only table that a user's action writes."""

evidence: Final = Table(
    "evidence",
    METADATA,
    Column("rowid", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("message", BLOB, nullable=False),
    Column("signature", BLOB, nullable=False),
    Column("receipts", BLOB, nullable=False),
    Column("request", BLOB, nullable=False),
    sqlite_autoincrement=True,
)
"""Heads with their receipts, as the hub signed them, and what proves each request: it may have to be shown one day."""

objects: Final = Table(
    "objects",
    METADATA,
    _key("object", BLOB),
    Column("size", Integer, nullable=False),
    Column("is_here", Boolean, nullable=False),
    Column("is_wanted", Boolean, nullable=False),
    Column("is_at_hub", Boolean, nullable=False),
    Column("is_followed", Boolean, nullable=False),
    Column("noted", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Sealed files that records name, or that were sealed here; `size` in sealed bytes. `is_followed`: it came although
nobody asked for it. `noted` and `used`, when it became known and was last used, in ticks of `file_wishes.next_tick`."""

published: Final = Table(
    "published",
    METADATA,
    _key("kind", Text),
    _key("slug", Text),
    _key("part", Text),
    Column("hash", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""What was last published from authoring folders, so that only parts whose source changed are sent again."""

published_files: Final = Table(
    "published_files",
    METADATA,
    _key("hash", BLOB),
    Column("value", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""Under which file entry a source file was sealed, so that it is sealed once."""

index_state: Final = Table(
    "index_state",
    METADATA,
    _key("feed", BLOB),
    _key("record", BLOB),
    Column("document", Integer, nullable=False, unique=True),
    Column("is_stale", Boolean, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Which document of the search index stands for which record, and whether it must be written again."""

search_texts: Final = Table(
    "search_texts",
    METADATA,
    Column("rowid", Integer, primary_key=True),
    Column("document", Integer, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("names", Text, nullable=False),
    Column("topics", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""The words of a record in one language as they were written; the full-text tables hold no text of their own."""

snapshot_notices: Final = Table(
    "snapshot_notices",
    METADATA,
    _key("feed", BLOB),
    _key("position", Integer),
    Column("device", BLOB, nullable=False),
    Column("n", Integer, nullable=False),
    Column("digest", BLOB, nullable=False),
    Column("index_object", BLOB, nullable=False),
    Column("summary", BLOB, nullable=False),
    Column("verdict", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Announced snapshots, and what this computer found when it looked: see `snapshot_notices.Verdict`."""

snapshot_parts: Final = Table(
    "snapshot_parts",
    METADATA,
    Column("object", BLOB, primary_key=True, nullable=False),
    Column("feed", BLOB, nullable=False),
    Column("n", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("sealed", BLOB, nullable=False),
    Column("is_own", Boolean, nullable=False),
    Column("is_at_hub", Boolean, nullable=False),
    Index(None, "feed", "n", "part"),
    # With a rowid, like `entries`: parts are long.
)
"""Sealed parts of snapshots; `part` 0 is the index. Own: on the way to the hub, or kept for kits; others: to use."""

snapshots_made: Final = Table(
    "snapshots_made",
    METADATA,
    _key("feed", BLOB),
    Column("n", Integer, nullable=False),
    Column("index_object", BLOB, nullable=False),
    Column("notice", BLOB, nullable=False),
    Column("is_announced", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""The newest snapshot that this computer made of each feed; announced once the hub holds all of it."""

carried_out: Final = Table(
    "carried_out",
    METADATA,
    _key("letter", BLOB),
    _key("item", BLOB),
    sqlite_with_rowid=False,
)
"""Which outboxes this computer wrote onto sticks, by their hash, and what is in each: see `sticks`."""

carried_for_others: Final = Table(
    "carried_for_others",
    METADATA,
    Column("letter", BLOB, primary_key=True, nullable=False),
    Column("kind", Text, nullable=False),
    Column("bytes", BLOB, nullable=False),
    Column("noted", Integer, nullable=False),
    Column("written", Integer, nullable=False),
    # With a rowid, like `entries`: letters are long.
)
"""Letters of others that this computer takes along and cannot open, by their hash; `written`: onto how many sticks."""

feed_marks: Final = Table(
    "feed_marks",
    METADATA,
    _key("feed", BLOB),
    _key("n", Integer),
    _key("position", Integer),
    Column("mark", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""The hub's marks on where feeds stood, as they came: with them entries can be passed on to who knows only the hub."""

snapshot_bases: Final = Table(
    "snapshot_bases",
    METADATA,
    _key("feed", BLOB),
    Column("n", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("digest", BLOB, nullable=False),
    Column("notice_position", Integer, nullable=False),
    Column("authors", BLOB, nullable=False),
    sqlite_with_rowid=False,
)
"""Feeds that began here with a snapshot: up to `n` there are no entries, but what the snapshot said."""

base_states: Final = Table(
    "base_states",
    METADATA,
    _key("feed", BLOB),
    _key("record", BLOB),
    Column("state", BLOB, nullable=False),
)
"""Records as the snapshot had them, once an entry changed them: how the feed stood at any later entry follows."""

_FULL_TEXT_COLUMNS: Final = "kind, title, names, topics, body, content='', tokenize='ascii'"
FULL_TEXT: Final = {
    # Positions are kept although no phrases are asked of words: without them a table that holds no text cannot rank.
    "search_words": f"{_FULL_TEXT_COLUMNS}, prefix='1 2'",
    "search_inside": _FULL_TEXT_COLUMNS,
}
FULL_TEXT_RANK: Final = "bm25(0.0, 10.0, 5.0, 3.0, 1.0)"
"""Title outweighs name, topic and body; the kind only filters."""


def full_text_statements() -> list[str]:
    """Return the statements that make the full-text tables and set them up."""
    statements = []
    for name, arguments in FULL_TEXT.items():
        statements.append(f"CREATE VIRTUAL TABLE {name} USING fts5({arguments})")
        rank = f"INSERT INTO {name}({name}, rank) VALUES ('rank', '{FULL_TEXT_RANK}')"  # noqa: S608 - constants of ours
        statements.append(rank)
    return statements
