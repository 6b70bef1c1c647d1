"""`carry in`: what lies on a stick is verified and applied; receipts come home; letters of others go along.

The same engine as with a hub. Nothing on a stick is believed before it is checked, followed, or run. Must not write
onto the stick.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from haversack.operations import eras, kit_snapshots
from haversack.operations.fetching import Fetched
from haversack.operations.lying_files import lying_files, wanting_all
from haversack.operations.stick_marks import learn_marks
from haversack.operations.synchronising import SyncResult, Wishes, result_of, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import links, object_table, outbox, own_in_snapshots, sticks, trust, unshown
from haversack.store.stick_files import StickError, stick_errors
from haversack_sync.client.conditions import Report
from haversack_sync.client.folder import FolderEndpoint, networks_in, plain_size
from haversack_sync.client.identity import DeviceKeys
from haversack_sync.client.introduction import InvitationError
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.errors import ProtocolError, SealError
from haversack_sync.protocol.limits import MAX_STANZAS
from haversack_sync.protocol.sealing import sha256
from haversack_sync.protocol.sticks import OUTBOX, PROFILE, RECEIPTS, STANZAS, Homeward, network_folder, open_homeward


@dataclass(frozen=True, slots=True)
class CarriedIn:
    """What came from a stick.

    Attributes:
        sync: What the feeds and files on it brought; None where there were only letters.
        entries: Entries that were verified, and are here now.
        answered: Own changes for which the hub's answer came.
        receipts: Letters of the hub to this computer.
        letters: Letters of others that go along to the next sticks.
        refused: Letters that are not what they seem.
        files: Files that are here now.
        files_left: Files on it that are not here, since nobody asked for them; see `wanting_files`.
        files_left_bytes: Their size.
        problem: Why the rest could not be used; what was verified before it is kept. None if all could.
    """

    sync: SyncResult | None
    entries: int
    answered: int
    receipts: int
    letters: int
    refused: int
    files: int = 0
    files_left: int = 0
    files_left_bytes: int = 0
    problem: Exception | None = None

    @property
    def read_bytes(self) -> int:
        """How many bytes were read for what was verified."""
        return self.sync.received_bytes if self.sync is not None else 0

    @property
    def applied(self) -> int:
        """How many entries changed something here."""
        return self.sync.applied if self.sync is not None else 0


def find_network(workspace: Workspace, folder: Path) -> FolderEndpoint:
    """Find this vault's network on a stick.

    Raises:
        LinkError: There is no network at all ("bad_folder").
        StickError: There are other networks only ("other_network").
    """
    name = network_folder(workspace.root)
    if plain_size(folder / PROFILE) is not None:
        if folder.absolute().name.lower() != name and folder.absolute().name.lower().startswith("haversack-"):
            raise StickError("other_network")
        return FolderEndpoint(folder)
    found = list(networks_in(folder))
    if found and all(one.name.lower() != name for one in found):
        raise StickError("other_network")
    return FolderEndpoint(folder, root=workspace.root)


def to_read(workspace: Workspace, folder: Path) -> int:
    """Return about how many bytes of a stick are to be read, to tell how far that is; 0 where nothing can be read.

    The stretch of a feed that holds the last known entry is read again, as its entries lie in one file.
    """
    try:
        endpoint = find_network(workspace, folder)
    except (LinkError, StickError):
        return 0
    cursors = {one.ordinal: one.standing.n for one in workspace.replica.cursors()}
    text = endpoint.text_bytes({0: workspace.replica.network().standing.n, **cursors})
    with workspace.replica.reading() as connection:
        wanted = object_table.wanted(connection)
    return text + sum(one.total for one in wanted if endpoint.object_size(one.object_id) is not None)


@contextlib.contextmanager
def wanting_files(workspace: Workspace, folder: Path) -> Iterator[None]:
    """Ask for all files that lie on a stick and are not here, while it is carried in; see `wanting_all`.

    Raises:
        LinkError: There is no network on it.
        StickError: It is another network's.
    """
    with wanting_all(workspace, find_network(workspace, folder)):
        yield


def carry_in(
    workspace: Workspace,
    folder: Path,
    wishes: Wishes,
    *,
    takes_along: bool = True,
    beside: Callable[[SyncEndpoint], SyncEndpoint] = lambda endpoint: endpoint,
) -> CarriedIn:
    """Take in what lies on a stick.

    Args:
        workspace: The open vault.
        folder: The stick, or the network's own folder on it.
        wishes: Progress, cancel.
        takes_along: Whether letters of others are kept for the next sticks.
        beside: Lets reading wait in another thread.

    Raises:
        InvitationError: As `synchronise`, and nothing else came with it.
        LinkError: There is no network on it.
        ProtocolError: Nothing on it is what it seems; nothing unverified is kept.
        StickError: It is another network's, or cannot be read ("gone").
        VaultError: The vault's disk is full or the vault damaged; everything committed before is kept.
    """
    endpoint = find_network(workspace, folder)
    before, waited, kept = _entries(workspace), _unanswered(workspace), _files(workspace)
    result: SyncResult | None = None
    problem: Exception | None = None
    if endpoint.has_feeds or lying_files(workspace, endpoint):
        try:
            eras.follow_stored(workspace, endpoint)
            result = synchronise(workspace, beside(endpoint), wishes)
        except LinkError as error:
            # Where no connection is, what is cut is the reading of the stick.
            problem = StickError("gone") if error.what == "cut" else error
        except (InvitationError, ProtocolError) as error:
            # Who is not let in carries letters of others all the same.
            problem = error
        if workspace.leads:
            # Coordinators make kits of what is here: the marks by which others can check it come by sticks.
            learn_marks(workspace, endpoint)
            with contextlib.suppress(LinkError, ProtocolError):
                kit_snapshots.get(workspace, beside(endpoint), sign=None)
    receipts, refused, others = _take_receipts(workspace, endpoint)
    _take_profile(workspace, endpoint)
    letters = _take_along(workspace, endpoint, others) if takes_along and not workspace.is_looking else 0
    entries = _entries(workspace) - before
    files = _files(workspace) - kept
    left = [one.size for one in lying_files(workspace, endpoint).values() if not one.is_wanted]
    if problem is not None and not (entries or receipts or letters or files):
        raise problem
    answered = waited - _unanswered(workspace)
    return CarriedIn(
        result,
        entries,
        answered,
        receipts,
        letters,
        refused,
        files=files,
        files_left=len(left),
        files_left_bytes=sum(left),
        problem=problem,
    )


def with_more(first: CarriedIn, again: CarriedIn) -> CarriedIn:
    """Return what two readings of one stick brought together, and how the later one ended."""
    sync = again.sync or first.sync
    if first.sync is not None and again.sync is not None:
        received = first.sync.received_bytes + again.sync.received_bytes
        sync = replace(again.sync, received_bytes=received, applied=first.sync.applied + again.sync.applied)
    return CarriedIn(
        sync,
        first.entries + again.entries,
        first.answered + again.answered,
        first.receipts + again.receipts,
        first.letters + again.letters,
        first.refused,
        files=first.files + again.files,
        files_left=again.files_left,
        files_left_bytes=again.files_left_bytes,
        problem=again.problem,
    )


def nothing_read(workspace: Workspace, *, is_complete: bool) -> SyncResult:
    """Return what is left where a stick held only letters, or its feeds could not be read to the end."""
    return result_of(workspace, Report(is_complete=is_complete), Fetched())


def _entries(workspace: Workspace) -> int:
    """Count the entries that are here, in all feeds."""
    view = workspace.replica.network()
    with workspace.replica.reading() as connection:
        standings = trust.load_standings(connection, view)
    return view.standing.n + sum(standing.n for standing in standings.values())


def _files(workspace: Workspace) -> int:
    with workspace.replica.reading() as connection:
        return sum(is_here for is_here, _, _ in links.object_flags(connection).values())


def _unanswered(workspace: Workspace) -> int:
    with workspace.replica.reading() as connection:
        return outbox.count_items(connection, outbox.UNANSWERED)


def _take_receipts(workspace: Workspace, endpoint: FolderEndpoint) -> tuple[int, int, list[bytes]]:
    """Keep the hub's letters to this computer; return how many, how many were false, and those to others."""
    taken, refused, others = 0, 0, list[bytes]()
    for letter in endpoint.letters(RECEIPTS):
        try:
            said = _opened(workspace, letter)
        except ProtocolError:
            refused += 1
            continue
        if said is None:
            others.append(letter)
        elif said.era == workspace.replica.network().era:
            with workspace.replica.transaction() as connection:
                sticks.take_homeward(connection, said)
                own_in_snapshots.settle_answered(connection, workspace.replica.network())
                unshown.notice(connection, workspace.replica.network())
            taken += 1
    return taken, refused, others


