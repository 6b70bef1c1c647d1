"""The one bridge by which errors reach people: one function decides, one bar shows.

What happens before a window exists is kept and shown later. Must not log or keep texts of people.
"""

import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n import known_errors
from haversack.i18n.language import Speaker

_log = logging.getLogger("haversack.window")


@dataclass(frozen=True, slots=True)
class Message:
    """Something that people must be told.

    Attributes:
        text: What happened; a whole sentence.
        next_step: What to do; may be empty.
        tone: info, ok, wait or danger.
        kind: Stable name of the error; empty where there is none.
    """

    text: str
    next_step: str = ""
    tone: str = "info"
    kind: str = ""


class Messages(QObject):
    """Collects messages until somebody shows them.

    Signals:
        came: A `Message` waits; `take` it.
    """

    came = Signal()

    def __init__(self, speaker: Speaker) -> None:
        """Begin.

        Args:
            speaker: The language of sentences.
        """
        super().__init__()
        self.speaker = speaker
        self._waiting: list[Message] = []

    def report(self, error: Exception) -> None:
        """Put an error into words: a known one calmly, any other as our mistake."""
        self.tell(self.explain(error))

    def explain(self, error: Exception) -> Message:
        """Decide what an error is, log it if it is our mistake, and return it in words."""
        known = known_errors.explain(error, self.speaker)
        if known is not None:
            return Message(known.message, known.next_step, "wait", known.kind)
        _log.error("bug %s at %s", type(error).__name__, " < ".join(known_errors.places(error)))
        bug = known_errors.bug(error, self.speaker)
        return Message(bug.message, bug.next_step, "danger", bug.kind)

    def tell(self, message: Message) -> None:
        """Have a message shown."""
        self._waiting.append(message)
        self.came.emit()

    def take(self) -> Message | None:
        """Return the oldest message that nobody has shown, or None."""
        return self._waiting.pop(0) if self._waiting else None
