"""Two lanes beside the window's thread: one serial for the vault, a small pool for the network.

The vault's database lives in one thread, so all that touches it runs in the store lane, one job after the other. Long
work there gives way between its steps, so that pages open while a sync goes on. Locking ends the process, so both lanes
can be drained at any moment. Must not know the store or what a job does.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from enum import Enum
from typing import Final, TypeVar

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

from haversack.jobs.job import Job

T = TypeVar("T")

_NETWORK_THREADS: Final = 2
_TURN_MS: Final = 20
_LONGEST_SECONDS: Final = 60.0
"""Longer than a line may stall: whoever cannot wait so long says so."""


class Lane(Enum):
    """Where work runs."""

    STORE = "store"
    """One job after the other, in one thread, in the order in which they came: whatever touches the vault."""
    NETWORK = "network"
    """At the same time: what waits for a connection or a stick, and touches no vault."""


class ClosedError(Exception):
    """The lanes are drained; no new work is taken."""


class Lanes:
    """Runs jobs beside the thread that made it; results come back into that thread.

    Must be drained before windows go, and before the process ends.
    """

    def __init__(self, on_unhandled: Callable[[Exception], None]) -> None:
        """Start the threads.

        Args:
            on_unhandled: Receives each failure that has no receiver of its own; runs in the caller's thread.
        """
        self._on_unhandled = on_unhandled
        self._waiting: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._store = threading.Thread(target=self._work_store, name="store", daemon=True)
        self._network = ThreadPoolExecutor(_NETWORK_THREADS, "network")
        # A job is held until its end was told: its signal must not go while its thread still speaks through it.
        self._running: list[Job[object]] = []
        self._beside: list[Future[None]] = []
        self._is_closed = False
        self._store.start()

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs or waits, and everything was told."""
        return all(job.is_over for job in self._running)

    def run(self, lane: Lane, work: Callable[[Job[T]], T], *, must_finish: bool = False) -> Job[T]:
        """Hand work to a lane.

        Args:
            lane: Which one.
            work: Is given its job.
            must_finish: Whether it is done even after `cancel_all`: it writes what a person did.

        Returns:
            The job; say with `then` who receives its result.

        Raises:
            ClosedError: The lanes were drained.
        """
        if self._is_closed:
            raise ClosedError("lanes are drained")
        job: Job[T] = Job(work, self._on_unhandled, must_finish=must_finish)
        self._running = [one for one in self._running if not one.is_over]
        self._running.append(job)  # type: ignore[arg-type]  # held only until its end, whatever it returns
        if lane is Lane.STORE:
            self._waiting.put(job.run)
        else:
            self.beside(job.run)
        return job

    def give_way(self, longest_seconds: float) -> None:
        """Let one job that waits for the store lane run now; called by work in the store lane, between its steps.

        The caller must have no transaction open.

        Args:
            longest_seconds: How long to wait for such a job, if there is none.

        Raises:
            RuntimeError: Not called from the store lane.
        """
        if threading.current_thread() is not self._store:
            raise RuntimeError("only work in the store lane can give way")
        try:
            work = self._waiting.get(timeout=longest_seconds)
        except queue.Empty:
            return
        if work is None:
            # The lanes are being drained: the end must still be there when this job is done.
            self._waiting.put(None)
            return
        work()

    def wake(self) -> None:
        """End a `give_way` that waits; called from any thread."""
        self._waiting.put(_do_nothing)

    def beside(self, work: Callable[[], None]) -> None:
        """Run work of a store job in the network lane; the job itself waits for it and tells its failure."""
        self._beside = [one for one in self._beside if not one.done()]
        self._beside.append(self._network.submit(work))

    def cancel_all(self) -> None:
        """Ask all work to stop but what must be finished. Safe to repeat."""
        for job in self._running:
            if not job.must_finish:
                job.cancel()

    def settle(self, longest_seconds: float) -> bool:
        """Let finish what runs or waits, and tell what is still to be told; return whether all of it ended in time."""
        until = QDeadlineTimer(round(longest_seconds * 1000))
        while not self.is_idle and not until.hasExpired():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, _TURN_MS)
        return self.is_idle

    def drain(self, longest_seconds: float = _LONGEST_SECONDS) -> bool:
        """Take no new work, let finish what runs or waits, and tell what is still to be told. Safe to repeat.

        Args:
            longest_seconds: How long to wait for work, and then for each kind of thread.

        Returns:
            Whether every thread has ended; else one hangs, in a connection perhaps, and only the end of the process
            ends it.
        """
        if not self._is_closed:
            self._is_closed = True
            self._waiting.put(None)
        is_settled = self.settle(longest_seconds)
        self._store.join(longest_seconds)
        has_hanging = bool(wait(self._beside, longest_seconds).not_done)
        self._network.shutdown(wait=not has_hanging, cancel_futures=True)
        self._running = []
        return is_settled and not self._store.is_alive() and not has_hanging

    def _work_store(self) -> None:
        while (work := self._waiting.get()) is not None:
            work()


def _do_nothing() -> None:
    """Only makes a queue wake up."""
