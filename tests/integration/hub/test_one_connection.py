"""What HTTP costs beside the bodies, counted at a real socket: one connection, and few bytes of headers."""

import contextlib
import threading
from collections.abc import Iterator

import pytest

from haversack_sync.client.conditions import Conditions
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.client.pieces import fetch_pieces
from haversack_sync.client.session import Session
from haversack_sync.hub.server import Server, configured, listen
from haversack_sync.hub.service import Hub
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.limits import KIB
from haversack_sync.protocol.object_lists import ObjectsRequest
from tests.integration.tapped_link import TappedLink
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.client_rig import ClientRig, Laptop, give_object, topic, writing
from tests.unit.haversack_sync.client.memory_replica import Asked

NOWHERE = ObjectId(bytes(32))


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


@contextlib.contextmanager
def listening(hub: Hub) -> Iterator[str]:
    """Serve a hub of this process over HTTP while the block runs; yield its address."""
    is_ready = threading.Event()
    server = Server(configured(hub), is_ready.set)
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert is_ready.wait(30)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def link(rig: ClientRig) -> Iterator[TappedLink]:
    with listening(rig.rig.hub) as address, TappedLink(address) as tapped:
        yield tapped


@pytest.fixture
def endpoint(link: TappedLink) -> Iterator[HttpEndpoint]:
    with contextlib.closing(HttpEndpoint(link.address)) as http:
        yield http


def session(laptop: Laptop, endpoint: HttpEndpoint) -> Session:
    ticks = iter(range(10**9))
    return Session(laptop.replica, endpoint, Conditions(lambda: float(next(ticks)), FixedRandom("connection")))


def headers(link: TappedLink) -> tuple[int, int]:
    """Return bytes beside bodies, up and down, since they were counted last."""
    (raw_up, raw_down), (up, down) = link.raw_bytes(), link.body_bytes()
    return raw_up - up, raw_down - down


def test_one_connection_carries_a_whole_sync_with_files_both_ways_and_odd_answers(
    rig: ClientRig, link: TappedLink, endpoint: HttpEndpoint
) -> None:
    writer = writing(rig, *(topic(number, f"Topic {number} " * 30) for number in range(200)))
    files = [give_object(writer, bytes([number]) * 300 * KIB) for number in range(2)]
    assert session(writer, endpoint).run().is_complete
    reader = rig.laptop()

    with pytest.raises(LinkError, match="not_found"):
        b"".join(endpoint.fetch_object(NOWHERE, 0))
    with pytest.raises(LinkError, match="not_our_hub"):
        b"".join(endpoint.exchange(b"nonsense", None))
    assert session(reader, endpoint).run().exchanges >= 1
    session(reader, endpoint).fetch(Asked(reader.replica, *files))
    pieces = list(fetch_pieces(endpoint, ObjectsRequest(tuple((file.object_id, 0) for file in files))))
    assert endpoint.fetch_profile()

    assert sealing.sha256(b"".join(piece.data for piece in pieces if piece.object_id == files[1].object_id)) == (
        files[1].object_id
    )
    assert len(link.passed()) == 1


def test_a_sync_with_nothing_to_say_costs_few_bytes_of_headers(
    rig: ClientRig, link: TappedLink, endpoint: HttpEndpoint
) -> None:
    laptop = rig.laptop()
    session(laptop, endpoint).run()
    before = headers(link)

    assert session(laptop, endpoint).run().is_complete

    up, down = (after - earlier for after, earlier in zip(headers(link), before, strict=True))
    assert up < 290
    assert down < 90
