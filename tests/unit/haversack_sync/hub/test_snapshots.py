"""What a hub offers: the newest snapshot that is whole, undisputed, right about its entry, and cheaper."""

import pytest

from haversack_sync.hub.snapshots import usable, whole_size
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.snapshots import DisputeNotice, Listed, SnapshotNotice, encode_index
from tests.unit.haversack_sync.hub.held_snapshots import FEED, Held


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
    _, second = held.snapshot(held.entries(5))
    held.notice(DisputeNotice(second.entry.position))

    assert held.offered() == first
    with held.ledger.reading() as moment:
        assert [found.stored for found in usable(moment, held.objects, FEED)] == [first]


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
        assert list(usable(moment, held.objects, FEED)) == []


def test_an_object_that_is_no_index_is_no_snapshot(held: Held) -> None:
    last = held.entries(5)
    held.notice(SnapshotNotice(last.n, last.digest, b"sealed"), held.put(b"not an index"))
    held.append(bytes([1, 3]) + bytes(200))

    assert held.offered() is None
