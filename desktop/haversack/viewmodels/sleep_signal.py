"""Tells that the computer is about to sleep, or that its screen is being locked, where the system says so in time.

Linux with logind only; everywhere else the idle lock notices after waking. Must not lock by itself.
"""

from typing import Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection

_SERVICE: Final = "org.freedesktop.login1"
_MANAGER: Final = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_SESSION: Final = ("", "org.freedesktop.login1.Session")
"""Any session of this computer: one lock too many costs a passphrase, one too few may cost more."""


class SleepSignal(QObject):
    """Listens to the system.

    Attributes:
        is_heard: Whether there is a system bus to listen to.

    Signals:
        leaving: The computer goes to sleep, or its screen is locked: whoever holds keys lets go of them.
    """

    leaving = Signal()

    def __init__(self, bus: QDBusConnection | None = None) -> None:
        """Begin to listen.

        Args:
            bus: Of the system; another one in tests.
        """
        super().__init__()
        bus = bus or QDBusConnection.systemBus()
        self.is_heard = bus.isConnected() and all(
            (
                self._listen(bus, *_MANAGER, "PrepareForSleep", SLOT("_on_sleep(bool)")),
                self._listen(bus, *_SESSION, "Lock", SLOT("_on_screen_lock()")),
            )
        )

    def _listen(self, bus: QDBusConnection, *signal: str) -> bool:
        """Connect path, interface and name of a signal with a slot of ours."""
        return bus.connect(_SERVICE, *signal[:3], self, signal[3])  # type: ignore[call-overload,no-any-return]  # wrong stub

    @Slot(bool)
    def _on_sleep(self, is_beginning: bool) -> None:  # noqa: FBT001 - logind's own signature
        if is_beginning:
            self.leaving.emit()

    @Slot()
    def _on_screen_lock(self) -> None:
        self.leaving.emit()
