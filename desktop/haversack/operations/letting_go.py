"""Files that leave this computer by themselves: to make room, or because nothing names or follows them any more.

What goes is told (`LetGo`), and can be fetched again. Must not decide which: `file_room` does.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from haversack.operations.file_room import Space, reserve_of, too_much
from haversack.operations.filing import note_damage
from haversack.operations.preferences import read_preferences
from haversack.operations.workspace import Workspace
from haversack.store import file_wishes, held_files, pins
from haversack.store.held_files import Held


@dataclass(frozen=True, slots=True)
class LetGo:
    """How many files left this computer by themselves, and how many bytes became free."""

    files: int = 0
    bytes: int = 0

    def __add__(self, other: "LetGo") -> "LetGo":
        """Return both together."""
        return LetGo(self.files + other.files, self.bytes + other.bytes)


def space(workspace: Workspace) -> Space:
    """Measure what files take here, and what they may."""
    with workspace.replica.reading() as connection:
        used = held_files.bytes_here(connection)
    parcels = workspace.vault.parcels
    quota = read_preferences(workspace).quota_bytes
    reserve = reserve_of(parcels.disk_bytes())
    return Space(used + parcels.unfinished_bytes(), quota, parcels.free_bytes(), reserve)


def may_go(workspace: Workspace) -> tuple[Held, ...]:
    """Return the files that may leave by themselves: followed ones that nobody asked for, keeps or has within reach."""
    with workspace.replica.reading() as connection:
        safe = {pin.record for pin in pins.load(connection)} | file_wishes.kept_records(connection)
        return held_files.only_followed(connection, file_wishes.files_of(connection, safe))


def let_go(workspace: Workspace, files: Iterable[Held]) -> LetGo:
    """Remove files that may go from this computer."""
    gone = tuple(files)
    if not gone:
        return LetGo()
    with workspace.replica.transaction() as connection:
        held_files.note_gone(connection, gone)
        held_files.count_let_go(connection, gone)
    # After the commit: a crash in between leaves bytes that the next fetch writes over, never a file that is missing.
    for one in gone:
        workspace.vault.parcels.remove(one.object_id)
    return LetGo(len(gone), sum(one.size for one in gone))


def tidy(workspace: Workspace) -> LetGo:
    """Let go what is too much, and bring rows and disk together. Safe to repeat.

    Bytes of files that the vault does not know any more are removed; files that are missing or cut short on the disk
    are asked for again.

    Returns:
        What was let go to make room; bytes that nothing names any more are no loss and are not told.
    """
    gone = let_go(workspace, too_much(space(workspace), may_go(workspace)))
    with workspace.replica.transaction() as connection:
        file_wishes.prune(connection)
        known = held_files.known(connection)
        sizes = held_files.here(connection)
        # Before the transaction ends: a file that is sealed after it would be in no list, and perhaps the only copy.
        workspace.vault.parcels.sweep(known)
    on_disk = workspace.vault.parcels.sizes()
    for file, size in sizes.items():
        if on_disk.get(file.hex()) != size:
            note_damage(workspace, file)
    return gone
