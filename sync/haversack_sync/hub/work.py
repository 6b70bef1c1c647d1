"""One transaction's work on the ledger: what was read once, what is new, and writing it all at the end.

Accepting a change needs the end of its author's chain and of its feed; both are read once and then followed here, so
that thousands of changes cost a handful of statements. Must not judge anything: `accept.py` does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from haversack_sync.hub.erasure_ports import Erasure
from haversack_sync.hub.network_state import NetworkDraft
from haversack_sync.hub.ports import (
    ChainEnd,
    FeedEnd,
    HeldChange,
    LateChange,
    LedgerReader,
    LedgerRow,
    LedgerWriter,
    SnapshotRow,
    StoredEntry,
    Usage,
)
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol.entries import GAP, Entry, first_digest, next_digest
from haversack_sync.protocol.envelope import NO_PREV, PREV_BYTES, SEALED_START, Envelope, parse_envelope
from haversack_sync.protocol.erasing import EraseOrder
from haversack_sync.protocol.head import ReceiptCode

SECONDS_A_DAY: Final = 24 * 3600


class Work:
    """What one transaction knows and has done.

    Attributes:
        network: The `network` feed in the making.
        stamp: The stamp of everything accepted in this transaction, seconds.
        day: Its day, counted from 1970.
        position: Position of the last entry so far.
        erasures: Orders of erasure that were accepted, what each erases, and objects that may go with it.
        is_restored: Whether the hub was put back from a backup and takes nothing before a new era.
    """

    def __init__(self, ledger: LedgerReader, network: NetworkDraft, *, clock_seconds: int) -> None:
        self.network = network
        position, last_stamp = ledger.last()
        self.position: Position = position
        self.stamp = max(clock_seconds, last_stamp)
        self.day = self.stamp // SECONDS_A_DAY
        self._ledger = ledger
        self._chains: dict[DeviceId, ChainEnd | None] = {}
        self._feeds: dict[FeedId, FeedEnd] = {}
        self._usage: dict[DeviceId, Usage] = {}
        self._used: set[DeviceId] = set()
        self._entries: list[StoredEntry] = []
        self._refs: list[tuple[ObjectId, Position]] = []
        self._rows: dict[tuple[DeviceId, int], LedgerRow] = {}
        self._branches: set[bytes] = set()
        self._snapshots: list[SnapshotRow] = []
        self._disputes: list[tuple[Position, DeviceId]] = []
        self._held: dict[DeviceId, dict[int, HeldChange]] = {}
        self._new_held: dict[tuple[DeviceId, int], bytes] = {}
        self._let_go: set[tuple[DeviceId, int]] = set()
        self._held_bytes: int | None = None
        self._late: dict[bytes, LateChange] = {}
        self.erasures: list[tuple[Erasure, list[Position], tuple[ObjectId, ...]]] = []
        self._reports: list[tuple[bytes, DeviceId]] = []
        self._first_n = network.standing.n
        self._registration = ledger.registration()
        self.is_restored = self._registration is not None and self._registration.is_restored

    def chain_end(self, device: DeviceId) -> ChainEnd | None:
        """Return where a key's chain ends now."""
        if device not in self._chains:
            self._chains[device] = self._ledger.chain_end(device)
        return self._chains[device]

    def next_number(self, device: DeviceId) -> int:
        """Return the number that a key uses next."""
        end = self.chain_end(device)
        return 0 if end is None else end.number + 1

    def next_prev(self, device: DeviceId) -> bytes:
        """Return the `prev` that a key's next envelope has."""
        end = self.chain_end(device)
        return NO_PREV if end is None else end.sha256[:PREV_BYTES]

    def note_branch(self, envelope: Envelope) -> None:
        """Remember an envelope of a copied profile's other branch: what follows it belongs there too."""
        self._branches.add(envelope.hash[:PREV_BYTES])

    def is_branch(self, prev: bytes) -> bool:
        """Tell whether an envelope follows one of another branch."""
        return prev in self._branches

    def row(self, device: DeviceId, number: int) -> LedgerRow | None:
        """Return what became of a number, in this transaction or before."""
        end = self.chain_end(device)
        if end is None or number > end.number:
            return None
        return self._rows.get((device, number)) or self._ledger.ledger_row(device, number)

    def usage(self, device: DeviceId) -> Usage:
        """Return what a device used today."""
        if device not in self._usage:
            self._usage[device] = self._ledger.usage(device, self.day)
        return self._usage[device]

    @property
    def next_position(self) -> Position:
        """Position of the next entry."""
        return Position(self.position + 1)

    def next_entry(self, envelope: Envelope) -> Entry:
        """Return the entry that an envelope would be."""
        is_next = envelope.header.number == self.next_number(envelope.header.device)
        return Entry(self.next_position, self.stamp, 0 if is_next else GAP, envelope.raw)

    def begin_era(self, envelope: Envelope, entry: Entry) -> None:
        """Append an accepted entry that begins an era; it stands outside of its key's chain."""
        self._append(envelope, entry)
        self.is_restored = False

    def append(self, envelope: Envelope, entry: Entry) -> LedgerRow:
        """Append an accepted entry to its feed and use up its number."""
        self._append(envelope, entry)
        return self.use_number(envelope, ReceiptCode.ACCEPTED, position=entry.position)

    def _append(self, envelope: Envelope, entry: Entry) -> None:
        feed = envelope.header.feed
        if feed == NETWORK_FEED:
            digest = self.network.append(entry)
            n = self.network.standing.n
        else:
            end = self.feed_end(feed)
            digest = next_digest(end.digest, entry, root=self.network.root, era=self.network.era, feed=feed)
            n = end.n + 1
            self._feeds[feed] = FeedEnd(n, entry.position, digest)
        self.position = entry.position
        self._entries.append(StoredEntry(feed, n, entry, digest))
        self._refs += [(each, entry.position) for each in sorted(set(envelope.header.refs))]

    def use_number(
        self, envelope: Envelope, code: ReceiptCode, *, position: Position = Position(0), reason: str = ""
    ) -> LedgerRow:
        """Use up an envelope's number; return what stands in the ledger for it."""
        device, number, sha256 = envelope.header.device, envelope.header.number, envelope.hash
        row = LedgerRow(device, number, sha256, int(code), position, reason)
        self._rows[device, number] = row
        if number >= self.next_number(device):
            self._chains[device] = ChainEnd(number, sha256)
        self.count_change(device)
        return row

    def count_change(self, device: DeviceId) -> None:
        """Count a change into what a device used today."""
        used = self.usage(device)
        self._usage[device] = Usage(used.changes + 1, used.upload_bytes)
        self._used.add(device)

    def announces(self, feed: FeedId, position: int) -> bool:
        """Tell whether a feed's entry at a position announces a snapshot."""
        is_new = any((one.feed, one.position) == (feed, position) for one in self._snapshots)
        return is_new or self._ledger.snapshot(feed, position) is not None

    def has_disputed(self, position: int, device: DeviceId) -> bool:
        """Tell whether a device disputes the snapshot that is announced at a position."""
        return (position, device) in self._disputes or self._ledger.has_disputed(position, device)

    def announce(self, row: LedgerRow, envelope: Envelope, *, n: int, digest: bytes) -> None:
        """Note the snapshot that an appended envelope announces: of n entries, after which the feed has a digest."""
        feed = envelope.header.feed
        index, at = envelope.header.refs[0], self.feed_end(feed).n
        is_right = digest == self._digest_at(feed, n)
        self._snapshots.append(SnapshotRow(feed, row.position, at, n, index, is_right))

    def dispute(self, position: int, device: DeviceId) -> None:
        """Note that a device disputes the snapshot that is announced at a position."""
        self._disputes.append((Position(position), device))

    def _digest_at(self, feed: FeedId, n: int) -> bytes | None:
        new = [one.digest for one in self._entries if (one.feed, one.n) == (feed, n)]
        known = new or [one.digest for one in self._ledger.entries(feed, after=n - 1, up_to=n, at_most=1)]
        return known[0] if known else None

    def feed_end(self, feed: FeedId) -> FeedEnd:
        """Return where a feed ends now."""
        if feed == NETWORK_FEED:
            standing = self.network.standing
            return FeedEnd(standing.n, standing.position, standing.digest)
        if feed not in self._feeds:
            empty = FeedEnd(0, Position(0), first_digest(self.network.root, feed))
            self._feeds[feed] = self._ledger.feed_end(feed) or empty
        return self._feeds[feed]

    def held(self, device: DeviceId) -> Mapping[int, HeldChange]:
        """Return what is held of a key's chain now, by number."""
        if device not in self._held:
            self._held[device] = {one.number: one for one in self._ledger.held(device)}
        return self._held[device]

    def held_envelope(self, device: DeviceId, number: int) -> bytes | None:
        """Return the bytes of a held change, or None."""
        if number not in self.held(device):
            return None
        return self._new_held.get((device, number)) or self._ledger.held_envelope(device, number)

    def held_bytes(self) -> int:
        """Return the length of everything that is held now, in bytes."""
        if self._held_bytes is None:
            self._held_bytes = self._ledger.held_bytes()
        return self._held_bytes

    def held_devices(self) -> list[DeviceId]:
        """Return the keys of which something is held now."""
        known = {*self._ledger.held_devices(), *self._held}
        return sorted(device for device in known if self.held(device))

    def held_too_long(self, *, before: int) -> list[DeviceId]:
        """Return the keys of which something is held since before a stamp."""
        return [
            device
            for device in self._ledger.held_devices(before=before)
            if any(one.stamp < before for one in self.held(device).values())
        ]

    def waiting_for_this(self) -> list[DeviceId]:
        """Return the keys whose held changes may be next by what this transaction did."""
        if self.network.standing.n > self._first_n:
            return self.held_devices()
        return [device for device in sorted(self._used) if self.held(device)]

    def hold(self, envelope: Envelope, *, reason: str) -> None:
        """Hold a change whose number is not held."""
        device, number, size = envelope.header.device, envelope.header.number, len(envelope.raw)
        self._held_bytes = self.held_bytes() + size
        self.held(device)
        self._held[device][number] = HeldChange(device, number, envelope.hash, reason, self.stamp, size)
        self._new_held[device, number] = envelope.raw

    def let_go(self, device: DeviceId, number: int) -> None:
        """Hold a change no longer."""
        self._held_bytes = self.held_bytes() - self.held(device)[number].size
        del self._held[device][number]
        if self._new_held.pop((device, number), None) is None:
            self._let_go.add((device, number))

    def let_go_below(self, device: DeviceId, number: int) -> None:
        """Hold nothing of a key's chain before a number."""
        for other in [other for other in self.held(device) if other < number]:
            self.let_go(device, other)

    def entries_to_erase(self, feed: FeedId, order: EraseOrder) -> list[StoredEntry] | None:
        """Return the entries that an order names; None unless each is a change of this feed, as the order says."""
        found = []
        for one in order.entries:
            stored = self._ledger.entry_at(feed, one.position)
            row = self._ledger.ledger_row(DeviceId(one.device), one.number)
            if stored is None or row is None or row.position != one.position:
                return None
            if not stored.entry.is_erased and stored.entry.envelope[:2] != SEALED_START:
                return None
            found.append(stored)
        return found

    def erase(self, row: LedgerRow, feed: FeedId, entries: Sequence[StoredEntry], order: EraseOrder) -> None:
        """Note that an order which was just appended erases entries."""
        stubs = sum(not one.entry.is_erased for one in entries)
        first_n = min(one.n for one in entries)
        erasure = Erasure(row.position, feed, self.feed_end(feed).n, first_n, order.announced, row.device, stubs)
        positions = [one.entry.position for one in entries]
        needed = dict.fromkeys(ObjectId(one) for one in order.objects)
        for one in entries:
            if not one.entry.is_erased:
                needed |= dict.fromkeys(parse_envelope(one.entry.envelope).header.refs)
        self.erasures.append((erasure, positions, tuple(needed)))

    def erasures_of(self, feed: FeedId) -> list[Erasure]:
        """Return a feed's orders of erasure, with those of this transaction."""
        return [*self._ledger.erasures(feed), *(one for one, _, _ in self.erasures if one.feed == feed)]

    def erasures_by(self, giver: DeviceId) -> list[Erasure]:
        """Return the orders of erasure that a device sent, in all feeds, with those of this transaction."""
        return [*self._ledger.erasures_by(giver), *(one for one, _, _ in self.erasures if one.giver == giver)]

    def has_reported(self, announced: bytes, device: DeviceId) -> bool:
        """Tell whether a device has said that it followed an announced erasure."""
        return (announced, device) in self._reports or self._ledger.has_reported(announced, device)

    def report(self, announced: bytes, device: DeviceId) -> None:
        """Note that a device has followed an announced erasure."""
        self._reports.append((announced, device))

    def set_aside(self, envelope: Envelope, *, most_bytes: int) -> None:
        """Keep a change of a revoked device for coordinators, unless so many bytes of it are kept. Safe to repeat."""
        device = envelope.header.device
        if envelope.hash in self._late or self._ledger.is_late(envelope.hash):
            return
        kept = self._ledger.late_bytes(device)
        kept += sum(len(one.envelope) for one in self._late.values() if one.device == device)
        if kept + len(envelope.raw) <= most_bytes:
            self._late[envelope.hash] = LateChange(0, device, self.stamp, envelope.raw)

    def flush(self, ledger: LedgerWriter) -> None:
        """Write everything that is new into the same transaction."""
        ledger.append(self._entries, self._refs)
        if self._registration is not None and self._registration.is_restored != self.is_restored:
            ledger.register(replace(self._registration, is_restored=self.is_restored), stamp=self.stamp)
        ledger.announce(self._snapshots)
        ledger.dispute(self._disputes)
        ledger.record(self.rows())
        for device, number in sorted(self._let_go):
            ledger.let_go(device, number)
        for (device, number), raw in self._new_held.items():
            ledger.hold(self._held[device][number], raw)
        ledger.set_aside(list(self._late.values()))
        for erasure, positions, _ in self.erasures:
            ledger.erase(erasure, positions)
        ledger.report(self._reports)
        for device in sorted(self._used):
            ledger.set_usage(device, self.day, self._usage[device])

    def rows(self) -> Sequence[LedgerRow]:
        """Return the numbers used in this transaction, in order."""
        return list(self._rows.values())
