"""The one place of the app that reads the computer's clock and randomness; both are passed on as values.

No clock decides anything about order or merging (field laptops have wrong clocks); it measures and it labels.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time and randomness come from.

    Attributes:
        wall_ms: Milliseconds since 1970 as this computer believes.
        monotonic: Seconds that only grow.
        random: Gives that many random bytes.
    """

    wall_ms: Callable[[], int]
    monotonic: Callable[[], float]
    random: Callable[[int], bytes]


def system_clock() -> Clock:
    """Return the computer's own clock and randomness."""
    return Clock(lambda: time.time_ns() // 1_000_000, time.monotonic, os.urandom)
