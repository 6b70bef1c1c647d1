"""Help beside its list: found by words, read, and followed from page to page. Needs no vault, and opens no address."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from haversack.assets import asset
from haversack.viewmodels.help import HelpModel
from haversack.views.context import Context
from haversack.views.page import scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, EmptyState, escaped
from haversack.views.parts.panes import Panes
from haversack.views.parts.paper import paper_document
from haversack.views.parts.print_dialog import PrintDialog, Printed
from haversack.views.parts.reading_view import ReadingView
from haversack.views.parts.row_list import RowList
from haversack.views.parts.surface import on_surface
from haversack.views.parts.texts import text

_PAPER_WIDTH = 780


class HelpView(QWidget):
    """The list of pages, and the one that is read."""

    def __init__(self, context: Context, go: Callable[[str], None]) -> None:
        """Build it and show the page that was read last.

        Args:
            context: For the look, words and the view-model.
            go: Is given the id of a page that somebody chose.
        """
        super().__init__()
        self._context, self._go = context, go
        self._model = context.models.get(HelpModel)
        self._model.use(asset("help"))
        self._panes = Panes(context, None, self._build_list(), self._build_text())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._panes)
        self._find.textChanged.connect(self._model.find)
        self._model.changed.connect(self._show)
        self._show()

    def show_page(self, page: str) -> None:
        """Show a page by its id."""
        self._model.choose(page)
        self._rows.choose(page)
        self._panes.show_detail(is_shown=True)
        self._scroll.verticalScrollBar().setValue(0)

    def set_effective_width(self, width: int) -> None:
        """Show list and page beside each other, or one after the other where there is no room."""
        self._panes.set_effective_width(width)
        self._back.setVisible(self._panes.is_single)

    def focus_first(self) -> None:
        """Put the keyboard into the search field."""
        self._find.setFocus()

    def print_page(self) -> bool:
        """Offer the page that is read for printing; return whether there is one."""
        page, say = self._model.page, self._context.speaker.say
        if page is None:
            return False
        body = f"<h1>{escaped(page.title)}</h1>{page.text.html}"
        document = paper_document(self._context, body, is_rtl=page.text.is_rtl)
        what = Printed(say("Print this page"), say("Help"), "help.pdf")
        PrintDialog(self._context, self, document, what).open()
        return True

    def _build_list(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        pane = QWidget()
        on_surface(pane)
        lines = QVBoxLayout(pane)
        spaced(context, lines, margins=(0, 12, 0, 0), gap=10)
        line = QHBoxLayout()
        spaced(context, line, margins=(14, 0, 14, 0))
        self._find = QLineEdit(self._model.query)
        self._find.setPlaceholderText(say("Search the help"))
        self._find.setAccessibleName(say("Search the help"))
        self._find.setClearButtonEnabled(True)
        self._find.setMinimumHeight(context.look.target)
        line.addWidget(self._find)
        lines.addLayout(line)
        self._rows = RowList(context, self._model.rows, say("Pages of help"))
        self._rows.opened.connect(self._go)
        self._none = EmptyState(context, "search", say("No page of the help has these words."), say("Try one word."))
        lines.addWidget(self._rows, 1)
        lines.addWidget(self._none, 1, Qt.AlignmentFlag.AlignTop)
        return pane

    def _build_text(self) -> QWidget:
        context, say = self._context, self._context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        outer = QHBoxLayout(content)
        spaced(context, outer, margins=(20, 14, 20, 20), gap=0)
        paper = QWidget()
        paper.setMaximumWidth(context.look.px(_PAPER_WIDTH))
        lines = QVBoxLayout(paper)
        spaced(context, lines, gap=10)
        self._back = button(context, say("All pages of help"), self._leave, kind="link", icon="arrow-left")
        lines.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeading)
        card = Card(context)
        card.body.setContentsMargins(*(context.look.px(size) for size in (22, 18, 22, 18)))
        self._title = text("", "h1")
        card.body.addWidget(self._title)
        self._text = ReadingView(context, say("Help"), fits=True)
        self._text.link_chosen.connect(self._follow)
        card.body.addWidget(self._text)
        lines.addWidget(card)
        lines.addWidget(text(say("Help is kept on this computer. Opening it sends nothing."), "caption"))
        lines.addStretch()
        outer.addWidget(paper, 100)
        outer.addStretch(1)
        self._scroll = scrolling(content)
        return self._scroll

    def _follow(self, link: str) -> None:
        page = self._model.page_behind(link)
        if page:
            self._go(page)

    def _leave(self) -> None:
        self._panes.show_detail(is_shown=False)
        self._find.setFocus()

    def _show(self) -> None:
        is_empty = not self._model.rows.rows
        self._rows.setVisible(not is_empty)
        self._none.setVisible(is_empty)
        page = self._model.page
        if page is not None and self._title.text() != page.title:
            self._title.setText(page.title)
            self._text.setAccessibleName(page.title)
            self._text.show_text(page.text)
