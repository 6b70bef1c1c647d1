"""A hub's endpoint whose waiting happens in another thread, so that the vault's thread can do other work meanwhile.

Bytes arrive in the order in which the other side sent them; while nothing comes, an empty piece says so about twice a
second, so that what is verified is kept. Must not verify or understand anything.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.requests import RequestAuth, RequestLine

T = TypeVar("T")

_PIECES_AHEAD: Final = 16
_LONGEST_SECONDS: Final = 0.5


class StoppedError(Exception):
    """A person stopped it; what was verified before is kept, and where nothing was kept yet nothing is left."""

    kind = "stopped"


@dataclass(frozen=True, slots=True)
class Threads:
    """How the two threads help each other.

    Attributes:
        beside: Runs a callable in another thread.
        give_way: Lets other work of the vault's thread run, at most that many seconds if there is none.
        wake: Ends a `give_way` that waits; called from the other thread.
    """

    beside: Callable[[Callable[[], None]], None]
    give_way: Callable[[float], None]
    wake: Callable[[], None]


def threads_of_its_own() -> Threads:
    """Return ways between two threads where nothing else waits for the vault's: in the terminal."""
    awake = threading.Event()

    def beside(work: Callable[[], None]) -> None:
        threading.Thread(target=work, daemon=True).start()

    def give_way(longest_seconds: float) -> None:
        awake.wait(longest_seconds)
        awake.clear()

    return Threads(beside, give_way, awake.set)


class SideLink:
    """An endpoint that waits beside the vault's thread. See `SyncEndpoint` for what each method does and raises."""

    def __init__(
        self, endpoint: SyncEndpoint, threads: Threads, *, is_cancelled: Callable[[], bool] = lambda: False
    ) -> None:
        """Wrap an endpoint.

        Args:
            endpoint: Used from one other thread at a time.
            threads: Ways between the threads.
            is_cancelled: Asked while nothing comes: a line that hangs must not keep anybody from stopping. Then the
                wait ends with `StoppedError`.
        """
        self._endpoint = endpoint
        self._threads = threads
        self._is_cancelled = is_cancelled
        self.is_stored = endpoint.is_stored

    @property
    def inside(self) -> SyncEndpoint:
        """What carries the bytes."""
        return self._endpoint

    def fetch_profile(self) -> bytes:
        """See `SyncEndpoint`."""
        return self._one(self._endpoint.fetch_profile)

    def register(self, body: bytes) -> bytes:
        """See `SyncEndpoint`."""
        return self._one(lambda: self._endpoint.register(body))

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        """See `SyncEndpoint`."""
        return self._many(lambda: self._endpoint.exchange(body, auth))

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        """See `SyncEndpoint`."""
        return self._many(lambda: self._endpoint.fetch_object(object_id, offset, length))

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        """See `SyncEndpoint`."""
        return self._many(lambda: self._endpoint.fetch_objects(body))

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        """See `SyncEndpoint`."""
        return self._one(lambda: self._endpoint.upload(line, auth))

    def _one(self, ask: Callable[[], bytes]) -> bytes:
        return b"".join(self._many(lambda: iter([ask()])))

    def _many(self, ask: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
        pieces: queue.Queue[bytes | Exception | None] = queue.Queue(_PIECES_AHEAD)
        is_left = False

        def pump() -> None:
            try:
                for piece in ask():
                    if is_left:
                        return
                    pieces.put(piece)
                    self._threads.wake()
                pieces.put(None)
            except Exception as error:  # noqa: BLE001 - carried over and raised in the thread that asked
                pieces.put(error)
            self._threads.wake()

        self._threads.beside(pump)
        try:
            while (piece := self._next(pieces)) is not None:
                yield piece
        finally:
            is_left = True
            # A pump that waits for room must see that nobody reads on.
            while not pieces.empty():
                pieces.get_nowait()

    def _next(self, pieces: "queue.Queue[bytes | Exception | None]") -> bytes | None:
        """Return the next piece, an empty one where nothing came for a while, or None at the end."""
        try:
            piece = pieces.get_nowait()
        except queue.Empty:
            if self._is_cancelled():
                raise StoppedError from None
            self._threads.give_way(_LONGEST_SECONDS)
            return b""
        if isinstance(piece, Exception):
            raise piece
        return piece
