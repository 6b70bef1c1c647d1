"""One piece of work beside the window: its result, its failure, its progress, its end.

Everything it tells arrives in the thread that made it, through one queued signal. Must not know what the work is.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")


class CancelledError(Exception):
    """The work was cancelled before it began; it is told as `cancelled`, never as a failure."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work is.

    Attributes:
        done: In the work's own unit, at most `total`.
        total: In the same unit; 0 while nobody knows.
        value: More, as the work means it (a report, a name); views of the work know its type.
    """

    done: int
    total: int
    value: object = None


class _Arrival(QObject):
    """Carries what happened from the lane's thread into the thread that this object lives in.

    Signals:
        happened: A callable that tells it.
    """

    happened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _on_happened(self, tell: Callable[[], None]) -> None:
        tell()


class Job(Generic[T]):
    """Work that was handed to a lane.

    A failure that nobody took (`on_failure`) goes to the lanes' own receiver, so none can vanish. Callbacks run in the
    thread that made the job; after `cancel` neither result nor failure is told.

    Attributes:
        must_finish: Whether it is done even when all work is stopped.
    """

    def __init__(
        self,
        work: Callable[["Job[T]"], T],
        on_unhandled: Callable[[Exception], None],
        *,
        must_finish: bool = False,
    ) -> None:
        """Prepare; a lane runs it.

        Args:
            work: Is given the job, to report progress and to ask whether it was cancelled.
            on_unhandled: Receives a failure for which there is no other receiver.
            must_finish: Whether it writes what a person did, and so is done even when all work is stopped.
        """
        self.must_finish: Final = must_finish
        self._work = work
        self._on_unhandled = on_unhandled
        self._on_result: Callable[[T], None] | None = None
        self._on_failure: Callable[[Exception], None] | None = None
        self._on_progress: Callable[[Progress], None] | None = None
        self._on_end: Callable[[], None] | None = None
        self._arrival: Final = _Arrival()
        self._cancelled = threading.Event()
        self._newest: Progress | None = None
        self._is_over = False

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody cancelled it; the work asks this between its steps."""
        return self._cancelled.is_set()

    @property
    def is_over(self) -> bool:
        """Whether its end was told."""
        return self._is_over

    def then(
        self,
        on_result: Callable[[T], None] | None = None,
        *,
        on_failure: Callable[[Exception], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        on_end: Callable[[], None] | None = None,
    ) -> "Job[T]":
        """Say who receives what; call it in the same turn of the event loop that made the job.

        Args:
            on_result: Given what the work returned.
            on_failure: Given what it raised, instead of the lanes' own receiver.
            on_progress: Given how far it is; steps in between may be left out.
            on_end: Called last, whatever happened, also after `cancel`.
        """
        self._on_result, self._on_failure = on_result, on_failure
        self._on_progress, self._on_end = on_progress, on_end
        return self

    def cancel(self) -> None:
        """Ask the work to stop, and drop its result. Safe to repeat."""
        self._cancelled.set()

    def report(self, progress: Progress) -> None:
        """Tell how far the work is; called by the work, from the lane's thread, as often as it likes."""
        was_told = self._newest is None
        self._newest = progress
        if was_told:
            self._arrival.happened.emit(self._tell_progress)

    def run(self) -> None:
        """Do the work; called by a lane, in its thread."""
        try:
            if self.is_cancelled:
                raise CancelledError
            result = self._work(self)
        except Exception as error:  # noqa: BLE001 - told to its receiver, or to the one that shows bugs
            failure = error
            self._arrival.happened.emit(lambda: self._tell_failure(failure))
        else:
            self._arrival.happened.emit(lambda: self._tell_result(result))

    def _tell_progress(self) -> None:
        progress, self._newest = self._newest, None
        if progress is None or self._on_progress is None or self.is_cancelled:
            return
        try:
            self._on_progress(progress)
        except Exception as error:  # noqa: BLE001 - a receiver's own bug must be shown, not lost in the event loop
            self._on_unhandled(error)

    def _tell_result(self, result: T) -> None:
        try:
            if self._on_result is not None and not self.is_cancelled:
                self._on_result(result)
        except Exception as error:  # noqa: BLE001 - a receiver's own bug must be shown, not lost in the event loop
            self._on_unhandled(error)
        finally:
            self._end()

    def _tell_failure(self, error: Exception) -> None:
        try:
            if not (self.is_cancelled or isinstance(error, CancelledError)):
                (self._on_failure or self._on_unhandled)(error)
        except Exception as another:  # noqa: BLE001 - as above; neither of the two may be lost
            self._on_unhandled(error)
            self._on_unhandled(another)
        finally:
            self._end()

    def _end(self) -> None:
        self._is_over = True
        try:
            if self._on_end is not None:
                self._on_end()
        except Exception as error:  # noqa: BLE001 - a receiver's own bug must be shown, not lost in the event loop
            self._on_unhandled(error)
