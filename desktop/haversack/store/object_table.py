"""Which sealed files are here, which were asked for, which the hub still needs.

Works on a connection inside a transaction. Must not touch files; `parcel_files` does.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import schema
from haversack_sync.client.ports import Upload
from haversack_sync.model.ids import ObjectId
from haversack_sync.model.reading import FILES, FileEntry, files
from haversack_sync.model.record import Life, RecordState
from haversack_sync.protocol.parcel import sealed_length


def note_files(connection: sa.Connection, states: Iterable[RecordState]) -> None:
    """Remember the files that records in use name. Safe to repeat."""
    _note(connection, [file for state in states if not state.is_retired for file in files(state)])


def _note(connection: sa.Connection, named: Sequence[FileEntry]) -> None:
    rows = [
        {
            "object": file.object,
            "size": sealed_length(file.size),
            "is_here": False,
            "is_wanted": False,
            "is_at_hub": True,
        }
        for file in named
    ]
    if rows:
        connection.execute(insert(schema.objects).on_conflict_do_nothing(), rows)


def forget_unnamed(connection: sa.Connection, objects: Iterable[ObjectId]) -> None:
    """Forget files that are not here and that no record in use names any more: nobody waits for them.

    Args:
        connection: Inside a transaction.
        objects: What some record does not name any more.
    """
    table, versions, records = schema.objects, schema.versions, schema.records
    in_use = versions.join(records, sa.and_(records.c.rowid == versions.c.record_rowid, records.c.life == Life.ALIVE))
    for object_id in objects:
        names_it = sa.and_(versions.c.group_key == FILES, sa.func.instr(versions.c.value, object_id) > 0)
        if connection.execute(sa.select(versions.c.ordinal).select_from(in_use).where(names_it).limit(1)).first():
            continue
        away = sa.and_(table.c.object == object_id, table.c.is_here.is_(sa.false()))
        connection.execute(sa.delete(table).where(away))


def add_own(connection: sa.Connection, object_id: ObjectId, size: int) -> None:
    """Remember a file that was sealed here and that the hub needs. Safe to repeat."""
    statement = insert(schema.objects).values(
        object=object_id, size=size, is_here=True, is_wanted=False, is_at_hub=False
    )
    connection.execute(statement.on_conflict_do_nothing())


def forget_unsent(connection: sa.Connection, objects: Iterable[ObjectId]) -> list[ObjectId]:
    """Forget files that were sealed here and that nothing needs any more, unless the hub has them; return those."""
    table = schema.objects
    forgotten = []
    for object_id in objects:
        unsent = sa.and_(table.c.object == object_id, table.c.is_at_hub.is_(sa.false()))
        if connection.execute(sa.delete(table).where(unsent)).rowcount:
            forgotten.append(object_id)
    return forgotten


def uploads(connection: sa.Connection) -> tuple[Upload, ...]:
    """List the files that the hub needs, smallest first."""
    table = schema.objects
    rows = connection.execute(sa.select(table).where(table.c.is_at_hub.is_(sa.false())).order_by(table.c.size))
    return tuple(Upload(ObjectId(row.object), row.size) for row in rows)


def wanted(connection: sa.Connection) -> tuple[Upload, ...]:
    """List the files that somebody asked for and that are not here, smallest first."""
    table = schema.objects
    asked = sa.and_(table.c.is_wanted.is_(sa.true()), table.c.is_here.is_(sa.false()))
    rows = connection.execute(sa.select(table).where(asked).order_by(table.c.size))
    return tuple(Upload(ObjectId(row.object), row.size) for row in rows)


def want(connection: sa.Connection, file: FileEntry) -> None:
    """Ask for a file. Safe to repeat."""
    _note(connection, [file])
    _set(connection, file.object, is_wanted=True)


def set_here(connection: sa.Connection, object_id: ObjectId) -> None:
    """Note that a file is here, whole and checked."""
    _set(connection, object_id, is_here=True)


def set_at_hub(connection: sa.Connection, object_id: ObjectId) -> None:
    """Note that the hub holds a file, by its signed word."""
    _set(connection, object_id, is_at_hub=True)


def is_here(connection: sa.Connection, object_id: ObjectId) -> bool:
    """Tell whether a file is here, whole."""
    table = schema.objects
    return bool(connection.execute(sa.select(table.c.is_here).where(table.c.object == object_id)).scalar())


def missing_bytes(connection: sa.Connection) -> int:
    """Return the sealed length of all files that records name and that are not here."""
    table = schema.objects
    total = sa.select(sa.func.coalesce(sa.func.sum(table.c.size), 0)).where(table.c.is_here.is_(sa.false()))
    return int(connection.execute(total).scalar_one())


def _set(connection: sa.Connection, object_id: ObjectId, **flags: bool) -> None:
    table = schema.objects
    connection.execute(sa.update(table).where(table.c.object == object_id).values(**flags))
