"""What a search found, grouped by kind; Enter opens a hit on its page. Must not search; its view-model does."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.search import SearchModel
from haversack.views.context import Context
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, EmptyState
from haversack.views.parts.flow import clear
from haversack.views.parts.marked_list import MarkedList
from haversack.views.parts.texts import text


class SearchPage(Page):
    """Results of a search of everything on this computer."""

    help_id: ClassVar[str] = "search"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self._model = context.models.get(SearchModel)
        self._lists: list[MarkedList] = []
        self._wants_focus = False
        say = context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(20, 14, 20, 20), gap=12)
        self._summary = text("", "h2")
        lines.addWidget(self._summary)
        lines.addWidget(text(say("Everything here is on this computer; nothing was sent."), "small"))
        self._groups = QVBoxLayout()
        spaced(context, self._groups, gap=12)
        lines.addLayout(self._groups)
        self._nothing = EmptyState(
            context,
            "search",
            say("Nothing was found."),
            say("Try fewer words, or the beginning of one. Words in other languages are searched too."),
        )
        self._begin = EmptyState(
            context,
            "search",
            say("Search everything on this computer."),
            say("Type words into the field above (Ctrl+K)."),
        )
        lines.addWidget(self._nothing)
        lines.addWidget(self._begin)
        lines.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self._model.changed.connect(self._show)
        self._show()

    def go_to(self, place: Place) -> None:
        """Search for the words of a place."""
        self._model.search(place.query)

    def focus_first(self) -> None:
        """Put the keyboard on the best hit."""
        self._wants_focus = True
        self._focus_hits()

    def _show(self) -> None:
        model = self._model
        if model.is_busy:
            self._summary.setText(self.context.speaker.say("Searching …"))
            return
        self._summary.setText(model.summary)
        self._summary.setVisible(bool(model.summary))
        clear(self._groups)
        self._lists = []
        for group in model.groups:
            card = Card(self.context, group.title, is_flush=True)
            card.head.addWidget(text(group.count, "caption", wraps=False))
            rows = MarkedList(self.context, group.rows, group.title)
            rows.fit_contents()
            rows.opened.connect(self._open)
            card.body.addWidget(rows)
            if group.more:
                more = button(self.context, group.more, partial(model.show_all, group.kind), kind="link")
                card.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeading)
            self._groups.addWidget(card)
            self._lists.append(rows)
        self._nothing.setVisible(bool(model.query) and not model.groups)
        self._begin.setVisible(not model.query)
        self._focus_hits()

    def _focus_hits(self) -> None:
        if not self._lists or self._model.is_busy:
            return
        self._lists[0].setCurrentIndex(self._lists[0].model().index(0, 0))
        if self._wants_focus:
            self._wants_focus = False
            self._lists[0].setFocus()

    def _open(self, record: str) -> None:
        self.context.navigation.go(self._model.place_of(record))
