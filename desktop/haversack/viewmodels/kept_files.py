"""Which items keep their files on this computer; beginning and ending that. Must not fetch; the next sync does."""

from PySide6.QtCore import QObject, Signal

from haversack.operations import following
from haversack.operations.following import Extent
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session


class KeptFiles(QObject):
    """Holds what is kept.

    Signals:
        changed: It is another.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin empty; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._records: frozenset[str] = frozenset()
        session.changed.connect(self.refresh)
        self.refresh()

    def is_kept(self, record: str) -> bool:
        """Return whether a record's files are kept here, with every new one."""
        return record in self._records

    def refresh(self) -> None:
        """Read again."""
        self._session.read(following.kept, self._show)

    def toggle(self, record: str) -> None:
        """Keep a record's files here from now on, or let that end; what it means is told."""
        if self.is_kept(record):
            self._session.write(lambda workspace: following.keep_no_longer(workspace, record), self._tell_ended)
        else:
            self._session.write(lambda workspace: following.keep(workspace, record), self._tell_begun)

    def _tell_begun(self, extent: Extent) -> None:
        speaker = self._session.speaker
        words = speaker.say("Its files stay on this computer, whatever the limit of space says.")
        if extent.away_files:
            more = speaker.count(
                "{number} file comes with the next sync: {size}.",
                "{number} files come with the next sync: {size}.",
                extent.away_files,
                size=speaker.size(extent.away_bytes),
            )
        else:
            more = speaker.say("New editions of them come by themselves.")
        self._session.messages.tell(Message(words, more, tone="ok"))

    def _tell_ended(self, _: None) -> None:
        say = self._session.speaker.say
        words, more = say("New editions come by themselves no longer."), say("What is here stays, until you remove it.")
        self._session.messages.tell(Message(words, more))

    def _show(self, found: frozenset[str]) -> None:
        if found != self._records:
            self._records = found
            self.changed.emit()
