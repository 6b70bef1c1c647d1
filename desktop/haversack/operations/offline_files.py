"""A record's files on this computer: ask for them, fetch them now, stop asking, remove them from here.

The only copy of a file is never removed: what the hub does not hold yet stays. Must not open a file.
"""

from contextlib import closing

from haversack.operations.filing import fetch_wanted, files_of, want_files
from haversack.operations.meeting import Connect, add_to_today
from haversack.operations.side_link import SideLink, Threads
from haversack.operations.synchronising import SyncResult, Wishes, result_of
from haversack.operations.workspace import Workspace
from haversack.store import links
from haversack_sync.client.conditions import Conditions
from haversack_sync.client.session import Session
from haversack_sync.model.ids import parse_record_id
from haversack_sync.protocol.endpoint import LinkError


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


def stop_asking(workspace: Workspace, record: str) -> None:
    """Ask for a record's files no longer; what is here whole stays.

    Raises:
        As `ask_for`.
    """
    found = files_of(workspace, parse_record_id(record))
    with workspace.replica.transaction() as connection:
        for file in found:
            links.unwant_object(connection, file.object)


def remove_from_here(workspace: Workspace, record: str) -> int:
    """Remove a record's files from this computer; they can be fetched again.

    Returns:
        How many bytes became free.

    Raises:
        As `ask_for`.
    """
    found = files_of(workspace, parse_record_id(record))
    freed = 0
    with workspace.replica.transaction() as connection:
        flags = links.object_flags(connection)
        here = [file.object for file in found if flags.get(file.object, (False, False, 0))[0]]
        gone = [object_id for object_id in here if links.drop_object(connection, object_id)]
    # After the commit: a crash in between leaves bytes that the next fetch writes over, never a file that is missing.
    for object_id in gone:
        freed += flags[object_id][2]
        workspace.vault.parcels.remove(object_id)
    return freed


def fetch_now(workspace: Workspace, connect: Connect, threads: Threads, wishes: Wishes) -> SyncResult:
    """Fetch the files that were asked for, without a whole sync.

    Raises:
        LinkError: No address is known (`no_hub`), or the link failed; what arrived is kept.
        DigestError: What arrived is not the file; it was dropped.
        VaultError: No space.
    """
    address = workspace.hub_address()
    if not address:
        raise LinkError("no_hub")
    clock = workspace.clock
    conditions = Conditions(clock.monotonic, clock.random, wishes.budget_bytes, wishes.tell, wishes.is_cancelled)
    endpoint = connect(address)
    line = SideLink(endpoint, threads, is_cancelled=wishes.is_cancelled)
    session = Session(workspace.replica, line, conditions)
    try:
        with closing(endpoint):
            fetch_wanted(workspace, session)
    finally:
        add_to_today(workspace, session.report.sent_bytes + session.report.received_bytes)
    return result_of(workspace, session.report)
