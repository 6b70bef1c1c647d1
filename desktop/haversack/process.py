"""The process around the window: its application, and how a fresh one takes its place. Must not open a vault."""

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication, QStyleFactory

from haversack.views.look import load_fonts

DONE: Final = 0
"""Exit code."""


def prepare(application: QApplication) -> None:
    """Give an application what every window of ours needs, before the first one is built."""
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
    QProcess.startDetached(sys.executable, ["-m", "haversack", "window", "--vault", str(folder)])
    QApplication.exit(DONE)
