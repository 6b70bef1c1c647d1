"""Snapshots in small named histories: two keepers at once, a tail over many epochs, each kind of lie (T5 to T7)."""

from collections.abc import Iterator

import pytest

from haversack.clock import Clock
from haversack.store.outbox import ItemState
from haversack.store.snapshot_notices import Verdict
from haversack_sync.protocol.endpoint import LinkError
from tests.simulation import snapshots_taken
from tests.simulation.choices import GivenChoices
from tests.simulation.founded import DIRECTORY
from tests.simulation.keepers import ALARMING, LIES, NEVER, Keepers
from tests.simulation.laptop import Laptop
from tests.simulation.line import Line
from tests.simulation.log import ViolatedError
from tests.simulation.meeting import Desk, SnapshotsInMemory
from tests.simulation.planted import named
from tests.simulation.play import History
from tests.simulation.replica import SimReplica

DAY = 24 * 3600
HALF_A_MONTH = 15 * DAY


@pytest.fixture
def history() -> Iterator[History]:
    """Yield a quiet history of two coordinators, Ben and Carmen, in which snapshots are made of little feeds."""
    history = History(GivenChoices([1]))
    history.keepers = Keepers(history, tail_bytes=1_200, is_lying=False)
    history.keepers.second_comes()
    with history.bent():
        yield history


def meet(history: History, *names: str) -> None:
    """Let laptops sync over good lines; every sync is whole."""
    for name in names:
        laptop = history.laptops[name]
        report = laptop.sync(history.line(laptop, is_quiet=True))
        assert report is not None
        history.invariants.check_whole(laptop, report)
        assert report.is_complete
        history.invariants.check()


def meet_unchecked(history: History, name: str) -> None:
    """Let a laptop sync, whatever becomes of others by it."""
    laptop = history.laptops[name]
    assert laptop.sync(history.line(laptop, is_quiet=True)) is not None


def write(history: History, name: str, count: int, *, record: int = 0) -> None:
    """Let somebody write so often, each time to what their laptop shows."""
    laptop = history.laptops[name]
    for number in range(count):
        history.people.choices = GivenChoices([0, (record + number) % 4])
        laptop.save(history.people.act(laptop))


def verdicts(laptop: Laptop) -> list[Verdict]:
    return [one.verdict for one in snapshots_taken.notices(laptop.replica.kept)]


def states(laptop: Laptop) -> object:
    return laptop.replica.kept.states


def made_at_once(history: History, name: str) -> int:
    """Let a keeper make a snapshot without asking anybody."""
    replica = history.laptops[name].replica
    assert isinstance(replica, SimReplica)
    desk = Desk(replica, Clock(lambda: 0, lambda: 0.0, replica.random))
    return SnapshotsInMemory.make_due(desk, is_cancelled=lambda: False)


def test_t5_two_keepers_make_a_snapshot_at_once_and_both_are_right(history: History) -> None:
    history.keepers.tail_bytes = NEVER
    with history.keepers.at_work():
        write(history, "ana", 6)
        meet(history, "ana", "ines")
    assert (made_at_once(history, "ana"), made_at_once(history, "ines")) == (1, 1)

    meet(history, "ana", "ines", "ana", "ines")
    meet(history, "carmen", "ben", "carmen")

    assert verdicts(history.laptops["ana"]) == verdicts(history.laptops["ines"]) == [Verdict.RIGHT] * 2
    assert Verdict.USED in verdicts(history.laptops["carmen"])
    assert states(history.laptops["carmen"]) == states(history.laptops["ana"]) == states(history.laptops["ines"])
    history.heal()
    history.check_end()


def test_t6_a_newcomer_takes_an_old_snapshot_and_a_long_tail_over_five_epochs(history: History) -> None:
    write(history, "ana", 6)
    meet(history, "ana", "ben")
    history.keepers.tail_bytes = NEVER
    with history.keepers.at_work():
        for _ in range(5):
            history.clock.now += 7 * HALF_A_MONTH
            history.trust.begins_epoch()
            meet(history, "ana", "ben", "ana")
            write(history, "ben", 2)
            meet(history, "ben", "ana")
        history.trust.invites()
        meet(history, "ana")
        history.trust.comes()
        meet(history, "nour", "ana", "nour")

    nour = history.laptops["nour"]
    feed = history.founded.shelf(DIRECTORY).feed
    assert nour.replica.kept.bases[feed].n < nour.replica.kept.applied[feed]
    audience = history.founded.shelf(DIRECTORY).audience
    assert sum(name[0] == audience for name in nour.replica.kept.audience_keys) == 6
    wanted = {name: state for name, state in history.laptops["ana"].replica.kept.states.items() if name[0] == feed}
    assert {name: state for name, state in nour.replica.kept.states.items() if name[0] == feed} == wanted
    history.heal()
    history.check_end()


