"""Many records of one kind at once, for lists and filters: the shown values of a few groups, without whole states.

Confirmed records only; whoever asks lays what waits over them. Works on a connection inside a transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from haversack.store import schema
from haversack.store.outbox import PENDING
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.model.record import Life


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


def load_parts(connection: sa.Connection, kind: str, groups: Sequence[str]) -> Mapping[tuple[FeedId, RecordId], Listed]:
    """Load parts of every record of a kind that is in use, in the order in which they came.

    Args:
        connection: Inside a transaction.
        kind: Of the records.
        groups: Names of groups, without a language; all languages come.

    Returns:
        By feed and record.
    """
    records, versions, elements = schema.records, schema.versions, schema.elements
    wanted = (records.c.kind == kind, records.c.life != int(Life.RETIRED))
    rows = connection.execute(
        sa.select(records.c.rowid, records.c.feed, records.c.id).where(*wanted).order_by(records.c.rowid)
    )
    by_row = {row.rowid: Listed(FeedId(row.feed), RecordId(row.id)) for row in rows}
    # A long text lies on pages of its own, which SQLite leaves alone where its value is not asked for.
    key = versions.c.group_key
    name = sa.func.substr(key, 1, sa.func.instr(key + "@", "@") - 1)
    value = sa.case((name.in_(groups), versions.c.value), else_=None)
    parts = connection.execute(
        sa.select(versions.c.record_rowid, key, versions.c.ordinal, value, sa.func.length(versions.c.value))
        .join(records, records.c.rowid == versions.c.record_rowid)
        .where(*wanted)
    )
    for row_id, group_key, ordinal, data, length in parts:
        one = by_row[row_id]
        if ordinal:
            one.has_two_versions = True
        elif length:
            one.keys.append(group_key)
            if data:
                one.groups[group_key] = data
    members = connection.execute(
        sa.select(elements.c.record_rowid, elements.c.set_name, elements.c.element)
        .join(records, records.c.rowid == elements.c.record_rowid)
        .where(*wanted)
        .order_by(elements.c.record_rowid, elements.c.ordinal)
    )
    for row_id, name, element in members:
        by_row[row_id].sets.setdefault(name, []).append(element)
    return {(one.feed, one.id): one for one in by_row.values()}


def with_value(connection: sa.Connection, kind: str, group: str, value: bytes) -> list[tuple[FeedId, RecordId]]:
    """Return the records of a kind in which a group has a value, shown or as another version.

    Args:
        connection: Inside a transaction.
        kind: Of the records.
        group: The group's key.
        value: Canonical bytes.
    """
    records, versions = schema.records, schema.versions
    rows = connection.execute(
        sa.select(records.c.feed, records.c.id)
        .join(versions, versions.c.record_rowid == records.c.rowid)
        .where(records.c.kind == kind, versions.c.group_key == group, versions.c.value == value)
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
