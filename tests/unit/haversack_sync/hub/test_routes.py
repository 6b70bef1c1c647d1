"""HTTP in front of the hub: every route, and every way to ask wrongly."""

import asyncio
import json
import logging

import pytest
from starlette.types import ASGIApp, Message

from haversack_sync.hub.errors import StorageError
from haversack_sync.hub.routes import MAX_HEADERS_BYTES, create_app
from haversack_sync.protocol.endpoint import exchange_line
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import (
    ExchangeRequest,
    HeadFrame,
    RefusalFrame,
    decode_frame,
    decode_register_answer,
    encode_message,
)
from haversack_sync.protocol.registration import check_register_answer, register_request
from haversack_sync.protocol.requests import AUTH_HEADER, LANE_EXCHANGE, sign_request
from tests.guards.logs import ExpectedLogs
from tests.simulation.asgi import Reply, call
from tests.simulation.rig import TOKEN, Rig

ASK = encode_message(ExchangeRequest(cursors=((0, 0),), nonce=b"n" * 16))


@pytest.fixture
def app(rig: Rig) -> ASGIApp:
    """Return the application of a hub with a founded network."""
    rig.found()
    return create_app(rig.hub)


def frame_of(reply: Reply) -> object:
    payload, *_ = FrameSplitter().feed(reply.body)
    return decode_frame(payload)


def signed(rig: Rig, body: bytes, *, counter: int) -> dict[str, str]:
    author = rig.world.coordinator
    auth = sign_request(
        exchange_line(body),
        root=rig.world.root,
        device=author.handle,
        lane=LANE_EXCHANGE,
        counter=counter,
        signing_seed=author.seed,
    )
    return {AUTH_HEADER: auth.header()}


def test_before_founding_there_is_nothing_but_registration(rig: Rig) -> None:
    app = create_app(rig.hub)

    assert call(app, "GET", "/v1/profile").status == 404
    assert call(app, "POST", "/v1/exchange", body=ASK).status == 404
    assert call(app, "GET", "/health").status == 200
    assert call(app, "GET", "/").status == 200


def test_registering_is_answered_with_keys_and_again_with_the_same(rig: Rig) -> None:
    app = create_app(rig.hub)
    body = encode_message(register_request(TOKEN, rig.world.root_author.sign_key))

    first, again = (call(app, "POST", "/v1/register", body=body) for _ in range(2))

    assert (first.status, again.status) == (200, 200)
    assert first.body == again.body
    check_register_answer(decode_register_answer(first.body), TOKEN, root=rig.world.root)


@pytest.mark.parametrize("case", ["token", "network"])
def test_a_wrong_token_and_another_network_are_refused_plainly(rig: Rig, case: str) -> None:
    rig.found()
    token = "wrong" if case == "token" else TOKEN
    body = encode_message(register_request(token, rig.world.author().sign_key))

    reply = call(create_app(rig.hub), "POST", "/v1/register", body=body)

    frame = frame_of(reply)
    assert reply.status == 403
    assert isinstance(frame, RefusalFrame)
    assert frame.reason == ("wrong_token" if case == "token" else "already_registered")


@pytest.mark.parametrize("body", [b"", b"text", encode_message(register_request(TOKEN, bytes(32)))])
def test_a_malformed_registration_is_not_our_protocol(rig: Rig, body: bytes) -> None:
    assert call(create_app(rig.hub), "POST", "/v1/register", body=body).status == 400


def test_the_profile_is_given_as_it_was_brought(rig: Rig, app: ASGIApp) -> None:
    reply = call(app, "GET", "/v1/profile")

    assert reply.status == 200
    assert reply.body == rig.endpoint.fetch_profile()


def test_an_exchange_is_answered_in_frames(app: ASGIApp) -> None:
    reply = call(app, "POST", "/v1/exchange", body=ASK)

    assert reply.status == 200
    assert reply.is_whole
    assert reply.headers == {"content-type": "application/octet-stream", "content-length": str(len(reply.body))}
    assert isinstance(frame_of(reply), HeadFrame)


