"""Looks, while nobody uses the window, whether what is kept is still right; says only what was damaged.

A turn of some ten milliseconds at a time, and never beside a sync or anything else: whoever comes back finds the vault
free. Once a day is enough. Must not know what is looked at.
"""

from typing import Final

from PySide6.QtCore import QObject, QTimer

from haversack.i18n.recheck_sentences import after_damage_sentence, found_sentences
from haversack.jobs import Job
from haversack.operations.idle_check import Recheck, Rechecked
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session

DAY_SECONDS: Final = 24 * 3_600
_PAUSE_MS: Final = 20
"""Between two turns: the processor rests half of the time, and so does the battery."""
_BUSY_MS: Final = 1_000
"""While something else is done with the vault."""


class IdleCheck(QObject):
    """Goes on with one look whenever the window rests.

    Attributes:
        is_resting: Whether nobody uses the window.
        turns: How many turns were done since the start.
        found: What the last whole look found; None before there was one.
    """

    def __init__(self, session: Session) -> None:
        """Begin with nothing looked at; `rest` says when."""
        super().__init__()
        self._session = session
        self._recheck: Recheck | None = None
        self._job: Job[bool] | None = None
        self._due = 0.0
        self.is_resting = False
        self.turns = 0
        self.found: Rechecked | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)

    @property
    def is_waiting(self) -> bool:
        """Whether another turn comes."""
        return self._timer.isActive() or self._job is not None

    def rest(self, is_resting: bool) -> None:  # noqa: FBT001 - receives a signal of one flag
        """Hear that nobody uses the window, or that somebody does again."""
        self.is_resting = is_resting
        if not is_resting:
            self._timer.stop()
        elif self._job is None:
            self._timer.start(_PAUSE_MS)

    def _turn(self) -> None:
        now = self._session.clock.also_asleep()
        if not self.is_resting or not self._session.is_open or now < self._due:
            return
        if not self._session.lanes.is_idle:
            self._timer.start(_BUSY_MS)
            return
        recheck = self._recheck = self._recheck or Recheck()
        turn = self._session.run(lambda workspace, job: recheck.go_on(workspace))
        self._job = turn.then(self._after, on_end=self._on_end)

    def _after(self, has_more: bool) -> None:  # noqa: FBT001 - the result of one turn
        self.turns += 1
        if not has_more and self._recheck is not None:
            self._finish(self._recheck.found)

    def _finish(self, found: Rechecked) -> None:
        self.found, self._recheck = found, None
        self._due = self._session.clock.also_asleep() + DAY_SECONDS
        speaker = self._session.speaker
        said = found_sentences(speaker, mended=found.mended, again=found.again, has_lost=found.has_lost)
        if said:
            after = after_damage_sentence(speaker, has_lost=found.has_lost)
            self._session.messages.tell(Message(" ".join(said), after, "wait"))
            self._session.changed.emit()

    def _on_end(self) -> None:
        self._job = None
        if self.is_resting:
            self._timer.start(_PAUSE_MS)
