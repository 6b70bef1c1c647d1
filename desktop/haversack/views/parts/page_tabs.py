"""Tabs that are pages of their own: pressing one goes there, and the way back works. Must not build the pages."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabBar

from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import unmarked


class PageTabs(QTabBar):
    """A strip at the top of each of the pages that it names; it always shows the page that it stands on."""

    def __init__(self, context: Context, name: str, tabs: Sequence[tuple[str, str]], own: str) -> None:
        """Build it.

        Args:
            context: For words, and to go elsewhere.
            name: What the tabs are, for screen readers.
            tabs: Id and title of each page, in their order.
            own: The page on which this strip stands.
        """
        super().__init__()
        self._context = context
        self._pages = [page for page, _ in tabs]
        self._own = self._pages.index(own)
        self.setAccessibleName(name)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        for place, (_, title) in enumerate(tabs):
            self.addTab(unmarked(title))
            self.setAccessibleTabName(place, title)
        self.setCurrentIndex(self._own)
        self.currentChanged.connect(self._go)

    def _go(self, place: int) -> None:
        if place == self._own:
            return
        had_focus = self.window().focusWidget() is self
        self.setCurrentIndex(self._own)
        self._context.navigation.go(Place(self._pages[place]))
        if had_focus:
            self._focus_strip_there(self._pages[place])

    def _focus_strip_there(self, page: str) -> None:
        """Keep the keyboard on the tabs: arrows go on from there."""
        for other in self.window().findChildren(PageTabs):
            if other.isVisible() and other._pages[other._own] == page:  # noqa: SLF001 - of the same class
                other.setFocus()


def library_tabs(context: Context, own: str) -> QFrame:
    """Return the tabs of the library: its items, and the areas of work in which they stand.

    Args:
        context: For words, and to go elsewhere.
        own: library or areas.
    """
    say = context.speaker.say
    strip = QFrame()
    strip.setObjectName("header")
    line = QHBoxLayout(strip)
    spaced(context, line, margins=(8, 0, 8, 0))
    tabs = (("library", say("Items")), ("areas", say("Areas of work")))
    line.addWidget(PageTabs(context, say("Library"), tabs, own))
    line.addStretch()
    return strip
