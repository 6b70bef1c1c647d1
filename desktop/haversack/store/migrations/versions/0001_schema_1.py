"""The first schema."""

from typing import Final

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS: Final = (
    """
    CREATE TABLE audience_keys (
        audience BLOB NOT NULL,
        epoch INTEGER NOT NULL,
        "key" BLOB NOT NULL,
        PRIMARY KEY (audience, epoch)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE authors (
        feed BLOB NOT NULL,
        device BLOB NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (feed, device)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE counters (
        lane INTEGER NOT NULL,
        value INTEGER NOT NULL,
        PRIMARY KEY (lane)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE edits (
        record BLOB NOT NULL,
        feed BLOB NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (record, feed, position)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE entries (
        feed BLOB NOT NULL,
        n INTEGER NOT NULL,
        position INTEGER NOT NULL,
        stamp INTEGER NOT NULL,
        flags INTEGER NOT NULL,
        envelope BLOB NOT NULL,
        refused TEXT NOT NULL,
        PRIMARY KEY (feed, n)
    )
    """,
    "CREATE UNIQUE INDEX ix_entries_feed_position ON entries (feed, position)",
    """
    CREATE TABLE evidence (
        rowid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        position INTEGER NOT NULL,
        message BLOB NOT NULL,
        signature BLOB NOT NULL,
        receipts BLOB NOT NULL,
        request BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE feeds (
        feed BLOB NOT NULL,
        n INTEGER NOT NULL,
        digest BLOB NOT NULL,
        known_to INTEGER NOT NULL,
        applied_n INTEGER NOT NULL,
        PRIMARY KEY (feed)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE index_state (
        feed BLOB NOT NULL,
        record BLOB NOT NULL,
        document INTEGER NOT NULL,
        is_stale BOOLEAN NOT NULL,
        PRIMARY KEY (feed, record),
        UNIQUE (document)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_index_state_is_stale ON index_state (is_stale)",
    """
    CREATE TABLE meta (
        name TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (name)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE objects (
        object BLOB NOT NULL,
        size INTEGER NOT NULL,
        is_here BOOLEAN NOT NULL,
        is_wanted BOOLEAN NOT NULL,
        is_at_hub BOOLEAN NOT NULL,
        is_followed BOOLEAN NOT NULL,
        noted INTEGER NOT NULL,
        used INTEGER NOT NULL,
        PRIMARY KEY (object)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE outbox (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        signer BLOB NOT NULL,
        feed BLOB NOT NULL,
        record BLOB,
        body BLOB NOT NULL,
        refs BLOB NOT NULL,
        created_ms INTEGER NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        number INTEGER,
        envelope BLOB,
        position INTEGER,
        received INTEGER
    )
    """,
    "CREATE INDEX ix_outbox_record ON outbox (record)",
    "CREATE UNIQUE INDEX ix_outbox_signer_number ON outbox (signer, number)",
    "CREATE INDEX ix_outbox_state ON outbox (state)",
    """
    CREATE TABLE published (
        kind TEXT NOT NULL,
        slug TEXT NOT NULL,
        part TEXT NOT NULL,
        hash BLOB NOT NULL,
        PRIMARY KEY (kind, slug, part)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE published_files (
        hash BLOB NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (hash)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE received_stanzas (
        audience BLOB NOT NULL,
        epoch INTEGER NOT NULL,
        recipient BLOB NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (audience, epoch, recipient, sealed)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE records (
        rowid INTEGER NOT NULL,
        feed BLOB NOT NULL,
        id BLOB NOT NULL,
        kind TEXT NOT NULL,
        life INTEGER NOT NULL,
        edited_after_retired BOOLEAN NOT NULL,
        created_device BLOB NOT NULL,
        created_number INTEGER NOT NULL,
        created_position INTEGER NOT NULL,
        changed_position INTEGER NOT NULL,
        PRIMARY KEY (rowid)
    )
    """,
    "CREATE UNIQUE INDEX ix_records_id_feed ON records (id, feed)",
    "CREATE INDEX ix_records_kind ON records (kind)",
    """
    CREATE TABLE search_texts (
        rowid INTEGER NOT NULL,
        document INTEGER NOT NULL,
        kind TEXT NOT NULL,
        language TEXT NOT NULL,
        title TEXT NOT NULL,
        names TEXT NOT NULL,
        topics TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (rowid)
    )
    """,
    "CREATE INDEX ix_search_texts_document ON search_texts (document)",
    """
    CREATE TABLE secrets (
        name TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (name)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE stanzas (
        audience BLOB NOT NULL,
        epoch INTEGER NOT NULL,
        recipient BLOB NOT NULL,
        sealed BLOB NOT NULL,
        is_sent BOOLEAN NOT NULL,
        PRIMARY KEY (audience, epoch, recipient)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE elements (
        record_rowid INTEGER NOT NULL,
        set_name TEXT NOT NULL,
        element BLOB NOT NULL,
        ordinal INTEGER NOT NULL,
        device BLOB NOT NULL,
        number INTEGER NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (record_rowid, set_name, element),
        FOREIGN KEY(record_rowid) REFERENCES records (rowid) ON DELETE CASCADE
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_elements_set_name_element ON elements (set_name, element)",
    """
    CREATE TABLE versions (
        record_rowid INTEGER NOT NULL,
        group_key TEXT NOT NULL,
        ordinal INTEGER NOT NULL,
        value BLOB NOT NULL,
        hash BLOB NOT NULL,
        device BLOB NOT NULL,
        number INTEGER NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (record_rowid, group_key, ordinal),
        FOREIGN KEY(record_rowid) REFERENCES records (rowid) ON DELETE CASCADE
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_versions_disputed ON versions (record_rowid) WHERE ordinal > 0",
    """
    CREATE TABLE snapshot_notices (
        feed BLOB NOT NULL,
        position INTEGER NOT NULL,
        device BLOB NOT NULL,
        n INTEGER NOT NULL,
        digest BLOB NOT NULL,
        index_object BLOB NOT NULL,
        summary BLOB NOT NULL,
        verdict TEXT NOT NULL,
        PRIMARY KEY (feed, position)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE snapshot_parts (
        object BLOB NOT NULL,
        feed BLOB NOT NULL,
        n INTEGER NOT NULL,
        part INTEGER NOT NULL,
        sealed BLOB NOT NULL,
        is_own BOOLEAN NOT NULL,
        is_at_hub BOOLEAN NOT NULL,
        PRIMARY KEY (object)
    )
    """,
    "CREATE INDEX ix_snapshot_parts_feed_n_part ON snapshot_parts (feed, n, part)",
    """
    CREATE TABLE carried_out (
        letter BLOB NOT NULL,
        item BLOB NOT NULL,
        PRIMARY KEY (letter, item)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE carried_for_others (
        letter BLOB NOT NULL,
        kind TEXT NOT NULL,
        bytes BLOB NOT NULL,
        noted INTEGER NOT NULL,
        written INTEGER NOT NULL,
        PRIMARY KEY (letter)
    )
    """,
    """
    CREATE TABLE feed_marks (
        feed BLOB NOT NULL,
        n INTEGER NOT NULL,
        position INTEGER NOT NULL,
        mark BLOB NOT NULL,
        PRIMARY KEY (feed, n, position)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE snapshots_made (
        feed BLOB NOT NULL,
        n INTEGER NOT NULL,
        index_object BLOB NOT NULL,
        notice BLOB NOT NULL,
        is_announced BOOLEAN NOT NULL,
        PRIMARY KEY (feed)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE snapshot_bases (
        feed BLOB NOT NULL,
        n INTEGER NOT NULL,
        position INTEGER NOT NULL,
        digest BLOB NOT NULL,
        notice_position INTEGER NOT NULL,
        authors BLOB NOT NULL,
        PRIMARY KEY (feed)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE base_states (
        feed BLOB NOT NULL,
        record BLOB NOT NULL,
        state BLOB NOT NULL,
        PRIMARY KEY (feed, record)
    )
    """,
    """
    CREATE TABLE late_changes (
        serial INTEGER NOT NULL,
        device BLOB NOT NULL,
        stamp INTEGER NOT NULL,
        envelope BLOB NOT NULL,
        is_done BOOLEAN NOT NULL,
        PRIMARY KEY (serial)
    )
    """,
    """
    CREATE TABLE refused_devices (
        device BLOB NOT NULL,
        stamp INTEGER NOT NULL,
        PRIMARY KEY (device)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE erasures (
        feed BLOB NOT NULL,
        position INTEGER NOT NULL,
        n INTEGER NOT NULL,
        stamp INTEGER NOT NULL,
        records INTEGER NOT NULL,
        reason TEXT NOT NULL,
        is_wrong BOOLEAN NOT NULL,
        own_changes INTEGER NOT NULL,
        announced BLOB NOT NULL,
        PRIMARY KEY (feed, position)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE erasures_done (
        announced BLOB NOT NULL,
        device BLOB NOT NULL,
        stamp INTEGER NOT NULL,
        PRIMARY KEY (announced, device)
    )
     WITHOUT ROWID
    """,
    "CREATE TABLE erasures_reported (announced BLOB NOT NULL, PRIMARY KEY (announced)) WITHOUT ROWID",
    """
    CREATE TABLE erased_records (
        feed BLOB NOT NULL,
        record BLOB NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (feed, record)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE erased_entries (
        feed BLOB NOT NULL,
        position INTEGER NOT NULL,
        device BLOB NOT NULL,
        number INTEGER NOT NULL,
        record BLOB NOT NULL,
        order_n INTEGER NOT NULL,
        is_ordered BOOLEAN NOT NULL,
        PRIMARY KEY (feed, position)
    )
     WITHOUT ROWID
    """,
    "CREATE TABLE handing_back (sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, envelope BLOB NOT NULL)",
    """
    CREATE VIRTUAL TABLE search_words USING
    fts5(kind, title, names, topics, body, content='', tokenize='ascii', prefix='1 2')
    """,
    "INSERT INTO search_words(search_words, rank) VALUES ('rank', 'bm25(0.0, 10.0, 5.0, 3.0, 1.0)')",
    """
    CREATE VIRTUAL TABLE search_inside USING
    fts5(kind, title, names, topics, body, content='', tokenize='ascii')
    """,
    "INSERT INTO search_inside(search_inside, rank) VALUES ('rank', 'bm25(0.0, 10.0, 5.0, 3.0, 1.0)')",
)


def upgrade() -> None:
    """Make every table in an empty database."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute("PRAGMA user_version = 1")
