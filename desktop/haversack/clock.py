"""The one place of the app that reads the computer's clock and randomness; both are passed on as values.

No clock decides anything about order or merging (field laptops have wrong clocks); it measures and it labels.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


def also_asleep() -> float:
    """Return seconds that grow while the computer sleeps too.

    `time.monotonic` does so on Windows only. The wall clock would, and jumps whenever somebody sets it: a laptop whose
    clock is put right by its first connection did not sleep.
    """
    number: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    if sys.platform == "darwin":
        # Apple's CLOCK_MONOTONIC goes on in sleep; Python's own `monotonic` reads another one that does not.
        number = time.CLOCK_MONOTONIC
    return time.monotonic() if number is None else time.clock_gettime(number)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time and randomness come from.

    Attributes:
        wall_ms: Milliseconds since 1970 as this computer believes.
        monotonic: Seconds that only grow.
        random: Gives that many random bytes.
        also_asleep: Seconds that only grow, also while the computer sleeps, and whoever sets its clock.
    """

    wall_ms: Callable[[], int]
    monotonic: Callable[[], float]
    random: Callable[[int], bytes]
    also_asleep: Callable[[], float] = also_asleep


def system_clock() -> Clock:
    """Return the computer's own clock and randomness."""
    return Clock(lambda: time.time_ns() // 1_000_000, time.monotonic, os.urandom)


def let_pass(seconds: float) -> None:
    """Let time pass, doing nothing."""
    time.sleep(seconds)
