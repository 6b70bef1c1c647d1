"""Further coordinators in words: inviting one, confirming the computer that joined, and what that computer shows.

Must not read the vault itself.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n.device_sentences import (
    admitting_question,
    confirmed_sentences,
    day,
    own_name_sentences,
    spelled,
    to_admit_sentences,
)
from haversack.operations import coordinators
from haversack.operations.coordinators import WaitingComputer
from haversack.operations.workspace import Workspace
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session
from haversack_sync.model.ids import show_device_id


@dataclass(frozen=True, slots=True)
class ComputerRow:
    """A computer that waits, in words.

    Attributes:
        id: Its name for the model.
        title: What its owner calls it, or that nobody knows.
        detail: Its name in groups, when it joined, where it stands.
        question: What is asked before it is confirmed, and what to compare; None where it cannot be confirmed here.
    """

    id: str
    title: str
    detail: str
    question: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class _Read:
    own: str = ""
    leads: bool = False
    holds_root: bool = False
    waiting: tuple[WaitingComputer, ...] = ()


class CoordinatorsModel(QObject):
    """Shows to coordinators how another one comes in, and to whoever waits what to read out.

    Attributes:
        leads: Whether this is a coordinator's computer.
        may_invite: Whether the network's root key is here.
        rows: The computers that wait, as they joined.
        code: Of the invitation that was just made; empty once it was put away.
        words: What the start page says, in whole sentences; empty for nothing.

    Signals:
        changed: They are new.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self.leads = self.may_invite = False
        self.rows: tuple[ComputerRow, ...] = ()
        self._was_waiting = False
        self.code = ""
        self.words = ""
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""

        def read(workspace: Workspace) -> _Read:
            own = show_device_id(workspace.own) if workspace.is_unconfirmed else ""
            if not workspace.leads:
                return _Read(own)
            holds_root = coordinators.holds_root(workspace)
            return _Read(own, leads=True, holds_root=holds_root, waiting=coordinators.waiting(workspace))

        self._session.read(read, self._show)

    def invite(self) -> None:
        """Make an invitation; its code is shown until it is put away."""

        def made(code: str) -> None:
            self.code = code
            self.changed.emit()

        self._session.write(coordinators.invite_coordinator, made)

    def put_away(self) -> None:
        """Show the code no more; it is kept nowhere."""
        self.code = ""
        self.changed.emit()

    def admit(self, device: str) -> None:
        """Confirm a computer; the person was asked, and compared."""
        self._session.write(lambda workspace: coordinators.admit(workspace, device), lambda done: None)

    def _show(self, read: _Read) -> None:
        speaker = self._session.speaker
        self.leads, self.may_invite = read.leads, read.holds_root
        was_waiting, self._was_waiting = self._was_waiting, bool(read.own)
        if was_waiting and read.leads:
            self._session.messages.tell(Message(*confirmed_sentences(speaker), tone="ok"))
        self.rows = tuple(self._row(one, may_admit=read.holds_root) for one in read.waiting)
        to_admit = sum(not one.is_confirmed for one in read.waiting) if read.holds_root else 0
        said = own_name_sentences(speaker, read.own) if read.own else to_admit_sentences(speaker, to_admit)
        self.words = " ".join(said).strip()
        self.changed.emit()

    def _row(self, one: WaitingComputer, *, may_admit: bool) -> ComputerRow:
        speaker = self._session.speaker
        say = speaker.say
        facts = [spelled(one.id), say("joined {day}", day=day(speaker, one.stamp))]
        if one.is_confirmed:
            facts.append(say("Confirmed here, not sent yet."))
        asks = may_admit and not one.is_confirmed
        question = admitting_question(speaker, label=one.label, device=one.id, stamp=one.stamp) if asks else None
        return ComputerRow(one.id, one.label or say("A new coordinator’s computer"), " · ".join(facts), question)
