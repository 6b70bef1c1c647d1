"""A question beside what caused it: what would happen, the safe answer first. Must not do anything by itself."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import set_state
from haversack.views.parts.flow import clear, flow
from haversack.views.parts.texts import text


@dataclass(frozen=True, slots=True)
class Asked:
    """A question.

    Attributes:
        title: In a sentence.
        line: What would happen.
        yes: What the button says that does it; empty where it cannot be done.
        on_yes: Does it.
        tone: info, wait or danger.
        no: What the safe answer is called; empty for the usual words.
    """

    title: str
    line: str
    yes: str
    on_yes: Callable[[], None]
    tone: str = "info"
    no: str = ""


class Question(QFrame):
    """Shows one question at a time; hidden until somebody asks. Escape is the safe answer.

    Signals:
        closed: The safe answer was given.
    """

    closed = Signal()

    def __init__(self, context: Context) -> None:
        """Build it, empty."""
        super().__init__()
        self._context = context
        self._before: QWidget | None = None
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(12, 8, 12, 10), gap=6)
        self._title, self._line = text("", "label"), text("", "small")
        lines.addWidget(self._title)
        lines.addWidget(self._line)
        holder, self._buttons = flow(context.look.px(8))
        lines.addWidget(holder)
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.put_away)
        self.setVisible(False)

    def ask(self, asked: Asked) -> None:
        """Ask, and put the keyboard on the safe answer."""
        say = self._context.speaker.say
        window = self.window()
        self._before = self._before if self.isVisible() else window.focusWidget()
        set_state(self, "banner", asked.tone)
        self._title.setText(asked.title)
        self._line.setText(asked.line)
        self._line.setVisible(bool(asked.line))
        spoken = f"{asked.title} {asked.line}".strip()
        self.setAccessibleName(spoken)
        clear(self._buttons)
        words = asked.no or (say("Not now") if asked.yes else say("Close"))
        safe = button(self._context, words, self.put_away, kind="small")
        safe.setAccessibleDescription(spoken)
        self._buttons.addWidget(safe)
        if asked.yes:
            kind = "danger" if asked.tone == "danger" else "small"
            self._buttons.addWidget(button(self._context, asked.yes, lambda: self._on_yes(asked), kind=kind))
        self.setVisible(True)
        safe.setFocus()

    def put_away(self) -> None:
        """Close without an answer; the keyboard goes back to where it was."""
        if self.isVisible():
            self.setVisible(False)
            self._go_back()
            self.closed.emit()

    def _on_yes(self, asked: Asked) -> None:
        self.put_away()
        asked.on_yes()

    def _go_back(self) -> None:
        before, self._before = self._before, None
        try:
            if before is not None and before.isVisible():
                before.setFocus()
        except RuntimeError:
            # The button that asked was built anew meanwhile; PySide says so of a widget that is gone.
            return
