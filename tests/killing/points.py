"""Where a process can be killed: before and after each effect, counted. Lives in children of the tests alone.

Between two effects nothing that matters happens, so the k-th of these points stands for every moment around it; kills
by the clock hit the moments inside of effects as well.
"""

import itertools
import mmap
import os
import signal
import socket
import struct
from collections.abc import Callable
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

_NUMBER: Final = struct.Struct("<q")
_PASSED: Final = slice(0, 8)
_FATAL: Final = slice(8, 16)
_SOCKET: Final = ("send", "sendall", "recv", "recv_into")
_FILES: Final = ("fsync", "replace", "rename", "unlink", "write", "mkdir")


class Points:
    """Counts points in memory that parent and child share; kills the child at one of them."""

    def __init__(self, fatal: int = 0) -> None:
        """Count from nothing.

        Args:
            fatal: The number of the point at which the child is killed, from 1; 0 for none.
        """
        self._memory = mmap.mmap(-1, 2 * _NUMBER.size)
        self._count = itertools.count(1)
        self._memory[_FATAL] = _NUMBER.pack(fatal)

    @property
    def passed(self) -> int:
        """How many points the child has passed."""
        number: int = _NUMBER.unpack(self._memory[_PASSED])[0]
        return number

    def kill_after(self, more: int) -> None:
        """Kill the child when it has passed so many points more; 0 for never."""
        self._memory[_FATAL] = _NUMBER.pack(self.passed + more if more else 0)

    def close(self) -> None:
        """Give the memory back."""
        self._memory.close()

    def hit(self) -> None:
        """Pass a point."""
        number = _NUMBER.pack(next(self._count))
        self._memory[_PASSED] = number
        if number == self._memory[_FATAL]:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Pass a point before and after every effect of this process from now on: statements, files, network."""
        for moment in ("before_cursor_execute", "after_cursor_execute"):
            sa.event.listen(sa.Engine, moment, lambda *_: self.hit())
        self._wrap(DefaultDialect, "do_commit")
        for name in _SOCKET:
            self._wrap(socket.socket, name)
        for name in _FILES:
            self._wrap(os, name)

    def _wrap(self, owner: object, name: str) -> None:
        original: Callable[..., object] = getattr(owner, name)

        def around(*arguments: object, **named: object) -> object:
            self.hit()
            result = original(*arguments, **named)
            self.hit()
            return result

        setattr(owner, name, around)
