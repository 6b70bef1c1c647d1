"""Says on the start page that a vault was copied, what that means, and what to do. Shown only where that is known."""

from collections.abc import Callable

from haversack.viewmodels.copied import CopiedModel
from haversack.viewmodels.sync_words import first_sentence
from haversack.views.context import Context
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner


class CopiedBanner(Banner):
    """The sentences, as the Sync centre says them, and the way there."""

    def __init__(self, context: Context, go: Callable[[str], None]) -> None:
        """Build it.

        Args:
            context: For the look, words and the view-model.
            go: Leads to a page, by its id.
        """
        super().__init__(context, "wait")
        self._model = context.models.get(CopiedModel)
        self.add_action(
            button(context, context.speaker.say("Sync centre"), lambda: go("sync"), icon="refresh-cw", kind="small")
        )
        self._model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._model.words))
        self.say(*first_sentence(self._model.words))
