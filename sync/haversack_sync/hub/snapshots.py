"""Which snapshot a client is offered: the newest that is whole here, that nobody disputes, and that is cheaper.

The hub reads notices and indexes and opens nothing. Source: `docs/protocol.md`, "Offers". Must not decide who may read.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from haversack_sync.hub.answer import AnswerPlan, FeedPlan, Offered
from haversack_sync.hub.ports import LedgerReader, ObjectBytes, StoredEntry
from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.limits import MAX_SNAPSHOT_INDEX_BYTES
from haversack_sync.protocol.snapshots import decode_index

KEPT_SNAPSHOTS: Final = 2
"""So many of each feed are offered and kept, the newest first: somebody may be on the way through the one before."""
LOOKED_AT: Final = 8
"""So many are looked at for an answer: where none of them is whole, entries come."""
_BATCH: Final = 500


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


def usable(ledger: LedgerReader, objects: ObjectBytes, feed: FeedId, *, above: int = 0) -> Iterator[Usable]:
    """Yield a feed's snapshots that are whole here, not disputed and right about their entry, the newest first.

    Args:
        ledger: The moment.
        objects: Where objects lie.
        feed: The feed.
        above: They stand for more entries than this.
    """
    for row in ledger.offerable(feed, above=above, at_most=LOOKED_AT):
        size = whole_size(row.index, ledger, objects)
        if size is not None:
            yield Usable(_entry(ledger, feed, row.at), _entry(ledger, feed, row.n), row.index, size)


def _entry(ledger: LedgerReader, feed: FeedId, n: int) -> StoredEntry:
    (stored,) = ledger.entries(feed, after=n - 1, up_to=n, at_most=1)
    return stored


def _offer(feed: FeedPlan, ledger: LedgerReader, objects: ObjectBytes) -> Offered | None:
    for found in itertools.islice(usable(ledger, objects, feed.feed, above=feed.after), KEPT_SNAPSHOTS):
        if found.size < ledger.entry_bytes(feed.feed, after=feed.after, up_to=found.last.n):
            return Offered(found.stored, found.last, found.size)
    return None


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
    size, wanted = 0, (index, *parts)
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        found, length = ledger.whole(batch)
        if found < len(batch):
            return None
        size += length
    return size
