"""What others brought since a position: how much of each kind, which records, and which parts of them.

What this computer wrote itself is no news to it. Confirmed records only, read by the index alone, whatever the size of
the vault. Every function works on a connection inside a transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from haversack.store import schema
from haversack_sync.model.ids import DeviceId, FeedId, Position, RecordId
from haversack_sync.model.record import Life


@dataclass(frozen=True, slots=True)
class Since:
    """From where on something is new.

    Attributes:
        position: The hub's position up to which everything is known already.
        own: This computer's handle.
    """

    position: Position
    own: DeviceId


def counts(connection: sa.Connection, since: Since, kinds: Sequence[str]) -> dict[tuple[str, bool], int]:
    """Return how many records in use are new, or changed: (kind, whether it is new as a whole) → number."""
    table = schema.records
    is_created = _is_created(since)
    rows = connection.execute(
        sa.select(table.c.kind, is_created.label("is_created"), sa.func.count().label("number"))
        .where(_brought(since, kinds))
        .group_by(table.c.kind, is_created)
    )
    return {(row.kind, bool(row.is_created)): row.number for row in rows}


def newest(
    connection: sa.Connection, since: Since, kind: str, *, is_created: bool, limit: int
) -> list[tuple[FeedId, RecordId]]:
    """Return records of a kind that are new, or that changed, the newest first; at most `limit`."""
    table = schema.records
    created = _is_created(since)
    rows = connection.execute(
        sa.select(table.c.feed, table.c.id)
        .where(_brought(since, [kind]), created if is_created else sa.not_(created))
        .order_by(table.c.changed_position.desc(), table.c.rowid)
        .limit(limit)
    )
    return [(FeedId(row.feed), RecordId(row.id)) for row in rows]


def lately(connection: sa.Connection, kinds: Sequence[str], *, limit: int) -> list[RecordId]:
    """Return the records in use that changed last, whoever changed them, the newest first; at most `limit`."""
    table = schema.records
    rows = connection.execute(
        sa.select(table.c.id)
        .where(table.c.kind.in_(kinds), table.c.life != int(Life.RETIRED))
        .order_by(table.c.changed_position.desc(), table.c.rowid)
        .limit(limit)
    )
    return [RecordId(row.id) for row in rows]


def changed_parts(
    connection: sa.Connection, since: Since, records: Sequence[RecordId]
) -> dict[RecordId, tuple[str, ...]]:
    """Return the keys of groups, and the names of sets, that others changed in records; each once, in their order."""
    table, found = schema.records, dict[RecordId, dict[str, None]]()
    for parts, name in ((schema.versions, "group_key"), (schema.elements, "set_name")):
        rows = connection.execute(
            sa.select(table.c.id, parts.c[name].label("name"))
            .join(parts, parts.c.record_rowid == table.c.rowid)
            .where(table.c.id.in_(records), parts.c.position > since.position, parts.c.device != since.own)
            .order_by(table.c.rowid, parts.c[name])
        )
        for row in rows:
            found.setdefault(RecordId(row.id), {})[row.name] = None
    return {record: tuple(names) for record, names in found.items()}


def _is_created(since: Since) -> sa.ColumnElement[bool]:
    return schema.records.c.created_position > since.position


def _brought(since: Since, kinds: Sequence[str]) -> sa.ColumnElement[bool]:
    """Return what is in use, of these kinds, and brought by somebody else after the position."""
    table = schema.records
    by_others = sa.or_(
        sa.and_(_is_created(since), table.c.created_device != since.own),
        sa.and_(sa.not_(_is_created(since)), sa.or_(*(_has_part(since, parts) for parts in _PARTS))),
    )
    return sa.and_(
        table.c.changed_position > since.position,
        table.c.kind.in_(kinds),
        table.c.life != int(Life.RETIRED),
        by_others,
    )


_PARTS = (schema.versions, schema.elements)


def _has_part(since: Since, parts: sa.Table) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        parts.c.record_rowid == schema.records.c.rowid,
        parts.c.position > since.position,
        parts.c.device != since.own,
    )
