"""Asks on the start page whether the own profile is still right. Shown only while there is something to ask."""

from collections.abc import Callable

from haversack.viewmodels.still_right import StillRightModel
from haversack.views.context import Context
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner


class CheckBanner(Banner):
    """One question, answered with one press: it is still right, or it is looked at."""

    def __init__(self, context: Context, go: Callable[[str], None]) -> None:
        """Build it.

        Args:
            context: For the look, words and the view-model.
            go: Leads to a page, by its id.
        """
        super().__init__(context, "wait", icon="building-2")
        self._context = context
        self._model = context.models.get(StillRightModel)
        say = context.speaker.say
        self.add_action(button(context, say("Still right"), self._model.confirm, kind="small", icon="check"))
        self.add_action(button(context, say("Look at it"), lambda: go("organisation"), kind="small"))
        self._model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._model.record))
        if self._model.record:
            self.say(self._model.words, self._context.speaker.say("Is it still right?"))
