"""The same job by other ways: joining from a stick, publishing again, folders with names of all kinds."""

from pathlib import Path

import pytest

from tests.integration.authored_folders import write_folder
from tests.integration.errors.told import said
from tests.integration.processes import HUB, run
from tests.integration.shapes import LookedAnswer, SyncAnswer
from tests.integration.stage import EDITORS, Stage, find

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]


def _carry(stage: Stage, folder: Path) -> None:
    command = [str(HUB), "carry", "--data", str(stage.world.hub.folder), str(folder)]
    assert run(command, stage.world.environment, stage.world.folder).code == 0


def test_joining_from_a_stick_and_meeting_the_hub_later(stage: Stage, tmp_path: Path) -> None:
    stage.raise_curtain()
    home = find(stage.coordinator, "organisation", EDITORS)
    code = stage.coordinator.invite(home, "editor")
    stage.coordinator.sync()
    stage.world.hub.stop()
    stick = tmp_path / "stick"
    _carry(stage, stick)

    # Nobody can be reached from here on.
    late = stage.world.computer("بيت مريم (room 1)")
    joined = late.ask(SyncAnswer, "enrol", code, "--from", str(stick))
    assert (joined.waiting, joined.refused) == (1, 0), "the redemption itself waits for the hub"
    assert late.status().records == stage.coordinator.status().records
    assert late.status().role == "provisional"
    assert late.search("Istanbul Convention")
    late.edit(home, "services=Written on a bus")
    assert late.refused("sync", "--hub", "http://127.0.0.1:9").kind == "link.hub_away"
    assert late.status().waiting == 2

    stage.world.hub.start()
    late.hub = stage.world.hub.address
    met = late.sync()
    assert (met.waiting, met.refused) == (0, 0)
    assert (late.status().role, late.show(home).state) == ("editor", "published")
    assert stage.field.sync().applied == 1
    assert stage.field.show(home).fields["services"] == {"es": "Written on a bus"}


def test_a_stick_that_was_changed_or_is_none(stage: Stage, tmp_path: Path) -> None:
    stage.raise_curtain()
    code = stage.coordinator.invite("new:Night Train Kitchen", "reader")
    stage.coordinator.sync()
    stick, empty = tmp_path / "stick", tmp_path / "empty"
    _carry(stage, stick)
    empty.mkdir()
    late = stage.world.computer("late")

    said(late, "link.bad_folder", "enrol", code, "--from", str(empty))
    (feed,) = stick.rglob("feed-0-1")
    data = bytearray(feed.read_bytes())
    data[len(data) // 2] ^= 1
    feed.write_bytes(data)
    said(late, "bad_digest bad_signature bad_bytes", "enrol", code, "--from", str(stick))
    assert not late.vault.exists()


def test_publishing_again_overwrites_nobody(stage: Stage, tmp_path: Path) -> None:
    stage.raise_curtain()
    coordinator = stage.coordinator
    text = "---\nlanguage: en\nname: Quay House\nservices: {services}\nopening_hours: {hours}\n---\n\nCome in.\n"
    folder = tmp_path / "content"
    first = {"organisations/quay.md": text.format(services="Soup", hours="Mornings")}
    first |= {"topics/tea.md": "---\nlanguage: en\nname: Tea\n---\n\nGreen or black.\n"}
    assert coordinator.publish(write_folder(folder, first)).created == 2
    house = find(coordinator, "organisation", "Quay House")
    late = stage.world.computer("late")
    code = coordinator.invite(house, "editor")
    coordinator.sync()
    late.enrol(code, stage.world.hub.address)
    late.edit(house, "services=Soup and bread")
    late.sync()
    coordinator.sync()

    # The source changes where the organisation did not, and stays where the organisation did.
    write_folder(folder, {"organisations/quay.md": text.format(services="Soup", hours="Evenings")})
    again = coordinator.publish(folder)
    coordinator.sync()
    assert late.sync().applied == 1
    assert (again.created, again.changed, again.changes) == (0, 1, 1)
    shown = late.show(house)
    assert shown.fields["services"] == {"en": "Soup and bread"}
    assert shown.fields["opening_hours"] == {"en": "Evenings"}
    assert shown.versions == {}

    # What is missing is put away only when that is asked for.
    (folder / "topics" / "tea.md").unlink()
    assert coordinator.publish(folder).changes == 0
    retired = coordinator.publish(folder, "--retire-missing")
    assert retired.retired > 1, "and all that came from another folder with it"
    coordinator.sync()
    late.sync()
    assert late.records("topic") == coordinator.records("topic") == []
    assert late.search("Green or black") == []


def test_somebody_looks_around_then_joins_in_the_same_vault(stage: Stage) -> None:
    stage.raise_curtain()
    hub = stage.world.hub.address
    visitor = stage.world.computer("visitor")

    seen = visitor.ask(LookedAnswer, "look", "--hub", hub)
    assert seen.fingerprint == stage.coordinator.status().fingerprint
    assert (visitor.status().role, visitor.status().waiting) == ("visitor", 0)
    assert "organisation" not in visitor.status().records, "organisations are for members"
    assert visitor.records("resource")
    assert visitor.sync().is_complete

    code = stage.coordinator.invite("new:Night Train Kitchen", "reader")
    stage.coordinator.sync()
    assert visitor.ask(SyncAnswer, "enrol", code, "--hub", hub).waiting == 0
    assert visitor.status().role == "reader"
    assert visitor.status().records == stage.coordinator.status().records
