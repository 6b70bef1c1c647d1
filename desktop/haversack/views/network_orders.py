"""The card of destructive orders that wait, for coordinators: who asked for what, and confirming it after one question.

Must not read the vault; its view-model does.
"""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from haversack.viewmodels.waiting_orders import OrderRow, WaitingOrdersModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.question import Asked, Question
from haversack.views.parts.refilled import Refilled
from haversack.views.parts.texts import text


class OrdersCard(Card):
    """Shows itself where orders wait, to coordinators only."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context, context.speaker.say("Waiting to be confirmed"))
        self._context = context
        self._model = context.models.get(WaitingOrdersModel)
        self._question = Question(context)
        self.body.addWidget(self._question)
        self._holder = Refilled(context, gap=8)
        self.body.addWidget(self._holder)
        self._model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._model.rows))
        lines = self._holder.fresh()
        for place, row in enumerate(self._model.rows):
            if place:
                lines.addWidget(rule())
            lines.addLayout(self._order(row))

    def _order(self, row: OrderRow) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=10)
        words = QVBoxLayout()
        spaced(context, words, gap=2)
        words.addWidget(text(row.title, "label"))
        words.addWidget(text(row.detail, "small"))
        line.addLayout(words, 1)
        if row.question is not None:
            press = button(context, say("Confirm…"), lambda: self._ask(row), kind="small")
            press.setAccessibleName(say("Confirm: {order}…", order=row.title))
            line.addWidget(press)
        return line

    def _ask(self, row: OrderRow) -> None:
        if row.question is None:
            return
        yes = self._context.speaker.say("Confirm")
        self._question.ask(Asked(*row.question, yes, lambda: self._model.confirm(row.id), tone="danger"))
