"""What every field has in which a learner answers. Must not mark anything.

Each field tells what was given as `operations.marking` takes it, and shows afterwards which parts were right, always
with a word beside the icon.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.cards import escaped
from haversack.views.parts.texts import picture, text

Given: TypeAlias = int | bool | str | tuple[int | str, ...] | None
Move: TypeAlias = Callable[[int, int], int]


class AnswerField(QWidget):
    """What every field has.

    Attributes:
        spoken: What was said to the parts of the answer, for screen readers.

    Signals:
        given: What the learner gave, as `marking` takes it.
        confirmed: Enter was pressed.
    """

    given = Signal(object)
    confirmed = Signal()

    def __init__(self, context: Context) -> None:
        """Begin empty."""
        super().__init__()
        self.context = context
        self.spoken: list[str] = []
        self.lines = QVBoxLayout(self)
        spaced(context, self.lines, gap=8)

    def show_mark(self, parts: Mapping[int, bool], feedback: Mapping[int, str]) -> None:
        """Show which parts were right, and what the author says to them; nothing can be changed meanwhile."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as the end of an answer, wherever in it the keyboard is."""
        if Qt.Key(event.key()) in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)

    def verdict(self, *, is_right: bool, words: str = "") -> QWidget:
        """Return an icon and words that say whether a part was right."""
        say = self.context.speaker.say
        holder = QWidget()
        line = QHBoxLayout(holder)
        spaced(self.context, line, gap=6)
        icon, ink = ("circle-check", "okInk") if is_right else ("circle-x", "dangerInk")
        line.addWidget(picture(self.context, icon, ink=ink, size=16), 0, Qt.AlignmentFlag.AlignTop)
        first = say("Right.") if is_right else say("Not right.")
        # Authors often begin with the verdict themselves.
        starts_so = words.casefold().startswith(first.rstrip(".").casefold())
        rest = words[len(first) - 1 :].lstrip(". !،") if starts_so else words
        label = text("", "small")
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setText(f"<b>{escaped(first)}</b> {escaped(rest)}".strip())
        line.addWidget(label, 1)
        self.spoken = [*self.spoken, f"{first} {rest}".strip()]
        return holder
