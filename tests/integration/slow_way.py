"""One direction of one connection in a weather: bytes wait for the line, travel for half a round trip, or never arrive.

Must not know what the bytes are, nor touch a socket: where they come out is given.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.integration.link_weather import Lane


@dataclass(frozen=True)
class Trip:
    """Bytes on their way.

    Attributes:
        piece: The bytes.
        begin: When the first of them entered the line.
        end: When the last had.
    """

    piece: bytes
    begin: float
    end: float

    def passed_by(self, moment: float) -> bytes:
        """Return those of the bytes that were through at a moment."""
        if moment >= self.end:
            return self.piece
        share = (moment - self.begin) / (self.end - self.begin)
        return self.piece[: max(0, int(len(self.piece) * share))]


@dataclass(frozen=True)
class Span:
    """When a connection carries.

    Attributes:
        ready: From when on: greetings come first.
        broken: When it breaks; None for never.
    """

    ready: float
    broken: float | None


class SlowWay:
    """The way of one direction; `take` and `send` by the thread that reads, `deliver` in another."""

    def __init__(self, lane: Lane, span: Span, *, delay: float, monotonic: Callable[[], float]) -> None:
        self._lane = lane
        self._span = span
        self._delay = delay
        self._monotonic = monotonic
        self._trips: deque[Trip | None] = deque()
        self._changed = threading.Condition()

    def take(self, piece: bytes, ended: threading.Event) -> Trip:
        """Wait until the line has taken in some bytes, or what fits in before it breaks."""
        begin, end = self._lane.reserve(len(piece), now=self._monotonic(), ready=self._span.ready)
        trip = Trip(piece, begin, end)
        until = end if self._span.broken is None else min(end, self._span.broken)
        ended.wait(max(0.0, until - self._monotonic()))
        return Trip(trip.passed_by(until), begin, until)

    def send(self, trip: Trip | None) -> None:
        """Send bytes on; None says that nothing more comes."""
        with self._changed:
            self._trips.append(trip)
            self._changed.notify()

    def deliver(self, arrive: Callable[[bytes], None]) -> bool:
        """Let bytes arrive in their time until nothing more comes; tell whether it broke instead."""
        while True:
            trip = self._next()
            if trip is None:
                return self._is_broken()
            arrival = trip.end + self._delay
            broken = self._span.broken
            self._wait(arrival if broken is None else min(arrival, broken))
            if broken is not None and arrival > broken:
                # What was in the air is gone.
                arrive(trip.passed_by(broken - self._delay))
                return True
            arrive(trip.piece)

    def _next(self) -> Trip | None:
        with self._changed:
            while not self._trips:
                if self._is_broken():
                    return None
                broken = self._span.broken
                self._changed.wait(None if broken is None else broken - self._monotonic())
            return self._trips.popleft()

    def _wait(self, until: float) -> None:
        with self._changed:
            while (left := until - self._monotonic()) > 0:
                self._changed.wait(left)

    def _is_broken(self) -> bool:
        return self._span.broken is not None and self._monotonic() >= self._span.broken
