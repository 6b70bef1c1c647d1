"""Objects over HTTP: whole ones to anybody who knows the name, with ranges, for ever; slices from devices.

Must not name a file by anything that a client sent: 64 hexadecimal digits become an id, nothing else does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from haversack_sync.hub.bodies import caller_network, count_unsigned, hub_of, read_auth, read_body
from haversack_sync.hub.errors import NotOurProtocolError
from haversack_sync.hub.uploads import Slice
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.limits import MAX_UPLOAD_SLICE_BYTES
from haversack_sync.protocol.object_lists import MAX_OBJECTS_REQUEST_BYTES

MESSAGE_TYPE: Final = "application/octet-stream"
_ID: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of an object: where it starts and how long it is, in bytes."""

    start: int
    length: int


def parse_range(header: str | None, size: int) -> Stretch | None:
    """Work out what a Range header asks for (RFC 9110, section 14).

    Args:
        header: Its value; several ranges and other units are ignored, as the standard allows.
        size: Length of the whole object, in bytes.

    Returns:
        The stretch, or None for the whole object.

    Raises:
        NotOurProtocolError: Nothing of the object lies in the range (416).
    """
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < int(first):
            return None
    if start >= end:
        raise NotOurProtocolError(416, "range outside of the object")
    return Stretch(start, end - start)


async def read_object(request: Request) -> Response:
    """Answer `GET /v1/objects/{id}`."""
    hub = hub_of(request)
    object_id = _object_id(request)
    count_unsigned(request, hub.admit_fetch)
    size = await run_in_threadpool(hub.object_size, object_id)
    if size is None:
        raise NotOurProtocolError(404, "no such object")
    etag = f'"{object_id.hex()}"'
    headers = {"etag": etag, "accept-ranges": "bytes", "cache-control": "public, max-age=31536000, immutable"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    may_be_part = request.headers.get("if-range", etag) == etag
    stretch = parse_range(request.headers.get("range"), size) if may_be_part else None
    if stretch is not None:
        last = stretch.start + stretch.length - 1
        headers["content-range"] = f"bytes {stretch.start}-{last}/{size}"
    whole = stretch or Stretch(0, size)
    headers["content-length"] = str(whole.length)
    if request.method == "HEAD":
        return Response(status_code=206 if stretch else 200, headers=headers, media_type=MESSAGE_TYPE)
    pieces = hub.read_object(object_id, start=whole.start, length=whole.length)
    return StreamingResponse(pieces, status_code=206 if stretch else 200, headers=headers, media_type=MESSAGE_TYPE)


async def read_objects(request: Request) -> Response:
    """Answer `POST /v1/objects`."""
    hub = hub_of(request)
    count_unsigned(request, hub.admit_fetch)
    body = await read_body(request, limit=MAX_OBJECTS_REQUEST_BYTES)
    frames = await run_in_threadpool(hub.read_objects, body)
    return StreamingResponse(frames, media_type=MESSAGE_TYPE)


async def upload_slice(request: Request) -> Response:
    """Answer `PUT /v1/objects/{id}?offset=&total=`."""
    hub = hub_of(request)
    object_id = _object_id(request)
    offset, total = _number(request.query_params, "offset"), _number(request.query_params, "total")
    auth = read_auth(request)
    if auth is None:
        raise NotOurProtocolError(400, "signature is missing")
    data = await read_body(request, limit=MAX_UPLOAD_SLICE_BYTES)
    piece = Slice(object_id, offset, total, data, auth)
    network = caller_network(request)
    frame = await run_in_threadpool(lambda: hub.upload(piece, network=network))
    return Response(frame, media_type=MESSAGE_TYPE)


def _object_id(request: Request) -> ObjectId:
    text = str(request.path_params["object_id"])
    if _ID.fullmatch(text) is None:
        raise NotOurProtocolError(404, "not an object's name")
    return ObjectId(bytes.fromhex(text))


def _number(query: Mapping[str, str], name: str) -> int:
    text = query.get(name, "")
    if _NUMBER.fullmatch(text) is None:
        raise NotOurProtocolError(400, "a number is missing")
    return int(text)
