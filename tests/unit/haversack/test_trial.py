"""Whether the window could be shown here, as an installer asks it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def _tried(folder: Path, *before: str, **surroundings: str) -> "subprocess.CompletedProcess[str]":
    """Try the window in a process of its own, after some lines of Python."""
    lines = (
        "import sys",
        *before,
        "from haversack.__main__ import main",
        "sys.argv = ['haversack', 'window', '--try']",
        "sys.exit(main())",
    )
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        env={**os.environ, "HOME": str(folder), **surroundings},
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_window_that_can_be_shown_is_tried_without_a_screen_a_vault_or_a_word(tmp_path: Path) -> None:
    done = _tried(tmp_path, QT_QPA_PLATFORM="xcb", DISPLAY=":99")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_library_that_is_missing_is_named_last_and_the_trial_fails(tmp_path: Path) -> None:
    lacking = (
        "class Lacking:",
        "    def find_spec(self, name, path=None, target=None):",
        "        if name == 'PySide6.QtWidgets':",
        "            raise ImportError('libGL.so.1: cannot open shared object file')",
        "sys.meta_path.insert(0, Lacking())",
    )

    done = _tried(tmp_path, *lacking)

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "libGL.so.1: cannot open shared object file"


@pytest.mark.skipif(sys.platform != "linux", reason="Linux has two ways to draw on a screen")
def test_a_computer_on_which_nothing_can_draw_on_a_screen_says_what_is_missing(tmp_path: Path) -> None:
    none = (
        "from haversack import trial",
        "trial._SCREENS = ('no-such-screen',)",
    )

    done = _tried(tmp_path, *none)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_the_main_window_itself_is_among_what_is_tried(tmp_path: Path) -> None:
    broken = (
        "class Broken:",
        "    def find_spec(self, name, path=None, target=None):",
        "        if name == 'haversack.views.main_window':",
        "            raise ImportError('this part is damaged')",
        "sys.meta_path.insert(0, Broken())",
    )

    done = _tried(tmp_path, *broken)

    assert (done.returncode, done.stderr) == (1, "this part is damaged\n")
