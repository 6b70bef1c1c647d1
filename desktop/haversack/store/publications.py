"""What was published last from an authoring folder: the middle of a three-way publication.

Works on a connection inside a transaction. Must not read the folder or decide what to send.
"""

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import schema
from haversack_sync.model.canonical import Value
from haversack_sync.model.content import Published

_GROUP = "group:"
_SET = "set:"
_RECORD = "record"


def slugs(connection: sa.Connection) -> set[tuple[str, str]]:
    """Return kind and slug of everything that was published from here and not retired."""
    table = schema.published
    rows = connection.execute(sa.select(table.c.kind, table.c.slug).where(table.c.part == _RECORD))
    return {(row.kind, row.slug) for row in rows}


def load(connection: sa.Connection, kind: str, slug: str) -> Published | None:
    """Return what was published last of a record, or None."""
    table = schema.published
    rows = connection.execute(sa.select(table).where(table.c.kind == kind, table.c.slug == slug)).all()
    if not rows:
        return None
    groups = {row.part[len(_GROUP) :]: row.hash for row in rows if row.part.startswith(_GROUP)}
    sets = {
        row.part[len(_SET) :]: tuple(msgspec.msgpack.decode(row.hash, type=list[bytes]))
        for row in rows
        if row.part.startswith(_SET)
    }
    return Published(groups, sets)


def save(connection: sa.Connection, kind: str, slug: str, content: Published) -> None:
    """Remember what is published now."""
    forget(connection, kind, slug)
    rows = [{"kind": kind, "slug": slug, "part": _RECORD, "hash": b""}]
    rows += [{"kind": kind, "slug": slug, "part": _GROUP + key, "hash": one} for key, one in content.groups.items()]
    rows += [
        {"kind": kind, "slug": slug, "part": _SET + name, "hash": msgspec.msgpack.encode(list(elements))}
        for name, elements in content.sets.items()
    ]
    connection.execute(sa.insert(schema.published), rows)


def forget(connection: sa.Connection, kind: str, slug: str) -> None:
    """Forget a record. Safe to repeat."""
    table = schema.published
    connection.execute(sa.delete(table).where(table.c.kind == kind, table.c.slug == slug))


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
