"""The open vault as view-models see it: they hand it work, and are told when something changed.

The vault itself stays in the store lane; no view-model ever holds it. Must not know what the work is.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal

from haversack.clock import Clock
from haversack.i18n.language import Speaker
from haversack.jobs import CancelledError, Job, Lane, Lanes, Progress
from haversack.jobs.reachability import Reachability
from haversack.operations.editing import NoSuchRecordError
from haversack.operations.workspace import Workspace, on_folder
from haversack.viewmodels.messages import Message, Messages

T = TypeVar("T")


_LONGEST_SECONDS: Final = 60.0


class LockedError(Exception):
    """Work came while no vault is open; a mistake of ours."""


class Session(QObject):
    """One vault, from unlocking to the end of the process.

    Attributes:
        speaker: The language of sentences.
        messages: Where errors without a receiver go.
        clock: Time and randomness.
        lanes: Where work runs.
        reachability: What the system knows of the connection.

    Signals:
        opened: The vault is open.
        changed: Records changed: by an edit here, or by a sync. View-models read again.
        gone: The vault is not there any more; a `Message` says why.
        closing: The vault is about to close. Who holds what people wrote hands it over now: that work is still done.
    """

    opened = Signal()
    changed = Signal()
    gone = Signal(object)
    closing = Signal()
    _discarded = Signal(object)

    def __init__(
        self, lanes: Lanes, messages: Messages, clock: Clock, reachability: Reachability | None = None
    ) -> None:
        """Begin locked; where nobody asks the system of the connection, nothing is known of it."""
        super().__init__()
        self.lanes = lanes
        self.messages = messages
        self.clock = clock
        self._workspace: Workspace | None = None
        self.reachability = reachability or Reachability()
        self._said_costs = self.reachability.says_costs
        self.reachability.changed.connect(self._hear_of_costs)
        self._discarded.connect(self._leave)

    @property
    def speaker(self) -> Speaker:
        """The language of sentences; another one after `speak`."""
        return self.messages.speaker

    @property
    def is_open(self) -> bool:
        """Whether there is a vault to read from."""
        return self._workspace is not None

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages for titles and texts of records, the best first."""
        return (self.speaker.asked, self.speaker.asked.split("-")[0])

    def speak(self, speaker: Speaker) -> None:
        """Go on in another language; view-models read again."""
        self.messages.speaker = speaker
        if self._workspace is not None:
            self.changed.emit()

    def open(self, folder: Path, passphrase: str, on_failure: Callable[[Exception], None]) -> Job[Workspace]:
        """Open the vault; `opened` tells when.

        Args:
            folder: Of the vault.
            passphrase: As typed.
            on_failure: Given what went wrong, for the screen that asked.
        """
        return self.open_by(lambda job: on_folder(folder, passphrase, clock=self.clock), on_failure=on_failure)

    def open_by(
        self,
        make: Callable[[Job[Workspace]], Workspace],
        *,
        on_failure: Callable[[Exception], None],
        on_progress: Callable[[Progress], None] | None = None,
        on_end: Callable[[], None] | None = None,
    ) -> Job[Workspace]:
        """Take over the vault that a piece of work opens, or makes; `opened` tells when.

        Args:
            make: Runs in the store lane. If it was cancelled meanwhile, what it opened is closed again.
            on_failure: Given what went wrong, for the screen that asked.
            on_progress: Given how far it is.
            on_end: Called last, whatever happened.
        """

        def work(job: Job[Workspace]) -> Workspace:
            workspace = make(job)
            if job.is_cancelled:
                workspace.vault.close()
            return workspace

        def keep(workspace: Workspace) -> None:
            self._workspace = workspace
            workspace.system_costs = lambda: self.reachability.says_costs
            self.opened.emit()

        job = self.lanes.run(Lane.STORE, work)
        return job.then(keep, on_failure=on_failure, on_progress=on_progress, on_end=on_end)

    def _hear_of_costs(self) -> None:
        """Let everybody read again what may move, where the system changed its mind about what that costs."""
        said, self._said_costs = self._said_costs, self.reachability.says_costs
        if said is not self._said_costs and self._workspace is not None:
            self.changed.emit()

    def read(self, work: Callable[[Workspace], T], then: Callable[[T], None]) -> Job[T]:
        """Read something from the vault.

        Args:
            work: An operation on the vault; runs in the store lane.
            then: Given what it returned, in the window's thread.
        """
        return self.run(lambda workspace, job: work(workspace)).then(then)

    def read_again(
        self, work: Callable[[Workspace], T], then: Callable[[T], None], gone: Callable[[], None]
    ) -> Job[T | None]:
        """Read a record anew that is shown already. Nobody asked for it, so nobody is told where it went.

        Args:
            work: As for `read`.
            then: Likewise.
            gone: Called instead where the record is not here any more: it was erased, or taken back.
        """

        def found(workspace: Workspace) -> T | None:
            try:
                return work(workspace)
            except NoSuchRecordError:
                return None

        return self.read(found, lambda result: gone() if result is None else then(result))

    def write(self, work: Callable[[Workspace], T], then: Callable[[T], None]) -> Job[T]:
        """Change something in the vault; `changed` follows, after `then`."""

        def done(result: T) -> None:
            then(result)
            self.changed.emit()

        return self.run(lambda workspace, job: work(workspace), must_finish=True).then(done)

    def keep(self, work: Callable[[Workspace], object]) -> None:
        """Keep what a person did beside the records: no view-model reads again, but it is done even at closing."""
        self.run(lambda workspace, job: work(workspace), must_finish=True)

    def run(self, work: Callable[[Workspace, Job[T]], T], *, must_finish: bool = False) -> Job[T]:
        """Hand longer work on the vault to the store lane; it can report progress and be cancelled through its job.

        Args:
            work: An operation on the vault.
            must_finish: Whether it writes what a person did, and so is done even where the vault is about to close.
        """
        # Of the vault that is open now: what is handed over just before it closes is still done.
        workspace = self._workspace

        def with_vault(job: Job[T]) -> T:
            if workspace is None:
                raise LockedError("no vault is open")
            if _is_gone(workspace):
                # What came before it in the lane destroyed the vault, as it had to, and tells why.
                raise CancelledError
            try:
                return work(workspace, job)
            except Exception as error:
                if _is_gone(workspace):
                    # Told even where somebody stopped that work.
                    self._discarded.emit(error)
                raise

        return self.lanes.run(Lane.STORE, with_vault, must_finish=must_finish)

    def explain(self, error: Exception) -> Message:
        """Put into words what went wrong; that the vault is gone is told in the place of everything.

        Args:
            error: What an operation on the vault raised.
        """
        message = self.messages.explain(error)
        if message.kind == "revoked":
            self.lose(message)
        return message

    def _leave(self, error: Exception) -> None:
        """Forget a vault that destroyed itself; called from the lane's thread, by a signal."""
        if self.is_open:
            self.lose(self.messages.explain(error))

    def lose(self, message: Message) -> None:
        """Forget the vault: an operation destroyed it, as it had to. Nothing of it is read any more.

        Args:
            message: Why.
        """
        if self._workspace is not None:
            self._workspace = None
            self.lanes.cancel_all()
            self.gone.emit(message)

    def close(self, longest_seconds: float = _LONGEST_SECONDS) -> bool:
        """Save what was written, stop and await all other work, then close the vault. Safe to repeat.

        Args:
            longest_seconds: How long to wait for each of these; what is committed is safe whatever happens then.

        Returns:
            Whether everything ended; else the process must be ended without waiting for its threads.
        """
        self.lanes.cancel_all()
        if self._workspace is not None:
            self.closing.emit()
            self.lanes.settle(longest_seconds)
            workspace, self._workspace = self._workspace, None
            self.lanes.run(Lane.STORE, lambda job: workspace.vault.close(), must_finish=True)
        return self.lanes.drain(longest_seconds)


def _is_gone(workspace: Workspace) -> bool:
    """Tell whether a vault destroyed itself; work on it may do so between two questions."""
    return workspace.vault.is_discarded
