"""Directory: filters with live counts, the list, one profile. Must not filter; its view-model has that done."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.directory import DirectoryModel
from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.directory_card import card_document
from haversack.views.directory_filters import DirectoryFilters
from haversack.views.directory_list import DirectoryList
from haversack.views.directory_profile import ProfileView
from haversack.views.list_detail import ListDetailPage
from haversack.views.page import scrolling
from haversack.views.parts.cards import EmptyState
from haversack.views.parts.in_turns import InTurns
from haversack.views.parts.panes import Panes
from haversack.views.parts.print_dialog import PrintDialog, Printed
from haversack.views.parts.surface import on_surface

_LIST_WIDTH: Final = 356


class DirectoryPage(ListDetailPage):
    """Who is in the network, and how to reach them."""

    help_id: ClassVar[str] = "directory"
    page_id: ClassVar[str] = "directory"

    def __init__(self, context: Context) -> None:
        """Begin."""
        super().__init__(context)
        self._model = context.models.get(DirectoryModel)
        self._view: ProfileView | None = None
        # What is chosen in the list shows in it at once; counts of the filters and the profile take a turn each.
        self._counting = InTurns(self)
        self._placing = QTimer(self, singleShot=True)

    def parts(self) -> Sequence[Callable[[], None]]:
        """See `Page`."""
        return (self._build_filters, self._build_list, self._join, self._show_all)

    @property
    def is_whole(self) -> bool:
        """See `Page`."""
        return not self._counting.isActive() and not self._placing.isActive()

    def _build_filters(self) -> None:
        self._filters = DirectoryFilters(self.context, self._model, self._toggle_filters)
        deque(self._filters.show_filters(), maxlen=0)

    def _build_list(self) -> None:
        self._list = DirectoryList(self.context, self._model, self._toggle_filters)
        self._follow_list(self._model, self._list.rows)

    def _join(self) -> None:
        """Put the panes beside each other."""
        context = self.context
        side = scrolling(self._filters)
        side.setAccessibleName(context.speaker.say("Filters"))
        self._detail = scrolling(QWidget())
        self._detail.setAccessibleName(context.speaker.say("Profile"))
        self._panes = Panes(context, side, self._list, self._detail, list_width=_LIST_WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._panes)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self._find)
        self._panes.arranged.connect(self._on_arranged)

    def _show_all(self) -> None:
        """Show what is known, and go on showing it."""
        self._placing.timeout.connect(self._place)
        self._model.changed.connect(self._show)
        self._model.profile_changed.connect(self._show_profile)
        self._show()
        self._show_profile()

    def go_to(self, place: Place) -> None:
        """Show the organisation of a place; a place without one keeps what is shown beside the list."""
        if place.record:
            self._model.choose(place.record)
        self._panes.show_detail(is_shown=bool(place.record))
        if place.query:
            self._model.type_words(place.query)

    def set_effective_width(self, width: int) -> None:
        """Show three panes, two, or one."""
        self._panes.set_effective_width(width)
        self._choose_first()

    def focus_first(self) -> None:
        """Put the keyboard on the list, or on the profile where that stands in its place."""
        if self._panes.covers_list:
            self._detail.widget().setFocus()
        else:
            self._list.rows.setFocus()

    def print_shown(self) -> bool:
        """Offer the card of the organisation that is shown for printing."""
        if self._model.shown is None:
            return False
        self.print_card()
        return True

    def print_card(self) -> None:
        """Show the card as it will be printed; nothing if no organisation is shown."""
        shown = self._model.shown
        if shown is not None:
            say = self.context.speaker.say
            what = Printed(say("Print card"), say("Card"), "card.pdf")
            PrintDialog(self.context, self, card_document(self.context, shown), what).open()

    def _find(self) -> None:
        if not self._panes.has_side and not self._panes.shows_side:
            self._panes.toggle_side()
        self._filters.words.setFocus()

    def _on_arranged(self) -> None:
        self._filters.back.setVisible(self._panes.shows_side)
        self._list.set_layout(has_side=self._panes.has_side, is_single=self._panes.is_single)

    def _show(self) -> None:
        self._list.show_list()
        self._counting.begin(self._filters.show_filters())
        self._choose_first()

    def _show_profile(self) -> None:
        shown = self._model.shown
        if shown is None:
            words = self.context.speaker.say("Choose a member in the list.")
            nothing = EmptyState(self.context, "users", words)
            on_surface(nothing)
            self._view = None
            self._detail.setWidget(nothing)
            if self._panes.is_single:
                self._panes.show_detail(is_shown=False)
            # The next one is chosen when the list has come without it.
            return
        view = ProfileView(self.context, shown)
        view.print_wanted.connect(self.print_card)
        view.edit_wanted.connect(lambda: self.context.navigation.go(Place("organisation", shown.id)))
        view.language_wanted.connect(self._model.read_in)
        self._view = view
        if self.isVisible():
            self._placing.start()
        else:
            self._place()
        self._list.rows.choose(shown.id)

    def _place(self) -> None:
        """Put the profile that was built beside the list."""
        if self._view is not None:
            view, self._view = self._view, None
            self._detail.setWidget(view)

    def _toggle_filters(self) -> None:
        self._panes.toggle_side()
