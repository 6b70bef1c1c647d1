"""A data folder from a backup: whole or not at all, and never over what is there."""

import io
import tarfile
from pathlib import Path

import msgspec
import pytest

from haversack_sync.hub.backup import backup
from haversack_sync.hub.backup_form import About
from haversack_sync.hub.checking import check
from haversack_sync.hub.errors import BackupError
from haversack_sync.hub.restoring import restore
from haversack_sync.hub.running import running
from tests.simulation.rig import FakeClock
from tests.unit.haversack_sync.hub.folder_hub import FolderHub


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a backup; tests read it."""
    place = tmp_path_factory.mktemp("made")
    hub = FolderHub(place / "hub")
    backup(hub.folder.path, place / "hub.tar", clock=FakeClock())
    hub.close()
    return place / "hub.tar"


def refused(source: Path, data: Path, *, replace: bool = False) -> str:
    """Try to restore; nothing may be left of it."""
    before = sorted(data.parent.rglob("*"))
    with pytest.raises(BackupError) as caught:
        restore(source, data, replace=replace)
    assert sorted(data.parent.rglob("*")) == before
    return caught.value.reason


def rewritten(source: Path, target: Path, change: dict[str, bytes | None]) -> Path:
    """Write a backup again with some members other, or left out (None)."""
    with tarfile.open(source) as tar, tarfile.open(target, "w") as new:
        for member in tar:
            file = tar.extractfile(member)
            data = change.get(member.name, file.read() if file else b"")
            if data is not None:
                member.size = len(data)
                new.addfile(member, io.BytesIO(data))
    return target


def test_what_lies_there_is_never_overwritten_and_put_aside_only_when_that_is_asked(made: Path, tmp_path: Path) -> None:
    data = tmp_path / "hub"
    data.mkdir()
    (data / "precious").write_text("mine")

    assert refused(made, data) == "occupied"
    restored = restore(made, data, replace=True)

    assert restored.before == tmp_path / "hub.before-restore"
    assert (restored.before / "precious").read_text() == "mine"
    assert check(data).wrong == {}
    assert refused(made, data, replace=True) == "kept_before"


def test_an_empty_folder_is_as_good_as_none(made: Path, tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()

    assert restore(made, tmp_path / "hub", replace=False).before is None


def test_a_hub_that_runs_keeps_its_folder(made: Path, tmp_path: Path) -> None:
    data = tmp_path / "hub"
    restore(made, data, replace=False)

    with running(data):
        assert refused(made, data, replace=True) == "running"
    restore(made, data, replace=True)


@pytest.mark.parametrize("length", [0, 100, 512, 5_000, 50_000])
def test_a_file_that_was_cut_off_puts_nothing_back(made: Path, tmp_path: Path, length: int) -> None:
    short = tmp_path / "short.tar"
    short.write_bytes(made.read_bytes()[:length])
    (tmp_path / "place").mkdir()

    assert refused(short, tmp_path / "place" / "hub") in ("damaged", "no_backup")


def test_a_file_that_is_missing_or_something_else_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    (tmp_path / "text").write_text("no tar at all " * 200)

    assert refused(tmp_path / "nothing.tar", tmp_path / "place" / "hub") == "no_backup"
    assert refused(tmp_path / "text", tmp_path / "place" / "hub") == "no_backup"


def test_every_member_is_held_against_its_sum(made: Path, tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    with tarfile.open(made) as tar:
        names = tar.getnames()
    kept = [
        *[name for name in names if not name.startswith("objects/")],
        next(n for n in names if n.startswith("objects/")),
    ]

    for name in kept:
        for other in (b"other bytes", None):
            bent = rewritten(made, tmp_path / "bent.tar", {name: other})
            assert refused(bent, tmp_path / "place" / "hub") in ("damaged", "no_backup")


def test_a_newer_form_is_said(made: Path, tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    newer = msgspec.json.encode(About(2, 0, 0, 0, 0, 0))

    bent = rewritten(made, tmp_path / "newer.tar", {"backup.json": newer})

    assert refused(bent, tmp_path / "place" / "hub") == "newer"


@pytest.mark.parametrize("name", ["../outside", "/outside", "objects/../../outside", "objects/ab/cd", "hub.db-wal"])
def test_names_that_no_hub_writes_are_refused(made: Path, tmp_path: Path, name: str) -> None:
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(made) as tar, tarfile.open(hostile, "w") as new:
        first = tar.next()
        assert first is not None
        new.addfile(first, tar.extractfile(first))
        info = tarfile.TarInfo(name)
        info.size = 1
        new.addfile(info, io.BytesIO(b"x"))
    (tmp_path / "place").mkdir()

    assert refused(hostile, tmp_path / "place" / "hub") == "damaged"


def test_links_are_refused(made: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(made) as tar, tarfile.open(hostile, "w") as new:
        first = tar.next()
        assert first is not None
        new.addfile(first, tar.extractfile(first))
        info = tarfile.TarInfo("hub-keys")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        new.addfile(info)
    (tmp_path / "place").mkdir()

    assert refused(hostile, tmp_path / "place" / "hub") == "damaged"
