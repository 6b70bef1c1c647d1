"""The process around the window: its application, and how a fresh one takes its place. Must not open a vault."""

import os
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, QProcess, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QStyleFactory

from haversack.views.look import load_fonts

DONE: Final = 0
"""Exit code."""
LOADER: Final = "HAVERSACK_LOADER"
"""Environment variable: the loader by which `start-portable.sh` started this program, if it had to."""
_TURN_SECONDS: Final = 0.0005
"""For so long another thread may go on while the window's waits for Python. By Python's own choice it is ten times as
long, at each of the dozens of times that Qt asks Python something in one turn of the event loop."""


class OpenRequest(QObject):
    """Tells which file macOS wants opened: there it comes as an event, elsewhere on the command line.

    Signals:
        came: Somebody opened the file with this path.
    """

    came = Signal(str)

    def __init__(self, application: QApplication) -> None:
        """Begin to look.

        Args:
            application: Is given the events.
        """
        super().__init__(application)
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take events of files; all others go on."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.came.emit(event.file())
            return True
        return False


def prepare(application: QApplication) -> None:
    """Give an application what every window of ours needs, before the first one is built."""
    sys.setswitchinterval(_TURN_SECONDS)
    application.setApplicationName("Haversack")
    application.setApplicationDisplayName("Haversack")
    # One style on every system, so that what was tested is what people see.
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setQuitOnLastWindowClosed(True)
    load_fonts()


def start_again(folder: Path) -> None:
    """Start a fresh, locked process on the same vault, and end this one.

    Its command line says where the vault lies, and nothing else.
    """
    program, *arguments = own_command()
    QProcess.startDetached(program, [*arguments, "window", "--vault", str(folder)])
    QApplication.exit(DONE)


def own_command() -> list[str]:
    """Return how this program is started: installed it is a file of its own, in a checkout a module of Python.

    A portable copy on a stick that cannot mark a file as a program is started by the loader that started this one.
    """
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "haversack"]
    loader = os.environ.get(LOADER, "")
    return [loader, sys.executable] if loader and not os.access(sys.executable, os.X_OK) else [sys.executable]
