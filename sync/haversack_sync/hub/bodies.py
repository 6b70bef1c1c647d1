"""Reading a request: its body within a limit and without stalls, its signature, where it came from, and for whom."""

import asyncio
from collections.abc import Callable
from typing import Final, cast

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from haversack_sync.hub.errors import NotOurProtocolError
from haversack_sync.hub.limiter import UNKNOWN_NETWORK, address_network
from haversack_sync.hub.service import Hub
from haversack_sync.protocol.errors import HubRefusal, WireError
from haversack_sync.protocol.limits import STALL_SECONDS
from haversack_sync.protocol.requests import AUTH_HEADER, RequestAuth, parse_auth

_TOO_LONG: Final = "body too long"


def hub_of(request: Request) -> Hub:
    """Return the hub that the application was made for."""
    return cast("Hub", request.app.state.hub)


def count_unsigned(request: Request, admit: Callable[[str], None]) -> None:
    """Count a request that nobody signs, and that is not answered with a signature.

    Args:
        request: The request.
        admit: Counts it for its caller's /24 or /48, or refuses.

    Raises:
        HTTPException: Too many (429), with the seconds to wait.
    """
    try:
        admit(caller_network(request))
    except HubRefusal as refusal:
        raise HTTPException(429, headers={"retry-after": str(refusal.number)}) from refusal


async def read_body(request: Request, *, limit: int) -> bytes:
    """Read a body, and stop as soon as it is too long or nothing comes.

    Args:
        request: The request.
        limit: Bytes.

    Raises:
        NotOurProtocolError: Too long (413), compressed (415), or no byte for 45 s (408); or the client went away.
    """
    if request.headers.get("content-encoding", "identity") != "identity":
        raise NotOurProtocolError(415, "no compression")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > limit:
        raise NotOurProtocolError(413, _TOO_LONG)
    pieces: list[bytes] = []
    received = 0
    stream = request.stream().__aiter__()
    while True:
        try:
            piece = await asyncio.wait_for(anext(stream, None), STALL_SECONDS)
        except TimeoutError as error:
            raise NotOurProtocolError(408, "stalled") from error
        except ClientDisconnect as error:
            raise NotOurProtocolError(400, "went away") from error
        if piece is None:
            return b"".join(pieces)
        received += len(piece)
        if received > limit:
            raise NotOurProtocolError(413, _TOO_LONG)
        pieces.append(piece)


def read_auth(request: Request) -> RequestAuth | None:
    """Read the signature of a request, if it has one.

    Raises:
        NotOurProtocolError: It is malformed (400).
    """
    header = request.headers.get(AUTH_HEADER)
    if header is None:
        return None
    try:
        return parse_auth(header)
    except WireError as error:
        raise NotOurProtocolError(400, "malformed signature") from error


def caller_network(request: Request) -> str:
    """Return the caller's /24 or /48: the most that is ever known of an address."""
    return address_network(request.client.host) if request.client else UNKNOWN_NETWORK
