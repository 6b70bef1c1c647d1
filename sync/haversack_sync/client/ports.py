"""What a sync needs from the vault: the `Replica` port. The vault implements it; the simulator does too.

Must not contain an implementation.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from haversack_sync.client.answers import ContentStep, HeadStep, NetworkStep, OfferStep, StanzasStep
from haversack_sync.client.identity import Identity
from haversack_sync.client.snapshot_patience import Waiting
from haversack_sync.model.ids import FeedId, ObjectId, Position
from haversack_sync.protocol.entries import Standing
from haversack_sync.protocol.messages import Ask, Stanza
from haversack_sync.protocol.network import NetworkView


@dataclass(frozen=True, slots=True)
class FeedCursor:
    """A feed that this device reads: its number on the wire, its handle, and where it stands here.

    `takes_snapshot` says whether a snapshot in the place of many entries is welcome, `comes_by_snapshot` that one is
    being collected: then its entries are not asked for, and nothing is whole before it is here.
    """

    ordinal: int
    feed: FeedId
    standing: Standing
    takes_snapshot: bool = False
    comes_by_snapshot: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is handed to the hub in one exchange.

    Attributes:
        envelopes: Sealed changes in their order, some perhaps sent before without an answer.
        stanzas: Keys sealed to others.
        profile: A new network profile, or empty.
        asks: About changes that the hub held when it answered last, and that are not handed over again.
    """

    envelopes: tuple[bytes, ...]
    stanzas: tuple[Stanza, ...]
    profile: bytes
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """An object that the hub does not hold yet: its id and its sealed length in bytes."""

    object_id: ObjectId
    total: int


@dataclass(frozen=True, slots=True)
class OfferedSnapshot:
    """A snapshot that the hub offered and that is wanted here.

    Attributes:
        feed: Of which feed.
        position: Where it was announced; with the feed, its name.
        waiting: What failed since a part of it came last.
    """

    feed: FeedId
    position: Position
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class MissingPart:
    """A part of a snapshot that is not here, how long it may be, in bytes, and what came of it before."""

    object_id: ObjectId
    most: int
    begun: bytes = b""


class GivenUp(Enum):
    """Why a snapshot is not wanted any more, so that entries come in its place."""

    LATER = auto()
    """Its parts did not come while exchanges did; it is welcome again in a while."""
    CONTRADICTS = auto()
    """It contradicts itself or what is here: once the entries are here it is judged by them, and everybody is told."""
    UNUSABLE = auto()
    """It does not open, or is not whole; nobody need lie for that."""


class Replica(Protocol):
    """The vault as a sync sees it. Every method that changes something is one transaction, or part of `transaction`."""

    def transaction(self) -> AbstractContextManager[object]:
        """Join several calls into one transaction."""

    def network(self) -> NetworkView:
        """Return the verified network as known here."""

    def identity(self) -> Identity:
        """Return who this computer is; one without keys is handed nothing and sends nothing."""

    def cursors(self) -> Sequence[FeedCursor]:
        """Return the content feeds that this device may read, the most urgent first."""

    def stanza_serial(self) -> int:
        """Return the serial number of the last stanza received."""

    def take_counter(self, lane: int) -> int:
        """Store the next request counter of a lane, then return it; it is never given twice."""

    def raise_counter(self, lane: int, highest: int) -> None:
        """Go above a counter that the hub has seen."""

    def hand_over(self, limit_bytes: int) -> Outgoing:
        """Seal what waits and return what the hub has not answered yet, at most about `limit_bytes`.

        Nothing, as long as the hub has lost entries, as it said last; one change alone, as long as it takes none.
        """

    def hub_has_lost(self) -> None:
        """Note that the hub knows less than this computer: until it answers, nothing is handed over."""

    def left_computer(self, envelopes: Sequence[bytes]) -> None:
        """Note that envelopes may have left this computer: without a receipt they count as sent."""

    def commit_head(self, step: HeadStep, outgoing: Outgoing, request: bytes) -> None:
        """Keep the hub's receipts with their evidence, and keys for this device.

        Args:
            step: The verified head.
            outgoing: What the request handed over.
            request: What proves the request, see `requests.request_proof`.
        """

    def commit_stanzas(self, step: StanzasStep) -> None:
        """Keep keys for this device that a folder carried."""

    def commit_network(self, step: NetworkStep) -> None:
        """Keep verified network entries and go on from there."""

    def commit_content(self, step: ContentStep) -> int:
        """Keep a feed's verified entries, replay them; return how many changed a record."""

    def commit_offer(self, step: OfferStep) -> None:
        """Keep an offered snapshot, to be collected; one that cannot be used is remembered, so that entries come."""

    def snapshots(self) -> "OfferedSnapshots":
        """Return what keeps the parts of snapshots that were offered."""

    def pending_uploads(self) -> Sequence[Upload]:
        """Return the objects that changes made here name and that the hub does not hold yet."""

    def read_object(self, object_id: ObjectId, offset: int, length: int) -> bytes:
        """Return a piece of an object's sealed bytes."""

    def uploaded(self, object_id: ObjectId) -> None:
        """Note that the hub holds an object."""

    def object_offset(self, object_id: ObjectId) -> int:
        """Return from which byte on a wanted object must be fetched: so many are here, in a row."""

    def object_end(self, object_id: ObjectId) -> int | None:
        """Return up to which byte a wanted object must be fetched first, where something behind it is here already."""

    def store_object(self, wanted: Upload, pieces: Iterator[bytes], offset: int) -> None:
        """Append pieces to a wanted object from an offset on; when whole, check its hash and keep it.

        Raises:
            DigestError: It is whole and not what its id says; the bytes are dropped.
        """


class OfferedSnapshots(Protocol):
    """The snapshots that are being collected. What changes something is a transaction of its own."""

    def offered(self) -> Sequence[OfferedSnapshot]:
        """Return those that are wanted now, the most urgent first; one that failed stands behind those that did not."""

    def missing(self, snapshot: OfferedSnapshot) -> Sequence[MissingPart]:
        """Return what of a snapshot is not here: its index alone as long as that is missing.

        Raises:
            WireError: The index is malformed.
        """

    def keep(self, snapshot: OfferedSnapshot, object_id: ObjectId, data: bytes) -> None:
        """Keep a part whose hash was checked. Safe to repeat."""

    def keep_begun(self, snapshot: OfferedSnapshot, object_id: ObjectId, data: bytes) -> None:
        """Keep what came of a part that is not whole, which proves nothing; forget it where there is nothing."""

    def keep_waiting(self, snapshot: OfferedSnapshot, waiting: Waiting) -> None:
        """Keep what failed."""

    def use(self, snapshot: OfferedSnapshot) -> int:
        """Put its feed to where a whole snapshot stands; return how many records changed.

        Raises:
            LyingSnapshotError: It contradicts itself, or what is here.
            SealError: A part does not open.
            WireError: A part is malformed.
        """

    def give_up(self, snapshot: OfferedSnapshot, why: GivenUp) -> None:
        """Want it no longer, and forget its parts."""


class WantedFiles(Protocol):
    """Which files somebody asks for; people change their minds while files arrive."""

    def wanted(self) -> Sequence[Upload]:
        """Return the files that are asked for now and are not here, in the order in which they should come."""

    def is_wanted(self, object_id: ObjectId) -> bool:
        """Tell whether somebody still asks for a file, and whether there would be room; nothing is changed by it."""

    def free_bytes(self) -> int:
        """Return how many bytes of files may come without anything having to go for them."""

    def arrived(self, object_id: ObjectId) -> None:
        """Note that bytes of a file are here, and right as far as can be told: now room is made for all of it."""
