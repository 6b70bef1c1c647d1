"""Starts processes from one that has loaded the program already, see `zygote.py`. Must not know what they do."""

import atexit
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from tests.integration import zygote

_SIGNALLED: Final = ("LANG", "LC_ALL")
"""What decides how Python begins, beside its own variables: these are the zygote's, and cannot be changed later."""


LONGEST_WORDS: Final = 16_000
"""Characters of a command that a zygote is asked to run; a message to it has an end."""


class Forked:
    """A process that a zygote forked, used as `subprocess.Popen` is.

    Attributes:
        pid: Its number.
        returncode: How it ended; None while it is not known to have ended.
    """

    def __init__(self, connection: socket.socket, what: str) -> None:
        self._connection = connection
        self._what = what
        self.pid = int(connection.recv(32))
        self.returncode: int | None = None

    def wait(self, timeout: float) -> int:
        """Wait for its end.

        Raises:
            subprocess.TimeoutExpired: It runs still after so many seconds.
        """
        if self.returncode is None:
            self._connection.settimeout(timeout)
            try:
                self.returncode = int(self._connection.recv(32))
            except TimeoutError as error:
                raise subprocess.TimeoutExpired(self._what, timeout) from error
            self._connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Signal it, if it is not known to have ended."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it without a word."""
        self.send_signal(signal.SIGKILL)


class Zygote:
    """One loaded process, for all that start with the same settings of Python."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="zygote"))
        self._address = self._folder / "asks"
        self._process = subprocess.Popen(
            [sys.executable, zygote.__file__, str(self._address)],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "ready\n":
            raise AssertionError("the zygote did not start")
        atexit.register(self.close)

    def close(self) -> None:
        """End it; what it forked goes on."""
        with contextlib.suppress(OSError):
            self._process.communicate(timeout=10)
        shutil.rmtree(self._folder, ignore_errors=True)

    def fork(
        self,
        program: str,
        words: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        streams: Sequence[IO[bytes] | IO[str]],
    ) -> Forked:
        """Start a process.

        Args:
            program: `haversack` or `haversack-hub`.
            words: What is typed after it.
            environment: All of its environment.
            folder: Where it works.
            streams: Its standard input, output and error.
        """
        asked = {"program": program, "words": list(words), "environment": dict(environment), "folder": str(folder)}
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.connect(str(self._address))
        socket.send_fds(connection, [json.dumps(asked).encode()], [stream.fileno() for stream in streams])
        return Forked(connection, " ".join([program, *words]))


_zygotes: dict[tuple[tuple[str, str], ...], Zygote] = {}


def zygote_for(environment: Mapping[str, str]) -> Zygote:
    """Return the zygote that began with the same settings of Python; the first call starts it."""
    decisive = {name: value for name, value in environment.items() if name.startswith("PYTHON") or name in _SIGNALLED}
    key = tuple(sorted(decisive.items()))
    if key not in _zygotes:
        _zygotes[key] = Zygote(environment)
    return _zygotes[key]
