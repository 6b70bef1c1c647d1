"""Changes that nobody has sealed yet can be taken back; once handed over they cannot.

Works on a connection inside a transaction.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from haversack.store import index_state, schema
from haversack.store.outbox import ItemState
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.model.operations import (
    Add,
    Change,
    Create,
    Operation,
    Remove,
    Set,
    UnknownOperation,
    decode_change,
    encode_change,
)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A change that no longer waits.

    Attributes:
        feed: Where it would have gone.
        change: What it said.
        created_ms: When it was written, by this computer's clock.
    """

    feed: FeedId
    change: Change
    created_ms: int


def take_back(connection: sa.Connection, record: RecordId, *, since: int = 0) -> tuple[TakenBack, ...]:
    """Delete the changes of a record that wait and were never sealed.

    Args:
        connection: Inside a transaction.
        record: Whose changes.
        since: Only the change with this sequence and those after it: they stand on what it says.

    Returns:
        They, in the order in which they were written.
    """
    found = _unsealed(connection, record, since=since)
    _delete(connection, [row.sequence for row in found])
    _index_again(connection, record, found)
    return tuple(TakenBack(FeedId(row.feed), decode_change(row.body), row.created_ms) for row in found)


def take_back_group(connection: sa.Connection, record: RecordId, key: str) -> int:
    """Take what concerns one group or set out of the changes of a record that wait and were never sealed.

    A change that makes the record stays whole: without its groups it would be another record.

    Returns:
        From how many changes something was taken.
    """
    touched = 0
    for row in _unsealed(connection, record):
        change = decode_change(row.body)
        left = tuple(one for one in change.operations if not concerns(one, key))
        if len(left) == len(change.operations) or any(isinstance(one, Create) for one in change.operations):
            continue
        touched += 1
        _index_again(connection, record, [row])
        if left:
            body = encode_change(
                Change(change.rules, change.record, change.kind, left, role=change.role, note=change.note)
            )
            table = schema.outbox
            connection.execute(sa.update(table).where(table.c.sequence == row.sequence).values(body=body))
        else:
            _delete(connection, [row.sequence])
    return touched


def concerns(operation: Operation | UnknownOperation, key: str) -> bool:
    """Tell whether an operation changes a group or set."""
    if isinstance(operation, Set):
        return operation.group == key
    return isinstance(operation, Add | Remove) and operation.name == key


def stamps(connection: sa.Connection, feed: FeedId, positions: list[int]) -> dict[int, int]:
    """Return the hub's stamps (seconds since 1970) of entries of a feed, by their positions."""
    table = schema.entries
    rows = connection.execute(
        sa.select(table.c.position, table.c.stamp).where(table.c.feed == feed, table.c.position.in_(positions))
    )
    return {row.position: row.stamp for row in rows}


def _unsealed(connection: sa.Connection, record: RecordId, *, since: int = 0) -> list[sa.Row[tuple[object, ...]]]:
    table = schema.outbox
    waits = sa.and_(
        table.c.record == record,
        table.c.state == ItemState.WAITING.value,
        table.c.envelope.is_(None),
        table.c.sequence >= since,
    )
    return list(connection.execute(sa.select(table).where(waits).order_by(table.c.sequence)).all())


def _delete(connection: sa.Connection, sequences: list[int]) -> None:
    table = schema.outbox
    connection.execute(sa.delete(table).where(table.c.sequence.in_(sequences)))


def _index_again(connection: sa.Connection, record: RecordId, rows: list[sa.Row[tuple[object, ...]]]) -> None:
    for feed in {row.feed for row in rows}:
        index_state.mark_stale(connection, FeedId(feed), [record])
