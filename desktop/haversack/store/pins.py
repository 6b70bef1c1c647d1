"""What people keep within reach: an ordered list, kept in this vault only, so nothing of it is ever sent.

Works on a connection inside a transaction. Must not know what a record is.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import sqlalchemy as sa

from haversack.store import values
from haversack_sync.model.ids import RecordId

_NAME: Final = "pins"


class Pin(msgspec.Struct, frozen=True):
    """One of them.

    Attributes:
        record: The record.
        kind: Its kind when it was pinned.
        title: Its title then, for the day on which it is not here any more.
    """

    record: RecordId
    kind: str
    title: str


def load(connection: sa.Connection) -> tuple[Pin, ...]:
    """Return what is pinned, in its order."""
    raw = values.read_value(connection, _NAME)
    return tuple(msgspec.msgpack.decode(raw, type=list[Pin])) if raw else ()


def save(connection: sa.Connection, pins: Sequence[Pin]) -> None:
    """Keep another list instead."""
    values.write_value(connection, _NAME, msgspec.msgpack.encode(list(pins)))
