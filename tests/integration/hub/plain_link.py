"""A hub over HTTP by the standard library alone: the hub's own tests do not trust the client's HTTP."""

import http.client
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.requests import AUTH_HEADER, RequestAuth, RequestLine

_ADDRESS = re.compile(r"http://([0-9.]+):([0-9]+)")
PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An HTTP answer, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class PlainLink:
    """See `protocol.endpoint.SyncEndpoint`.

    Attributes:
        address: Where the hub listens.
        headers: Sent with every request.
        is_stored: False.
    """

    address: str
    headers: dict[str, str] = field(default_factory=dict)
    is_stored: bool = False

    def send(self, line: RequestLine, headers: Mapping[str, str] | None = None) -> HttpAnswer:
        """Send a request and read all of the answer.

        Raises:
            LinkError: Nobody listens, or the connection was cut.
        """
        connection = self._connect()
        try:
            connection.request(line.method, line.target, line.body, self.headers | dict(headers or {}))
            response = connection.getresponse()
            return HttpAnswer(response.status, dict(response.getheaders()), response.read())
        except (OSError, http.client.HTTPException) as error:
            raise LinkError("cut") from error
        finally:
            connection.close()

    def fetch_profile(self) -> bytes:
        return self._body(RequestLine("GET", "/v1/profile", b""))

    def register(self, body: bytes) -> bytes:
        answer = self.send(RequestLine("POST", "/v1/register", body))
        if answer.status not in (200, 403):
            raise LinkError("not_our_hub")
        return answer.body

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        headers = {AUTH_HEADER: auth.header()} if auth else {}
        yield self._body(RequestLine("POST", "/v1/exchange", body), headers)

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        yield self._body(RequestLine("GET", f"/v1/objects/{object_id.hex()}", b""), {"range": f"bytes={offset}-"})

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        yield self._body(RequestLine("POST", "/v1/objects", body))

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        return self._body(line, {AUTH_HEADER: auth.header()})

    def _connect(self) -> http.client.HTTPConnection:
        match = _ADDRESS.fullmatch(self.address)
        if match is None:
            raise LinkError("no_connection")
        return http.client.HTTPConnection(match[1], int(match[2]), timeout=PATIENCE_SECONDS)

    def _body(self, line: RequestLine, headers: Mapping[str, str] | None = None) -> bytes:
        answer = self.send(line, headers)
        if answer.status == 404:
            raise LinkError("not_found")
        if answer.status not in (200, 206):
            raise LinkError("busy" if answer.status in (429, 503) else "not_our_hub")
        return answer.body