@pytest.mark.parametrize("lie", [lie for lie in LIES if lie != "none"])
def test_t7_each_kind_of_lie_is_found_told_and_mended_and_no_text_is_lost(history: History, lie: str) -> None:
    history.keepers.tail_bytes = NEVER
    with history.keepers.at_work():
        write(history, "ana", 6)
        meet(history, "ana", "ben")
        write(history, "carmen", 2)
    history.keepers.is_lying, history.keepers.tail_bytes = True, 1_200
    history.keepers.kinds = (lie,)
    with history.keepers.at_work():
        meet(history, "ana")
    history.keepers.is_lying = False
    carmen, ben = history.laptops["carmen"], history.laptops["ben"]

    meet(history, "carmen")
    meet(history, "ben", "ben", "carmen")

    assert list(history.keepers.lies.values()) == [lie]
    assert set(verdicts(ben)) & set(ALARMING)
    assert set(verdicts(carmen)) & set(ALARMING)
    history.heal()
    history.check_end()
    assert states(carmen) == states(ben)
    rows = carmen.replica.kept.outbox.values()
    assert {row.act for row in rows if row.act} == set(carmen.acts)
    assert all(row.state in (ItemState.PUBLISHED, ItemState.REFUSED) for row in rows)


def lied_to_by_a_stick(history: History) -> Laptop:
    """Let Carmen hand a change to a courier, who brings a snapshot that says it has that change already."""
    write(history, "carmen", 1)
    meet(history, "carmen")
    history.keepers.is_lying, history.keepers.kinds = True, ("other numbers of authors",)
    with history.keepers.at_work():
        write(history, "ana", 6, record=1)
        meet(history, "ana")
    carmen = history.laptops["carmen"]
    write(history, "carmen", 1)
    history.choices = GivenChoices([])
    history.travels.visit(carmen)
    return carmen


def test_a_snapshot_that_names_a_number_publishes_nothing_that_the_hub_has_not_signed_for(history: History) -> None:
    carmen = lied_to_by_a_stick(history)

    history.invariants.check()
    assert carmen.replica.kept.bases
    assert [row.state for row in carmen.replica.kept.outbox.values()][-1] is ItemState.SENT


def test_changes_that_are_settled_up_to_a_number_are_found(history: History) -> None:
    with named("settled up to a number").plant():
        lied_to_by_a_stick(history)
        with pytest.raises(ViolatedError, match="G1"):
            history.invariants.check()


class WithoutParts(Line):
    """Breaks where the parts of a snapshot are asked for."""

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        raise LinkError("cut")


def left_in_the_middle(history: History) -> Laptop:
    """Let Ben's line break before the parts of a snapshot, and newer ones become whole in the next days."""
    write(history, "ana", 6)
    meet(history, "ana")
    ben = history.laptops["ben"]
    line = history.line(ben, is_quiet=True)
    assert ben.sync(WithoutParts(line.machine, line.choices, line.story, line.who, 0, line.point)) is None
    history.invariants.check_whole(ben, None)
    assert snapshots_taken.offered(ben.replica.kept)
    for _ in range(3):
        history.clock.now += DAY
        write(history, "ana", 6)
        meet_unchecked(history, "ana")
    return ben


def test_what_was_offered_stays_at_the_hub_while_somebody_is_on_the_way(history: History) -> None:
    ben = left_in_the_middle(history)

    meet(history, "ben")

    assert not snapshots_taken.offered(ben.replica.kept)
    assert not any(one.verdict is Verdict.UNUSABLE for one in snapshots_taken.notices(ben.replica.kept))
    history.heal()
    history.check_end()


def test_parts_that_are_swept_too_early_are_found(history: History) -> None:
    with named("parts swept too early").plant():
        left_in_the_middle(history)
        with pytest.raises(ViolatedError, match="lost a part"):
            history.invariants.check()
