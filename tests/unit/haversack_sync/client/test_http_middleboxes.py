"""What stands between a computer and its hub: portals, proxies and mirrors, each at a real socket (scenarios B1 to B5).

Whatever they do, nothing counts but the hub's signature and an object's hash; a sync ends in words, keeps what was
verified, and goes on the next time.
"""

import socket
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from haversack_sync.client import http as carrier
from haversack_sync.client.conditions import Conditions, Report
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.client.session import Session
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import DigestError, NotOurHubError, ProtocolError, WireError
from haversack_sync.protocol.limits import KIB, MAX_FRAME_BYTES, MIB
from haversack_sync.protocol.requests import AUTH_HEADER, parse_auth
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.client_rig import (
    ClientRig,
    Laptop,
    all_of_it,
    essence,
    forced_small,
    frames_of,
    give_object,
    held,
    knowing,
    topic,
    with_network,
    writing,
)
from tests.unit.haversack_sync.client.loopback_server import Heard, LoopbackServer, chunked, reply, serving
from tests.unit.haversack_sync.client.memory_replica import Asked

Box = Callable[[Heard, bytes], bytes]
"""What a middlebox makes of a request and the hub's true answer: all that it says on the connection."""
PAGE = b"<html><body>Welcome to the Wi-Fi of the bus station. Please log in.</body></html>" * 20


@pytest.fixture
def rig() -> ClientRig:
    rig = ClientRig()
    rig.write(*(topic(number, f"Topic {number}") for number in range(12)))
    return rig


