"""Which files should come here, why, and in which order: worked out each time from durable rows, never planned ahead.

A file is wished for because a person asked for it, because its record is kept here, or because it is followed. Words
always travel before any of them (`client.session`). Works on a connection inside a transaction; must not move a file.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import msgspec
import sqlalchemy as sa

from haversack.store import following, schema, values
from haversack.store.following import Follow
from haversack_sync.model.canonical import decode, encode
from haversack_sync.model.ids import ObjectId, RecordId
from haversack_sync.model.reading import FILES
from haversack_sync.model.record import Life

FOLLOWED_KINDS: Final = ("resource", "statement")
"""What the library shows; only files of these can be followed."""
_QUEUE: Final = "file_queue"
_TICK: Final = "file_tick"


class Reason(IntEnum):
    """Why a file should come; the smaller goes first."""

    ASKED = 1
    """A person asked for this file."""
    KEPT = 2
    """Its record is kept here with every new file."""
    FOLLOWED = 3
    """Its area and language are followed."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A file that should come and is not here.

    Attributes:
        object_id: The file.
        total: Its sealed size in bytes.
        reason: Why; the strongest, where there are several.
        noted: When it became known here, in ticks of `next_tick`.
        is_put_off: Whether a person said "not now"; it does not come, and nothing of it is forgotten.
    """

    object_id: ObjectId
    total: int
    reason: Reason
    noted: int = 0
    is_put_off: bool = False


class _Queue(msgspec.Struct, frozen=True):
    """What people did to the queue: the order they gave it, and what they put off."""

    order: tuple[bytes, ...] = ()
    put_off: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as a record in use names it."""

    record: RecordId
    object_id: ObjectId
    language: str


def next_tick(connection: sa.Connection) -> int:
    """Return a number larger than any before it: which of two things happened first here, whatever the clock says."""
    tick = values.read_number(connection, _TICK) + 1
    values.write_number(connection, _TICK, tick)
    return tick


def wishes(connection: sa.Connection) -> tuple[Wish, ...]:
    """Return the files that should come and are not here, in the order in which they come; what is put off is last."""
    table, queue = schema.objects, _load(connection)
    reasons = _reasons(connection)
    rows = connection.execute(
        sa.select(table.c.object, table.c.size, table.c.is_wanted, table.c.noted).where(table.c.is_here.is_(sa.false()))
    )
    found = []
    for row in rows:
        object_id = ObjectId(row.object)
        reason = Reason.ASKED if row.is_wanted else reasons.get(object_id)
        if reason is not None:
            found.append(Wish(object_id, row.size, reason, row.noted, is_put_off=row.object in queue.put_off))
    return arrange(found, [ObjectId(one) for one in queue.order])


def arrange(found: Iterable[Wish], order: Sequence[ObjectId]) -> tuple[Wish, ...]:
    """Put wishes in order: as a person put them, the others by reason and size among them; what is put off last.

    Args:
        found: In any order.
        order: What a person put in order, the first first; may name others.
    """
    first = sorted(found, key=_rank)
    places = {object_id: place for place, object_id in enumerate(order)}
    placed = sorted((one for one in first if one.object_id in places), key=lambda one: places[one.object_id])
    arranged: list[Wish] = []
    for one in first:
        if one.object_id in places:
            continue
        # What nobody placed goes before the first placed one that it would go before by itself.
        while placed and _rank(placed[0]) < _rank(one):
            arranged.append(placed.pop(0))
        arranged.append(one)
    arranged += placed
    return tuple(sorted(arranged, key=lambda one: one.is_put_off))


def move(connection: sa.Connection, object_id: ObjectId, to: int) -> None:
    """Put a file at a place of the queue; it stays there among those that come later.

    Args:
        connection: Inside a transaction.
        object_id: One that waits and is not put off; another changes nothing.
        to: Its new place, from 0; it stops at both ends.
    """
    order = [one.object_id for one in wishes(connection) if not one.is_put_off]
    if object_id not in order:
        return
    order.remove(object_id)
    order.insert(min(max(to, 0), len(order)), object_id)
    _save(connection, _Queue(tuple(order), _load(connection).put_off))


def put_off(connection: sa.Connection, objects: Iterable[ObjectId]) -> None:
    """Let files not come until somebody takes them up again or asks for them. Safe to repeat."""
    queue = _load(connection)
    _save(connection, _Queue(queue.order, tuple(dict.fromkeys((*queue.put_off, *objects)))))


def take_up(connection: sa.Connection, objects: Iterable[ObjectId]) -> None:
    """Let files come that were put off. Safe to repeat."""
    queue, gone = _load(connection), frozenset(objects)
    if gone & frozenset(queue.put_off):
        _save(connection, _Queue(queue.order, tuple(one for one in queue.put_off if one not in gone)))


