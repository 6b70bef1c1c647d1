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
from haversack_sync.protocol.messages import encode_message
from haversack_sync.protocol.object_lists import ObjectsRequest, decode_objects_request
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint, cut_after, untouched
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


class Counted(Pieces):
    """A hub that counts requests, gives lists in pieces too, and may have something wrong in them."""

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        self.singles += 1
        return self.hub.fetch_object(object_id, offset, length)

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        self.lists.append(decode_objects_request(body))
        yield from self.bend(b"".join(self.hub.fetch_objects(body)))

    singles: int = 0
    lists: list[ObjectsRequest]


MANY = [FixedRandom(f"small {number}")(5_000 + number) for number in range(60)]


@pytest.fixture
def many(rig: ClientRig) -> Counted:
    """The line to a hub that holds many small files."""
    for data in MANY:
        rig.coordinator.upload(upload_of(data).object_id, offset=0, total=len(data), data=data)
    line = Counted(rig.rig.endpoint)
    line.lists = []
    return line


def test_many_small_files_come_by_a_few_requests_and_what_the_hub_lacks_keeps_none_back(
    rig: ClientRig, many: Counted
) -> None:
    replica, missing = rig.laptop().replica, upload_of(b"not at the hub")
    wanted = [upload_of(data) for data in MANY]
    files = (*wanted[:20], missing, *wanted[20:], upload_of(FIRST))

    report = session(replica, many).fetch(Asked(replica, *files))

    assert replica.whole == {one.object_id for one in files if one is not missing}
    assert report.missing_files == 1
    assert (len(many.lists) <= 8, many.singles) == (True, 1), "the largest has a request of its own"
    requests = sum(len(encode_message(one)) for one in many.lists)
    assert report.sent_bytes == requests
    assert report.received_bytes < sum(map(len, MANY)) + len(FIRST) + 30 * len(MANY)
    assert [one for each in many.lists for one, _ in each.wanted][:20] == [one.object_id for one in wanted[:20]]


def test_a_list_that_is_cut_keeps_what_came_and_goes_on_inside_the_file(rig: ClientRig, many: Counted) -> None:
    replica, files = rig.laptop().replica, [upload_of(data) for data in MANY[:10]]
    many.bend = cut_after(23_000)
    with pytest.raises(LinkError):
        session(replica, many).fetch(Asked(replica, *files))
    assert len(replica.whole) == 4

    many.bend = untouched
    report = session(replica, many).fetch(Asked(replica, *files))

    assert len(replica.whole) == 10
    assert report.received_bytes < sum(map(len, MANY[:10])) - 20_000 + 1_000


def test_a_wrong_file_in_a_list_is_said_and_the_others_come(rig: ClientRig, many: Counted) -> None:
    replica, files = rig.laptop().replica, [upload_of(data) for data in MANY[:6]]
    many.bend = lambda answer: (answer.replace(MANY[2][:8], b"replaced"),)

    with pytest.raises(DigestError):
        session(replica, many).fetch(Asked(replica, *files))

    assert replica.whole == {one.object_id for one in files} - {files[2].object_id}


def test_a_budget_ends_a_list_within_a_frame(rig: ClientRig, many: Counted) -> None:
    replica, files = rig.laptop().replica, [upload_of(data) for data in MANY]
    many.bend = lambda answer: (answer[at : at + 1_000] for at in range(0, len(answer), 1_000))

    report = session(replica, many, limits=lambda: Limits(files_budget_bytes=30_000)).fetch(Asked(replica, *files))

    assert 30_000 <= report.used_bytes <= 30_000 + MAX_FRAME_BYTES
    assert len(replica.whole) >= 5


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
