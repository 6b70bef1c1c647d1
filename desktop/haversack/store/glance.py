"""Counts and the newest records, read by the index alone: what a start page shows of a vault of any size.

Confirmed records only; what waits is in the outbox. Every function works on a connection inside a transaction.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from haversack.store import schema
from haversack_sync.model.ids import FeedId, Position, RecordId
from haversack_sync.model.record import Life


def counts_by_kind(connection: sa.Connection) -> dict[str, int]:
    """Return how many records of each kind are in use."""
    table = schema.records
    rows = connection.execute(
        sa.select(table.c.kind, sa.func.count().label("number"))
        .where(table.c.life != int(Life.RETIRED))
        .group_by(table.c.kind)
    )
    return {row.kind: row.number for row in rows}


def changed_since(
    connection: sa.Connection, position: Position, kinds: Sequence[str], *, limit: int
) -> list[tuple[FeedId, RecordId, bool]]:
    """Return the records in use that changed after a position, the newest first.

    Args:
        connection: Inside a transaction.
        position: The hub's position up to which everything is known already.
        kinds: Only these.
        limit: At most so many.

    Returns:
        Feed, record, and whether it is new as a whole.
    """
    table = schema.records
    rows = connection.execute(
        sa.select(table.c.feed, table.c.id, table.c.created_position)
        .where(_changed(position, kinds))
        .order_by(table.c.changed_position.desc(), table.c.rowid)
        .limit(limit)
    )
    return [(FeedId(row.feed), RecordId(row.id), row.created_position > position) for row in rows]


def shown_values(
    connection: sa.Connection, kind: str, group_keys: Sequence[str]
) -> dict[tuple[FeedId, RecordId], dict[str, bytes]]:
    """Return the shown values of a few groups of every record of a kind that is in use.

    Args:
        connection: Inside a transaction.
        kind: Of the records.
        group_keys: Whole keys, with their language; no other group's value is read.

    Returns:
        Group key → canonical bytes, by feed and record; records without any of these groups are left out.
    """
    table, versions = schema.records, schema.versions
    rows = connection.execute(
        sa.select(table.c.feed, table.c.id, versions.c.group_key, versions.c.value)
        .join(versions, versions.c.record_rowid == table.c.rowid)
        .where(table.c.kind == kind, table.c.life != int(Life.RETIRED))
        .where(versions.c.group_key.in_(group_keys), versions.c.ordinal == 0)
        .order_by(table.c.rowid)
    )
    found: dict[tuple[FeedId, RecordId], dict[str, bytes]] = {}
    for row in rows:
        if row.value:
            found.setdefault((FeedId(row.feed), RecordId(row.id)), {})[row.group_key] = bytes(row.value)
    return found


def count_changed_since(connection: sa.Connection, position: Position, kinds: Sequence[str]) -> int:
    """Return how many records in use changed after a position."""
    query = sa.select(sa.func.count()).select_from(schema.records).where(_changed(position, kinds))
    return connection.execute(query).scalar_one()


def _changed(position: Position, kinds: Sequence[str]) -> sa.ColumnElement[bool]:
    table = schema.records
    return sa.and_(table.c.changed_position > position, table.c.kind.in_(kinds), table.c.life != int(Life.RETIRED))
