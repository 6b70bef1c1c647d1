"""The card of what was erased, for coordinators: on how many computers it is done, and where not yet.

Must not read the vault; its view-model does.
"""

from haversack.viewmodels.erasing import ErasingModel
from haversack.views.context import Context
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.refilled import Refilled
from haversack.views.parts.texts import text


class ErasuresCard(Card):
    """Shows itself where something was erased, to coordinators only."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context, context.speaker.say("Erased for everybody"))
        self._context = context
        self._model = context.models.get(ErasingModel)
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
            lines.addWidget(text(row.words, "label"))
            if row.detail:
                lines.addWidget(text(row.detail, "small"))