def prune(connection: sa.Connection) -> None:
    """Forget what people did to files that are here now, or that nothing names any more. Safe to repeat."""
    queue = _load(connection)
    if not queue.order and not queue.put_off:
        return
    table = schema.objects
    rows = connection.execute(sa.select(table.c.object).where(table.c.is_here.is_(sa.false())))
    away = frozenset(bytes(row.object) for row in rows)
    _save(connection, _Queue(_only(queue.order, away), _only(queue.put_off, away)))


def mark(connection: sa.Connection) -> tuple[object, ...]:
    """Return what is another as soon as what is wished for may be: cheap, for asking often."""
    records = schema.records
    here = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(records.c.changed_position), 0))
    known = tuple(connection.execute(here.where(records.c.kind.in_(FOLLOWED_KINDS))).one())
    names = (following.FOLLOWS, following.KEPT, _QUEUE)
    return (*known, *(values.read_value(connection, name) for name in names))


def followed_by(connection: sa.Connection, follows: Sequence[Follow]) -> dict[ObjectId, RecordId]:
    """Return the files of the library that some lines mean, here or not, each with a record that names it."""
    table, parts = schema.records, schema.elements
    found: dict[ObjectId, RecordId] = {}
    for topic in dict.fromkeys(one.topic for one in follows):
        languages = {one.language for one in follows if one.topic == topic}
        condition: sa.ColumnElement[bool] = table.c.kind.in_(FOLLOWED_KINDS)
        if topic:
            about = sa.select(parts.c.record_rowid).where(
                parts.c.set_name == "topics", parts.c.element == encode(bytes(topic))
            )
            condition = sa.and_(condition, table.c.rowid.in_(about))
        for file in named_files(connection, condition):
            if _is_meant(file.language, languages):
                found.setdefault(file.object_id, file.record)
    return found


def kept_records(connection: sa.Connection) -> frozenset[RecordId]:
    """Return the records that are kept here, with the newer editions of them."""
    table, parts = schema.records, schema.elements
    kept, new = set[RecordId](), set(following.load_kept(connection))
    while new:
        kept |= new
        newer = (
            sa.select(table.c.id)
            .join(parts, parts.c.record_rowid == table.c.rowid)
            .where(parts.c.set_name == "replaces", parts.c.element.in_([encode(bytes(one)) for one in sorted(new)]))
            .where(table.c.life != int(Life.RETIRED))
        )
        new = {RecordId(row.id) for row in connection.execute(newer)} - kept
    return frozenset(kept)


def files_of(connection: sa.Connection, records: AbstractSet[RecordId]) -> frozenset[ObjectId]:
    """Return the files that some records in use name."""
    if not records:
        return frozenset()
    condition = schema.records.c.id.in_(sorted(records))
    return frozenset(file.object_id for file in named_files(connection, condition))


def named_files(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> Iterator[NamedFile]:
    """Yield the files that records in use name, as far as a condition on `records` goes."""
    versions, table = schema.versions, schema.records
    rows = connection.execute(
        sa.select(table.c.id, versions.c.value)
        .join(versions, versions.c.record_rowid == table.c.rowid)
        .where(versions.c.group_key == FILES, versions.c.ordinal == 0, table.c.life != int(Life.RETIRED), condition)
        .order_by(table.c.rowid)
    )
    for row in rows:
        named = decode(row.value) if row.value else None
        for file in named if isinstance(named, list) else ():
            object_id, language = (file.get("object"), file.get("language")) if isinstance(file, dict) else (None, None)
            if isinstance(object_id, bytes):
                tag = language if isinstance(language, str) else ""
                yield NamedFile(RecordId(row.id), ObjectId(object_id), tag)


def _reasons(connection: sa.Connection) -> dict[ObjectId, Reason]:
    """Return why files should come for which nobody asked."""
    found = dict.fromkeys(followed_by(connection, following.load(connection)), Reason.FOLLOWED)
    return found | dict.fromkeys(files_of(connection, kept_records(connection)), Reason.KEPT)


def _is_meant(language: str, languages: AbstractSet[str]) -> bool:
    """Tell whether a file is in one of some languages; one in no language is for everybody."""
    if "" in languages or not language:
        return True
    return language in languages or language.partition("-")[0] in languages


def _rank(one: Wish) -> tuple[int, int, bytes]:
    return one.reason, one.total, one.object_id


def _only(objects: tuple[bytes, ...], known: AbstractSet[bytes]) -> tuple[bytes, ...]:
    return tuple(one for one in objects if one in known)


def _load(connection: sa.Connection) -> _Queue:
    raw = values.read_value(connection, _QUEUE)
    return msgspec.msgpack.decode(raw, type=_Queue) if raw else _Queue()


def _save(connection: sa.Connection, queue: _Queue) -> None:
    if queue == _Queue():
        values.delete_value(connection, _QUEUE)
    else:
        values.write_value(connection, _QUEUE, msgspec.msgpack.encode(queue))
