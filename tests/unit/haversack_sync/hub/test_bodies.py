"""Reading a request: within its limit, and not for ever."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.types import Message

from haversack_sync.hub import bodies
from haversack_sync.hub.errors import NotOurProtocolError


def request_that_stalls(*pieces: bytes) -> Request:
    """Return a request whose sender goes silent after some pieces."""
    coming: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]

    async def receive() -> Message:
        if coming:
            return coming.pop(0)
        await asyncio.Event().wait()
        raise RuntimeError("never reached")

    return Request({"type": "http", "method": "POST", "headers": []}, receive)


@pytest.mark.parametrize("pieces", [(), (b"a piece",)])
def test_a_sender_who_goes_silent_is_given_up(monkeypatch: pytest.MonkeyPatch, pieces: tuple[bytes, ...]) -> None:
    monkeypatch.setattr(bodies, "STALL_SECONDS", 0.01)

    with pytest.raises(NotOurProtocolError) as caught:
        asyncio.run(bodies.read_body(request_that_stalls(*pieces), limit=100))

    assert caught.value.status == 408


def test_a_body_that_is_too_long_is_not_read_to_its_end() -> None:
    with pytest.raises(NotOurProtocolError) as caught:
        asyncio.run(bodies.read_body(request_that_stalls(b"x" * 60, b"x" * 41), limit=100))

    assert caught.value.status == 413


def test_a_caller_without_an_address_is_of_an_unknown_network() -> None:
    assert bodies.caller_network(Request({"type": "http", "headers": [], "client": None})) == "unknown"
    assert bodies.caller_network(Request({"type": "http", "headers": [], "client": ("203.0.113.9", 1)})) == (
        "203.0.113.0/24"
    )
