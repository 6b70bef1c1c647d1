"""`sync`: one meeting with the hub: send, receive, a keeper's duties, wanted files, the search index.

Everything may stop anywhere and goes on next time. Must not know which carrier the endpoint is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from haversack.operations import (
    dead_clock,
    eras,
    erasing,
    idle_check,
    keeping,
    offering_again,
    revoked_devices,
    snapshots,
)
from haversack.operations.data_used import DayCounter
from haversack.operations.fetching import Fetched, fetch_wanted
from haversack.operations.going_on import Patience, go_on
from haversack.operations.hello import Line, greet
from haversack.operations.preferences import read_preferences
from haversack.operations.searching import update_index
from haversack.operations.side_link import StoppedError
from haversack.operations.workspace import Workspace
from haversack.store import erased, object_table, outbox, records, unshown, values
from haversack.store.outbox import ItemState
from haversack.store.revocation import leave_if_revoked
from haversack_sync.client.conditions import Conditions, Limits, Report
from haversack_sync.client.introduction import InvitationError
from haversack_sync.client.session import Session
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.errors import HubRefusal, LostEntriesError, UnshownError

_ASKING_BYTES: Final = 64 * 1024
"""Where a budget leaves less, what became of revoked devices is asked another time: nobody waits for it."""
_INVITATION_REFUSALS: Final = {
    "invitation_used": "used",
    "invitation_closed": "closed",
    "invitation_expired": "expired",
    "unknown_invitation": "unknown",
}
"""What the hub says of a redemption that does not enrol, as a person who types a code knows it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants a sync.

    Attributes:
        budget_bytes: Bodies up and down together, or None for no limit.
        tell: Called as it goes on.
        is_cancelled: Asked between frames.
        files_budget_bytes: Bodies of this sync, text counted in, beyond which no file moves; text goes on. None for no
            limit.
        heeds_cost: Whether files wait while the connection counts as one that costs money.
        system_hint: What the computer's system believes of that, asked between frames; None where it does not tell.
        largest_file_bytes: Larger files that were asked for stay at the hub; None for no limit.
        pause: Lets so many seconds pass, to go on after a cut as long as something comes; None to stop at the first.
        line: Over one that is not known a hello goes first, see `hello`; None where nobody asks that.
    """

    budget_bytes: int | None = None
    tell: Callable[[Report], None] = field(default=lambda report: None)
    is_cancelled: Callable[[], bool] = field(default=lambda: False)
    files_budget_bytes: int | None = None
    heeds_cost: bool = False
    system_hint: Callable[[], bool | None] = field(default=lambda: None)
    largest_file_bytes: int | None = None
    pause: Callable[[float], None] | None = None
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a sync did and what is left.

    Attributes:
        sent_bytes: HTTP body bytes up.
        received_bytes: HTTP body bytes down.
        applied: Entries that changed a record here.
        waiting: Changes made here without the hub's receipt.
        refused: Changes made here that were not allowed.
        two_versions: Records in which a person has to choose.
        position: Position up to which everything that this computer may read is here.
        files_waiting_bytes: Size of all files that are not on this computer.
        is_complete: Whether everything is here that the hub had when it answered last, and this meeting ended whole.
        lacking_bytes: How many bytes must become free before the next file can come; 0 where room is no matter.
        let_go_files: Files that left this computer to make room.
        let_go_bytes: Their size.
        missing_files: Files that should have come and that the hub does not have (yet).
    """

    sent_bytes: int
    received_bytes: int
    applied: int
    waiting: int
    refused: int
    two_versions: int
    position: int
    files_waiting_bytes: int
    is_complete: bool
    lacking_bytes: int = 0
    let_go_files: int = 0
    let_go_bytes: int = 0
    missing_files: int = 0


