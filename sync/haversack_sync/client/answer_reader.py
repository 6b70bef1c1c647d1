"""Reads the answer to one exchange: verifies every frame before anything of it counts.

Pure: frames in, verified steps out; nothing is kept but where the feeds stand. A frame that does not verify raises, and
what was given out before stays good. Must not open sealed bodies; `replay` does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from haversack_sync.client.answers import ContentStep, HeadStep, Mark, NetworkStep, OfferStep, StanzasStep, Step
from haversack_sync.client.refusals import believed_refusal
from haversack_sync.model.ids import NETWORK_FEED, FeedId, Position
from haversack_sync.protocol.entries import Entry, Standing, chain, verify_mark
from haversack_sync.protocol.envelope import NOTICE, Envelope, parse_envelope, parse_envelopes
from haversack_sync.protocol.errors import DigestError, ForkError, HubRefusal, NotOurHubError, WireError
from haversack_sync.protocol.head import (
    Head,
    HeadContext,
    Receipt,
    feeds_digest,
    keys_digest,
    receipts_digest,
    verify_head,
)
from haversack_sync.protocol.messages import (
    EntriesFrame,
    ExchangeRequest,
    Frame,
    HeadFrame,
    MarkFrame,
    OfferFrame,
    RefusalFrame,
    StanzasFrame,
    WireEntry,
    decode_frame,
)
from haversack_sync.protocol.network import Followed, NetworkView, chain_network, eras_after, follow_signed
from haversack_sync.protocol.receipts import decode_receipts
from haversack_sync.protocol.snapshots import SnapshotNotice, decode_notice

_NO_DEVICE: Final = bytes(8)
"""Stands in a receipt for what no device could be read of."""


class UnprovenShortError(NotOurHubError):
    """A short answer that this network's hub did not sign for what is here: a stranger's, or by another history.

    A short answer does not carry where the feeds stand at the hub; a long one does, and tells the two apart.
    """


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """How far one answer was read; a frozen value, so that whoever reads on cannot change what was read.

    Attributes:
        request: What was asked.
        request_hash: What stands for it, see `requests.request_hash`.
        feeds: The feeds of the request's cursors, in its order; `network` first.
        view: The network as known so far.
        standings: Where each other feed stands here.
        ordinals: The feeds of the request by their number on the wire.
        is_stored: Whether nobody answers, see `SyncEndpoint`: marks alone close frames.
        pending: A head that cannot be judged before the entries that come next.
        head: The head, verified.
        targets: Where each feed stands by the head: (n, D_n).
        receipts: What the head says of changes.
    """

    request: ExchangeRequest
    request_hash: bytes
    feeds: tuple[FeedId, ...]
    view: NetworkView
    standings: Mapping[FeedId, Standing]
    ordinals: Mapping[int, FeedId]
    is_stored: bool = False
    pending: HeadFrame | None = None
    head: Head | None = None
    targets: Mapping[FeedId, tuple[int, bytes]] = field(default_factory=dict)
    receipts: tuple[Receipt, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Tell whether everything that the head spoke of has arrived."""
        if self.head is None:
            return False
        known = {**self.standings, NETWORK_FEED: self.view.standing}
        return all(known[feed].n == target[0] for feed, target in self.targets.items())

    @property
    def lengths(self) -> Mapping[FeedId, int]:
        """How many entries each feed of the request has by the head; empty before it was verified."""
        return {feed: n for feed, (n, _) in self.targets.items()} if self.head is not None else {}

    def answered(self) -> frozenset[bytes]:
        """Return the request's changes of which the receipts say something."""
        named = {(receipt.device, receipt.first) for receipt in self.receipts}
        changes = enumerate(self.request.changes)
        return frozenset(change for index, change in changes if named & _names_of(change, index))

    def read(self, untrusted_payload: bytes) -> tuple["AnswerReader", tuple[Step, ...]]:
        """Verify one frame: all of it counts, or nothing.

        Returns:
            The reader after it, and what is known now; each step holds by itself.

        Raises:
            DigestError: Entries do not add up to what the hub signed.
            ForkError: An author had seen another history of authority, or the hub has another one of a feed.
            HubRefusal: The hub refuses the request, or has less than it had ("hub_behind").
            NotOurHubError: Not signed by this network's hub, or not for this request; an `UnprovenShortError` where
                only a long answer can tell whether the hub has another history.
            SignatureError: An entry of the `network` feed is forged.
            WireError: Malformed.
        """
        work = _FrameWork(self)
        steps = tuple(work.read(decode_frame(untrusted_payload)))
        return work.after(), steps


