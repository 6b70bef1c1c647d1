"""Whether the installer for Windows is among what a rehearsal installs, and why not where it is not."""

from pathlib import Path

import pytest
from setup_exe import built_exe, missing_tools, why_left_out


def make_tools(folder: Path, *names: str) -> Path:
    """Put programs into a folder that is the whole path; return where wine lies."""
    folder.mkdir()
    for name in names:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    (folder / "wine64").touch()
    return folder / "wine64"


def test_an_installer_that_was_built_is_rehearsed_where_wine_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wine = make_tools(tmp_path / "bin", "x86_64-w64-mingw32-gcc", "makensis", "Xvfb", "xdotool", "scrot", "tesseract")
    monkeypatch.setenv("PATH", str(wine.parent))
    assert "no Haversack-1.2.0-setup.exe was built" in why_left_out(tmp_path, "1.2.0", wine)

    (tmp_path / "Haversack-1.2.0-setup.exe").touch()

    assert built_exe(tmp_path, "1.2.0") == tmp_path / "Haversack-1.2.0-setup.exe"
    assert why_left_out(tmp_path, "1.2.0", wine) == ""


def test_one_of_another_version_is_not_what_was_built(tmp_path: Path) -> None:
    (tmp_path / "Haversack-1.1.0-setup.exe").touch()

    assert built_exe(tmp_path, "1.2.0") is None


def test_what_is_missing_for_it_is_named_and_what_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bin_folder = make_tools(tmp_path / "bin", "x86_64-w64-mingw32-gcc", "makensis", "xdotool", "scrot").parent
    monkeypatch.setenv("PATH", str(bin_folder))
    (tmp_path / "Haversack-1.2.0-setup.exe").touch()

    said = why_left_out(tmp_path, "1.2.0", tmp_path / "nowhere" / "wine64")

    assert said == "not on this machine: Xvfb, tesseract, wine64; packaging/installers/windows/tools.sh gets them"
    assert said == missing_tools(tmp_path / "nowhere" / "wine64")
