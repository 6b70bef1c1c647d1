"""Which feeds are to come again with the next sync. Works on a connection in a transaction. Must not drop anything."""

from typing import Final

import sqlalchemy as sa

from haversack.store import values
from haversack_sync.model.ids import FeedId

_AGAIN: Final = "again"
"""Value: the feeds' handles, one after the other."""
_HANDLE_BYTES: Final = 8


def read(connection: sa.Connection) -> tuple[FeedId, ...]:
    """Return the feeds that are to come again."""
    raw = values.read_value(connection, _AGAIN) or b""
    return tuple(FeedId(raw[at : at + _HANDLE_BYTES]) for at in range(0, len(raw), _HANDLE_BYTES))


def add(connection: sa.Connection, feed: FeedId) -> None:
    """Note that a feed is to come again. Safe to repeat."""
    known = read(connection)
    if feed not in known:
        values.write_value(connection, _AGAIN, b"".join((*known, feed)))


def remove(connection: sa.Connection, feed: FeedId) -> None:
    """Note that a feed has come, or is to be fetched as any other. Safe to repeat."""
    others = [one for one in read(connection) if one != feed]
    if others:
        values.write_value(connection, _AGAIN, b"".join(others))
    else:
        values.delete_value(connection, _AGAIN)
