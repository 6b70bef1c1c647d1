"""Which files are on this computer, and which of them may leave it by themselves.

Works on a connection inside a transaction. Must not touch files; `parcel_files` does.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import sqlalchemy as sa

from haversack.store import schema, values
from haversack_sync.model.ids import ObjectId


@dataclass(frozen=True, slots=True)
class Held:
    """A file that is here because it is followed, and may go.

    Attributes:
        object_id: The file.
        size: Its sealed bytes.
        used: When it was last used, in ticks of `file_wishes.next_tick`.
    """

    object_id: ObjectId
    size: int
    used: int


def known(connection: sa.Connection) -> frozenset[ObjectId]:
    """Return every file of which the vault knows, here or not."""
    rows = connection.execute(sa.select(schema.objects.c.object))
    return frozenset(ObjectId(row.object) for row in rows)


def here(connection: sa.Connection) -> dict[ObjectId, int]:
    """Return the files that are here whole, with their sealed sizes."""
    table = schema.objects
    rows = connection.execute(sa.select(table.c.object, table.c.size).where(table.c.is_here.is_(sa.true())))
    return {ObjectId(row.object): row.size for row in rows}


def bytes_here(connection: sa.Connection) -> int:
    """Return the sealed size of the files that are here whole."""
    table = schema.objects
    total = sa.select(sa.func.coalesce(sa.func.sum(table.c.size), 0)).where(table.c.is_here.is_(sa.true()))
    return int(connection.execute(total).scalar_one())


def only_followed(connection: sa.Connection, protected: AbstractSet[ObjectId]) -> tuple[Held, ...]:
    """Return the files that nobody asked for and that the hub holds too.

    Args:
        connection: Inside a transaction.
        protected: Files that stay for another reason.
    """
    table = schema.objects
    condition = sa.and_(
        table.c.is_here.is_(sa.true()),
        table.c.is_at_hub.is_(sa.true()),
        table.c.is_followed.is_(sa.true()),
        table.c.is_wanted.is_(sa.false()),
    )
    rows = connection.execute(sa.select(table.c.object, table.c.size, table.c.used).where(condition))
    return tuple(Held(ObjectId(row.object), row.size, row.used) for row in rows if row.object not in protected)


def note_gone(connection: sa.Connection, files: Iterable[Held]) -> None:
    """Note that files are not here any more; their bytes are removed after the commit."""
    table = schema.objects
    these = table.c.object.in_([one.object_id for one in files])
    connection.execute(sa.update(table).where(these).values(is_here=False, is_followed=False))


def count_as_asked(connection: sa.Connection, files: Iterable[ObjectId]) -> None:
    """Let files that are here stay as if somebody had asked for them."""
    table = schema.objects
    these = sa.and_(table.c.object.in_(sorted(files)), table.c.is_here.is_(sa.true()))
    connection.execute(sa.update(table).where(these).values(is_wanted=True, is_followed=False))


def count_let_go(connection: sa.Connection, files: Sequence[Held]) -> None:
    """Count files that leave this computer by themselves to make room."""
    number, size = ever_let_go(connection)
    values.write_number(connection, values.LET_GO_FILES, number + len(files))
    values.write_number(connection, values.LET_GO_BYTES, size + sum(one.size for one in files))


def ever_let_go(connection: sa.Connection) -> tuple[int, int]:
    """Return how many files ever left to make room, and their size; the difference is what one sync let go."""
    return values.read_number(connection, values.LET_GO_FILES), values.read_number(connection, values.LET_GO_BYTES)
