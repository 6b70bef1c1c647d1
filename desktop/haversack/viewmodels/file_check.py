"""Reading every file on this computer through: how far it is, and what came of it, in words. Must not repair anything.

What is damaged is asked for again by the check itself; fetching it is the sync's.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n.language import Speaker
from haversack.jobs import Job, Progress
from haversack.operations.file_queue import Checked, check_files
from haversack.operations.workspace import Workspace
from haversack.viewmodels.pace import Pace
from haversack.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check came to.

    Attributes:
        words: What was found.
        next_step: What can be done; may be empty.
        tone: ok, wait or plain.
        can_fetch: Whether something comes again from the hub.
    """

    words: str = ""
    next_step: str = ""
    tone: str = "plain"
    can_fetch: bool = False


class FileCheck(QObject):
    """Runs one check at a time, between other work on the vault.

    Attributes:
        progress: How far it is, in bytes; None while none runs.
        seconds_left: About how long it still takes; None while nobody knows.
        outcome: What the last one came to.

    Signals:
        changed: Any of them is another.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin without a check."""
        super().__init__()
        self._session = session
        self._job: Job[Checked] | None = None
        self._pace = Pace(0.0)
        self.progress: Progress | None = None
        self.seconds_left: int | None = None
        self.outcome = Outcome()

    def start(self) -> None:
        """Begin, unless one runs."""
        if self._job is not None:
            return
        lanes = self._session.lanes

        def work(workspace: Workspace, job: Job[Checked]) -> Checked:
            def watch(done: int, total: int) -> bool:
                job.report(Progress(done, total))
                lanes.give_way(0.0)
                return not job.is_cancelled

            return check_files(workspace, watch=watch)

        self._pace, self.outcome = Pace(self._session.clock.monotonic()), Outcome()
        self.progress = Progress(0, 0)
        self._job = self._session.run(work).then(self._show, on_progress=self._on_progress, on_end=self._on_end)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop it; what was found damaged so far is asked for again all the same."""
        if self._job is not None:
            self._job.cancel()
            self.outcome = Outcome(self._session.speaker.say("The check was stopped. Begin it again when you like."))
            self.changed.emit()

    def _on_progress(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds_left = self._pace.seconds_left(progress.done, progress.total, self._session.clock.monotonic())
        self.changed.emit()

    def _show(self, found: Checked) -> None:
        self.outcome = _outcome(self._session.speaker, found)

    def _on_end(self) -> None:
        self._job = self.progress = self.seconds_left = None
        self.changed.emit()
        # What was damaged is here no longer: whoever shows files reads again.
        self._session.changed.emit()


def _outcome(speaker: Speaker, found: Checked) -> Outcome:
    say = speaker.say
    if not found.files:
        return Outcome(say("There are no files on this computer yet."))
    read = speaker.count("{number} file was read through.", "{number} files were read through.", found.files)
    if not found.damaged:
        return Outcome(f"{read} {say('All are as they came.')}", tone="ok")
    again = found.damaged - found.only_copies
    damaged = speaker.count("{number} file is damaged.", "{number} files are damaged.", found.damaged)
    steps = []
    if again:
        steps.append(say("The damaged parts come again from the hub with the next sync, or now."))
    if found.only_copies:
        steps.append(
            speaker.count(
                "Of {number} of them this is the only copy: add it again from where you have it.",
                "Of {number} of them these are the only copies: add them again from where you have them.",
                found.only_copies,
            )
        )
    return Outcome(f"{read} {damaged}", " ".join(steps), tone="wait", can_fetch=again > 0)
