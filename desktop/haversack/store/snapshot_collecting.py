"""Snapshots that the hub offered: which are wanted, what of them is missing, and giving one up.

Works on a connection inside a transaction. Must not fetch anything.
"""

from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa

from haversack.store import snapshot_notices, snapshot_parts, snapshot_tries, trust, values
from haversack.store.snapshot_applying import Snapshot
from haversack.store.snapshot_notices import UNTRUSTED, Announced, Verdict
from haversack_sync.client.answers import OfferStep
from haversack_sync.client.ports import MissingPart
from haversack_sync.client.replay import Outcome, Replayed, open_entry
from haversack_sync.client.snapshot_patience import ASIDE_SECONDS
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import AudienceId, FeedId, ObjectId
from haversack_sync.protocol.entries import Standing
from haversack_sync.protocol.errors import SealError, WireError
from haversack_sync.protocol.limits import MAX_SNAPSHOT_INDEX_BYTES
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.snapshots import SnapshotNotice, decode_notice


def unwelcome(connection: sa.Connection, standings: Mapping[FeedId, Standing]) -> frozenset[FeedId]:
    """Return the feeds of which no snapshot may be offered: one that is not wanted would come again.

    Args:
        connection: Reading.
        standings: Where each feed stands here.
    """
    unwanted = [
        one
        for one in snapshot_notices.read(connection, verdicts=(Verdict.LATER, *UNTRUSTED))
        if one.feed in standings and one.n > standings[one.feed].n
    ]
    return frozenset(
        one.feed
        for one in unwanted
        if one.verdict is not Verdict.LATER or snapshot_tries.is_aside(connection, one.feed, one.position)
    )


def take_offer(connection: sa.Connection, view: NetworkView, step: OfferStep) -> bool:
    """Keep an offer whose mark was checked; return whether the snapshot is wanted now.

    Raises:
        DigestError: The hub says that it was announced where another one was.
    """
    feed = view.authority.feeds[step.feed]
    if any(one.feed == step.feed for one in offered(connection)):
        # One at a time: a hub that offers two would have this feed go back to the shorter one.
        return False

    def key_of(audience: AudienceId, epoch: int) -> bytes | None:
        return trust.audience_key(connection, audience, epoch)

    read = open_entry(view, feed, step.entry, step.envelope, key_of=key_of)
    is_noted = isinstance(read, Replayed) and read.outcome is Outcome.NOTED
    notice = decode_notice(step.envelope.content)
    if not isinstance(notice, SnapshotNotice):
        return False
    announced = snapshot_notices.note_offered(connection, step.entry, step.envelope, notice)
    if announced.verdict in UNTRUSTED or snapshot_tries.is_aside(connection, announced.feed, announced.position):
        return False
    if not is_noted:
        # Not by a keeper, or under rules that this program does not know: entries come, or it would be offered again.
        snapshot_notices.judge(connection, announced, Verdict.UNUSABLE)
        return False
    try:
        summary = snapshot_notices.open_summary(connection, view, feed, announced)
        is_right = summary.position == step.last.position and summary.digest == step.last.digest
    except (SealError, WireError):
        is_right = False
    snapshot_notices.judge(connection, announced, Verdict.OFFERED if is_right else Verdict.UNUSABLE)
    return is_right


def offered(connection: sa.Connection) -> list[Announced]:
    """List the snapshots that are wanted here, one for each feed, in no order that says which is first."""
    newest: dict[FeedId, Announced] = {}
    for one in snapshot_notices.read(connection, verdicts=(Verdict.OFFERED,)):
        newest.setdefault(one.feed, one)
    return list(newest.values())


def in_order(connection: sa.Connection, view: NetworkView) -> list[Announced]:
    """List the snapshots that are wanted in the order in which they should come.

    What people need soonest is first; one that failed stands behind those that did not, so that it holds up nobody.
    """

    def order(announced: Announced) -> tuple[int, tuple[int, str]]:
        shelf = trust.shelf_name(connection, view, view.authority.feeds[announced.feed])
        return (snapshot_tries.waiting(connection, announced).weight, trust.urgency(shelf))

    return sorted(offered(connection), key=order)


def missing(connection: sa.Connection, announced: Announced) -> list[MissingPart]:
    """List what of a snapshot is not here: the index alone as long as that is missing.

    Raises:
        WireError: The index is malformed.
    """
    object_id, data = snapshot_parts.begun(connection, announced.feed) or (None, b"")
    listed = snapshot_parts.index(connection, announced.index)
    if listed is None:
        wanted = [MissingPart(announced.index, MAX_SNAPSHOT_INDEX_BYTES)]
    else:
        here = snapshot_parts.here(connection)
        wanted = [MissingPart(ObjectId(one.object), one.size) for one in listed if one.object not in here]
    return [replace(one, begun=data) if one.object_id == object_id else one for one in wanted]


def keep(connection: sa.Connection, announced: Announced, object_id: ObjectId, data: bytes) -> None:
    """Keep a part or the index, whose hash was checked. Safe to repeat."""
    row = (snapshot_parts.INDEX_PART if object_id == announced.index else 1, object_id, data)
    snapshot_parts.keep(connection, announced.feed, announced.n, [row], is_own=False)
    snapshot_parts.forget_begun(connection, announced.feed)


def whole(connection: sa.Connection, view: NetworkView, announced: Announced) -> Snapshot:
    """Return a snapshot whose parts are all here.

    Raises:
        SealError: Its summary does not open.
        WireError: Its summary is malformed.
    """
    feed: Feed = view.authority.feeds[announced.feed]
    return Snapshot(feed, announced, snapshot_notices.open_summary(connection, view, feed, announced))


def give_up(connection: sa.Connection, announced: Announced, verdict: Verdict) -> None:
    """Want a snapshot no longer; entries come in its place. Later: not for a day by the hub's stamps."""
    snapshot_notices.judge(connection, announced, verdict)
    snapshot_parts.drop(connection, announced.feed, is_own=False)
    snapshot_tries.forget(connection, announced)
    if verdict is Verdict.LATER:
        now = values.read_number(connection, values.LAST_CONTACT)
        snapshot_tries.set_aside(connection, announced, until=now + ASIDE_SECONDS)
