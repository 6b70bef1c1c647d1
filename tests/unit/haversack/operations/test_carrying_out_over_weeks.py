"""Journeys of weeks: sticks that are late, out of order and lost, and invitations that end meanwhile."""

import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from haversack.operations.carrying_out import CarriedOut
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.reporting import status
from haversack.operations.workspace import Workspace
from haversack.store.outbox import ItemState
from haversack_sync.client.introduction import InvitationError
from haversack_sync.model.roles import Role
from haversack_sync.protocol.sticks import OUTBOX, network_folder
from tests.unit.haversack.little_network import own_organisation
from tests.unit.haversack.operations.journeys import Journeys, out, say, services, states, taken

_SECONDS_A_DAY = 86_400
_JOURNEY_DAYS = 28
_LOST = 0.2


def days_pass(journeys: Journeys, days: int) -> None:
    journeys.made.network.clock.now += days * _SECONDS_A_DAY
    journeys.made.network.wall_ms += days * _SECONDS_A_DAY * 1_000


@dataclass
class Road:
    """Sticks on their way to the hub and back, by the day on which each arrives."""

    journeys: Journeys
    laptop: Workspace
    luck: random.Random = field(default_factory=lambda: random.Random(28))
    to_hub: list[tuple[int, Path]] = field(default_factory=list)
    home: list[tuple[int, Path]] = field(default_factory=list)
    lost: int = 0
    sent: int = 0

    def leave(self, day: int, way: list[tuple[int, Path]], stick: Path) -> None:
        """Let a stick go; it takes two days to two weeks, or never comes."""
        self.sent += 1
        if self.luck.random() < _LOST:
            self.lost += 1
            return
        way.append((day + self.luck.randint(2, 14), stick))

    def write(self, day: int) -> CarriedOut:
        stick = self.journeys.another(f"stick-{day}")
        carried = out(self.laptop, stick, passes_on=False)
        self.leave(day, self.to_hub, stick)
        return carried

    def arrive(self, day: int) -> None:
        for one in [one for one in self.to_hub if one[0] == day]:
            self.to_hub.remove(one)
            self.journeys.at_hub(one[1])
            self.leave(day, self.home, one[1])
        for one in [one for one in self.home if one[0] == day]:
            self.home.remove(one)
            taken(self.laptop, one[1])


def at_the_hub(journeys: Journeys, writer: Workspace) -> set[object]:
    """Return what the hub has of somebody's text, as the coordinator reads it who meets the hub by a line."""
    journeys.made.network.sync(journeys.coordinator)
    shown = journeys.coordinator.replica.network().authority.devices.get(writer.own)
    return {str(services(journeys.coordinator, writer))} if shown is not None else set()


def test_i1_a_life_by_sticks_of_28_days_with_every_fifth_lost_from_joining_to_the_last_receipt(
    journeys: Journeys,
) -> None:
    amal = journeys.join("amal")
    road = Road(journeys, amal)

    for day in range(_JOURNEY_DAYS):
        if day % 3 == 0:
            say(amal, f"Soup of day {day}")
        if day % 2 == 0:
            road.write(day)
            # What is on a stick was sent, and nothing counts as published before a receipt is home.
            assert ItemState.WAITING not in states(amal)
        road.arrive(day)
        if ItemState.PUBLISHED in states(amal):
            assert at_the_hub(journeys, amal)
        days_pass(journeys, 1)
    for day in range(_JOURNEY_DAYS, _JOURNEY_DAYS + 28):
        road.arrive(day)
        days_pass(journeys, 1)

    assert (road.sent, road.lost) == (24, 5)
    # One more that arrives brings whatever the lost ones had.
    last = journeys.another("last")
    out(amal, last)
    journeys.at_hub(last)
    taken(amal, last)
    assert status(amal).role == "editor"
    assert set(states(amal)) == {ItemState.PUBLISHED}
    assert at_the_hub(journeys, amal) == {str({"en": "Soup of day 27"})}
    assert services(amal, amal) == {"en": "Soup of day 27"}


def test_an_invitation_that_ends_on_the_way_is_told_as_soon_as_a_stick_can_tell_and_the_text_stays(
    journeys: Journeys,
) -> None:
    amal, ben = journeys.join("amal", days=14), journeys.join("ben")
    say(amal, "Soup")
    out(amal, journeys.stick)
    letters = journeys.stick / network_folder(amal.root) / OUTBOX
    days_pass(journeys, _JOURNEY_DAYS)
    # A stick tells no time but that of its entries.
    invite(journeys.coordinator, ForNewOrganisation("House of Nadia", "en"), Role.EDITOR)
    journeys.made.network.sync(journeys.coordinator)

    at_hub = journeys.at_hub().taken

    assert (at_hub.changes, at_hub.later, at_hub.shut_out) == (0, 0, 1)
    assert list(letters.iterdir()) == []
    out(ben, journeys.stick)
    came = taken(amal, journeys.stick)
    assert isinstance(came.problem, InvitationError)
    assert came.problem.reason == "expired"
    # Who is not let in carries on what others gave.
    assert came.letters == 1
    with pytest.raises(InvitationError, match="expired"):
        taken(amal, journeys.stick)
    assert states(amal) == [ItemState.SENT]
    assert services(amal, amal) == {"en": "Soup"}


def test_before_its_last_day_nobody_is_told_that_an_invitation_ended(journeys: Journeys) -> None:
    amal = journeys.join("amal", days=14)
    days_pass(journeys, 14)
    journeys.at_hub()

    taken(amal, journeys.stick)
    out(amal, journeys.stick)
    journeys.at_hub()
    taken(amal, journeys.stick)

    assert own_organisation(amal)
    assert status(amal).role == "editor"
