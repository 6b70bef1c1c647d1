"""What people follow ("files on asylum, in French") and which records they keep here: two small lists of this vault.

Nothing of them is ever sent. What they want is worked out from them and the records each time (`file_wishes`), so there
is no plan that could be wrong. Works on a connection inside a transaction.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import sqlalchemy as sa

from haversack.store import values
from haversack_sync.model.ids import RecordId

MOST: Final = 200
"""More lines than anybody reads through."""

FOLLOWS: Final = "follows"
KEPT: Final = "kept"


class Follow(msgspec.Struct, frozen=True):
    """One line of what is followed: files of the library, present and coming.

    Attributes:
        topic: The area of work; empty for any.
        language: Language tag; files in it and in no language are meant. Empty for any.
    """

    topic: RecordId = RecordId(b"")
    language: str = ""


def load(connection: sa.Connection) -> tuple[Follow, ...]:
    """Return what is followed, in the order in which it was begun."""
    raw = values.read_value(connection, FOLLOWS)
    return tuple(msgspec.msgpack.decode(raw, type=list[Follow])) if raw else ()


def save(connection: sa.Connection, follows: Sequence[Follow]) -> None:
    """Follow these instead, each once, the first `MOST` of them."""
    _save(connection, FOLLOWS, list(dict.fromkeys(follows))[:MOST])


def load_kept(connection: sa.Connection) -> tuple[RecordId, ...]:
    """Return the records whose files are kept here, with those that they get later."""
    raw = values.read_value(connection, KEPT)
    return tuple(RecordId(one) for one in msgspec.msgpack.decode(raw, type=list[bytes])) if raw else ()


def save_kept(connection: sa.Connection, kept: Sequence[RecordId]) -> None:
    """Keep the files of these records instead, each once."""
    _save(connection, KEPT, list(dict.fromkeys(kept)))


def _save(connection: sa.Connection, name: str, items: list[Follow] | list[RecordId]) -> None:
    if items:
        values.write_value(connection, name, msgspec.msgpack.encode(items))
    else:
        values.delete_value(connection, name)
