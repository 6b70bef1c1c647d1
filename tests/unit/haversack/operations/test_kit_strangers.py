"""What lies beside a kit is judged by its name: of a system, a way to begin that is not ours, or somebody's own."""

from pathlib import Path

import pytest

from haversack.operations.kit_form import is_of_system, kit_files
from haversack.operations.kit_strangers import beside_kit, could_be_opened_instead


@pytest.mark.parametrize(
    "name",
    [
        *("System Volume Information", "$RECYCLE.BIN", "FOUND.000", "Thumbs.db"),
        *(".DS_Store", ".fseventsd", ".Spotlight-V100", ".Trashes", ".Trash-1000", "lost+found"),
    ],
)
def test_what_systems_write_by_themselves_is_known_by_its_name(name: str) -> None:
    assert is_of_system(Path(name))


@pytest.mark.parametrize(
    "name", ["System Volume Information.exe", "autorun.inf", "DS_Store", "START-HERE.html", "_x", "._x"]
)
def test_what_only_looks_like_it_is_not(name: str) -> None:
    assert not is_of_system(Path(name))


@pytest.mark.parametrize(
    "name",
    [
        *("autorun.inf", "Setup.EXE", "setup.exe. ", "START-HERE.html.lnk", "open me.sh", "index.html", "x.desktop"),
        *("START HERE.pdf", "start_here", "Haversack.app", "Haversack-portable.zip", "other.haversack", "x.appimage"),
        *("Haversack.zip", "more.7z", "content.tar.gz", "guide.chm", "x.settingcontent-ms", "list.xlsm", "a.MSP"),
    ],
)
def test_what_somebody_might_start_or_open_in_its_place_is_told(name: str) -> None:
    assert could_be_opened_instead(name)


def test_what_a_mac_notes_of_a_file_is_passed_over_and_what_only_has_such_a_name_is_not(tmp_path: Path) -> None:
    note = bytes.fromhex("0005160700020000") + b"Mac OS X        " + bytes(4_000)
    contents = {
        "._START-HERE.html": note,
        "._Haversack-setup.exe": b"MZ" + bytes(500),
        "._haversack.zip": b"PK" + bytes(500),
        "._START-HERE.fr.html": note[:100] + b"<h1>Start here</h1>",
        "._large.exe": note + bytes(70_000),
        "._notes.txt": b"mine",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)

    instead, others = beside_kit(tmp_path, (), "haversack-0")

    assert set(instead) == set(contents) - {"._START-HERE.html", "._notes.txt"}
    assert others == ("._notes.txt",)


@pytest.mark.parametrize("name", ["Haversack-portable", "list.ods", "photo.jpg", "notes.txt", "exe", "Where to start"])
def test_what_nobody_would_begin_with_is_not(name: str) -> None:
    assert not could_be_opened_instead(name)


def test_what_lies_beside_a_kit_is_named_once_at_its_top_and_what_systems_write_is_never_walked(tmp_path: Path) -> None:
    for name in ("haversack-0011/profile", "Haversack-portable/a/b.exe", "Haversack-portable/c", ".Trashes/501/x.exe"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    for name in ("checksums.sha256", "START-HERE.html", "run.bat", "x.part"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "haversack-0011/._profile").write_bytes(bytes.fromhex("0005160700020000"))

    opened, others = beside_kit(tmp_path, ["START-HERE.html", "haversack-0011/profile"], "haversack-0011")

    assert (opened, others) == (("run.bat",), ("Haversack-portable",))
    assert not [name for name in kit_files(tmp_path) if "Trashes" in name or "._" in name]
