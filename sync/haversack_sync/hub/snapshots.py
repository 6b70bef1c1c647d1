"""Which snapshot a client is offered: the newest that is whole here, that nobody disputes, and that is cheaper.

The hub reads notices and indexes and opens nothing. Source: `docs/protocol.md`, "Offers". Must not decide who may read.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from haversack_sync.hub.answer import AnswerPlan, FeedPlan, Offered
from haversack_sync.hub.ports import LedgerReader, ObjectBytes, StoredEntry
from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.limits import MAX_SNAPSHOT_INDEX_BYTES
from haversack_sync.protocol.snapshots import DisputeNotice, Notice, SnapshotNotice, decode_index, decode_notice

KEPT_SNAPSHOTS: Final = 2
"""So many of each feed are offered and kept, the newest first: somebody may be on the way through the one before."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A snapshot that somebody announced.

    Attributes:
        stored: The notice.
        n: How many entries it stands for.
        last: The last entry that it stands for; None if it is disputed, or says another digest than the hub's.
        index: Its index object.
    """

    stored: StoredEntry
    n: int
    last: StoredEntry | None
    index: ObjectId


@dataclass(frozen=True, slots=True)
class Usable:
    """A snapshot that can be offered: its notice, its last entry, its index, the bytes of index and parts together."""

    stored: StoredEntry
    last: StoredEntry
    index: ObjectId
    size: int


def with_offers(plan: AnswerPlan, ledger: LedgerReader, objects: ObjectBytes, *, asked: frozenset[int]) -> AnswerPlan:
    """Put an offer in the place of a feed's entries where that saves bytes and the client asks for it.

    Args:
        plan: What the answer says.
        ledger: The moment that it was made at.
        objects: Where objects lie.
        asked: Ordinals of the feeds for which an offer is welcome.
    """
    offers = {}
    for feed in plan.feeds:
        found = _offer(feed, ledger, objects) if feed.ordinal in asked else None
        if found is not None:
            offers[feed.ordinal] = found
    return replace(plan, offers=offers) if offers else plan


def usable(ledger: LedgerReader, objects: ObjectBytes, feed: FeedId) -> Iterator[Usable]:
    """Yield a feed's snapshots that are whole here, not disputed and right about their entry, the newest first."""
    return _usable(announced_snapshots(ledger, feed), ledger, objects)


def announced_snapshots(ledger: LedgerReader, feed: FeedId) -> Iterator[Announced]:
    """Yield a feed's snapshots, the newest first, whole or not, right or wrong."""
    notices = list(_notices(ledger, feed))
    disputed = {notice.position for _, notice in notices if isinstance(notice, DisputeNotice)}
    for stored, notice in notices:
        refs = parse_envelope(stored.entry.envelope).header.refs
        if not isinstance(notice, SnapshotNotice) or len(refs) != 1:
            continue
        last = ledger.entries(feed, after=notice.n - 1, up_to=notice.n, at_most=1)
        is_right = bool(last) and last[0].digest == notice.digest and stored.entry.position not in disputed
        yield Announced(stored, notice.n, last[0] if is_right else None, ObjectId(refs[0]))


def _offer(feed: FeedPlan, ledger: LedgerReader, objects: ObjectBytes) -> Offered | None:
    ahead = itertools.takewhile(lambda one: one.n > feed.after, announced_snapshots(ledger, feed.feed))
    for found in itertools.islice(_usable(ahead, ledger, objects), KEPT_SNAPSHOTS):
        if found.size < ledger.entry_bytes(feed.feed, after=feed.after, up_to=found.last.n):
            return Offered(found.stored, found.last, found.size)
    return None


def _usable(announced: Iterable[Announced], ledger: LedgerReader, objects: ObjectBytes) -> Iterator[Usable]:
    for one in announced:
        size = whole_size(one.index, ledger, objects) if one.last is not None else None
        if one.last is not None and size is not None:
            yield Usable(one.stored, one.last, one.index, size)


def _notices(ledger: LedgerReader, feed: FeedId) -> Iterator[tuple[StoredEntry, Notice]]:
    for stored in ledger.notices(feed):
        try:
            yield stored, decode_notice(parse_envelope(stored.entry.envelope).content)
        except WireError:
            continue


def parts_of(index: ObjectId, objects: ObjectBytes) -> tuple[ObjectId, ...] | None:
    """Return the objects that an index lists; None if it is not here, or is none."""
    size = objects.size(index)
    if size is None or size > MAX_SNAPSHOT_INDEX_BYTES:
        return None
    try:
        listed = decode_index(b"".join(objects.read(index, start=0, length=size)))
    except WireError:
        return None
    return tuple(ObjectId(one.object) for one in listed)


def whole_size(index: ObjectId, ledger: LedgerReader, objects: ObjectBytes) -> int | None:
    """Return how many bytes a snapshot has, index and parts; None while something of it is missing."""
    parts = parts_of(index, objects)
    if parts is None:
        return None
    sizes = [ledger.object_size(one) for one in (index, *parts)]
    return sum(size or 0 for size in sizes) if all(size is not None for size in sizes) else None
