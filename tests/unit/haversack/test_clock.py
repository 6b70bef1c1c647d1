"""The clock that goes on in sleep, and stands still when somebody sets the computer's."""

import time

from haversack.clock import also_asleep, system_clock


def test_the_clock_that_goes_on_in_sleep_only_grows_and_measures_seconds() -> None:
    before, started = also_asleep(), time.monotonic()
    until = started + 0.05
    while time.monotonic() < until:
        pass

    passed = system_clock().also_asleep() - before

    assert passed >= 0.05
    # Whoever lets the computer sleep during this test may see it fail.
    assert passed <= time.monotonic() - started + 1
