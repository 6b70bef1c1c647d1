"""Two laptops that never see the network, a courier, and the hub: everything goes by sticks, and some are lost."""

import json
import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.integration.processes import HUB, Answer, run
from tests.integration.shapes import SyncAnswer
from tests.integration.stage import EDITORS, Stage, find
from tests.integration.world import Computer

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]

HOPS = 26
LOST = 0.2


@dataclass
class Stick:
    """A stick, and what is known to be on it: whose changes up to which, and what the hub said when it wrote it.

    Attributes:
        place: Where it is.
        outs: How many changes of each person are on their way with it.
        home: How many of each the hub had when it wrote it; None before it did.
    """

    place: Path
    outs: Counter[str] = field(default_factory=Counter)
    home: Counter[str] | None = None


@dataclass
class Journey:
    """Who wrote how much, how far it has come, and what must stand on their screens.

    Attributes:
        stage: The hub; it is not running.
        people: By name.
        homes: Their organisations.
        written: How many changes each of them made.
        handed: How many of them ever lay on a stick.
        at_hub: How many the hub has.
        heard: Of how many the hub's receipt came home.
    """

    stage: Stage
    people: dict[str, Computer]
    homes: dict[str, str]
    written: Counter[str] = field(default_factory=Counter)
    handed: Counter[str] = field(default_factory=Counter)
    at_hub: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)

    def write(self, name: str) -> None:
        self.written[name] += 1
        self.people[name].edit(self.homes[name], f"services={name} {self.written[name]}")

    def carry_out(self, name: str, stick: Stick) -> None:
        self.people[name].ask(dict, "carry", "out", str(stick.place), "--own-only")
        stick.outs[name] = self.handed[name] = self.written[name]

    def carry_in(self, name: str, stick: Stick) -> None:
        answer = self.people[name].ask(dict, "carry", "in", str(stick.place), "--own-only")
        assert answer["problem"] is None
        assert answer["refused"] == 0
        if stick.home is not None:
            self.heard[name] = max(self.heard[name], stick.home[name])

    def bring(self, stick: Stick) -> None:
        """Let the courier bring a stick to the hub: for this nobody needs an account."""
        assert at_hub(self.stage, "carry", str(stick.place)).code == 0
        self.at_hub |= stick.outs
        stick.home, stick.outs = self.at_hub.copy(), Counter()

    def check(self) -> None:
        """Every state on every screen is what is true."""
        for name, person in self.people.items():
            if not self.written[name]:
                continue
            shown = person.show(self.homes[name])
            assert shown.fields["services"] == {"en": f"{name} {self.written[name]}"}
            if self.handed[name] < self.written[name]:
                expected = "waiting"
            elif self.heard[name] < self.written[name]:
                expected = "sent"
            else:
                expected = "published"
            assert shown.state == expected, (name, self.written, self.handed, self.at_hub, self.heard)


def at_hub(stage: Stage, *words: str) -> Answer:
    """Let the hub's operator type something."""
    command = [str(HUB), *words, "--data", str(stage.world.hub.folder)]
    return run(command, stage.world.environment, stage.world.folder)


def entries(stage: Stage) -> int:
    return int(json.loads(at_hub(stage, "status", "--json").out)["entries"])


def begin(stage: Stage, tmp_path: Path) -> Journey:
    """Let two people join from a stick; nobody of them ever reaches the hub."""
    stage.raise_curtain()
    code = stage.coordinator.invite("new:Night Train Kitchen", "editor")
    other = stage.coordinator.invite("new:Harbour Beds", "editor")
    stage.coordinator.sync()
    stage.world.hub.stop()
    first = tmp_path / "first"
    assert at_hub(stage, "carry", str(first)).code == 0
    people = {name: stage.world.computer(name) for name in ("amal", "ben")}
    for name, invitation in (("amal", code), ("ben", other)):
        people[name].ask(SyncAnswer, "enrol", invitation, "--from", str(first))
    homes = {
        "amal": find(people["amal"], "organisation", "Night Train Kitchen"),
        "ben": find(people["ben"], "organisation", "Harbour Beds"),
    }
    return Journey(stage, people, homes)


def _hop(journey: Journey, sticks: list[Stick], chance: random.Random) -> None:
    """Let something happen somewhere; one stick in five is lost on its way."""
    name, stick = chance.choice(["amal", "ben"]), chance.choice(sticks)
    act = chance.choice(["write", "out", "bring", "in"])
    if act == "write":
        journey.write(name)
    elif act == "out":
        journey.carry_out(name, stick)
    elif act == "bring":
        journey.bring(stick)
    elif stick.home is not None:
        journey.carry_in(name, stick)
    if act in ("bring", "out") and chance.random() < LOST:
        shutil.rmtree(stick.place, ignore_errors=True)
        sticks[sticks.index(stick)] = Stick(stick.place)


def test_i1_two_who_never_see_the_network_exchange_edits_by_sticks_that_are_late_out_of_order_and_lost(
    stage: Stage, tmp_path: Path
) -> None:
    journey, chance = begin(stage, tmp_path), random.Random(28)
    before = entries(stage)
    sticks = [Stick(tmp_path / f"stick {number}") for number in range(3)]
    for _ in range(HOPS):
        _hop(journey, sticks, chance)
        journey.check()
    journey.write("amal")
    journey.write("ben")
    last = Stick(tmp_path / "last")
    for name in journey.people:
        journey.carry_out(name, last)
    journey.bring(last)
    for name in journey.people:
        journey.carry_in(name, last)
    journey.check()

    # Each change is an entry once, whoever carried it how often; the two redemptions are entries too.
    assert entries(stage) == before + 2 + sum(journey.written.values())
    for name, person in journey.people.items():
        assert (person.status().waiting, person.status().refused, person.status().role) == (0, 0, "editor")
        for other in journey.people:
            assert person.show(journey.homes[other]).fields["services"] == {
                "en": f"{other} {journey.written[other]}"
            }, name
    stage.world.hub.start()
    stage.coordinator.sync()
    assert find(stage.coordinator, "organisation", EDITORS)
    for name, home in journey.homes.items():
        assert stage.coordinator.show(home).fields["services"] == {"en": f"{name} {journey.written[name]}"}


def test_e11_what_went_by_stick_and_then_by_the_line_is_there_once(stage: Stage, tmp_path: Path) -> None:
    journey = begin(stage, tmp_path)
    stick = Stick(tmp_path / "stick")
    journey.write("amal")
    journey.carry_out("amal", stick)
    before = entries(stage)
    stage.world.hub.start()
    amal = journey.people["amal"]
    amal.hub = stage.world.hub.address
    amal.sync()
    assert amal.show(journey.homes["amal"]).state == "published"
    stage.world.hub.stop()

    journey.bring(stick)

    assert entries(stage) == before + 2
    journey.carry_in("amal", stick)
    assert amal.show(journey.homes["amal"]).state == "published"
    assert (amal.status().waiting, amal.status().refused) == (0, 0)
