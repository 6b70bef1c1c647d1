"""A replica in memory: the smallest thing that a sync can work on. Keeps entries, replays them, rolls back.

It takes envelopes that somebody sealed before; sealing and the outbox's states are tested with real vaults.
"""

import contextlib
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields

from haversack_sync.client.answers import ContentStep, HeadStep, NetworkStep, OfferStep, StanzasStep
from haversack_sync.client.identity import DeviceKeys, Identity
from haversack_sync.client.ports import (
    FeedCursor,
    GivenUp,
    MissingPart,
    OfferedSnapshot,
    OfferedSnapshots,
    Outgoing,
    Upload,
)
from haversack_sync.client.replay import Opened, Outcome, open_entry, replay
from haversack_sync.client.snapshot_patience import Waiting
from haversack_sync.model.ids import AudienceId, FeedId, InvitationId, ObjectId, Position, RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Entry, Standing, first_digest
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import DigestError
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.messages import Stanza
from haversack_sync.protocol.network import NetworkView, empty_view

FINAL = (ReceiptCode.ACCEPTED, ReceiptCode.FORBIDDEN, ReceiptCode.CLONED)


@dataclass
class Kept:
    """What would be in the vault's database.

    Attributes:
        view: The network.
        standings: Where each feed stands.
        entries: Entries of each feed; of `network` too.
        states: Records by feed and id.
        refused: Position and reason of every entry without effect.
        waiting: Envelopes without a final receipt, in order.
        left: Those of them that may have left.
        receipts: Every receipt, in order.
        stanzas: Every stanza received.
        serial: Serial of the newest.
        counters: Of each lane.
        objects: Sealed files that are here, whole or not.
        to_upload: What the hub lacks.
        is_hub_behind: Whether the hub has lost entries, as it said last.
    """

    view: NetworkView
    standings: dict[FeedId, Standing] = field(default_factory=dict)
    entries: dict[FeedId, list[Entry]] = field(default_factory=dict)
    states: dict[tuple[FeedId, RecordId], RecordState] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    waiting: list[bytes] = field(default_factory=list)
    left: list[bytes] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    stanzas: list[Stanza] = field(default_factory=list)
    serial: int = 0
    counters: dict[int, int] = field(default_factory=dict)
    objects: dict[ObjectId, bytes] = field(default_factory=dict)
    to_upload: list[Upload] = field(default_factory=list)
    is_hub_behind: bool = False

    def snapshot(self) -> "Kept":
        """Return a copy that later changes do not reach; what is inside never changes in place."""
        return Kept(**{each.name: copy.copy(getattr(self, each.name)) for each in fields(self)})


class NoSnapshots:
    """Nothing is offered to whoever asks for nothing."""

    def offered(self) -> Sequence[OfferedSnapshot]:
        return ()

    def missing(self, snapshot: OfferedSnapshot) -> Sequence[MissingPart]:
        raise AssertionError("there are none")

    def keep(self, snapshot: OfferedSnapshot, object_id: ObjectId, data: bytes) -> None:
        raise AssertionError("there are none")

    keep_begun = keep

    def keep_waiting(self, snapshot: OfferedSnapshot, waiting: Waiting) -> None:
        raise AssertionError("there are none")

    def use(self, snapshot: OfferedSnapshot) -> int:
        raise AssertionError("there are none")

    def give_up(self, snapshot: OfferedSnapshot, why: GivenUp) -> None:
        raise AssertionError("there are none")


