"""The invariant on numbers (G9) sees what it is to see, and lets pass what a hub that was put back asks for."""

from dataclasses import dataclass, field

import pytest

from haversack_sync.model.ids import DeviceId
from tests.simulation.sealed_numbers import Numbers, Sealing

FIRST = Sealing(DeviceId(b"somebody"), 7, b"first")
ANEW = FIRST._replace(sha256=b"anew")


@dataclass
class Hub:
    """A hub of which only its entries count."""

    entries: set[Sealing] = field(default_factory=set)
    restores: int = 0

    def is_entry(self, sealing: Sealing) -> bool:
        return sealing in self.entries


def test_what_the_hub_has_is_never_sealed_anew() -> None:
    numbers, hub = Numbers(), Hub({FIRST})

    assert numbers.note([FIRST], hub) is None
    assert numbers.note([], hub) is None
    assert numbers.note([ANEW], hub) == 7


def test_what_the_hub_lost_may_be_sealed_anew_also_where_it_comes_back_to_it_later() -> None:
    numbers, hub = Numbers(), Hub()

    assert numbers.note([FIRST], hub) is None
    assert numbers.note([], hub) is None
    hub.entries, hub.restores = {FIRST}, 1
    assert numbers.note([ANEW], hub) is None


@pytest.mark.parametrize("is_sealed_first", [True, False])
def test_what_the_same_hub_takes_after_all_should_not_have_been_sealed_anew(is_sealed_first: bool) -> None:
    numbers, hub = Numbers(), Hub()

    assert numbers.note([FIRST], hub) is None
    assert numbers.note([], hub) is None
    if is_sealed_first:
        assert numbers.note([ANEW], hub) is None
    hub.entries = {FIRST}
    assert numbers.note([ANEW], hub) == 7


def test_where_no_hub_is_put_back_no_number_is_free_again() -> None:
    numbers = Numbers()

    assert numbers.note([FIRST], None) is None
    assert numbers.note([], None) is None
    assert numbers.note([ANEW], None) == 7


def test_two_changes_under_one_number_are_seen_at_once() -> None:
    assert Numbers().note([FIRST, ANEW], Hub()) == 7
