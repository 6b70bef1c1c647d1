"""Old snapshots go after their days, and nothing goes that somebody needs (C8 of the scenarios)."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack_sync.hub.database import open_database
from haversack_sync.hub.memory_ledger import MemoryLedger, MemoryTransaction
from haversack_sync.hub.memory_objects import MemoryObjects
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.ports import StoredEntry
from haversack_sync.hub.snapshots import parts_of
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.hub.sqlite_snapshots import SnapshotWriter
from haversack_sync.hub.sweeping import sweep
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.snapshots import DisputeNotice, Listed, SnapshotNotice, encode_index, object_id
from tests.unit.haversack_sync.hub.held_snapshots import DEVICE, FEED, Held

DAY = 86_400
LIMITS = HubLimits()


@pytest.fixture(params=["memory", "disk"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Held]:
    if request.param == "memory":
        yield Held(MemoryLedger(), MemoryObjects())
        return
    for name in ("objects", "uploads"):
        (tmp_path / name).mkdir()
    database = open_database(tmp_path / "hub.db", migrate=True)
    yield Held(SqliteLedger(database), FolderObjects(tmp_path / "objects", tmp_path / "uploads"))
    database.close()


def swept(held: Held, *, days: float) -> int:
    """Let days pass, and sweep."""
    held.stamp += round(days * DAY)
    return sweep(held.ledger, held.objects, [FEED], stamp=held.stamp, limits=LIMITS)


def parts(held: Held, index: ObjectId) -> tuple[ObjectId, ...]:
    found = parts_of(index, held.objects)
    assert found is not None
    return found


def is_here(held: Held, *objects: ObjectId) -> bool:
    with held.ledger.reading() as moment:
        known = {moment.object_size(one) is not None for one in objects}
    lie = {held.objects.size(one) is not None for one in objects}
    assert known == lie, "ledger and disk differ"
    return known == {True}


def test_the_newest_two_stay_for_ever_and_the_third_for_thirty_days(held: Held) -> None:
    first, second, third = (held.snapshot(held.entries(3))[0] for _ in range(3))
    old = parts(held, first)

    assert swept(held, days=30) == 0
    assert is_here(held, *old)

    assert swept(held, days=1) == 1
    assert not is_here(held, *old)
    assert is_here(held, first, *parts(held, second), *parts(held, third))
    assert swept(held, days=1_000) == 0


def test_who_began_with_a_snapshot_has_thirty_days_from_when_it_was_last_offered(held: Held) -> None:
    began = held.snapshot(held.entries(3))[0]
    held.stamp += 300 * DAY
    held.snapshot(held.entries(3))
    held.stamp += 300 * DAY
    held.snapshot(held.entries(3))

    assert swept(held, days=29) == 0
    assert is_here(held, *parts(held, began))
    assert swept(held, days=2) == 1


def test_what_a_change_needs_stays_whatever_an_index_lists(held: Held) -> None:
    wanted, parcel = held.put(b"a file of a record"), held.put(b"a file that a change names later")
    held.append(bytes([1, 1]) + bytes(80), wanted)
    last = held.entries(3)
    index = held.put(encode_index([Listed(wanted, 18), Listed(parcel, 32)]))
    held.notice(SnapshotNotice(last.n, last.digest, b"sealed"), index)
    held.snapshot(held.entries(3))
    held.snapshot(held.entries(3))

    held.stamp += 20 * DAY
    with held.ledger.writing() as writer:  # somebody wants to send the file, and hears that it is here
        writer.put_object(parcel, 32, stamp=held.stamp)

    assert swept(held, days=11) == 0
    held.append(bytes([1, 1]) + bytes(80), parcel)
    assert swept(held, days=100) == 0
    assert is_here(held, wanted, parcel)


def test_what_a_newer_snapshot_lists_as_well_stays(held: Held) -> None:
    last = held.entries(3)
    shared = held.put(b"shared")
    for number in range(3):
        index = held.put(encode_index([Listed(shared, 6), Listed(held.put(bytes([number])), 1)]))
        held.notice(SnapshotNotice(last.n, last.digest, b"sealed"), index)

    assert swept(held, days=31) == 1
    assert is_here(held, shared)


def test_snapshots_that_nobody_can_be_offered_push_nothing_out(held: Held) -> None:
    def announce(last: StoredEntry, digest: bytes, index: ObjectId) -> StoredEntry:
        return held.notice(SnapshotNotice(last.n, digest, b"sealed"), index)

    index, _ = held.snapshot(held.entries(3))
    last = held.entries(3)
    announce(last, b"x" * 32, held.put(encode_index([Listed(held.put(b"wrong"), 5)])))
    announce(last, last.digest, held.put(encode_index([Listed(ObjectId(b"m" * 32), 10)])))
    announce(last, last.digest, ObjectId(b"late index".ljust(32)))
    _, disputed = held.snapshot(held.entries(3))
    held.notice(DisputeNotice(disputed.entry.position))

    assert swept(held, days=100) == 0
    assert is_here(held, *parts(held, index))


def test_an_index_that_comes_late_begins_its_days_then(held: Held) -> None:
    old = parts(held, held.snapshot(held.entries(3))[0])
    held.snapshot(held.entries(3))
    last = held.entries(3)
    part = held.put(b"part of the newest")
    raw = encode_index([Listed(part, 18)])
    late = object_id(raw)
    held.notice(SnapshotNotice(last.n, last.digest, b"sealed"), late)

    assert swept(held, days=100) == 0
    assert held.put(raw) == late
    assert swept(held, days=30) == 0
    assert is_here(held, *old)
    assert swept(held, days=1) == 1


def test_a_part_that_is_sent_again_after_a_sweep_is_taken_anew(held: Held) -> None:
    data = b"part of old"
    index = held.put(encode_index([Listed(held.put(data), len(data))]))
    last = held.entries(3)
    held.notice(SnapshotNotice(last.n, last.digest, b"sealed"), index)
    held.snapshot(held.entries(3))
    held.snapshot(held.entries(3))
    (part,) = parts(held, index)
    held.objects.write_slice(part, DEVICE, offset=0, data=data[:4])

    assert swept(held, days=31) == 1
    held.objects.write_slice(part, DEVICE, offset=4, data=data[4:])
    assert held.put(data) == part
    assert swept(held, days=1) == 0
    assert is_here(held, part)


def test_a_sweep_that_fails_in_the_middle_goes_on_another_time(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    old = parts(held, held.snapshot(held.entries(3))[0])
    held.snapshot(held.entries(3))
    held.snapshot(held.entries(3))

    def fail(_: ObjectId) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(held.objects, "remove", fail)
        assert swept(held, days=31) == 0
    assert is_here(held, *old)
    assert swept(held, days=1) == 1


def test_a_sweep_looks_at_old_snapshots_once_however_many_there_were(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(12):
        held.snapshot(held.entries(1))
    assert swept(held, days=31) == 10
    read: set[ObjectId] = set()
    honest = held.objects.size

    def size(object_id: ObjectId) -> int | None:
        read.add(object_id)
        return honest(object_id)

    monkeypatch.setattr(held.objects, "size", size)

    assert swept(held, days=1) == 0

    assert len(read) == 2


def test_an_index_that_never_came_is_looked_for_as_long_as_parts_stay(held: Held) -> None:
    last = held.entries(3)
    held.notice(SnapshotNotice(last.n, last.digest, b"sealed"), ObjectId(b"never".ljust(32)))
    held.snapshot(held.entries(3))
    held.snapshot(held.entries(3))

    with held.ledger.reading() as moment:
        assert len(moment.unswept(FEED)) == 3
    assert swept(held, days=31) == 0
    with held.ledger.reading() as moment:
        assert len(moment.unswept(FEED)) == 2


def test_a_sweep_that_is_undone_half_way_keeps_nobody_from_sending_its_parts_again(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    (part,) = parts(held, held.snapshot(held.entries(3))[0])
    held.snapshot(held.entries(3))
    held.snapshot(held.entries(3))

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    for kind in (MemoryTransaction, SnapshotWriter):
        monkeypatch.setattr(kind, "set_swept", fail)
    with pytest.raises(OSError, match="no space"):
        swept(held, days=31)
    with held.ledger.reading() as moment:
        assert moment.object_size(part) is not None
    assert held.objects.size(part) is None

    monkeypatch.undo()
    assert swept(held, days=1) == 1
    assert not is_here(held, part)
