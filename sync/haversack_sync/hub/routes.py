"""HTTP in front of the hub: routes, status codes, headers, and an answer whatever happens.

A genuine hub's refusal is an answer like any other (200), so that proxies pass it on; 4xx only says that something was
not our protocol. Must not decide anything about a request's content.
"""

from collections.abc import Iterator
from http import HTTPStatus
from importlib import metadata
from itertools import chain
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from haversack_sync.hub.bodies import caller_network, count_unsigned, hub_of, read_auth, read_body
from haversack_sync.hub.errors import NotOurProtocolError, StorageError
from haversack_sync.hub.logs import log_failure
from haversack_sync.hub.object_routes import MESSAGE_TYPE, read_object, read_objects, upload_slice
from haversack_sync.hub.page_routes import Pages, read_installer, read_page
from haversack_sync.hub.service import Hub
from haversack_sync.protocol.limits import KIB

MAX_HEADERS_BYTES: Final = 16 * KIB
"""Names and values of a request's headers."""
_MAX_REGISTER_BYTES: Final = 4096
_RETRY_SECONDS: Final = "30"
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


def create_app(hub: Hub, pages: Pages | None = None) -> ASGIApp:
    """Put HTTP in front of a hub.

    Args:
        hub: Whole and ready.
        pages: What browsers are shown; the network's name and no installers if None.

    Returns:
        The application; it lets no exception through.
    """
    app = Starlette(
        routes=list(ROUTES),
        exception_handlers={
            NotOurProtocolError: _not_our_protocol,
            HTTPException: _http_error,
            StorageError: _storage_failed,
            OSError: _storage_failed,
        },
    )
    app.router.redirect_slashes = False
    app.state.hub, app.state.pages = hub, pages or Pages()
    return _Shell(app)


class _Shell:
    """The outermost layer: headers on everything, and no exception reaches the server, which would log its message."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            # No browser shows what a program was answered, and there every byte is paid for.
            is_for_programs = scope["method"] == "POST" and message.get("status") == HTTPStatus.OK
            if message["type"] == "http.response.start" and not is_for_programs:
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS_BYTES:
            await PlainTextResponse("headers too long\n", 431)(scope, receive, send_with_headers)
            return
        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            # Connections are cut all the time; whoever it was goes on from what arrived.
            return
        except Exception as error:  # noqa: BLE001 - the border of the process: all that is left is to say so
            # Starlette has answered 500, or the connection ends before its last piece and the client sees a cut.
            log_failure("internal_error", error)


async def _health(request: Request) -> Response:
    standing = await run_in_threadpool(hub_of(request).standing)
    return JSONResponse(
        {
            "ok": True,
            "version": metadata.version("haversack"),
            "registered": standing.is_registered,
            "entries": standing.counts.entries,
            "feeds": standing.feeds,
            "devices": standing.devices,
            "objects": standing.counts.objects,
        }
    )


async def _profile(request: Request) -> Response:
    hub = hub_of(request)
    count_unsigned(request, hub.admit_stranger)
    profile = await run_in_threadpool(hub.profile)
    return Response(profile, media_type=MESSAGE_TYPE, headers={"cache-control": "no-cache"})


async def _register(request: Request) -> Response:
    hub = hub_of(request)
    count_unsigned(request, hub.admit_stranger)
    body = await read_body(request, limit=_MAX_REGISTER_BYTES)
    is_registered, answer = await run_in_threadpool(hub.register, body)
    return Response(answer, status_code=200 if is_registered else 403, media_type=MESSAGE_TYPE)


async def _exchange(request: Request) -> Response:
    hub = hub_of(request)
    auth = read_auth(request)
    body = await read_body(request, limit=hub.limits.request_bytes)
    network = caller_network(request)
    length, frames = await run_in_threadpool(lambda: _begun(hub.exchange(body, auth, network=network)))
    headers = {"content-length": str(length)} if length else {}
    return StreamingResponse(frames, media_type=MESSAGE_TYPE, headers=headers)


def _begun(frames: Iterator[bytes]) -> tuple[int, Iterator[bytes]]:
    """Look whether an answer is one frame: to tell its length costs less than chunks do.

    Returns:
        The length of a single frame, else 0; and all frames.
    """
    first, second = next(frames, b""), next(frames, None)
    return (len(first), iter((first,))) if second is None else (0, chain((first, second), frames))


async def _not_our_protocol(_request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, NotOurProtocolError) else 400
    return PlainTextResponse(f"{error}\n", status)


async def _http_error(_request: Request, error: Exception) -> Response:
    known = error if isinstance(error, HTTPException) else HTTPException(500)
    return PlainTextResponse(f"{known.detail}\n", known.status_code, headers=known.headers)


async def _storage_failed(_request: Request, error: Exception) -> Response:
    log_failure("storage_failed", error)
    return PlainTextResponse("try again later\n", 503, headers={"retry-after": _RETRY_SECONDS})


ROUTES: Final = (
    Route("/", read_page, methods=["GET"]),
    Route("/installers/{name}", read_installer, methods=["GET"]),
    Route("/health", _health, methods=["GET"]),
    Route("/v1/profile", _profile, methods=["GET"]),
    Route("/v1/register", _register, methods=["POST"]),
    Route("/v1/exchange", _exchange, methods=["POST"]),
    Route("/v1/objects", read_objects, methods=["POST"]),
    Route("/v1/objects/{object_id}", read_object, methods=["GET"]),
    Route("/v1/objects/{object_id}", upload_slice, methods=["PUT"]),
)
"""Everything that the hub answers; `docs/openapi.yaml` describes it."""
