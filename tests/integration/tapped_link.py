"""A loopback link between computers and a hub that counts what passes, and fails where a test or a weather says.

It copies bytes and never changes them; it knows HTTP only to count bodies afterwards. With a weather it is as slow, as
far and as unsteady as that says, see `link_weather`.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from types import TracebackType
from typing import Final, Self

from tests.integration.http_bodies import body_bytes
from tests.integration.link_weather import Life, Weather
from tests.integration.slow_way import SlowWay, Span

_PIECE_BYTES: Final = 4096
_WAIT_SECONDS: Final = 30
_SEGMENT_BYTES: Final = 536


class Then(Enum):
    """What happens at the place where the link fails."""

    CUT = "cut"
    """Both ends see the connection closed."""
    SILENCE = "silence"
    """Nothing passes any more, and nobody is told until the test hangs up."""


@dataclass
class Weakness:
    """Where the link fails, once.

    Attributes:
        is_upward: In the direction from the computers to the hub.
        left: Raw bytes that still pass in that direction.
        then: What happens then.
        reached: Set when it has happened.
    """

    is_upward: bool
    left: int
    then: Then
    reached: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> None:
        """Wait until the link has failed."""
        assert self.reached.wait(_WAIT_SECONDS), f"{self.left} bytes more had to pass"


@dataclass(frozen=True)
class Passed:
    """What one connection carried.

    Attributes:
        up: Raw bytes towards the hub.
        down: Raw bytes from it.
        was_broken: The weather ended it.
    """

    up: int
    down: int
    was_broken: bool


@dataclass
class _Connection:
    near: socket.socket
    far: socket.socket
    life: Life
    up: bytearray = field(default_factory=bytearray)
    down: bytearray = field(default_factory=bytearray)
    ended: threading.Event = field(default_factory=threading.Event)
    was_broken: bool = False

    def hang_up(self) -> None:
        for end in (self.near, self.far):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.ended.set()

    def close(self) -> None:
        self.hang_up()
        self.near.close()
        self.far.close()


class TappedLink:
    """The link; a context manager. It answers at `address` as long as it is open, whether or not the hub runs."""

    def __init__(
        self, hub_address: str, weather: Weather | None = None, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        host, _, port = hub_address.removeprefix("http://").rpartition(":")
        self._hub = (host, int(port))
        self._weather = weather
        self._monotonic = monotonic
        self._piece_bytes = _PIECE_BYTES if weather is None else weather.piece_bytes
        self._listener = socket.create_server(("127.0.0.1", 0))
        if weather is not None:
            _keep_little(self._listener)
        self._connections: list[_Connection] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._weakness: Weakness | None = None
        self._is_open = True

    @property
    def address(self) -> str:
        """Where computers find the hub through this link."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def fail(self, *, up: int | None = None, down: int | None = None, then: Then = Then.CUT) -> Weakness:
        """Let the link fail once, after so many more raw bytes up or down."""
        assert (up is None) != (down is None)
        assert self._weather is None, "a weather breaks by itself"
        weakness = Weakness(up is not None, up if up is not None else down or 0, then)
        with self._lock:
            self._weakness = weakness
        return weakness

    def hang_up(self) -> None:
        """End every connection, as happens when a program at one end is gone."""
        with self._lock:
            connections = list(self._connections)
        for one in connections:
            one.hang_up()

    def forget(self) -> None:
        """Count from nothing again; nothing may be under way."""
        self.hang_up()
        with self._lock:
            for one in self._connections:
                one.up.clear()
                one.down.clear()

    def body_bytes(self) -> tuple[int, int]:
        """Return bytes of HTTP bodies since the last `forget`, up and down; nothing may be under way."""
        with self._lock:
            streams = [(bytes(one.up), bytes(one.down)) for one in self._connections]
        return sum(body_bytes(up) for up, _ in streams), sum(body_bytes(down) for _, down in streams)

    def raw_bytes(self) -> tuple[int, int]:
        """Return all bytes since the last `forget`, up and down."""
        passed = self.passed()
        return sum(one.up for one in passed), sum(one.down for one in passed)

    def passed(self) -> Sequence[Passed]:
        """Return what each connection carried since the last `forget`, in their order."""
        with self._lock:
            return [Passed(len(one.up), len(one.down), one.was_broken) for one in self._connections]

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_open = False
        # Closing a listener does not wake who waits in `accept`; a last caller does.
        with socket.create_connection(self._listener.getsockname()):
            pass
        self.hang_up()
        for thread in self._threads:
            thread.join(_WAIT_SECONDS)
        for one in self._connections:
            one.close()
        self._listener.close()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            near, _ = self._listener.accept()
            if not self._is_open:
                near.close()
                return
            try:
                far = self._reach_hub()
            except OSError:
                near.close()
                continue
            for end in (near, far):
                # Else the system would take in a whole file at once, and what has passed would say little.
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _PIECE_BYTES)
            self._join(_Connection(near, far, self._weather.next_life() if self._weather else Life()))

    def _reach_hub(self) -> socket.socket:
        if self._weather is None:
            return socket.create_connection(self._hub)
        far = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            _keep_little(far)
            far.connect(self._hub)
        except OSError:
            far.close()
            raise
        return far

    def _join(self, connection: _Connection) -> None:
        with self._lock:
            self._connections.append(connection)
        now = self._monotonic()
        for is_upward in (True, False):
            source, target = (connection.near, connection.far)[:: 1 if is_upward else -1]
            if self._weather is None:
                self._start(partial(self._copy, connection, source, target, is_upward=is_upward))
            else:
                way = self._way(self._weather, connection.life, is_upward=is_upward, now=now)
                self._start(partial(self._carry, connection, source, way, is_upward=is_upward))
                self._start(partial(self._deliver, connection, target, way))

    def _way(self, weather: Weather, life: Life, *, is_upward: bool, now: float) -> SlowWay:
        profile = weather.profile
        span = Span(now + profile.setup_seconds, None if life.seconds is None else now + life.seconds)
        lane = weather.up if is_upward else weather.down
        return SlowWay(lane, span, delay=profile.round_trip / 2, monotonic=self._monotonic)

    def _copy(self, connection: _Connection, source: socket.socket, target: socket.socket, *, is_upward: bool) -> None:
        # An end that is gone shows as an error in one direction or as silence in the other: both mean that it is over.
        with contextlib.suppress(OSError):
            while piece := source.recv(self._piece_bytes):
                passing, weakness = self._note(connection, piece, is_upward=is_upward)
                target.sendall(passing)
                if weakness is not None:
                    weakness.reached.set()
                    if weakness.then is Then.SILENCE:
                        connection.ended.wait(_WAIT_SECONDS)
                    break
        connection.hang_up()

    def _carry(self, connection: _Connection, source: socket.socket, way: SlowWay, *, is_upward: bool) -> None:
        """Put what comes from one end on its slow way; what entered the line counts, whether it arrives or not."""
        with contextlib.suppress(OSError):
            while (piece := source.recv(self._piece_bytes)) and not connection.ended.is_set():
                trip = way.take(piece, connection.ended)
                self._note(connection, trip.piece, is_upward=is_upward)
                way.send(trip)
        way.send(None)
        if connection.was_broken:
            connection.hang_up()

    def _deliver(self, connection: _Connection, target: socket.socket, way: SlowWay) -> None:
        with contextlib.suppress(OSError):
            if way.deliver(target.sendall):
                connection.was_broken = True
                if connection.life.is_silent:
                    # What still comes is read, counts as nothing, and leads nowhere, until somebody gives up.
                    return
        connection.hang_up()

    def _note(self, connection: _Connection, piece: bytes, *, is_upward: bool) -> tuple[bytes, Weakness | None]:
        """Record a piece; return how much of it passes, and the weakness if the link fails behind it."""
        with self._lock:
            weakness = self._weakness
            if weakness is not None and weakness.is_upward == is_upward:
                piece = piece[: weakness.left]
                weakness.left -= len(piece)
                if weakness.left == 0:
                    self._weakness = None
                else:
                    weakness = None
            else:
                weakness = None
            (connection.up if is_upward else connection.down).extend(piece)
        return piece, weakness


def _keep_little(end: socket.socket) -> None:
    """Let the system keep little between a program and the line, as it does where a line is slow."""
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _PIECE_BYTES)
    # By the length of a segment it decides how much a sender may have under way; over the loopback that is 64 KiB each.
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _SEGMENT_BYTES)
