"""`check`: whether what this computer shows is still what the kept entries make, and putting it right (K4).

In short turns, so that it can go on while nobody uses the window and give way at once when somebody does. While all is
well nothing is written. What is damaged and cannot be made again from here comes again with the next sync. Must not
fetch anything, nor decide when it is time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from haversack.operations.hello import say_hello
from haversack.operations.search_check import check_search
from haversack.operations.stick_marks import ask_for_marks
from haversack.operations.workspace import Workspace
from haversack.store import recheck, recheck_again, values
from haversack.store.recheck import Tally
from haversack_sync.client.introduction import Count
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.errors import HubRefusal, WireError
from haversack_sync.protocol.profile import decode_profile


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What a check found.

    Attributes:
        entries: Changes that were opened again, their signatures and seals checked.
        records: Records that were made again from them and held against what is shown.
        mended: What was damaged and is put right, from what this computer keeps.
        again: Feeds of which something is damaged that comes again with the next sync.
        has_lost: Whether a key is damaged that must come from somebody else.
        unproven: Feeds that began here with a snapshot and of which something was erased since: whether all of it is as
            it was nothing can prove any more.
        is_whole: Whether everything could be looked at to its end, and proven.
    """

    entries: int
    records: int
    mended: int
    again: int
    has_lost: bool
    unproven: int
    is_whole: bool


class Recheck:
    """One check, which can stop between any two turns and go on another time."""

    def __init__(self) -> None:
        """Begin without having looked at anything."""
        self._tally = Tally()
        self._turns: Iterator[None] | None = None

    def go_on(self, workspace: Workspace) -> bool:
        """Do one turn, of some ten milliseconds; return whether there is another one.

        No transaction is open between two turns.

        Args:
            workspace: The open vault, the same one each time.

        Raises:
            VaultError: The disk is full or the vault damaged; everything committed before is kept.
        """
        self._turns = self._turns or _turns(workspace, self._tally)
        try:
            return next(self._turns, True) is None
        except Exception:
            # There is no turn after this one, and nobody may take that for the end of a whole look.
            self._tally.is_whole = False
            raise

    @property
    def found(self) -> Rechecked:
        """What it found so far."""
        tally = self._tally
        return Rechecked(
            entries=tally.entries,
            records=tally.records,
            mended=tally.mended,
            again=len(tally.again),
            has_lost=tally.lost,
            unproven=len(tally.unproven),
            is_whole=tally.is_whole and not tally.unproven and not tally.again,
        )


def _turns(workspace: Workspace, tally: Tally) -> Iterator[None]:
    recheck.check_keys(workspace.replica, tally, open_key=_open_key(workspace))
    yield
    yield from recheck.check_feeds(workspace.replica, tally)
    yield from recheck.drop_strangers(workspace.replica, tally)
    if not tally.again:
        # Otherwise the words would be made to fit what is damaged; they come with what comes again.
        yield from check_search(workspace, tally)


def check(workspace: Workspace) -> Rechecked:
    """Look at everything in a row.

    Raises:
        VaultError: The disk is full or the vault damaged; everything committed before is kept.
    """
    one = Recheck()
    while one.go_on(workspace):
        pass
    return one.found


def _open_key(workspace: Workspace) -> bytes | None:
    """Return the key of what is open to everybody, as the kept profile gives it; whoever uses it checks it."""
    with workspace.replica.reading() as connection:
        raw = values.read_value(connection, values.PROFILE)
    try:
        return decode_profile(raw).open_key if raw is not None else None
    except WireError:
        return None


def begin_again(workspace: Workspace, endpoint: SyncEndpoint, *, count: Count) -> int:
    """Let what was found damaged come again, where the hub itself answers: without it, it is better than nothing.

    Args:
        workspace: The open vault.
        endpoint: Whoever is reached.
        count: Told of each piece that passes.

    Returns:
        Of how many feeds something comes again now.

    Raises:
        LinkError: The link failed; nothing was dropped.
        ProtocolError: Something else answered; nothing was dropped.
    """
    if endpoint.is_stored or not recheck_again.is_due(workspace.replica):
        return 0
    try:
        say_hello(workspace, endpoint, count=count)
        # The more of it the hub's word proves, the less must come again.
        ask_for_marks(workspace, endpoint)
    except HubRefusal:
        # It is our hub, and may have less than it had: what is here is all the dearer.
        return 0
    return recheck_again.begin(workspace.replica)
