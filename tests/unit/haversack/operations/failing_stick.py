"""A stick whose n-th call to the system fails: whatever asks the system about a path or file on it is counted."""

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BY_PATH = ("stat", "mkdir", "listdir", "scandir", "unlink", "replace", "rename", "statvfs", "open")
BY_FILE = ("write", "fsync", "close")


class FailingStick:
    """Counts the system's calls about what lies under a folder, and lets one of them fail, or all from one on.

    Attributes:
        place: The folder.
        calls: How many there were.
        kinds: Which ones there were, by name.
        failed: Which ones were refused, by name.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self.calls = 0
        self.kinds: set[str] = set()
        self.failed: list[str] = []
        self._at, self._number, self._stays = 0, 0, False
        self._files: set[int] = set()

    def fail_at(self, place: Path, at: int, *, number: int, stays: bool) -> None:
        """Begin to count anew.

        Args:
            place: The folder from now on.
            at: Which call fails; 0 for none.
            number: With which number of the system.
            stays: Whether all later ones fail, too: the stick is gone.
        """
        self.place, self.calls, self.kinds, self.failed = place, 0, set(), []
        self._at, self._number, self._stays = at, number, stays

    def put_under(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand between Python and the system."""
        for name in BY_PATH:
            monkeypatch.setattr(os, name, self._by_path(name, getattr(os, name)))
        for name in BY_FILE:
            monkeypatch.setattr(os, name, self._by_file(name, getattr(os, name)))
        monkeypatch.setattr(io, "open", self._reading(io.open))

    def meet(self, name: str) -> None:
        """Count a call.

        Raises:
            OSError: It is the one that fails.
        """
        self.calls += 1
        self.kinds.add(name)
        if self._at and (self.calls == self._at or (self._stays and self.calls > self._at)):
            self.failed.append(name)
            raise OSError(self._number, os.strerror(self._number))

    def is_on_it(self, path: object) -> bool:
        """Tell whether a path is on the stick."""
        return isinstance(path, str | Path) and Path(path).is_relative_to(self.place)

    def _by_path(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: object, *rest: object, **named: object) -> object:
            if not self.is_on_it(path):
                return real(path, *rest, **named)
            self.meet(name)
            done = real(path, *rest, **named)
            if name == "open":
                self._files.add(done)
            return done

        return call

    def _by_file(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(descriptor: int, *rest: object) -> object:
            if name == "close":
                self._files.discard(descriptor)
            elif descriptor in self._files:
                self.meet(name)
            return real(descriptor, *rest)

        return call

    def _reading(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: object, mode: str = "r", *rest: object, **named: object) -> object:
            if mode != "rb" or not self.is_on_it(path):
                return real(path, mode, *rest, **named)
            self.meet("open")
            return io.BufferedReader(_Read(str(path), self))

        return call


class _Read(io.FileIO):
    """A file of the stick that is read."""

    def __init__(self, path: str, stick: FailingStick) -> None:
        super().__init__(path, "rb")
        self._stick = stick

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # the one kind that comes
        self._stick.meet("read")
        return super().readinto(buffer) or 0

    def readall(self) -> bytes:
        self._stick.meet("read")
        return super().readall()


HOW_IT_FAILS = [
    pytest.param(errno.ENOSPC, False, id="full"),
    pytest.param(errno.EROFS, False, id="write-protected"),
    pytest.param(errno.EIO, False, id="unreadable once"),
    pytest.param(errno.EIO, True, id="pulled out"),
    pytest.param(errno.ENOENT, False, id="file gone"),
]
