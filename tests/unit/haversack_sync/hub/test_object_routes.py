"""Objects over HTTP: ranges, caching, and nothing but 64 hexadecimal digits as a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import ASGIApp

from haversack_sync.hub.errors import NotOurProtocolError
from haversack_sync.hub.object_routes import Stretch, parse_range
from haversack_sync.hub.routes import create_app
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import MAX_UPLOAD_SLICE_BYTES, HubLimits
from haversack_sync.protocol.messages import UploadedFrame, decode_frame, encode_message
from haversack_sync.protocol.object_lists import (
    MAX_OBJECTS_REQUEST_BYTES,
    ObjectsRequest,
    Piece,
    PieceReader,
    decode_objects_request,
)
from haversack_sync.protocol.requests import AUTH_HEADER, LANE_UPLOADS, sign_request
from haversack_sync.protocol.uploads import upload_line
from tests.simulation.asgi import call
from tests.simulation.rig import Rig

DATA = bytes(range(256)) * 10
NAME = ObjectId(sealing.sha256(DATA))
TARGET = f"/v1/objects/{NAME.hex()}"


@pytest.fixture
def app(rig: Rig) -> ASGIApp:
    """Return the application of a hub that holds one object."""
    rig.found().upload(NAME, offset=0, total=len(DATA), data=DATA)
    return create_app(rig.hub)


def test_who_asks_for_objects_too_often_is_told_by_status_when_to_come_again(rig: Rig, app: ASGIApp) -> None:
    rig.restart(limits=HubLimits(object_requests_per_network_and_minute=3, unsigned_requests_per_network_and_minute=1))
    app = create_app(rig.hub)
    body = encode_message(ObjectsRequest(((NAME, 0),)))

    replies = [
        call(app, "GET", TARGET),
        call(app, "HEAD", TARGET),
        call(app, "POST", "/v1/objects", body=body),
        call(app, "POST", "/v1/objects", body=body),
        call(app, "GET", TARGET),
    ]

    assert [reply.status for reply in replies] == [200, 200, 200, 429, 429]
    assert replies[-1].headers["retry-after"] == "20"
    assert call(app, "GET", TARGET, client="198.51.100.1").status == 200
    assert call(app, "GET", "/v1/profile").status == 200


def test_an_object_is_given_for_ever(app: ASGIApp) -> None:
    reply = call(app, "GET", TARGET)

    assert (reply.status, reply.body) == (200, DATA)
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["etag"] == f'"{NAME.hex()}"'
    assert reply.headers["accept-ranges"] == "bytes"
    assert reply.headers["content-length"] == str(len(DATA))
    assert reply.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-", 0, 2560),
        ("bytes=1000-", 1000, 2560),
        ("bytes=1000-1999", 1000, 2000),
        ("bytes=2000-99999", 2000, 2560),
        ("bytes=-60", 2500, 2560),
        ("bytes=-99999", 0, 2560),
        ("bytes=2559-2559", 2559, 2560),
    ],
)
def test_a_range_of_an_object_is_given(app: ASGIApp, header: str, start: int, end: int) -> None:
    reply = call(app, "GET", TARGET, headers={"range": header})

    assert (reply.status, reply.body) == (206, DATA[start:end])
    assert reply.headers["content-range"] == f"bytes {start}-{end - 1}/2560"


@pytest.mark.parametrize("header", ["bytes=2560-", "bytes=9999-99999", "bytes=-0"])
def test_a_range_outside_of_the_object_is_refused(app: ASGIApp, header: str) -> None:
    assert call(app, "GET", TARGET, headers={"range": header}).status == 416


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "lines=1-2", "bytes=5-2", "bytes=-", "bytes=a-b", "", "0-5"])
def test_other_ranges_are_ignored_as_the_standard_allows(app: ASGIApp, header: str) -> None:
    reply = call(app, "GET", TARGET, headers={"range": header})

    assert (reply.status, reply.body) == (200, DATA)


def test_a_range_of_another_version_gives_the_whole(app: ASGIApp) -> None:
    headers = {"range": "bytes=5-9", "if-range": '"another"'}
    assert call(app, "GET", TARGET, headers=headers).status == 200

    headers = {"range": "bytes=5-9", "if-range": f'"{NAME.hex()}"'}
    assert call(app, "GET", TARGET, headers=headers).status == 206


def test_who_has_it_already_is_told_so(app: ASGIApp) -> None:
    reply = call(app, "GET", TARGET, headers={"if-none-match": f'"{NAME.hex()}"'})

    assert (reply.status, reply.body) == (304, b"")


def test_its_length_can_be_asked_for_without_its_bytes(app: ASGIApp) -> None:
    reply = call(app, "HEAD", TARGET)

    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["content-length"] == str(len(DATA))


@pytest.mark.parametrize(
    "name",
    [
        "0" * 64,
        "0" * 63,
        "0" * 65,
        NAME.hex().upper(),
        "../hub-keys",
        "..%2Fhub-keys",
        "%2e%2e",
        "0" * 63 + "g",
        "é" * 64,
    ],
)
def test_whatever_is_no_objects_name_is_not_found(app: ASGIApp, name: str) -> None:
    assert call(app, "GET", f"/v1/objects/{name}").status == 404


def asked(app: ASGIApp, body: bytes) -> tuple[int, list[Piece]]:
    reply = call(app, "POST", "/v1/objects", body=body)
    if reply.status != 200:
        return reply.status, []
    reader, pieces = PieceReader(decode_objects_request(body).wanted), []
    for payload in FrameSplitter().feed(reply.body):
        reader, piece = reader.read(payload)
        pieces.append(piece)
    return reply.status, pieces


def test_a_list_of_objects_is_answered_by_one_stream_also_to_strangers(app: ASGIApp) -> None:
    missing = ObjectId(bytes(32))

    status, pieces = asked(app, encode_message(ObjectsRequest(((missing, 0), (NAME, 60)))))

    assert status == 200
    assert pieces == [Piece(missing, None, 0, b""), Piece(NAME, len(DATA), 60, DATA[60:])]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"nonsense", 400), (encode_message(ObjectsRequest(((NAME, 0), (NAME, 1)))), 400),
     (encode_message(ObjectsRequest(tuple((bytes([n] * 32), 0) for n in range(256)))), 200),
     (encode_message(ObjectsRequest(tuple((bytes(30) + n.to_bytes(2, "big"), 0) for n in range(257)))), 400),
     (bytes(MAX_OBJECTS_REQUEST_BYTES + 1), 413)],
    ids=["empty", "nonsense", "twice", "most", "one more", "too long"],
)  # fmt: skip
def test_a_list_that_no_program_of_ours_sends_is_not_our_protocol(app: ASGIApp, body: bytes, status: int) -> None:
    assert asked(app, body)[0] == status


def test_a_list_is_answered_no_longer_than_the_hub_is_configured_to(rig: Rig) -> None:
    rig.restart(limits=HubLimits(answer_bytes=40_000))
    founder, data = rig.found(), bytes(200_000)
    name = ObjectId(sealing.sha256(data))
    founder.upload(name, offset=0, total=len(data), data=data)

    _, pieces = asked(create_app(rig.hub), encode_message(ObjectsRequest(((name, 0),))))

    assert 40_000 <= sum(len(piece.data) for piece in pieces) <= 48_000


def stretch_or_status(header: str, size: int) -> Stretch | int | None:
    try:
        return parse_range(header, size)
    except NotOurProtocolError as error:
        return error.status


def is_inside(stretch: Stretch | int | None, size: int) -> bool:
    if isinstance(stretch, Stretch):
        return stretch.length > 0 and stretch.start >= 0 and stretch.start + stretch.length <= size
    return stretch in (None, 416)


@given(st.text(), st.integers(1, 10_000))
def test_any_range_header_is_ignored_refused_or_inside_the_object(header: str, size: int) -> None:
    assert is_inside(stretch_or_status(header, size), size)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 200))
def test_any_well_formed_range_is_refused_or_inside_the_object(first: int, last: int, size: int) -> None:
    for header in (f"bytes={first}-{last}", f"bytes={first}-", f"bytes=-{last}"):
        assert is_inside(stretch_or_status(header, size), size)


def put(rig: Rig, app: ASGIApp, target: str, data: bytes, *, counter: int) -> object:
    author = rig.world.coordinator
    line = upload_line(NAME, offset=0, total=len(DATA), slice_bytes=data)
    auth = sign_request(
        line, root=rig.world.root, device=author.handle, lane=LANE_UPLOADS, counter=counter, signing_seed=author.seed
    )
    reply = call(app, "PUT", target, body=data, headers={AUTH_HEADER: auth.header()})
    if reply.status != 200:
        return reply.status
    (payload,) = FrameSplitter().feed(reply.body)
    return decode_frame(payload)


def test_a_slice_is_put_and_answered_with_a_signed_frame(rig: Rig) -> None:
    rig.found()

    frame = put(rig, create_app(rig.hub), f"{TARGET}?offset=0&total={len(DATA)}", DATA[:100], counter=1)

    assert isinstance(frame, UploadedFrame)
    assert (frame.received, frame.complete) == (100, False)


@pytest.mark.parametrize(
    "query",
    ["", "?offset=0", "?total=2560", "?offset=-1&total=2560", "?offset=a&total=2560", "?offset=01&total=2560",
     "?offset=0&total=" + "9" * 30, "?offset=0&total=0", "?offset=2560&total=2560"],
)  # fmt: skip
def test_a_slice_without_its_place_is_not_our_protocol(rig: Rig, app: ASGIApp, query: str) -> None:
    assert put(rig, app, TARGET + query, b"data", counter=9) == 400


def test_a_slice_without_a_signature_is_not_our_protocol(app: ASGIApp) -> None:
    assert call(app, "PUT", f"{TARGET}?offset=0&total=2560", body=b"data").status == 400


def test_a_slice_longer_than_its_limit_is_not_read(rig: Rig, app: ASGIApp) -> None:
    assert put(rig, app, f"{TARGET}?offset=0&total=2560", bytes(MAX_UPLOAD_SLICE_BYTES + 1), counter=9) == 413
