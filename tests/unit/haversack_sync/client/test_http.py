"""The HTTP carrier against a server on this computer that misbehaves in every way that lines and portals do."""

import gzip
import http.client
import socket
import threading

import pytest
import requests
from urllib3.exceptions import HTTPError

from haversack_sync.client import http as carrier
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.limits import KIB, MIB
from haversack_sync.protocol.requests import RequestLine, parse_auth
from tests.unit.haversack_sync.client.loopback_server import AUTH, OBJECT, chunked, failed, reply, serving


def test_an_exchange_sends_its_body_and_signature_and_nothing_about_this_computer() -> None:
    with serving(reply(b"answer")) as server:
        assert b"".join(HttpEndpoint(server.address).exchange(b"body", AUTH)) == b"answer"

    (heard,) = server.heard
    assert (heard.line, heard.body) == ("POST /v1/exchange HTTP/1.1", b"body")
    assert parse_auth(heard.headers.pop("haversack-auth")) == AUTH
    assert heard.headers.pop("host") == server.address.removeprefix("http://")
    assert heard.headers == {
        "accept-encoding": "identity",
        "content-length": "4",
        "content-type": "application/octet-stream",
        "user-agent": "haversack",
    }


def test_an_unsigned_exchange_has_no_signature() -> None:
    with serving(reply(b"answer")) as server:
        b"".join(HttpEndpoint(server.address + "/").exchange(b"body", None))

    assert "haversack-auth" not in server.heard[0].headers


def test_one_connection_serves_all_requests_until_it_is_closed() -> None:
    with serving(reply(b"answer")) as server:
        endpoint = HttpEndpoint(server.address)
        for _ in range(3):
            assert b"".join(endpoint.exchange(b"body", AUTH)) == b"answer"
            assert endpoint.fetch_profile() == b"answer"
        endpoint.close()
        endpoint.close()

    assert server.connections == 1
    assert [heard.line.split()[0] for heard in server.heard] == ["POST", "GET"] * 3


@pytest.mark.parametrize(
    "odd",
    [
        reply(b"no such object\n", status="404 Not Found", media_type="text/plain"),
        reply(b"too many\n", status="429 Too Many Requests", media_type="text/plain"),
        reply(b"try again later\n", status="503 Service Unavailable", media_type="text/plain"),
        reply(b"", status="302 Found", headers=("Location: http://portal.example/",)),
        reply(b"<html>log in</html>", media_type="text/html"),
        reply(b"", status="304 Not Modified"),
    ],
    ids=["not found", "too many", "later", "elsewhere", "page", "not modified"],
)
def test_a_short_odd_answer_does_not_cost_the_connection(odd: bytes) -> None:
    with serving(odd, reply(b"answer")) as server:
        endpoint = HttpEndpoint(server.address)
        failed(endpoint)
        assert b"".join(endpoint.exchange(b"body", AUTH)) == b"answer"
        endpoint.close()

    assert server.connections == 1


@pytest.mark.parametrize(
    "odd",
    [
        reply(bytes(5_000), media_type="text/html"),
        reply(b"cut", status="404 Not Found", length=900),
        reply(b"", status="404 Not Found", length=10**9),
        b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nendle",
    ],
    ids=["long", "shorter than it says", "longer than anybody reads", "no length"],
)
def test_a_long_or_lying_odd_answer_is_not_waited_for(odd: bytes) -> None:
    with serving(reply()) as server:

        def odd_then_gone(connection: socket.socket) -> None:
            connection.sendall(odd)
            if b"cut" in odd:
                connection.shutdown(socket.SHUT_RDWR)

        server.answers = [odd_then_gone, reply(b"answer")]
        endpoint = HttpEndpoint(server.address)
        failed(endpoint)
        assert b"".join(endpoint.exchange(b"body", AUTH)) == b"answer"
        endpoint.close()

    assert server.connections == 2


def test_an_upload_without_bytes_is_still_a_whole_request() -> None:
    line = RequestLine("PUT", "/v1/objects/00?offset=0&total=9", b"")
    with serving(reply(b"frame")) as server:
        assert HttpEndpoint(server.address).upload(line, AUTH) == b"frame"

    assert server.heard[0].line == "PUT /v1/objects/00?offset=0&total=9 HTTP/1.1"
    assert server.heard[0].headers["content-length"] == "0"


