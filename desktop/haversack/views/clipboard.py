"""Puts words on the system's clipboard for half a minute, and asks it to keep them out of histories and clouds.

Hints are those of security.md's leak 34: Windows' history and cloud clipboard, and KDE's password hint. A system that
knows none of them keeps what it likes: taking the words away again is what works everywhere.
"""

from typing import Final

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

KEPT_MS: Final = 30_000
_WINDOWS: Final = 'application/x-qt-windows-mime;value="{}"'
_HINTS: Final = {
    "x-kde-passwordManagerHint": b"secret",
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): bytes(4),
    _WINDOWS.format("CanIncludeInClipboardHistory"): bytes(4),
    _WINDOWS.format("CanUploadToCloudClipboard"): bytes(4),
}
"""Format → its value; a number of four bytes, 0, for those of Windows."""


class Clipboard(QObject):
    """The clipboard, as far as this program put something there.

    Signals:
        cleared: What was put there last is gone.
    """

    cleared = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with nothing put there."""
        super().__init__(parent)
        self._words = ""
        self._until = QTimer(self)
        self._until.setSingleShot(True)
        self._until.setInterval(KEPT_MS)
        self._until.timeout.connect(self.clear)

    def put(self, words: str) -> None:
        """Put words there; they go after half a minute."""
        self.cleared.emit()
        data = QMimeData()
        data.setText(words)
        for name, value in _HINTS.items():
            data.setData(name, QByteArray(value))
        QGuiApplication.clipboard().setMimeData(data)
        self._words = words
        self._until.start()

    def clear(self) -> None:
        """Take away what this program put there, also with Ctrl+C in a text; what came from elsewhere stays."""
        self._until.stop()
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard() or (self._words and clipboard.text() == self._words):
            clipboard.clear()
        self._words = ""
        self.cleared.emit()
