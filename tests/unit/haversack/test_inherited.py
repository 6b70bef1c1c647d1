"""What of its surroundings the program takes over, and what the programs that it starts are given."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo

from haversack.inherited import settle

_THEIRS = {"HOME": "/home/somebody", "LANG": "ar", "DISPLAY": ":0"}


@pytest.mark.parametrize(
    "name",
    [
        "QT_PLUGIN_PATH",
        "QT_QPA_PLATFORM_PLUGIN_PATH",
        "QT_QPA_GENERIC_PLUGINS",
        "QT_QPA_PLATFORMTHEME",
        "QT_STYLE_OVERRIDE",
        "QT_OPENGL_DLL",
        "QT_LOGGING_CONF",
        "QML_IMPORT_PATH",
        "QML2_IMPORT_PATH",
        "qt_plugin_path",
    ],
)
def test_what_would_have_qt_load_code_from_elsewhere_is_taken_out(name: str) -> None:
    variables = {**_THEIRS, name: "/media/stick"}

    settle(variables, is_frozen=False)

    assert variables == _THEIRS


def test_what_says_how_the_window_is_shown_and_typed_into_stays() -> None:
    shown = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "1.5", "QT_ACCESSIBILITY": "1", "QT_IM_MODULE": "ibus"}
    variables = {**_THEIRS, **shown}

    settle(variables, is_frozen=False)

    assert variables == {**_THEIRS, **shown}


def test_a_browser_that_a_frozen_program_starts_gets_the_libraries_of_its_own_system() -> None:
    variables = {**_THEIRS, "LD_LIBRARY_PATH": "/usr/lib/haversack/_internal"}

    settle(variables, is_frozen=True)

    assert "LD_LIBRARY_PATH" not in variables


def test_folders_of_libraries_that_somebody_had_set_are_given_back() -> None:
    of_both = {"LD_LIBRARY_PATH": "/usr/lib/haversack/_internal:/opt/theirs", "LD_LIBRARY_PATH_ORIG": "/opt/theirs"}
    variables = {**_THEIRS, **of_both}

    settle(variables, is_frozen=True)

    assert variables["LD_LIBRARY_PATH"] == "/opt/theirs"
    assert "LD_LIBRARY_PATH_ORIG" not in variables


def test_a_fresh_process_of_a_frozen_program_finds_its_libraries_anew() -> None:
    frozen, checkout = dict(_THEIRS), {**_THEIRS, "LD_LIBRARY_PATH": "/opt/theirs"}

    settle(frozen, is_frozen=True)
    settle(checkout, is_frozen=False)

    assert frozen == {**_THEIRS, "PYINSTALLER_RESET_ENVIRONMENT": "1"}
    assert checkout == {**_THEIRS, "LD_LIBRARY_PATH": "/opt/theirs"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists what a process has loaded")
def test_a_plug_in_that_lies_on_a_stick_is_not_loaded(tmp_path: Path) -> None:
    planted = tmp_path / "platforms" / "libqoffscreen.so"
    planted.parent.mkdir()
    shutil.copy(Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforms", planted.name), planted)
    lines = (
        "import pathlib, sys",
        "from haversack.__main__ import main",
        "sys.argv = ['haversack', 'window', '--try']",
        "code = main()",
        "print(pathlib.Path('/proc/self/maps').read_text())",
        "sys.exit(code)",
    )

    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        env={**os.environ, "QT_PLUGIN_PATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )

    assert "/platforms/libqoffscreen.so" in done.stdout
    assert str(planted) not in done.stdout
