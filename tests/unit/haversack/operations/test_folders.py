"""Folders of this computer: listed without opening anything, and the nearest one to what was typed."""

from pathlib import Path

import pytest

from haversack.operations.folders import listing, nearest, sticks


def test_folders_are_listed_by_name_and_hidden_ones_and_files_are_left_out(tmp_path: Path) -> None:
    for name in ("b", "A", ".hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "file").write_text("x")

    found = listing(tmp_path)

    assert found.names == ("A", "b")
    assert not found.holds_network


@pytest.mark.parametrize("where", ["haversack-00", "."])
def test_a_folder_with_a_network_is_known_as_such(tmp_path: Path, where: str) -> None:
    (tmp_path / where).mkdir(exist_ok=True)
    (tmp_path / where / "profile").write_bytes(b"a profile")

    assert listing(tmp_path).holds_network


def test_what_cannot_be_read_is_empty(tmp_path: Path) -> None:
    assert listing(tmp_path / "nowhere").names == ()


def test_the_nearest_folder_to_what_was_typed_is_found(tmp_path: Path, own_folders: Path) -> None:
    assert nearest(f" {tmp_path}/not/there ") == tmp_path
    assert nearest("") == own_folders / "home"
    assert nearest("https://hub.example").is_dir()


def test_sticks_are_what_people_plug_in(own_folders: Path) -> None:
    mounts = ["/", "/boot", "/media/amal/STICK", "/run/media/amal/Files", "/proc", "E:/"]

    found = [str(one) for one in sticks(mounts, own_folders)]

    assert found[:2] == ["/media/amal/STICK", "/run/media/amal/Files"]
    assert found[2].startswith("E:")
    assert not {"/", "/boot", "/proc"} & set(found)
