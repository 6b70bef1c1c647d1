"""A hub's endpoint with a bend in the line: whatever a test does to what passes through."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.messages import ExchangeRequest, decode_request
from haversack_sync.protocol.requests import RequestAuth, RequestLine


def untouched(answer: bytes) -> Iterable[bytes]:
    """Let an answer through as it is."""
    return (answer,)


def cut_after(length: int) -> Callable[[bytes], Iterable[bytes]]:
    """Return a bend that ends the connection after so many bytes of an answer."""

    def bend(answer: bytes) -> Iterator[bytes]:
        if length:
            yield answer[:length]
        raise LinkError("cut")

    return bend


def altered_at(index: int) -> Callable[[bytes], Iterable[bytes]]:
    """Return a bend that turns one bit of one byte."""

    def bend(answer: bytes) -> Iterable[bytes]:
        return (answer[:index] + bytes((answer[index] ^ 1 << index % 8,)) + answer[index + 1 :],)

    return bend


@dataclass(slots=True)
class BentEndpoint:
    """See `protocol.endpoint.SyncEndpoint`.

    Attributes:
        hub: Who really answers.
        bend: What becomes of the next answer to an exchange, and all after it.
        before: Called with each request before it reaches the hub; may raise.
        requests: Every exchange as it was asked, with its signature.
        answers: Every answer as the hub gave it.
        read: How many answers were read to their end.
    """

    hub: SyncEndpoint
    bend: Callable[[bytes], Iterable[bytes]] = untouched
    before: Callable[[ExchangeRequest], None] = field(default=lambda request: None)
    requests: list[ExchangeRequest] = field(default_factory=list)
    bodies: list[tuple[bytes, RequestAuth | None]] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    read: int = 0
    is_stored: bool = False

    def fetch_profile(self) -> bytes:
        return self.hub.fetch_profile()

    def register(self, body: bytes) -> bytes:
        return self.hub.register(body)

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        request = decode_request(body)
        self.requests.append(request)
        self.bodies.append((body, auth))
        self.before(request)
        answer = b"".join(self.hub.exchange(body, auth))
        self.answers.append(answer)
        yield from self.bend(answer)
        self.read += 1

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        return self.hub.fetch_object(object_id, offset, length)

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        return self.hub.fetch_objects(body)

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        return self.hub.upload(line, auth)
