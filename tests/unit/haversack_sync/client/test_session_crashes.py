"""A sync that is killed at any of its writes, cut, stopped and short of data goes on from the durable rows alone."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from haversack_sync.client.conditions import Conditions
from haversack_sync.client.session import Session
from haversack_sync.protocol.endpoint import LinkError
from tests.guards.examples import examples
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint
from tests.unit.haversack_sync.client.client_rig import (
    LIBRARY,
    ClientRig,
    essence,
    give_object,
    topic,
    with_network,
    writing,
)
from tests.unit.haversack_sync.client.memory_replica import MemoryReplica

BUDGETS = (None, 1, 9_000, 40_000)


class KilledError(BaseException):
    """The process is gone."""


@dataclass(slots=True)
class Fate:
    """What a row of small numbers makes happen; where it has ended, nothing more does."""

    numbers: list[int] = field(default_factory=list)

    def next(self, many: int) -> int:
        """Return the next number, below `many`."""
        return self.numbers.pop(0) % many if self.numbers else 0

    def may_kill(self) -> None:
        """Perhaps kill the process here."""
        if self.next(12) == 11:
            raise KilledError


class MortalReplica(MemoryReplica):
    """A replica whose process may be killed before and after each of its transactions."""

    fate: Fate

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        is_outer = self._depth == 0
        with super().transaction():
            yield
            if is_outer:
                self.fate.may_kill()
        if is_outer:
            self.fate.may_kill()

    def left_computer(self, envelopes: Sequence[bytes]) -> None:
        self.fate.may_kill()
        super().left_computer(envelopes)

    def take_counter(self, lane: int) -> int:
        counter = super().take_counter(lane)
        self.fate.may_kill()
        return counter


def torn(fate: Fate) -> Callable[[bytes], Iterator[bytes]]:
    """Return a bend of the line that gives an answer in pieces and may cut it after each."""

    def bend(answer: bytes) -> Iterator[bytes]:
        for start in range(0, len(answer), 2_500):
            yield answer[start : start + 2_500]
            if fate.next(5) == 4:
                raise LinkError(("cut", "stalled")[fate.next(2)])

    return bend


@settings(max_examples=examples(25))
@given(numbers=st.lists(st.integers(0, 59), min_size=1, max_size=120))
def test_a_sync_that_ended_in_any_way_goes_on_from_the_durable_rows_and_comes_to_the_same(numbers: list[int]) -> None:
    rig = ClientRig()
    rig.write(*(topic(number, FixedRandom(str(number))(80).hex()) for number in range(10, 40)))
    base = with_network(rig)
    laptop = writing(rig, topic(1, "Statelessness"), topic(2, "Detention"))
    wanted = give_object(laptop, FixedRandom("file")(40_000))
    replica, fate = MortalReplica(rig.rig.world.root, laptop.replica.identity().keys), Fate(list(numbers))
    replica.kept, replica.audience_keys, replica.fate = laptop.replica.kept, laptop.replica.audience_keys, fate
    replica.kept.view, replica.kept.standings, replica.kept.entries = base.view, base.standings, base.entries
    replica.kept.states = {}
    line = BentEndpoint(rig.rig.endpoint, bend=torn(fate))

    for _ in range(8):
        conditions = Conditions(
            lambda: 0.0,
            FixedRandom("crashes"),
            budget_bytes=BUDGETS[fate.next(len(BUDGETS))],
            is_cancelled=lambda: fate.next(30) == 29,
        )
        with contextlib.suppress(KilledError, LinkError):
            Session(replica, line, conditions).run()
    fate.numbers.clear()
    report = Session(replica, line, Conditions(lambda: 0.0, FixedRandom("the last"))).run()

    assert report.is_complete
    assert (replica.kept.waiting, replica.kept.to_upload) == ([], [])
    assert rig.rig.objects.size(wanted.object_id) == wanted.total
    clean = rig.laptop(rig.rig.world.coordinator)
    clean.sync()
    assert essence(replica.kept) == essence(clean.replica.kept)
    with rig.rig.ledger.reading() as moment:
        end = moment.feed_end(rig.rig.world.shelves[LIBRARY].feed)
    assert end is not None
    assert end.n == 32, "each change is one entry"
