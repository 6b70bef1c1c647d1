"""Starts the program as people do, and ends it when its first screen was painted: `first_paint.py VAULT`.

Prints the moment of that, by the clock that only grows and that all processes of a computer share.
"""

import os
import sys
import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

import haversack.app
from haversack.__main__ import main


class FirstPaint(QObject):
    """Waits for the first time that something is painted."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            print(time.monotonic(), flush=True)
            # What was to be measured is over; the vault is still locked, so nothing is to be put away.
            os._exit(0)
        return False


_seen = FirstPaint()
_App = haversack.app.App


def _watched(*given: object, **named: object) -> haversack.app.App:
    made = _App(*given, **named)  # type: ignore[arg-type]  # passed on as they came
    # Whichever part of the screen is painted first: what others cover is never painted.
    made.shell.installEventFilter(_seen)
    for widget in made.shell.findChildren(QWidget):
        widget.installEventFilter(_seen)
    return made


haversack.app.App = _watched  # type: ignore[assignment,misc]  # `run` makes it by this name
sys.argv = ["haversack", "window", "--vault", sys.argv[1]]
sys.exit(main())
