"""A record as its rows are, and writing all of them anew: for whoever doubts the rows. Replay uses `records`.

Works on a connection inside a transaction. Must not decide what is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import sqlalchemy as sa

from haversack.store import records, schema
from haversack.store.bulk import Row, insert_rows, select_rows
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.model.record import RecordState

_FEED: Final = 1
_ID: Final = 2
"""Places in a row of `records`."""


@dataclass(slots=True)
class Rows:
    """What stands in the tables of a record.

    Attributes:
        own: Its row of `records`.
        versions: Its rows of `versions`.
        elements: Its rows of `elements`.
    """

    own: Row
    versions: list[Row] = field(default_factory=list)
    elements: list[Row] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Its row number."""
        return int(self.own[0] or 0)

    @property
    def changed_position(self) -> int:
        """Where it changed last, or the batch of changes that it was in."""
        return int(self.own[-1] or 0)

    def are_of(self, state: RecordState) -> bool:
        """Tell whether just these rows would be written of a record, at whatever position it changed."""
        return (
            self.own[:-1] == records.record_row(self.number, state, 0)[:-1]
            and sorted(self.versions) == sorted(records.version_rows(self.number, state))
            and sorted(self.elements) == sorted(records.element_rows(self.number, state))
        )


def read(connection: sa.Connection, feed: FeedId, wanted: Sequence[RecordId]) -> dict[RecordId, Rows]:
    """Read the rows of records of a feed; those that have none are left out."""
    # By id alone, as the index begins: hardly any record stands in two feeds.
    own = [tuple(row) for row in select_rows(connection, schema.records, "id", wanted) if row[_FEED] == feed]
    found = {row[0]: Rows(row) for row in own}
    for row in select_rows(connection, schema.versions, "record_rowid", list(found)):
        found[row[0]].versions.append(tuple(row))
    for row in select_rows(connection, schema.elements, "record_rowid", list(found)):
        found[row[0]].elements.append(tuple(row))
    return {RecordId(cast("bytes", rows.own[_ID])): rows for rows in found.values()}


def write(connection: sa.Connection, state: RecordState, *, changed: int) -> None:
    """Write all rows of a record anew, whatever stands there.

    Args:
        connection: Inside a transaction.
        state: The record.
        changed: Position of its last change.
    """
    table = schema.records
    mine = sa.and_(table.c.feed == state.feed, table.c.id == state.id)
    number = connection.execute(sa.select(table.c.rowid).where(mine)).scalar()
    if number is None:
        number = (connection.execute(sa.select(sa.func.max(table.c.rowid))).scalar() or 0) + 1
    # What belongs to it goes with it.
    connection.execute(sa.delete(table).where(mine))
    insert_rows(connection, table, [records.record_row(number, state, changed)])
    insert_rows(connection, schema.versions, list(records.version_rows(number, state)))
    insert_rows(connection, schema.elements, list(records.element_rows(number, state)))


def drop(connection: sa.Connection, feed: FeedId, record: RecordId) -> None:
    """Drop all rows of a record. Safe to repeat."""
    table = schema.records
    connection.execute(sa.delete(table).where(table.c.feed == feed, table.c.id == record))
