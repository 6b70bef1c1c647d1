"""Locks the window when nobody used it for a while, or when the computer slept. Must not decide how long."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer

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
_LOOK_MS: Final = 15_000
_SLEPT_SECONDS: Final = 90
"""A timer of 15 seconds that comes so late: the computer slept meanwhile."""


class IdleLock(QObject):
    """Watches for use. Install it as an event filter of the application."""

    def __init__(self, lock: Callable[[], None], *, now: Callable[[], float], parent: QObject) -> None:
        """Begin to watch.

        Args:
            lock: Ends the process; a fresh locked one starts.
            now: Seconds since 1970; time asleep must count, as it does not everywhere in a clock that only grows.
            parent: Ends with it.
        """
        super().__init__(parent)
        self._lock, self._now = lock, now
        self._minutes = 10
        self._used = self._looked = now()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)

    def set_minutes(self, minutes: int) -> None:
        """Lock after so many minutes without use."""
        self._minutes = minutes

    def look(self) -> None:
        """Lock if it is time."""
        now = self._now()
        slept = now - self._looked >= _SLEPT_SECONDS
        self._looked = now
        if slept or now - self._used >= self._minutes * 60:
            self._timer.stop()
            self._lock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody used the window."""
        if event.type() in _USED:
            self._used = self._now()
        return False
