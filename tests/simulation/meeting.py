"""A sync of a simulated laptop: the very order of `operations.synchronising`, on a vault in memory or a real one.

What `synchronising` calls is written here once more for the vault in memory; a real vault gets the real thing.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unittest import mock

import sqlalchemy as sa

from haversack.clock import Clock
from haversack.operations import eras, erasing, keeping, revoked_devices, snapshots, synchronising
from haversack.operations.synchronising import Wishes
from haversack.operations.workspace import Workspace
from haversack.store import eras as kept_eras
from haversack.store import snapshot_making
from haversack.store.outbox import ItemState
from haversack.store.search_index import SearchIndex
from haversack.store.snapshot_notices import UNJUDGED, Verdict
from haversack_sync.client.conditions import Report
from haversack_sync.client.late_changes import fetch_late
from haversack_sync.client.session import Session
from haversack_sync.model.authority import EraSpan
from haversack_sync.model.ids import DeviceId, FeedId, ObjectId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.requests import LANE_EXCHANGE, RequestAuth, RequestLine, sign_request
from haversack_sync.protocol.snapshots import DisputeNotice, encode_notice
from tests.simulation import erasing_here, handing, snapshots_made, snapshots_taken
from tests.simulation.kept import OutboxRow
from tests.simulation.replica import SimReplica
from tests.simulation.vault_program import VaultProgram


@dataclass(frozen=True, slots=True)
class Desk:
    """A vault in memory as `synchronising` sees a workspace."""

    replica: SimReplica
    clock: Clock

    @property
    def own(self) -> DeviceId:
        """This device's handle."""
        return self.replica.identity().handle


def meet(replica: SimReplica | VaultProgram, session: Session) -> Report:
    """Meet the hub once, as a sync of the app does, but for files that people ask for.

    Raises:
        HubRefusal: The hub refuses; who was revoked has learnt why.
        InvitationError: Another computer used this device's invitation first.
        As `Session.run`.
    """
    desk = desk_of(replica, session.conditions.monotonic)
    try:
        eras.in_its_era(desk, session, lambda: synchronising._run(desk, session))
    except HubRefusal as refusal:
        if refusal.reason == "revoked":
            eras.in_its_era(desk, session, lambda: revoked_devices.learn_why(desk, session))
        raise
    synchronising._keep_snapshots(desk, session, Wishes())
    return session.report


def desk_of(replica: SimReplica | VaultProgram, monotonic: Callable[[], float] = lambda: 0.0) -> Any:  # noqa: ANN401 - a stand-in
    """Return a vault as operations see it."""
    clock = Clock(lambda: 0, monotonic, replica.random)
    return Desk(replica, clock) if isinstance(replica, SimReplica) else _workspace(replica, clock)


def _workspace(replica: VaultProgram, clock: Clock) -> Workspace:
    return Workspace(replica.vault, replica, SearchIndex(), clock)


@contextlib.contextmanager
def in_memory_too() -> Iterator[None]:
    """Let `synchronising` work on vaults in memory as well, for a block."""
    with (
        mock.patch.object(synchronising, "erasing", _Erasing),
        mock.patch.object(synchronising, "keeping", _Keeping),
        mock.patch.object(synchronising, "revoked_devices", _RevokedDevices),
        mock.patch.object(synchronising, "snapshots", SnapshotsInMemory),
        mock.patch.object(kept_eras, "expect", _expect_era),
    ):
        yield


def _expect_era(
    connection: sa.Connection | None, begun: Sequence[EraSpan], *, expect: Callable[..., None] = kept_eras.expect
) -> None:
    """See `store.eras`; histories ask no vault in memory which orders stand."""
    if connection is not None:
        expect(connection, begun)


class _Keeping:
    """See `operations.keeping`; keepers of histories have done their duties before (`coordination.do_duties`)."""

    @staticmethod
    def do_duties(desk: Desk | Workspace) -> bool:
        return keeping.do_duties(desk) if isinstance(desk, Workspace) else False


class _Erasing:
    """See `operations.erasing`."""

    @staticmethod
    def do_duties(desk: Desk | Workspace) -> bool:
        if isinstance(desk, Workspace):
            return erasing.do_duties(desk)
        span = desk.replica.identity().span(desk.replica.network().authority)
        with desk.replica.transaction():
            leads = span is not None and span.role is Role.COORDINATOR
            return erasing_here.do_duties(desk.replica.kept, desk.own, leads=leads)

    @staticmethod
    def finish(desk: Desk | Workspace) -> None:
        if isinstance(desk, Workspace):
            erasing.finish(desk)


