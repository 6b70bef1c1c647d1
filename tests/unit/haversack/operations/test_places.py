"""The numbered vaults of one person on one computer: found, counted on, removed; none says whose it is."""

import os
from pathlib import Path

import pytest

from haversack.operations.places import erase, has_vault, known_places, newest_place, next_place
from haversack.operations.workspace import Workspace
from haversack.store.errors import VaultBusyError
from haversack.store.slot_file import PREVIOUS_SLOT_FILE, SLOT_FILE


def make(base: Path, name: str, *, used: int = 0, file: str = SLOT_FILE) -> Path:
    """Make what looks like a vault from outside."""
    folder = base / name
    folder.mkdir(parents=True)
    (folder / file).write_bytes(b"slots")
    os.utime(folder / file, (used, used))
    return folder


def test_where_nothing_is_the_first_vault_is_number_one(tmp_path: Path) -> None:
    base = tmp_path / "vaults"

    assert known_places(base) == ()
    assert newest_place(base) == next_place(base)
    assert next_place(base).folder == base / "1"
    assert not base.exists()


def test_vaults_are_known_by_their_numbers_and_everything_else_is_passed_over(tmp_path: Path) -> None:
    for name in ("10", "2", "old", "3.unfinished"):
        make(tmp_path, name)
    make(tmp_path, "4", file=PREVIOUS_SLOT_FILE)
    (tmp_path / "5").mkdir()
    (tmp_path / "6").write_text("a file")

    assert [place.number for place in known_places(tmp_path)] == [2, 4, 10]
    assert has_vault(tmp_path / "4")
    assert not has_vault(tmp_path / "5")


def test_the_next_vault_takes_the_first_free_number(tmp_path: Path) -> None:
    for name in ("1", "2", "4"):
        make(tmp_path, name)

    assert next_place(tmp_path).number == 3


def test_the_one_that_was_used_last_comes_first(tmp_path: Path) -> None:
    make(tmp_path, "1", used=1_000)
    make(tmp_path, "2", used=3_000)
    make(tmp_path, "3", used=2_000)

    assert newest_place(tmp_path).number == 2


def test_a_vault_is_erased_whole_but_never_while_it_is_open(reader: Workspace) -> None:
    folder = reader.vault.folder

    with pytest.raises(VaultBusyError):
        erase(folder)
    assert has_vault(folder)
    reader.vault.close()
    erase(folder)

    assert not folder.exists()
