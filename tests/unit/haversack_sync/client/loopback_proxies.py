"""Two small real proxies on this computer, HTTP and SOCKS5 (RFC 1928, 1929). They remember what they were asked."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.unit.haversack_sync.client.loopback import listening
from tests.unit.haversack_sync.client.loopback_server import reply

BY_NAME = 3
"""How SOCKS5 says that it is given a name."""
_VERSION, _NO_LOGIN, _BY_PASSWORD, _NOTHING_FITS = 5, 0, 2, 0xFF
_LENGTHS = {1: 4, 4: 16}


@dataclass
class LoopbackProxy:
    """What a proxy does, and what it saw.

    Attributes:
        leads_to: Where every connection goes: a server on this computer, host and port.
        answer: An HTTP proxy: refuses with this whole answer; empty to lead on.
        refusal: A SOCKS5 proxy: refuses with this code; 0 to lead on.
        login: Name and password that it wants; None for nothing.
        asked: Hosts and ports that it was asked for, as they came.
        forms: A SOCKS5 proxy: how hosts came, see `BY_NAME`.
        logins: What it was given as a login.
        place: Where it listens: host and port.
    """

    leads_to: str = ""
    answer: bytes = b""
    refusal: int = 0
    login: tuple[str, str] | None = None
    asked: list[str] = field(default_factory=list)
    forms: list[int] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    place: str = ""
    _open: list[socket.socket] = field(default_factory=list)

    def lead_on(self, connection: socket.socket, first: bytes) -> None:
        """Join a connection with the server behind."""
        host, _, port = self.leads_to.rpartition(":")
        with socket.create_connection((host, int(port))) as onwards:
            self._open.append(onwards)
            onwards.sendall(first)
            back = threading.Thread(target=_pump, args=(onwards, connection))
            back.start()
            _pump(connection, onwards)
            back.join()

    def hang_up(self) -> None:
        """End every connection."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    for one in (source, sink):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def _speak_http(proxy: LoopbackProxy, connection: socket.socket) -> None:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += (byte := connection.recv(1))
        if not byte:
            return
    method, target, rest = head.split(b" ", 2)
    lines = [line for line in rest.split(b"\r\n") if line]
    proxy.logins += [line.decode() for line in lines if line.lower().startswith(b"proxy-authorization")]
    host = target if method == b"CONNECT" else target.split(b"/")[2]
    proxy.asked.append(host.decode())
    if proxy.answer or (proxy.login and not proxy.logins):
        connection.sendall(proxy.answer or reply(status="407 Proxy Authentication Required", media_type="text/html"))
    elif method == b"CONNECT":
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        proxy.lead_on(connection, b"")
    else:
        path, (version, headers) = b"/" + target.split(b"/", 3)[3], rest.split(b"\r\n", 1)
        # One request on each connection: what comes next is read here again, since it names the hub, too.
        first = b" ".join((method, path, version)) + b"\r\nConnection: close\r\n" + headers
        proxy.lead_on(connection, first)


def _speak_socks(proxy: LoopbackProxy, connection: socket.socket) -> None:
    with connection.makefile("rb") as stream:
        _, count = stream.read(2)
        offered = set(stream.read(count))
        wanted = _BY_PASSWORD if proxy.login else _NO_LOGIN
        connection.sendall(bytes((_VERSION, wanted if wanted in offered else _NOTHING_FITS)))
        if wanted not in offered:
            return
        if proxy.login:
            stream.read(1)
            name, password = (stream.read(stream.read(1)[0]).decode() for _ in range(2))
            proxy.logins.append(f"{name}:{password}")
            is_right = (name, password) == proxy.login
            connection.sendall(bytes((1, 0 if is_right else 1)))
            if not is_right:
                return
        _, _, _, form = stream.read(4)
        length = stream.read(1)[0] if form == BY_NAME else _LENGTHS[form]
        raw = stream.read(length)
        host = raw.decode() if form == BY_NAME else socket.inet_ntop({4: 2, 16: 10}[length], raw)
        proxy.asked.append(f"{host}:{int.from_bytes(stream.read(2))}")
        proxy.forms.append(form)
    connection.sendall(bytes((_VERSION, proxy.refusal, 0, 1, 0, 0, 0, 0, 0, 0)))
    if not proxy.refusal:
        proxy.lead_on(connection, b"")


@contextlib.contextmanager
def _running(speak: Callable[[LoopbackProxy, socket.socket], None], proxy: LoopbackProxy) -> Iterator[LoopbackProxy]:
    def talk(connection: socket.socket) -> None:
        proxy._open.append(connection)
        with connection, contextlib.suppress(OSError):
            speak(proxy, connection)

    with listening(talk, proxy.hang_up) as proxy.place:
        yield proxy


def http_proxy(address: str = "", **what: object) -> contextlib.AbstractContextManager[LoopbackProxy]:
    """Run an HTTP proxy that leads to an address; for `what`, see `LoopbackProxy`."""
    return _running(_speak_http, LoopbackProxy(address.partition("://")[2], **what))  # type: ignore[arg-type]  # see `LoopbackProxy`


def socks_proxy(address: str = "", **what: object) -> contextlib.AbstractContextManager[LoopbackProxy]:
    """Run a SOCKS5 proxy that leads to an address; for `what`, see `LoopbackProxy`."""
    return _running(_speak_socks, LoopbackProxy(address.partition("://")[2], **what))  # type: ignore[arg-type]  # see `LoopbackProxy`
