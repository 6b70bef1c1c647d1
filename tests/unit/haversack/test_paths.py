"""Where vaults lie when nobody says otherwise, and which drive is meant."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from haversack.paths import vaults_folder, whole_drive


def test_vaults_lie_in_the_local_data_of_whoever_uses_the_computer(own_folders: Path) -> None:
    folder = vaults_folder()

    assert folder == own_folders / "home" / ".local" / "share" / "haversack" / "vaults"
    assert not folder.exists()


@pytest.mark.parametrize(
    ("noted", "meant"),
    [("E:", "E:\\"), ("E:\\.", "E:\\"), ("E:\\kit\\.", "E:\\kit"), ("\\\\desk\\kits", "\\\\desk\\kits\\")],
)
def test_an_installer_in_the_root_of_a_stick_notes_the_root(noted: str, meant: str) -> None:
    place = whole_drive(PureWindowsPath(noted))

    assert place.is_absolute()
    assert str(place) == meant


def test_only_a_bare_drive_is_made_a_root() -> None:
    assert not whole_drive(PureWindowsPath("E:kit")).is_absolute()
    assert whole_drive(PurePosixPath("kit")) == PurePosixPath("kit")
