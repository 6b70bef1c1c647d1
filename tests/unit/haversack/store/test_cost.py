"""The cost of a guess stays between the floor and the cap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.store.cost import COST_CAP, COST_FLOOR, Argon2Cost, cost_for


@pytest.mark.parametrize("cost", [COST_FLOOR, COST_CAP])
def test_the_limits_themselves_are_allowed(cost: Argon2Cost) -> None:
    cost.check()


@pytest.mark.parametrize(
    ("floor_s", "expected"),
    [
        (2.0, Argon2Cost(memory_kib=64 * 1024, passes=3, lanes=4)),
        (0.6, Argon2Cost(memory_kib=64 * 1024, passes=5, lanes=4)),
        (0.4, Argon2Cost(memory_kib=128 * 1024, passes=3, lanes=4)),
        (0.1, Argon2Cost(memory_kib=256 * 1024, passes=7, lanes=4)),
        (0.0, Argon2Cost(memory_kib=256 * 1024, passes=16, lanes=4)),
    ],
)
def test_memory_grows_first_and_then_passes(floor_s: float, expected: Argon2Cost) -> None:
    assert cost_for(floor_s, target_s=1.0) == expected


@given(st.floats(min_value=0, max_value=1e6), st.floats(min_value=0, max_value=1e6))
def test_no_measurement_leads_outside_the_limits(floor_s: float, target_s: float) -> None:
    cost_for(floor_s, target_s=target_s).check()
