"""Kits, for coordinators: what goes along, invitations, where to, and building. Must not write; its view-model does."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from haversack.assets import asset
from haversack.viewmodels.kits import KitsModel
from haversack.views.context import Context
from haversack.views.kit_choices import ContentCard, InvitationsCard
from haversack.views.kit_making import BuildCard
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.cards import EmptyState

_TWO_COLUMNS: Final = 1000


class KitsPage(Page):
    """Builds sticks that set up computers with no network."""

    help_id: ClassVar[str] = "kits"

    def __init__(self, context: Context) -> None:
        """Build it and show what was chosen."""
        super().__init__(context)
        self._model = context.models.get(KitsModel)
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(20, 14, 20, 20), gap=16)
        self._others = EmptyState(
            context,
            "package",
            context.speaker.say("Kits are built on a coordinator’s computer."),
            context.speaker.say("Ask your coordinators for a stick."),
        )
        lines.addWidget(self._others)
        self._parts = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._parts)
        spaced(context, self._columns, gap=16)
        lines.addWidget(self._parts)
        lines.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self._main, self._side = QVBoxLayout(), QVBoxLayout()
        for column in (self._main, self._side):
            spaced(context, column)
            self._columns.addLayout(column)

    def parts(self) -> Sequence[Callable[[], None]]:
        """See `Page`."""
        return (self._build_content, self._build_invitations, self._build_making, self._begin)

    def _build_content(self) -> None:
        self._model.use(asset("kits"))
        self._content = ContentCard(self.context, self._model)
        self._main.addWidget(self._content)

    def _build_invitations(self) -> None:
        self._main.addWidget(InvitationsCard(self.context, self._model))
        self._main.addStretch()

    def _build_making(self) -> None:
        self._side.addWidget(BuildCard(self.context, self._model))
        self._side.addStretch()

    def _begin(self) -> None:
        """Show what is known, and go on showing it."""
        self._model.changed.connect(self._show)
        self._show()

    def set_effective_width(self, width: int) -> None:
        """Put building below what goes along where there is no room beside it."""
        is_wide = width >= _TWO_COLUMNS
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        for place, share in enumerate((3, 2)):
            self._columns.setStretch(place, share if is_wide else 0)

    def focus_first(self) -> None:
        """Put the keyboard on the first choice."""
        self._content.focus_first()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for sticks while it is shown."""
        super().showEvent(event)
        self._model.watch(is_shown=self.is_whole)

    def hideEvent(self, event: QHideEvent) -> None:
        """See `showEvent`."""
        super().hideEvent(event)
        self._model.watch(is_shown=False)

    def _show(self) -> None:
        is_allowed = self._model.offer.is_allowed
        self._parts.setVisible(is_allowed)
        self._others.setVisible(not is_allowed)
