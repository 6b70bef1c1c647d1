"""The first start: language, invitation, passphrase, progress. What was typed outlives a change of language.

Must not keep a passphrase after the vault was opened with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.jobs import Job, Lane, Progress
from haversack.operations.first_run import Joining
from haversack.operations.passphrases import bits, draw, is_long_enough
from haversack.operations.places import has_vault
from haversack.operations.synchronising import SyncResult, Wishes
from haversack.viewmodels.appearance import AppearanceModel
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session

Join = Callable[[Joining, Wishes], SyncResult]
_CODE_SIGNS: Final = 21
"""Signs of an invitation's code, its check sign among them."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a first start needs from outside.

    Attributes:
        join: Joins a network; runs in the store lane.
        words: That a passphrase may be drawn from; each is there once.
    """

    join: Join
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far."""

    code: str = ""
    source: str = ""
    passphrase: str = ""
    again: str = ""


class FirstRunModel(QObject):
    """Joins a network.

    Attributes:
        typed: What was typed so far.
        words: The suggested passphrase.
        is_running: Whether the computer is joining.
        failure: Why it did not work; None if nothing went wrong.
        detail: How far it is, in words.
        is_needed: Whether there is no vault yet.

    Signals:
        changed: Any of them is another.
    """

    changed = Signal()

    def __init__(self, session: Session, appearance: AppearanceModel, folder: Path, means: Means) -> None:
        """Begin with a suggestion.

        Args:
            session: Locked.
            appearance: What was chosen before there is a vault.
            folder: Where the vault goes.
            means: How to join, and words for passphrases.
        """
        super().__init__()
        self._session, self._appearance, self._folder, self._join = session, appearance, folder, means.join
        self._list = means.words
        self._job: Job[SyncResult] | None = None
        self.typed = Typed()
        self.words = draw(session.clock.random, self._list)
        self.failure: Message | None = None
        self.detail = ""
        self.is_needed = True

    @property
    def is_running(self) -> bool:
        """Whether the computer is joining."""
        return self._job is not None

    @property
    def worth(self) -> str:
        """Return what the suggested words are worth, in one true sentence."""
        return self._session.speaker.say(
            "Drawn by chance from {number} words: as hard to guess as {bits} tosses of a coin.",
            number=self._session.speaker.number(len(self._list)),
            bits=bits(self._list),
        )

    def keep(self, typed: Typed) -> None:
        """Keep what was typed."""
        self.typed = typed

    def draw_again(self) -> None:
        """Suggest other words."""
        self.words = draw(self._session.clock.random, self._list)
        self.changed.emit()

    def missing(self) -> str:
        """Return what is missing before somebody can join, in a sentence; empty if nothing is."""
        say, typed = self._session.speaker.say, self.typed
        if len([sign for sign in typed.code if sign.isalnum()]) < _CODE_SIGNS:
            return say("Still missing: the invitation code.")
        if not typed.source.strip():
            return say("Still missing: the address of the hub, or a folder.")
        if not is_long_enough(typed.passphrase):
            return say("Still missing: a passphrase of at least 12 signs.")
        if typed.again != typed.passphrase:
            return say("Still missing: the passphrase again, just the same.")
        return ""

    def start(self) -> None:
        """Join, unless something is missing or it runs already."""
        if self.is_running or self.missing():
            return
        typed, look = self.typed, self._appearance.now
        joining = Joining(self._folder, typed.passphrase, typed.code, typed.source, look)
        self.failure = None
        self.detail = self._session.speaker.say("Asking the hub whether the invitation is good.")

        def work(job: Job[SyncResult]) -> SyncResult:
            wishes = Wishes(
                tell=lambda report: job.report(Progress(report.sent_bytes + report.received_bytes, 0, report.applied)),
                is_cancelled=lambda: job.is_cancelled,
            )
            return self._join(joining, wishes)

        self._job = self._session.lanes.run(Lane.STORE, work)
        self._job.then(on_failure=self._on_failure, on_progress=self._on_progress, on_end=self._on_end)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop. If the vault is there already it opens, and the rest comes with the next sync; else nothing is left."""
        if self._job is not None:
            self._job.cancel()
            self.detail = self._session.speaker.say("Stopping.")
            self.changed.emit()

    def _on_failure(self, error: Exception) -> None:
        self.failure = self._session.messages.explain(error)

    def _on_progress(self, progress: Progress) -> None:
        speaker = self._session.speaker
        applied = progress.value if isinstance(progress.value, int) else 0
        self.detail = speaker.say(
            "{things} · {size} used",
            things=speaker.count("{number} thing is here", "{number} things are here", applied),
            size=speaker.size(progress.done),
        )
        self.changed.emit()

    def _on_end(self) -> None:
        self._job = None
        if has_vault(self._folder):
            self.is_needed = False
            passphrase, self.typed = self.typed.passphrase, Typed()
            if self.failure is not None:
                self._session.messages.tell(self.failure)
            self._session.open(self._folder, passphrase, self._session.messages.report)
            return
        self.changed.emit()
