"""The one bridge by which errors reach people: one function decides, one bar shows.

What happens before a window exists is kept and shown later. Must not log or keep texts of people.
"""

import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from haversack.i18n import known_errors
from haversack.i18n.language import Speaker

_FLEETING = ("ok", "info")
_log = logging.getLogger("haversack.window")


@dataclass(frozen=True, slots=True)
class Message:
    """Something that people must be told.

    Attributes:
        text: What happened; a whole sentence.
        next_step: What to do; may be empty.
        tone: info, ok, wait or danger.
        kind: Stable name of the error; empty where there is none.
        report: Of a mistake of ours, what people can pass on: places in the program, and nothing of theirs.
    """

    text: str
    next_step: str = ""
    tone: str = "info"
    kind: str = ""
    report: str = ""


class Messages(QObject):
    """Holds messages until people have closed them, whatever window shows them meanwhile.

    Signals:
        came: A `Message` waits.
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
        known = known_errors.explain(error, self.speaker, in_window=True)
        if known is not None:
            return Message(known.message, known.next_step, "wait", known.kind)
        _log.error("bug %s at %s", type(error).__name__, " < ".join(known_errors.places(error)))
        bug = known_errors.bug(error, self.speaker)
        report = " < ".join((type(error).__name__, *known_errors.places(error)))
        return Message(bug.message, bug.next_step, "danger", bug.kind, report)

    @property
    def current(self) -> Message | None:
        """The message to show now; it stays until it is taken."""
        return self._waiting[0] if self._waiting else None

    def tell(self, message: Message) -> None:
        """Have a message shown. What is shown or waits already is not said twice."""
        if message in self._waiting:
            return
        self._waiting.append(message)
        # What went well gives way to what comes next; what went wrong stays until it is closed.
        if len(self._waiting) > 1 and self._waiting[0].tone in _FLEETING:
            self._waiting.pop(0)
        self.came.emit()

    def take(self) -> Message | None:
        """Return the message that is shown and let it go, or None."""
        return self._waiting.pop(0) if self._waiting else None
