"""The card of what was erased, for coordinators: on how many computers it is done, and where not yet.

Must not read the vault; its view-model does.
"""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.erasing import ErasingModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.showing import let_go
from haversack.views.parts.texts import text


class ErasuresCard(Card):
    """Shows itself where something was erased, to coordinators only."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context, context.speaker.say("Erased for everybody"))
        self._context = context
        self._model = context.models.get(ErasingModel)
        self._holder: QWidget | None = None
        self._model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        if self._holder is not None:
            let_go(self._holder)
        self.setVisible(bool(self._model.rows))
        self._holder = QWidget()
        self.body.addWidget(self._holder)
        lines = QVBoxLayout(self._holder)
        spaced(self._context, lines, gap=8)
        for place, row in enumerate(self._model.rows):
            if place:
                lines.addWidget(rule())
            lines.addWidget(text(row.words, "label"))
            if row.detail:
                lines.addWidget(text(row.detail, "small"))
