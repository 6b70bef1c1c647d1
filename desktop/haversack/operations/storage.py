"""What takes space on this computer, by shelf, and making room: files go, texts stay.

The only copy of a file is never removed. Must not write sentences.
"""

from dataclasses import dataclass

from haversack.operations.preferences import read_preferences
from haversack.operations.workspace import Workspace
from haversack.store import links
from haversack_sync.model.ids import ObjectId


@dataclass(frozen=True, slots=True)
class ShelfSpace:
    """Files of one shelf that are here and can be had again.

    Attributes:
        shelf: Its name; empty for files that no record names any more.
        files: How many.
        size: Their bytes on the disk.
    """

    shelf: str
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Storage:
    """What takes space.

    Attributes:
        shelves: Files that can be removed, the largest part first.
        text_bytes: Texts, what waits, and the search index.
        only_here_bytes: Files that the hub does not hold yet; they stay.
        unfinished_bytes: Parts of files that did not come whole yet.
        free_bytes: What can still be written on this disk.
        quota_bytes: What files may take here; None for no limit.
    """

    shelves: tuple[ShelfSpace, ...]
    text_bytes: int
    only_here_bytes: int
    unfinished_bytes: int
    free_bytes: int
    quota_bytes: int | None = None

    @property
    def files_bytes(self) -> int:
        """What files take, whole or not."""
        return self.only_here_bytes + self.unfinished_bytes + sum(one.size for one in self.shelves)

    @property
    def used_bytes(self) -> int:
        """All of it."""
        return self.text_bytes + self.files_bytes


def storage(workspace: Workspace) -> Storage:
    """Measure what takes space."""
    by_shelf: dict[str, list[int]] = {}
    for _, shelf, size in _removable(workspace):
        by_shelf.setdefault(shelf, []).append(size)
    with workspace.replica.reading() as connection:
        only_here = links.only_here(connection)
    parcels = workspace.vault.parcels
    shelves = [ShelfSpace(shelf, len(sizes), sum(sizes)) for shelf, sizes in by_shelf.items()]
    return Storage(
        shelves=tuple(sorted(shelves, key=lambda one: (-one.size, one.shelf))),
        text_bytes=workspace.vault.database_bytes,
        only_here_bytes=only_here,
        unfinished_bytes=parcels.unfinished_bytes(),
        free_bytes=parcels.free_bytes(),
        quota_bytes=read_preferences(workspace).quota_bytes,
    )


def remove_shelf(workspace: Workspace, shelf: str) -> int:
    """Remove the files of a shelf from this computer; they can be fetched again. Texts stay.

    Returns:
        How many bytes became free.
    """
    found = [(object_id, size) for object_id, name, size in _removable(workspace) if name == shelf]
    with workspace.replica.transaction() as connection:
        gone = [(object_id, size) for object_id, size in found if links.drop_object(connection, object_id)]
    # After the commit: a crash in between leaves bytes that the next fetch writes over, never a file that is missing.
    for object_id, _ in gone:
        workspace.vault.parcels.remove(object_id)
    return sum(size for _, size in gone)


def remove_unfinished(workspace: Workspace) -> int:
    """Throw away parts of files that did not come whole; what was asked for is fetched from its beginning.

    Returns:
        How many bytes became free.
    """
    freed = workspace.vault.parcels.unfinished_bytes()
    workspace.vault.parcels.remove_unfinished()
    return freed


def _removable(workspace: Workspace) -> list[tuple[ObjectId, str, int]]:
    """Return files that may go, each with its shelf and size."""
    names = workspace.shelf_names()
    with workspace.replica.reading() as connection:
        removable = links.removable(connection)
        # Reads every record: not where nothing can go.
        records = links.file_records(connection) if removable else {}
    return [
        (object_id, names.get(records[object_id][0], ("", ""))[1] if object_id in records else "", size)
        for object_id, size in removable
    ]