def _opened(workspace: Workspace, letter: bytes) -> Homeward | None:
    """Open a letter of the hub; None if it is to somebody else.

    Raises:
        NotOurHubError: It is to this computer, and the hub did not sign it.
        ProtocolError: It is malformed.
    """
    view = workspace.replica.network()
    for keys in _keys(workspace):
        try:
            return open_homeward(
                letter,
                root=view.root,
                device=keys.handle,
                box_seed=keys.box_seed,
                hub_key=view.authority.hub_sign_key,
            )
        except SealError:
            continue
    return None


def _keys(workspace: Workspace) -> Iterator[DeviceKeys]:
    identity = workspace.replica.identity()
    if identity.keys is not None:
        yield identity.keys
    yield from identity.former


def _take_profile(workspace: Workspace, endpoint: FolderEndpoint) -> None:
    """Note that the hub has this coordinator's profile, where it brings it back."""
    try:
        profile = endpoint.fetch_profile()
    except LinkError:
        return
    with workspace.replica.transaction() as connection:
        sticks.came_back(connection, (), profile)


def _take_along(workspace: Workspace, endpoint: FolderEndpoint, receipts: list[bytes]) -> int:
    """Keep letters of others, and the keys of everybody, for the next sticks."""
    taken = 0
    with workspace.replica.transaction() as connection:
        for kind, letters in ((OUTBOX, endpoint.letters(OUTBOX)), (RECEIPTS, receipts)):
            for data in letters:
                letter = sticks.Letter(sha256(data), kind, data)
                if not sticks.written(connection, [letter.hash]):
                    taken += sticks.take_along(connection, letter)
        path = endpoint.place / STANZAS
        if 0 < (plain_size(path) or 0) <= MAX_STANZAS * 128:
            with stick_errors():
                kept = path.read_bytes()
            sticks.replace_kept(connection, STANZAS, kept)
    return taken
