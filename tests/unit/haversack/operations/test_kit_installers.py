"""Which files of a folder go into a kit as installers: programs by their endings, and nothing that lies beside them."""

from pathlib import Path

import pytest

from haversack.operations.kit_form import KitError
from haversack.operations.kit_installers import installers_in

PROGRAMS = (
    "Haversack-1.0-linux-x86_64-portable.tar.xz",
    "Haversack-1.0-linux.run",
    "Haversack-1.0-macos-arm64.dmg",
    "Haversack-1.0-setup.EXE",
    "haversack_1.0_amd64.deb",
)
OTHERS = (
    "SHA256SUMS",
    "SHA256SUMS.asc",
    "Haversack-1.0.cdx.json",
    "sizes.json",
    "kit-sizes.json",
    "root.log",
    "root.stamp",
    "desktop.ini",
    "Thumbs.db",
    ".DS_Store",
    "._Haversack-1.0-macos-arm64.dmg",
    "haversack-hub_1.0_amd64.deb",
    "START-HERE.exe",
    "Haversack-1.0-setup.exe.unfinished",
    "source.tar.xz",
)


def write(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_bytes(b"MZ")
    return folder


def test_only_programs_go_along(tmp_path: Path) -> None:
    found = installers_in(write(tmp_path, *PROGRAMS, *OTHERS))

    assert [path.name for path in found] == sorted(PROGRAMS)


def test_a_folder_with_no_program_in_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KitError) as refused:
        installers_in(write(tmp_path, *OTHERS))

    assert refused.value.reason == "no_installers"
    assert installers_in(None) == []
