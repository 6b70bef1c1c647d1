"""A snapshot whose parts do not come is waited for a few times, and a part that comes begins the count anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.client.snapshot_patience import Waiting


def after(*failures: tuple[int, int], kept: int = 0) -> Waiting:
    """Return what is counted after failures: how many bytes, how many parts came before each."""
    waiting = Waiting()
    for received, parts in failures:
        waiting = waiting.failed(received=received, kept=kept, parts=parts)
    return waiting


@pytest.mark.parametrize(("failure", "enough"), [((0, 0), 4), ((20_000, 0), 16)], ids=["no byte", "nothing to keep"])
def test_so_many_failures_in_a_row_are_enough_and_one_less_is_not(failure: tuple[int, int], enough: int) -> None:
    assert not after(*[failure] * (enough - 1)).is_over
    assert after(*[failure] * enough).is_over


def test_a_part_that_comes_begins_the_count_anew() -> None:
    assert not after(*[(0, 0)] * 3, (40_000, 1), *[(0, 0)] * 3).is_over


def test_a_part_that_gets_on_is_waited_for_and_one_that_is_wrong_each_time_is_not() -> None:
    waiting = after(*[(8_000, 0)] * 100, kept=1)
    assert waiting == Waiting()

    for _ in range(4):
        assert not waiting.is_over
        waiting = waiting.failed(received=8_000, kept=1, parts=0).altered()
    assert waiting.is_over


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), max_size=60))
def test_a_line_on_which_parts_come_is_never_given_up_and_one_without_them_is(failures: list[tuple[int, int]]) -> None:
    bringing = [(1, 1) if place % 4 == 3 else failure for place, failure in enumerate(failures)]

    assert not any(after(*bringing[:count]).is_over for count in range(len(bringing) + 1))
    assert after(*failures, *[(1, 0)] * 16).is_over
