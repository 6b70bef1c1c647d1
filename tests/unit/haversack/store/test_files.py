"""Files of the vault are private, whole or absent, and locked to one process."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.store import files
from haversack.store.errors import DiskFullError, FolderAccessError, VaultBusyError
from haversack.store.files import FolderLock

HOLD_LOCK = """
import sys
from collections.abc import Iterator
from pathlib import Path
from haversack.store.files import FolderLock
lock = FolderLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_private_folder_is_closed_to_others_even_if_it_was_open(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir(mode=0o755)

    files.make_private_folder(folder)

    assert mode_of(folder) == 0o700


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOTSUP, errno.EACCES])
def test_where_nobody_knows_rights_a_folder_is_used_as_it_is_and_a_refusal_stays_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    folder.chmod(0o755)

    def refuse(path: Path, mode: int) -> None:
        raise OSError(number, "no", str(path))

    monkeypatch.setattr(Path, "chmod", refuse)
    if number == errno.EACCES:
        with pytest.raises(FolderAccessError):
            files.make_private_folder(folder)
    else:
        files.make_private_folder(folder)
    folder.rmdir()
    files.make_private_folder(folder)
    assert folder.is_dir(), "one that is closed to others already needs no change"


def test_something_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vault").write_bytes(b"")

    with pytest.raises(FolderAccessError) as refusal:
        files.make_private_folder(tmp_path / "vault")
    assert refusal.value.folder == tmp_path / "vault"


def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        files.create_private_file(tmp_path / "created")
        files.write_atomically(tmp_path / "written", b"data")
        os.close(files.open_private(tmp_path / "opened"))
    finally:
        os.umask(umask)

    assert [mode_of(tmp_path / name) for name in ("created", "written", "opened")] == [0o600] * 3


def test_a_private_file_is_never_created_over_another(tmp_path: Path) -> None:
    files.create_private_file(tmp_path / "file")

    with pytest.raises(FileExistsError):
        files.create_private_file(tmp_path / "file")


def test_an_atomic_write_replaces_the_whole_content(tmp_path: Path) -> None:
    path = tmp_path / "file"
    files.write_atomically(path, b"a long first content")
    (tmp_path / "file.new").write_bytes(b"left by a power cut, longer than what follows")

    files.write_atomically(path, b"short")

    assert path.read_bytes() == b"short"
    assert names_in(tmp_path) == ["file"]


def test_pieces_that_fail_in_the_middle_keep_the_old_content(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise KeyError

    files.write_pieces(tmp_path / "file", [b"ol", b"d"])

    with pytest.raises(KeyError):
        files.write_pieces(tmp_path / "file", pieces())
    assert (tmp_path / "file").read_bytes() == b"old"
    assert names_in(tmp_path) == ["file"]


@pytest.mark.parametrize("failing", ["write", "fsync"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_keeps_the_old_content_and_leaves_nothing_behind(
    failing: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    files.write_atomically(path, b"old")

    def fail(*_arguments: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, failing, fail)

    with pytest.raises(DiskFullError):
        files.write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file"]


def test_a_write_follows_no_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"elsewhere")
    (tmp_path / "file.new").symlink_to(target)

    with pytest.raises(FolderAccessError):
        files.write_atomically(tmp_path / "file", b"data")
    assert target.read_bytes() == b"elsewhere"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR])
def test_a_refusal_of_the_system_names_the_path_as_a_fact_and_not_in_its_message(number: int) -> None:
    path = Path("/home/amal/vault")

    with pytest.raises(FolderAccessError) as refusal, files.known_file_errors(path):
        raise OSError(number, os.strerror(number))
    assert refusal.value.folder == path
    assert "amal" not in str(refusal.value)


def test_an_error_that_nobody_named_passes_through() -> None:
    with pytest.raises(OSError, match="input/output"), files.known_file_errors(Path("x")):
        raise OSError(errno.EIO, "input/output")


def test_shredding_overwrites_and_removes(tmp_path: Path) -> None:
    path, link = tmp_path / "slots", tmp_path / "link"
    path.write_bytes(b"secret" * 300_000)
    link.hardlink_to(path)

    files.shred(path)
    files.shred(path)

    assert not path.exists()
    assert link.read_bytes() == bytes(6 * 300_000)


def test_removing_a_tree_is_safe_to_repeat(tmp_path: Path) -> None:
    (tmp_path / "folder" / "inner").mkdir(parents=True)

    files.remove_tree(tmp_path / "folder")
    files.remove_tree(tmp_path / "folder")

    assert names_in(tmp_path) == []


def test_free_space_is_counted_in_bytes(tmp_path: Path) -> None:
    assert 1_000 < files.free_bytes(tmp_path) <= files.disk_bytes(tmp_path)


def test_a_lock_keeps_a_second_opening_out_until_it_is_released(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path / "lock"), FolderLock(tmp_path / "lock")
    first.acquire()

    with pytest.raises(VaultBusyError):
        second.acquire()
    first.release()
    first.release()
    second.acquire()
    second.release()

    assert mode_of(tmp_path / "lock") == 0o600


def test_a_lock_in_a_folder_that_is_closed_to_us_is_a_known_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = FolderLock(tmp_path / "lock")

    def refuse(*_arguments: object, **_named: object) -> int:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(FolderAccessError):
        lock.acquire()


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_LOCK, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

        with pytest.raises(VaultBusyError):
            FolderLock(lock).acquire()
        holder.kill()

    after = FolderLock(lock)
    after.acquire()
    after.release()
