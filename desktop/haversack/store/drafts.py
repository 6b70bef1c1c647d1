"""What people typed and did not release: kept in the vault, so that a power cut costs two seconds at most.

Works on a connection inside a transaction. Must not know what a draft says.
"""

from typing import Final

import sqlalchemy as sa

from haversack.store import schema, values
from haversack_sync.model.ids import RecordId

_PREFIX: Final = "draft/"
_NEW: Final = "new/"
_END: Final = "\U0010ffff"


def save(connection: sa.Connection, record: RecordId, key: str, data: bytes) -> None:
    """Keep a draft of a group of a record, instead of an older one."""
    values.write_value(connection, _name(record, key), data)


def load(connection: sa.Connection, record: RecordId) -> dict[str, bytes]:
    """Return the drafts of a record by the key of their group."""
    return _with_prefix(connection, _name(record, ""))


def load_all(connection: sa.Connection) -> dict[RecordId, dict[str, bytes]]:
    """Return every draft, by record and by the key of its group."""
    found: dict[RecordId, dict[str, bytes]] = {}
    for name, data in _with_prefix(connection, _PREFIX).items():
        record, _, key = name.partition("/")
        found.setdefault(RecordId(bytes.fromhex(record)), {})[key] = data
    return found


def drop(connection: sa.Connection, record: RecordId, key: str) -> None:
    """Forget a draft. Safe to repeat."""
    values.delete_value(connection, _name(record, key))


def save_new(connection: sa.Connection, record: RecordId, data: bytes) -> None:
    """Keep that a record is being written which does not exist yet, and what is known of it from the start."""
    values.write_value(connection, f"{_NEW}{record.hex()}", data)


def load_new(connection: sa.Connection) -> dict[RecordId, bytes]:
    """Return the records that are being written and do not exist yet, in the order of their ids."""
    return {RecordId(bytes.fromhex(name)): data for name, data in _with_prefix(connection, _NEW).items()}


def drop_new(connection: sa.Connection, record: RecordId) -> None:
    """Forget a record that does not exist yet, with its drafts. Safe to repeat."""
    values.delete_value(connection, f"{_NEW}{record.hex()}")
    for key in load(connection, record):
        drop(connection, record, key)


def _with_prefix(connection: sa.Connection, prefix: str) -> dict[str, bytes]:
    table = schema.meta
    wanted = sa.select(table).where(table.c.name >= prefix, table.c.name < prefix + _END).order_by(table.c.name)
    return {row.name.removeprefix(prefix): bytes(row.value) for row in connection.execute(wanted)}


def _name(record: RecordId, key: str) -> str:
    return f"{_PREFIX}{record.hex()}/{key}"
