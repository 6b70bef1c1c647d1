"""Locks the window by Ctrl+L, after a while without use, and when the computer slept. Must not decide how long."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow

_USED: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
_LOCK_KEYS: Final = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)
REST_SECONDS: Final = 60
"""So long without use, and nobody is in the middle of something."""
_LOOK_MS: Final = 15_000
_SLEPT_SECONDS: Final = 60
"""A look every 15 seconds that comes so late: the computer slept meanwhile, or hung as if it had."""


class IdleLock(QObject):
    """Watches windows for use, and says when nobody uses them for a minute, long before it locks.

    A window gets what people do before its widgets get it. Never an event filter of the application: it would be asked
    about every event of every widget, which took half the time that a page needs to be built.

    Signals:
        rested: Whether nobody uses the windows, from now on.
    """

    rested = Signal(bool)

    def __init__(self, lock: Callable[[], None], *, now: Callable[[], float], parent: QObject) -> None:
        """Begin to watch.

        Args:
            lock: Ends the process; a fresh locked one starts.
            now: Seconds that only grow, also while the computer sleeps: a clock that people set would lock in the
                middle of work, and one that stands still in sleep would never lock after it.
            parent: Ends with it.
        """
        super().__init__(parent)
        self._lock, self._now = lock, now
        self._minutes = 10
        self._used = self._looked = now()
        self._is_resting = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)

    def set_minutes(self, minutes: int) -> None:
        """Lock after so many minutes without use."""
        self._minutes = minutes

    def attend(self, window: QWindow | None) -> None:
        """Watch a window from now on, until it is gone; safe to repeat."""
        if window is not None:
            window.installEventFilter(self)

    def look(self) -> None:
        """Lock if it is time."""
        now = self._now()
        slept = now - self._looked >= _SLEPT_SECONDS
        self._looked = now
        if slept or now - self._used >= self._minutes * 60:
            self._timer.stop()
            self._lock()
        elif now - self._used >= REST_SECONDS:
            self._rest(is_resting=True)

    def _rest(self, *, is_resting: bool) -> None:
        if is_resting != self._is_resting:
            self._is_resting = is_resting
            self.rested.emit(is_resting)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody used the window, or locks it; after a sleep it is too late for anything else."""
        if event.type() not in _USED:
            return False
        if isinstance(event, QKeyEvent) and event.keyCombination() == _LOCK_KEYS:
            # A dialog takes the keys of the window behind it, and this one must work anywhere.
            self._lock()
            return True
        now = self._now()
        if now - self._looked >= _SLEPT_SECONDS:
            self.look()
            return True
        self._used = now
        self._rest(is_resting=False)
        return False
