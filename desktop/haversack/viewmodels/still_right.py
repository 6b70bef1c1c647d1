"""Asks whether the own profile is still right when nobody checked it for long. Must not decide how long that is."""

from PySide6.QtCore import QObject, Signal

from haversack.operations.still_right import Unchecked, say_still_right, unchecked_profile
from haversack.viewmodels.messages import Message
from haversack.viewmodels.session import Session

_DAYS_OF_MONTH = 30.44


class StillRightModel(QObject):
    """Holds the question.

    Attributes:
        record: The organisation that it is about; empty while nothing is asked.

    Signals:
        changed: It is asked now, or not any more.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        """Begin with no question; reads at once, and again after every change."""
        super().__init__()
        self._session = session
        self._months = 0
        self.record = ""
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def words(self) -> str:
        """How long ago somebody checked the profile."""
        return self._session.speaker.count(
            "Your profile was last checked {number} month ago.",
            "Your profile was last checked {number} months ago.",
            self._months,
        )

    def refresh(self) -> None:
        """Read again."""
        self._session.read(unchecked_profile, self._show)

    def confirm(self) -> None:
        """Keep that it is still right; it leaves with the next sync."""
        record = self.record

        def kept(_: None) -> None:
            words = self._session.speaker.say("Thank you. Others see that you checked it after the next sync.")
            self._session.messages.tell(Message(words, tone="ok"))

        self._session.write(lambda workspace: say_still_right(workspace, record), kept)

    def _show(self, found: Unchecked | None) -> None:
        self.record = found.record if found else ""
        self._months = round(found.days / _DAYS_OF_MONTH) if found else 0
        self.changed.emit()
