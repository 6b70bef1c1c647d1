"""The ledger in memory, for tests and the simulator; it passes the same contract tests as the one in SQLite.

A transaction that fails is undone step by step. Must not be used where anything should survive the process.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from haversack_sync.hub.memory_erasures import MemoryErasures
from haversack_sync.hub.memory_undo import drop as _drop
from haversack_sync.hub.memory_undo import popping as _popping
from haversack_sync.hub.memory_undo import put as _put
from haversack_sync.hub.ports import (
    KEPT_CARRIED_SECONDS,
    KEPT_USAGE_DAYS,
    ChainEnd,
    Counts,
    FeedEnd,
    HeldChange,
    LateChange,
    LedgerRow,
    Registration,
    SnapshotRow,
    StoredEntry,
    StoredStanza,
    Upload,
    Usage,
)
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol.envelope import envelope_hash

_StanzaKey = tuple[DeviceId, AudienceId, int, DeviceId]


class MemoryTransaction(MemoryErasures):
    """The ledger itself, with a list of how to undo what this transaction did; see `ports.LedgerWriter`."""

    def __init__(self) -> None:
        super().__init__()
        self._registration: Registration | None = None
        self._profile: bytes | None = None
        self._feeds: dict[FeedId, list[StoredEntry]] = {}
        self._newest: tuple[Position, int] = (Position(0), 0)
        self._chains: dict[DeviceId, dict[int, LedgerRow]] = {}
        self._ends: dict[DeviceId, ChainEnd] = {}
        self._held: dict[tuple[DeviceId, int], tuple[HeldChange, bytes]] = {}
        self._counters: dict[tuple[DeviceId, int], int] = {}
        self._usage: dict[tuple[DeviceId, int], Usage] = {}
        self._stanzas: dict[_StanzaKey, StoredStanza] = {}
        self._serial = 0
        self._snapshots: dict[Position, SnapshotRow] = {}
        self._disputes: dict[tuple[Position, DeviceId], bool] = {}
        self._swept: dict[Position, bool] = {}
        self._refs: dict[ObjectId, list[Position]] = {}
        self._objects: dict[ObjectId, tuple[int, int]] = {}
        self._uploads: dict[tuple[ObjectId, DeviceId], tuple[Upload, int]] = {}
        self._carried: dict[tuple[DeviceId, bytes], int] = {}
        self._late: dict[bytes, LateChange] = {}
        self._late_serial = 0
        self._refused: dict[DeviceId, int] = {}
        self._undo: list[Callable[[], None]] = []

    def commit(self) -> None:
        """Keep what was done."""
        self._undo.clear()

    def roll_back(self) -> None:
        """Undo what was done since the last commit."""
        for undo in reversed(self._undo):
            undo()
        self._undo.clear()

    def registration(self) -> Registration | None:
        """Return the network, or None before one registered."""
        return self._registration

    def last(self) -> tuple[Position, int]:
        """Return position and stamp of the last entry; (0, 0) if there is none."""
        return self._newest

    def feed_end(self, feed: FeedId) -> FeedEnd | None:
        """Return where a feed ends, or None while it is empty."""
        entries = self._feeds.get(feed)
        if not entries:
            return None
        return FeedEnd(entries[-1].n, entries[-1].entry.position, entries[-1].digest)

    def entries(self, feed: FeedId, *, after: int, up_to: int, at_most: int) -> Sequence[StoredEntry]:
        """Return the entries of a feed with numbers in (after, up_to], in order, at most so many."""
        return self._feeds.get(feed, [])[after : min(up_to, after + at_most)]

    def snapshot(self, feed: FeedId, position: int) -> SnapshotRow | None:
        """Return the snapshot that a feed's notice at a position announces, or None if there is no such notice."""
        found = self._snapshots.get(Position(position))
        return found if found is not None and found.feed == feed else None

    def offerable(self, feed: FeedId, *, above: int, at_most: int) -> Sequence[SnapshotRow]:
        """Return a feed's snapshots that may be offered; see `ports.LedgerReader`."""
        right = [one for one in self.unswept(feed) if one.is_right and not one.is_disputed and one.n > above]
        return right[:at_most]

    def unswept(self, feed: FeedId) -> Sequence[SnapshotRow]:
        """Return a feed's snapshots whose parts were not deleted, right or wrong, in the order of `offerable`."""
        here = [one for one in self._snapshots.values() if one.feed == feed and one.position not in self._swept]
        return sorted(here, key=lambda one: (one.n, one.position), reverse=True)

    def has_disputed(self, position: int, device: DeviceId) -> bool:
        """Tell whether a device disputes the snapshot that is announced at a position."""
        return (Position(position), device) in self._disputes

    def entry_bytes(self, feed: FeedId, *, after: int, up_to: int) -> int:
        """Return the length of a feed's envelopes with numbers in (after, up_to], in bytes."""
        return sum(len(stored.entry.envelope) for stored in self._feeds.get(feed, [])[after:up_to])

    def chain_end(self, device: DeviceId) -> ChainEnd | None:
        """Return where a key's chain ends, or None before its first number."""
        return self._ends.get(device)

    def ledger_row(self, device: DeviceId, number: int) -> LedgerRow | None:
        """Return what became of a number, or None if it was not used."""
        return self._chains.get(device, {}).get(number)

    def held(self, device: DeviceId) -> Sequence[HeldChange]:
        """Return what is held of a key's chain, by number."""
        return [self._held[key][0] for key in sorted(self._held) if key[0] == device]

    def held_envelope(self, device: DeviceId, number: int) -> bytes | None:
        """Return the bytes of a held change, or None."""
        held = self._held.get((device, number))
        return held[1] if held else None

    def held_bytes(self) -> int:
        """Return the length of everything that is held, in bytes."""
        return sum(change.size for change, _ in self._held.values())

    def held_devices(self, *, before: int | None = None) -> Sequence[DeviceId]:
        """Return the keys of which something is held, in order; only what came before a stamp, if one is given."""
        return sorted({one.device for one, _ in self._held.values() if before is None or one.stamp < before})

    def late(self, *, after: int, at_most: int) -> Sequence[LateChange]:
        """Return late changes with serials above `after`, in order, at most so many."""
        return sorted((one for one in self._late.values() if one.serial > after), key=_serial)[:at_most]

    def is_late(self, sha256: bytes) -> bool:
        """Tell whether an envelope with this hash is among the late changes."""
        return sha256 in self._late

    def late_bytes(self, device: DeviceId) -> int:
        """Return the length of a device's late changes, in bytes."""
        return sum(len(one.envelope) for one in self._late.values() if one.device == device)

    def refused(self) -> Sequence[tuple[DeviceId, int]]:
        """Return the revoked devices that came themselves and were told, with the stamp of the last time."""
        return sorted(self._refused.items())

    def entry_at(self, feed: FeedId, position: int) -> StoredEntry | None:
        """Return the entry of a feed at a position, or None."""
        return next((one for one in self._feeds.get(feed, []) if one.entry.position == position), None)

    def counter(self, device: DeviceId, lane: int) -> int:
        """Return the highest request counter of a lane, 0 before the first."""
        return self._counters.get((device, lane), 0)

    def usage(self, device: DeviceId, day: int) -> Usage:
        """Return what a device used on a day, counted in days since 1970."""
        return self._usage.get((device, day), Usage())

    def stanzas(self, recipient: DeviceId, *, after: int, at_most: int) -> Sequence[StoredStanza]:
        """Return a recipient's stanzas with serials above `after`, in order, at most so many."""
        own = [each for each in self._stanzas.values() if each.recipient == recipient and each.serial > after]
        return sorted(own, key=lambda stanza: stanza.serial)[:at_most]

    def profile(self) -> bytes | None:
        """Return the network profile, or None before there is one."""
        return self._profile

    def object_size(self, object_id: ObjectId) -> int | None:
        """Return the length of a whole object in bytes, or None."""
        held = self._objects.get(object_id)
        return held[0] if held else None

    def whole(self, objects: Sequence[ObjectId]) -> tuple[int, int]:
        """Return how many of some different objects are whole, and their length together in bytes."""
        sizes = [self._objects[one][0] for one in objects if one in self._objects]
        return len(sizes), sum(sizes)

    def object_stamp(self, object_id: ObjectId) -> int | None:
        """Return when a whole object was last sent or found here by who wanted to send it; None if it is not here."""
        held = self._objects.get(object_id)
        return held[1] if held else None

    def upload(self, object_id: ObjectId, device: DeviceId) -> Upload | None:
        """Return how far a device's upload of an object is, or None."""
        held = self._uploads.get((object_id, device))
        return held[0] if held else None

    def carried(self, device: DeviceId) -> Sequence[bytes]:
        """Return what a device handed over by sticks, the latest last."""
        own = sorted((stamp, item) for (whose, item), stamp in self._carried.items() if whose == device)
        return [item for _, item in own]

    def carried_devices(self) -> Sequence[DeviceId]:
        """Return the devices that handed something over by sticks, in order."""
        return sorted({device for device, _ in self._carried})

    def needing(self, object_id: ObjectId) -> Sequence[Position]:
        """Return the positions of the entries that need an object, in order."""
        return tuple(self._refs.get(object_id, ()))

    def counts(self) -> Counts:
        """Return what the ledger holds."""
        entries = sum(len(feed) for feed in self._feeds.values())
        return Counts(entries, len(self._objects), sum(size for size, _ in self._objects.values()), len(self._uploads))

    def register(self, registration: Registration, *, stamp: int) -> None:
        """Store the network, in place of one that has no entries. Only SQLite keeps the stamp, for the operator."""
        del stamp
        before = self._registration
        self._undo.append(lambda: setattr(self, "_registration", before))
        self._registration = registration

    def append(self, entries: Sequence[StoredEntry], refs: Sequence[tuple[ObjectId, Position]]) -> None:
        """Store entries with growing positions, and which objects they need."""
        newest = self._newest
        self._undo.append(lambda: setattr(self, "_newest", newest))
        for stored in entries:
            feed = self._feeds.setdefault(stored.feed, [])
            feed.append(stored)
            self._undo.append(_popping(feed))
            self._newest = (stored.entry.position, stored.entry.stamp)
        for object_id, position in refs:
            needing = self._refs.setdefault(object_id, [])
            needing.append(position)
            self._undo.append(_popping(needing))

    def announce(self, snapshots: Sequence[SnapshotRow]) -> None:
        """Store what notices announce."""
        for one in snapshots:
            _put(self._undo, self._snapshots, one.position, one)

    def dispute(self, disputes: Sequence[tuple[Position, DeviceId]]) -> None:
        """Store which devices dispute the snapshots announced at which positions; each once."""
        for position, device in disputes:
            _put(self._undo, self._disputes, (position, device), value=True)
            _put(self._undo, self._snapshots, position, replace(self._snapshots[position], is_disputed=True))

    def set_swept(self, positions: Sequence[Position]) -> None:
        """Store that the parts of the snapshots announced at these positions were deleted. Safe to repeat."""
        for position in positions:
            _put(self._undo, self._swept, position, value=True)

    def record(self, rows: Sequence[LedgerRow]) -> None:
        """Store what became of numbers that were not used before."""
        for row in rows:
            _put(self._undo, self._chains.setdefault(row.device, {}), row.number, row)
            end = self._ends.get(row.device)
            if end is None or row.number > end.number:
                _put(self._undo, self._ends, row.device, ChainEnd(row.number, row.sha256))

    def hold(self, change: HeldChange, envelope: bytes) -> None:
        """Store a change that waits; one number is held once."""
        _put(self._undo, self._held, (change.device, change.number), (change, envelope))

    def let_go(self, device: DeviceId, number: int) -> None:
        """Forget a held change. Safe to repeat."""
        _drop(self._undo, self._held, (device, number))

    def set_aside(self, changes: Sequence[LateChange]) -> None:
        """Store late changes under new serials."""
        serial = self._late_serial
        self._undo.append(lambda: setattr(self, "_late_serial", serial))
        for change in changes:
            self._late_serial += 1
            kept = replace(change, serial=self._late_serial)
            _put(self._undo, self._late, envelope_hash(change.envelope), kept)

    def forget_late(self, *, before: int) -> None:
        """Forget late changes that came before a stamp."""
        for sha256 in [sha256 for sha256, one in self._late.items() if one.stamp < before]:
            _drop(self._undo, self._late, sha256)

    def note_refused(self, device: DeviceId, *, stamp: int) -> None:
        """Store that a revoked device came and was told."""
        _put(self._undo, self._refused, device, stamp)

    def set_counter(self, device: DeviceId, lane: int, counter: int) -> None:
        """Store a lane's highest request counter."""
        _put(self._undo, self._counters, (device, lane), counter)

    def set_usage(self, device: DeviceId, day: int, usage: Usage) -> None:
        """Store what a device used on a day, and forget days long past."""
        _put(self._undo, self._usage, (device, day), usage)
        for key in [key for key in self._usage if key[1] < day - KEPT_USAGE_DAYS]:
            _drop(self._undo, self._usage, key)

    def put_stanzas(self, stanzas: Sequence[StoredStanza]) -> None:
        """Store stanzas under new serials; the same bytes again change nothing."""
        serial = self._serial
        self._undo.append(lambda: setattr(self, "_serial", serial))
        for stanza in stanzas:
            key = (stanza.recipient, stanza.audience, stanza.number, stanza.sender)
            held = self._stanzas.get(key)
            if held is None or held.sealed != stanza.sealed:
                self._serial += 1
                _put(self._undo, self._stanzas, key, replace(stanza, serial=self._serial))

    def put_profile(self, profile: bytes) -> None:
        """Store the network profile."""
        before = self._profile
        self._undo.append(lambda: setattr(self, "_profile", before))
        self._profile = profile

    def put_upload(self, object_id: ObjectId, device: DeviceId, upload: Upload, *, stamp: int) -> None:
        """Store how far an upload is."""
        _put(self._undo, self._uploads, (object_id, device), (upload, stamp))

    def drop_upload(self, object_id: ObjectId, device: DeviceId) -> None:
        """Forget an upload."""
        _drop(self._undo, self._uploads, (object_id, device))

    def drop_uploads_before(self, stamp: int) -> Sequence[tuple[ObjectId, DeviceId]]:
        """Forget uploads that were not touched since a stamp; return them."""
        old = [key for key, (_, touched) in self._uploads.items() if touched < stamp]
        for key in old:
            _drop(self._undo, self._uploads, key)
        return old

    def put_carried(self, device: DeviceId, items: Sequence[bytes], *, stamp: int) -> None:
        """Store what a device handed over by a stick, and forget what all devices did long ago. Safe to repeat."""
        for item in items:
            _put(self._undo, self._carried, (device, item), stamp)
        for key in [key for key, since in self._carried.items() if since < stamp - KEPT_CARRIED_SECONDS]:
            _drop(self._undo, self._carried, key)

    def put_object(self, object_id: ObjectId, size: int, *, stamp: int) -> None:
        """Store that an object is whole; again changes nothing but the stamp, and that forwards only."""
        first, last = self._objects.get(object_id, (size, stamp))
        _put(self._undo, self._objects, object_id, (first, max(stamp, last)))

    def drop_object(self, object_id: ObjectId) -> None:
        """Forget that an object is whole. Safe to repeat."""
        _drop(self._undo, self._objects, object_id)


class MemoryLedger:
    """The ledger in memory; see `ports.Ledger`. One transaction or reader at a time."""

    def __init__(self) -> None:
        self._state = MemoryTransaction()
        self._alone = threading.Lock()

    @contextlib.contextmanager
    def reading(self) -> Iterator[MemoryTransaction]:
        """Open one moment for reading."""
        with self._alone:
            yield self._state

    @contextlib.contextmanager
    def writing(self) -> Iterator[MemoryTransaction]:
        """Open a transaction; it is kept when the block ends, and undone if it raises."""
        with self._alone:
            try:
                yield self._state
            except BaseException:
                self._state.roll_back()
                raise
            self._state.commit()

    def settle(self) -> bool:
        """Tell that nothing is left: there are no files."""
        return True


def _serial(change: LateChange) -> int:
    return change.serial
