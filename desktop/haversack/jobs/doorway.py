"""The way from a second start of the program to the window that is open: it hands over a file that somebody opened.

Source of the construction: `QLocalServer`, a socket (on Windows a named pipe) that only the same person may open. What
comes is the path of a file and nothing else; whoever takes it believes nothing of it.
"""

import hashlib
import os
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS: Final = 2_000
_LONGEST: Final = 4_096
"""Bytes of a path."""
_GONE: Final = QLocalSocket.LocalSocketState.UnconnectedState


def door_name(base: Path) -> str:
    """Return where the window listens that shows vaults below a folder: in a place that only this person can read."""
    name = f"haversack-{hashlib.sha256(str(base.absolute()).encode()).hexdigest()[:16]}"
    if sys.platform == "win32":
        return name
    runtime = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation)
    return str(Path(runtime) / name) if runtime else name


def hand_over(name: str, file: Path) -> bool:
    """Give a file to the window that is open; return whether one took it."""
    message = os.fsencode(file.absolute())
    if len(message) > _LONGEST:
        return False
    socket = QLocalSocket()
    socket.connectToServer(name, QLocalSocket.OpenModeFlag.ReadWrite)
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(message + b"\n")
    socket.flush()
    # An answer, because a window that is about to close takes connections and reads nothing.
    return socket.waitForReadyRead(_PATIENCE_MS) and bytes(socket.readAll().data()) == b"+"


class Doorway(QObject):
    """Listens as long as the window is open; the newest window is the one that is given files.

    Signals:
        came: Somebody opened the file with this path.
    """

    came = Signal(str)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        """Begin to listen; where that cannot be, files open windows of their own.

        Args:
            name: As `door_name` says it.
            parent: Ends with it.
        """
        super().__init__(parent)
        self._visitors: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_knock)
        # What a killed process left behind would stand in the way.
        QLocalServer.removeServer(name)
        self._server.listen(name)

    def close(self) -> None:
        """Listen no more: another window is about to."""
        self._server.close()

    def _on_knock(self) -> None:
        # Who is gone is let go here, and never inside of a signal of their own.
        self._visitors = [one for one in self._visitors if one.state() is not _GONE]
        while self._server.hasPendingConnections():
            visitor = self._server.nextPendingConnection()
            self._visitors.append(visitor)
            visitor.readyRead.connect(self._read)
        self._read()

    def _read(self) -> None:
        for visitor in self._visitors:
            if visitor.state() is _GONE:
                continue
            if visitor.canReadLine():
                line = bytes(visitor.readLine(_LONGEST + 2).data())
                visitor.write(b"+")
                visitor.flush()
                visitor.disconnectFromServer()
                if line.endswith(b"\n"):
                    self.came.emit(os.fsdecode(line[:-1]))
            elif visitor.bytesAvailable() > _LONGEST:
                visitor.abort()
