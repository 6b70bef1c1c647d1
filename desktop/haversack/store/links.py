"""Which records name another one, and what files and sets say of it, read by the index tables alone.

Confirmed records only. Every function works on a connection inside a transaction.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from haversack.store import file_wishes, schema
from haversack_sync.model.canonical import decode, encode
from haversack_sync.model.ids import FeedId, ObjectId, RecordId
from haversack_sync.model.reading import FILES, FileEntry, file_entries
from haversack_sync.model.record import Life


def naming(
    connection: sa.Connection, record: RecordId, set_name: str, kinds: Sequence[str] = ()
) -> list[tuple[FeedId, RecordId]]:
    """Return the records in use that name a record in one of their sets.

    Args:
        connection: Inside a transaction.
        record: The one that is named.
        set_name: For example `related` or `topics`.
        kinds: Only these; empty for all.
    """
    table, parts = schema.records, schema.elements
    query = (
        sa.select(table.c.feed, table.c.id)
        .join(parts, parts.c.record_rowid == table.c.rowid)
        .where(parts.c.set_name == set_name, parts.c.element == encode(bytes(record)))
        .where(table.c.life != int(Life.RETIRED))
        .order_by(table.c.rowid)
    )
    if kinds:
        # With the sign SQLite begins with who names the record, not with all records of the kinds.
        query = query.where(sa.literal_column("+records.kind").in_(kinds))
    return [(FeedId(row.feed), RecordId(row.id)) for row in connection.execute(query)]


def count_naming(connection: sa.Connection, set_name: str, kinds: Sequence[str]) -> dict[tuple[bytes, str], int]:
    """Return how many records in use name each record in a set: (canonical bytes of the named id, kind) → number."""
    table, parts = schema.records, schema.elements
    rows = connection.execute(
        sa.select(parts.c.element, table.c.kind, sa.func.count().label("number"))
        .join(table, parts.c.record_rowid == table.c.rowid)
        .where(parts.c.set_name == set_name, table.c.life != int(Life.RETIRED), table.c.kind.in_(kinds))
        .group_by(parts.c.element, table.c.kind)
    )
    return {(bytes(row.element), row.kind): row.number for row in rows}


def locate(connection: sa.Connection, ids: Sequence[RecordId]) -> list[tuple[FeedId, RecordId]]:
    """Return in which feeds records in use are."""
    table = schema.records
    rows = connection.execute(
        sa.select(table.c.feed, table.c.id).where(table.c.id.in_(ids), table.c.life != int(Life.RETIRED))
    )
    return [(FeedId(row.feed), RecordId(row.id)) for row in rows]


def object_flags(connection: sa.Connection) -> dict[ObjectId, tuple[bool, bool, int]]:
    """Return of every file that records name: whether it is here, whether it was asked for, its sealed size."""
    table = schema.objects
    rows = connection.execute(sa.select(table.c.object, table.c.is_here, table.c.is_wanted, table.c.size))
    return {ObjectId(row.object): (bool(row.is_here), bool(row.is_wanted), row.size) for row in rows}


def file_records(connection: sa.Connection) -> dict[ObjectId, tuple[FeedId, RecordId]]:
    """Return for each file that confirmed records in use name, one of those records."""
    versions, table = schema.versions, schema.records
    rows = connection.execute(
        sa.select(table.c.feed, table.c.id, versions.c.value)
        .join(versions, versions.c.record_rowid == table.c.rowid)
        .where(versions.c.group_key == FILES, table.c.life != int(Life.RETIRED))
    )
    found: dict[ObjectId, tuple[FeedId, RecordId]] = {}
    for row in rows:
        named = decode(row.value) if row.value else None
        for file in named if isinstance(named, list) else ():
            object_id = file.get("object") if isinstance(file, dict) else None
            if isinstance(object_id, bytes):
                found.setdefault(ObjectId(object_id), (FeedId(row.feed), RecordId(row.id)))
    return found


def file_entry(connection: sa.Connection, object_id: ObjectId) -> FileEntry | None:
    """Return how a record names a file, one in use before one that was put away; None where no record does."""
    versions, table = schema.versions, schema.records
    rows = connection.execute(
        sa.select(versions.c.value)
        .join(table, table.c.rowid == versions.c.record_rowid)
        .where(versions.c.group_key == FILES, sa.func.instr(versions.c.value, object_id) > 0)
        .order_by(table.c.life == int(Life.RETIRED))
    )
    entries = (file for row in rows for file in file_entries(decode(row.value)))
    return next((entry for entry in entries if entry.object == object_id), None)


def removable(connection: sa.Connection) -> list[tuple[ObjectId, int]]:
    """Return the files that are here whole and that the hub holds too, with their sealed sizes."""
    table = schema.objects
    rows = connection.execute(
        sa.select(table.c.object, table.c.size).where(table.c.is_here.is_(sa.true()), table.c.is_at_hub.is_(sa.true()))
    )
    return [(ObjectId(row.object), row.size) for row in rows]


def only_here(connection: sa.Connection) -> int:
    """Return the sealed size of the files that are here and that the hub does not hold yet."""
    table = schema.objects
    only = sa.and_(table.c.is_here.is_(sa.true()), table.c.is_at_hub.is_(sa.false()))
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.sum(table.c.size), 0)).where(only)).scalar_one())


def drop_object(connection: sa.Connection, object_id: ObjectId) -> bool:
    """Note that a person removed a file and asks for it no longer, unless this is the only copy.

    Where its record is kept here or its area followed, it is put off: it does not come back by itself.

    Returns:
        Whether its bytes may be removed now: the hub holds it.
    """
    table = schema.objects
    result = connection.execute(
        sa.update(table)
        .where(table.c.object == object_id, table.c.is_at_hub.is_(sa.true()))
        .values(is_here=False, is_wanted=False, is_followed=False)
    )
    if result.rowcount:
        file_wishes.put_off(connection, (object_id,))
    return result.rowcount > 0


def want_objects(connection: sa.Connection, objects: Sequence[ObjectId]) -> None:
    """Ask for files that records name and that are not here. Safe to repeat."""
    table = schema.objects
    connection.execute(
        sa.update(table)
        .where(table.c.object == sa.bindparam("b_object"), table.c.is_here.is_(sa.false()))
        .values(is_wanted=True),
        [{"b_object": one} for one in objects],
    )
    came = sa.update(table).where(table.c.object == sa.bindparam("b_object"), table.c.is_followed.is_(sa.true()))
    asked = came.values(is_wanted=True, is_followed=False)
    connection.execute(asked, [{"b_object": one} for one in objects])
    file_wishes.take_up(connection, objects)


def is_wanted(connection: sa.Connection, object_id: ObjectId) -> bool:
    """Tell whether somebody asks for a file."""
    table = schema.objects
    return bool(connection.execute(sa.select(table.c.is_wanted).where(table.c.object == object_id)).scalar())


def unwant_object(connection: sa.Connection, object_id: ObjectId) -> None:
    """Ask for a file no longer. Safe to repeat."""
    table = schema.objects
    connection.execute(sa.update(table).where(table.c.object == object_id).values(is_wanted=False))
