"""The contract of `SyncEndpoint`, which every carrier keeps: one hub gives the same, whatever carries the bytes."""

import pytest

from haversack_sync.client.pieces import fetch_pieces
from haversack_sync.client.ports import Upload
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.frame_stream import next_frame
from haversack_sync.protocol.limits import KIB, MAX_FRAME_BYTES
from haversack_sync.protocol.messages import UploadedFrame, decode_frame, encode_message
from haversack_sync.protocol.object_lists import ObjectsRequest
from haversack_sync.protocol.requests import LANE_UPLOADS, RequestAuth, RequestLine, request_hash, sign_request
from haversack_sync.protocol.uploads import check_uploaded, upload_line
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint, altered_at, cut_after, untouched
from tests.unit.haversack_sync.client.client_rig import (
    LIBRARY,
    Laptop,
    decoded,
    entries_in,
    essence,
    frames_of,
    held,
    knowing,
    topic,
)
from tests.unit.haversack_sync.client.memory_replica import Asked, Kept
from tests.unit.haversack_sync.protocol.carriers import ANSWERING, CARRIERS, DATA, NAME, Carried, meeting


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> Carried:
    return Carried(tmp_path_factory.mktemp("carried"))


@pytest.fixture(scope="module")
def goal(carried: Carried) -> tuple[object, ...]:
    """Return what a laptop knows that met the hub itself, and nothing disturbed it."""
    laptop = carried.rig.laptop()
    assert laptop.sync().is_complete
    return essence(laptop.replica.kept)


