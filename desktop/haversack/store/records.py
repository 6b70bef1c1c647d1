"""Confirmed records: what replay alone has made, in generic tables.

Reads and writes whole record states in batches; one table for all kinds, so that unknown kinds live here too. Must not
merge or judge; `haversack_sync.client.replay` does.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from haversack.store import schema
from haversack_sync.model.ids import DeviceId, FeedId, Position, RecordId
from haversack_sync.model.record import Life, Member, RecordState, Version

_BATCH: Final = 400
Row = dict[str, Any]


def load_states(
    connection: sa.Connection, feed: FeedId, records: Sequence[RecordId]
) -> dict[RecordId, tuple[int, RecordState]]:
    """Load records of one feed by id.

    Returns:
        Row number and state of each that is here.
    """
    table = schema.records
    found: dict[RecordId, tuple[int, RecordState]] = {}
    for start in range(0, len(records), _BATCH):
        wanted = records[start : start + _BATCH]
        rows = connection.execute(sa.select(table).where(table.c.feed == feed, table.c.id.in_(wanted))).all()
        for number, state in _states(connection, rows):
            found[state.id] = (number, state)
    return found


def load_all(connection: sa.Connection, *, kind: str | None = None) -> Iterable[tuple[int, RecordState]]:
    """Load every record, or every one of a kind, in the order in which they came.

    Yields:
        Row number and state.
    """
    table = schema.records
    last = 0
    while True:
        statement = sa.select(table).where(table.c.rowid > last).order_by(table.c.rowid).limit(_BATCH)
        if kind is not None:
            statement = statement.where(table.c.kind == kind)
        rows = connection.execute(statement).all()
        if not rows:
            return
        last = rows[-1].rowid
        yield from _states(connection, rows)


def find_by_id(connection: sa.Connection, record: RecordId) -> list[tuple[int, RecordState]]:
    """Load a record by its id in whatever feeds hold it."""
    table = schema.records
    rows = connection.execute(sa.select(table).where(table.c.id == record)).all()
    return list(_states(connection, rows))


def load_rows(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, RecordState]:
    """Load records by their row numbers."""
    table = schema.records
    found: dict[int, RecordState] = {}
    for start in range(0, len(numbers), _BATCH):
        rows = connection.execute(sa.select(table).where(table.c.rowid.in_(numbers[start : start + _BATCH]))).all()
        found.update(_states(connection, rows))
    return found


def count_disputed(connection: sa.Connection) -> int:
    """Count records in which some group has two versions or more."""
    table = schema.versions
    rows = sa.select(sa.func.count(sa.distinct(table.c.record_rowid))).where(table.c.ordinal > 0)
    return int(connection.execute(rows).scalar_one())


def save_states(connection: sa.Connection, states: Sequence[tuple[int | None, RecordState]], position: int) -> None:
    """Write records that replay changed, each as a whole.

    Args:
        connection: Inside a transaction.
        states: Row number (None for a new record) and state.
        position: Position of the newest change among them; the index goes on from there.
    """
    new_number = (connection.execute(sa.select(sa.func.max(schema.records.c.rowid))).scalar() or 0) + 1
    numbered: list[tuple[int, RecordState]] = []
    fresh: list[Row] = []
    for number, state in states:
        if number is None:
            fresh.append(_record_row(new_number, state, position))
            numbered.append((new_number, state))
            new_number += 1
        else:
            numbered.append((number, state))
    if fresh:
        connection.execute(sa.insert(schema.records), fresh)
    kept = [(number, state) for number, state in states if number is not None]
    _update(connection, kept, position)
    versions = [row for number, state in numbered for row in _version_rows(number, state)]
    elements = [row for number, state in numbered for row in _element_rows(number, state)]
    if versions:
        connection.execute(sa.insert(schema.versions), versions)
    if elements:
        connection.execute(sa.insert(schema.elements), elements)


def _update(connection: sa.Connection, kept: Sequence[tuple[int, RecordState]], position: int) -> None:
    if not kept:
        return
    table = schema.records
    connection.execute(
        sa.update(table)
        .where(table.c.rowid == sa.bindparam("b_row"))
        .values(
            life=sa.bindparam("b_life"),
            edited_after_retired=sa.bindparam("b_edited"),
            changed_position=sa.bindparam("b_position"),
        ),
        [
            {
                "b_row": number,
                "b_life": int(state.life),
                "b_edited": state.edited_after_retired,
                "b_position": position,
            }
            for number, state in kept
        ],
    )
    for parts in (schema.versions, schema.elements):
        connection.execute(
            sa.delete(parts).where(parts.c.record_rowid == sa.bindparam("b_row")),
            [{"b_row": number} for number, _ in kept],
        )


def _record_row(number: int, state: RecordState, position: int) -> Row:
    return {
        "rowid": number,
        "feed": state.feed,
        "id": state.id,
        "kind": state.kind,
        "life": int(state.life),
        "edited_after_retired": state.edited_after_retired,
        "created_device": state.created_by,
        "created_number": state.created_number,
        "created_position": state.created_at,
        "changed_position": position,
    }


def _version_rows(number: int, state: RecordState) -> Iterable[Row]:
    for key, versions in state.groups.items():
        for ordinal, version in enumerate(versions):
            yield {
                "record_rowid": number,
                "group_key": key,
                "ordinal": ordinal,
                "value": version.value,
                "hash": version.value_hash,
                "device": version.device,
                "number": version.number,
                "position": version.position,
            }


def _element_rows(number: int, state: RecordState) -> Iterable[Row]:
    for name, members in state.sets.items():
        for ordinal, (element, member) in enumerate(members.items()):
            yield {
                "record_rowid": number,
                "set_name": name,
                "element": element,
                "ordinal": ordinal,
                "device": member.device,
                "number": member.number,
                "position": member.position,
            }


def _states(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> Iterable[tuple[int, RecordState]]:
    """Put record states together from their rows."""
    numbers = [row.rowid for row in rows]
    groups: dict[int, dict[str, tuple[Version, ...]]] = {number: {} for number in numbers}
    sets: dict[int, dict[str, dict[bytes, Member]]] = {number: {} for number in numbers}
    table = schema.versions
    for part in connection.execute(
        sa.select(table).where(table.c.record_rowid.in_(numbers)).order_by(table.c.record_rowid, table.c.ordinal)
    ):
        version = Version(part.value, part.hash, DeviceId(part.device), part.number, Position(part.position))
        mine = groups[part.record_rowid]
        mine[part.group_key] = (*mine.get(part.group_key, ()), version)
    members = schema.elements
    for part in connection.execute(
        sa.select(members)
        .where(members.c.record_rowid.in_(numbers))
        .order_by(members.c.record_rowid, members.c.ordinal)
    ):
        member = Member(DeviceId(part.device), part.number, Position(part.position))
        sets[part.record_rowid].setdefault(part.set_name, {})[part.element] = member
    for row in rows:
        yield (
            row.rowid,
            RecordState(
                feed=FeedId(row.feed),
                id=RecordId(row.id),
                kind=row.kind,
                groups=groups[row.rowid],
                sets=sets[row.rowid],
                life=Life(row.life),
                edited_after_retired=bool(row.edited_after_retired),
                created_by=DeviceId(row.created_device),
                created_number=row.created_number,
                created_at=Position(row.created_position),
            ),
        )
