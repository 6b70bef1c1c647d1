"""The one clock of the hub."""

from haversack_sync.hub.clock import SystemClock


def test_the_machines_time_is_whole_seconds_and_its_monotonic_clock_grows() -> None:
    clock = SystemClock()

    first = clock.monotonic()

    assert clock.seconds() > 1_700_000_000
    assert clock.monotonic() >= first
