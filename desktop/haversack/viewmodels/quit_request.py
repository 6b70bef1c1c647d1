"""Tells that somebody asked this process to end: Ctrl+C, a logout, a service that stops it. Must not end it itself.

Python runs its handlers of signals between two steps of its own, and none comes while Qt waits for events: a byte in a
pipe wakes it up. A handler may also run in the middle of drawing, so it only notes what came; it is told from the loop.
"""

import os
import signal
import sys
from types import FrameType
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_LOOK_MS: Final = 500


class QuitRequest(QObject):
    """Catches signals for the length of a window.

    Signals:
        came: Somebody wants this process to end.
    """

    came = Signal()

    def __init__(self, parent: QObject) -> None:
        """Begin to catch; only in the main thread.

        Args:
            parent: Ends with it.
        """
        super().__init__(parent)
        self._is_asked = False
        for number in _SIGNALS:
            signal.signal(number, self._on_signal)
        if sys.platform == "win32":
            # There is no pipe that both Python and Qt could wait for; a step now and then lets handlers run.
            timer = QTimer(self)
            timer.timeout.connect(self._tell)
            timer.start(_LOOK_MS)
            return
        self._read, write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._read, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)

    def _on_woken(self) -> None:
        """Take the byte out; by now Python has run the handler."""
        os.read(self._read, 64)
        self._tell()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._is_asked = True

    def _tell(self) -> None:
        if self._is_asked:
            self._is_asked = False
            self.came.emit()
