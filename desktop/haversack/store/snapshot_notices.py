"""Announced snapshots in the vault: who says what, and what this computer found when it looked.

Works on a connection inside a transaction. Must not open a snapshot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import schema, trust
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import Envelope
from haversack_sync.protocol.errors import DigestError, SealError, WireError
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.snapshots import (
    DisputeNotice,
    Notice,
    PartType,
    SnapshotNotice,
    Summary,
    decode_summary,
    open_part,
    read_part_name,
)


class Verdict(StrEnum):
    """What this computer found about a snapshot."""

    OPEN = ""
    """Nobody looked yet."""
    OFFERED = "offered"
    """The hub offered it, and its parts are wanted here."""
    USED = "used"
    """This feed began here with it: its keeper vouches for it."""
    RIGHT = "right"
    """It is what the entries make."""
    WRONG = "wrong"
    """It is not what the entries make: somebody lies, or something is broken."""
    DISPUTED = "disputed"
    """Another device says that it is wrong."""
    PUT_ASIDE = "put_aside"
    """It contradicts itself or what is here, or people want the entries in its place: then it is looked at again."""
    LATER = "later"
    """Its parts did not come while entries did: it is not wanted for a while."""
    UNUSABLE = "unusable"
    """It does not open, or is not whole; nobody need lie for that."""
    ERASED = "erased"
    """It holds what was erased since."""


UNTRUSTED = (Verdict.WRONG, Verdict.DISPUTED, Verdict.PUT_ASIDE, Verdict.UNUSABLE, Verdict.ERASED)
"""What is not used, nor welcome when the hub offers it again."""
UNJUDGED = (Verdict.OPEN, Verdict.PUT_ASIDE, Verdict.LATER, Verdict.UNUSABLE, Verdict.DISPUTED)
"""What is looked at as soon as the entries that it stands for are here."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A snapshot as its notice announces it."""

    feed: FeedId
    position: Position
    device: DeviceId
    n: int
    digest: bytes
    index: ObjectId
    summary: bytes
    verdict: Verdict


def note(connection: sa.Connection, entry: Entry, envelope: Envelope, notice: Notice) -> None:
    """Keep a notice that was replayed: the feed's digest proves its place. Safe to repeat."""
    feed = envelope.header.feed
    if isinstance(notice, DisputeNotice):
        if notice.position < entry.position:
            _dispute(connection, feed, notice.position)
        return
    _put_right(connection, feed, entry.position, notice.summary)
    _insert(connection, entry, envelope, notice)


def note_offered(connection: sa.Connection, entry: Entry, envelope: Envelope, notice: SnapshotNotice) -> Announced:
    """Keep a notice that the hub offered: for its place there is only the hub's word until it is replayed.

    Raises:
        DigestError: Another notice is known at that place.
    """
    _insert(connection, entry, envelope, notice)
    known = [one for one in read(connection, envelope.header.feed) if one.position == entry.position]
    if known[0].summary != notice.summary:
        raise DigestError("another notice at its position")
    return known[0]


def _put_right(connection: sa.Connection, feed: FeedId, position: int, summary: bytes) -> None:
    """Give a notice the place that was proven, whatever place the hub gave it, or another one here, in an offer."""
    table = schema.snapshot_notices
    mine = table.c.feed == feed
    false = sa.select(table.c.position).where(mine, table.c.position == position, table.c.summary != summary)
    if connection.execute(false).first() is not None:
        # What is really there goes there; where the other one stands nobody knows.
        _move(connection, feed, position, -position)
    known = sa.select(table.c.position).where(mine, table.c.position != position, table.c.summary == summary)
    for other in connection.execute(known).scalars().all():
        _move(connection, feed, other, position)


def _move(connection: sa.Connection, feed: FeedId, position: int, to: int) -> None:
    table, bases = schema.snapshot_notices, schema.snapshot_bases
    here = sa.and_(table.c.feed == feed, table.c.position == position)
    connection.execute(sa.update(table).prefix_with("OR REPLACE").where(here).values(position=to))
    begun = sa.and_(bases.c.feed == feed, bases.c.notice_position == position)
    connection.execute(sa.update(bases).where(begun).values(notice_position=to))


def _insert(connection: sa.Connection, entry: Entry, envelope: Envelope, notice: SnapshotNotice) -> None:
    statement = insert(schema.snapshot_notices).values(
        feed=envelope.header.feed,
        position=entry.position,
        device=envelope.header.device,
        n=notice.n,
        digest=notice.digest,
        index_object=envelope.header.refs[0],
        summary=notice.summary,
        verdict=Verdict.OPEN.value,
    )
    connection.execute(statement.on_conflict_do_nothing())


def _dispute(connection: sa.Connection, feed: FeedId, position: int) -> None:
    table = schema.snapshot_notices
    known = sa.and_(table.c.feed == feed, table.c.position == position)
    # What this computer found itself stands above what others say.
    is_open = table.c.verdict.in_(
        tuple(one.value for one in (Verdict.OPEN, Verdict.OFFERED, Verdict.USED, Verdict.LATER))
    )
    connection.execute(sa.update(table).where(known, is_open).values(verdict=Verdict.DISPUTED.value))


def judge(connection: sa.Connection, announced: Announced, verdict: Verdict) -> None:
    """Keep what was found."""
    table = schema.snapshot_notices
    mine = sa.and_(table.c.feed == announced.feed, table.c.position == announced.position)
    connection.execute(sa.update(table).where(mine).values(verdict=verdict.value))


def read(connection: sa.Connection, feed: FeedId | None = None, verdicts: Sequence[Verdict] = ()) -> list[Announced]:
    """List notices, the newest first.

    Args:
        connection: Reading.
        feed: Of this feed only.
        verdicts: With one of these verdicts only; all if there are none.
    """
    table = schema.snapshot_notices
    statement = sa.select(table).order_by(table.c.position.desc())
    if feed is not None:
        statement = statement.where(table.c.feed == feed)
    if verdicts:
        statement = statement.where(table.c.verdict.in_([verdict.value for verdict in verdicts]))
    return [
        Announced(
            FeedId(row.feed),
            Position(row.position),
            DeviceId(row.device),
            row.n,
            row.digest,
            ObjectId(row.index_object),
            row.summary,
            Verdict(row.verdict),
        )
        for row in connection.execute(statement)
    ]


def open_summary(connection: sa.Connection, view: NetworkView, feed: Feed, announced: Announced) -> Summary:
    """Open what a snapshot says of itself, and check that it says the same as its notice.

    Raises:
        SealError: The key is not here, or it was sealed as something else.
        WireError: It is malformed, or says another thing than its notice.
    """
    name = read_part_name(announced.summary)
    key = trust.audience_key(connection, feed.audience, name.epoch)
    if key is None:
        raise SealError("key is missing")
    if (name.type, name.feed, name.n, name.part) != (PartType.SUMMARY, announced.feed, announced.n, 0):
        raise SealError("another part")
    summary = decode_summary(open_part(announced.summary, name, root=view.root, epoch_key=key))
    if (summary.index, summary.n, summary.digest) != (announced.index, announced.n, announced.digest):
        raise WireError("summary of another snapshot")
    return summary


def epoch_of(announced: Announced) -> int:
    """Return the epoch whose key seals a snapshot."""
    return read_part_name(announced.summary).epoch
