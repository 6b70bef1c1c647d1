"""What a bad link does: how fast it carries, how long it takes there and back, and when it breaks, all by a seed.

Values and arithmetic only; `tapped_link` plays it between real processes. Must not open a socket or read a clock.
"""

import random
import threading
from dataclasses import dataclass, replace
from typing import Final

_KBIT: Final = 1000 / 8
SETUP_BYTES: Final = 4096
"""What a connection costs before its first byte: greetings and certificates, both ways together."""
SETUP_ROUND_TRIPS: Final = 3
_CREDIT_SECONDS: Final = 0.03
"""A thread wakes late now and then; what the line could have carried meanwhile is not lost."""


@dataclass(frozen=True)
class Profile:
    """A kind of link.

    Attributes:
        up: Bytes a second towards the hub.
        down: Bytes a second from it.
        round_trip: Seconds there and back.
        uptime: Mean seconds until it breaks, whatever happened before; None if it never does.
        silent: Which share of breaks is told to nobody: the connection hangs until somebody gives up.
        setup_bytes: What each new connection costs first.
    """

    up: float
    down: float
    round_trip: float
    uptime: float | None = None
    silent: float = 0.0
    setup_bytes: int = SETUP_BYTES

    @property
    def setup_seconds(self) -> float:
        """How long a new connection takes before it carries anything."""
        return SETUP_ROUND_TRIPS * self.round_trip + self.setup_bytes / self.down

    def faster(self, times: float) -> "Profile":
        """Return the same link in a world in which everything happens so many times faster."""
        return replace(
            self,
            up=self.up * times,
            down=self.down * times,
            round_trip=self.round_trip / times,
            uptime=None if self.uptime is None else self.uptime / times,
        )


PROFILES: Final = {
    "gprs, cuts every 20 s": Profile(30 * _KBIT, 30 * _KBIT, 1.2, 20),
    "gprs, cuts every 120 s": Profile(30 * _KBIT, 30 * _KBIT, 0.6, 120),
    "edge": Profile(100 * _KBIT, 100 * _KBIT, 0.6, 60),
    "sat": Profile(1000 * _KBIT, 1000 * _KBIT, 0.6, 60),
    "cafe": Profile(2000 * _KBIT, 2000 * _KBIT, 0.1),
}
"""The links of the field; where a profile is a range, its worse end."""


@dataclass(frozen=True)
class Life:
    """How long one connection lives.

    Attributes:
        seconds: From the moment it is asked for; None for ever.
        is_silent: Nobody is told of its end.
    """

    seconds: float | None = None
    is_silent: bool = False


class Lane:
    """One direction of a link, shared by all of its connections: one byte after the other, at one rate."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._free = 0.0
        self._lock = threading.Lock()

    def reserve(self, length: int, *, now: float, ready: float = 0.0) -> tuple[float, float]:
        """Give so many bytes their time on the line; return when the first enters it and when the last has.

        Args:
            length: In bytes.
            now: The moment of asking; all calls by one clock.
            ready: When they could enter at the earliest.
        """
        with self._lock:
            is_busy = now - self._free <= _CREDIT_SECONDS
            begin = max(self._free if is_busy else now, ready)
            self._free = begin + length / self.rate
            return begin, self._free


class Weather:
    """A profile and a seed: the n-th connection lives as long in every run.

    That each connection draws its own life is the same as a line that breaks at random moments: an exponential time has
    no memory.
    """

    def __init__(self, profile: Profile, seed: int) -> None:
        self.profile = profile
        self.up, self.down = Lane(profile.up), Lane(profile.down)
        self._random = random.Random(f"weather {seed}")

    @property
    def piece_bytes(self) -> int:
        """How much is read at once: about a fiftieth of a second, so that the rate is even."""
        return max(64, min(4096, int(min(self.profile.up, self.profile.down) / 50)))

    def next_life(self) -> Life:
        """Draw how long the next connection lives."""
        is_silent = self._random.random() < self.profile.silent
        if self.profile.uptime is None:
            return Life()
        return Life(self._random.expovariate(1 / self.profile.uptime), is_silent)
