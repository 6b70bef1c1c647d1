"""A new or long-absent computer takes the snapshots that the hub offered, in the place of the entries before them.

Parts are kept sealed as they come; a feed moves when all of its parts are here, in one transaction. A snapshot that
cannot be used is given up, and entries come; so is, for a while, one whose parts do not come over a link that carries
exchanges, or for which a budget leaves nothing. Must not judge who makes snapshots.
"""

import logging
from collections.abc import Sequence

from haversack.operations.workspace import Workspace
from haversack.store import snapshot_applying, snapshot_collecting, snapshot_parts, snapshot_tries
from haversack.store.snapshot_applying import LyingSnapshotError
from haversack.store.snapshot_notices import Announced, Verdict
from haversack_sync.client.session import Session
from haversack_sync.client.small_objects import AlteredObjectError, MissingObjectError, Small, fetch_whole
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
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
        LinkError: The link failed, not too often yet; the parts that came are kept.
    """
    has_moved = False
    with workspace.replica.reading() as connection:
        offered = snapshot_collecting.in_order(connection, workspace.replica.network())
    for announced in offered:
        collecting = _Collecting(workspace, session, announced)
        try:
            if not collecting.is_whole():
                if not has_moved:
                    collecting.note_spent(offered)
                return has_moved
            _apply(workspace, session, announced)
        except LinkError as error:
            if error.what == "busy" or not collecting.note_failed(received=collecting.received_bytes):
                raise
        except LyingSnapshotError as error:
            LOG.info("snapshot not used", extra={"reason": error.reason})
            # Once the entries are here it is judged by them, and everybody is told.
            _give_up(workspace, announced, Verdict.PUT_ASIDE)
        except (DigestError, MissingObjectError, SealError, WireError):
            _give_up(workspace, announced, Verdict.UNUSABLE)
        has_moved = True
    return has_moved


class _Collecting:
    """Fetching what is missing of one snapshot."""

    def __init__(self, workspace: Workspace, session: Session, announced: Announced) -> None:
        self._workspace, self._session, self._announced = workspace, session, announced
        self._begun_at = session.report.received_bytes
        self._kept = self._parts = 0
        self._altered: set[ObjectId | None] = set()

    def is_whole(self) -> bool:
        """Fetch; return whether all is here.

        Raises:
            LinkError: The link failed; the parts that came are kept.
            DigestError, WireError: What came was altered, and again when it was asked for once more.
            As `fetch_whole`.
        """
        while True:
            with self._workspace.replica.reading() as connection:
                missing = snapshot_collecting.missing(connection, self._announced)
            if not missing:
                return True
            try:
                wanted = [Small(one.object_id, one.most, one.begun) for one in missing]
                if not fetch_whole(self._session, wanted, self._keep, self._keep_begun):
                    return False
            except AlteredObjectError as error:
                if error.object_id in self._altered or self._note_altered():
                    raise
                self._altered.add(error.object_id)
            except WireError:
                if None in self._altered:
                    raise
                self._altered.add(None)

    def _keep(self, object_id: ObjectId, data: bytes) -> None:
        with self._workspace.replica.transaction() as connection:
            snapshot_collecting.keep(connection, self._announced, object_id, data)
        self._parts += 1

    def _keep_begun(self, object_id: ObjectId, data: bytes) -> None:
        with self._workspace.replica.transaction() as connection:
            snapshot_parts.keep_begun(connection, self._announced.feed, object_id, data)
        self._kept += bool(data)

    def _note_altered(self) -> bool:
        with self._workspace.replica.transaction() as connection:
            return snapshot_collecting.note_altered(connection, self._announced).is_over

    @property
    def received_bytes(self) -> int:
        """How many bytes came since it began."""
        return self._session.report.received_bytes - self._begun_at

    def note_failed(self, *, received: int) -> bool:
        """Count that parts did not come, although exchanges pass; return whether entries are to come for now."""
        with self._workspace.replica.transaction() as connection:
            return snapshot_collecting.note_failure(
                connection, self._announced, received=received, kept=self._kept, parts=self._parts
            ).is_over

    def note_spent(self, offered: Sequence[Announced]) -> None:
        """Count for all that are offered that the budget was spent before anything of a part could come.

        A sync that brought something else says little about it; entries are asked for by the next one.
        """
        if self._session.conditions.is_cancelled():
            return
        for announced in offered if not (self._kept or self._parts) else [self._announced]:
            one = self if announced is self._announced else _Collecting(self._workspace, self._session, announced)
            one.note_failed(received=self._session.report.moved)


def _apply(workspace: Workspace, session: Session, announced: Announced) -> None:
    replica = workspace.replica
    with replica.transaction() as connection:
        snapshot = snapshot_collecting.whole(connection, replica.network(), announced)
        changed = snapshot_applying.apply(connection, replica.network(), snapshot, own=replica.identity().handles)
        snapshot_tries.forget(connection, announced)
    session.count_applied(changed)


def _give_up(workspace: Workspace, announced: Announced, verdict: Verdict) -> None:
    with workspace.replica.transaction() as connection:
        snapshot_collecting.give_up(connection, announced, verdict)
