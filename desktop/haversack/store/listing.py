"""Many records of one kind at once, for lists and filters: the shown values of a few groups, without whole states.

Confirmed records only; whoever asks lays what waits over them. Works on a connection inside a transaction.
"""

import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

import sqlalchemy as sa

from haversack.store import schema
from haversack.store.bulk import select_rows
from haversack.store.outbox import PENDING
from haversack.store.records import disputed as disputed_records
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.model.record import Life

_BLOCK: Final = 400


@dataclass(slots=True)
class Listed:
    """The parts of a record that a list shows.

    Attributes:
        feed: With `id` the record's identity.
        id: The record.
        groups: Group key → canonical bytes of the shown value.
        sets: Set name → elements as canonical bytes.
        has_two_versions: Whether a person has to choose somewhere.
        keys: Keys of all groups that have a value, also of those whose value was not read.
    """

    feed: FeedId
    id: RecordId
    groups: dict[str, bytes] = field(default_factory=dict)
    sets: dict[str, list[bytes]] = field(default_factory=dict)
    has_two_versions: bool = False
    keys: list[str] = field(default_factory=list)


def load_parts(connection: sa.Connection, kind: str, groups: Sequence[str]) -> Iterator[Listed]:
    """Load parts of every record of a kind that is in use, in the order in which they came.

    Args:
        connection: Inside a transaction.
        kind: Of the records.
        groups: Names of groups, without a language; all languages come.

    Yields:
        Each record, a few hundred of them read at a time: there may be tens of thousands.
    """
    records = schema.records
    last = 0
    while True:
        rows = connection.execute(
            sa.select(records.c.rowid, records.c.feed, records.c.id)
            .where(records.c.kind == kind, records.c.life != int(Life.RETIRED), records.c.rowid > last)
            .order_by(records.c.rowid)
            .limit(_BLOCK)
        ).all()
        if not rows:
            return
        last = rows[-1].rowid
        yield from _parts(connection, {row.rowid: Listed(FeedId(row.feed), RecordId(row.id)) for row in rows}, groups)


def load_texts(connection: sa.Connection, kind: str, groups: Sequence[str]) -> Iterator[Listed]:
    """Load a few groups of every record of a kind that is in use, and nothing else of it: no sets, no other keys.

    Args:
        connection: Inside a transaction.
        kind: Of the records.
        groups: Names of groups, without a language; all languages come.

    Yields:
        Each record, in the order in which they came.
    """
    table, versions = schema.records, schema.versions
    key = versions.c.group_key
    # As ranges of the key, so that SQLite passes over everything else; "A" comes right behind "@".
    asked = sa.or_(*(sa.or_(key == name, sa.and_(key >= f"{name}@", key < f"{name}A")) for name in groups))
    here = sa.and_(versions.c.record_rowid == table.c.rowid, versions.c.ordinal == 0, asked)
    rows = connection.execute(
        sa.select(table.c.rowid, table.c.feed, table.c.id, key, versions.c.value)
        .join_from(table, versions, here, isouter=True)
        .where(table.c.kind == kind, table.c.life != int(Life.RETIRED))
        .order_by(table.c.rowid)
    )
    disputed = set(disputed_records(connection))
    for _, of_one in itertools.groupby(rows, key=itemgetter(0)):
        (_, feed, record, *first), *more = of_one
        groups_here = {sys.intern(name): data for name, data in (first, *(row[3:] for row in more)) if data}
        two = (feed, record) in disputed
        yield Listed(FeedId(feed), RecordId(record), groups_here, {}, two, list(groups_here))


def _parts(connection: sa.Connection, by_row: Mapping[int, Listed], groups: Sequence[str]) -> Iterable[Listed]:
    """Fill a block of records."""
    versions, elements = schema.versions, schema.elements
    # A long text lies on pages of its own, which SQLite leaves alone where its value is not asked for.
    key = versions.c.group_key
    name = sa.func.substr(key, 1, sa.func.instr(key + "@", "@") - 1)
    value = sa.case((name.in_(groups), versions.c.value), else_=None)
    parts = sa.select(versions.c.record_rowid, key, versions.c.ordinal, value, sa.func.length(versions.c.value))
    for row_id, group_key, ordinal, data, length in connection.execute(
        parts.where(versions.c.record_rowid.in_(by_row))
    ).all():
        one = by_row[row_id]
        if ordinal:
            one.has_two_versions = True
        elif length:
            # The same few keys stand in all records.
            known = sys.intern(group_key)
            one.keys.append(known)
            if data:
                one.groups[known] = data
    columns, order = ("record_rowid", "set_name", "element"), "record_rowid, ordinal"
    for row_id, name_, element in select_rows(
        connection, elements, "record_rowid", list(by_row), order=order, columns=columns
    ):
        by_row[row_id].sets.setdefault(sys.intern(name_), []).append(element)
    return by_row.values()


def with_value(connection: sa.Connection, kind: str, group: str, *values: bytes) -> list[tuple[FeedId, RecordId]]:
    """Return the records of a kind in which a group has one of some values, shown or as another version.

    Args:
        connection: Inside a transaction.
        kind: Of the records.
        group: The group's key.
        values: Canonical bytes of each.
    """
    records, versions = schema.records, schema.versions
    rows = connection.execute(
        sa.select(records.c.feed, records.c.id)
        .join(versions, versions.c.record_rowid == records.c.rowid)
        .where(records.c.kind == kind, versions.c.group_key == group, versions.c.value.in_(values))
        .order_by(records.c.rowid)
    )
    return list(dict.fromkeys((FeedId(row.feed), RecordId(row.id)) for row in rows))


def mark(connection: sa.Connection, kinds: Sequence[str]) -> tuple[int, ...]:
    """Return numbers that are others as soon as any record of these kinds is, confirmed or waiting; one small scan.

    Args:
        connection: Inside a transaction.
        kinds: Of the records.
    """
    records, outbox = schema.records, schema.outbox
    # Positions only grow, so their sum grows with every change, also with one that came late to a feed of its own.
    here = connection.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(records.c.changed_position), 0)).where(
            records.c.kind.in_(kinds)
        )
    ).one()
    waiting = connection.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.max(outbox.c.sequence), 0),
            sa.func.coalesce(sa.func.sum(outbox.c.created_ms), 0),
        ).where(outbox.c.state.in_([state.value for state in PENDING]))
    ).one()
    return (*here, *waiting)
