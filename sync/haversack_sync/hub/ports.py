"""What the hub keeps, as values, and the ports through which it keeps them.

A store gives transactions: reading sees one moment, writing is alone and happens whole or not at all. SQLite and memory
implement the same ports and pass the same contract tests. Must not contain an implementation.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from haversack_sync.hub.erasure_ports import ErasureReading, ErasureWriting
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol.entries import Entry

KEPT_USAGE_DAYS: Final = 2
"""What devices used is forgotten after so many more days: who was at work when is nobody's business."""

KEPT_CARRIED_SECONDS: Final = 180 * 24 * 3600
"""For so long sticks bring home what became of what came by a stick: a journey may take months."""


@dataclass(frozen=True, slots=True)
class Registration:
    """The one network that this hub serves: its root public key, and the era in which it began.

    `is_restored` tells that a backup was put back and no coordinator has begun a new era yet: nothing is accepted.
    """

    root_key: bytes
    era: int
    is_restored: bool = False


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry in its feed: its number there, from 1, the entry, and the feed's digest after it."""

    feed: FeedId
    n: int
    entry: Entry
    digest: bytes


@dataclass(frozen=True, slots=True)
class FeedEnd:
    """Where a feed ends: entries, position of the last one, digest after it."""

    n: int
    position: Position
    digest: bytes


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where a signing key's own chain ends: the number used last, and SHA-256 of that envelope."""

    number: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A used number: whose, the envelope's SHA-256, the receipt's code, position and reason."""

    device: DeviceId
    number: int
    sha256: bytes
    code: int
    position: Position
    reason: str


@dataclass(frozen=True, slots=True)
class HeldChange:
    """An authentic change that waits for what it needs.

    Attributes:
        device: Whose.
        number: Its place in that key's chain.
        sha256: Of the envelope.
        reason: What it waits for, as its receipt said.
        stamp: The hub's stamp when it came, seconds.
        size: Of the envelope in bytes.
    """

    device: DeviceId
    number: int
    sha256: bytes
    reason: str
    stamp: int
    size: int


@dataclass(frozen=True, slots=True)
class LateChange:
    """A change of a revoked device that came after its revocation: quarantined, for coordinators to read.

    Attributes:
        serial: Grows with every one stored.
        device: Whose.
        stamp: The hub's stamp when it came, seconds.
        envelope: Its bytes.
    """

    serial: int
    device: DeviceId
    stamp: int
    envelope: bytes


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """A snapshot that a notice announces.

    Attributes:
        feed: Of which feed.
        position: Position of the notice.
        at: The notice's place in its feed.
        n: How many entries of the feed it stands for.
        index: Its index object.
        is_right: Whether it says the digest that the feed has here after n entries.
        is_disputed: Whether somebody says that it is wrong.
    """

    feed: FeedId
    position: Position
    at: int
    n: int
    index: ObjectId
    is_right: bool
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """What a device used on one UTC day: changes, and bytes uploaded."""

    changes: int = 0
    upload_bytes: int = 0


@dataclass(frozen=True, slots=True)
class StoredStanza:
    """An audience key sealed to one recipient by one sender; `serial` grows with every one stored."""

    serial: int
    audience: AudienceId
    number: int
    recipient: DeviceId
    sender: DeviceId
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """An object that one device is uploading: its whole length, and how many bytes are held, both in bytes."""

    total: int
    received: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What a ledger holds: entries, objects and their bytes, and uploads that are not whole."""

    entries: int
    objects: int
    object_bytes: int
    uploads: int


