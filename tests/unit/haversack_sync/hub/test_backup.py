"""Everything that a hub is, in one file, and back."""

import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack_sync.hub.backup import backup
from haversack_sync.hub.checking import check
from haversack_sync.hub.errors import BackupError, DataFolderError
from haversack_sync.hub.restoring import restore
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from tests.simulation.rig import FakeClock
from tests.unit.haversack_sync.hub.folder_hub import NEEDED, STRAY, FolderHub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FolderHub]:
    hub = FolderHub(tmp_path / "hub")
    yield hub
    hub.close()


def test_what_comes_back_is_all_of_it_and_checks_well(hub: FolderHub, tmp_path: Path) -> None:
    (hub.folder.path / "hub.toml").write_text("request_burst = 7\n")
    made = backup(hub.folder.path, tmp_path / "hub.tar", clock=FakeClock())

    restored = restore(tmp_path / "hub.tar", tmp_path / "new", replace=False)

    assert made.about == restored.about
    assert restored.about.position == hub.position
    found = check(tmp_path / "new")
    assert found.wrong == {}
    assert (found.entries, found.objects, found.object_bytes) == (hub.position, 2, len(NEEDED) + len(STRAY))
    for name in ("hub-keys", "registration-token", "hub.toml"):
        assert (tmp_path / "new" / name).read_bytes() == (hub.folder.path / name).read_bytes()


def test_a_backup_is_of_one_moment_while_changes_come(hub: FolderHub, tmp_path: Path) -> None:
    before = backup(hub.folder.path, tmp_path / "one.tar", clock=FakeClock()).about
    coordinator, world = hub.coordinator, hub.rig.world
    coordinator.ask([world.content(world.coordinator, "members/directory", b"later")])

    after = backup(hub.folder.path, tmp_path / "two.tar", clock=FakeClock()).about

    assert (before.entries, after.entries) == (hub.position, hub.position + 1)
    restore(tmp_path / "one.tar", tmp_path / "new", replace=False)
    assert check(tmp_path / "new").entries == hub.position


def test_a_backup_in_a_folder_has_a_name_of_its_own(hub: FolderHub, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()

    made = backup(hub.folder.path, tmp_path / "backups", clock=FakeClock())

    assert made.path.parent == tmp_path / "backups"
    assert made.path.stat().st_size == made.written_bytes
    assert [each.name for each in (tmp_path / "backups").iterdir()] == [made.path.name]


def test_an_object_that_was_swept_meanwhile_is_not_in_it_and_not_missed(hub: FolderHub, tmp_path: Path) -> None:
    name = ObjectId(sealing.sha256(STRAY)).hex()
    (hub.folder.objects / name[:2] / name).unlink()

    made = backup(hub.folder.path, tmp_path / "hub.tar", clock=FakeClock())

    assert made.about.objects == 1
    restore(tmp_path / "hub.tar", tmp_path / "new", replace=False)
    assert check(tmp_path / "new").wrong == {}


def test_uploads_under_way_begin_again(hub: FolderHub, tmp_path: Path) -> None:
    hub.coordinator.upload(ObjectId(bytes(32)), offset=0, total=60, data=b"half")
    backup(hub.folder.path, tmp_path / "hub.tar", clock=FakeClock())

    restore(tmp_path / "hub.tar", tmp_path / "new", replace=False)

    with sqlite3.connect(tmp_path / "new" / "hub.db") as ledger:
        assert ledger.execute("SELECT count(*) FROM uploads").fetchone() == (0,)
    ledger.close()


def test_any_tar_opens_it(hub: FolderHub, tmp_path: Path) -> None:
    backup(hub.folder.path, tmp_path / "hub.tar", clock=FakeClock())

    with tarfile.open(tmp_path / "hub.tar") as tar:
        names = tar.getnames()

    assert names[:4] == ["backup.json", "hub.db", "hub-keys", "registration-token"]
    assert names[-1] == "SHA256SUMS"


def test_without_a_hub_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError):
        backup(tmp_path / "nothing", tmp_path / "hub.tar", clock=FakeClock())

    assert not (tmp_path / "hub.tar").exists()


@pytest.mark.parametrize("name", ["backups", "backups/", "missing/hub.tar", "backups.d"])
def test_a_folder_that_is_not_there_is_said_and_nothing_is_made(hub: FolderHub, tmp_path: Path, name: str) -> None:
    with pytest.raises(BackupError) as caught:
        backup(hub.folder.path, tmp_path / name, clock=FakeClock())

    assert (caught.value.reason, caught.value.path) == ("no_folder", tmp_path / name.removesuffix("/hub.tar"))
    assert [each.name for each in tmp_path.iterdir()] == ["hub"]


def test_each_night_has_its_own_file_in_the_folder_and_the_drill_finds_it(hub: FolderHub, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    nights = [FakeClock(1_764_180_000), FakeClock(1_764_266_400)]

    for clock in nights:
        backup(hub.folder.path, tmp_path / "backups", clock=clock)

    names = sorted(each.name for each in (tmp_path / "backups").iterdir())
    assert names == ["hub-1764180000.tar", "hub-1764266400.tar"]
    restore(tmp_path / "backups" / "hub-1764180000.tar", tmp_path / "drill", replace=False)


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left(hub: FolderHub, tmp_path: Path) -> None:
    (tmp_path / "hub.tar").mkdir()
    (tmp_path / "hub.tar" / f"hub-{FakeClock().now}.tar").mkdir()

    with pytest.raises(BackupError) as caught:
        backup(hub.folder.path, tmp_path / "hub.tar", clock=FakeClock())

    assert caught.value.reason == "no_access"
    assert len(list((tmp_path / "hub.tar").iterdir())) == 1
