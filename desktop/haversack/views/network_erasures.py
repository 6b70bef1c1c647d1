"""The card of what was erased, for coordinators: on how many computers it is done, and where not yet.

Must not read the vault; its view-model does.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout

from haversack.viewmodels.erasing import ErasingModel
from haversack.views.context import Context
from haversack.views.network_card import NetworkCard


class ErasuresCard(NetworkCard):
    """Shows itself where something was erased, to coordinators only."""

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context, context.speaker.say("Erased for everybody"))
        self._model = context.models.get(ErasingModel)
        self._follow(self._model.changed)

    def _lines(self) -> Sequence[QHBoxLayout]:
        return [self._line(row.words, row.detail) for row in self._model.rows]
