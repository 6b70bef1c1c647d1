"""Erasing one record for everybody, where it is shown in full: after one question, for coordinators only.

Must not read the vault; its view-model does.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from haversack.viewmodels.erasing import MAX_REASON, ErasingModel
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.question import Asked, Question
from haversack.views.parts.texts import text


class EraseAction(QWidget):
    """A button, the question under it, and that the order waits; hidden from whoever may not."""

    def __init__(self, context: Context, record: str, title: str) -> None:
        """Build it.

        Args:
            context: For the look, words and models.
            record: Id of the record.
            title: What people call it.
        """
        super().__init__()
        self._context, self._record, self._title = context, record, title
        self._model = context.models.get(ErasingModel)
        say = context.speaker.say
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=8)
        self._press = button(context, say("Erase for everybody…"), self._ask, kind="link", icon="trash-2")
        self._press.setAccessibleName(say("Erase “{title}” for everybody…", title=title))
        self._ordered = text("", "small")
        self._reason = QLineEdit()
        self._reason.setMaxLength(MAX_REASON)
        name = say("Why, for those who may read it (at most {number} characters)", number=MAX_REASON)
        self._reason.setPlaceholderText(say("Why (may stay empty)"))
        self._reason.setAccessibleName(name)
        self._reason.setToolTip(tooltip(name))
        self._reason.setVisible(False)
        self._question = Question(context)
        self._question.closed.connect(lambda: self._reason.setVisible(False))
        lines.addWidget(self._press, 0, Qt.AlignmentFlag.AlignLeading)
        lines.addWidget(self._ordered)
        lines.addWidget(self._reason)
        lines.addWidget(self._question)
        self._model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        ordered = self._model.ordered(self._record)
        self.setVisible(self._model.may_erase)
        self._press.setVisible(not ordered)
        self._ordered.setText(ordered)
        self._ordered.setVisible(bool(ordered))

    def _ask(self) -> None:
        title, line = self._model.question(self._title)
        yes = self._context.speaker.say("Erase for everybody")
        self._reason.setVisible(True)
        self._question.ask(Asked(title, line, yes, self._erase, tone="danger"))

    def _erase(self) -> None:
        self._reason.setVisible(False)
        self._model.erase(self._record, self._reason.text().strip())
