"""Which records the search index must read again: the index is its own lane and may lag.

Works on a connection inside a transaction. Must not touch the index itself.
"""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from haversack.store import schema
from haversack.store.bulk import select_rows
from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import FeedId, RecordId

# Written out, because they run for every record of a first sync.
_MARK: Final = (
    "INSERT INTO index_state (feed, record, document, is_stale) VALUES (?, ?, ?, 1)"
    " ON CONFLICT (feed, record) DO UPDATE SET is_stale = 1"
)
_FRESH: Final = "UPDATE index_state SET is_stale = 0 WHERE document = ?"


def mark_stale(connection: sa.Connection, feed: FeedId, records: Sequence[RecordId]) -> None:
    """Note that records changed; each gets a document number at its first time."""
    table = schema.index_state
    highest = connection.execute(sa.select(sa.func.max(table.c.document))).scalar() or 0
    if records:
        rows = [(feed, record, highest + 1 + index) for index, record in enumerate(records)]
        connection.exec_driver_sql(_MARK, rows)


def stale(connection: sa.Connection, *, limit: int) -> list[tuple[int, FeedId, RecordId]]:
    """Return documents that must be written again: (document, feed, record), by document.

    In that order FTS5 gathers the words of many documents before it writes; a number below the last one makes it write
    at once. Records lie together in about the same order, too.
    """
    table = schema.index_state
    wanted = sa.select(table).where(table.c.is_stale.is_(sa.true()))
    rows = connection.execute(wanted.order_by(table.c.document).limit(limit))
    return [(row.document, FeedId(row.feed), RecordId(row.record)) for row in rows]


def after(connection: sa.Connection, document: int, *, limit: int) -> list[tuple[int, FeedId, RecordId]]:
    """Return the documents behind one, by document: (document, feed, record)."""
    table = schema.index_state
    rows = connection.execute(
        sa.select(table).where(table.c.document > document).order_by(table.c.document).limit(limit)
    )
    return [(row.document, FeedId(row.feed), RecordId(row.record)) for row in rows]


def missing(connection: sa.Connection) -> list[tuple[FeedId, RecordId]]:
    """Return confirmed records that no document stands for."""
    state, records = schema.index_state, schema.records
    here = sa.and_(state.c.feed == records.c.feed, state.c.record == records.c.id)
    wanted = sa.select(records.c.feed, records.c.id).outerjoin(state, here).where(state.c.document.is_(None))
    return [(FeedId(row.feed), RecordId(row.id)) for row in connection.execute(wanted)]


def has_strangers(connection: sa.Connection) -> bool:
    """Tell whether something is indexed that stands for no record."""
    state, texts = schema.index_state, schema.search_texts
    strange = sa.select(texts.c.document).where(texts.c.document.not_in(sa.select(state.c.document)))
    return connection.execute(strange.limit(1)).first() is not None


def mark_followers(connection: sa.Connection, *, kind: str, set_name: str) -> None:
    """Note that records must be read again whose words come from another record that changed.

    Args:
        connection: Inside a transaction.
        kind: Kind of the records that changed.
        set_name: Set in which others name them by their id.
    """
    state, records = schema.index_state, schema.records
    here = sa.and_(records.c.feed == state.c.feed, records.c.id == state.c.record)
    changed = sa.select(records.c.id).join_from(state, records, here)
    ids = connection.execute(changed.where(state.c.is_stale.is_(sa.true()), records.c.kind == kind)).scalars().all()
    if not ids:
        return
    fresh = _followers(ids, set_name).where(state.c.is_stale.is_(sa.false()))
    for row in connection.execute(fresh).all():
        mark_stale(connection, FeedId(row.feed), [RecordId(row.id)])


def followers(connection: sa.Connection, ids: Sequence[RecordId], *, set_name: str) -> list[int]:
    """Mark the records that name others in a set as stale, and return their documents: their words are in those."""
    rows = connection.execute(_followers(ids, set_name)).all() if ids else []
    for row in rows:
        mark_stale(connection, FeedId(row.feed), [RecordId(row.id)])
    return [row.document for row in rows]


def _followers(ids: Sequence[bytes], set_name: str) -> "sa.Select[tuple[bytes, bytes, int]]":
    """Return what finds the records that name others in a set: feed, id, and document."""
    state, records, elements = schema.index_state, schema.records, schema.elements
    here = sa.and_(records.c.feed == state.c.feed, records.c.id == state.c.record)
    return (
        sa.select(records.c.feed, records.c.id, state.c.document)
        .join_from(elements, records, elements.c.record_rowid == records.c.rowid)
        .join(state, here)
        .where(elements.c.set_name == set_name, elements.c.element.in_([encode(bytes(one)) for one in ids]))
        .distinct()
    )


def mark_fresh(connection: sa.Connection, documents: Sequence[int]) -> None:
    """Note that documents are written."""
    if documents:
        connection.exec_driver_sql(_FRESH, [(document,) for document in documents])


def locate(connection: sa.Connection, documents: Sequence[int]) -> dict[int, tuple[FeedId, RecordId]]:
    """Return which record each document stands for."""
    table = schema.index_state
    rows = select_rows(connection, table, "document", documents, columns=("document", "feed", "record"))
    return {document: (FeedId(feed), RecordId(record)) for document, feed, record in rows}