def _names_of(change: bytes, index: int) -> set[tuple[bytes, int]]:
    """Return what a receipt calls a change of a request: by its signer and number, else by its place."""
    by_place = (_NO_DEVICE, index)
    try:
        header = parse_envelope(change).header
    except WireError:
        return {by_place}
    return {by_place, (header.device, header.number)}


class _FrameWork:
    """The reading of one frame: knows what the reader knew, and learns as it goes on."""

    def __init__(self, reader: AnswerReader) -> None:
        self._reader = reader
        self.request, self.request_hash = reader.request, reader.request_hash
        self.feeds, self.ordinals, self.is_stored = reader.feeds, reader.ordinals, reader.is_stored
        self.view, self.standings = reader.view, dict(reader.standings)
        self._pending, self._head, self._targets = reader.pending, reader.head, dict(reader.targets)
        self._receipts = reader.receipts

    def after(self) -> AnswerReader:
        """Return the reader that knows what was learnt."""
        return replace(
            self._reader,
            view=self.view,
            standings=self.standings,
            pending=self._pending,
            head=self._head,
            targets=self._targets,
            receipts=self._receipts,
        )

    def read(self, frame: Frame) -> Iterator[Step]:
        """Verify a frame; yield what follows from it."""
        if isinstance(frame, RefusalFrame):
            raise believed_refusal(frame, self.view, self.request_hash)
        elif isinstance(frame, HeadFrame):
            yield from self._head_frame(frame)
        elif isinstance(frame, EntriesFrame):
            yield from self._entries_frame(frame)
        elif isinstance(frame, OfferFrame):
            yield self._offer_frame(frame)
        elif isinstance(frame, StanzasFrame) and self.is_stored:
            yield StanzasStep(frame.stanzas)
        elif isinstance(frame, MarkFrame) and self.is_stored:
            yield from self._mark_frame(frame)
        else:
            raise WireError("unexpected frame")

    def _head_frame(self, frame: HeadFrame) -> Iterator[Step]:
        if self._head is not None or self._pending is not None:
            raise WireError("second head")
        if frame.era < self.view.era:
            raise DigestError("another era")
        if frame.entries is not None:
            yield from self._short(frame, frame.entries)
            return
        if frame.standings is None or len(frame.standings) != len(self.feeds):
            raise WireError("head without a list")
        self._targets = dict(zip(self.feeds, frame.standings, strict=True))
        if self._targets[NETWORK_FEED][0] > self.view.standing.n:
            # The hub's key may stand in the entries that come now (first contact, or a new key).
            self._pending = frame
            return
        yield from self._judge_head(frame, self.view)
        yield from self._stand_still()

    def _judge_head(self, frame: HeadFrame, view: NetworkView) -> Iterator[Step]:
        listed = [(feed, Standing(n, Position(0), digest)) for feed, (n, digest) in self._targets.items()]
        head = Head(frame.era, Position(frame.position), frame.stamp, frame.signature)
        context = HeadContext(
            root=view.root,
            request=self.request_hash,
            feeds=feeds_digest(listed),
            receipts=receipts_digest(frame.receipts),
            keys=keys_digest(frame.stanzas, frame.stanza_serial),
        )
        verify_head(head, context, hub_key=view.authority.hub_sign_key)
        if head.era != view.era and view.standing.n >= self._targets[NETWORK_FEED][0]:
            raise DigestError("another era")
        self._check_history(head)
        receipts = tuple(decode_receipts(frame.receipts))
        if any(receipt.position > head.position for receipt in receipts):
            raise DigestError("receipt behind the head")
        self._head, self._pending, self._receipts = head, None, receipts
        message = context.message(era=head.era, position=head.position, stamp=head.stamp)
        yield HeadStep(head, message, receipts, frame.receipts, frame.stanzas, frame.stanza_serial)

    def _check_history(self, head: Head) -> None:
        """Compare what the hub signed with what is here: it may have more, but not less and nothing else."""
        if head.position < self.view.standing.position:
            raise HubRefusal("hub_behind")
        for feed, (n, digest) in self._targets.items():
            known = self._standing(feed)
            if n < known.n:
                raise HubRefusal("hub_behind")
            if n == known.n and digest != known.digest:
                raise ForkError("another history of the same length")

    def _stand_still(self) -> Iterator[Step]:
        """Say of every feed that has nothing new that it is known up to the head's position."""
        head = self._head
        for feed, target in self._targets.items():
            standing = self._standing(feed)
            is_known = head is not None and standing.position == head.position
            if head is not None and not is_known and target == (standing.n, standing.digest):
                yield from self._moved(feed, Standing(standing.n, head.position, standing.digest), (), ())

    def _short(self, frame: HeadFrame, lists: tuple[tuple[WireEntry, ...], ...]) -> Iterator[Step]:
        if len(lists) != len(self.feeds):
            raise WireError("answer does not fit the request")
        moved: dict[FeedId, tuple[Standing, tuple[Entry, ...]]] = {}
        era_of = eras_after(self.view, self._entries(lists[0]))
        for feed, wire in zip(self.feeds, lists, strict=True):
            entries = self._entries(wire)
            standing, _ = chain(self._standing(feed), entries, root=self.view.root, era=era_of, feed=feed)
            moved[feed] = (standing, entries)
        self._targets = {feed: (standing.n, standing.digest) for feed, (standing, _) in moved.items()}
        entries = moved[NETWORK_FEED][1]
        view, followed = follow_signed(self.view, entries, lambda: self._judge_short(frame, self.view))
        yield from self._judge_short(frame, view)
        for feed, (standing, entries) in moved.items():
            if entries and entries[-1].position > frame.position:
                raise DigestError("entry behind the head")
            closed = Standing(standing.n, Position(frame.position), standing.digest)
            if feed == NETWORK_FEED:
                yield self._network_moved(view, closed, entries, followed)
            else:
                yield from self._moved(feed, closed, entries, parse_envelopes(entries))

    def _judge_short(self, frame: HeadFrame, view: NetworkView) -> list[Step]:
        try:
            return list(self._judge_head(frame, view))
        except NotOurHubError as error:
            raise UnprovenShortError("bad head of a short answer") from error

    def _mark_frame(self, frame: MarkFrame) -> Iterator[Step]:
        """A folder says that a feed has nothing more up to a position; what says less than is known is skipped."""
        feed = self.ordinals.get(frame.ordinal)
        if feed is None:
            raise WireError("mark of a feed that was not asked for")
        standing = self._standing(feed)
        if frame.n < standing.n or frame.position <= standing.position:
            return
        after = Standing(frame.n, Position(frame.position), standing.digest)
        if frame.n > standing.n:
            raise DigestError("entries are missing before a mark")
        key = self.view.authority.hub_sign_key
        era = self.view.era_at(after.position)
        verify_mark(after, frame.mark, root=self.view.root, era=era, feed=feed, hub_key=key)
        yield from self._moved(feed, after, (), (), marks=(Mark(after.n, after.position, frame.mark),))

    def _entries_frame(self, frame: EntriesFrame) -> Iterator[Step]:
        feed = self.ordinals.get(frame.ordinal)
        if feed is None or not frame.entries or not (self.is_stored or feed in self._targets):
            raise WireError("entries of a feed that was not asked for")
        standing = self._standing(feed)
        known = standing.n + 1 - frame.first
        if known < 0:
            raise DigestError("entries do not follow")
        if known >= len(frame.entries):
            return
        # A folder's frames were cut for everybody; what is here already is not looked at again.
        entries = self._entries(frame.entries[known:])
        if feed == NETWORK_FEED:
            view, followed = follow_signed(self.view, entries, lambda: self._check_signed(frame, entries))
            if self._pending is not None:
                yield from self._judge_head(self._pending, view)
            closed = self._closed(frame, feed, view.standing, view)
            yield self._network_moved(view, closed, entries, followed, marks=_marks(frame, closed))
            if not self.is_stored and self.view.standing.n == self._targets[NETWORK_FEED][0]:
                yield from self._stand_still()
            return
        if self._head is None and not self.is_stored:
            raise NotOurHubError("entries before a head that is ours")
        after, _ = chain(standing, entries, root=self.view.root, era=self.view.era_of, feed=feed)
        closed = self._closed(frame, feed, after, self.view)
        envelopes = parse_envelopes(entries)
        yield from self._moved(feed, closed, entries, envelopes, marks=_marks(frame, closed))

    def _check_signed(self, frame: EntriesFrame, entries: tuple[Entry, ...]) -> None:
        view = self.view
        if self._pending is not None:
            list(self._judge_head(self._pending, view))
        self._closed(frame, NETWORK_FEED, chain_network(view, entries)[0], view)

    def _offer_frame(self, frame: OfferFrame) -> OfferStep:
        """Check the hub's mark on the entry that a snapshot stands for; what it holds is for others to check."""
        feed = self.ordinals.get(frame.ordinal)
        is_asked = feed is not None and feed != NETWORK_FEED and frame.ordinal in self.request.snapshots
        if feed is None or not is_asked or (self._head is None and not self.is_stored):
            raise WireError("offer that was not asked for")
        (entry,) = self._entries((frame.notice,))
        envelope = parse_envelope(entry.envelope)
        standing = self._standing(feed)
        if envelope.header.form != NOTICE or envelope.header.feed != feed or frame.n <= standing.n:
            raise WireError("offer of something else")
        notice = decode_notice(envelope.content)
        is_there = self.is_stored or frame.n <= self._targets[feed][0]
        if not isinstance(notice, SnapshotNotice) or notice.n != frame.n or not is_there:
            raise WireError("offer of something else")
        if max(entry.position, frame.position) > self.view.standing.position:
            raise WireError("content ahead of the network feed")
        last = Standing(frame.n, Position(frame.position), notice.digest)
        key = self.view.authority.hub_sign_key
        verify_mark(last, frame.mark, root=self.view.root, era=self.view.era_at(last.position), feed=feed, hub_key=key)
        return OfferStep(feed, entry, envelope, last, frame.size)

    def _closed(self, frame: EntriesFrame, feed: FeedId, after: Standing, view: NetworkView) -> Standing:
        """Check what closes a frame: a mark, or the head for a feed's last one."""
        if frame.mark is not None:
            key = view.authority.hub_sign_key
            verify_mark(after, frame.mark, root=view.root, era=view.era_at(after.position), feed=feed, hub_key=key)
            return after
        if self._head is None or self._targets[feed] != (after.n, after.digest):
            raise DigestError("not what the head says")
        if after.position > self._head.position:
            raise DigestError("entry behind the head")
        return Standing(after.n, self._head.position, after.digest)

    def _network_moved(
        self,
        view: NetworkView,
        standing: Standing,
        entries: tuple[Entry, ...],
        followed: tuple[Followed, ...],
        *,
        marks: tuple[Mark, ...] = (),
    ) -> NetworkStep:
        first = self.view.standing.n + 1
        self.view = replace(view, standing=standing)
        return NetworkStep(self.view, first, entries, followed, marks)

    def _moved(
        self,
        feed: FeedId,
        standing: Standing,
        entries: tuple[Entry, ...],
        envelopes: tuple[Envelope | None, ...],
        *,
        marks: tuple[Mark, ...] = (),
    ) -> Iterator[Step]:
        if feed == NETWORK_FEED:
            yield self._network_moved(self.view, standing, entries, (), marks=marks)
            return
        if entries and entries[-1].position > self.view.standing.position:
            raise WireError("content ahead of the network feed")
        first = self.standings[feed].n + 1
        self.standings[feed] = standing
        yield ContentStep(feed, standing, first, entries, envelopes, marks)

    def _standing(self, feed: FeedId) -> Standing:
        return self.view.standing if feed == NETWORK_FEED else self.standings[feed]

    def _entries(self, wire: tuple[WireEntry, ...]) -> tuple[Entry, ...]:
        return tuple(Entry(Position(one.position), one.stamp, one.flags, self._envelope(one.envelope)) for one in wire)

    def _envelope(self, given: bytes | int) -> bytes:
        """Return the bytes of an entry; a number means an envelope of this very request."""
        if isinstance(given, bytes):
            return given
        if not 0 <= given < len(self.request.changes):
            raise WireError("no such change in the request")
        return self.request.changes[given]


def _marks(frame: EntriesFrame, closed: Standing) -> tuple[Mark, ...]:
    """Return the mark that closed a frame; none where the head did."""
    return (Mark(closed.n, closed.position, frame.mark),) if frame.mark is not None else ()
