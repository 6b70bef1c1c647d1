"""Which snapshot a client is offered: the newest that is whole here, that nobody disputes, and that is cheaper.

The hub reads notices and indexes and opens nothing. Source: `docs/protocol.md`, "Offers". Must not decide who may read.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from haversack_sync.hub.answer import AnswerPlan, FeedPlan, Offered
from haversack_sync.hub.ports import LedgerReader, ObjectBytes, StoredEntry
from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.limits import MAX_SNAPSHOT_INDEX_BYTES
from haversack_sync.protocol.snapshots import DisputeNotice, Notice, SnapshotNotice, decode_index, decode_notice

KEPT_SNAPSHOTS: Final = 2
"""So many of each feed are looked at, the newest first: the one before serves while the newest still arrives."""


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


def newest_parts(ledger: LedgerReader, objects: ObjectBytes, feed: FeedId) -> tuple[ObjectId, ...]:
    """Return the parts of a feed's newest snapshot that is whole and not disputed; none if there is none."""
    notices = list(_notices(ledger, feed))
    disputed = {notice.position for _, notice in notices if isinstance(notice, DisputeNotice)}
    for stored, notice in notices:
        if not isinstance(notice, SnapshotNotice) or stored.entry.position in disputed:
            continue
        for index in parse_envelope(stored.entry.envelope).header.refs[:1]:
            if whole_size(index, ledger, objects) is not None:
                return parts_of(index, objects) or ()
    return ()


def _offer(feed: FeedPlan, ledger: LedgerReader, objects: ObjectBytes) -> Offered | None:
    notices = list(_notices(ledger, feed.feed))
    disputed = {notice.position for _, notice in notices if isinstance(notice, DisputeNotice)}
    whole = [(stored, notice) for stored, notice in notices if isinstance(notice, SnapshotNotice)]
    for stored, notice in whole[:KEPT_SNAPSHOTS]:
        if notice.n <= feed.after or stored.entry.position in disputed:
            continue
        last = ledger.entries(feed.feed, after=notice.n - 1, up_to=notice.n, at_most=1)
        refs = parse_envelope(stored.entry.envelope).header.refs
        if not last or last[0].digest != notice.digest or len(refs) != 1:
            continue
        size = whole_size(refs[0], ledger, objects)
        if size is not None and size < ledger.entry_bytes(feed.feed, after=feed.after, up_to=notice.n):
            return Offered(stored, last[0], size)
    return None


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
