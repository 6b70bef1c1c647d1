"""Which files of a folder go into a kit as installers: programs by their endings, and nothing that lies beside them."""

from pathlib import Path

import pytest

from haversack.operations.kit_form import CHECKSUMS, KitError, sum_of, write_sums
from haversack.operations.kit_installers import as_long_as, installers_in, is_same, other_than

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


@pytest.mark.parametrize("has_sums", [True, False])
def test_what_differs_from_what_lies_there_is_known_though_it_is_as_long(tmp_path: Path, *, has_sums: bool) -> None:
    kit, folder = tmp_path / "kit", tmp_path / "installers"
    for place in (kit, folder):
        place.mkdir()
        write(place, "same.run", "other.run", "longer.run")
    (folder / "other.run").write_bytes(b"ZM")
    (folder / "longer.run").write_bytes(b"MZMZ")
    (folder / "new.run").write_bytes(b"MZ")
    sources = sorted(folder.iterdir())
    if has_sums:
        (kit / CHECKSUMS).write_bytes(write_sums({path.name: sum_of(path) for path in kit.iterdir()}))

    assert other_than(kit, sources) == {"other.run"}
    assert as_long_as(kit, sources) == {"other.run", "same.run"}
    assert other_than(tmp_path / "nowhere", sources) == frozenset()
    assert [path.name for path in sources if is_same(kit / path.name, path)] == ["same.run"]
