"""Tries whether the window could be shown on this computer, for installers. Must not show anything or open a vault."""

import importlib
import os
import sys
from pathlib import Path
from typing import Final

_DONE: Final = 0
_FAILED: Final = 1
_PARTS: Final = ("haversack.app", "haversack.views.main_window")
_SCREENS: Final = ("xcb", "wayland", "wayland-generic", "wayland-egl")
"""What draws on a screen of Linux, by the names of Qt's plug-ins; one is enough."""


def try_window() -> int:
    """Load what the window needs and make its application unseen; return the exit code.

    No screen is asked: whoever installs may have none, or none that is theirs. What draws on one is loaded all the
    same, so that a library that it lacks is missed here and not when the window is wanted. What is lacking is said.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        lacking = _make_application()
    except ImportError as error:
        lacking = str(error)
    if lacking:
        sys.stderr.write(f"{lacking}\n")
    return _FAILED if lacking else _DONE


def _make_application() -> str:
    """Return what is lacking to draw on a screen; else nothing.

    Raises:
        ImportError: A part, or a library that it needs, cannot be loaded.
    """
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - whether it can be loaded is what is asked

    from haversack.process import prepare  # noqa: PLC0415 - as above

    prepare(QApplication(sys.argv[:1]))
    for part in _PARTS:
        importlib.import_module(part)
    return _lacking_screen() if sys.platform == "linux" else ""


def _lacking_screen() -> str:
    """Return what Qt says where nothing of it can draw on a screen; else nothing."""
    from PySide6.QtCore import QLibraryInfo, QPluginLoader  # noqa: PLC0415 - as above

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforms")
    said = ""
    for name in _SCREENS:
        loader = QPluginLoader(str(folder / f"libq{name}.so"))
        if loader.load():
            return ""
        said = said or loader.errorString()
    return said
