"""The time left is told only when it can be known."""

from haversack.viewmodels.pace import Pace


def test_half_done_takes_as_long_again() -> None:
    assert Pace(100.0).seconds_left(50, 100, 110.0) == 10


def test_nothing_is_told_at_first_or_at_the_end_or_without_a_whole() -> None:
    pace = Pace(100.0)
    assert pace.seconds_left(50, 100, 101.0) is None
    assert pace.seconds_left(100, 100, 110.0) is None
    assert pace.seconds_left(0, 100, 110.0) is None
    assert pace.seconds_left(50, 0, 110.0) is None
