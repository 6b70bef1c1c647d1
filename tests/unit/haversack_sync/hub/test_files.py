"""Files that are written whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from haversack_sync.hub import files


def test_of_two_who_create_the_same_file_the_first_wins(tmp_path: Path) -> None:
    path = tmp_path / "file"

    assert files.create_whole(path, b"first", suffix="a")
    assert not files.create_whole(path, b"second", suffix="b")

    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_linked_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "link", no_space)

    with pytest.raises(OSError, match="no space"):
        files.create_whole(tmp_path / "file", b"first", suffix="a")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_made_with_those_above_it_and_again(tmp_path: Path) -> None:
    for _ in range(2):
        files.make_private_folder(tmp_path / "a" / "b")

    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_where_folders_cannot_be_opened_nothing_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_DIRECTORY")

    files.fsync_folder(tmp_path / "missing")
