"""What people typed and did not release: kept in the vault, so that a power cut costs two seconds at most.

Works on a connection inside a transaction. Must not know what a draft says.
"""

from typing import Final

import sqlalchemy as sa

from haversack.store import schema, values
from haversack_sync.model.ids import RecordId

_PREFIX: Final = "draft/"


def save(connection: sa.Connection, record: RecordId, key: str, data: bytes) -> None:
    """Keep a draft of a group of a record, instead of an older one."""
    values.write_value(connection, _name(record, key), data)


def load(connection: sa.Connection, record: RecordId) -> dict[str, bytes]:
    """Return the drafts of a record by the key of their group."""
    start = _name(record, "")
    table = schema.meta
    rows = connection.execute(sa.select(table).where(table.c.name >= start, table.c.name < f"{start}\U0010ffff"))
    return {row.name.removeprefix(start): bytes(row.value) for row in rows}


def drop(connection: sa.Connection, record: RecordId, key: str) -> None:
    """Forget a draft. Safe to repeat."""
    values.delete_value(connection, _name(record, key))


def _name(record: RecordId, key: str) -> str:
    return f"{_PREFIX}{record.hex()}/{key}"
