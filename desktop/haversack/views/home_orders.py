"""Says on the start page that destructive orders wait for whoever sits here. Shown only where some do."""

from collections.abc import Callable

from haversack.viewmodels.sync_words import first_sentence
from haversack.viewmodels.waiting_orders import WaitingOrdersModel
from haversack.views.context import Context
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner


class OrdersBanner(Banner):
    """The sentence, and the way to the card where they are confirmed."""

    def __init__(self, context: Context, go: Callable[[str], None]) -> None:
        """Build it.

        Args:
            context: For the look, words and the view-model.
            go: Leads to a page, by its id.
        """
        super().__init__(context, "wait")
        self._model = context.models.get(WaitingOrdersModel)
        self.add_action(button(context, context.speaker.say("Look at them"), lambda: go("network"), kind="small"))
        self._model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._model.words))
        self.say(*first_sentence(self._model.words))
