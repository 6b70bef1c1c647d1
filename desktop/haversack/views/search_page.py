"""What a search found as people type, grouped by kind; Enter opens a hit on its page. Must not search by itself."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.navigation import Place
from haversack.viewmodels.search import Group, SearchModel
from haversack.views.context import Context
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, EmptyState
from haversack.views.parts.marked_list import MarkedList
from haversack.views.parts.texts import text


class SearchPage(Page):
    """Results of a search of everything on this computer."""

    help_id: ClassVar[str] = "search"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self._model = context.models.get(SearchModel)
        self._cards: dict[str, _GroupCard] = {}
        self._wants_focus = False
        say = context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(20, 14, 20, 20), gap=12)
        self._summary = text("", "h2")
        lines.addWidget(self._summary)
        lines.addWidget(text(say("Searches this computer only; nothing is sent."), "small"))
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
            say("Type words into the field above (Ctrl+K). The down arrow goes into what was found."),
        )
        lines.addWidget(self._nothing)
        lines.addWidget(self._begin)
        lines.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(content)
        outer.addWidget(self._area)
        self._model.changed.connect(self._show)
        self._show()

    def go_to(self, place: Place) -> None:
        """Search for the words of a place."""
        self._model.search(place.query)

    def focus_first(self) -> None:
        """Put the keyboard on the best hit, as soon as there is one."""
        self._wants_focus = True
        self._focus_best()

    @property
    def lists(self) -> list[MarkedList]:
        """The lists that are shown, the one with the best hit first."""
        return [self._cards[group.kind].rows for group in self._model.groups if group.kind in self._cards]

    def _show(self) -> None:
        model = self._model
        if model.is_busy and model.groups:
            # What was found for fewer letters stays until there is better: nothing flickers while people type.
            return
        self._summary.setText(self.context.speaker.say("Searching …") if model.is_busy else model.summary)
        self._summary.setVisible(bool(self._summary.text()))
        shown = {group.kind for group in model.groups}
        for kind, card in self._cards.items():
            card.setVisible(kind in shown)
        for place, group in enumerate(model.groups):
            self._card_at(group, place).show_group(group)
        is_answered = bool(model.query) and not (model.is_busy or model.has_failed)
        self._nothing.setVisible(is_answered and not model.groups)
        self._begin.setVisible(not model.query)
        self._focus_best()

    def _card_at(self, group: Group, place: int) -> "_GroupCard":
        """Return the card of a group, put in its place."""
        card = self._cards.get(group.kind)
        if card is None:
            card = self._cards[group.kind] = _GroupCard(self.context, group, self._model)
            card.rows.opened.connect(self._open)
            card.rows.left_at_end.connect(partial(self._go_across, group.kind, 1))
            card.rows.left_at_begin.connect(partial(self._go_across, group.kind, -1))
        if self._groups.indexOf(card) != place:
            self._groups.removeWidget(card)
            self._groups.insertWidget(place, card)
        return card

    def _go_across(self, kind: str, step: int) -> None:
        """Go on with the arrow keys in the next list, or the one before."""
        kinds = [group.kind for group in self._model.groups]
        place = kinds.index(kind) + step if kind in kinds else -1
        if 0 <= place < len(kinds):
            rows = self._cards[kinds[place]].rows
            rows.go_in(from_end=step < 0)
            self._area.ensureWidgetVisible(rows)

    def _focus_best(self) -> None:
        lists = self.lists
        if self._wants_focus and lists and not self._model.is_busy:
            self._wants_focus = False
            lists[0].go_in(from_end=False)

    def _open(self, record: str) -> None:
        self.context.navigation.go(self._model.place_of(record))


class _GroupCard(Card):
    """What was found of one kind."""

    def __init__(self, context: Context, group: Group, model: SearchModel) -> None:
        super().__init__(context, group.title, is_flush=True)
        kind = group.kind
        self._count = text("", "caption", wraps=False)
        self.head.addWidget(self._count)
        self.rows = MarkedList(context, group.rows, group.title)
        self.rows.fit_contents()
        self.body.addWidget(self.rows)
        self._more = button(context, "", lambda: model.show_all(kind), kind="link")
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeading)

    def show_group(self, group: Group) -> None:
        """Show how many there are, and the first of them."""
        self._count.setText(group.count)
        self._more.setText(group.more)
        self._more.setAccessibleName(f"{group.title}: {group.more}")
        self._more.setVisible(bool(group.more))
        self.rows.updateGeometry()