@pytest.fixture(params=CARRIERS)
def carrier(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def behind(carried: Carried, endpoint: SyncEndpoint, base: Kept | None = None) -> Laptop:
    """Return a laptop that knows nothing yet, or `base`, and meets the hub on a line that a test may bend."""
    laptop = carried.rig.laptop() if base is None else knowing(carried.rig, base)
    laptop.line = BentEndpoint(endpoint, is_stored=endpoint.is_stored)
    return laptop


def test_answers_verify_and_give_the_same_state(carried: Carried, carrier: str, goal: tuple[object, ...]) -> None:
    with meeting(carried, carrier) as endpoint:
        laptop = behind(carried, endpoint)

        report = laptop.sync()

        assert report.is_complete
        assert essence(laptop.replica.kept) == goal
        assert report.exchanges > 1, "one connection serves more than one exchange"


def test_after_a_cut_of_an_answer_what_was_whole_stays_and_the_next_sync_goes_on(
    carried: Carried, carrier: str, goal: tuple[object, ...]
) -> None:
    with meeting(carried, carrier) as endpoint:
        first = behind(carried, endpoint)
        first.exchange()
        base = first.replica.kept
        whole = behind(carried, endpoint, base)
        whole.exchange()
        frames, known = frames_of(whole.line.answers[0]), held(first)
        sizes = [sum(map(len, frames[: index + 1])) for index in range(len(frames))]
        assert len(frames) >= 3

        borders = [size + each for size in sizes[:-1] for each in (-1, 0, 1)]
        for length in sorted({*range(1, sizes[-1], 9_999), *borders}):
            laptop = behind(carried, endpoint, base)
            laptop.line.bend = cut_after(length)
            with pytest.raises(LinkError):
                laptop.sync()
            come = [decoded(frame) for frame, size in zip(frames, sizes, strict=True) if size <= length]
            assert held(laptop) >= known + (0 if endpoint.is_stored else sum(map(entries_in, come)))
            laptop.line.bend = untouched
            laptop.sync()
            assert essence(laptop.replica.kept) == goal


def test_an_altered_byte_is_never_kept(carried: Carried, carrier: str, goal: tuple[object, ...]) -> None:
    """Keys prove nothing about their sender, so a stick's may be altered unnoticed; they open nothing then."""
    with meeting(carried, carrier) as endpoint:
        first = behind(carried, endpoint)
        first.exchange()
        probe = behind(carried, endpoint, first.replica.kept)
        probe.exchange()
        size = len(probe.line.answers[0])
        for index in range(0, size, max(1, size // 12)):
            laptop = behind(carried, endpoint, first.replica.kept)
            laptop.line.bend = altered_at(index)
            was_refused = False
            try:
                laptop.exchange()
            except (ProtocolError, LinkError):
                was_refused = True
            assert was_refused or endpoint.is_stored
            for feed, entries in laptop.replica.kept.entries.items():
                assert entries == probe.replica.kept.entries[feed][: len(entries)]
            laptop.line.bend = untouched
            laptop.sync()
            assert essence(laptop.replica.kept) == goal


@pytest.mark.parametrize("offset", [0, 1, 16_383, 49_999])
@pytest.mark.parametrize("length", [None, 1, 8_192, 10**6])
def test_an_object_comes_from_any_offset_and_no_more_than_was_asked_where_it_costs(
    carried: Carried, carrier: str, offset: int, length: int | None
) -> None:
    with meeting(carried, carrier) as endpoint:
        got = b"".join(endpoint.fetch_object(NAME, offset, length))

    wanted = DATA[offset:] if length is None else DATA[offset : offset + length]
    assert got == (DATA[offset:] if endpoint.is_stored else wanted)


def test_an_object_is_fetched_by_a_sync_piece_by_piece_and_resumed(carried: Carried, carrier: str) -> None:
    with meeting(carried, carrier) as endpoint:
        laptop = behind(carried, endpoint)
        file = Upload(NAME, len(DATA))
        laptop.replica.kept.objects[NAME] = DATA[:12_345]

        report = laptop.session().fetch(Asked(laptop.replica, file))

        assert laptop.replica.whole == {NAME}
        assert report.received_bytes == len(DATA) - 12_345


def test_many_objects_come_in_one_answer(carried: Carried, carrier: str) -> None:
    unknown = ObjectId(bytes(32))
    with meeting(carried, carrier) as endpoint:
        pieces = list(fetch_pieces(endpoint, ObjectsRequest(((unknown, 0), (NAME, 20_000)))))

    assert b"".join(piece.data for piece in pieces if piece.object_id == NAME) == DATA[20_000:]
    assert [piece.total for piece in pieces if piece.object_id == unknown] == [None]


def test_what_is_not_there_is_said_so(carried: Carried, carrier: str) -> None:
    with meeting(carried, carrier) as endpoint, pytest.raises(LinkError, match="not_found"):
        list(endpoint.fetch_object(ObjectId(bytes(32)), 0))


def test_the_profile_is_the_same_everywhere(carried: Carried, carrier: str) -> None:
    with meeting(carried, carrier) as endpoint:
        assert endpoint.fetch_profile() == carried.rig.rig.endpoint.fetch_profile()


def signed(laptop: Laptop, line: RequestLine) -> RequestAuth:
    """Sign a slice as a laptop's author."""
    return sign_request(
        line,
        root=laptop.replica.network().root,
        device=laptop.author.handle,
        lane=LANE_UPLOADS,
        counter=laptop.replica.take_counter(LANE_UPLOADS),
        signing_seed=laptop.author.seed,
    )


@pytest.mark.parametrize("carrier", ANSWERING)
def test_an_upload_goes_on_where_the_hub_stands_and_every_answer_is_signed(carried: Carried, carrier: str) -> None:
    data = FixedRandom(carrier)(70 * KIB)
    name = ObjectId(sealing.sha256(data))
    with meeting(carried, carrier) as endpoint:
        laptop = behind(carried, endpoint)
        laptop.sync()
        view = laptop.replica.network()

        def put(offset: int, piece: bytes) -> tuple[int, bool]:
            line = upload_line(name, offset=offset, total=len(data), slice_bytes=piece)
            auth = signed(laptop, line)
            found = next_frame(endpoint.upload(line, auth))
            assert found is not None
            frame = decode_frame(found[0])
            assert isinstance(frame, UploadedFrame)
            hashed, key = request_hash(auth, piece), view.authority.hub_sign_key
            check_uploaded(frame, name, root=view.root, request=hashed, hub_key=key)
            return frame.received, frame.complete

        assert put(0, b"") == (0, False)
        assert put(0, data[:40_000]) == (40_000, False)
        assert put(0, data[:40_000]) == (40_000, False), "a slice that comes twice counts once"
        assert put(50_000, data[50_000:]) == (40_000, False), "a gap is not filled with nothing"
        assert put(0, b"") == (40_000, False)
        assert put(40_000, data[40_000:]) == (len(data), True)
        assert put(0, b"") == (len(data), True)


@pytest.mark.parametrize("carrier", ["folder"])
def test_nothing_is_sent_to_what_is_only_stored(carried: Carried, carrier: str) -> None:
    with meeting(carried, carrier) as endpoint:
        laptop = behind(carried, endpoint)
        world = carried.rig.rig.world
        waiting = [world.content(world.author(), LIBRARY, topic(1, "Never sent"))]
        laptop.replica.kept.waiting = list(waiting)

        report = laptop.sync()

        assert (report.sent_bytes, laptop.replica.kept.waiting, laptop.replica.kept.left) == (0, waiting, [])
        line = upload_line(NAME, offset=0, total=1, slice_bytes=b"x")
        with pytest.raises(LinkError, match="no_connection"):
            endpoint.upload(line, signed(laptop, line))
        with pytest.raises(LinkError, match="no_connection"):
            endpoint.register(b"")


@pytest.mark.parametrize("carrier", ANSWERING)
def test_what_no_program_of_ours_sends_is_not_answered(carried: Carried, carrier: str) -> None:
    with meeting(carried, carrier) as endpoint:
        with pytest.raises(LinkError, match="not_our_hub"):
            list(endpoint.exchange(b"nonsense", None))
        with pytest.raises(LinkError, match="not_our_hub"):
            list(endpoint.fetch_objects(b"nonsense"))
        with pytest.raises(LinkError, match="not_our_hub"):
            endpoint.register(encode_message(ObjectsRequest(((NAME, 0),))))


@pytest.mark.parametrize("budget", [1, 20_000])
def test_a_budget_is_kept_to_a_frame_whatever_carries_the_bytes(carried: Carried, carrier: str, budget: int) -> None:
    with meeting(carried, carrier) as endpoint:
        laptop = behind(carried, endpoint)
        laptop.sync(budget=10_000)

        report = laptop.sync(budget=budget)

    if not endpoint.is_stored:
        assert report.used_bytes <= budget + MAX_FRAME_BYTES
