"""Whoever may write asks the hub now and then whether it still holds the files that are here; what it lost goes again.

Whoever misses a file can tell nobody: its author would never know, and the only whole copies might leave to make room.
Must not move files; the next exchange sends what is offered.
"""

from typing import Final

from haversack.operations.workspace import Workspace
from haversack.store import object_table, values
from haversack_sync.client.held_objects import ASKED_BYTES, lacking
from haversack_sync.client.session import Session
from haversack_sync.model.ids import ObjectId

ASK_SECONDS: Final = 24 * 3600
"""Between two asks, by the hub's stamps."""
ASKED_FILES: Final = 64
"""With each ask; the next one goes on behind them. About 4 KB."""
_ASKED: Final = "files_asked"
_ASKED_UP_TO: Final = "files_asked_up_to"


def offer_lost(workspace: Workspace, session: Session) -> bool:
    """Ask about some of the files that are here and that the hub held, if it is time; offer anew what it lost.

    Args:
        workspace: The open vault.
        session: With the hub, which has just answered; nothing is asked where files may not travel.

    Returns:
        Whether something waits to be sent now.

    Raises:
        LinkError: The link failed; the same is asked another time.
        WireError: What came is no answer to what was asked.
    """
    if session.endpoint.is_stored or not _may_upload(workspace):
        return False
    replica = workspace.replica
    with replica.reading() as connection:
        now, asked = values.read_number(connection, values.LAST_CONTACT), values.read_number(connection, _ASKED)
        after = values.read_value(connection, _ASKED_UP_TO) or b""
        files = object_table.held_by_both(connection, after=after, most=ASKED_FILES)
    if asked and now - asked < ASK_SECONDS:
        return False
    lost: tuple[ObjectId, ...] = ()
    if asked and files:
        cost = ASKED_BYTES * len(files)
        if session.conditions.limits().left_for_files(cost, used=session.report.used_bytes) < cost:
            return False
        lost = lacking(session, files)
    with replica.transaction() as connection:
        object_table.set_lost(connection, lost)
        values.write_number(connection, _ASKED, now)
        values.write_value(connection, _ASKED_UP_TO, files[-1].object_id if len(files) == ASKED_FILES else b"")
    return bool(lost)


def _may_upload(workspace: Workspace) -> bool:
    authority, span = workspace.replica.network().authority, workspace.span
    return any(authority.may_write(span, audience) for audience in authority.audiences)