class LedgerReader(ErasureReading, Protocol):
    """One moment of the ledger."""

    def registration(self) -> Registration | None:
        """Return the network, or None before one registered."""

    def last(self) -> tuple[Position, int]:
        """Return position and stamp of the last entry; (0, 0) if there is none."""

    def feed_end(self, feed: FeedId) -> FeedEnd | None:
        """Return where a feed ends, or None while it is empty."""

    def entries(self, feed: FeedId, *, after: int, up_to: int, at_most: int) -> Sequence[StoredEntry]:
        """Return the entries of a feed with numbers in (after, up_to], in order, at most so many."""

    def snapshot(self, feed: FeedId, position: int) -> SnapshotRow | None:
        """Return the snapshot that a feed's notice at a position announces, or None if there is no such notice."""

    def offerable(self, feed: FeedId, *, above: int, at_most: int) -> Sequence[SnapshotRow]:
        """Return a feed's snapshots that are right, that nobody disputes and whose parts were not deleted.

        Args:
            feed: The feed.
            above: They stand for more entries than this.
            at_most: So many, those that stand for most entries first, of equal ones the later announced.
        """

    def unswept(self, feed: FeedId) -> Sequence[SnapshotRow]:
        """Return a feed's snapshots whose parts were not deleted, right or wrong, in the order of `offerable`."""

    def has_disputed(self, position: int, device: DeviceId) -> bool:
        """Tell whether a device disputes the snapshot that is announced at a position."""

    def entry_bytes(self, feed: FeedId, *, after: int, up_to: int) -> int:
        """Return the length of a feed's envelopes with numbers in (after, up_to], in bytes."""

    def chain_end(self, device: DeviceId) -> ChainEnd | None:
        """Return where a key's chain ends, or None before its first number."""

    def ledger_row(self, device: DeviceId, number: int) -> LedgerRow | None:
        """Return what became of a number, or None if it was not used."""

    def held(self, device: DeviceId) -> Sequence[HeldChange]:
        """Return what is held of a key's chain, by number."""

    def held_envelope(self, device: DeviceId, number: int) -> bytes | None:
        """Return the bytes of a held change, or None."""

    def held_bytes(self) -> int:
        """Return the length of everything that is held, in bytes."""

    def held_devices(self, *, before: int | None = None) -> Sequence[DeviceId]:
        """Return the keys of which something is held, in order; only what came before a stamp, if one is given."""

    def late(self, *, after: int, at_most: int) -> Sequence[LateChange]:
        """Return late changes with serials above `after`, in order, at most so many."""

    def is_late(self, sha256: bytes) -> bool:
        """Tell whether an envelope with this hash is among the late changes."""

    def late_bytes(self, device: DeviceId) -> int:
        """Return the length of a device's late changes, in bytes."""

    def refused(self) -> Sequence[tuple[DeviceId, int]]:
        """Return the revoked devices that came themselves and were told, with the stamp of the last time."""

    def entry_at(self, feed: FeedId, position: int) -> StoredEntry | None:
        """Return the entry of a feed at a position, or None."""

    def counter(self, device: DeviceId, lane: int) -> int:
        """Return the highest request counter of a lane, 0 before the first."""

    def usage(self, device: DeviceId, day: int) -> Usage:
        """Return what a device used on a day, counted in days since 1970."""

    def stanzas(self, recipient: DeviceId, *, after: int, at_most: int) -> Sequence[StoredStanza]:
        """Return a recipient's stanzas with serials above `after`, in order, at most so many."""

    def profile(self) -> bytes | None:
        """Return the network profile, or None before there is one."""

    def object_size(self, object_id: ObjectId) -> int | None:
        """Return the length of a whole object in bytes, or None."""

    def whole(self, objects: Sequence[ObjectId]) -> tuple[int, int]:
        """Return how many of some different objects are whole, and their length together in bytes."""

    def object_stamp(self, object_id: ObjectId) -> int | None:
        """Return when somebody last sent a whole object, or found it here when about to send it; None if it is not."""

    def upload(self, object_id: ObjectId, device: DeviceId) -> Upload | None:
        """Return how far a device's upload of an object is, or None."""

    def carried(self, device: DeviceId) -> Sequence[bytes]:
        """Return what a device handed over by sticks, the latest last; what it means is `stick_letters`'s."""

    def carried_devices(self) -> Sequence[DeviceId]:
        """Return the devices that handed something over by sticks, in order."""

    def needing(self, object_id: ObjectId) -> Sequence[Position]:
        """Return the positions of the entries that need an object, in order."""

    def counts(self) -> Counts:
        """Return what the ledger holds."""