def true_answer(rig: ClientRig, heard: Heard) -> bytes:
    """Return what the hub says to a request."""
    target = heard.line.split(" ")[1]
    if target == "/v1/exchange":
        auth = parse_auth(heard.headers[AUTH_HEADER.lower()])
        return b"".join(rig.rig.endpoint.exchange(heard.body, auth))
    if target == "/v1/objects":
        return b"".join(rig.rig.endpoint.fetch_objects(heard.body))
    offset = int(heard.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
    return b"".join(rig.rig.endpoint.fetch_object(ObjectId(bytes.fromhex(target.rpartition("/")[2])), offset))


def honestly(heard: Heard, answer: bytes) -> bytes:
    """Pass an answer on."""
    return reply(answer, status="206 Partial Content" if "range" in heard.headers else "200 OK")


@contextmanager
def behind(rig: ClientRig, *boxes: Box) -> Iterator[tuple[LoopbackServer, HttpEndpoint]]:
    """Put middleboxes in front of a hub, one for each request, the last for all after it."""
    with serving(reply()) as server:

        def speak(connection: socket.socket) -> None:
            heard = server.heard[-1]
            box = boxes[min(len(server.heard), len(boxes)) - 1]
            connection.sendall(box(heard, true_answer(rig, heard)))
            if box.__name__.startswith("cut_"):
                connection.shutdown(socket.SHUT_RDWR)

        server.answers = [speak]
        with closing(HttpEndpoint(server.address)) as endpoint:
            yield server, endpoint


def session(laptop: Laptop, endpoint: HttpEndpoint, *, budget: int | None = None) -> Session:
    ticks = iter(range(10**9))
    return Session(laptop.replica, endpoint, Conditions(lambda: float(next(ticks)), FixedRandom("box"), budget))


def sync(laptop: Laptop, endpoint: HttpEndpoint, *, budget: int | None = None) -> Report:
    return session(laptop, endpoint, budget=budget).run()


PORTALS = {
    "a page with 200": reply(PAGE, media_type="text/html"),
    "a page that says it is bytes": reply(PAGE),
    "a short page": reply(b"<html>log in</html>", media_type="text/html; charset=utf-8"),
    "elsewhere": reply(b"", status="302 Found", headers=("Location: http://portal.example/login",)),
    "511": reply(PAGE, status="511 Network Authentication Required", media_type="text/html"),
    "zipped": reply(PAGE, headers=("Content-Encoding: gzip",)),
    "nothing at all": reply(b""),
}


@pytest.mark.parametrize("portal", PORTALS.values(), ids=PORTALS)
def test_b1_a_portal_stores_nothing_causes_no_storm_and_after_the_login_the_sync_goes_on(
    rig: ClientRig, portal: bytes
) -> None:
    goal, laptop = all_of_it(rig), rig.laptop()
    with behind(rig, lambda _heard, _answer: portal) as (server, endpoint):
        with pytest.raises((LinkError, NotOurHubError, WireError)):
            sync(laptop, endpoint)
        assert laptop.replica.commits == 0
        assert laptop.replica.kept.receipts == []
        assert len(server.heard) <= 3

    with behind(rig, honestly) as (_, endpoint):
        assert sync(laptop, endpoint).is_complete
    assert essence(laptop.replica.kept) == goal


def test_b1_a_portal_in_the_middle_of_a_sync_costs_what_it_swallowed_and_no_more(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal, base = all_of_it(rig), with_network(rig)
    forced_small(monkeypatch)
    laptop = knowing(rig, base)

    def login_again(_heard: Heard, _answer: bytes) -> bytes:
        return reply(PAGE, media_type="text/html")

    def cut_after_two_thirds(_heard: Heard, answer: bytes) -> bytes:
        return chunked(answer[: len(answer) * 2 // 3], is_whole=False)

    with behind(rig, cut_after_two_thirds, login_again) as (_, endpoint), pytest.raises(LinkError):
        sync(laptop, endpoint)
    assert held(laptop) > sum(map(len, base.entries.values()))

    with behind(rig, honestly) as (_, endpoint):
        assert sync(laptop, endpoint).is_complete
    assert essence(laptop.replica.kept) == goal


def test_b2_an_answer_that_is_cut_with_the_right_length_for_what_is_left_keeps_its_whole_frames(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal, base = all_of_it(rig), with_network(rig)
    forced_small(monkeypatch)
    laptop = knowing(rig, base)

    def shortened(_heard: Heard, answer: bytes) -> bytes:
        return reply(answer[: len(answer) // 2])

    with behind(rig, shortened) as (_, endpoint), pytest.raises(LinkError, match="cut"):
        sync(laptop, endpoint)
    assert held(laptop) > sum(map(len, base.entries.values()))

    with behind(rig, honestly) as (_, endpoint):
        assert sync(laptop, endpoint).is_complete
    assert essence(laptop.replica.kept) == goal


@pytest.mark.parametrize("length", [0, 10, 10**6], ids=["none", "shorter", "longer"])
def test_b2_a_wrong_length_is_a_cut_or_nothing_and_never_a_wrong_record(rig: ClientRig, length: int) -> None:
    goal, laptop = all_of_it(rig), rig.laptop()

    def cut_with_a_wrong_length(_heard: Heard, answer: bytes) -> bytes:
        return reply(answer, length=length)

    with behind(rig, cut_with_a_wrong_length) as (_, endpoint), pytest.raises((LinkError, ProtocolError)):
        sync(laptop, endpoint)

    with behind(rig, honestly) as (_, endpoint):
        assert sync(laptop, endpoint).is_complete
    assert essence(laptop.replica.kept) == goal


def test_b2_a_proxy_that_holds_an_answer_back_until_it_is_whole_only_takes_time(rig: ClientRig) -> None:
    laptop = rig.laptop()

    with behind(rig, honestly) as (server, endpoint):
        assert sync(laptop, endpoint).is_complete

    assert server.connections == 1
    assert essence(laptop.replica.kept) == all_of_it(rig)


def test_b2_a_proxy_that_holds_an_answer_back_for_too_long_is_a_stall_and_the_same_is_asked_again(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "STALL_SECONDS", 0.2)
    laptop = rig.laptop()
    with serving(reply()) as server:

        def hold_back(_connection: socket.socket) -> None:
            server.released.wait(30)

        server.answers = [hold_back]
        with closing(HttpEndpoint(server.address)) as endpoint, pytest.raises(LinkError, match="stalled"):
            sync(laptop, endpoint)
    assert laptop.replica.commits == 0

    monkeypatch.undo()
    with behind(rig, honestly) as (_, endpoint):
        assert sync(laptop, endpoint).is_complete


def test_b2_an_answer_that_starts_before_the_request_was_read_is_judged_like_any_other(rig: ClientRig) -> None:
    laptop = writing(rig, *(topic(100 + number, "Noise " * 2_000) for number in range(4)))

    with (
        serving(reply(PAGE), speaks_first=True) as server,
        closing(HttpEndpoint(server.address)) as endpoint,
        pytest.raises((LinkError, ProtocolError)),
    ):
        sync(laptop, endpoint)
    assert len(laptop.replica.kept.waiting) == 4

    with behind(rig, honestly) as (_, endpoint):
        assert sync(laptop, endpoint).is_complete
    assert laptop.replica.kept.waiting == []


DATA = bytes(range(256)) * 800


def half_a_file(rig: ClientRig) -> tuple[Laptop, Asked]:
    """Return a laptop that holds the first half of a file, and its wish for the whole."""
    writer = writing(rig)
    wanted = give_object(writer, DATA)
    writer.sync()
    reader = rig.laptop()
    reader.replica.kept.objects[wanted.object_id] = DATA[: len(DATA) // 2]
    return reader, Asked(reader.replica, wanted)


def object_of(laptop: Laptop) -> bytes:
    return next(iter(laptop.replica.kept.objects.values()), b"")


def test_b2_where_ranges_are_stripped_the_rest_of_a_file_comes_by_lists_within_the_budget(rig: ClientRig) -> None:
    reader, asked = half_a_file(rig)

    def without_ranges(heard: Heard, answer: bytes) -> bytes:
        return reply(DATA) if heard.line.startswith("GET") else reply(answer)

    with behind(rig, without_ranges) as (server, endpoint):
        some = session(reader, endpoint, budget=20_000).fetch(asked)
        assert len(DATA) // 2 < len(object_of(reader)) < len(DATA) // 2 + 20_000 + MAX_FRAME_BYTES
        rest = session(reader, endpoint).fetch(asked)

    assert object_of(reader) == DATA
    assert some.used_bytes <= 20_000 + MAX_FRAME_BYTES
    assert some.used_bytes + rest.used_bytes < len(DATA) // 2 * 1.02, "bytes that were here came again"
    assert [heard.line.partition(" ")[0] for heard in server.heard].count("GET") == 1


def test_b2_stale_pieces_that_are_joined_to_a_file_are_thrown_away_and_the_file_comes_the_next_time(
    rig: ClientRig,
) -> None:
    reader, asked = half_a_file(rig)

    def from_another_time(_heard: Heard, answer: bytes) -> bytes:
        return reply(bytes(reversed(answer)), status="206 Partial Content")

    with behind(rig, from_another_time) as (_, endpoint), pytest.raises((DigestError, WireError)):
        session(reader, endpoint).fetch(asked)
    assert object_of(reader) == b""

    with behind(rig, honestly) as (_, endpoint):
        session(reader, endpoint).fetch(asked)
    assert object_of(reader) == DATA


def test_b4_an_old_answer_that_is_repeated_answers_nothing(rig: ClientRig) -> None:
    laptop, old = rig.laptop(), list[bytes]()

    def remembering(heard: Heard, answer: bytes) -> bytes:
        old.append(answer)
        return honestly(heard, answer)

    with behind(rig, remembering) as (_, endpoint):
        sync(laptop, endpoint)
    before = essence(laptop.replica.kept)
    rig.write(topic(99, "Newer"))

    def repeating(_heard: Heard, _answer: bytes) -> bytes:
        return reply(old[-1])

    with behind(rig, repeating) as (_, endpoint), pytest.raises(ProtocolError):
        sync(laptop, endpoint)
    assert essence(laptop.replica.kept) == before
    with behind(rig, honestly) as (_, endpoint):
        assert sync(laptop, endpoint).is_complete
    assert essence(laptop.replica.kept) == all_of_it(rig)


def endless(first: bytes, again: bytes) -> Callable[[socket.socket], None]:
    """Return what says something for as long as somebody listens."""

    def speak(connection: socket.socket) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head + b"%x\r\n%s\r\n" % (len(first), first) if first else head)
        while True:
            connection.sendall(b"%x\r\n%s\r\n" % (len(again), again))

    return speak


@pytest.mark.parametrize("again", [bytes(64 * KIB), b"\xff" * 64 * KIB, PAGE * 40], ids=["zeros", "ones", "pages"])
def test_b5_a_body_without_an_end_is_given_up_at_the_first_thing_that_is_no_frame(rig: ClientRig, again: bytes) -> None:
    laptop = rig.laptop()
    tracemalloc.start()
    try:
        with (
            serving(endless(b"", again)) as server,
            closing(HttpEndpoint(server.address)) as endpoint,
            pytest.raises((LinkError, ProtocolError)),
        ):
            sync(laptop, endpoint)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert laptop.replica.commits == 0
    assert peak < 8 * MIB


def test_b5_genuine_frames_that_are_said_again_without_an_end_cost_two_frames_beyond_what_was_asked_for(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal, base = all_of_it(rig), with_network(rig)
    forced_small(monkeypatch)
    laptop, asked = knowing(rig, base), 40 * KIB
    with serving(reply()) as server:

        def again_and_again(connection: socket.socket) -> None:
            answer = true_answer(rig, server.heard[-1])
            endless(answer, frames_of(answer)[1])(connection)

        server.answers = [again_and_again]
        with closing(HttpEndpoint(server.address)) as endpoint:
            meeting = session(laptop, endpoint, budget=asked)
            with pytest.raises(LinkError, match="not_our_hub"):
                meeting.run()
    assert meeting.report.received_bytes <= asked + 3 * MAX_FRAME_BYTES

    with behind(rig, honestly) as (_, endpoint):
        assert sync(laptop, endpoint).is_complete
    assert essence(laptop.replica.kept) == goal


def test_b5_an_object_without_an_end_is_given_up_where_the_object_ends(rig: ClientRig) -> None:
    reader, asked = half_a_file(rig)
    with (
        serving(endless(b"", bytes(64 * KIB))) as server,
        closing(HttpEndpoint(server.address)) as endpoint,
        pytest.raises((LinkError, ProtocolError)),
    ):
        session(reader, endpoint).fetch(asked)

    assert len(object_of(reader)) < len(DATA) + MAX_FRAME_BYTES + 64 * KIB
