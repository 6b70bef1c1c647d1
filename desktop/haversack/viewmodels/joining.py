"""An invitation that comes while somebody looks around: what was typed, how it goes, and what it leads to.

For the network that is looked at this vault takes part, and all that is in it stays; for another network a vault of its
own is set up, and this one stays as it is. Must not make a vault.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from haversack.operations.joining import Invitation
from haversack.viewmodels.first_run import Typed
from haversack.viewmodels.first_run_words import code_mistake, is_whole, part_of
from haversack.viewmodels.messages import Message
from haversack.viewmodels.proxy_form import form_of
from haversack.viewmodels.session import Session
from haversack.viewmodels.settings import SettingsModel
from haversack.viewmodels.synchroniser import Synchroniser
from haversack.viewmodels.vaults import OwnVault

_OTHER = "other_network"
_STOPPED = "stopped"


class JoiningModel(QObject):
    """Takes an invitation.

    Attributes:
        invitation: What was typed so far.
        failure: Why it did not work; None if nothing went wrong.
        failed_part: What the failure is about: code, source, or empty.
        is_running: Whether the network is being asked.
        is_other: Whether the invitation is for another network than the one that is looked at.

    Signals:
        changed: Any of them is another.
        joined: This vault takes part now; its first sync begins.
    """

    changed = Signal()
    joined = Signal()

    def __init__(
        self, session: Session, synchroniser: Synchroniser, settings: SettingsModel, own_vault: OwnVault
    ) -> None:
        """Begin with the hub that is known, if one is: most invitations are for the network that is looked at.

        Args:
            session: The open vault.
            synchroniser: Meets hubs, one thing at a time.
            settings: What was set; it comes along into a vault of its own.
            own_vault: Is told that one is wanted.
        """
        super().__init__()
        self._session, self._synchroniser, self._settings, self._own_vault = session, synchroniser, settings, own_vault
        self._cancel: Callable[[], None] | None = None
        self._is_waiting = False
        self.invitation = Invitation("", settings.about.hub if settings.about is not None else "")
        self.failure: Message | None = None
        self.failed_part = ""
        self.is_other = False
        synchroniser.changed.connect(self._on_sync)

    @property
    def is_running(self) -> bool:
        """Whether the network is being asked, or a sync must end first."""
        return self._cancel is not None or self._is_waiting

    @property
    def code_mistake(self) -> str:
        """Return that the code cannot be one, if it is whole and is not; else nothing."""
        return code_mistake(self._session.speaker, self.invitation.code)

    def missing(self) -> str:
        """Return what is missing, in a sentence; empty if nothing is."""
        say = self._session.speaker.say
        if not is_whole(self.invitation.code):
            return say("Still missing: the invitation code.")
        if self.code_mistake:
            return say("Still missing: the invitation code without a mistake.")
        if not self.invitation.source.strip():
            return say("Still missing: the address of the hub, or a folder.")
        return ""

    def keep(self, *, code: str, source: str) -> None:
        """Keep what was typed."""
        invitation = Invitation(code, source)
        if invitation != self.invitation:
            self.invitation = invitation
            self.failure, self.failed_part, self.is_other = None, "", False
            self.changed.emit()

    def start(self) -> None:
        """Ask the network whether the invitation is good, and take part; unless something is missing or it runs."""
        if self.is_running or self.missing():
            return
        self.failure, self.failed_part, self.is_other = None, "", False
        # What comes for somebody who looks around comes for a member too: a sync that runs is only in the way.
        self._is_waiting = True
        self._synchroniser.cancel()
        self._on_sync()
        self.changed.emit()

    def stop(self) -> None:
        """Go back to what was typed; nothing is changed."""
        self._is_waiting = False
        if self._cancel is not None:
            self._cancel()
        self.changed.emit()

    def set_up(self) -> None:
        """Set up a vault of its own, for another network."""
        typed = Typed(
            way="join",
            code=self.invitation.code,
            source=self.invitation.source,
            proxy=form_of(self._settings.preferences.proxy),
            preferences=self._settings.preferences,
        )
        self._own_vault.wanted.emit(typed)

    def _on_sync(self) -> None:
        if not self._is_waiting or self._synchroniser.is_running:
            return
        self._is_waiting = False
        self._cancel = self._synchroniser.cancel
        self._synchroniser.join(
            self.invitation, then=self.joined.emit, on_failure=self._on_failure, on_end=self._on_end
        )

    def _on_failure(self, error: Exception) -> None:
        failure = self._session.messages.explain(error)
        self.is_other = failure.kind == _OTHER
        if not self.is_other and failure.kind != _STOPPED:
            self.failure, self.failed_part = failure, part_of(failure.kind, "join")

    def _on_end(self) -> None:
        self._cancel = None
        self.changed.emit()
