"""The hub's clock: the only module of the hub that reads one. Everybody else is given a `Clock`."""

import time
from typing import Protocol


class Clock(Protocol):
    """Where the hub's times come from."""

    def seconds(self) -> int:
        """Return the time of day in whole seconds since 1970; it may be wrong and may jump."""

    def monotonic(self) -> float:
        """Return seconds since some moment; it never goes back. For rates only."""


class SystemClock:
    """The clock of the machine."""

    def seconds(self) -> int:
        """Return the machine's time in whole seconds since 1970, never less than 0."""
        return max(0, int(time.time()))

    def monotonic(self) -> float:
        """Return the machine's monotonic clock in seconds."""
        return time.monotonic()
