"""What a hub offers: the newest snapshot that is whole, undisputed, right about its entry, and cheaper."""

import hashlib
from dataclasses import dataclass, field

import pytest

from haversack_sync.hub.answer import AnswerPlan, FeedPlan
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.memory_objects import MemoryObjects
from haversack_sync.hub.ports import FeedEnd, StoredEntry
from haversack_sync.hub.snapshots import newest_parts, whole_size, with_offers
from haversack_sync.model.ids import DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import NO_PREV, NOTICE, Header, sign_clear
from haversack_sync.protocol.snapshots import DisputeNotice, Listed, Notice, SnapshotNotice, encode_index, encode_notice

FEED = FeedId(b"members!")
DEVICE = DeviceId(b"keeper-1")
ROOT = b"r" * 32


@dataclass
class Held:
    """A hub's ledger and objects, with one feed in the making."""

    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    objects: MemoryObjects = field(default_factory=MemoryObjects)
    n: int = 0

    def append(self, envelope: bytes) -> StoredEntry:
        self.n += 1
        entry = Entry(Position(self.n), 100, 0, envelope)
        stored = StoredEntry(FEED, self.n, entry, hashlib.sha256(envelope + bytes([self.n])).digest())
        with self.ledger.writing() as writer:
            writer.append([stored], [])
        return stored

    def entries(self, count: int) -> StoredEntry:
        return [self.append(bytes([1, 1]) + bytes(300)) for _ in range(count)][-1]

    def notice(self, notice: Notice, *refs: ObjectId) -> StoredEntry:
        header = Header(NOTICE, DEVICE, self.n, NO_PREV, FEED, 1, 0, bytes(16), refs)
        return self.append(sign_clear(header, encode_notice(notice), root=ROOT, signing_seed=b"s" * 32))

    def put(self, data: bytes) -> ObjectId:
        object_id = ObjectId(hashlib.sha256(data).digest())
        self.objects.write_slice(object_id, DEVICE, offset=0, data=data)
        assert self.objects.finish(object_id, DEVICE, total=len(data))
        with self.ledger.writing() as writer:
            writer.put_object(object_id, len(data), stamp=100)
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


@pytest.fixture
def held() -> Held:
    return Held()


def test_the_newest_snapshot_is_offered_to_who_asks_and_is_behind(held: Held) -> None:
    held.snapshot(held.entries(5))
    _, newest = held.snapshot(held.entries(5))

    assert held.offered() == newest
    assert held.offered(asked=False) is None
    assert held.offered(after=11) is None


def test_a_snapshot_that_costs_more_than_the_entries_is_not_offered(held: Held) -> None:
    held.snapshot(held.entries(5), part=bytes(1_200))

    assert held.offered() is not None
    assert held.offered(after=3) is None


def test_a_disputed_snapshot_gives_way_to_the_one_before(held: Held) -> None:
    _, first = held.snapshot(held.entries(5))
    index, second = held.snapshot(held.entries(5))
    held.notice(DisputeNotice(second.entry.position))

    assert held.offered() == first
    with held.ledger.reading() as moment:
        assert index not in newest_parts(moment, held.objects, FEED)
        assert len(newest_parts(moment, held.objects, FEED)) == 1


def test_a_snapshot_that_is_wrong_about_its_entry_is_not_offered(held: Held) -> None:
    held.snapshot(held.entries(5), digest=b"x" * 32)

    assert held.offered() is None


def test_a_snapshot_of_which_something_is_missing_is_not_offered(held: Held) -> None:
    last = held.entries(5)
    missing = ObjectId(b"m" * 32)
    index = held.put(encode_index([Listed(missing, 10)]))
    held.notice(SnapshotNotice(last.n, last.digest, b"sealed"), index)
    held.notice(SnapshotNotice(last.n, last.digest, b"sealed"), ObjectId(b"i" * 32))

    assert held.offered() is None
    with held.ledger.reading() as moment:
        assert whole_size(index, moment, held.objects) is None
        assert newest_parts(moment, held.objects, FEED) == ()


def test_an_object_that_is_no_index_is_no_snapshot(held: Held) -> None:
    last = held.entries(5)
    held.notice(SnapshotNotice(last.n, last.digest, b"sealed"), held.put(b"not an index"))
    held.append(bytes([1, 3]) + bytes(200))

    assert held.offered() is None
