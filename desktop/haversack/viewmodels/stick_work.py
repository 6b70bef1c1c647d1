"""Work on a stick, one piece at a time: what is done now in words, Cancel, and why it failed.

Must not know what the work is.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from haversack.i18n.language import Speaker
from haversack.jobs import Progress
from haversack.viewmodels import sync_words
from haversack.viewmodels.messages import Message
from haversack.viewmodels.pace import Pace
from haversack.viewmodels.session import Session
from haversack.viewmodels.synchroniser import Synchroniser

WHOLE: Final = 1000


@dataclass(frozen=True, slots=True)
class StickRun:
    """What is done now.

    Attributes:
        title: What it is, in words.
        done: How far it is.
        total: Of how much; 0 for a bar that only moves.
        amount: How much was done, in words.
        left: How long it still takes, in words; empty while nobody knows.
    """

    title: str
    done: int = 0
    total: int = 0
    amount: str = ""
    left: str = ""


class _Stoppable(Protocol):
    def cancel(self) -> None: ...


class StickWork(QObject):
    """Does one thing at a time, and never while a sync runs.

    Attributes:
        running: What is done now; None if nothing is.
        result: How the last one went; None before its end.
        failure: Why the last one failed; None if it did not.

    Signals:
        changed: One of them is new.
        said: A sentence that screen readers should say once.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(self, session: Session) -> None:
        """Begin with nothing to do."""
        super().__init__()
        self._session = session
        self._job: _Stoppable | None = None
        self._pace: Pace | None = None
        self.running: StickRun | None = None
        self.result: Message | None = None
        self.failure: Message | None = None

    def cancel(self) -> None:
        """Stop; what was written is whole, what was read is kept, and another time it goes on from there."""
        if self._job is not None and self.running is not None:
            self._job.cancel()
            self.said.emit(self._session.speaker.say("It stops. The rest goes on from there another time."))

    def _begin(self, title: str, *, total: int = 0) -> None:
        """Forget how the last one went, and say what is done now.

        Args:
            title: What it is, in words.
            total: See `StickRun`.
        """
        self.result = self.failure = None
        self.said.emit(title)
        self._run(StickRun(title, total=total))

    def _run(self, run: StickRun) -> None:
        """Show what is done from now on; its time is measured from here."""
        self._pace = Pace(self._session.clock.monotonic())
        self.running = run
        self.changed.emit()

    def _on_progress(self, progress: Progress) -> None:
        if self.running is None or self._pace is None:
            return
        left = self._pace.seconds_left(progress.done, progress.total, self._session.clock.monotonic())
        self.running = _further(self._session.speaker, self.running, progress, left)
        self.changed.emit()

    def _on_failure(self, error: Exception) -> None:
        self.failure = self._session.explain(error)
        self.said.emit(f"{self.failure.text} {self.failure.next_step}".strip())

    def _rest(self, synchroniser: Synchroniser) -> None:
        """Let syncs run again; however a job ended, also where it was stopped and gave nothing."""
        self._job = self.running = self._pace = None
        synchroniser.release()
        if self._session.is_open:
            self.changed.emit()


def _further(speaker: Speaker, run: StickRun, progress: Progress, seconds_left: int | None) -> StickRun:
    """Return the same work as far as it is now."""
    done, total = speaker.size(progress.done), progress.total
    left = sync_words.time_left(speaker, seconds_left) if seconds_left is not None else ""
    if not total:
        return StickRun(run.title, 0, run.total, speaker.say("{size} so far", size=done), left)
    amount = speaker.say("{size} of {whole}", size=done, whole=speaker.size(total))
    return StickRun(run.title, progress.done * WHOLE // total, WHOLE, amount, left)
