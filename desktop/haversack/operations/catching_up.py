"""A new or long-absent computer takes the snapshots that the hub offered, in the place of the entries before them.

Parts are kept sealed as they come; a feed moves when all of its parts are here, in one transaction. A snapshot that
cannot be used is given up, and entries come. Must not judge who makes snapshots.
"""

import logging

from haversack.operations.workspace import Workspace
from haversack.store import snapshot_applying, snapshot_collecting
from haversack.store.snapshot_applying import LyingSnapshotError
from haversack.store.snapshot_notices import Announced, Verdict
from haversack_sync.client.session import Session
from haversack_sync.client.small_objects import MissingObjectError, Small, fetch_whole
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.errors import DigestError, SealError, WireError

LOG = logging.getLogger(__name__)


def catch_up(workspace: Workspace, session: Session) -> bool:
    """Collect what was offered, and put feeds where their snapshots stand.

    Args:
        workspace: The open vault.
        session: With whom, within which limits.

    Returns:
        Whether entries are to be asked for now: a feed moved, or a snapshot was given up.

    Raises:
        LinkError: The link failed; the parts that came are kept.
    """
    has_moved = False
    with workspace.replica.reading() as connection:
        offered = snapshot_collecting.offered(connection)
    for announced in offered:
        try:
            if not _collect(workspace, session, announced):
                return has_moved
            _apply(workspace, session, announced)
        except LyingSnapshotError as error:
            LOG.info("snapshot not used", extra={"reason": error.reason})
            # Once the entries are here it is judged by them, and everybody is told.
            _give_up(workspace, announced, Verdict.PUT_ASIDE)
        except (DigestError, MissingObjectError, SealError, WireError):
            _give_up(workspace, announced, Verdict.UNUSABLE)
        has_moved = True
    return has_moved


def _collect(workspace: Workspace, session: Session, announced: Announced) -> bool:
    """Fetch what is missing; return whether all is here."""

    def keep(object_id: ObjectId, data: bytes) -> None:
        with workspace.replica.transaction() as connection:
            snapshot_collecting.keep(connection, announced, object_id, data)

    while True:
        with workspace.replica.reading() as connection:
            missing = snapshot_collecting.missing(connection, announced)
        if not missing:
            return True
        if not fetch_whole(session, [Small(one.object_id, one.most) for one in missing], keep):
            return False


def _apply(workspace: Workspace, session: Session, announced: Announced) -> None:
    replica = workspace.replica
    with replica.transaction() as connection:
        snapshot = snapshot_collecting.whole(connection, replica.network(), announced)
        changed = snapshot_applying.apply(connection, replica.network(), snapshot, own=replica.identity().handles)
    session.count_applied(changed)


def _give_up(workspace: Workspace, announced: Announced, verdict: Verdict) -> None:
    with workspace.replica.transaction() as connection:
        snapshot_collecting.give_up(connection, announced, verdict)
