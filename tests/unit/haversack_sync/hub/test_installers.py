"""Installers in the data folder: which of its files are handed out, and their checksums."""

import hashlib
import os
from pathlib import Path

from haversack_sync.hub.installers import Installers


def test_a_folder_that_is_missing_holds_nothing(tmp_path: Path) -> None:
    installers = Installers(tmp_path / "installers")

    assert installers.all() == ()
    assert installers.path("a.deb") is None
    assert installers.sums() == ""


def test_files_are_told_with_size_and_checksum_by_name(tmp_path: Path) -> None:
    (tmp_path / "b.exe").write_bytes(b"two")
    (tmp_path / "a.deb").write_bytes(b"one")

    first, second = Installers(tmp_path).all()

    assert (first.name, first.size, first.sha256) == ("a.deb", 3, hashlib.sha256(b"one").hexdigest())
    assert second.name == "b.exe"
    assert Installers(tmp_path).sums().splitlines()[0] == f"{hashlib.sha256(b'one').hexdigest()}  a.deb"


def test_only_plain_files_with_plain_names_are_handed_out(tmp_path: Path) -> None:
    secret = tmp_path / "hub-keys"
    secret.write_bytes(b"secret")
    folder = tmp_path / "installers"
    (folder / "inner").mkdir(parents=True)
    (folder / "link.deb").symlink_to(secret)
    (folder / ".hidden").write_bytes(b"x")
    (folder / "a b.deb").write_bytes(b"x")
    (folder / "SHA256SUMS").write_bytes(b"x")
    (folder / "good.deb").write_bytes(b"x")
    installers = Installers(folder)

    assert [one.name for one in installers.all()] == ["good.deb"]
    for name in ("link.deb", "../hub-keys", "inner", ".hidden", "a b.deb", ""):
        assert installers.path(name) is None
    assert installers.path("good.deb") == folder / "good.deb"


def test_a_file_that_changed_has_another_checksum(tmp_path: Path) -> None:
    installers, path = Installers(tmp_path), tmp_path / "a.deb"
    path.write_bytes(b"one")
    os.utime(path, ns=(1, 1))
    before = installers.all()[0].sha256

    path.write_bytes(b"two")
    os.utime(path, ns=(2, 2))

    assert installers.all()[0].sha256 == hashlib.sha256(b"two").hexdigest() != before
