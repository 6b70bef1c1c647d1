"""A hub's ledger and objects with one feed in the making, and snapshots of it."""

import hashlib
from dataclasses import dataclass, field

from haversack_sync.hub.answer import AnswerPlan, FeedPlan
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.memory_objects import MemoryObjects
from haversack_sync.hub.ports import FeedEnd, Ledger, ObjectBytes, SnapshotRow, StoredEntry
from haversack_sync.hub.snapshots import with_offers
from haversack_sync.model.ids import DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import NO_PREV, NOTICE, Header, sign_clear
from haversack_sync.protocol.snapshots import Listed, Notice, SnapshotNotice, encode_index, encode_notice

FEED = FeedId(b"members!")
DEVICE = DeviceId(b"keeper-1")
ROOT = b"r" * 32


@dataclass
class Held:
    """A hub's ledger and objects, with one feed in the making."""

    ledger: Ledger = field(default_factory=MemoryLedger)
    objects: ObjectBytes = field(default_factory=MemoryObjects)
    n: int = 0
    stamp: int = 100

    def append(self, envelope: bytes, *refs: ObjectId) -> StoredEntry:
        self.n += 1
        entry = Entry(Position(self.n), self.stamp, 0, envelope)
        stored = StoredEntry(FEED, self.n, entry, hashlib.sha256(envelope + bytes([self.n])).digest())
        with self.ledger.writing() as writer:
            writer.append([stored], [(one, stored.entry.position) for one in refs])
        return stored

    def entries(self, count: int) -> StoredEntry:
        return [self.append(bytes([1, 1]) + bytes(300)) for _ in range(count)][-1]

    def notice(self, notice: Notice, *refs: ObjectId, device: DeviceId = DEVICE) -> StoredEntry:
        """Append a notice as an accepting hub does."""
        header = Header(NOTICE, device, self.n, NO_PREV, FEED, 1, 0, bytes(16), refs)
        stored = self.append(sign_clear(header, encode_notice(notice), root=ROOT, signing_seed=b"s" * 32), *refs)
        with self.ledger.writing() as writer:
            if isinstance(notice, SnapshotNotice):
                (last,) = writer.entries(FEED, after=notice.n - 1, up_to=notice.n, at_most=1)
                is_right = last.digest == notice.digest
                row = SnapshotRow(FEED, stored.entry.position, stored.n, notice.n, refs[0], is_right)
                writer.announce([row])
            else:
                writer.dispute([(Position(notice.position), device)])
        return stored

    def put(self, data: bytes) -> ObjectId:
        object_id = ObjectId(hashlib.sha256(data).digest())
        self.objects.write_slice(object_id, DEVICE, offset=0, data=data)
        assert self.objects.finish(object_id, DEVICE, total=len(data))
        with self.ledger.writing() as writer:
            writer.put_object(object_id, len(data), stamp=self.stamp)
        return object_id

    def snapshot(self, of: StoredEntry, *, digest: bytes = b"", part: bytes = b"part") -> tuple[ObjectId, StoredEntry]:
        data = part + bytes([of.n])
        index = self.put(encode_index([Listed(self.put(data), len(data))]))
        return index, self.notice(SnapshotNotice(of.n, digest or of.digest, b"sealed"), index)

    def offered(self, *, after: int = 0, asked: bool = True) -> StoredEntry | None:
        """Return the notice of what is offered to somebody who has so many entries."""
        with self.ledger.reading() as moment:
            end = moment.feed_end(FEED) or FeedEnd(0, Position(0), bytes(32))
            plan = AnswerPlan(
                root=ROOT,
                era=1,
                request=bytes(32),
                position=end.position,
                stamp=100,
                feeds=(FeedPlan(3, FEED, after, end),),
                receipts=b"\x90",
                stanzas=(),
                stanza_serial=0,
                budget_bytes=10**6,
                own={},
            )
            welcome = frozenset({3} if asked else {4})
            found = with_offers(plan, moment, self.objects, asked=welcome).offers.get(3)
        return found.notice if found is not None else None
