"""Which records the search index must read again: the index is its own lane and may lag.

Works on a connection inside a transaction. Must not touch the index itself.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import schema
from haversack_sync.model.ids import FeedId, RecordId


def mark_stale(connection: sa.Connection, feed: FeedId, records: Sequence[RecordId]) -> None:
    """Note that records changed; each gets a document number at its first time."""
    table = schema.index_state
    highest = connection.execute(sa.select(sa.func.max(table.c.document))).scalar() or 0
    rows = [
        {"feed": feed, "record": record, "document": highest + 1 + index, "is_stale": True}
        for index, record in enumerate(records)
    ]
    if rows:
        statement = insert(table).on_conflict_do_update(index_elements=["feed", "record"], set_={"is_stale": True})
        connection.execute(statement, rows)


def stale(connection: sa.Connection, *, limit: int) -> list[tuple[int, FeedId, RecordId]]:
    """Return documents that must be written again: (document, feed, record)."""
    table = schema.index_state
    rows = connection.execute(sa.select(table).where(table.c.is_stale.is_(sa.true())).limit(limit))
    return [(row.document, FeedId(row.feed), RecordId(row.record)) for row in rows]


def mark_fresh(connection: sa.Connection, documents: Sequence[int]) -> None:
    """Note that documents are written."""
    table = schema.index_state
    rows = [{"b_document": document} for document in documents]
    if rows:
        connection.execute(
            sa.update(table).where(table.c.document == sa.bindparam("b_document")).values(is_stale=False), rows
        )


def locate(connection: sa.Connection, documents: Sequence[int]) -> dict[int, tuple[FeedId, RecordId]]:
    """Return which record each document stands for."""
    table = schema.index_state
    rows = connection.execute(sa.select(table).where(table.c.document.in_(documents)))
    return {row.document: (FeedId(row.feed), RecordId(row.record)) for row in rows}