def test_a_body_may_come_in_pieces(app: ASGIApp) -> None:
    pieces = [ASK[index : index + 1] for index in range(len(ASK))]

    assert call(app, "POST", "/v1/exchange", body=pieces).status == 200


def test_a_signed_exchange_names_its_signer_in_a_header(rig: Rig, app: ASGIApp) -> None:
    body = encode_message(ExchangeRequest(cursors=((0, 0), (2, 0))))

    reply = call(app, "POST", "/v1/exchange", body=body, headers=signed(rig, body, counter=50))

    assert isinstance(frame_of(reply), HeadFrame)


def test_a_genuine_hubs_refusal_is_an_answer_like_any_other(rig: Rig, app: ASGIApp) -> None:
    headers = signed(rig, ASK, counter=1)

    reply = call(app, "POST", "/v1/exchange", body=ASK, headers=headers)

    frame = frame_of(reply)
    assert reply.status == 200
    assert isinstance(frame, RefusalFrame)
    assert (frame.reason, frame.number) == ("counter_too_low", 1)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"text", {}, 400),
        (encode_message(ExchangeRequest(cursors=((0, 0),))), {}, 400),
        (ASK, {AUTH_HEADER: "nonsense"}, 400),
        (ASK, {AUTH_HEADER: ""}, 400),
        (ASK, {"content-encoding": "gzip"}, 415),
        (ASK, {"content-length": "99999999999999999999999999"}, 413),
    ],
)
def test_what_no_program_of_ours_sends_is_told_by_status(
    app: ASGIApp, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert call(app, "POST", "/v1/exchange", body=body, headers=headers).status == status


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_body_of_the_largest_size_is_read_and_a_longer_one_is_not(rig: Rig, is_announced: bool) -> None:
    rig.found()
    limit = 40_000
    rig.restart(limits=HubLimits(request_bytes=limit))
    app = create_app(rig.hub)
    for size, status in ((limit, 400), (limit + 1, 413)):
        body = bytes(size)
        headers = {"content-length": str(size)} if is_announced else {}
        pieces = [body[:20_000], body[20_000:]]

        assert call(app, "POST", "/v1/exchange", body=pieces, headers=headers).status == status


def test_headers_up_to_their_limit_are_read_and_longer_ones_are_not(app: ASGIApp) -> None:
    at_limit = MAX_HEADERS_BYTES - len("x-pad")

    assert call(app, "GET", "/health", headers={"x-pad": "x" * at_limit}).status == 200
    assert call(app, "GET", "/health", headers={"x-pad": "x" * (at_limit + 1)}).status == 431


def test_somebody_who_goes_away_leaves_no_trace(app: ASGIApp) -> None:
    reply = call(app, "POST", "/v1/exchange", body=ASK[:5], leaves_early=True)

    assert reply.status == 400


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/v1/exchange", 405),
        ("POST", "/v1/profile", 405),
        ("DELETE", "/v1/objects/" + "0" * 64, 405),
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/profile/", 404),
        ("GET", "/..%2f..%2fhub-keys", 404),
        ("GET", "/registration-token", 404),
        ("GET", "/docs", 404),
    ],
)
def test_other_methods_and_places_do_not_exist(app: ASGIApp, method: str, target: str, status: int) -> None:
    assert call(app, method, target).status == status


def test_health_shows_counts_and_no_name(rig: Rig, app: ASGIApp) -> None:
    reply = call(app, "GET", "/health")

    assert json.loads(reply.body) == {
        "ok": True,
        "version": "0.1.0",
        "registered": True,
        "entries": 12,
        "feeds": 3,
        "devices": 1,
        "objects": 0,
    }
    assert rig.world.name.encode() not in reply.body


