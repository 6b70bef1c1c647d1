"""Fetches the files that should come here, in their order, as far as data and room allow; what lacks is said.

Each goes on from where it stopped. People may change what they wish meanwhile: it is read again before each file, and a
file that nobody wishes for any more ends where it is. Must not know why a file is wished for.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from haversack.operations.data_used import DayCounter
from haversack.operations.file_room import Fit, fit, reserve_of
from haversack.operations.filing import files_of
from haversack.operations.letting_go import LetGo, let_go, may_go, space, tidy
from haversack.operations.workspace import Workspace
from haversack.store import file_wishes, links
from haversack.store.errors import DiskFullError
from haversack.store.file_wishes import Wish
from haversack_sync.client.conditions import Conditions
from haversack_sync.client.ports import Upload
from haversack_sync.client.session import Session
from haversack_sync.model.ids import ObjectId, RecordId
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint


class NoRoomError(Exception):
    """A file cannot come before room is made.

    Attributes:
        size: How many bytes must become free.
    """

    kind = "no_room"

    def __init__(self, size: int) -> None:
        super().__init__("no room for a file")
        self.size = size


@dataclass(slots=True)
class Fetched:
    """What fetching files came to.

    Attributes:
        missing: How many of them the hub does not have (yet).
        lacking_bytes: How many bytes must become free before the next file can come; 0 where room was no matter.
        let_go: What left this computer to make room.
    """

    missing: int = 0
    lacking_bytes: int = 0
    let_go: LetGo = field(default_factory=LetGo)


def fetch_wanted(
    workspace: Workspace,
    session: Session,
    *,
    record: RecordId | None = None,
    largest_bytes: int | None = None,
    so_far: Fetched | None = None,
) -> Fetched:
    """Fetch the files that should come here, the first of the queue first; one that cannot be had keeps none back.

    Args:
        workspace: The open vault.
        session: With the hub.
        record: Only the files of this record.
        largest_bytes: Only files that are not larger, sealed; None for all.
        so_far: What an earlier try in the same act came to; it is filled, also where this one fails.

    Returns:
        What it came to.

    Raises:
        DigestError: What arrived is not the file; wrong bytes were dropped, and the others were fetched.
        LinkError: The link failed; what arrived is kept for the next time.
        VaultError: The vault is damaged. A full disk is no error: see `Fetched.lacking_bytes`.
    """
    found = so_far if so_far is not None else Fetched()
    found.missing = found.lacking_bytes = 0
    only = frozenset(file.object for file in files_of(workspace, record)) if record is not None else None
    arrivals = Arrivals(workspace, found, only, largest_bytes)
    try:
        found.missing = session.fetch(arrivals).missing_files
    except DiskFullError:
        arrivals.note_full()
    finally:
        if record is None:
            found.let_go += tidy(workspace)
    return found


def get_files(workspace: Workspace, record: RecordId, endpoint: SyncEndpoint, *, conditions: Conditions) -> Fetched:
    """Fetch the files of a record that were asked for, without a whole sync; what it uses counts into the day.

    Raises:
        As `fetch_wanted`; LinkError ("not_found") also where the hub does not have one of them.
        NoRoomError: There is no room for one of them.
    """
    session = Session(workspace.replica, endpoint, conditions)
    try:
        found = fetch_wanted(workspace, session, record=record)
    finally:
        DayCounter(workspace).end(session.report.used_bytes)
    if found.missing:
        raise LinkError("not_found")
    if found.lacking_bytes:
        raise NoRoomError(found.lacking_bytes)
    return found


class Arrivals:
    """The files that should come here, as a sync sees them (`client.ports.WantedFiles`).

    Room is looked for when a file's turn comes, and made only when right bytes of it are here: what the hub lacks, or
    has spoilt, must push nothing out, or what went would come again at each sync.
    """

    def __init__(
        self,
        workspace: Workspace,
        found: Fetched,
        only: AbstractSet[ObjectId] | None = None,
        largest_bytes: int | None = None,
    ) -> None:
        """Begin.

        Args:
            workspace: The open vault.
            found: Filled with what room lacks and what was let go.
            only: Only these files; None for all.
            largest_bytes: Only files that are not larger, sealed; None for all.
        """
        self._workspace, self._found = workspace, found
        self._only, self._largest_bytes = only, largest_bytes
        self._coming: Wish | None = None
        self._has_room: ObjectId | None = None
        self._mark: tuple[object, ...] | None = None

    def wanted(self) -> Sequence[Upload]:
        """See `WantedFiles`."""
        self._coming = None
        return [Upload(one.object_id, one.total) for one in self._wishes() if self._is_meant(one)]

    def is_wanted(self, object_id: ObjectId) -> bool:
        """See `WantedFiles`; the first time, look whether there can be room, and later whether the disk fills up."""
        if self._coming is None or self._coming.object_id != object_id:
            self._coming = next((one for one in self._wishes() if one.object_id == object_id), None)
            self._mark = None
            return self._coming is not None and self._can_fit(self._coming)
        parcels = self._workspace.vault.parcels
        if parcels.free_bytes() < reserve_of(parcels.disk_bytes()) // 2:
            self.note_full()
            return False
        return self._is_still_wished(object_id)

    def free_bytes(self) -> int:
        """See `WantedFiles`."""
        now = space(self._workspace)
        free = now.free_bytes - now.reserve_bytes
        return max(free if now.quota_bytes is None else min(free, now.quota_bytes - now.used_bytes), 0)

    def arrived(self, object_id: ObjectId) -> None:
        """See `WantedFiles`: what stands in the file's way goes now."""
        one = self._coming
        if one is None or one.object_id != object_id or self._has_room == object_id:
            # One of a list: they come only where nothing need go for them.
            return
        place = self._fit(one)
        self._found.let_go += let_go(self._workspace, place.let_go)
        if place.is_room:
            self._has_room = object_id
        else:
            # What could have gone was taken up meanwhile: it is looked at anew before the next piece.
            self._coming = None

    def note_full(self) -> None:
        """Note what room lacks for the file that is coming: the disk became full meanwhile."""
        # While a list comes, it is the first that is still wished for.
        coming = self._coming or next((one for one in self._wishes() if self._is_meant(one)), None)
        if coming is not None:
            lacking = self._fit(coming).lacking_bytes or coming.total
            self._found.lacking_bytes = self._found.lacking_bytes or lacking

    def _is_still_wished(self, object_id: ObjectId) -> bool:
        with self._workspace.replica.reading() as connection:
            mark = (*file_wishes.mark(connection), links.is_wanted(connection, object_id))
        if mark == self._mark:
            return True
        self._mark = mark
        return any(one.object_id == object_id for one in self._wishes())

    def _can_fit(self, one: Wish) -> bool:
        """Tell whether a file may come, and note what lacks for it."""
        place = self._fit(one)
        # The first that waits is the one that people would make room for.
        self._found.lacking_bytes = self._found.lacking_bytes or place.lacking_bytes
        return place.is_room

    def _fit(self, one: Wish) -> Fit:
        held = self._workspace.vault.parcels.held_bytes(one.object_id)
        return fit(one, held, space(self._workspace), may_go(self._workspace))

    def _wishes(self) -> list[Wish]:
        with self._workspace.replica.reading() as connection:
            return [one for one in file_wishes.wishes(connection) if not one.is_put_off]

    def _is_meant(self, one: Wish) -> bool:
        is_small = self._largest_bytes is None or one.total <= self._largest_bytes
        return is_small and (self._only is None or one.object_id in self._only)
