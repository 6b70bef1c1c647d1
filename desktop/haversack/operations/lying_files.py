"""Files that lie in a folder which a hub or another computer wrote: which are not here yet, and asking for them.

Nothing of it costs data. Must not read or believe a file: whoever fetches it checks it.
"""

from typing import Protocol, runtime_checkable

from haversack.operations.workspace import Workspace
from haversack.store import links
from haversack_sync.model.ids import ObjectId


@runtime_checkable
class Shelf(Protocol):
    """Where files lie, sealed, each under its number."""

    def has_object(self, object_id: ObjectId) -> bool:
        """Tell whether a file lies here, whole or not."""


def lying_files(workspace: Workspace, shelf: Shelf) -> dict[ObjectId, int]:
    """Return the files that records name, that lie there and are not here, with their sealed sizes in bytes."""
    with workspace.replica.reading() as connection:
        flags = links.object_flags(connection)
    return {one: size for one, (is_here, _, size) in flags.items() if not is_here and shelf.has_object(one)}


def want_lying(workspace: Workspace, shelf: Shelf) -> bool:
    """Ask for all of them, as a person would for each; return whether there is any. Safe to repeat."""
    lying = lying_files(workspace, shelf)
    if lying:
        with workspace.replica.transaction() as connection:
            links.want_objects(connection, list(lying))
    return bool(lying)
