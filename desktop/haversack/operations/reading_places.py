"""Where people were in a text, their bookmarks in it, and how they like to read: kept in this vault, never sent.

Must not know what a text says.
"""

from dataclasses import dataclass
from typing import Final

import msgspec

from haversack.operations.workspace import Workspace
from haversack.store import values

_PLACES: Final = "reading_places"
_LIKES: Final = "reading_likes"
_MOST_TEXTS: Final = 300
"""Of more texts the places that were not used for longest are forgotten."""
_MOST_BOOKMARKS: Final = 50


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """Where somebody was in a text.

    Attributes:
        at: Number of the first character that was shown.
        percent: How much of it was read.
        bookmarks: Characters that were marked, in their order.
    """

    at: int = 0
    percent: int = 0
    bookmarks: tuple[int, ...] = ()

    def with_bookmark(self, at: int) -> "ReadingPlace":
        """Return this place with one more bookmark, or without it where it was there."""
        kept = set(self.bookmarks) ^ {at}
        return ReadingPlace(self.at, self.percent, tuple(sorted(kept)[:_MOST_BOOKMARKS]))


@dataclass(frozen=True, slots=True)
class ReadingLikes:
    """How people like to read.

    Attributes:
        zoom: In percent, apart from the text size of the window.
        paper: white, dim, or empty for what fits the window's look.
    """

    zoom: int = 100
    paper: str = ""


def read_place(workspace: Workspace, key: str) -> ReadingPlace:
    """Return where somebody was in a text; its beginning where nobody was.

    Args:
        workspace: The open vault.
        key: Of the text: a record, a file of it, a language.
    """
    return _places(workspace).get(key, ReadingPlace())


def keep_place(workspace: Workspace, key: str, place: ReadingPlace) -> None:
    """Keep where somebody is in a text."""
    places = _places(workspace)
    places.pop(key, None)
    kept = dict(list({**places, key: place}.items())[-_MOST_TEXTS:])
    with workspace.replica.transaction() as connection:
        values.write_value(connection, _PLACES, msgspec.msgpack.encode(kept))


def read_likes(workspace: Workspace) -> ReadingLikes:
    """Return how people like to read."""
    with workspace.replica.reading() as connection:
        raw = values.read_value(connection, _LIKES)
    return msgspec.msgpack.decode(raw, type=ReadingLikes) if raw else ReadingLikes()


def keep_likes(workspace: Workspace, likes: ReadingLikes) -> None:
    """Keep how people like to read."""
    with workspace.replica.transaction() as connection:
        values.write_value(connection, _LIKES, msgspec.msgpack.encode(likes))


def _places(workspace: Workspace) -> dict[str, ReadingPlace]:
    with workspace.replica.reading() as connection:
        raw = values.read_value(connection, _PLACES)
    return msgspec.msgpack.decode(raw, type=dict[str, ReadingPlace]) if raw else {}
