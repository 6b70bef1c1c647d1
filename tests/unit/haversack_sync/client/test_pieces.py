"""Fetching many objects by one request: from a hub, over HTTP and from a folder, and from somebody who lies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.client.pieces import fetch_pieces
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.limits import KIB
from haversack_sync.protocol.messages import PieceFrame, encode_frame, encode_message
from haversack_sync.protocol.object_lists import ObjectsRequest, Piece
from tests.simulation.rig import Rig
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint
from tests.unit.haversack_sync.client.loopback_server import chunked, reply, serving

DATA = [bytes([number]) * (40_000 - 13_000 * number) for number in range(3)]
NAMES = [ObjectId(sealing.sha256(data)) for data in DATA]
NOWHERE = ObjectId(bytes(32))
WANTED = ObjectsRequest(((NAMES[2], 0), (NOWHERE, 0), (NAMES[0], 39_000), (NAMES[1], 0)))


@pytest.fixture
def rig() -> Rig:
    """Return a hub that holds the objects."""
    rig = Rig()
    founder = rig.found()
    for name, data in zip(NAMES, DATA, strict=True):
        founder.upload(name, offset=0, total=len(data), data=data)
    return rig


@pytest.fixture
def folder(tmp_path: Path) -> FolderEndpoint:
    """Return a stick that holds the objects."""
    place = tmp_path / "haversack-00"
    (place / "objects").mkdir(parents=True)
    (place / "profile").write_bytes(b"profile")
    for name, data in zip(NAMES, DATA, strict=True):
        (place / "objects" / name.hex()).write_bytes(data)
    return FolderEndpoint(tmp_path)


def gathered(pieces: Iterator[Piece]) -> dict[ObjectId, bytes | None]:
    """Return what came of each object, None of what is not there."""
    found: dict[ObjectId, bytes | None] = {}
    for piece in pieces:
        if piece.total is None:
            found[piece.object_id] = None
        else:
            found[piece.object_id] = (found.get(piece.object_id) or b"") + piece.data
    return found


def expect_all(endpoint: SyncEndpoint) -> None:
    counted: list[int] = []
    came = gathered(fetch_pieces(endpoint, WANTED, count=counted.append))

    assert came == {NAMES[2]: DATA[2], NOWHERE: None, NAMES[0]: DATA[0][39_000:], NAMES[1]: DATA[1]}
    assert list(came) == [name for name, _ in WANTED.wanted]
    assert 42_000 < sum(counted) < 42_200


def test_a_hub_gives_them_in_one_stream_and_says_what_it_lacks(rig: Rig) -> None:
    expect_all(rig.endpoint)


def test_a_folder_gives_them_in_the_same_way(folder: FolderEndpoint) -> None:
    expect_all(folder)


def test_they_come_over_http_by_one_request(rig: Rig) -> None:
    body = b"".join(rig.endpoint.fetch_objects(encode_message(WANTED)))
    with serving(reply(body)) as server:
        expect_all(HttpEndpoint(server.address))

    (heard,) = server.heard
    assert (heard.line, heard.body) == ("POST /v1/objects HTTP/1.1", encode_message(WANTED))
    assert "haversack-auth" not in heard.headers


def test_a_budget_ends_the_answer_and_the_next_request_goes_on(rig: Rig, folder: FolderEndpoint) -> None:
    for endpoint in (rig.endpoint, folder):
        came = b""
        while len(came) < len(DATA[0]):
            counted: list[int] = []
            request = ObjectsRequest(((NAMES[0], len(came)),), answer_bytes=10_000, frame_bytes=8 * KIB)
            came += b"".join(piece.data for piece in fetch_pieces(endpoint, request, count=counted.append))
            assert sum(counted) <= 10_000 + 8 * KIB
        assert came == DATA[0]


def test_whole_frames_before_a_cut_are_given_out(rig: Rig) -> None:
    whole = b"".join(rig.endpoint.fetch_objects(encode_message(WANTED)))
    with serving(chunked(whole[:20_000], is_whole=False), keeps_open=False) as server:
        pieces = fetch_pieces(HttpEndpoint(server.address), WANTED)

        assert next(pieces) == Piece(NAMES[2], len(DATA[2]), 0, DATA[2])
        assert next(pieces) == Piece(NOWHERE, None, 0, b"")
        assert next(pieces) == Piece(NAMES[0], len(DATA[0]), 39_000, DATA[0][39_000:])
        with pytest.raises(LinkError, match="cut"):
            next(pieces)


class Liar(BentEndpoint):
    """Answers a list of objects with whatever a test wants."""

    says: tuple[bytes, ...] = ()

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        return iter(self.says)


def liar(rig: Rig, *says: bytes) -> Liar:
    endpoint = Liar(rig.endpoint)
    endpoint.says = says
    return endpoint


@pytest.mark.parametrize("says", [(), (b"",), (encode_frame(PieceFrame(0, 9, 0, b"nine byte"))[:-1],)])
def test_an_answer_that_ends_early_is_a_cut(rig: Rig, says: tuple[bytes, ...]) -> None:
    with pytest.raises(LinkError, match="cut"):
        list(fetch_pieces(liar(rig, *says), WANTED))


def test_a_page_instead_of_frames_is_no_answer(rig: Rig) -> None:
    with pytest.raises(WireError):
        list(fetch_pieces(liar(rig, b"<html>please log in</html>" * 9), WANTED))


def test_somebody_who_does_not_stop_is_stopped_one_frame_behind_the_budget(rig: Rig) -> None:
    frames = [encode_frame(PieceFrame(0, 2**60, 1_000 * number, bytes(1_000))) for number in range(500)]
    counted: list[int] = []

    with pytest.raises(LinkError, match="not_our_hub"):
        list(fetch_pieces(liar(rig, *frames), ObjectsRequest(((NOWHERE, 0),), 50_000), count=counted.append))

    assert 50_000 + 32 * KIB < sum(counted) < 50_000 + 32 * KIB + 1_100


def test_nonsense_is_asked_of_nobody(rig: Rig, folder: FolderEndpoint) -> None:
    for endpoint in (rig.endpoint, folder):
        with pytest.raises(LinkError, match="not_our_hub"):
            endpoint.fetch_objects(b"nonsense")


def test_a_link_on_a_stick_is_not_followed(folder: FolderEndpoint, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"of this computer")
    (tmp_path / "haversack-00" / "objects" / NOWHERE.hex()).symlink_to(secret)

    assert gathered(fetch_pieces(folder, ObjectsRequest(((NOWHERE, 0),)))) == {NOWHERE: None}
