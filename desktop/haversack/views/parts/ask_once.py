"""A question beside its cause before something that cannot be undone, the safe answer first; no box over the page."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.texts import text


class AskOnce(QFrame):
    """Hidden until `ask`; Esc is the safe answer. Afterwards the keyboard is where it was."""

    def __init__(self, context: Context) -> None:
        """Build it, hidden."""
        super().__init__()
        self._before: QWidget | None = None
        self._then: Callable[[], None] | None = None
        self.setProperty("banner", "wait")
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(12, 8, 12, 10), gap=8)
        self._question = text("", "body")
        lines.addWidget(self._question)
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        self._keep = button(context, "", self._leave, kind="small")
        self._do = button(context, "", self._go_on, kind="danger")
        line.addStretch()
        line.addWidget(self._keep)
        line.addWidget(self._do)
        lines.addLayout(line)
        self.setVisible(False)

    def ask(self, question: str, *, keep: str, do: str, then: Callable[[], None]) -> None:
        """Ask.

        Args:
            question: What is going to happen, with its consequence.
            keep: The safe answer.
            do: The other one, as a verb.
            then: Called after the other one.
        """
        self._before = self.window().focusWidget()
        self._then = then
        self._question.setText(question)
        self.setAccessibleName(question)
        for made, words in ((self._keep, keep), (self._do, do)):
            made.setText(words)
            made.setAccessibleName(words)
            made.setAccessibleDescription(question)
        self.setVisible(True)
        self._keep.setFocus()

    @property
    def answers(self) -> tuple[QPushButton, QPushButton]:
        """The two buttons: the safe one, and the other one."""
        return self._keep, self._do

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc is the safe answer."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return
        super().keyPressEvent(event)

    def _go_on(self) -> None:
        then = self._then
        self._leave()
        if then is not None:
            then()

    def _leave(self) -> None:
        before, self._before, self._then = self._before, None, None
        self.setVisible(False)
        try:
            if before is not None:
                before.setFocus()
        except RuntimeError:
            # The button that asked was built anew meanwhile; PySide says so of a widget that is gone.
            return