def synchronise(
    workspace: Workspace, endpoint: SyncEndpoint, wishes: Wishes, *, so_far: Report | None = None
) -> SyncResult:
    """Meet the hub once.

    Args:
        workspace: The open vault.
        endpoint: The hub, by whatever carrier.
        wishes: Budget, progress, cancel.
        so_far: What passed before in the same act, to be counted with it.

    Raises:
        HubRefusal: The hub refuses, signed; where it did not take a file, everything else went on before.
        InvitationError: This device's invitation was used by another computer first, has ended, or its coordinator is
            out of the network; drafts stay here.
        LinkError: The link failed; everything verified before is kept.
        ProtocolError: Something else answered, or the hub is not honest; nothing unverified is kept.
        LostEntriesError: The hub shows stubs that no order of erasure explains; all else is done.
        UnshownError: The hub signed for changes that it does not show; all else is done, their text is here.
        RevokedError: The chain says that this computer is out of the network: its vault is gone.
        VaultError: The disk is full or the vault damaged; everything committed before is kept.
    """
    try:
        try:
            return _synchronise(workspace, endpoint, wishes, so_far=so_far)
        except LinkError as error:
            if error.what != "tls_time" or not dead_clock.goes_by_the_hubs_clock(workspace, endpoint):
                raise
        return _synchronise(workspace, endpoint, wishes, so_far=so_far)
    finally:
        leave_if_revoked(workspace.vault, workspace.replica)


def _synchronise(
    workspace: Workspace, endpoint: SyncEndpoint, wishes: Wishes, *, so_far: Report | None = None
) -> SyncResult:
    before = workspace.replica.known_to()
    counter, fetched = DayCounter(workspace), Fetched()
    session = Session(workspace.replica, endpoint, conditions_of(workspace, wishes, counter), so_far or Report())
    try:
        _meet_in_its_era(workspace, session, wishes, fetched)
        if session.report.refused_upload is not None:
            raise session.report.refused_upload
        _check_receipts(workspace)
        if session.report.is_complete:
            _check_stubs(workspace)
    finally:
        if not endpoint.is_stored:
            counter.end(session.report.used_bytes)
        if session.report.applied:
            with workspace.replica.transaction() as connection:
                values.write_number(connection, values.SEEN_POSITION, before)
        update_index(workspace)
        erasing.finish(workspace)
    return result_of(workspace, session.report, fetched)


def _meet_in_its_era(workspace: Workspace, session: Session, wishes: Wishes, fetched: Fetched) -> None:
    """Meet the hub; where it says that an era began that is not known here, stand where that began, and meet again."""

    def meet() -> None:
        patiently(lambda: _meet(workspace, session, wishes, fetched), session, workspace, wishes)

    try:
        eras.in_its_era(workspace, session, meet)
    except HubRefusal as refusal:
        if refusal.reason == "revoked":
            eras.in_its_era(workspace, session, lambda: revoked_devices.learn_why(workspace, session))
        elif refusal.reason == "hub_behind":
            eras.show_loss(workspace, session)
        raise


def _check_receipts(workspace: Workspace) -> None:
    with workspace.replica.reading() as connection:
        if unshown.count(connection):
            raise UnshownError("a receipt for what is not shown")


def _check_stubs(workspace: Workspace) -> None:
    """Raise the alarm where the hub has lost something; everything that can come is here."""
    with workspace.replica.reading() as connection:
        if erased.unexplained(connection):
            raise LostEntriesError("a stub that no order explains")


def conditions_of(workspace: Workspace, wishes: Wishes, counter: DayCounter) -> Conditions:
    """Return the conditions of a session that follows wishes, and counts what it uses into the day."""

    def tell(report: Report) -> None:
        counter.note(report.used_bytes)
        wishes.tell(report)

    clock = workspace.clock
    return Conditions(
        clock.monotonic,
        clock.random,
        tell=tell,
        is_cancelled=wishes.is_cancelled,
        limits_now=lambda: _limits(workspace, wishes),
    )


