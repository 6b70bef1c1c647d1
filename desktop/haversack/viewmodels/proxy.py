"""By which proxy this vault reaches its hub, and trying it: in words what came of it. Must not keep what is set."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.jobs import Job
from haversack.operations.proxies import Tried, try_now
from haversack.operations.side_link import Threads
from haversack.operations.workspace import Workspace
from haversack.viewmodels.proxy_form import ProxyForm, form_of, is_whole_proxy, proxy_of
from haversack.viewmodels.session import Session
from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.synchroniser import Synchroniser

_STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class TryOutcome:
    """What a try came to.

    Attributes:
        words: What happened.
        next_step: What can be done; may be empty.
        tone: ok or wait.
    """

    words: str
    next_step: str = ""
    tone: str = "ok"


class ProxyModel(QObject):
    """Sets the proxy, and tries it.

    Attributes:
        form: What was chosen and typed, also where it cannot be used yet.
        outcome: What the last try came to; None before one, and after another choice.

    Signals:
        changed: Any of them is another.
    """

    changed = Signal()

    def __init__(self, session: Session, synchroniser: Synchroniser, settings: SettingsModel) -> None:
        """Begin with what is set.

        Args:
            session: The open vault.
            synchroniser: Meets hubs, one thing at a time.
            settings: Keeps what is set.
        """
        super().__init__()
        self._session, self._synchroniser, self._settings = session, synchroniser, settings
        self._job: Job[Tried] | None = None
        self._is_waiting = False
        self.form = form_of(settings.preferences.proxy)
        self.outcome: TryOutcome | None = None
        settings.changed.connect(self._follow)
        synchroniser.changed.connect(self._on_sync)

    @property
    def is_running(self) -> bool:
        """Whether it is being tried, or a sync must end first."""
        return self._job is not None or self._is_waiting

    @property
    def can_try(self) -> bool:
        """Whether there is something to try: a hub, and a whole address of a proxy."""
        about = self._settings.about
        return bool(about is not None and about.hub) and is_whole_proxy(self.form) and not self.is_running

    def keep(self, form: ProxyForm) -> None:
        """Take what was chosen and typed; it counts from now on."""
        if form != self.form:
            self.form, self.outcome = form, None
            self._settings.choose_proxy(proxy_of(form))
            self.changed.emit()

    def start(self) -> None:
        """Try it, after a sync that runs; unless there is nothing to try."""
        if self.can_try:
            self.outcome = None
            self._is_waiting = True
            self._on_sync()
            self.changed.emit()

    def stop(self) -> None:
        """Stop the try."""
        self._is_waiting = False
        if self._job is not None:
            self._job.cancel()
        self.changed.emit()

    def _follow(self) -> None:
        """Show what was set elsewhere; what is half typed here stays."""
        if proxy_of(self.form) != self._settings.preferences.proxy:
            self.form, self.outcome = form_of(self._settings.preferences.proxy), None
        self.changed.emit()

    def _on_sync(self) -> None:
        if self._is_waiting and not self._synchroniser.is_running:
            self._is_waiting = False
            self._job = self._synchroniser.occupy(self._try)
            self._job.then(self._show, on_failure=self._on_failure, on_end=self._on_end)

    def _try(self, workspace: Workspace, job: Job[Tried], threads: Threads) -> Tried:
        return try_now(workspace, self._synchroniser.reach, threads, is_cancelled=lambda: job.is_cancelled)

    def _show(self, tried: Tried) -> None:
        speaker = self._session.speaker
        seconds = max(1, round(tried.seconds))
        took = speaker.count("It took {number} second.", "It took {number} seconds.", seconds)
        where = (
            speaker.say("The hub answered, by the proxy {place}.", place=tried.proxy.place)
            if tried.proxy.place
            else speaker.say("The hub answered, without a proxy.")
        )
        used = speaker.say("{size} were used, and nothing said who you are.", size=speaker.size(tried.used_bytes))
        self.outcome = TryOutcome(where, f"{took} {used}")

    def _on_failure(self, error: Exception) -> None:
        message = self._session.messages.explain(error)
        if message.kind != _STOPPED:
            self.outcome = TryOutcome(message.text, message.next_step, tone="wait")

    def _on_end(self) -> None:
        self._job = None
        self._synchroniser.release()
        self.changed.emit()
