"""Counts and a few values of many records, read without whole states: what a start page shows of a vault of any size.

Confirmed records only; what waits is in the outbox. Every function works on a connection inside a transaction.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from haversack.store import schema
from haversack_sync.model.ids import FeedId, RecordId
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
