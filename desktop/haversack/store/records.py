"""Confirmed records: what replay alone has made, in generic tables.

Reads and writes whole record states in batches; one table for all kinds, so that unknown kinds live here too. Must not
merge or judge; `haversack_sync.client.replay` does.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from haversack.store import schema
from haversack.store.bulk import Row, insert_rows, select_rows
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.model.record import Life, Member, RecordState, Version

_BATCH: Final = 400
_NUMBER: Final = 0
_FEED: Final = 1
"""Places in a row of `records`."""


def load_states(
    connection: sa.Connection, feed: FeedId, records: Sequence[RecordId]
) -> dict[RecordId, tuple[int, RecordState]]:
    """Load records of one feed by id.

    Returns:
        Row number and state of each that is here.
    """
    # By id alone, as the index begins: hardly any record stands in two feeds.
    rows = [row for row in select_rows(connection, schema.records, "id", records) if row[_FEED] == feed]
    return {state.id: (number, state) for number, state in _states(connection, rows)}


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


def load_feed(connection: sa.Connection, feed: FeedId) -> Iterator[tuple[int, RecordState]]:
    """Load every record of a feed, in the order in which they came.

    Yields:
        Row number and state.
    """
    table = schema.records
    last = 0
    while True:
        wanted = sa.and_(table.c.rowid > last, table.c.feed == feed)
        rows = connection.execute(sa.select(table).where(wanted).order_by(table.c.rowid).limit(_BATCH)).all()
        if not rows:
            return
        last = rows[-1].rowid
        yield from _states(connection, rows)


def find_by_id(connection: sa.Connection, record: RecordId) -> list[tuple[int, RecordState]]:
    """Load a record by its id in whatever feeds hold it."""
    table = schema.records
    rows = connection.execute(sa.select(table).where(table.c.id == record)).all()
    return list(_states(connection, rows))


def count_disputed(connection: sa.Connection) -> int:
    """Count records in which some group has two versions or more."""
    table = schema.versions
    # Written out as the index of disputed versions has it, or the index would not be used.
    rows = sa.select(sa.func.count(sa.distinct(table.c.record_rowid))).where(sa.text("ordinal > 0"))
    return int(connection.execute(rows).scalar_one())


def disputed(connection: sa.Connection) -> list[tuple[FeedId, RecordId]]:
    """Return the records in which some group has two versions or more; there are few of them."""
    table, versions = schema.records, schema.versions
    # As in `count_disputed`: only so the index of disputed versions is used.
    rows = sa.select(versions.c.record_rowid).where(sa.text("ordinal > 0"))
    found = connection.execute(sa.select(table.c.feed, table.c.id).where(table.c.rowid.in_(rows)))
    return [(FeedId(row.feed), RecordId(row.id)) for row in found]


def save_states(
    connection: sa.Connection, states: Sequence[tuple[int | None, RecordState]], position: int | None
) -> None:
    """Write records that replay changed, each as a whole.

    Args:
        connection: Inside a transaction.
        states: Row number (None for a new record) and state.
        position: Position of the newest change among them; the index goes on from there. None where each record came
            with its own past: then the newest position in it counts.
    """
    new_number = (connection.execute(sa.select(sa.func.max(schema.records.c.rowid))).scalar() or 0) + 1
    numbered: list[tuple[int, RecordState]] = []
    fresh: list[Row] = []
    for number, state in states:
        if number is None:
            fresh.append(record_row(new_number, state, position))
            numbered.append((new_number, state))
            new_number += 1
        else:
            numbered.append((number, state))
    insert_rows(connection, schema.records, fresh)
    kept = [(number, state) for number, state in states if number is not None]
    _update(connection, kept, position)
    insert_rows(connection, schema.versions, [row for one in numbered for row in version_rows(*one)])
    insert_rows(connection, schema.elements, [row for one in numbered for row in element_rows(*one)])


def _update(connection: sa.Connection, kept: Sequence[tuple[int, RecordState]], position: int | None) -> None:
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
                "b_position": newest_position(state) if position is None else position,
            }
            for number, state in kept
        ],
    )
    for parts in (schema.versions, schema.elements):
        connection.execute(
            sa.delete(parts).where(parts.c.record_rowid == sa.bindparam("b_row")),
            [{"b_row": number} for number, _ in kept],
        )


def newest_position(state: RecordState) -> int:
    """Return the newest position that stands in a record."""
    values = (one.position for versions in state.groups.values() for one in versions)
    elements = (one.position for members in state.sets.values() for one in members.values())
    return max(state.created_at, max(values, default=0), max(elements, default=0))


def record_row(number: int, state: RecordState, position: int | None) -> Row:
    """Return a row of `records`; `_states` reads it."""
    return (
        number,
        state.feed,
        state.id,
        state.kind,
        int(state.life),
        state.edited_after_retired,
        state.created_by,
        state.created_number,
        state.created_at,
        newest_position(state) if position is None else position,
    )


def version_rows(number: int, state: RecordState) -> Iterator[Row]:
    """Yield the rows of `versions`; `_states` reads them."""
    for key, versions in state.groups.items():
        for ordinal, version in enumerate(versions):
            yield (
                number,
                key,
                ordinal,
                version.value,
                version.value_hash,
                version.device,
                version.number,
                version.position,
            )


def element_rows(number: int, state: RecordState) -> Iterator[Row]:
    """Yield the rows of `elements`; `_states` reads them."""
    for name, members in state.sets.items():
        for ordinal, (element, member) in enumerate(members.items()):
            yield (number, name, element, ordinal, member.device, member.number, member.position)


def _states(connection: sa.Connection, rows: Sequence[Any]) -> Iterator[tuple[int, RecordState]]:
    """Put record states together from their rows."""
    numbers = [row[_NUMBER] for row in rows]
    groups: dict[int, dict[str, tuple[Version, ...]]] = {number: {} for number in numbers}
    sets: dict[int, dict[str, dict[bytes, Member]]] = {number: {} for number in numbers}
    # The primary key's own order: versions of a group follow each other.
    in_order = "record_rowid, group_key, ordinal"
    versions = select_rows(connection, schema.versions, "record_rowid", numbers, order=in_order)
    for owner, key, _, value, name, device, number, position in versions:
        version = Version(value, name, device, number, position)
        mine = groups[owner]
        mine[key] = (*mine[key], version) if key in mine else (version,)
    members = select_rows(connection, schema.elements, "record_rowid", numbers, order="record_rowid, ordinal")
    for owner, key, element, _, device, number, position in members:
        sets[owner].setdefault(key, {})[element] = Member(device, number, position)
    for number, feed, record, kind, life, is_marked, created_by, created_number, created_at, _ in rows:
        yield (
            number,
            RecordState(
                feed=feed,
                id=record,
                kind=kind,
                groups=groups[number],
                sets=sets[number],
                life=Life(life),
                edited_after_retired=bool(is_marked),
                created_by=created_by,
                created_number=created_number,
                created_at=created_at,
            ),
        )
