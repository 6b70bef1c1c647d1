"""How often the parts of a snapshot did not come, and until when one that was set aside is not wanted.

Kept over syncs, since each may fail at its first part. Works on a connection inside a transaction. Must not decide when
it was often enough; `client.snapshot_patience` does.
"""

from typing import Final

import msgspec
import sqlalchemy as sa

from haversack.store import values
from haversack.store.snapshot_notices import Announced
from haversack_sync.client.snapshot_patience import Waiting
from haversack_sync.model.ids import FeedId

_NAME: Final = "snapshot_tries"


class _Tries(msgspec.Struct, array_like=True, frozen=True):
    """One snapshot: its feed, where its notice stands, what failed, until which stamp of the hub it is set aside."""

    feed: bytes
    position: int
    weight: int
    until: int


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final[msgspec.msgpack.Decoder[list[_Tries]]] = msgspec.msgpack.Decoder(list[_Tries])


def waiting(connection: sa.Connection, announced: Announced) -> Waiting:
    """Return what failed since a part of a snapshot came last."""
    return Waiting(sum(one.weight for one in _read(connection) if _is_of(one, announced)))


def keep(connection: sa.Connection, announced: Announced, waiting: Waiting) -> None:
    """Keep what failed."""
    _replace(connection, announced, _Tries(announced.feed, announced.position, waiting.weight, 0))


def set_aside(connection: sa.Connection, announced: Announced, *, until: int) -> None:
    """Keep until when a snapshot is not wanted; what failed before is forgotten then."""
    _replace(connection, announced, _Tries(announced.feed, announced.position, 0, until))


def is_aside(connection: sa.Connection, feed: FeedId, position: int) -> bool:
    """Tell whether a snapshot is not wanted yet, by the hub's newest stamp."""
    now = values.read_number(connection, values.LAST_CONTACT)
    return any((one.feed, one.position) == (feed, position) and now < one.until for one in _read(connection))


def forget(connection: sa.Connection, announced: Announced) -> None:
    """Forget a snapshot that nobody waits for any more. Safe to repeat."""
    _replace(connection, announced, None)


def _is_of(one: _Tries, announced: Announced) -> bool:
    return (one.feed, one.position) == (announced.feed, announced.position)


def _read(connection: sa.Connection) -> list[_Tries]:
    raw = values.read_value(connection, _NAME)
    return _DECODER.decode(raw) if raw else []


def _replace(connection: sa.Connection, announced: Announced, new: _Tries | None) -> None:
    others = [one for one in _read(connection) if not _is_of(one, announced)]
    kept = others if new is None else [*others, new]
    if kept:
        values.write_value(connection, _NAME, _ENCODER.encode(kept))
    else:
        values.delete_value(connection, _NAME)
