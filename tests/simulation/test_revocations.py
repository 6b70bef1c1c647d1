"""A computer that is taken out of the network, in small named histories (T1)."""

from collections.abc import Iterator

import pytest

from haversack.store.outbox import ItemState
from tests.simulation.choices import GivenChoices
from tests.simulation.laptop import Laptop
from tests.simulation.play import History
from tests.simulation.sticks import Stick, StickEndpoint


@pytest.fixture
def history() -> Iterator[History]:
    """Yield a quiet history of Ana, Ben and Carmen."""
    history = History(GivenChoices([1]))
    with history.bent():
        yield history


def meet(history: History, *names: str) -> None:
    """Let laptops sync over good lines."""
    for name in names:
        laptop = history.laptops[name]
        laptop.sync(history.line(laptop, is_quiet=True))
        history.invariants.check()


def write(history: History, laptop: Laptop) -> None:
    """Let somebody write to a contact of their own."""
    history.people.choices = GivenChoices([0, 0, 1])
    laptop.save(history.people.act(laptop))


@pytest.mark.parametrize("is_by_stick", [False, True], ids=["direct", "stick"])
def test_t1_what_a_revoked_computer_wrote_before_stands_what_comes_later_waits_and_it_destroys_its_vault(
    history: History, is_by_stick: bool
) -> None:
    ana, ben = history.laptops["ana"], history.laptops["ben"]
    meet(history, "ana", "ben")
    write(history, ben)
    meet(history, "ben")
    write(history, ben)
    stick = Stick("a courier's")
    stick.envelopes += ben.replica.hand_over(100_000).envelopes
    history.revoking.revoke(ben)
    meet(history, "ana")
    assert not ben.is_destroyed

    stick.delivered_over(history.line(ana, is_quiet=True), GivenChoices([]))
    history.invariants.check()
    if is_by_stick:
        stick.written_by(history.machine, history.founded)
        ben.sync(StickEndpoint(stick, GivenChoices([]), history.story))
    else:
        meet(history, "ben")
    history.invariants.check()
    meet(history, "ana", "carmen")

    assert history.laptops["ben"].is_destroyed
    states = [row.state for row in ben.disk.durable.outbox.values() if row.act]
    assert states.count(ItemState.PUBLISHED) == 1
    assert [one.envelope for one in ana.replica.kept.late] == stick.envelopes
    history.heal()
    history.check_end()


def test_after_a_revocation_the_keeper_begins_a_key_that_the_revoked_computer_cannot_get(history: History) -> None:
    meet(history, "ana", "ben", "carmen")
    history.revoking.revoke(history.laptops["ben"])

    history.heal()

    history.check_end()
    newest = {
        name: max(epoch for _, epoch in history.laptops[name].disk.durable.audience_keys) for name in history.laptops
    }
    assert newest["ana"] == newest["carmen"] > newest["ben"]
