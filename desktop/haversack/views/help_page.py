"""Help as a page of the window. What is shown is `help_view`, which the locked screen shows too."""

from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout

from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.help_view import HelpView
from haversack.views.page import Page


class HelpPage(Page):
    """Help that works without a connection."""

    help_id: ClassVar[str] = "start"

    def __init__(self, context: Context) -> None:
        """Build it and show the page that was read last."""
        super().__init__(context)
        self._view = HelpView(context, lambda page: context.navigation.go(Place("help", page)))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._view)

    def go_to(self, place: Place) -> None:
        """Show the page that a place names."""
        if place.record:
            self._view.show_page(place.record)

    def set_effective_width(self, width: int) -> None:
        """Show list and page one after the other where there is no room beside."""
        self._view.set_effective_width(width)

    def focus_first(self) -> None:
        """Put the keyboard into the search field."""
        self._view.focus_first()

    def print_shown(self) -> bool:
        """Offer the page of the help that is read for printing."""
        return self._view.print_page()
