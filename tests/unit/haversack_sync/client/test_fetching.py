"""The stage of wanted files: one after the other, given up when nobody asks any more, and none keeps another back."""

from collections.abc import Callable, Iterator

import pytest

from haversack_sync.client.conditions import Conditions, Limits
from haversack_sync.client.ports import Upload
from haversack_sync.client.session import Session
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import DigestError
from haversack_sync.protocol.limits import MAX_FRAME_BYTES
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint
from tests.unit.haversack_sync.client.client_rig import ClientRig
from tests.unit.haversack_sync.client.memory_replica import Asked, MemoryReplica

FIRST, SECOND = (FixedRandom(name)(60_000) for name in ("first", "second"))


class Pieces(BentEndpoint):
    """A hub that gives objects in pieces of 8 KB, and lets a test see each, or change it."""

    seen: Callable[[ObjectId, int], None] = staticmethod(lambda object_id, at: None)
    changed: Callable[[bytes], bytes] = staticmethod(lambda piece: piece)

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        whole = b"".join(self.hub.fetch_object(object_id, offset, length))
        for at in range(0, len(whole), 8_000):
            yield self.changed(whole[at : at + 8_000])
            self.seen(object_id, at)


def upload_of(data: bytes) -> Upload:
    return Upload(ObjectId(sealing.sha256(data)), len(data))


@pytest.fixture
def rig() -> ClientRig:
    rig = ClientRig()
    for data in (FIRST, SECOND):
        rig.coordinator.upload(upload_of(data).object_id, offset=0, total=len(data), data=data)
    return rig


def session(replica: MemoryReplica, line: BentEndpoint, *, limits: Callable[[], Limits] = Limits) -> Session:
    return Session(replica, line, Conditions(lambda: 0.0, FixedRandom("get"), limits_now=limits))


def test_a_file_that_nobody_asks_for_any_more_ends_where_it_is_and_the_next_comes(rig: ClientRig) -> None:
    replica, line = rig.laptop().replica, Pieces(rig.rig.endpoint)
    asked = Asked(replica, upload_of(FIRST), upload_of(SECOND))

    def stop_asking(object_id: ObjectId, at: int) -> None:
        if object_id == upload_of(FIRST).object_id and at == 16_000:
            asked.unwanted.add(object_id)

    line.seen = stop_asking
    session(replica, line).fetch(asked)

    assert replica.whole == {upload_of(SECOND).object_id}
    assert replica.kept.objects[upload_of(FIRST).object_id] == FIRST[:32_000]
    asked.unwanted.clear()
    report = session(replica, Pieces(rig.rig.endpoint)).fetch(asked)
    assert report.received_bytes == len(FIRST) - 32_000
    assert len(replica.whole) == 2


def test_a_file_that_the_hub_lacks_keeps_no_other_back(rig: ClientRig) -> None:
    replica, missing = rig.laptop().replica, upload_of(b"not at the hub")

    report = session(replica, Pieces(rig.rig.endpoint)).fetch(Asked(replica, missing, upload_of(SECOND)))

    assert report.missing_files == 1
    assert replica.whole == {upload_of(SECOND).object_id}


def test_what_is_not_what_its_name_says_is_dropped_and_said_after_the_others_came(rig: ClientRig) -> None:
    replica, line = rig.laptop().replica, Pieces(rig.rig.endpoint)
    line.changed = lambda piece: piece.replace(FIRST[:8], b"replaced")

    with pytest.raises(DigestError):
        session(replica, line).fetch(Asked(replica, upload_of(FIRST), upload_of(SECOND)))

    assert replica.whole == {upload_of(SECOND).object_id}
    assert upload_of(FIRST).object_id not in replica.kept.objects


def test_a_cut_keeps_what_came_and_the_next_fetch_brings_the_rest_only(rig: ClientRig) -> None:
    replica, line = rig.laptop().replica, Pieces(rig.rig.endpoint)

    def cut(object_id: ObjectId, at: int) -> None:
        if at == 40_000:
            raise LinkError("cut")

    line.seen = cut
    with pytest.raises(LinkError):
        session(replica, line).fetch(Asked(replica, upload_of(FIRST)))
    assert replica.kept.objects[upload_of(FIRST).object_id] == FIRST[:48_000]

    report = session(replica, Pieces(rig.rig.endpoint)).fetch(Asked(replica, upload_of(FIRST)))

    assert report.received_bytes == len(FIRST) - 48_000


def test_j1_a_limit_that_comes_while_a_file_arrives_ends_it_within_a_frame(rig: ClientRig) -> None:
    replica, line = rig.laptop().replica, Pieces(rig.rig.endpoint)
    limits = [Limits()]

    def now_it_costs(object_id: ObjectId, at: int) -> None:
        limits[0] = Limits(files_budget_bytes=20_000)

    line.seen = now_it_costs

    report = session(replica, line, limits=lambda: limits[0]).fetch(Asked(replica, upload_of(FIRST)))

    assert replica.whole == set()
    assert 20_000 <= report.used_bytes <= 20_000 + MAX_FRAME_BYTES
    assert len(replica.kept.objects[upload_of(FIRST).object_id]) == report.received_bytes
