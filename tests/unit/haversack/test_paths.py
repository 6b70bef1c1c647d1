"""Where vaults lie when nobody says otherwise."""

from pathlib import Path

from haversack.paths import vaults_folder


def test_vaults_lie_in_the_local_data_of_whoever_uses_the_computer(own_folders: Path) -> None:
    folder = vaults_folder()

    assert folder == own_folders / "home" / ".local" / "share" / "haversack" / "vaults"
    assert not folder.exists()
