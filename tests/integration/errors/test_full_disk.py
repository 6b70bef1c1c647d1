"""A full disk, at either end: a sentence, everything as it was, and on it goes when there is room again."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.integration.authored_folders import LARGE_FILE, LARGE_TITLE, folder_with_a_large_file
from tests.integration.errors.told import said, told
from tests.integration.processes import run, running
from tests.integration.stage import EDITORS, Stage, find
from tests.integration.world import NETWORK_NAME, Computer, World, fingerprints

pytestmark = pytest.mark.story

_DISK_BYTES: Final = 4_000_000


class SmallDisk:
    """A disk of a few megabytes that can be filled.

    Attributes:
        folder: Where it is mounted.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, *, but_for: int = 0) -> None:
        """Leave only so many bytes free."""
        self.make_room()
        free = os.statvfs(self.folder)
        with self._filler.open("wb") as file:
            file.write(bytes(free.f_bavail * free.f_frsize - but_for))

    def make_room(self) -> None:
        self._filler.unlink(missing_ok=True)

    def carry(self, folder: Path) -> Path:
        """Copy a folder onto the disk."""
        target = self.folder / folder.name
        shutil.copytree(folder, target)
        return target


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A real file system in memory; only an administrator can have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_BYTES}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_writing_into_a_vault_on_a_full_disk(stage: Stage, disk: SmallDisk) -> None:
    editor = stage.editor
    home = find(editor, "organisation", EDITORS)
    editor.vault = disk.carry(editor.vault)
    before = fingerprints(editor.vault)
    disk.fill()

    told(editor, "disk_full", "edit", home, "services=Tea")

    assert fingerprints(editor.vault) == before
    disk.make_room()
    assert editor.edit(home, "services=Tea").operations == 1
    assert editor.status().waiting == 1


def test_receiving_into_a_vault_on_a_full_disk(stage: Stage, disk: SmallDisk, tmp_path: Path) -> None:
    stage.raise_curtain()
    stage.coordinator.publish(folder_with_a_large_file(tmp_path / "content"))
    stage.coordinator.sync()
    field = stage.field
    field.vault = disk.carry(field.vault)
    before = field.status()
    disk.fill()

    told(field, "disk_full", *field.online("sync"))

    disk.make_room()
    assert field.status() == before
    assert field.sync().applied == 1
    guide = find(field, "resource", LARGE_TITLE)
    disk.fill(but_for=400_000)
    said(field, "no_room", *field.online("files", "get", guide))
    disk.make_room()
    (file,) = field.get_files(guide)
    assert file.is_here


def test_joining_and_founding_on_a_full_disk(stage: Stage, disk: SmallDisk, tmp_path: Path) -> None:
    stage.raise_curtain()
    code = stage.coordinator.invite("new:Night Train Kitchen", "reader")
    stage.coordinator.sync()
    late = stage.world.computer("late")
    late.vault = disk.folder / "vault"
    for room in (0, 100_000):
        disk.fill(but_for=room)
        said(late, "disk_full", "enrol", code, "--hub", stage.world.hub.address)
        assert [path.name for path in disk.folder.iterdir()] == ["filler"], "nothing is left behind"

    new = World(tmp_path / "new")
    founder = new.computer("founder")
    founder.vault = disk.folder / "vault"
    with running(new.hub) as hub:
        words = ["found", "--hub", hub.address, "--registration", hub.token, "--name", NETWORK_NAME]
        said(founder, "disk_full", *words)
        assert [path.name for path in disk.folder.iterdir()] == ["filler"], "nothing is left behind"
        disk.make_room()
        assert founder.run(*words).code == 0, "the hub is as free as before"
    shutil.rmtree(founder.vault)
    assert late.enrol(code, stage.world.hub.address).is_complete, "the code is as good as before"


def test_copying_a_file_to_a_full_disk(stage: Stage, disk: SmallDisk, tmp_path: Path) -> None:
    stage.coordinator.publish(folder_with_a_large_file(tmp_path / "content"))
    guide = find(stage.coordinator, "resource", LARGE_TITLE)
    disk.fill(but_for=300_000)

    told(stage.coordinator, "disk_full", "export", guide, str(disk.folder / "copy.png"))

    assert [path.name for path in disk.folder.iterdir()] == ["filler"], "half a copy is none"


def test_copying_a_file_that_is_longer_than_a_file_may_be(stage: Stage, tmp_path: Path) -> None:
    coordinator = stage.coordinator
    coordinator.publish(folder_with_a_large_file(tmp_path / "content"))
    guide = find(coordinator, "resource", LARGE_TITLE)
    command = coordinator.command("export", guide, str(tmp_path / "copy.png"))
    limited = ["bash", "-c", 'ulimit -f 256; exec "$@"', "bash", *command]

    answer = run(limited, stage.world.environment, tmp_path)

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("The disk is full.\n")
    assert list(tmp_path.glob("copy*")) == []


def test_a_hub_on_a_full_disk(stage: Stage, disk: SmallDisk, tmp_path: Path) -> None:
    world, coordinator, editor = stage.world, stage.coordinator, stage.editor
    world.hub.folder = disk.carry(world.hub.folder)
    stage.raise_curtain()
    home = find(editor, "organisation", EDITORS)
    editor.edit(home, "services=Tea")
    coordinator.publish(folder_with_a_large_file(tmp_path / "content"))
    disk.fill()

    told(editor, "link.busy", *editor.online("sync"))
    disk.fill(but_for=400_000)
    said(coordinator, "link.busy", *coordinator.online("sync"))
    # Text goes before files (decision 0013): what was written about the large file is received, the file waits.
    assert _waiting(coordinator, editor) == [0, 1]

    disk.make_room()
    for one in (coordinator, editor, stage.field):
        one.sync()
    assert _waiting(coordinator, editor) == [0, 0]
    guide = find(stage.field, "resource", LARGE_TITLE)
    assert stage.field.get_files(guide)[0].size == len(LARGE_FILE)
    assert stage.field.show(home).fields["services"] == {"es": "Tea"}


def _waiting(*computers: Computer) -> list[int]:
    return [one.status().waiting for one in computers]
