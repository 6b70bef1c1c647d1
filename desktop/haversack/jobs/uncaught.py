"""What nobody caught, in any thread: it is told to one receiver, in the window's thread. Must not know what it tells.

Qt gives an error in one of its receivers to `sys.excepthook`, and goes on: without this it would be printed where
nobody looks.
"""

import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal


class Uncaught(QObject):
    """Listens for errors that nobody caught, as long as its block lasts.

    Signals:
        happened: The error; told in the thread of this object.
    """

    happened = Signal(object)

    def __init__(self, receive: Callable[[Exception], None]) -> None:
        """Prepare.

        Args:
            receive: Given each error.
        """
        super().__init__()
        self._receive = receive
        self._before = sys.excepthook
        self._before_in_threads = threading.excepthook
        self.happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)

    def __enter__(self) -> None:
        """Begin."""
        self._before, self._before_in_threads = sys.excepthook, threading.excepthook
        sys.excepthook = self._hook
        threading.excepthook = self._hook_in_threads

    def __exit__(self, *_: object) -> None:
        """Put back who listened before."""
        sys.excepthook, threading.excepthook = self._before, self._before_in_threads

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            self.happened.emit(error)
        else:
            self._before(kind, error, trace)

    def _hook_in_threads(self, what: threading.ExceptHookArgs) -> None:
        if isinstance(what.exc_value, Exception):
            self.happened.emit(what.exc_value)
        else:
            self._before_in_threads(what)

    def _on_happened(self, error: Exception) -> None:
        self._receive(error)