class LedgerWriter(LedgerReader, ErasureWriting, Protocol):
    """A transaction: sees its own writes, alone with the ledger until it ends."""

    def register(self, registration: Registration, *, stamp: int) -> None:
        """Store the network, in place of one that has no entries; or whether this one waits for a new era."""

    def append(self, entries: Sequence[StoredEntry], refs: Sequence[tuple[ObjectId, Position]]) -> None:
        """Store entries with growing positions, and which objects they need."""

    def announce(self, snapshots: Sequence[SnapshotRow]) -> None:
        """Store what notices announce."""

    def dispute(self, disputes: Sequence[tuple[Position, DeviceId]]) -> None:
        """Store which devices dispute the snapshots announced at which positions; each once."""

    def set_swept(self, positions: Sequence[Position]) -> None:
        """Store that the parts of the snapshots announced at these positions were deleted. Safe to repeat."""

    def record(self, rows: Sequence[LedgerRow]) -> None:
        """Store what became of numbers that were not used before."""

    def hold(self, change: HeldChange, envelope: bytes) -> None:
        """Store a change that waits; one number is held once."""

    def let_go(self, device: DeviceId, number: int) -> None:
        """Forget a held change. Safe to repeat."""

    def set_aside(self, changes: Sequence[LateChange]) -> None:
        """Store late changes under new serials (the given ones do not count)."""

    def forget_late(self, *, before: int) -> None:
        """Forget late changes that came before a stamp."""

    def note_refused(self, device: DeviceId, *, stamp: int) -> None:
        """Store that a revoked device came and was told."""

    def set_counter(self, device: DeviceId, lane: int, counter: int) -> None:
        """Store a lane's highest request counter."""

    def set_usage(self, device: DeviceId, day: int, usage: Usage) -> None:
        """Store what a device used on a day, and forget days long past."""

    def put_stanzas(self, stanzas: Sequence[StoredStanza]) -> None:
        """Store stanzas under new serials (the given ones do not count); the same bytes again change nothing."""

    def put_profile(self, profile: bytes) -> None:
        """Store the network profile."""

    def put_upload(self, object_id: ObjectId, device: DeviceId, upload: Upload, *, stamp: int) -> None:
        """Store how far an upload is."""

    def drop_upload(self, object_id: ObjectId, device: DeviceId) -> None:
        """Forget an upload."""

    def drop_uploads_before(self, stamp: int) -> Sequence[tuple[ObjectId, DeviceId]]:
        """Forget uploads that were not touched since a stamp; return them."""

    def put_carried(self, device: DeviceId, items: Sequence[bytes], *, stamp: int) -> None:
        """Store what a device handed over by a stick, and forget what all devices did long ago. Safe to repeat."""

    def put_object(self, object_id: ObjectId, size: int, *, stamp: int) -> None:
        """Store that an object is whole; again changes nothing but the stamp, and that forwards only."""

    def drop_object(self, object_id: ObjectId) -> None:
        """Forget that an object is whole. Safe to repeat."""


class Ledger(Protocol):
    """Where everything but the objects' bytes is kept."""

    def reading(self) -> AbstractContextManager[LedgerReader]:
        """Open one moment for reading."""

    def writing(self) -> AbstractContextManager[LedgerWriter]:
        """Open a transaction; it is stored when the block ends, and not at all if it raises."""

    def settle(self) -> bool:
        """Take what was erased out of files and logs; return whether nothing of it is left."""


class ObjectBytes(Protocol):
    """Where the sealed bytes of objects are kept."""

    def write_slice(self, object_id: ObjectId, device: DeviceId, *, offset: int, data: bytes) -> None:
        """Write a slice of an upload at its offset and wait until the disk has it."""

    def finish(self, object_id: ObjectId, device: DeviceId, *, total: int) -> bool:
        """Check an upload's hash; if it is right, keep it as a whole object. The upload's bytes are gone either way.

        Safe to repeat: an object that is whole already counts as right.
        """

    def drop(self, object_id: ObjectId, device: DeviceId) -> None:
        """Forget an upload's bytes. Safe to repeat."""

    def remove(self, object_id: ObjectId) -> None:
        """Delete a whole object's bytes. Safe to repeat."""

    def partial(self) -> Sequence[tuple[ObjectId, DeviceId]]:
        """Return the uploads of which there are bytes."""

    def read(self, object_id: ObjectId, *, start: int, length: int) -> Iterator[bytes]:
        """Yield a stretch of a whole object in pieces."""

    def size(self, object_id: ObjectId) -> int | None:
        """Return the length of a whole object in bytes, or None."""