class MemoryReplica:
    """See `client.ports.Replica`.

    Attributes:
        kept: What a transaction changes.
        commits: How many transactions were kept.
        audience_keys: What opens content.
        outgoing_stanzas: What is sent to others with the next exchange.
        profile: A profile to send.
        whole: Wanted objects that are here, whole and checked.
    """

    def __init__(self, root: bytes, keys: DeviceKeys | None, *, invitation: InvitationId | None = None) -> None:
        self.kept = Kept(empty_view(root))
        self.commits = 0
        self.audience_keys: dict[tuple[AudienceId, int], bytes] = {}
        self.outgoing_stanzas: tuple[Stanza, ...] = ()
        self.profile = b""
        self.whole: set[ObjectId] = set()
        self._identity = Identity(keys, invitation)
        self._depth = 0

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        before, self._depth = self.kept, self._depth + 1
        if self._depth == 1:
            self.kept = before.snapshot()
            self.kept.entries = {feed: list(held) for feed, held in before.entries.items()}
        try:
            yield
        except BaseException:
            if self._depth == 1:
                self.kept = before
            raise
        else:
            self.commits += self._depth == 1
        finally:
            self._depth -= 1

    def network(self) -> NetworkView:
        return self.kept.view

    def identity(self) -> Identity:
        return self._identity

    def cursors(self) -> Sequence[FeedCursor]:
        authority = self.kept.view.authority
        span = self._identity.span(authority)
        return [
            FeedCursor(feed.ordinal, feed.handle, self.standing(feed.handle))
            for feed in authority.feeds_in_order()
            if authority.may_read(span, feed.audience)
        ]

    def standing(self, feed: FeedId) -> Standing:
        return self.kept.standings.get(feed, Standing(0, Position(0), first_digest(self.kept.view.root, feed)))

    def stanza_serial(self) -> int:
        return self.kept.serial

    def take_counter(self, lane: int) -> int:
        self.kept.counters[lane] = self.kept.counters.get(lane, 0) + 1
        return self.kept.counters[lane]

    def raise_counter(self, lane: int, highest: int) -> None:
        self.kept.counters[lane] = max(self.kept.counters.get(lane, 0), highest)

    def hub_has_lost(self) -> None:
        self.kept.is_hub_behind = True

    def hand_over(self, limit_bytes: int) -> Outgoing:
        if self.kept.is_hub_behind:
            return Outgoing((), (), b"")
        given: list[bytes] = []
        for envelope in self.kept.waiting:
            given.append(envelope)
            if sum(map(len, given)) >= limit_bytes:
                break
        return Outgoing(tuple(given), self.outgoing_stanzas, self.profile)

    def left_computer(self, envelopes: Sequence[bytes]) -> None:
        self.kept.left += [envelope for envelope in envelopes if envelope not in self.kept.left]

    def commit_head(self, step: HeadStep, outgoing: Outgoing, request: bytes) -> None:
        with self.transaction():
            kept = self.kept
            kept.receipts = [*kept.receipts, *step.receipts]
            final = {(each.device, each.first) for each in step.receipts if each.code in FINAL}
            headers = {envelope: parse_envelope(envelope).header for envelope in kept.waiting}
            kept.waiting = [each for each in kept.waiting if (headers[each].device, headers[each].number) not in final]
            kept.stanzas = [*kept.stanzas, *step.stanzas]
            kept.serial = step.stanza_serial
            kept.is_hub_behind = False
            self.outgoing_stanzas = ()
            self.profile = b""

    def commit_stanzas(self, step: StanzasStep) -> None:
        with self.transaction():
            self.kept.stanzas = [*self.kept.stanzas, *step.stanzas]

    def commit_network(self, step: NetworkStep) -> None:
        with self.transaction():
            self.kept.view = step.view
            self.kept.entries.setdefault(FeedId(bytes(8)), []).extend(step.entries)

    def commit_content(self, step: ContentStep) -> int:
        with self.transaction():
            kept = self.kept
            kept.standings = {**kept.standings, step.feed: step.standing}
            held = kept.entries.setdefault(step.feed, [])
            if len(held) != step.first - 1:
                raise AssertionError("entries skipped or doubled")
            held.extend(step.entries)
            return sum(self._apply(step.feed, entry) for entry in step.entries)

    def _apply(self, feed_handle: FeedId, entry: Entry) -> bool:
        kept, envelope = self.kept, parse_envelope(entry.envelope)
        feed = kept.view.authority.feeds[feed_handle]
        result = open_entry(
            kept.view, feed, entry, envelope, key_of=lambda audience, epoch: self.audience_keys.get((audience, epoch))
        )
        if isinstance(result, Opened):
            key = (feed_handle, result.change.record)
            result = replay(kept.view, feed, result, kept.states.get(key))
        if result.outcome is not Outcome.APPLIED or result.state is None:
            kept.refused = [*kept.refused, (entry.position, result.reason)]
            return False
        kept.states = {**kept.states, (feed_handle, result.state.id): result.state}
        return True

    def commit_offer(self, step: OfferStep) -> None:
        raise AssertionError("this replica asks for no snapshots")

    def snapshots(self) -> OfferedSnapshots:
        return NoSnapshots()

    def pending_uploads(self) -> Sequence[Upload]:
        return tuple(self.kept.to_upload)

    def read_object(self, object_id: ObjectId, offset: int, length: int) -> bytes:
        return self.kept.objects[object_id][offset : offset + length]

    def uploaded(self, object_id: ObjectId) -> None:
        self.kept.to_upload = [each for each in self.kept.to_upload if each.object_id != object_id]

    def object_end(self, object_id: ObjectId) -> int | None:
        """What is here of an object is always its begin."""
        return None

    def object_offset(self, object_id: ObjectId) -> int:
        return len(self.kept.objects.get(object_id, b""))

    def store_object(self, wanted: Upload, pieces: Iterator[bytes], offset: int) -> None:
        held = self.kept.objects.get(wanted.object_id, b"")[:offset]
        for piece in pieces:
            held += piece
            self.kept.objects[wanted.object_id] = held
        if len(held) < wanted.total:
            return
        if sealing.sha256(held) != wanted.object_id:
            del self.kept.objects[wanted.object_id]
            raise DigestError("not what its id says")
        self.whole.add(wanted.object_id)


class Asked:
    """Files that somebody asks for until they are here; see `client.ports.WantedFiles`.

    Attributes:
        unwanted: Those of them that nobody asks for any more.
    """

    def __init__(self, replica: MemoryReplica, *files: Upload) -> None:
        self._replica, self._files = replica, files
        self.unwanted: set[ObjectId] = set()

    def wanted(self) -> Sequence[Upload]:
        return [one for one in self._files if self.is_wanted(one.object_id)]

    def is_wanted(self, object_id: ObjectId) -> bool:
        return object_id not in self.unwanted and object_id not in self._replica.whole

    def free_bytes(self) -> int:
        return 10**9

    def arrived(self, object_id: ObjectId) -> None:
        """There is room for everything."""
