"""Listens to Qt where no screen shows the window: what is said only because of that is left out."""

import sys
from typing import Final

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

_NO_FAULT: Final = "This plugin does not support propagateSizeHints"
"""Qt says so of a window that no screen shows."""


def listen_to_qt() -> None:
    """Pass on what Qt says from now on, but for what is said only where there is no screen."""
    qInstallMessageHandler(_hear)


def _hear(kind: QtMsgType, context: object, message: str) -> None:
    del context
    if not message.startswith(_NO_FAULT):
        sys.stderr.write(f"Qt, {kind.name}: {message}\n")
