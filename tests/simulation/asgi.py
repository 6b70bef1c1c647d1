"""Calls an ASGI application in this process: no socket, no server, every byte under a test's control."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message


@dataclass(slots=True)
class Reply:
    """What an application answered.

    Attributes:
        status: HTTP status, 0 if it never began.
        headers: By lower-case name.
        body: All of it.
        is_whole: Whether the last piece was sent.
    """

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_whole: bool = False


def call(
    app: ASGIApp,
    method: str,
    target: str,
    *,
    body: bytes | Sequence[bytes] = b"",
    headers: Mapping[str, str] | None = None,
    client: str | None = "192.0.2.7",
    leaves_early: bool = False,
) -> Reply:
    """Send one request.

    Args:
        app: The application.
        method: Upper case.
        target: Path and query.
        body: Whole, or in pieces.
        headers: By name.
        client: The caller's address, or None if the server does not know it.
        leaves_early: The caller goes away instead of sending the last piece.
    """
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()],
        "client": (client, 5000) if client else None,
        "server": ("hub.example", 80),
        "state": {},
    }
    pieces = [body] if isinstance(body, bytes) else list(body)
    coming: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if leaves_early:
        coming.append({"type": "http.disconnect"})
    else:
        coming.append({"type": "http.request", "body": b"", "more_body": False})
    reply = Reply()

    async def receive() -> Message:
        if coming:
            return coming.pop(0)
        # A server would wait here until the connection ends.
        await asyncio.Event().wait()
        raise RuntimeError("never reached")

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            reply.status = message["status"]
            reply.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        elif message["type"] == "http.response.body":
            reply.body += message.get("body", b"")
            reply.is_whole = not message.get("more_body", False)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type] # an Awaitable, which is a coroutine here
    return reply
