"""What was published last from an authoring folder: the middle of a three-way publication.

Works on a connection inside a transaction. Must not read the folder or decide what to send.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import schema
from haversack_sync.model.canonical import Value
from haversack_sync.model.content import Published
from haversack_sync.model.ids import FeedId, ObjectId

_GROUP: Final = "group:"
_SET: Final = "set:"
_RECORD: Final = "record"
_RETIRED: Final = "retired"


@dataclass(frozen=True, slots=True)
class Last:
    """What was published last of a record.

    Attributes:
        content: The source then.
        feed: Where it went.
        is_retired: Whether it was put away since, because its source was gone.
    """

    content: Published
    feed: FeedId
    is_retired: bool = False


def slugs(connection: sa.Connection) -> set[tuple[str, str]]:
    """Return kind and slug of everything that was published from here and not retired."""
    table = schema.published
    rows = connection.execute(
        sa.select(table.c.kind, table.c.slug, table.c.part).where(table.c.part.in_([_RECORD, _RETIRED]))
    ).all()
    retired = {(row.kind, row.slug) for row in rows if row.part == _RETIRED}
    return {(row.kind, row.slug) for row in rows} - retired


def load(connection: sa.Connection, kind: str, slug: str) -> Last | None:
    """Return what was published last of a record, or None."""
    table = schema.published
    rows = connection.execute(sa.select(table).where(table.c.kind == kind, table.c.slug == slug))
    parts = {row.part: row.hash for row in rows}
    if not parts:
        return None
    groups = {part[len(_GROUP) :]: value for part, value in parts.items() if part.startswith(_GROUP)}
    sets = {
        part[len(_SET) :]: tuple(msgspec.msgpack.decode(value, type=list[bytes]))
        for part, value in parts.items()
        if part.startswith(_SET)
    }
    return Last(Published(groups, sets), FeedId(parts[_RECORD]), _RETIRED in parts)


def save(connection: sa.Connection, kind: str, slug: str, last: Last) -> None:
    """Remember what is published now."""
    table = schema.published
    connection.execute(sa.delete(table).where(table.c.kind == kind, table.c.slug == slug))
    parts: dict[str, bytes] = {_RECORD: last.feed}
    parts |= {_GROUP + key: one for key, one in last.content.groups.items()}
    parts |= {_SET + name: msgspec.msgpack.encode(list(one)) for name, one in last.content.sets.items()}
    if last.is_retired:
        parts[_RETIRED] = b""
    rows = [{"kind": kind, "slug": slug, "part": part, "hash": value} for part, value in parts.items()]
    connection.execute(sa.insert(table), rows)


def load_file(connection: sa.Connection, mark: bytes) -> dict[str, Value] | None:
    """Return the file entry under which a source file was sealed, or None."""
    table = schema.published_files
    raw = connection.execute(sa.select(table.c.value).where(table.c.hash == mark)).scalar()
    if raw is None:
        return None
    entry: dict[str, Value] = msgspec.msgpack.decode(raw)
    return entry


def save_file(connection: sa.Connection, mark: bytes, entry: dict[str, Value]) -> None:
    """Remember under which entry a source file was sealed."""
    statement = insert(schema.published_files).values(hash=mark, value=msgspec.msgpack.encode(entry))
    connection.execute(statement.on_conflict_do_nothing())


def forget_files(connection: sa.Connection, objects: Collection[ObjectId]) -> None:
    """Forget under which entries source files were sealed whose sealed files are gone."""
    table = schema.published_files
    for row in connection.execute(sa.select(table)).all() if objects else ():
        entry: dict[str, Value] = msgspec.msgpack.decode(row.value)
        if entry.get("object") in objects:
            connection.execute(sa.delete(table).where(table.c.hash == row.hash))
