"""Objects in a sync: up in slices after all text, down from where a cut left them, within what is left for files."""

from collections.abc import Iterator

import pytest

from haversack_sync.client.conditions import Conditions
from haversack_sync.client.session import Session
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.errors import NotOurHubError, WireError
from haversack_sync.protocol.limits import KIB, MAX_FRAME_BYTES
from haversack_sync.protocol.messages import ExchangeRequest, RefusalFrame, encode_frame
from haversack_sync.protocol.requests import RequestAuth, RequestLine
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint
from tests.unit.haversack_sync.client.client_rig import ClientRig, give_object, topic, writing
from tests.unit.haversack_sync.client.memory_replica import Asked


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


class Uploads:
    """An endpoint that counts slices and may fail after some; see `SyncEndpoint`."""

    is_stored = False

    def __init__(self, hub: SyncEndpoint, *, fail_at: int = 10**9) -> None:
        self._hub = hub
        self.lengths: list[int] = []
        self.fail_at = fail_at

    def fetch_profile(self) -> bytes:
        return self._hub.fetch_profile()

    def register(self, body: bytes) -> bytes:
        return self._hub.register(body)

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        return self._hub.exchange(body, auth)

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        return self._hub.fetch_object(object_id, offset)

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        return self._hub.fetch_objects(body)

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        answer = self._hub.upload(line, auth)
        self.lengths.append(len(line.body))
        if len(self.lengths) == self.fail_at:
            raise LinkError("cut")
        return answer


def test_text_goes_before_files(rig: ClientRig) -> None:
    laptop = writing(rig, topic(1, "Statelessness"))
    wanted = give_object(laptop, b"a file" * 100)

    def not_yet(_request: ExchangeRequest) -> None:
        assert rig.rig.objects.size(wanted.object_id) is None

    laptop.line.before = not_yet
    assert laptop.sync().is_complete
    assert rig.rig.objects.size(wanted.object_id) == wanted.total
    assert laptop.replica.kept.to_upload == []


def test_a_budget_that_files_would_use_up_sends_and_brings_text_first(rig: ClientRig) -> None:
    rig.write(topic(1, "Detention"))
    laptop = writing(rig, topic(2, "Statelessness"))
    wanted = give_object(laptop, FixedRandom("file")(300 * KIB))

    report = laptop.sync(budget=60_000)

    assert not report.is_complete
    assert laptop.replica.kept.waiting == []
    assert len(list(rig.numbers(laptop))) == 2
    assert laptop.replica.kept.to_upload == [wanted]
    assert 0 < report.files_bytes < report.all_files_bytes == wanted.total


def test_a_limit_for_files_stops_files_only(rig: ClientRig) -> None:
    laptop = writing(rig, topic(1, "Statelessness"))
    wanted = give_object(laptop, FixedRandom("file")(100_000))

    none = laptop.session(files_budget=0).run()
    some = laptop.session(files_budget=50_000).run()
    rest = laptop.sync()

    assert none.is_complete
    assert (none.files_bytes, laptop.replica.kept.waiting) == (0, [])
    assert 0 < some.files_bytes <= 50_000 + MAX_FRAME_BYTES
    assert rest.files_bytes == rest.all_files_bytes == wanted.total
    assert rig.rig.objects.size(wanted.object_id) == wanted.total


def test_bytes_that_the_hub_held_before_are_no_progress(rig: ClientRig) -> None:
    laptop = writing(rig)
    give_object(laptop, FixedRandom("file")(600 * KIB))
    line = Uploads(rig.rig.endpoint, fail_at=4)
    conditions = Conditions(lambda: 0.0, FixedRandom("up"))
    with pytest.raises(LinkError):
        Session(laptop.replica, line, conditions).run()
    line.fail_at = len(line.lengths) + 2
    session = Session(laptop.replica, line, conditions)

    with pytest.raises(LinkError):
        session.run()

    assert (session.report.moved, session.report.files_bytes) == (0, 32 * KIB + 128 * KIB + 256 * KIB)


def test_a_short_file_is_one_request_and_a_long_one_asks_first(rig: ClientRig) -> None:
    laptop = writing(rig)
    line = Uploads(rig.rig.endpoint)
    session = Session(laptop.replica, line, Conditions(lambda: 0.0, FixedRandom("up")))

    give_object(laptop, b"short")
    give_object(laptop, bytes(600 * KIB))
    session.run()

    assert line.lengths == [5, 0, 32 * KIB, 128 * KIB, 256 * KIB, 184 * KIB]
    assert laptop.replica.kept.to_upload == []


def test_an_upload_that_was_cut_goes_on_where_the_hub_stands(rig: ClientRig) -> None:
    laptop = writing(rig)
    wanted = give_object(laptop, FixedRandom("file")(600 * KIB))
    line = Uploads(rig.rig.endpoint, fail_at=2)
    conditions = Conditions(lambda: 0.0, FixedRandom("up"))
    with pytest.raises(LinkError):
        Session(laptop.replica, line, conditions).run()
    line.lengths, line.fail_at = [], 0

    Session(laptop.replica, line, conditions).run()

    assert line.lengths == [0, 32 * KIB, 128 * KIB, 256 * KIB, 152 * KIB]
    assert rig.rig.objects.size(wanted.object_id) == wanted.total


