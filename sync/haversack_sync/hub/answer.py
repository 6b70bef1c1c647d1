"""Laying out an answer: short in one frame, or a head and then frames of entries closed by marks.

Made after the transaction was committed, from a plan that names how far each feed went at that moment; entries never
change, so what is read later is what was promised. Source: `docs/protocol.md`, "Answers". Must not decide who may read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import msgspec

from haversack_sync.hub.ports import FeedEnd, LateChange, Ledger, StoredEntry
from haversack_sync.model.authority import EraSpan, era_of
from haversack_sync.model.ids import DeviceId, FeedId, Position
from haversack_sync.protocol.entries import Standing, sign_mark
from haversack_sync.protocol.head import HeadContext, feeds_digest, keys_digest, receipts_digest, sign_head
from haversack_sync.protocol.limits import KIB, LEAST_FRAME_BYTES, MAX_FRAME_BYTES
from haversack_sync.protocol.messages import (
    EntriesFrame,
    HeadFrame,
    LateEnvelope,
    LateFrame,
    MarkFrame,
    OfferFrame,
    Stanza,
    WireEntry,
    encode_frame,
)

FILLED_BYTES: Final = 30 * KIB
"""Frames of entries are filled up to here, unless a client asks for shorter ones."""
FRAME_RESERVE_BYTES: Final = 128
"""Room in a frame of entries for everything but the entries: length, type, numbers, mark."""
HEAD_RESERVE_BYTES: Final = 512
"""Room in a head for everything that is not counted one by one: numbers, signature, lengths."""
STANDING_BYTES: Final = 48
"""One feed in a head: count and digest with their headers, at most."""
STANZA_BYTES: Final = 112
"""One stanza in a head, at most."""
MAX_STANZAS_BYTES: Final = 20 * KIB
LEAST_STANZAS_BYTES: Final = 4 * KIB
"""So much of a head is for stanzas, however short a frame the client asks for: without keys nothing can be read."""
MAX_REFUSED: Final = 1_000
"""So many devices fit into a frame of those that were refused."""
_BATCH: Final = 64


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """One feed of an answer: its ordinal, handle, how many entries the client has, and where it ended."""

    ordinal: int
    feed: FeedId
    after: int
    end: FeedEnd


@dataclass(frozen=True, slots=True)
class Offered:
    """A snapshot in the place of a feed's entries: its notice, the entry that it stands for, its length in bytes."""

    notice: StoredEntry
    last: StoredEntry
    size: int


@dataclass(frozen=True, slots=True)
class Late:
    """What became of revoked devices: their late changes, and which of them came themselves, and when."""

    changes: tuple[LateChange, ...]
    refused: tuple[tuple[DeviceId, int], ...]


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """Everything that an answer says, fixed inside the transaction.

    Attributes:
        root: The network's fingerprint.
        era: Its era.
        request: Hash that stands for the request.
        position: Position of the newest entry of the network.
        stamp: The hub's stamp, seconds.
        feeds: In the request's order.
        receipts: Encoded receipts.
        stanzas: Keys for who asks.
        stanza_serial: Serial of the newest of them, or what the client said that it has.
        budget_bytes: How long the answer may be; the last frame may pass it.
        frame_bytes: How long a frame may be; one entry alone may pass it.
        own: The request's envelopes, with their index there: they come back as numbers.
        is_stored: Whether it is written for nobody in particular: then marks close every frame, since no head will.
        offers: Snapshots in the place of entries, by the feed's ordinal.
        late: What became of revoked devices, for a coordinator who asks.
        has_marks: Whether a device wants the hub's mark on where each of the feeds stands.
        eras: When eras began; what the hub says of a place is of the era there.
    """

    root: bytes
    era: int
    request: bytes
    position: Position
    stamp: int
    feeds: tuple[FeedPlan, ...]
    receipts: bytes
    stanzas: tuple[Stanza, ...]
    stanza_serial: int
    budget_bytes: int
    own: Mapping[bytes, int]
    frame_bytes: int = MAX_FRAME_BYTES
    is_stored: bool = False
    offers: Mapping[int, Offered] = field(default_factory=dict)
    late: Late | None = None
    has_marks: bool = False
    eras: tuple[EraSpan, ...] = ()

    def era_at(self, position: int) -> int:
        """Return the era of the hub's word on everything up to a position."""
        return era_of(self.eras, position + 1, first=self.era)


@dataclass(slots=True)
class _Budget:
    """What is left of an answer's budget, in bytes."""

    left_bytes: int


