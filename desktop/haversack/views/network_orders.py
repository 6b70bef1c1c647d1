"""The card of destructive orders that wait, for coordinators: who asked for what, and confirming it after one question.

Must not read the vault; its view-model does.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout

from haversack.viewmodels.waiting_orders import OrderRow, WaitingOrdersModel
from haversack.views.context import Context
from haversack.views.network_card import NetworkCard
from haversack.views.parts.buttons import button
from haversack.views.parts.question import Asked


class OrdersCard(NetworkCard):
    """Shows itself where orders wait, to coordinators only."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context, context.speaker.say("Waiting to be confirmed"))
        self._model = context.models.get(WaitingOrdersModel)
        self._follow(self._model.changed)

    def _lines(self) -> Sequence[QHBoxLayout]:
        return [self._order(row) for row in self._model.rows]

    def _order(self, row: OrderRow) -> QHBoxLayout:
        say, line = self._context.speaker.say, self._line(row.title, row.detail)
        if row.question is not None:
            asked = Asked(*row.question, say("Confirm"), lambda: self._model.confirm(row.id), tone="danger")
            press = button(self._context, say("Confirm…"), lambda: self._question.ask(asked), kind="small")
            press.setAccessibleName(say("Confirm: {order}…", order=row.title))
            line.addWidget(press)
        return line
