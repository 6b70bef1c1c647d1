"""Small worlds by Hypothesis: two laptops, a hub, one courier, a few acts, in any order and with any crash."""

import contextlib

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.simulation.choices import GivenChoices
from tests.simulation.laptop import Laptop
from tests.simulation.meeting import in_memory_too
from tests.simulation.play import History

LAPTOPS = st.sampled_from(("ana", "ben"))
MOST_ACTS = 5
NUMBERS = st.lists(st.integers(0, 15), min_size=12, max_size=12)
CRASHES = st.one_of(st.none(), st.integers(0, 25))


class SmallWorld(RuleBasedStateMachine):
    """The rules give the choices; the history does the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = contextlib.ExitStack()
        self.patches.enter_context(in_memory_too())
        self.history = History(GivenChoices([]))
        self.acts = 0

    def _laptop(self, name: str) -> Laptop:
        return self.history.laptops[name]

    def _choose(self, numbers: list[int]) -> None:
        self.history.choices = GivenChoices(numbers)
        self.history.people.choices = self.history.choices

    @precondition(lambda self: self.acts < MOST_ACTS)
    @rule(name=LAPTOPS, numbers=NUMBERS, crash=CRASHES)
    def somebody_writes(self, name: str, numbers: list[int], crash: int | None) -> None:
        self._choose(numbers)
        laptop = self._laptop(name)
        laptop.disk.points_until_crash = crash
        laptop.save(self.history.people.act(laptop))
        laptop.disk.power_on()
        self.acts += 1

    @rule(name=LAPTOPS, crash=CRASHES)
    def a_laptop_syncs(self, name: str, crash: int | None) -> None:
        self._choose([])
        laptop = self._laptop(name)
        laptop.disk.points_until_crash = crash
        laptop.sync(self.history.line(laptop, is_quiet=True))
        laptop.disk.power_on()

    @rule(name=LAPTOPS, numbers=NUMBERS)
    def a_laptop_syncs_over_a_bad_line(self, name: str, numbers: list[int]) -> None:
        self._choose([0, 0, *numbers])
        self.history.line_faults = 1
        laptop = self._laptop(name)
        laptop.sync(self.history.line(laptop))

    @rule(name=LAPTOPS, step=st.integers(0, 6), numbers=NUMBERS)
    def the_courier_goes_on(self, name: str, step: int, numbers: list[int]) -> None:
        self._choose([0, *numbers])
        self.history.line_faults = 0
        self.history.travels.steps()[step](self._laptop(name))

    @invariant()
    def everything_holds(self) -> None:
        self.history.invariants.check()

    def teardown(self) -> None:
        with self.patches:
            self._choose([])
            self.history.heal()
            self.history.check_end()


TestSmallWorld = SmallWorld.TestCase
TestSmallWorld.settings = settings(
    max_examples=60,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