def stanza_room(*, feeds: int, receipts_bytes: int, frame_bytes: int = MAX_FRAME_BYTES) -> int:
    """Return how many stanzas fit into a head beside so many feeds and bytes of receipts."""
    used = HEAD_RESERVE_BYTES + feeds * STANDING_BYTES + receipts_bytes
    room = min(max(frame_bytes - used, LEAST_STANZAS_BYTES), MAX_FRAME_BYTES - used, MAX_STANZAS_BYTES)
    return max(0, room // STANZA_BYTES)


def answer_frames(plan: AnswerPlan, ledger: Ledger, *, hub_seed: bytes) -> Iterator[bytes]:
    """Yield the answer frame by frame.

    Args:
        plan: Fixed inside the transaction, which was committed.
        ledger: Read in small moments, so that a slow client holds nothing open.
        hub_seed: The hub's Ed25519 seed.
    """
    entries = None if plan.offers or plan.has_marks else _short_entries(plan, ledger)
    head = _head_frame(plan, entries, hub_seed=hub_seed)
    yield head
    budget = _Budget(plan.budget_bytes - len(head))
    for frame in chain(late_frames(plan), mark_frames(plan, ledger, hub_seed=hub_seed)):
        if budget.left_bytes <= 0:
            break
        yield frame
        budget.left_bytes -= len(frame)
    if entries is not None or plan.has_marks:
        return
    is_first = True
    for feed in plan.feeds:
        if feed.ordinal in plan.offers:
            frames = iter((offer_frame(plan, feed.ordinal, plan.offers[feed.ordinal], hub_seed=hub_seed),))
        else:
            frames = feed_frames(plan, feed, ledger, hub_seed=hub_seed, budget=budget)
        for frame in frames:
            # A head alone brings few on: one frame after it comes, unless both pass the budget by more than a frame.
            is_too_much = len(frame) - budget.left_bytes > MAX_FRAME_BYTES
            if (budget.left_bytes <= 0 and not is_first) or is_too_much:
                return
            yield frame
            budget.left_bytes -= len(frame)
            is_first = False


def late_frames(plan: AnswerPlan) -> Iterator[bytes]:
    """Yield what a coordinator asked for of revoked devices, one change a frame: none is longer than a frame."""
    if plan.late is None:
        return
    yield encode_frame(LateFrame((), plan.late.refused[:MAX_REFUSED]))
    for one in plan.late.changes:
        yield encode_frame(LateFrame((LateEnvelope(one.serial, one.stamp, one.envelope),), ()))


def mark_frames(plan: AnswerPlan, ledger: Ledger, *, hub_seed: bytes) -> Iterator[bytes]:
    """Yield marks on the feeds of the request, so that others can check what a device passes on to them.

    Behind every stretch of entries that fills a frame, and at the last entry; then where the feed stands at this
    moment, as a folder has it.
    """
    for feed in plan.feeds if plan.has_marks else ():
        size, last = 0, None
        for stored in _stored(feed, ledger):
            length = len(msgspec.msgpack.encode(_wire_entry(plan, stored)))
            if last is not None and size + length > FILLED_BYTES:
                yield _mark_frame(plan, feed, _standing(last), hub_seed=hub_seed)
                size = 0
            size, last = size + length, stored
        if last is not None:
            yield _mark_frame(plan, feed, _standing(last), hub_seed=hub_seed)
        yield _mark_frame(plan, feed, Standing(feed.end.n, plan.position, feed.end.digest), hub_seed=hub_seed)


def _mark_frame(plan: AnswerPlan, feed: FeedPlan, standing: Standing, *, hub_seed: bytes) -> bytes:
    era = plan.era_at(standing.position)
    mark = sign_mark(standing, root=plan.root, era=era, feed=feed.feed, hub_seed=hub_seed)
    return encode_frame(MarkFrame(feed.ordinal, standing.n, standing.position, mark))


def _standing(stored: StoredEntry) -> Standing:
    return Standing(stored.n, stored.entry.position, stored.digest)


def offer_frame(plan: AnswerPlan, ordinal: int, offered: Offered, *, hub_seed: bytes) -> bytes:
    """Return the frame that offers a snapshot, with the hub's mark on the entry that it stands for."""
    last = Standing(offered.last.n, offered.last.entry.position, offered.last.digest)
    era = plan.era_at(last.position)
    mark = sign_mark(last, root=plan.root, era=era, feed=offered.notice.feed, hub_seed=hub_seed)
    entry = offered.notice.entry
    notice = WireEntry(entry.position, entry.stamp, entry.flags, entry.envelope)
    return encode_frame(OfferFrame(ordinal, notice, last.n, last.position, mark, offered.size))


def _head_frame(plan: AnswerPlan, entries: tuple[tuple[WireEntry, ...], ...] | None, *, hub_seed: bytes) -> bytes:
    standings = [(each.feed, Standing(each.end.n, each.end.position, each.end.digest)) for each in plan.feeds]
    context = HeadContext(
        root=plan.root,
        request=plan.request,
        feeds=feeds_digest(standings),
        receipts=receipts_digest(plan.receipts),
        keys=keys_digest(plan.stanzas, plan.stanza_serial),
    )
    head = sign_head(context, era=plan.era, position=plan.position, stamp=plan.stamp, hub_seed=hub_seed)
    listed = tuple((each.end.n, each.end.digest) for each in plan.feeds) if entries is None else None
    return encode_frame(
        HeadFrame(
            era=head.era,
            position=head.position,
            stamp=head.stamp,
            signature=head.signature,
            receipts=plan.receipts,
            standings=listed,
            entries=entries,
            stanzas=plan.stanzas,
            stanza_serial=plan.stanza_serial,
        )
    )


def _short_entries(plan: AnswerPlan, ledger: Ledger) -> tuple[tuple[WireEntry, ...], ...] | None:
    """Return the entries of every feed if they fit into the head's frame and the budget, else None."""
    stanzas = len(plan.stanzas) * STANZA_BYTES
    room = min(plan.frame_bytes, plan.budget_bytes) - HEAD_RESERVE_BYTES - len(plan.receipts) - stanzas
    room -= 5 * len(plan.feeds)
    feeds = []
    for feed in plan.feeds:
        entries = []
        for stored in _stored(feed, ledger):
            entry = _wire_entry(plan, stored)
            room -= len(msgspec.msgpack.encode(entry))
            if room < 0:
                return None
            entries.append(entry)
        feeds.append(tuple(entries))
    return tuple(feeds)


def feed_frames(
    plan: AnswerPlan,
    feed: FeedPlan,
    ledger: Ledger,
    *,
    hub_seed: bytes,
    budget: _Budget | None = None,
) -> Iterator[bytes]:
    """Yield a feed's frames: all closed by marks but the really last one, which the head closes if there is one.

    Args:
        plan: Fixed inside the transaction.
        feed: Which one.
        ledger: Where its entries are read.
        hub_seed: Signs the marks.
        budget: Towards its end frames get shorter, down to the least length, so that little is passed by the last
            one. None for no end.
    """
    entries: list[WireEntry] = []
    size, last = 0, None
    for stored in _stored(feed, ledger):
        entry = _wire_entry(plan, stored)
        length = len(msgspec.msgpack.encode(entry))
        if last is not None and size + length > _filled_bytes(plan, budget):
            yield _closed_frame(plan, feed, entries, last, hub_seed=hub_seed)
            entries, size = [], 0
        entries.append(entry)
        size, last = size + length, stored
    if last is not None and plan.is_stored:
        yield _closed_frame(plan, feed, entries, last, hub_seed=hub_seed)
    elif last is not None:
        first = last.n - len(entries) + 1
        yield encode_frame(EntriesFrame(feed.ordinal, first, tuple(entries), None))


def _filled_bytes(plan: AnswerPlan, budget: _Budget | None) -> int:
    """Return how many bytes of entries a frame gets."""
    frame_bytes = min(plan.frame_bytes, max(budget.left_bytes, LEAST_FRAME_BYTES) if budget else MAX_FRAME_BYTES)
    return min(FILLED_BYTES, frame_bytes - FRAME_RESERVE_BYTES)


def _closed_frame(
    plan: AnswerPlan, feed: FeedPlan, entries: list[WireEntry], last: StoredEntry, *, hub_seed: bytes
) -> bytes:
    """Return a frame of entries with the hub's mark on where the feed stands after them."""
    standing = Standing(last.n, last.entry.position, last.digest)
    era = plan.era_at(standing.position)
    mark = sign_mark(standing, root=plan.root, era=era, feed=feed.feed, hub_seed=hub_seed)
    return encode_frame(EntriesFrame(feed.ordinal, last.n - len(entries) + 1, tuple(entries), mark))


def _wire_entry(plan: AnswerPlan, stored: StoredEntry) -> WireEntry:
    entry = stored.entry
    return WireEntry(entry.position, entry.stamp, entry.flags, plan.own.get(entry.envelope, entry.envelope))


def _stored(feed: FeedPlan, ledger: Ledger) -> Iterator[StoredEntry]:
    """Yield a feed's entries that the client lacks, read a few at a time."""
    after = feed.after
    while after < feed.end.n:
        with ledger.reading() as moment:
            batch = moment.entries(feed.feed, after=after, up_to=feed.end.n, at_most=_BATCH)
        if not batch:
            return
        yield from batch
        after = batch[-1].n