def _limits(workspace: Workspace, wishes: Wishes) -> Limits:
    """Return what may be used now: people may say at any time that the connection costs money."""
    if wishes.heeds_cost and read_preferences(workspace).is_metered(hint=wishes.system_hint()):
        return Limits(wishes.budget_bytes, 0)
    return Limits(wishes.budget_bytes, wishes.files_budget_bytes)


def patiently(work: Callable[[], None], session: Session, workspace: Workspace, wishes: Wishes) -> None:
    """Do work with a hub; go on after a cut if that is wished. Where a person stopped it, a broken link is no failure.

    Raises:
        LinkError: The link failed, and nobody had stopped it.
        As `work`.
    """
    try:
        if wishes.pause is None:
            work()
        else:
            patience = Patience(wishes.pause, wishes.is_cancelled, workspace.clock.random)
            go_on(work, lambda: session.report.moved, patience)
    except (LinkError, StoppedError):
        if not wishes.is_cancelled():
            raise


def _meet(workspace: Workspace, session: Session, wishes: Wishes, fetched: Fetched) -> None:
    if wishes.line is not None:
        greet(workspace, session.endpoint, wishes.line, count=session.count)
    idle_check.begin_again(workspace, session.endpoint, count=session.count)
    _run(workspace, session)
    if offering_again.offer_lost(workspace, session):
        session.run()
    _keep_snapshots(workspace, session, wishes)
    fetch_wanted(workspace, session, largest_bytes=wishes.largest_file_bytes, so_far=fetched)


def _run(workspace: Workspace, session: Session) -> None:
    try:
        session.run()
        if keeping.do_duties(workspace) | erasing.do_duties(workspace):
            session.run()
        left = session.conditions.limits().left(_ASKING_BYTES, used=session.report.used_bytes)
        if not session.endpoint.is_stored and left >= _ASKING_BYTES:
            revoked_devices.ask_about(workspace, session)
    except HubRefusal as refusal:
        if refusal.reason in _INVITATION_REFUSALS:
            raise InvitationError(_INVITATION_REFUSALS[refusal.reason]) from refusal
        raise
    _check_invitation(workspace)


def _check_invitation(workspace: Workspace) -> None:
    identity, authority = workspace.replica.identity(), workspace.replica.network().authority
    if identity.handle in authority.devices:
        return
    if why := identity.invitation_refused(authority, stamp=workspace.replica.stamp_of_network()):
        raise InvitationError(why)


def _keep_snapshots(workspace: Workspace, session: Session, wishes: Wishes) -> None:
    """Look at new snapshots, and make those that are due: where files may travel, since they weigh as much."""
    if workspace.replica.identity().keys is None or session.endpoint.is_stored or not session.report.is_complete:
        return
    wrong = snapshots.look_at_new(workspace)
    may_move = session.conditions.limits().left_for_files(1, used=session.report.used_bytes) > 0
    made = snapshots.make_due(workspace, is_cancelled=wishes.is_cancelled) if may_move else 0
    if made or wrong:
        session.run()
    if snapshots.announce(workspace):
        session.run()


def result_of(workspace: Workspace, report: Report, fetched: Fetched) -> SyncResult:
    """Count what is left after a sync."""
    with workspace.replica.reading() as connection:
        return SyncResult(
            sent_bytes=report.sent_bytes,
            received_bytes=report.received_bytes,
            applied=report.applied,
            waiting=outbox.count_items(connection, outbox.UNANSWERED),
            refused=outbox.count_items(connection, (ItemState.REFUSED,)),
            two_versions=records.count_disputed(connection),
            position=workspace.replica.known_to(),
            files_waiting_bytes=object_table.missing_bytes(connection),
            is_complete=report.is_complete and workspace.replica.is_whole(),
            lacking_bytes=fetched.lacking_bytes,
            let_go_files=fetched.let_go.files,
            let_go_bytes=fetched.let_go.bytes,
            missing_files=fetched.missing,
        )
