"""Two laptops that never see the network, a courier, and the hub: everything goes by sticks, and some are lost."""

import json
import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from tests.integration.processes import HUB, Answer, run
from tests.integration.screen import sync_screen
from tests.integration.shapes import SyncAnswer
from tests.integration.stage import EDITORS, Stage, find
from tests.integration.world import Computer

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]

HOPS = 26
LOST = 0.2
HOME: Final = "Night Train Kitchen"
FIELDS: Final = {"amal": "services", "ben": "website"}
"""What each of them writes about, in one organisation that is of both."""
BADGES: Final = {"waiting": "Not sent yet", "sent": "Sent, not confirmed yet"}


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
        home: Their organisation.
        written: How many changes each of them made; the first one is that they joined.
        handed: How many of them ever lay on a stick.
        at_hub: How many the hub has.
        heard: Of how many the hub's receipt came home.
    """

    stage: Stage
    people: dict[str, Computer]
    home: str
    written: Counter[str] = field(default_factory=Counter)
    handed: Counter[str] = field(default_factory=Counter)
    at_hub: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)

    def write(self, name: str, field_name: str = "") -> None:
        self.written[name] += 1
        text = words(name, self.written[name])
        self.people[name].edit(self.home, f"{field_name or FIELDS[name]}={text}")

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

    def check(self, *names: str) -> None:
        """Every state on a screen is what is true: of the record, of the vault, and line by line in the Sync centre.

        Args:
            names: Who did something; without any, everybody looks.
        """
        for name in names or tuple(self.people):
            person = self.people[name]
            written, handed, heard = self.written[name], self.handed[name], self.heard[name]
            facts = (name, self.written, self.handed, self.at_hub, self.heard)
            if written > 1:
                shown = person.show(self.home)
                assert said(shown.fields[FIELDS[name]]) == words(name, written), facts
                state = "waiting" if handed < written else "sent" if heard < written else "published"
                assert shown.state == state, facts
            status = person.status()
            assert (status.waiting, status.refused) == (written - heard, 0), facts
            screen = sync_screen(person)
            expected = Counter({BADGES["waiting"]: written - handed, BADGES["sent"]: handed - heard})
            assert screen.badges == +expected, facts
            assert screen.sentence == big_sentence(unsent=written - handed, in_doubt=handed - heard), facts


def words(name: str, number: int) -> str:
    """What somebody wrote in a change."""
    return f"https://{name}-{number}.example"


def said(value: object) -> object:
    """Return a text, in whatever language it is."""
    return next(iter(value.values())) if isinstance(value, dict) else value


def big_sentence(*, unsent: int, in_doubt: int) -> str:
    """What the Sync centre says first."""
    if unsent:
        return "1 change is not sent yet." if unsent == 1 else f"{unsent} changes are not sent yet."
    if in_doubt == 1:
        return "1 change was sent, and the hub has not confirmed it."
    if in_doubt:
        return f"{in_doubt} changes were sent, and the hub has not confirmed them."
    # Sticks are no meeting.
    return "This computer has not met its hub yet."


def at_hub(stage: Stage, *words: str) -> Answer:
    """Let the hub's operator type something."""
    command = [str(HUB), *words, "--data", str(stage.world.hub.folder)]
    return run(command, stage.world.environment, stage.world.folder)


def entries(stage: Stage) -> int:
    return int(json.loads(at_hub(stage, "status", "--json").out)["entries"])


def begin(stage: Stage, tmp_path: Path) -> Journey:
    """Let two people of one organisation join from a stick; nobody of them ever reaches the hub."""
    stage.raise_curtain()
    code = stage.coordinator.invite(f"new:{HOME}", "editor")
    home = find(stage.coordinator, "organisation", HOME)
    other = stage.coordinator.invite(home, "editor")
    stage.coordinator.sync()
    stage.world.hub.stop()
    first = tmp_path / "first"
    assert at_hub(stage, "carry", str(first)).code == 0
    people = {name: stage.world.computer(name) for name in ("amal", "ben")}
    for name, invitation in (("amal", code), ("ben", other)):
        people[name].ask(SyncAnswer, "enrol", invitation, "--from", str(first))
    journey = Journey(stage, people, home, written=Counter(list(people)))
    journey.check()
    return journey


def _hop(journey: Journey, sticks: list[Stick], chance: random.Random) -> None:
    """Let something happen somewhere, and look at the screen there; one stick in five is lost on its way."""
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
    if act != "bring":
        journey.check(name)
    if act in ("bring", "out") and chance.random() < LOST:
        shutil.rmtree(stick.place, ignore_errors=True)
        sticks[sticks.index(stick)] = Stick(stick.place)


def last_journey(journey: Journey, stick: Stick) -> None:
    """Let both carry all that they have to the hub, and all that it has home."""
    for name in journey.people:
        journey.carry_out(name, stick)
    journey.bring(stick)
    for name in journey.people:
        journey.carry_in(name, stick)


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
    last_journey(journey, Stick(tmp_path / "last"))
    journey.check()

    # Each change is an entry once, whoever carried it how often; the two redemptions are entries too.
    assert entries(stage) == before + sum(journey.written.values())
    expected = {FIELDS[name]: words(name, journey.written[name]) for name in journey.people}
    for person in journey.people.values():
        assert (person.status().waiting, person.status().refused, person.status().role) == (0, 0, "editor")
        fields = person.show(journey.home).fields
        assert {name: said(fields[name]) for name in expected} == expected

    # What both wrote in one place, unseen by each other, stays: two versions, the same ones everywhere.
    for name in journey.people:
        journey.write(name, "summary")
    last_journey(journey, Stick(tmp_path / "both"))
    texts = {words(name, journey.written[name]) for name in journey.people}
    stage.world.hub.start()
    stage.coordinator.sync()
    assert entries(stage) == before + sum(journey.written.values())
    for person in (*journey.people.values(), stage.coordinator):
        shown = person.show(journey.home)
        assert {name: said(shown.fields[name]) for name in expected} == expected
        versions = [found for kept in shown.versions.values() for found in kept]
        assert {text for text in texts if text in json.dumps(versions)} == texts, versions
    assert find(stage.coordinator, "organisation", EDITORS)


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
    assert amal.show(journey.home).state == "published"
    stage.world.hub.stop()

    journey.bring(stick)

    assert entries(stage) == before + 2
    journey.carry_in("amal", stick)
    assert amal.show(journey.home).state == "published"
    assert (amal.status().waiting, amal.status().refused) == (0, 0)
