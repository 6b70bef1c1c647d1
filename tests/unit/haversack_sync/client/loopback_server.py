"""A server on this computer that says exactly what a test wants, byte by byte, and remembers what it was asked."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from haversack_sync.client.http import HttpEndpoint
from haversack_sync.model.ids import DeviceId, ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.requests import RequestAuth
from tests.unit.haversack_sync.client.loopback import listening

Speak = Callable[[socket.socket], None]
AUTH = RequestAuth(DeviceId(b"device01"), 0, 7, bytes(64))
OBJECT = ObjectId(bytes(range(32)))


def failed(endpoint: HttpEndpoint, *, so_far: bytes = b"") -> str:
    """Do an exchange that fails; return what failed, after checking what came before."""
    got = list[bytes]()
    with pytest.raises(LinkError) as caught:
        got.extend(endpoint.exchange(b"body", AUTH))
    assert so_far.startswith(b"".join(got))
    return caught.value.what


@dataclass
class Heard:
    """What came in one request: its first line, headers in lower case, and body."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class LoopbackServer:
    """Speaks one answer for each request; the last one again for all after it.

    Attributes:
        answers: What to say, in order: bytes, or something that is given the connection.
        keeps_open: Whether connections are kept alive.
        speaks_first: Whether it answers before it was asked.
        heard: The requests, in order.
        connections: How many connections were opened.
        released: Set when the test is over; whoever waits in an answer waits for this.
    """

    answers: list[bytes | Speak]
    keeps_open: bool = True
    speaks_first: bool = False
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    address: str = ""
    _talks: list[socket.socket] = field(default_factory=list)

    def say(self, connection: socket.socket) -> None:
        """Give the answer to the request that was heard last."""
        answer = self.answers[min(len(self.heard), len(self.answers)) - 1]
        if isinstance(answer, bytes):
            connection.sendall(answer)
        else:
            answer(connection)

    def serve(self, connection: socket.socket) -> None:
        """Talk on one connection until it ends."""
        self.connections += 1
        self._talks.append(connection)
        if self.speaks_first:
            connection.sendall(self.answers[0] if isinstance(self.answers[0], bytes) else b"")
        with connection, contextlib.suppress(OSError), connection.makefile("rb") as stream:
            while True:
                line = stream.readline().decode("latin-1").strip()
                if not line:
                    return
                headers = {}
                while (header := stream.readline().decode("latin-1").strip()) != "":
                    name, _, value = header.partition(":")
                    headers[name.lower()] = value.strip()
                body = stream.read(int(headers.get("content-length", "0")))
                self.heard.append(Heard(line, headers, body))
                self.say(connection)
                if not self.keeps_open:
                    return

    def hang_up(self) -> None:
        """End every connection that is still open."""
        self.released.set()
        for connection in self._talks:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def reply(
    body: bytes = b"",
    *,
    status: str = "200 OK",
    media_type: str = "application/octet-stream",
    length: int | None = None,
    headers: tuple[str, ...] = (),
) -> bytes:
    """Return a whole answer; `length` may lie about the body's length."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(*pieces: bytes, is_whole: bool = True) -> bytes:
    """Return an answer in chunks, perhaps without the last, empty one."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return head + body + (b"0\r\n\r\n" if is_whole else b"")


@contextlib.contextmanager
def serving(
    *answers: bytes | Speak,
    keeps_open: bool = True,
    speaks_first: bool = False,
    context: ssl.SSLContext | None = None,
) -> Iterator[LoopbackServer]:
    """Run a server while the block runs.

    Args:
        answers: What it says.
        keeps_open: Whether connections are kept alive.
        speaks_first: Whether it answers before it was asked.
        context: For HTTPS.

    Yields:
        The server, listening.
    """
    server = LoopbackServer(list(answers), keeps_open, speaks_first)

    def talk(connection: socket.socket) -> None:
        if context is not None:
            with contextlib.suppress(OSError):
                connection = context.wrap_socket(connection, server_side=True)
        server.serve(connection)

    with listening(talk, server.hang_up) as place:
        server.address = f"http{'s' if context else ''}://{place}"
        yield server
