"""A kit sets up a computer that never sees a network, and its first edit comes home by the stick: real processes."""

import re
import shutil
import sys
from pathlib import Path

import msgspec
import pytest

from tests.integration.processes import run
from tests.integration.shapes import CheckedKitAnswer, KitAnswer, SyncAnswer
from tests.integration.stage import Stage, find
from tests.integration.story.test_sticks import at_hub
from tests.integration.world import fingerprints

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

INSTALLER = b"MZ" + b"no program at all, and not one byte of it may change" * 2_000


def checked_kit(stage: Stage, kit: Path) -> CheckedKitAnswer:
    """Let somebody without any vault check a kit."""
    words = [sys.executable, "-m", "haversack", "kit", "check", str(kit), "--json"]
    answer = run(words, stage.world.environment, stage.world.folder)
    assert answer.code == 0, answer
    return msgspec.json.decode(answer.out, type=CheckedKitAnswer)


def test_somebody_joins_from_a_kit_with_no_network_and_their_edit_arrives_by_the_stick(
    stage: Stage, tmp_path: Path
) -> None:
    stage.raise_curtain()
    installers = tmp_path / "installers"
    installers.mkdir()
    (installers / "Haversack.exe").write_bytes(INSTALLER)

    # The newest changes and the invitation are proved by marks that the hub sends by the line.
    wanted = ("--invitations", "1", "--organisation", "new:Night Train Kitchen", "--sheets", str(tmp_path / "sheets"))
    options = ("--installers", str(installers), "--languages", "en,ar")
    words = stage.coordinator.online("kit", "build", str(tmp_path / "built"), *options, *wanted)
    built = stage.coordinator.ask(KitAnswer, *words)
    code = "-".join(re.findall(r"<span>([0-9A-Z]{1,5})</span>", Path(built.sheets).read_text()))
    stage.world.hub.stop()
    kit = tmp_path / "stick"
    shutil.copytree(tmp_path / "built", kit)
    before = fingerprints(kit)
    checked = checked_kit(stage, kit)

    assert built.is_complete
    assert built.invitations == 1
    assert checked.is_whole
    assert checked.fingerprint == built.fingerprint
    assert checked.invitations >= 1
    assert checked.records["topic"] > 0
    assert (kit / "Haversack.exe").read_bytes() == INSTALLER
    assert fingerprints(kit) == before, "a check changed the kit"

    newcomer = stage.world.computer("newcomer")
    newcomer.ask(SyncAnswer, "enrol", code, "--from", str(kit))
    home = find(newcomer, "organisation", "Night Train Kitchen")
    newcomer.edit(home, "services=Soup from six")
    newcomer.ask(dict, "carry", "out", str(kit))
    assert newcomer.show(home).state == "sent"

    # The stick travels; at the hub the redemption and the edit are taken in, and the receipts go home with it.
    assert at_hub(stage, "carry", str(kit)).code == 0
    newcomer.ask(dict, "carry", "in", str(kit))
    assert newcomer.show(home).state == "published"
    stage.world.hub.start()
    stage.world.go_through(stage.world.hub.address)
    stage.coordinator.sync()
    assert stage.coordinator.show(home).fields["services"] == {"en": "Soup from six"}
    # Later contact brings only the difference.
    assert newcomer.sync().received_bytes < 8_000
