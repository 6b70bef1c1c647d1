"""What a simulated laptop's disk holds: the rows of a vault's tables as plain, unchanging values."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from haversack.store.eras import Gap
from haversack.store.outbox import ItemState
from haversack.store.snapshot_notices import Announced
from haversack_sync.client.snapshot_patience import Waiting
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId, ObjectId, Position, RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.entries import Standing as FeedStanding
from haversack_sync.protocol.envelope import NO_PREV
from haversack_sync.protocol.erasing import ErasedEntry
from haversack_sync.protocol.messages import LateEnvelope, Stanza
from haversack_sync.protocol.network import NetworkView


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One change in the outbox; see `store.schema.outbox`.

    Attributes:
        sequence: Its place in the order of writing.
        act: Number of the act in the history, 0 for an entry of the `network` feed.
        signer: Whose key signs.
        feed: Where it goes.
        record: Which record, or None.
        body: What is sealed.
        state: What is true of it.
        reason: Why it was refused, or what the hub said last.
        number: Its number in the signer's chain, once sealed.
        envelope: Once sealed.
        position: Where the hub says that it lies.
        refs: Objects that it needs.
        is_succession: Whether it brings in new keys of a copied vault.
    """

    sequence: int
    act: int
    signer: DeviceId
    feed: FeedId
    record: RecordId | None
    body: bytes
    state: ItemState = ItemState.WAITING
    reason: str = ""
    number: int | None = None
    envelope: bytes | None = None
    position: int | None = None
    refs: tuple[ObjectId, ...] = ()
    is_succession: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A sealed part of a snapshot on its way; see `store.schema.snapshot_parts`."""

    feed: FeedId
    n: int
    part: int
    sealed: bytes
    is_own: bool
    is_at_hub: bool


@dataclass(frozen=True, slots=True)
class MadeRow:
    """The newest snapshot of a feed that was made here; see `store.schema.snapshots_made`."""

    n: int
    index: ObjectId
    notice: bytes
    is_announced: bool


@dataclass(frozen=True, slots=True)
class Base:
    """Where a feed that began with a snapshot begins here; see `store.snapshot_state.Base`.

    Attributes:
        n: Entries that the snapshot stands for.
        position: Position of the last of them.
        digest: The feed's digest there.
        authors: The number of each author's last change.
        notice_position: Where the snapshot was announced.
        states: The records as it had them.
    """

    n: int
    position: Position
    digest: bytes
    authors: Mapping[DeviceId, int]
    notice_position: int
    states: Mapping[RecordId, RecordState]


@dataclass(slots=True)
class Kept:
    """Everything on the disk.

    Attributes:
        view: The network.
        network: Entries of the `network` feed.
        standings: Where each other feed stands.
        applied: How many entries of each feed are replayed.
        entries: Entries of each feed.
        refused: Why entries had no effect, by feed and number.
        states: Records by feed and id.
        numbers: Last replayed number of each author in each feed.
        outbox: Changes made here, by sequence.
        written: How many were ever written.
        chains: Next number and `prev` of each own key.
        counters: Of each lane.
        audience_keys: What opens content.
        stanzas: Keys sealed to this device that are not opened yet.
        serial: Serial of the newest stanza.
        to_send: Keys sealed to others that the hub has not got.
        sealed: To whom this device sealed which epoch of `members`.
        last_contact: The hub's stamp then.
        objects: Sealed files that are here, whole or not.
        whole: Which of them are whole.
        to_upload: What the hub lacks, with its length.
        notices: Announced snapshots by feed and position.
        parts: Sealed parts of snapshots.
        begun: What is here of the part of each feed's snapshot that is not whole.
        tries: What failed of snapshots that are wanted, by feed and position.
        aside: Until which stamp of the hub snapshots are not wanted, by feed and position.
        made: The newest snapshot of each feed that was made here.
        bases: Feeds that began here with a snapshot.
        late: Changes of revoked computers that came after their revocation, for coordinators.
        gap: Why nothing may be written behind what the hub stands at; see `store.eras.Gap`.
        handing_back: What a restored hub lost of others.
        were_sent: Keys sealed to others that the hub has got.
        fallen: How often it fell back to where an era began.
        followed_era: The newest era that it stood at the beginning of.
        erased: Position of the first order that erased a record, by feed and record.
        named: Entries that orders name, by feed and position.
        unordered: Entries of erased records that no order names, and whose they are, by feed and position.
        reported: Announced erasures about which a report was written, or needs not to be.
        done: Which devices say that they followed which announced erasure.
        wrong_orders: Positions of orders that name changes of other records.
    """

    view: NetworkView
    network: tuple[Entry, ...] = ()
    standings: dict[FeedId, FeedStanding] = field(default_factory=dict)
    applied: dict[FeedId, int] = field(default_factory=dict)
    entries: dict[FeedId, tuple[Entry, ...]] = field(default_factory=dict)
    refused: dict[tuple[FeedId, int], str] = field(default_factory=dict)
    states: dict[tuple[FeedId, RecordId], RecordState] = field(default_factory=dict)
    numbers: dict[tuple[FeedId, DeviceId], int] = field(default_factory=dict)
    outbox: dict[int, OutboxRow] = field(default_factory=dict)
    written: int = 0
    chains: dict[DeviceId, tuple[int, bytes]] = field(default_factory=dict)
    counters: dict[int, int] = field(default_factory=dict)
    audience_keys: dict[tuple[AudienceId, int], bytes] = field(default_factory=dict)
    stanzas: tuple[Stanza, ...] = ()
    serial: int = 0
    to_send: tuple[Stanza, ...] = ()
    sealed: frozenset[tuple[DeviceId, int]] = frozenset()
    last_contact: int = 0
    objects: dict[ObjectId, bytes] = field(default_factory=dict)
    whole: frozenset[ObjectId] = frozenset()
    to_upload: dict[ObjectId, int] = field(default_factory=dict)
    notices: dict[tuple[FeedId, int], Announced] = field(default_factory=dict)
    parts: dict[ObjectId, Part] = field(default_factory=dict)
    begun: dict[FeedId, tuple[ObjectId, bytes]] = field(default_factory=dict)
    tries: dict[tuple[FeedId, int], Waiting] = field(default_factory=dict)
    aside: dict[tuple[FeedId, int], int] = field(default_factory=dict)
    made: dict[FeedId, MadeRow] = field(default_factory=dict)
    bases: dict[FeedId, Base] = field(default_factory=dict)
    late: tuple[LateEnvelope, ...] = ()
    gap: Gap = Gap.NONE
    handing_back: tuple[bytes, ...] = ()
    were_sent: tuple[Stanza, ...] = ()
    fallen: int = 0
    followed_era: int = 0
    erased: dict[tuple[FeedId, RecordId], int] = field(default_factory=dict)
    named: dict[tuple[FeedId, int], ErasedEntry] = field(default_factory=dict)
    unordered: dict[tuple[FeedId, int], tuple[ErasedEntry, RecordId]] = field(default_factory=dict)
    reported: frozenset[bytes] = frozenset()
    done: dict[bytes, frozenset[DeviceId]] = field(default_factory=dict)
    wrong_orders: tuple[int, ...] = ()

    def copy(self) -> "Kept":
        """Return a copy that later changes do not reach."""
        new = copy.copy(self)
        for name in _MAPPINGS:
            setattr(new, name, dict(getattr(self, name)))
        return new

    def first_n(self, feed: FeedId) -> int:
        """Return how many entries of a feed are here by a snapshot alone."""
        base = self.bases.get(feed)
        return base.n if base is not None else 0

    def chain_end(self, signer: DeviceId) -> tuple[int, bytes]:
        """Return the next number of a key's chain, and the `prev` that it has."""
        return self.chains.get(signer, (0, NO_PREV))


_MAPPINGS = tuple(each.name for each in fields(Kept) if each.default_factory is dict)
