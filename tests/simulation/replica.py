"""A replica in memory that does what the vault's does: the same contract tests hold for both.

Everything that it keeps is one value on a `Disk`; a transaction works on a copy and commits it as a whole. Written
beside `haversack.store.replica`, from the same port, so that thousands of histories a minute are possible.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from haversack.store.eras import Gap
from haversack.store.erased import ErasedRecordError
from haversack.store.outbox import HELD_REASON, PENDING, UNANSWERED, ItemState
from haversack.store.snapshot_notices import Announced, Verdict
from haversack_sync.client.answers import ContentStep, HeadStep, NetworkStep, OfferStep, StanzasStep
from haversack_sync.client.identity import DeviceKeys, Identity
from haversack_sync.client.ports import FeedCursor, Outgoing, Upload
from haversack_sync.model.authority import EraSpan, Feed
from haversack_sync.model.ids import (
    NETWORK_FEED,
    AudienceId,
    DeviceId,
    FeedId,
    InvitationId,
    ObjectId,
    Position,
    RecordId,
)
from haversack_sync.model.merge import Projection, Waiting, project
from haversack_sync.model.operations import decode_change
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Standing, first_digest
from haversack_sync.protocol.envelope import Envelope
from haversack_sync.protocol.errors import DigestError, LyingSnapshotError
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.network import NetworkView, rebuild
from tests.simulation import erasing_here, falling_back, handing, snapshots_made, snapshots_taken
from tests.simulation.collecting import SimSnapshots
from tests.simulation.disk import Disk
from tests.simulation.kept import Kept, OutboxRow
from tests.simulation.replaying import Replaying

_STATES = {
    ReceiptCode.ACCEPTED: ItemState.RECEIVED,
    ReceiptCode.FORBIDDEN: ItemState.REFUSED,
    ReceiptCode.CLONED: ItemState.REFUSED,
}


class SimReplica:
    """See `client.ports.Replica`.

    Attributes:
        disk: What survives this process.
        kept: What this process sees.
        random: Gives random bytes.
    """

    def __init__(
        self,
        disk: Disk[Kept],
        keys: DeviceKeys | None,
        *,
        random: Callable[[int], bytes],
        invitation: InvitationId | None = None,
    ) -> None:
        """Start the program: what is in memory comes from the disk alone."""
        self.disk = disk
        self.kept = disk.durable
        self.random = random
        self.urgent: tuple[FeedId, ...] = ()
        self._identity = Identity(keys, invitation)
        self._depth = 0
        self._answered: frozenset[tuple[DeviceId, int]] = frozenset()

    def rebuilt_view(self) -> NetworkView:
        """Work the network out again from its kept entries, as an unlock does."""
        return rebuild(self.kept.view.root, self.kept.network)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        before = self.kept
        self.disk.point("before a transaction")
        self.kept, self._depth = before.copy(), 1
        try:
            yield
            self.disk.commit(self.kept)
        except BaseException:
            self.kept = before
            raise
        finally:
            self._depth = 0

    def network(self) -> NetworkView:
        return self.kept.view

    def identity(self) -> Identity:
        return self._identity

    def cursors(self) -> Sequence[FeedCursor]:
        authority = self.kept.view.authority
        span = self._identity.span(authority)
        feeds = [feed for feed in authority.feeds_in_order() if authority.may_read(span, feed.audience)]
        feeds.sort(key=lambda feed: feed.handle not in self.urgent)
        return [self._cursor(feed) for feed in feeds]

    def _cursor(self, feed: Feed) -> FeedCursor:
        at = self.standing(feed.handle)
        is_welcome = snapshots_taken.is_welcome(self.kept, feed.handle, n=at.n)
        is_collected = any(one.feed == feed.handle for one in snapshots_taken.offered(self.kept))
        return FeedCursor(feed.ordinal, feed.handle, at, is_welcome, is_collected)

    def readable(self) -> list[FeedId]:
        """Return the content feeds that this device may read."""
        authority = self.kept.view.authority
        span = self._identity.span(authority)
        return [feed.handle for feed in authority.feeds_in_order() if authority.may_read(span, feed.audience)]

    def standing(self, feed: FeedId) -> Standing:
        """Return where a feed stands here."""
        return self.kept.standings.get(feed, Standing(0, Position(0), first_digest(self.kept.view.root, feed)))

    def stamp_of_network(self) -> int:
        whole, entries = (
            self.kept.view.standing.position,
            itertools.chain(self.kept.network, *self.kept.entries.values()),
        )
        return max((entry.stamp for entry in entries if entry.position <= whole), default=0)

    def stanza_serial(self) -> int:
        return self.kept.serial

    def take_counter(self, lane: int) -> int:
        with self.transaction():
            self.kept.counters[lane] = self.kept.counters.get(lane, 0) + 1
        return self.kept.counters[lane]

    def raise_counter(self, lane: int, highest: int) -> None:
        with self.transaction():
            self.kept.counters[lane] = max(self.kept.counters.get(lane, 0), highest)

    def hub_has_lost(self) -> None:
        with self.transaction():
            self.kept.gap = Gap.BEHIND

    def take_history(self, steps: Sequence[NetworkStep]) -> None:
        """Take in the history of trust, which came without a word on own changes."""
        with self.transaction():
            self._answered = frozenset()
            for step in steps:
                self.commit_network(step)

    def seal_anew(self, *, is_whole: bool) -> bool:
        """Unseal what saw another history than the hub's; tell whether there was anything."""
        with self.transaction():
            return falling_back.seal_anew(self.kept, is_whole=is_whole)

    def network_at(self, count: int) -> NetworkView:
        """Work the network out as it was after its first entries."""
        return rebuild(self.kept.view.root, self.kept.network[:count])

    def fall_back(self, span: EraSpan, there: NetworkView) -> None:
        """Stand where an era began that a verified chain tells of."""
        with self.transaction():
            falling_back.fall_back(self, span, there)

    def hand_over(self, limit_bytes: int, *, is_far: bool = False) -> Outgoing:
        with self.transaction():
            handing.notice_unshown(self.kept)
            if self.kept.gap is Gap.BEHIND:
                return Outgoing((), (), b"")
            if self.kept.gap is Gap.RESTORED and not is_far:
                limit_bytes = 1
            lost = falling_back.to_hand_back(self.kept, limit_bytes)
            limit_bytes -= sum(map(len, lost))
            keys = self._identity.keys
            seeds = {keys.handle: keys.sign_seed} if keys is not None else {}
            own = handing.hand_over(self.kept, seeds, random=self.random, limit_bytes=limit_bytes)
            envelopes = (*lost, *(own if limit_bytes > 0 else ()))
            epochs = self.kept.view.authority.epochs
            known = [each for each in self.kept.to_send if (AudienceId(each.audience), each.number) in epochs]
            return Outgoing(envelopes, tuple(known), b"", handing.asks(self.kept))

    def left_computer(self, envelopes: Sequence[bytes]) -> None:
        with self.transaction():
            gone = set(envelopes)
            for row in list(self.kept.outbox.values()):
                if row.state is ItemState.HANDED and row.envelope in gone:
                    self.kept.outbox[row.sequence] = replace(row, state=ItemState.SENT)

    def commit_head(self, step: HeadStep, outgoing: Outgoing, request: bytes) -> None:
        with self.transaction():
            kept = self.kept
            for receipt in step.receipts:
                self._take_receipt(receipt)
            for feed, base in kept.bases.items() if step.receipts else ():
                if not handing.settle_within(kept, feed):
                    # A receipt that came later contradicts what this feed began with: people are told.
                    snapshots_taken.judge(kept, kept.notices[feed, base.notice_position], Verdict.WRONG)
            falling_back.handed_back(kept, step.receipts)
            self._answered = frozenset((DeviceId(one.device), one.first) for one in step.receipts)
            is_restored = any(one.reason == Gap.RESTORED for one in step.receipts)
            kept.gap = Gap.RESTORED if is_restored else Gap.NONE
            sent = set(outgoing.stanzas)
            kept.were_sent += outgoing.stanzas
            kept.to_send = tuple(each for each in kept.to_send if each not in sent)
            kept.stanzas += tuple(each for each in step.stanzas if each not in kept.stanzas)
            kept.serial = step.stanza_serial
            kept.last_contact = step.head.stamp
            self._open_keys()

    def _take_receipt(self, receipt: Receipt) -> None:
        if receipt.code == ReceiptCode.NOT_AUTHENTIC:
            falling_back.seal_again(self.kept, receipt)
            return
        for row in list(self.kept.outbox.values()):
            if (row.signer, row.number) != (receipt.device, receipt.first) or row.state not in UNANSWERED:
                continue
            is_held = receipt.code == ReceiptCode.HELD
            reason = (
                HELD_REASON if is_held else receipt.reason or ("cloned" if receipt.code == ReceiptCode.CLONED else "")
            )
            state = _STATES.get(ReceiptCode(receipt.code), row.state)
            position = receipt.position if receipt.code == ReceiptCode.ACCEPTED else row.position
            self.kept.outbox[row.sequence] = replace(row, state=state, reason=reason, position=position)

    def commit_stanzas(self, step: StanzasStep) -> None:
        with self.transaction():
            mine = [each for each in step.stanzas if each.recipient == self._identity.handle]
            self.kept.stanzas += tuple(each for each in mine if each not in self.kept.stanzas)
            self._open_keys()

    def commit_network(self, step: NetworkStep) -> None:
        with self.transaction():
            self.kept.network += step.entries
            falling_back.learn(self.kept, step.view, self._answered)
            self.kept.view = step.view
            own = [(one.envelope, one.refused or "") for one in step.followed]
            self.settle([one for one in own if one[0].header.device == self._identity.handle])
            if step.entries:
                self._open_keys()

    def commit_offer(self, step: OfferStep) -> None:
        with self.transaction():
            snapshots_taken.take_offer(self.kept, step)

    def snapshots(self) -> SimSnapshots:
        return SimSnapshots(self)

    def commit_content(self, step: ContentStep) -> int:
        with self.transaction():
            kept = self.kept
            held = kept.entries.get(step.feed, ())
            if step.first != kept.first_n(step.feed) + len(held) + 1:
                raise AssertionError("entries skipped or doubled")
            kept.entries[step.feed] = held + step.entries
            kept.standings[step.feed] = step.standing
            return Replaying(self).go_on(step.feed) if step.entries else 0

    def take_snapshot(self, announced: Announced) -> int:
        """Put a feed to where a snapshot stands; return how many records changed.

        Raises:
            LyingSnapshotError: It contradicts itself, or what is here.
            SealError: A part does not open.
            WireError: A part is malformed.
        """
        with self.transaction():
            changed = snapshots_taken.apply(self.kept, announced)
            if not handing.settle_within(self.kept, announced.feed):
                raise LyingSnapshotError("receipts")
            return changed

    def settle(self, results: Sequence[tuple[Envelope, str]]) -> None:
        """Note that own changes were replayed: published, or refused by the rules."""
        for envelope, refused in results:
            for row in list(self.kept.outbox.values()):
                if row.envelope == envelope.raw:
                    state = ItemState.REFUSED if refused else ItemState.PUBLISHED
                    self.kept.outbox[row.sequence] = replace(row, state=state, reason=refused)

    def _open_keys(self) -> None:
        """Open keys that have become readable, older ones through the back-chain, and go on where feeds waited."""
        if handing.open_keys(self.kept, self._identity):
            for feed in self.kept.view.authority.feeds_in_order():
                Replaying(self).go_on(feed.handle)

    def pending_uploads(self) -> Sequence[Upload]:
        files = [Upload(object_id, total) for object_id, total in self.kept.to_upload.items()]
        return [*files, *snapshots_made.uploads(self.kept)]

    def read_object(self, object_id: ObjectId, offset: int, length: int) -> bytes:
        part = self.kept.parts.get(object_id)
        held = part.sealed if part is not None else self.kept.objects[object_id]
        return held[offset : offset + length]

    def uploaded(self, object_id: ObjectId) -> None:
        with self.transaction():
            self.kept.to_upload.pop(object_id, None)
            part = self.kept.parts.get(object_id)
            if part is not None:
                self.kept.parts[object_id] = replace(part, is_at_hub=True)

    def object_end(self, object_id: ObjectId) -> int | None:
        """See `client.ports.Replica`: what is here of an object is always its begin."""
        return None

    def object_offset(self, object_id: ObjectId) -> int:
        return len(self.kept.objects.get(object_id, b""))

    def store_object(self, wanted: Upload, pieces: Iterator[bytes], offset: int) -> None:
        held = self.kept.objects.get(wanted.object_id, b"")[:offset]
        with self._kept_on_a_cut(wanted) as keep:
            keep(held)
            for piece in pieces:
                held = (held + piece)[: wanted.total]
                keep(held)
        if len(held) < wanted.total:
            return
        with self.transaction():
            if self.is_the_object(wanted.object_id, held):
                self.kept.whole |= {wanted.object_id}
                return
            self.kept.objects.pop(wanted.object_id, None)
        raise DigestError("not the object that was asked for")

    def is_the_object(self, object_id: ObjectId, sealed: bytes) -> bool:
        """Tell whether bytes are what an id says."""
        return sealing.sha256(sealed) == object_id

    @contextlib.contextmanager
    def _kept_on_a_cut(self, wanted: Upload) -> Iterator[Callable[[bytes], None]]:
        """Keep what came of an object, also when the line breaks."""
        held: list[bytes] = []
        try:
            yield held.append
        finally:
            if held and not self.disk.is_dead:
                with self.transaction():
                    self.kept.objects[wanted.object_id] = held[-1]

    def queue(
        self, body: bytes, *, feed: FeedId, record: RecordId | None, act: int, refs: tuple[ObjectId, ...] = ()
    ) -> None:
        """Write a change into the outbox: what a person's act does.

        Raises:
            ErasedRecordError: Its record was erased.
        """
        keys = self._identity.keys
        if keys is None:
            raise ValueError("nobody writes here")
        if record is not None and erasing_here.is_gone(self.kept, feed, record):
            raise ErasedRecordError("erased")
        with self.transaction():
            self.kept.written += 1
            sequence = self.kept.written
            self.kept.outbox[sequence] = OutboxRow(sequence, act, keys.handle, feed, record, body, refs=refs)

    def take_back(self, sequence: int) -> bool:
        """Take a change back that nobody has sealed yet; tell whether it could be."""
        with self.transaction():
            row = self.kept.outbox.get(sequence)
            if row is None or row.envelope is not None:
                return False
            del self.kept.outbox[sequence]
        return True

    def shown(self, feed: FeedId, record: RecordId) -> Projection:
        """Return a record as people see it: confirmed, and own waiting changes on top."""
        mine = [
            row
            for row in self.kept.outbox.values()
            if (row.feed, row.record) == (feed, record) and row.state in PENDING
        ]
        waiting = [Waiting(row.sequence, decode_change(row.body)) for row in mine if feed != NETWORK_FEED]
        confirmed = self.kept.states.get((feed, record))
        return project(confirmed, waiting, feed=feed, device=self._identity.handle)