def test_a_long_body_leaves_in_small_pieces_so_that_only_a_stall_can_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = list[int]()
    send = http.client.HTTPConnection.send

    def watched(connection: http.client.HTTPConnection, data: bytes) -> None:
        sizes.append(len(data))
        send(connection, data)

    monkeypatch.setattr(http.client.HTTPConnection, "send", watched)
    body = bytes(3 * MIB)
    with serving(reply(b"answer")) as server:
        b"".join(HttpEndpoint(server.address).exchange(body, AUTH))

    assert server.heard[0].body == body
    assert "transfer-encoding" not in server.heard[0].headers
    assert max(sizes) <= 64 * KIB


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"{}", media_type="application/json"),
        reply(b"answer", headers=("Content-Encoding: gzip",)),
        reply(gzip.compress(bytes(50 * MIB)), headers=("Content-Encoding: gzip",)),
        reply(b"answer", headers=("Content-Encoding: identity",)),
        b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer",
        b"HTTP/1.1 200 OK\r\nContent-",
        b"HTTP/1.1 200 OK\r\nno header at all\r\n\r\nanswer",
    ],
    ids=["json", "says gzip", "bomb", "says identity", "no type", "half a header", "no headers"],
)
def test_what_no_hub_would_answer_is_not_our_hub(answer: bytes) -> None:
    with serving(answer, keeps_open=False) as server:
        assert failed(HttpEndpoint(server.address)) == "not_our_hub"


@pytest.mark.parametrize(
    ("answer", "so_far"),
    [
        (b"", b""),
        (b"SSH-2.0-OpenSSH\r\n", b""),
        (reply(b"answer", length=7), b"answer"),
        (reply(b"", length=7), b""),
        (chunked(b"ans", b"wer", is_whole=False), b"answer"),
        (chunked(b"answer")[:-14], b""),
        (chunked(b"answer", is_whole=False) + b"zz\r\n", b"answer"),
    ],
    ids=["closed", "no HTTP", "short", "empty", "no last chunk", "half a chunk", "no chunk"],
)
def test_a_connection_that_ends_early_is_a_cut_after_what_came(answer: bytes, so_far: bytes) -> None:
    with serving(answer, keeps_open=False) as server:
        assert failed(HttpEndpoint(server.address), so_far=so_far) == "cut"


def test_an_answer_in_chunks_comes_piece_by_piece() -> None:
    with serving(chunked(b"one", b"two" * 5_000, b"three")) as server:
        pieces = list(HttpEndpoint(server.address).exchange(b"body", AUTH))

    assert b"".join(pieces) == b"one" + b"two" * 5_000 + b"three"
    assert max(map(len, pieces)) <= 8 * KIB


