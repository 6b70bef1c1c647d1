"""Real processes by `fork`: from a process that has imported everything and runs no threads, so each costs little.

A child does one piece of work and ends; it never returns into the code of its parent. Must not know what the work is.
"""

import contextlib
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from haversack_sync.hub.server import serve
from tests.benchmarks.measured import processor_seconds
from tests.killing.points import Points

PATIENCE_SECONDS = 120
FAILED = 70


@dataclass(frozen=True)
class Start:
    """How long a start took.

    Attributes:
        seconds: By the clock; other work on the machine takes its share.
        processor: Of the process's own processor time, in seconds.
    """

    seconds: float
    processor: float


class StuckError(Exception):
    """A child did not end."""


@dataclass
class Child:
    """A process of ours.

    Attributes:
        pid: Its id.
        started: When it was forked, monotonic seconds.
    """

    pid: int
    started: float = field(default_factory=time.monotonic)

    def kill(self) -> None:
        """End it as a power cut does."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def ends_within(self, seconds: float) -> bool:
        """Wait for its end; tell whether it came."""
        handle = os.pidfd_open(self.pid)
        try:
            return bool(select.select([handle], [], [], max(0.0, seconds))[0])
        finally:
            os.close(handle)

    def end(self, *, patience_seconds: float | None = PATIENCE_SECONDS) -> int:
        """Wait for its end; return its code, negative for the signal that ended it.

        Args:
            patience_seconds: How long it may take; None for ever.

        Raises:
            StuckError: It does not end.
        """
        is_stuck = patience_seconds is not None and not self.ends_within(patience_seconds)
        if is_stuck:
            self.kill()
        _, status = os.waitpid(self.pid, 0)
        if is_stuck:
            raise StuckError(f"process {self.pid}")
        return os.waitstatus_to_exitcode(status)


def fork(work: Callable[[], int], *, points: Points | None = None) -> Child:
    """Start a process that does some work; what the work returns is its code."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return Child(pid)
    code = FAILED
    try:
        if points is not None:
            points.watch()
        code = work()
    except BaseException:  # noqa: BLE001 - whatever it was, a child ends here and tells its parent by its code
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


@dataclass
class ForkedHub:
    """A hub in a process of ours.

    Attributes:
        folder: Its data folder.
        address: Where it listens.
        child: The process; None while it does not run.
        points: Where it is, and where it is killed.
    """

    folder: Path
    address: str = ""
    child: Child | None = None
    points: Points = field(default_factory=Points)

    def start(self, *, fatal: int = 0) -> Start:
        """Start it and wait until it listens; return how long that took.

        Args:
            fatal: The point of its life at which it is killed; 0 for none.
        """
        self.points.close()
        self.points = Points(fatal)
        reading, writing = os.pipe()

        def run() -> int:
            os.close(reading)
            serve(self.folder, host="127.0.0.1", port=0, on_ready=lambda address: _say(writing, address))
            return 0

        self.child = fork(run, points=self.points)
        os.close(writing)
        self.address = read_all(reading).decode().strip()
        took = Start(time.monotonic() - self.child.started, processor_seconds(self.child.pid))
        if not self.address:
            code = self.child.end()
            self.child = None
            assert code == -signal.SIGKILL, f"the hub did not start: {code}"
        return took

    def stop(self) -> None:
        """Stop it as a service manager does."""
        if self.child is not None:
            os.kill(self.child.pid, signal.SIGTERM)
            code = self.child.end()
            self.child = None
            assert code == 0, f"the hub ended with {code}"

    def kill(self) -> None:
        """Kill it, if it still runs."""
        if self.child is not None:
            self.child.kill()
            self.child.end()
            self.child = None

    def has_died(self, *, within_seconds: float = 0) -> bool:
        """Tell whether it is gone.

        Args:
            within_seconds: How long to wait for its end: its sockets close a moment before it is gone.
        """
        if self.child is not None and self.child.ends_within(within_seconds):
            self.kill()
        return self.child is None


def read_all(descriptor: int) -> bytes:
    """Read a pipe to its end, which is that of everybody who could write into it."""
    data = bytearray()
    while piece := os.read(descriptor, 65536):
        data += piece
    os.close(descriptor)
    return bytes(data)


def _say(descriptor: int, address: str) -> None:
    os.write(descriptor, address.encode() + b"\n")
    os.close(descriptor)
