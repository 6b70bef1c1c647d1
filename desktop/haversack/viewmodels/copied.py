"""What the start page says of copied vaults: one's own, and to coordinators others'. Must not decide what is one."""

from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.i18n.copy_sentences import copy_sentences
from haversack.operations.copies import Copies, copies
from haversack.viewmodels.session import Session

_MOST: Final = 2
"""More copied vaults stand in the Sync centre alone: the start page has other things to say too."""


class CopiedModel(QObject):
    """Holds it.

    Attributes:
        words: Whole sentences; empty for nothing.

    Signals:
        changed: They are others.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin with nothing; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self.words = ""
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        languages = self._session.languages
        self._session.read(lambda workspace: copies(workspace, languages=languages), self.show_copies)

    def show_copies(self, found: Copies) -> None:
        """Put into words what is known now."""
        speaker = self._session.speaker
        newest = found.others_named[::-1]
        said = copy_sentences(speaker, found.own, found.stamp, newest)
        if len(said) > _MOST:
            more = len(said) - _MOST
            rest = speaker.count(
                "The Sync centre names {number} more copied vault.",
                "The Sync centre names {number} more copied vaults.",
                more,
            )
            said = [*said[:_MOST], rest]
        words = " ".join(said)
        if words != self.words:
            self.words = words
            self.changed.emit()
