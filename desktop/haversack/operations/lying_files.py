"""Files that lie in a folder which a hub or another computer wrote: which are not here yet, and asking for them there.

What is asked for by this is asked of that folder alone: it costs no data, and nobody pays for the rest later. Must not
read or believe a file: whoever fetches it checks it.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from haversack.operations.workspace import Workspace
from haversack.store import links
from haversack_sync.model.ids import ObjectId


@runtime_checkable
class Shelf(Protocol):
    """Where files lie, sealed, each under its number."""

    def object_size(self, object_id: ObjectId) -> int | None:
        """Return how many bytes of a file lie here; None for none."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A file that lies there and is not here.

    Attributes:
        size: Sealed, in bytes.
        is_wanted: Whether somebody asked for it.
    """

    size: int
    is_wanted: bool


def lying_files(workspace: Workspace, shelf: Shelf) -> dict[ObjectId, Lying]:
    """Return the files that records name, that lie there in their whole length and are not here."""
    with workspace.replica.reading() as connection:
        flags = links.object_flags(connection)
    return {
        one: Lying(size, is_wanted)
        for one, (is_here, is_wanted, size) in flags.items()
        if not is_here and shelf.object_size(one) == size
    }


@contextlib.contextmanager
def wanting_all(workspace: Workspace, shelf: Shelf) -> Iterator[bool]:
    """Ask for all of them, as a person would for each, as long as this lasts; give whether there is any.

    What does not come meanwhile is asked for no longer, but for what somebody had asked for before: the next contact
    with the hub would bring it, and somebody would pay for that.
    """
    asked = [one for one, lying in lying_files(workspace, shelf).items() if not lying.is_wanted]
    if asked:
        with workspace.replica.transaction() as connection:
            links.want_objects(connection, asked)
    try:
        yield bool(asked)
    finally:
        if not workspace.vault.is_discarded:
            _let_be(workspace, asked)


def _let_be(workspace: Workspace, asked: list[ObjectId]) -> None:
    with workspace.replica.transaction() as connection:
        flags = links.object_flags(connection)
        for one in asked:
            if one in flags and not flags[one][0]:
                links.unwant_object(connection, one)
