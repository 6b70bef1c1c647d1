"""The queue of files as a person puts it in order: nearer, first, not now; and checking what is here.

Kept in this vault only. Words always travel before files, whatever the order. Must not fetch anything.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from haversack.operations.filing import note_damage
from haversack.operations.workspace import Workspace
from haversack.store import file_wishes, held_files, links, object_table
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.parcel import ParcelKey, ParcelName, sealed_length


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading all files through found: how many, how many damaged, and of how many this is the only copy."""

    files: int
    damaged: int
    only_copies: int


def move(workspace: Workspace, file: ObjectId, step: int) -> None:
    """Put a file nearer to the begin or the end of the queue.

    Args:
        workspace: The open vault.
        file: One that waits; another changes nothing.
        step: How many places, negative towards the begin; it stops at both ends.
    """
    with workspace.replica.transaction() as connection:
        waiting = [one.object_id for one in file_wishes.wishes(connection) if not one.is_put_off]
        if file in waiting:
            file_wishes.move(connection, file, waiting.index(file) + step)


def put_first(workspace: Workspace, files: Iterable[ObjectId]) -> None:
    """Put files before all others that wait, in the order given."""
    with workspace.replica.transaction() as connection:
        for place, file in enumerate(files):
            file_wishes.move(connection, file, place)


def put_last(workspace: Workspace, file: ObjectId) -> None:
    """Put a file behind all others that wait."""
    with workspace.replica.transaction() as connection:
        file_wishes.move(connection, file, len(file_wishes.wishes(connection)))


def put_off(workspace: Workspace, files: Iterable[ObjectId]) -> None:
    """Let files not come until somebody takes them up again; what came of them stays."""
    with workspace.replica.transaction() as connection:
        file_wishes.put_off(connection, files)


def take_up(workspace: Workspace, files: Iterable[ObjectId]) -> None:
    """Let files come that were put off."""
    with workspace.replica.transaction() as connection:
        file_wishes.take_up(connection, files)


def check_files(workspace: Workspace, *, watch: Callable[[int, int], bool] = lambda done, total: True) -> Checked:
    """Read every file on this computer through; what is damaged comes again, only the damaged part of it.

    Args:
        workspace: The open vault.
        watch: Told between files how many bytes of how many were read; whether to go on.

    Returns:
        What was found, up to where it was stopped.
    """
    with workspace.replica.reading() as connection:
        entries = {file: links.file_entry(connection, file) for file in held_files.here(connection)}
    known = {file: entry for file, entry in entries.items() if entry is not None}
    total = sum(sealed_length(entry.size) for entry in known.values())
    files = damaged = only_copies = done = 0
    for file, entry in known.items():
        if not watch(done, total):
            break
        files, done = files + 1, done + sealed_length(entry.size)
        with workspace.replica.reading() as connection:
            if not object_table.is_here(connection, file):
                # Removed since the check began: it gives way to other work.
                continue
        parcel = ParcelKey(entry.key, ParcelName(workspace.root, entry.parcel))
        if workspace.vault.parcels.is_right(file, total=sealed_length(entry.size), parcel=parcel):
            continue
        damaged += 1
        only_copies += not note_damage(workspace, file)
    return Checked(files, damaged, only_copies)