def test_frames_are_given_out_before_the_answer_is_whole() -> None:
    with serving(reply(), keeps_open=False) as server:

        def slowly(connection: socket.socket) -> None:
            connection.sendall(chunked(b"first", is_whole=False))
            server.released.wait(30)

        server.answers = [slowly]
        pieces = HttpEndpoint(server.address).exchange(b"body", AUTH)
        assert next(pieces) == b"first"
        server.released.set()
        with pytest.raises(LinkError, match="cut"):
            next(pieces)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let connections stall after a fifth of a second."""
    monkeypatch.setattr(carrier, "STALL_SECONDS", 0.2)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", chunked(b"first", is_whole=False)])
def test_silence_is_a_stall_before_and_within_an_answer(said: bytes) -> None:
    with serving(reply()) as server:

        def silent(connection: socket.socket) -> None:
            connection.sendall(said)
            server.released.wait(30)

        server.answers = [silent]
        assert failed(HttpEndpoint(server.address), so_far=b"first" if b"first" in said else b"") == "stalled"


@pytest.mark.parametrize("said", [b"", chunked(b"first", is_whole=False)])
def test_whoever_moves_to_another_network_hangs_up_and_goes_on_at_once_on_a_new_connection(said: bytes) -> None:
    with serving(reply()) as server:
        waits = threading.Event()

        def silent(connection: socket.socket) -> None:
            connection.sendall(said)
            waits.set()
            server.released.wait(30)

        server.answers = [silent, reply(b"answer")]
        endpoint = HttpEndpoint(server.address)

        def move() -> None:
            waits.wait(30)
            endpoint.hang_up()

        mover = threading.Thread(target=move)
        mover.start()

        assert failed(endpoint, so_far=b"first") == "cut"
        mover.join()
        assert b"".join(endpoint.exchange(b"again", AUTH)) == b"answer"
        assert server.connections == 2


def test_an_object_goes_on_at_an_offset() -> None:
    data = bytes(range(256)) * 200
    with serving(reply(data[20_000:], status="206 Partial Content")) as server:
        assert b"".join(HttpEndpoint(server.address).fetch_object(OBJECT, 20_000)) == data[20_000:]

    assert server.heard[0].line == f"GET /v1/objects/{OBJECT.hex()} HTTP/1.1"
    assert server.heard[0].headers["range"] == "bytes=20000-"


def test_no_more_of_an_object_is_asked_for_than_is_wanted() -> None:
    with serving(reply(bytes(100), status="206 Partial Content")) as server:
        endpoint = HttpEndpoint(server.address)
        assert b"".join(endpoint.fetch_object(OBJECT, 0, 100)) == bytes(100)
        assert b"".join(endpoint.fetch_object(OBJECT, 700, 100)) == bytes(100)

    assert [heard.headers["range"] for heard in server.heard] == ["bytes=0-99", "bytes=700-799"]


def test_a_server_that_ignores_ranges_is_hung_up_on_before_its_body_and_asked_for_no_range_again() -> None:
    data, gone = bytes(range(256)) * 200, threading.Event()

    def far_too_much(connection: socket.socket) -> None:
        try:
            connection.sendall(reply(bytes(64 * MIB)))
        except OSError:
            gone.set()

    with serving(far_too_much, reply(data)) as server:
        endpoint = HttpEndpoint(server.address)
        with pytest.raises(LinkError, match="no_ranges"):
            b"".join(endpoint.fetch_object(OBJECT, 20_000))
        assert gone.wait(30), "all of the body passed"
        with pytest.raises(LinkError, match="no_ranges"):
            b"".join(endpoint.fetch_object(OBJECT, 30_000))
        assert b"".join(endpoint.fetch_object(OBJECT, 0)) == data

    assert [heard.headers.get("range") for heard in server.heard] == ["bytes=20000-", None]


def test_a_whole_object_asked_for_behind_its_end_is_not_our_hub() -> None:
    with serving(reply(status="416 Range Not Satisfiable")) as server, pytest.raises(LinkError, match="not_our_hub"):
        b"".join(HttpEndpoint(server.address).fetch_object(OBJECT, 5))


@pytest.mark.parametrize("size", [64 * KIB, 64 * KIB + 1, 40 * MIB])
def test_a_small_answer_that_is_not_small_is_given_up(size: int) -> None:
    with serving(reply(bytes(size))) as server:
        endpoint = HttpEndpoint(server.address)
        if size <= 64 * KIB:
            assert len(endpoint.fetch_profile()) == size
            return
        with pytest.raises(LinkError, match="not_our_hub"):
            endpoint.fetch_profile()
        with pytest.raises(LinkError, match="not_our_hub"):
            endpoint.upload(RequestLine("PUT", "/v1/objects/00", b"x"), AUTH)


def test_a_registration_that_is_refused_is_an_answer() -> None:
    with serving(reply(b"refusal", status="403 Forbidden"), reply(b"registered")) as server:
        endpoint = HttpEndpoint(server.address)
        assert endpoint.register(b"token") == b"refusal"
        assert endpoint.register(b"token") == b"registered"

    assert server.heard[0].line == "POST /v1/register HTTP/1.1"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hub.example",
        "ftp://hub.example",
        "file:///etc/passwd",
        "http://",
        "http:///path",
        "http://[::1",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "http://127.0.0.1:port",
        "http://somebody:secret@127.0.0.1",
        "http://127.0.0.1/?query=1",
        "http://127.0.0.1/#part",
        "http://exa mple",
        "http://hub.example\r\nX: y",
        "https://" + "a" * 400,
    ],
)
def test_what_is_no_address_of_a_hub_is_said_so_before_anything_is_sent(address: str) -> None:
    with pytest.raises(LinkError) as caught:
        HttpEndpoint(address)
    assert caught.value.what == "bad_address"


@pytest.mark.parametrize("address", ["http://a..b", "http://" + "a" * 70, "http://%zz"])
def test_a_name_that_no_computer_can_have_is_a_bad_address_too(address: str) -> None:
    assert failed(HttpEndpoint(address)) == "bad_address"


def test_an_answer_with_headers_without_end_is_a_cut() -> None:
    with serving(reply(b"answer", headers=("A: b",) * 200)) as server:
        assert failed(HttpEndpoint(server.address)) == "cut"


@pytest.mark.parametrize("error", [HTTPError("something new"), requests.exceptions.RequestException("something new")])
def test_whatever_else_the_libraries_raise_is_a_cut(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", fail)
    assert failed(HttpEndpoint("http://127.0.0.1:1")) == "cut"