class _RevokedDevices:
    """See `operations.revoked_devices`."""

    @staticmethod
    def ask_about(desk: Desk | Workspace, session: Session) -> None:
        if isinstance(desk, Workspace):
            revoked_devices.ask_about(desk, session)
        else:
            _ask_about_late(desk.replica, session)


def _ask_about_late(replica: SimReplica, session: Session) -> None:
    """As `revoked_devices.ask_about` does, for a vault in memory."""
    keys, view = replica.identity().keys, replica.network()
    span = view.authority.span_of(keys.handle) if keys is not None else None
    is_anybody_out = any(one.revoked is not None for one in view.authority.devices.values())
    if keys is None or span is None or span.role is not Role.COORDINATOR or not is_anybody_out:
        return

    def sign(line: RequestLine) -> RequestAuth:
        return sign_request(
            line,
            root=view.root,
            device=keys.handle,
            lane=LANE_EXCHANGE,
            counter=replica.take_counter(LANE_EXCHANGE),
            signing_seed=keys.sign_seed,
        )

    late = fetch_late(session, view, sign, after=max((one.serial for one in replica.kept.late), default=0))
    if late.changes:
        with replica.transaction():
            replica.kept.late += late.changes


class SnapshotsInMemory:
    """See `operations.snapshots`."""

    @staticmethod
    def look_at_new(desk: Desk | Workspace) -> int:
        if isinstance(desk, Workspace):
            return snapshots.look_at_new(desk)
        replica, wrong = desk.replica, 0
        for announced in snapshots_taken.notices(replica.kept, verdicts=UNJUDGED):
            has_begun = bool(snapshots_made.base_of(replica.kept, announced.feed).n)
            is_disputed = announced.verdict is Verdict.DISPUTED
            if is_disputed and has_begun:
                continue
            verdict = snapshots_made.look(replica.kept, announced, desk.own)
            if verdict is None:
                continue
            wrong += verdict is Verdict.WRONG and not is_disputed
            with replica.transaction():
                snapshots_taken.judge(replica.kept, announced, verdict)
                if verdict is Verdict.WRONG and not is_disputed and not has_begun:
                    _queue_notice(replica, encode_notice(DisputeNotice(announced.position)), announced.feed)
        return wrong

    @staticmethod
    def make_due(desk: Desk | Workspace, *, is_cancelled: Callable[[], bool]) -> int:
        if isinstance(desk, Workspace):
            return snapshots.make_due(desk, is_cancelled=is_cancelled)
        replica, made = desk.replica, 0
        authority = replica.kept.view.authority
        for feed in authority.feeds_in_order():
            if not authority.makes_snapshots(authority.span_of(desk.own), feed.audience):
                continue
            if not snapshots_made.is_due(replica.kept, feed.handle):
                continue
            newest = handing.newest_key(replica.kept, feed.handle, own=desk.own)
            read = snapshots_made.read(replica.kept, feed, newest)
            if read is None:
                continue
            packed = snapshot_making.pack(read, random=replica.random, is_cancelled=is_cancelled)
            if packed is not None:
                with replica.transaction():
                    snapshots_made.keep(replica.kept, packed)
                made += 1
        return made

    @staticmethod
    def announce(desk: Desk | Workspace) -> int:
        if isinstance(desk, Workspace):
            return snapshots.announce(desk)
        replica, count = desk.replica, 0
        with replica.transaction():
            for feed, row in list(replica.kept.made.items()):
                parts = [one for one in replica.kept.parts.values() if (one.feed, one.n) == (feed, row.n)]
                if row.is_announced or not all(one.is_at_hub for one in parts):
                    continue
                _queue_notice(replica, row.notice, feed, refs=(row.index,))
                snapshots_made.was_announced(replica.kept, feed)
                count += 1
        return count


def _queue_notice(replica: SimReplica, body: bytes, feed: FeedId, *, refs: tuple[ObjectId, ...] = ()) -> None:
    kept = replica.kept
    kept.written += 1
    row = OutboxRow(kept.written, 0, replica.identity().handle, feed, None, body, ItemState.WAITING, refs=refs)
    kept.outbox[kept.written] = row
