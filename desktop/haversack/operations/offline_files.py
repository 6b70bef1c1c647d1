"""Files on this computer: ask for them, fetch them now, stop asking, remove them from here.

A wish is kept in the vault: what was asked for and is not here comes with this fetch or with the next sync. The only
copy of a file is never removed: what the hub does not hold yet stays. Must not open a file.
"""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace

from haversack.operations.data_used import DayCounter
from haversack.operations.fetching import Fetched, fetch_wanted
from haversack.operations.filing import files_of, want_files
from haversack.operations.meeting import Connect, pausing, within_day
from haversack.operations.preferences import read_preferences
from haversack.operations.side_link import SideLink, Threads
from haversack.operations.synchronising import SyncResult, Wishes, conditions_of, patiently, result_of
from haversack.operations.workspace import Workspace
from haversack.store import file_wishes, links
from haversack_sync.client.session import Session
from haversack_sync.model.ids import ObjectId, parse_record_id
from haversack_sync.protocol.endpoint import LinkError


@dataclass(frozen=True, slots=True)
class Room:
    """What fetching files would take.

    Attributes:
        files: How many of them are not here.
        bytes: Sealed bytes of those that are still to come; what a cut left here is not counted again.
        free_bytes: What can still be written on this disk.
    """

    files: int
    bytes: int
    free_bytes: int

    @property
    def fits(self) -> bool:
        """Whether there is room on the disk for all of them."""
        return self.bytes <= self.free_bytes


def ask_for(workspace: Workspace, record: str) -> int:
    """Ask for all files of a record.

    Args:
        workspace: The open vault.
        record: Its id, as people write it.

    Returns:
        Sealed bytes still to come.

    Raises:
        NoFilesError: It has none.
        NoSuchRecordError: It is not here.
    """
    return want_files(workspace, parse_record_id(record))


def ask_for_files(workspace: Workspace, files: Iterable[ObjectId]) -> Room:
    """Ask for some files that records name; those that are here already are left alone. Safe to repeat.

    Returns:
        What is still to come of them.
    """
    wanted = tuple(dict.fromkeys(files))
    with workspace.replica.transaction() as connection:
        if wanted:
            links.want_objects(connection, wanted)
    return room_for(workspace, wanted)


def room_for(workspace: Workspace, files: Iterable[ObjectId]) -> Room:
    """Return what fetching some files would take; nothing is asked for yet."""
    with workspace.replica.reading() as connection:
        flags = links.object_flags(connection)
    parcels = workspace.vault.parcels
    missing = [one for one in dict.fromkeys(files) if one in flags and not flags[one][0]]
    to_come = sum(max(flags[one][2] - parcels.held_bytes(one), 0) for one in missing)
    return Room(len(missing), to_come, parcels.free_bytes())


def to_come(workspace: Workspace) -> int:
    """Return the sealed bytes still to come of all files that should come here and are not put off."""
    with workspace.replica.reading() as connection:
        wanted = [one for one in file_wishes.wishes(connection) if not one.is_put_off]
    return sum(max(one.total - workspace.vault.parcels.held_bytes(one.object_id), 0) for one in wanted)


def stop_asking(workspace: Workspace, record: str) -> None:
    """Ask for a record's files no longer; what is here whole stays.

    Raises:
        As `ask_for`.
    """
    stop_asking_for(workspace, [file.object for file in files_of(workspace, parse_record_id(record))])


def stop_asking_for(workspace: Workspace, files: Iterable[ObjectId]) -> None:
    """Ask for some files no longer; what came of them stays, so that asking again goes on from there."""
    with workspace.replica.transaction() as connection:
        for one in files:
            links.unwant_object(connection, one)


def remove_from_here(workspace: Workspace, record: str) -> int:
    """Remove a record's files from this computer; they can be fetched again.

    Returns:
        How many bytes became free.

    Raises:
        As `ask_for`.
    """
    return remove_files(workspace, [file.object for file in files_of(workspace, parse_record_id(record))])


def remove_files(workspace: Workspace, files: Iterable[ObjectId]) -> int:
    """Remove some files from this computer; they can be fetched again.

    Returns:
        How many bytes became free.
    """
    freed = 0
    with workspace.replica.transaction() as connection:
        flags = links.object_flags(connection)
        here = [one for one in dict.fromkeys(files) if one in flags and flags[one][0]]
        gone = [one for one in here if links.drop_object(connection, one)]
    # After the commit: a crash in between leaves bytes that the next fetch writes over, never a file that is missing.
    for one in gone:
        freed += flags[one][2]
        workspace.vault.parcels.remove(one)
    return freed


def fetch_now(workspace: Workspace, connect: Connect, threads: Threads, wishes: Wishes) -> SyncResult:
    """Fetch the files that were asked for, without a whole sync, as far as the day's limit for files allows.

    Raises:
        LinkError: No address is known (`no_hub`), or the link failed; what arrived is kept.
        DigestError: What arrived is not the file; it was dropped.
        VaultError: No space.
    """
    address = workspace.hub_address()
    if not address:
        raise LinkError("no_hub")
    counter, fetched = DayCounter(workspace), Fetched()
    limited = replace(within_day(workspace, wishes), pause=pausing(workspace, threads))
    endpoint = connect(address, read_preferences(workspace).proxy)
    with closing(endpoint):
        line = SideLink(endpoint, threads, is_cancelled=wishes.is_cancelled)
        session = Session(workspace.replica, line, conditions_of(workspace, limited, counter))
        try:
            patiently(lambda: _fetch(workspace, session, fetched), session, workspace, limited)
        finally:
            counter.end(session.report.used_bytes)
    # No text was asked for: what is whole already still is.
    return result_of(workspace, replace(session.report, is_complete=True), fetched)


def _fetch(workspace: Workspace, session: Session, fetched: Fetched) -> None:
    fetch_wanted(workspace, session, so_far=fetched)
