"""C5 and C6 with real processes: a hub from an old backup gets everything back, once, and nothing into the gap."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.processes import HUB, Answer, run
from tests.integration.shapes import EraAnswer, SyncAnswer
from tests.integration.stage import EDITORS, Stage, find
from tests.integration.world import Computer

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]


def at_hub(stage: Stage, *words: str) -> Answer:
    """Let the hub's operator type something that works."""
    answer = run([str(HUB), *words, "--data", str(stage.world.hub.folder)], stage.world.environment, stage.world.folder)
    assert answer.code == 0, answer
    return answer


def entries(stage: Stage) -> int:
    return int(json.loads(at_hub(stage, "status", "--json").out)["entries"])


def join(stage: Stage, name: str, organisation: str, *way: str) -> tuple[Computer, str]:
    """Let an editor of a new organisation in; return the computer and its organisation."""
    code = stage.coordinator.invite(f"new:{organisation}", "editor")
    stage.coordinator.sync()
    computer = stage.world.computer(name)
    if way:
        at_hub(stage, "carry", way[1])
    computer.ask(SyncAnswer, "enrol", code, *(way or ("--hub", stage.world.hub.address)))
    return computer, find(computer, "organisation", organisation)


@dataclass
class Days:
    """What there is before the hub fails: organisations of three editors, a stick, and what everybody is to show.

    Attributes:
        stage: The hub and the computers that were there.
        stick: The stick.
        ben: Joined after the backup.
        amal: Meets the hub by the stick only.
        homes: The organisations of editor, ben, amal.
    """

    stage: Stage
    stick: str
    ben: Computer
    amal: Computer
    homes: tuple[str, str, str]

    def by_stick(self) -> None:
        """Let the stick go from amal to the hub and back."""
        self.amal.ask(dict, "carry", "out", self.stick)
        at_hub(self.stage, "carry", self.stick)
        self.amal.ask(dict, "carry", "in", self.stick)


def says(computer: Computer, home: str) -> tuple[object, str]:
    shown = computer.show(home)
    return shown.fields["services"], shown.state


def texts(computer: Computer, home: str) -> list[str]:
    shown = computer.show(home).fields["services"]
    assert isinstance(shown, dict)
    return list(shown.values())


def three_days(stage: Stage, folder: Path) -> Days:
    """Let an organisation join and people edit after a backup, by the line and by the stick."""
    stick, home = str(folder / "stick"), find(stage.editor, "organisation", EDITORS)
    amal, camp = join(stage, "amal", "Night Train Kitchen", "--from", stick)
    days = Days(stage, stick, amal, amal, (home, camp, camp))
    amal.edit(camp, "services=before the backup")
    days.by_stick()
    stage.editor.sync()
    at_hub(stage, "backup", str(folder / "hub.tar"))
    ben, harbour = join(stage, "ben", "Harbour Beds")
    days = Days(stage, stick, ben, amal, (home, harbour, camp))
    ben.edit(harbour, "services=beds for twelve")
    ben.sync()
    stage.editor.edit(home, "services=soup")
    stage.editor.sync()
    amal.edit(camp, "services=by stick")
    days.by_stick()
    assert says(amal, camp) == ({"en": "by stick"}, "published")
    stage.coordinator.sync()
    ben.sync()
    return days


def test_a_hub_from_a_backup_of_three_days_ago_gets_every_lost_change_back_from_two_laptops_and_a_stick(
    stage: Stage, tmp_path: Path
) -> None:
    stage.raise_curtain()
    days = three_days(stage, tmp_path)
    coordinator, editor, ben, amal = stage.coordinator, stage.editor, days.ben, days.amal
    home, harbour, camp = days.homes
    held = entries(stage)
    stage.world.hub.stop()
    at_hub(stage, "restore", str(tmp_path / "hub.tar"), "--replace")
    kept = entries(stage)
    assert held - kept >= 6
    stage.world.hub.start()
    stage.world.go_through(stage.world.hub.address)

    # C6: without an era entry nobody sends anything into the gap, and everybody goes on reading and writing.
    ben.edit(harbour, "services=beds for fourteen")
    for computer in (coordinator, editor):
        assert computer.refused(*computer.online("sync")).message == "The hub has lost entries that are here."
        assert computer.show(home).fields["services"]
    # Of ben the hub knows nothing any more.
    waits = "The hub was put back from a backup and waits for a coordinator."
    assert ben.refused(*ben.online("sync")).message == waits
    assert entries(stage) == kept
    assert says(ben, harbour) == ({"en": "beds for fourteen"}, "sent")

    begun = coordinator.ask(EraAnswer, *coordinator.online("new-era", "--yes"))
    assert begun.era > 1
    assert begun.lost_positions > 0
    assert entries(stage) == kept + 1

    # Two laptops hand back what they hold, their own and others'; then the stick comes, twice.
    for computer in (coordinator, editor, ben):
        computer.sync()
    at_hub(stage, "carry", days.stick)
    amal.ask(dict, "carry", "in", days.stick)
    days.by_stick()
    for computer in (coordinator, editor, ben):
        computer.sync()

    expected = {home: "soup", harbour: "beds for fourteen", camp: "by stick"}
    for computer in (coordinator, editor, ben, amal):
        assert {one: texts(computer, one) for one in expected} == {one: [text] for one, text in expected.items()}
        assert (computer.status().waiting, computer.status().refused) == (0, 0)
    assert {says(ben, harbour)[1], says(amal, camp)[1], says(editor, home)[1]} == {"published"}
    # Each lost entry is there once; beside them the era itself and what was written meanwhile.
    assert entries(stage) == held + 2
    assert json.loads(at_hub(stage, "check", "--json").out)["wrong"] == {}
