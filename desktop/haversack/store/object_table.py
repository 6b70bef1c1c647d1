"""Which sealed files are here, which were asked for, which the hub still needs.

Works on a connection inside a transaction. Must not touch files; `parcel_files` does.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import file_wishes, schema
from haversack.store.bulk import select_rows
from haversack.store.outbox import PENDING
from haversack_sync.client.ports import Upload
from haversack_sync.model.ids import ObjectId
from haversack_sync.model.reading import FILES, FileEntry, files
from haversack_sync.model.record import Life, RecordState
from haversack_sync.protocol.parcel import sealed_length

_PENDING: Final = [state.value for state in PENDING]
_OWN: Final = {"is_wanted": False, "is_at_hub": False, "is_followed": False, "is_here": True}
_NEW: Final = {"is_wanted": False, "is_at_hub": True, "is_followed": False, "is_here": False, "used": 0}


def note_files(connection: sa.Connection, states: Iterable[RecordState]) -> None:
    """Remember the files that records in use name. Safe to repeat."""
    _note(connection, [file for state in states if not state.is_retired for file in files(state)])


def unknown_files(connection: sa.Connection, states: Iterable[RecordState]) -> list[FileEntry]:
    """Return the files that records in use name, and that are not remembered or with another length."""
    named = {file.object: file for state in states if not state.is_retired for file in files(state)}
    columns = ("object", "size")
    known = dict(select_rows(connection, schema.objects, "object", sorted(named), columns=columns))
    return [file for file in named.values() if known.get(file.object) != sealed_length(file.size)]


def remember_rightly(connection: sa.Connection, named: Sequence[FileEntry]) -> None:
    """Remember files that are not remembered, and the length of those that are; what is here of them stays."""
    table = schema.objects
    _note(connection, named)
    for file in named:
        here = table.c.object == file.object
        connection.execute(sa.update(table).where(here).values(size=sealed_length(file.size)))


def _note(connection: sa.Connection, named: Sequence[FileEntry]) -> None:
    table = schema.objects
    wanted = [file.object for file in named]
    known = {row.object for row in connection.execute(sa.select(table.c.object).where(table.c.object.in_(wanted)))}
    new = [file for file in named if file.object not in known]
    if new:
        tick = file_wishes.next_tick(connection)
        rows = [{"object": file.object, "size": sealed_length(file.size), "noted": tick, **_NEW} for file in new]
        connection.execute(insert(table).on_conflict_do_nothing(), rows)


def forget_unnamed(connection: sa.Connection, objects: Iterable[ObjectId]) -> None:
    """Forget files that no record in use names any more: nobody waits for them, and what is here of them can go.

    Their bytes lie on the disk until `parcel_files.ParcelFiles.sweep`. The only copy of a file is never forgotten.

    Args:
        connection: Inside a transaction.
        objects: What some record does not name any more.
    """
    table, versions, records, outbox = schema.objects, schema.versions, schema.records, schema.outbox
    in_use = versions.join(records, sa.and_(records.c.rowid == versions.c.record_rowid, records.c.life == Life.ALIVE))
    for object_id in objects:
        names_it = sa.and_(versions.c.group_key == FILES, sa.func.instr(versions.c.value, object_id) > 0)
        if connection.execute(sa.select(versions.c.ordinal).select_from(in_use).where(names_it).limit(1)).first():
            continue
        waits = sa.and_(outbox.c.state.in_(_PENDING), sa.func.instr(outbox.c.body, object_id) > 0)
        if connection.execute(sa.select(outbox.c.sequence).where(waits).limit(1)).first():
            continue
        again = sa.or_(table.c.is_here.is_(sa.false()), table.c.is_at_hub.is_(sa.true()))
        connection.execute(sa.delete(table).where(table.c.object == object_id, again))


def add_own(connection: sa.Connection, object_id: ObjectId, size: int) -> None:
    """Remember a file that was sealed here and that the hub needs. Safe to repeat."""
    tick = file_wishes.next_tick(connection)
    statement = insert(schema.objects).values(object=object_id, size=size, noted=tick, used=tick, **_OWN)
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
    """List the files that somebody asked for and that are not here, smallest first; see `file_wishes` for all."""
    table = schema.objects
    asked = sa.and_(table.c.is_wanted.is_(sa.true()), table.c.is_here.is_(sa.false()))
    rows = connection.execute(sa.select(table).where(asked).order_by(table.c.size))
    return tuple(Upload(ObjectId(row.object), row.size) for row in rows)


def want(connection: sa.Connection, file: FileEntry) -> None:
    """Ask for a file, also for one that was put off. Safe to repeat."""
    _note(connection, [file])
    _set(connection, file.object, is_wanted=True, is_followed=False)
    file_wishes.take_up(connection, (file.object,))


def set_here(connection: sa.Connection, object_id: ObjectId) -> None:
    """Note that a file is here, whole and checked, and whether anybody asked for it."""
    table, tick = schema.objects, file_wishes.next_tick(connection)
    connection.execute(
        sa.update(table)
        .where(table.c.object == object_id)
        .values(is_here=True, used=tick, is_followed=table.c.is_wanted.is_(sa.false()))
    )


def set_damaged(connection: sa.Connection, object_id: ObjectId) -> bool:
    """Note that a file is not whole on the disk any more, and ask for it again.

    Returns:
        Whether it can be had again; the only copy stays as it is.
    """
    table = schema.objects
    again = sa.update(table).where(table.c.object == object_id, table.c.is_at_hub.is_(sa.true()))
    return connection.execute(again.values(is_here=False, is_wanted=table.c.is_followed.is_(sa.false()))).rowcount > 0


def note_use(connection: sa.Connection, object_id: ObjectId) -> None:
    """Note that somebody used a file now: what was used longest ago goes first where room lacks."""
    table, tick = schema.objects, file_wishes.next_tick(connection)
    connection.execute(sa.update(table).where(table.c.object == object_id).values(used=tick))


def pass_on(connection: sa.Connection, replaced: Mapping[ObjectId, AbstractSet[ObjectId]]) -> None:
    """Ask for files in place of those that somebody had asked for.

    Args:
        connection: Inside a transaction, before the older ones are forgotten.
        replaced: New file → the older ones whose place it takes.
    """
    table = schema.objects
    for new, older in replaced.items():
        asked = sa.select(table.c.object).where(table.c.object.in_(sorted(older)), table.c.is_wanted.is_(sa.true()))
        if connection.execute(asked.limit(1)).first():
            _set(connection, new, is_wanted=True)


def set_at_hub(connection: sa.Connection, object_id: ObjectId) -> None:
    """Note that the hub holds a file, by its signed word."""
    _set(connection, object_id, is_at_hub=True)


def held_by_both(connection: sa.Connection, *, after: bytes, most: int) -> tuple[Upload, ...]:
    """List files that are here whole and that the hub held when it spoke of them last, in the order of their ids.

    Args:
        connection: Inside a transaction.
        after: Only those whose ids come behind it.
        most: How many at most.
    """
    table = schema.objects
    both = sa.and_(table.c.is_here.is_(sa.true()), table.c.is_at_hub.is_(sa.true()), table.c.object > after)
    rows = connection.execute(sa.select(table).where(both).order_by(table.c.object).limit(most))
    return tuple(Upload(ObjectId(row.object), row.size) for row in rows)


def set_lost(connection: sa.Connection, objects: Iterable[ObjectId]) -> None:
    """Note that the hub does not hold files (any more) that are here: they are offered to it anew."""
    table = schema.objects
    these = sa.and_(table.c.object.in_(sorted(objects)), table.c.is_here.is_(sa.true()))
    connection.execute(sa.update(table).where(these).values(is_at_hub=False))


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
