"""What is sent at once: little at first, as much as a few seconds carry, and less again after a loss."""

from haversack_sync.client.pace import (
    FIRST_PUSH_BYTES,
    LEAST_SLICE_BYTES,
    MAX_PUSH_BYTES,
    SLICE_SECONDS,
    Pace,
)


def test_the_first_changes_that_leave_are_few() -> None:
    assert Pace().push_bytes == FIRST_PUSH_BYTES


def test_a_fast_link_carries_a_long_backlog_in_few_requests() -> None:
    pace, requests = Pace(), 0
    while pace.push_bytes < MAX_PUSH_BYTES:
        pace, requests = pace.push_taken(pace.push_bytes, 0.05), requests + 1

    assert requests < 5


def test_a_slow_link_carries_what_a_few_seconds_take() -> None:
    pace = Pace().push_taken(FIRST_PUSH_BYTES, FIRST_PUSH_BYTES / 3_750)

    assert pace.push_bytes == SLICE_SECONDS * 3_750


def test_what_was_lost_comes_again_in_smaller_parts_but_not_in_crumbs() -> None:
    pace = Pace().push_lost()

    assert LEAST_SLICE_BYTES <= pace.push_bytes < FIRST_PUSH_BYTES
    for _ in range(10):
        pace = pace.push_lost()
    assert pace.push_bytes == LEAST_SLICE_BYTES


def test_a_short_request_says_nothing_about_a_link() -> None:
    assert Pace().push_taken(300, 2.0) == Pace()
