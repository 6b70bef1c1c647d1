"""The hub's HTTP application without a socket, as an endpoint whose requests and answers end after any byte."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from starlette.types import ASGIApp

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import EXCHANGE_TARGET, LinkError
from haversack_sync.protocol.object_lists import OBJECTS_TARGET
from haversack_sync.protocol.requests import AUTH_HEADER, RequestAuth, RequestLine
from tests.simulation.asgi import Reply, call

_STATUSES = {200: "", 206: "", 404: "not_found", 429: "busy", 503: "busy"}


@dataclass(slots=True)
class AsgiEndpoint:
    """See `protocol.endpoint.SyncEndpoint`.

    Attributes:
        app: The hub's application.
        up: How many bytes of the next bodies go up before the line is cut; None for all.
        down: How many bytes of the next answers come down before the line is cut; None for all.
        bodies: Every body that was sent, whole or not.
        answers: Every answer to an exchange as the hub gave it.
    """

    app: ASGIApp
    up: int | None = None
    down: int | None = None
    is_stored: bool = False
    bodies: list[bytes] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    def fetch_profile(self) -> bytes:
        return b"".join(self._ask(RequestLine("GET", "/v1/profile", b""), {}))

    def register(self, body: bytes) -> bytes:
        return b"".join(self._ask(RequestLine("POST", "/v1/register", body), {}))

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        headers = {AUTH_HEADER: auth.header()} if auth is not None else {}
        return self._ask(RequestLine("POST", EXCHANGE_TARGET, body), headers)

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        last = "" if length is None else str(offset + length - 1)
        line = RequestLine("GET", f"/v1/objects/{object_id.hex()}", b"")
        return self._ask(line, {"Range": f"bytes={offset}-{last}"})

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        return self._ask(RequestLine("POST", OBJECTS_TARGET, body), {})

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        return b"".join(self._ask(line, {AUTH_HEADER: auth.header()}))

    def _ask(self, line: RequestLine, headers: dict[str, str]) -> Iterator[bytes]:
        self.bodies.append(line.body)
        if self.up is not None:
            self._call(line, headers, line.body[: self.up], leaves_early=True)
            raise LinkError("cut")
        reply = self._call(line, headers, line.body, leaves_early=False)
        if what := _STATUSES.get(reply.status, "not_our_hub"):
            raise LinkError(what)
        self.answers.append(reply.body)
        if self.down is None:
            yield reply.body
            return
        if self.down:
            yield reply.body[: self.down]
        raise LinkError("cut")

    def _call(self, line: RequestLine, headers: dict[str, str], body: bytes, *, leaves_early: bool) -> Reply:
        headers = {**headers, "Content-Length": str(len(line.body))}
        return call(self.app, line.method, line.target, body=body, headers=headers, leaves_early=leaves_early)
