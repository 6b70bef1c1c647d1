"""Says on the start page what somebody must know, and leads there. Shown only where there is something to be said."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QPushButton

from haversack.viewmodels.coordinators import CoordinatorsModel
from haversack.viewmodels.copied import CopiedModel
from haversack.viewmodels.sync_words import first_sentence
from haversack.viewmodels.waiting_orders import WaitingOrdersModel
from haversack.views.context import Context
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, show_in_place


class _Says(Protocol):
    """A view-model with whole sentences, or none."""

    @property
    def words(self) -> str: ...

    @property
    def changed(self) -> SignalInstance: ...


class _HomeBanner(Banner):
    """The sentences of a view-model, and one way to go."""

    def __init__(self, context: Context, model: _Says, way: QPushButton) -> None:
        super().__init__(context, "wait")
        self._model = model
        self.add_action(way)
        model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        words = self._said()
        show_in_place(self, is_shown=bool(words))
        self.say(*first_sentence(words))

    def _said(self) -> str:
        return self._model.words


class CopiedBanner(_HomeBanner):
    """That a vault was copied, as the Sync centre says it, and the way there."""

    def __init__(self, context: Context, go: Callable[[str], None]) -> None:
        """Build it.

        Args:
            context: For the look, words and the view-model.
            go: Leads to a page, by its id.
        """
        words = context.speaker.say("Sync centre")
        way = button(context, words, lambda: go("sync"), icon="refresh-cw", kind="small")
        super().__init__(context, context.models.get(CopiedModel), way)


class OrdersBanner(_HomeBanner):
    """That destructive orders wait, and the way to the card where they are confirmed."""

    def __init__(self, context: Context, go: Callable[[str], None], *, tells_all: bool = False) -> None:
        """Build it.

        Args:
            context: For the look, words and the view-model.
            go: Leads to a page, by its id.
            tells_all: Whether it tells of all, and of computers that they keep out, as the Sync centre does; else only
                of those that wait for whoever sits here.
        """
        self._orders, self._tells_all = context.models.get(WaitingOrdersModel), tells_all
        way = button(context, context.speaker.say("Look at them"), lambda: go("network"), kind="small")
        super().__init__(context, self._orders, way)

    def _said(self) -> str:
        return self._orders.all_words if self._tells_all else self._orders.words


class CoordinatorsBanner(_HomeBanner):
    """That a new coordinator's computer waits: to its owner, and to whoever confirms it, with the way to the card."""

    def __init__(self, context: Context, go: Callable[[str], None]) -> None:
        """Build it.

        Args:
            context: For the look, words and the view-model.
            go: Leads to a page, by its id.
        """
        self._way = button(context, context.speaker.say("Look at it"), lambda: go("network"), kind="small")
        self._coordinators = context.models.get(CoordinatorsModel)
        super().__init__(context, self._coordinators, self._way)

    def _show(self) -> None:
        super()._show()
        self._way.setVisible(self._coordinators.may_invite)