def test_the_landing_page_may_load_nothing(rig: Rig, app: ASGIApp) -> None:
    reply = call(app, "GET", "/")

    assert rig.world.name in reply.body.decode()
    assert "default-src 'none'" in reply.headers["content-security-policy"]


def test_what_is_no_request_is_left_to_the_server(app: ASGIApp) -> None:
    coming: list[Message] = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    told: list[str] = []

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        told.append(message["type"])

    async def live() -> None:
        await app({"type": "lifespan", "state": {}}, receive, send)

    asyncio.run(live())

    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_caller_who_leaves_while_an_answer_is_sent_is_no_error(app: ASGIApp, rig: Rig) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": ASK, "more_body": False}

    async def send(_message: Message) -> None:
        raise OSError("connection lost")

    async def leave() -> None:
        scope = {"type": "http", "asgi": {"spec_version": "2.4"}, "method": "POST", "path": "/v1/exchange"}
        await app(scope | {"headers": [], "query_string": b"", "client": None}, receive, send)

    asyncio.run(leave())

    assert rig.hub.standing().position == 12


def test_every_answer_says_that_it_is_only_what_it_says(app: ASGIApp) -> None:
    for target in ("/", "/health", "/v1/profile", "/v1/nothing", "/v1/objects/" + "0" * 64):
        assert call(app, "GET", target).headers["x-content-type-options"] == "nosniff"
    assert call(app, "POST", "/v1/exchange", body=b"nonsense").headers["x-content-type-options"] == "nosniff"


def test_too_many_unsigned_requests_are_told_by_status_where_no_frame_can_say_it(rig: Rig) -> None:
    rig.found()
    rig.restart(limits=HubLimits(unsigned_requests_per_network_and_minute=2))
    app = create_app(rig.hub)

    replies = [call(app, "GET", "/v1/profile") for _ in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 429]
    assert replies[2].headers["retry-after"] == "30"
    assert call(app, "GET", "/v1/profile", client="198.51.100.1").status == 200
    assert call(app, "GET", "/health").status == 200


def test_callers_whose_address_nobody_knows_share_one_count(rig: Rig) -> None:
    rig.found()
    rig.restart(limits=HubLimits(unsigned_requests_per_network_and_minute=1))
    app = create_app(rig.hub)

    statuses = [call(app, "GET", "/v1/profile", client=client).status for client in (None, "not an address")]

    assert statuses == [200, 429]


def test_a_failing_disk_is_told_as_come_again_later(
    rig: Rig, app: ASGIApp, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    def fail() -> bytes:
        raise StorageError("OperationalError")

    monkeypatch.setattr(rig.hub, "profile", fail)
    expected_logs.expect(logging.ERROR, r"event=storage_failed error=StorageError")

    reply = call(app, "GET", "/v1/profile")

    assert reply.status == 503
    assert reply.headers["retry-after"] == "30"


def test_a_bug_is_logged_without_its_message_and_answered_with_500(
    rig: Rig, app: ASGIApp, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    def fail() -> bytes:
        raise ZeroDivisionError("canary")

    monkeypatch.setattr(rig.hub, "profile", fail)
    expected_logs.expect(logging.ERROR, r"event=internal_error error=ZeroDivisionError at=")

    reply = call(app, "GET", "/v1/profile")

    assert reply.status == 500
    assert b"canary" not in reply.body
    assert not any("canary" in record.getMessage() for record in expected_logs.records)


def test_a_disk_that_fails_in_the_middle_of_an_answer_cuts_it(
    rig: Rig, app: ASGIApp, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    def fail(*_: object, **__: object) -> object:
        yield b"first piece, "
        yield b"second piece"
        raise StorageError("OperationalError")

    monkeypatch.setattr(rig.hub, "exchange", fail)
    expected_logs.expect(logging.ERROR, r"event=internal_error error=.*StorageError")

    reply = call(app, "POST", "/v1/exchange", body=ASK)

    assert reply.body == b"first piece, second piece"
    assert not reply.is_whole
