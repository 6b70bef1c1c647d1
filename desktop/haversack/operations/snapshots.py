"""What members do for each other about snapshots: keepers make them, everybody who followed a feed looks at them.

Both at the end of their own sync. Must not use a snapshot; the sync that collects it does (`client.collecting`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from haversack.operations.authors import author_of
from haversack.operations.workspace import Workspace
from haversack.store import outbox, schema, snapshot_making, snapshot_notices, snapshot_repair, snapshot_state, trust
from haversack.store.snapshot_notices import UNJUDGED, Announced, Verdict
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import FeedId
from haversack_sync.protocol.errors import SealError, WireError
from haversack_sync.protocol.snapshots import DisputeNotice, encode_notice


@dataclass(frozen=True, slots=True)
class Alarm:
    """A snapshot that is not what the entries here make, or that others say is not.

    Attributes:
        feed: Of which feed.
        announced: Its notice: evidence, signed by whoever made it.
        is_own_base: Whether this computer began with it, so that what it shows may be wrong.
    """

    feed: FeedId
    announced: Announced
    is_own_base: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """A feed that began on this computer with a snapshot.

    Attributes:
        shelf: The feed's shelf, as programs call it; empty while its key is not here.
        changes: How many changes the snapshot stood for.
        computer: Which of the coordinators' computers made it, counted as they joined; 0 if nobody knows.
        is_doubted: Whether somebody who followed the feed says that it is wrong, or this computer found it.
    """

    shelf: str
    changes: int
    computer: int
    is_doubted: bool


def begun(workspace: Workspace) -> tuple[Begun, ...]:
    """Return what began on this computer with a snapshot."""
    view, found = workspace.replica.network(), []
    with workspace.replica.reading() as connection:
        table = schema.snapshot_bases
        for row in connection.execute(table.select().order_by(table.c.position)).all():
            feed = view.authority.feeds[FeedId(row.feed)]
            made = [
                one for one in snapshot_notices.read(connection, feed.handle) if one.position == row.notice_position
            ]
            computer = author_of(workspace, made[0].device, made[0].position).computer if made else 0
            is_doubted = any(one.verdict in (Verdict.WRONG, Verdict.DISPUTED) for one in made)
            found.append(Begun(trust.shelf_name(connection, view, feed), row.n, computer, is_doubted))
    return tuple(found)


def make_due(workspace: Workspace, *, is_cancelled: Callable[[], bool]) -> int:
    """Make a snapshot of each feed whose tail has grown, if this device keeps its audience; return how many."""
    replica = workspace.replica
    view, made = replica.network(), 0
    for feed in view.authority.feeds_in_order():
        if not view.authority.makes_snapshots(view.authority.span_of(workspace.own), feed.audience):
            continue
        with replica.reading() as connection:
            read = snapshot_making.read(connection, view, feed) if snapshot_making.is_due(connection, feed) else None
        packed = None
        if read is not None and not is_cancelled():
            packed = snapshot_making.pack(read, random=workspace.clock.random, is_cancelled=is_cancelled)
        if packed is not None:
            with replica.transaction() as connection:
                snapshot_making.keep(connection, packed)
            made += 1
    return made


def announce(workspace: Workspace) -> int:
    """Announce the snapshots of this device that the hub holds whole; return how many."""
    now = workspace.clock.wall_ms()
    with workspace.replica.transaction() as connection:
        return snapshot_making.announce(connection, signer=workspace.own, created_ms=now)


def look_at_new(workspace: Workspace) -> int:
    """Hold new snapshots against what the entries here make; tell everybody of one that is wrong.

    Of what others dispute already, whoever has the entries finds out who is right; to say it again helps nobody.

    Returns:
        How many are wrong.
    """
    replica, wrong = workspace.replica, 0
    view = replica.network()
    with replica.reading() as connection:
        new = snapshot_notices.read(connection, verdicts=UNJUDGED)
        begun = {one.feed for one in new if snapshot_state.base_of(connection, view, one.feed).n}
    for announced in new:
        is_disputed = announced.verdict is Verdict.DISPUTED
        if is_disputed and announced.feed in begun:
            continue
        feed = view.authority.feeds.get(announced.feed)
        verdict = _verdict(workspace, feed, announced) if feed is not None else None
        if verdict is None:
            continue
        wrong += verdict is Verdict.WRONG and not is_disputed
        with replica.transaction() as connection:
            snapshot_notices.judge(connection, announced, verdict)
            may_say = feed is not None and view.authority.has_say(workspace.span, feed.audience)
            if verdict is Verdict.WRONG and may_say and not is_disputed and announced.feed not in begun:
                # Who began with a snapshot cannot say which of the two is wrong; others know.
                outbox.queue_notice(
                    connection,
                    encode_notice(DisputeNotice(announced.position)),
                    feed=announced.feed,
                    signer=workspace.own,
                    created_ms=workspace.clock.wall_ms(),
                )
    return wrong


def _verdict(workspace: Workspace, feed: Feed, announced: Announced) -> Verdict | None:
    """Look at one snapshot; None where this computer cannot tell."""
    view = workspace.replica.network()
    if announced.device == workspace.own:
        return Verdict.RIGHT
    with workspace.replica.reading() as connection:
        try:
            summary = snapshot_notices.open_summary(connection, view, feed, announced)
        except (SealError, WireError):
            # What this program cannot read may be of a newer one: only what is read can be wrong.
            return None
        stand = snapshot_state.stand_at(connection, view, feed.handle, announced.n)
        if stand is None:
            return None
        said = (summary.digest, summary.position, summary.rules)
        came_back = any(span.since < announced.position for span in view.authority.eras)
        if came_back and summary.digest != stand.point.digest:
            # Made of a history that the hub lost, and handed back: nobody lied.
            return Verdict.UNUSABLE
        if said != (stand.point.digest, stand.position, stand.point.rules):
            return Verdict.WRONG
        state, count = snapshot_state.digest_at(connection, view, feed, stand)
    return Verdict.RIGHT if (state, count) == (summary.state, summary.records) else Verdict.WRONG


def start_over(workspace: Workspace) -> int:
    """Let the feeds that began here with a snapshot begin again from their entries, which the next sync brings.

    Returns:
        How many they are.
    """
    with workspace.replica.transaction() as connection:
        return len(snapshot_repair.start_over(connection))


def alarms(workspace: Workspace) -> tuple[Alarm, ...]:
    """Return what people should know of snapshots that are wrong."""
    with workspace.replica.reading() as connection:
        bad = snapshot_notices.read(connection, verdicts=(Verdict.WRONG, Verdict.DISPUTED))
        table = schema.snapshot_bases
        rows = connection.execute(table.select()).all()
    bases = {FeedId(row.feed): row.notice_position for row in rows}
    return tuple(Alarm(one.feed, one, bases.get(one.feed) == one.position) for one in bad)
