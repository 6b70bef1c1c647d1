"""What a learner has done, kept in this vault only: nothing of it is a change, so nothing of it is ever sent.

Works on a connection inside a transaction. Must not know what a lesson is.
"""

from typing import Final

import sqlalchemy as sa

from haversack.store import schema, values
from haversack_sync.model.ids import RecordId

_PREFIX: Final = "learning/"
_ANSWERS: Final = "learning_answers/"
_LAST: Final = "learning_last"


def load(connection: sa.Connection) -> dict[str, bytes]:
    """Return what was kept of each record, by its id in hexadecimal."""
    table = schema.meta
    rows = connection.execute(sa.select(table).where(table.c.name >= _PREFIX, table.c.name < f"{_PREFIX}\U0010ffff"))
    return {row.name.removeprefix(_PREFIX): bytes(row.value) for row in rows}


def load_one(connection: sa.Connection, record: RecordId) -> bytes | None:
    """Return what was kept of one record, or None."""
    return values.read_value(connection, f"{_PREFIX}{record.hex()}")


def save(connection: sa.Connection, record: RecordId, data: bytes) -> None:
    """Keep something of a record, instead of what was kept before."""
    values.write_value(connection, f"{_PREFIX}{record.hex()}", data)


def drop(connection: sa.Connection, record: RecordId) -> None:
    """Forget what was kept of a record. Safe to repeat."""
    values.delete_value(connection, f"{_PREFIX}{record.hex()}")


def save_answers(connection: sa.Connection, record: RecordId, data: bytes) -> None:
    """Keep the answers that were given to a quiz, instead of those that were kept before."""
    values.write_value(connection, f"{_ANSWERS}{record.hex()}", data)


def load_answers(connection: sa.Connection, record: RecordId) -> bytes | None:
    """Return the answers that were given to a quiz, or None."""
    return values.read_value(connection, f"{_ANSWERS}{record.hex()}")


def with_answers(connection: sa.Connection) -> set[str]:
    """Return the records to which answers were given, by their ids in hexadecimal."""
    column = schema.meta.c.name
    names = connection.execute(sa.select(column).where(column >= _ANSWERS, column < f"{_ANSWERS}\U0010ffff"))
    return {name.removeprefix(_ANSWERS) for name in names.scalars()}


def drop_answers(connection: sa.Connection, record: RecordId) -> None:
    """Forget the answers that were given to a quiz. Safe to repeat."""
    values.delete_value(connection, f"{_ANSWERS}{record.hex()}")


def save_last(connection: sa.Connection, record: RecordId) -> None:
    """Keep which part was opened last."""
    values.write_value(connection, _LAST, bytes(record))


def load_last(connection: sa.Connection) -> RecordId | None:
    """Return which part was opened last, or None."""
    found = values.read_value(connection, _LAST)
    return RecordId(found) if found else None


def drop_last(connection: sa.Connection) -> None:
    """Forget which part was opened last. Safe to repeat."""
    values.delete_value(connection, _LAST)