def test_an_object_that_the_hub_has_already_is_not_sent(rig: ClientRig) -> None:
    laptop = writing(rig)
    data = FixedRandom("file")(300 * KIB)
    give_object(laptop, data)
    laptop.sync()
    line = Uploads(rig.rig.endpoint)
    give_object(laptop, data)

    Session(laptop.replica, line, Conditions(lambda: 0.0, FixedRandom("up"))).run()

    assert line.lengths == [0]
    assert laptop.replica.kept.to_upload == []


def test_a_budget_ends_an_upload_between_slices_and_the_next_sync_goes_on(rig: ClientRig) -> None:
    laptop = writing(rig, topic(1, "Statelessness"))
    wanted = give_object(laptop, FixedRandom("file")(300 * KIB))

    reports = [laptop.sync(budget=100_000) for _ in range(4)]

    assert all(report.sent_bytes + report.received_bytes <= 100_000 + MAX_FRAME_BYTES for report in reports)
    assert rig.rig.objects.size(wanted.object_id) == wanted.total
    assert reports[-1].is_complete


def test_the_answer_to_an_upload_must_be_signed_by_our_hub(rig: ClientRig) -> None:
    laptop = writing(rig)
    wanted = give_object(laptop, b"short")

    class Stranger(Uploads):
        answer = b""

        def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
            return self.answer

    line = Stranger(rig.rig.endpoint)
    session = Session(laptop.replica, line, Conditions(lambda: 0.0, FixedRandom("up")))
    refusal = encode_frame(RefusalFrame("upload_quota", 1, bytes(64)))
    for line.answer in (refusal, b"", refusal + refusal, rig.rig.endpoint.fetch_profile()):
        with pytest.raises((NotOurHubError, WireError)):
            session.run()
    assert laptop.replica.kept.to_upload == [wanted]


def test_a_hub_that_keeps_no_slice_is_not_asked_for_ever(rig: ClientRig) -> None:
    laptop = writing(rig)
    wanted = give_object(laptop, FixedRandom("file")(300 * KIB))
    laptop.replica.kept.objects[wanted.object_id] = b""
    line = Uploads(rig.rig.endpoint)

    Session(laptop.replica, line, Conditions(lambda: 0.0, FixedRandom("up"))).run()

    assert line.lengths == [0, 0]
    assert laptop.replica.kept.to_upload == [wanted]


def test_an_object_resumes_where_it_was_cut(rig: ClientRig) -> None:
    data = FixedRandom("file")(100_000)
    writer = writing(rig)
    wanted = give_object(writer, data)
    writer.sync()
    reader, asked = rig.laptop(), list[int]()

    class Cut(BentEndpoint):
        def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
            asked.append(offset)
            whole = b"".join(rig.rig.endpoint.fetch_object(object_id, offset))
            yield whole[:30_000]
            if len(whole) > 30_000:
                raise LinkError("cut")

    session = Session(reader.replica, Cut(rig.rig.endpoint), Conditions(lambda: 0.0, FixedRandom("get")))
    for _ in range(3):
        with pytest.raises(LinkError):
            session.fetch(Asked(reader.replica, wanted))
    session.fetch(Asked(reader.replica, wanted))
    session.fetch(Asked(reader.replica, wanted))

    assert asked == [0, 30_000, 60_000, 90_000]
    assert reader.replica.kept.objects[wanted.object_id] == data
    assert session.report.received_bytes == len(data)


def test_with_a_budget_no_more_is_asked_for_than_it_leaves(rig: ClientRig) -> None:
    writer = writing(rig)
    wanted = give_object(writer, FixedRandom("file")(100_000))
    writer.sync()
    reader, asked = rig.laptop(), list[tuple[int, int | None]]()

    class Noting(BentEndpoint):
        def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
            asked.append((offset, length))
            return super().fetch_object(object_id, offset, length)

    for budget in (20_000, 100, None):
        conditions = Conditions(lambda: 0.0, FixedRandom("get"), budget_bytes=budget)
        Session(reader.replica, Noting(rig.rig.endpoint), conditions).fetch(Asked(reader.replica, wanted))

    assert asked == [(0, 20_000), (20_000, 8_192), (28_192, None)]
    assert wanted.object_id in reader.replica.kept.objects


def test_a_budget_ends_a_download_between_pieces(rig: ClientRig) -> None:
    writer = writing(rig)
    wanted = give_object(writer, FixedRandom("file")(100_000))
    writer.sync()
    reader = rig.laptop()

    class InPieces(BentEndpoint):
        def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
            whole = b"".join(rig.rig.endpoint.fetch_object(object_id, offset))
            return (whole[start : start + 8_192] for start in range(0, len(whole), 8_192))

    conditions = Conditions(lambda: 0.0, FixedRandom("get"), budget_bytes=20_000)
    Session(reader.replica, InPieces(rig.rig.endpoint), conditions).fetch(Asked(reader.replica, wanted))

    assert len(reader.replica.kept.objects[wanted.object_id]) == 3 * 8_192


def test_a_budget_that_one_file_used_up_leaves_the_next_for_later(rig: ClientRig) -> None:
    laptop = writing(rig, topic(1, "Statelessness"))
    first, second = (give_object(laptop, FixedRandom(name)(50 * KIB)) for name in ("first", "second"))

    report = laptop.sync(budget=40_000)

    assert not report.is_complete
    assert rig.rig.objects.size(second.object_id) is None
    assert rig.rig.objects.size(first.object_id) is None
    assert laptop.replica.kept.waiting == []
