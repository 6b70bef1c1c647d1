"""Does the simulator see? Each planted fault is found, and what finds it can be made short."""

import itertools

import pytest

from tests.simulation.found import replay, shrink
from tests.simulation.planted import FAULTS, Fault, find, named
from tests.simulation.remembered import remembering
from tests.simulation.runs import play

MOST_SEEDS = 2_000


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
@pytest.mark.timeout(600)
def test_a_planted_fault_is_found(fault: Fault) -> None:
    seeds = itertools.chain((fault.known_seed,), range(MOST_SEEDS))

    seed, invariant = find(fault, seeds)

    assert seed is not None
    assert invariant.startswith("G")


@pytest.mark.parametrize("name", ["number of an entry again", "sealed anew though told"])
@pytest.mark.timeout(600)
def test_a_number_that_is_sealed_twice_after_an_era_is_found_as_that(name: str) -> None:
    fault = named(name)

    assert find(fault, (fault.known_seed,)) == (fault.known_seed, "G9")


@pytest.mark.timeout(600)
def test_what_finds_a_fault_is_made_short_and_still_finds_it() -> None:
    fault = named("last writer wins")
    seed, invariant = find(fault, itertools.chain((fault.known_seed,), range(MOST_SEEDS)))
    assert seed is not None

    with fault.plant(), remembering():
        long = play(seed)
        short = shrink(play(seed), most_tries=400)
        again = replay(short.choices)

    assert again.violated == invariant
    assert len(short.choices) < len(long.choices) / 2
    with remembering():
        assert not replay(short.choices).violated
