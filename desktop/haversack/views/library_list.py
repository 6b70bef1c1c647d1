"""The library's list: how many, sorting, filtering by words, what is ticked, keeping all of it, and the rows.

Must not do anything with files; the page does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from haversack.viewmodels import library_words as words
from haversack.viewmodels.library import LibraryModel
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import EmptyState, rule
from haversack.views.parts.chips import ChipLine, chip
from haversack.views.parts.clear_action import add_clear
from haversack.views.parts.flow import flow
from haversack.views.parts.question import Question
from haversack.views.parts.shelf_list import ShelfList
from haversack.views.parts.texts import text
from haversack.views.parts.wheel import scroll_past


@dataclass(frozen=True, slots=True)
class ListActions:
    """What people can do with what the list shows: see filters, keep all, or keep, remove and copy what is chosen."""

    filters: Callable[[], None]
    keep_all: Callable[[], None]
    keep_chosen: Callable[[], None]
    remove_chosen: Callable[[], None]
    export_chosen: Callable[[], None]


class LibraryList(QWidget):
    """Shows the list.

    Attributes:
        rows: The list itself.
        question: Asks what the list's own actions must ask.
    """

    def __init__(self, context: Context, model: LibraryModel, actions: ListActions) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            model: The library.
            actions: What its buttons do.
        """
        super().__init__()
        self._context, self._model, self._actions = context, model, actions
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        head = QVBoxLayout()
        spaced(context, head, margins=(14, 10, 10, 8), gap=6)
        head.addLayout(self._build_first())
        head.addLayout(self._build_finding())
        self._chips = ChipLine(context, context.speaker.say("Filters that are set"))
        head.addWidget(self._chips)
        head.addLayout(self._build_keeping())
        self._chosen_bar: QWidget | None = None
        self._head = head
        self.question = Question(context)
        head.addWidget(self.question)
        lines.addLayout(head)
        lines.addWidget(rule())
        self.rows = ShelfList(context, model.rows, context.speaker.say("Library"))
        self.rows.several_chosen.connect(self._show_chosen)
        lines.addWidget(self.rows, 1)
        self._empty: EmptyState | None = None
        self._nothing: EmptyState | None = None
        self._way_out = button(context, "", self._take_way_out, kind="link")
        self._way_out.setVisible(False)
        lines.addWidget(self._way_out, 0, Qt.AlignmentFlag.AlignHCenter)
        lines.addStretch()
        self._lines = lines

    @property
    def chosen_ids(self) -> tuple[str, ...]:
        """Ids of the chosen items."""
        return self.rows.chosen_ids

    def show_list(self) -> None:
        """Show what the view-model has now."""
        model, speaker = self._model, self._context.speaker
        self._summary.setText(model.summary)
        self._chips.show_chips(
            [
                chip(
                    self._context,
                    name,
                    partial(model.tick, facet, value, is_ticked=False),
                    icon="x",
                    is_set=True,
                    spoken=speaker.say("Take away the filter {name}", name=name),
                )
                for facet, value, name in model.ticked_names()
            ]
        )
        number = sum(len(values) for values in model.filters.ticked.values())
        filters = speaker.say("Filters: {number}", number=speaker.number(number)) if number else speaker.say("Filters")
        self._filters.setText(f"\u2002{filters}")
        self._filters.setAccessibleName(filters)
        if self._words.text() != model.filters.words:
            self._words.setText(model.filters.words)
        has_rows = model.rows.rowCount() > 0
        self.rows.setVisible(has_rows)
        self._finding.setVisible(not model.is_empty)
        self._show_why_empty()
        out = model.way_out() if not has_rows else None
        self._way_out.setVisible(out is not None)
        if out is not None:
            shown = speaker.count(
                "Take away {name} to see {number}.", "Take away {name} to see {number}.", out.count, name=out.name
            )
            self._way_out.setText(shown)
            self._way_out.setAccessibleName(shown)
        self._keep_all.setVisible(model.unasked_bytes > 0 and model.filters.is_set)
        kept = speaker.say("Keep all here · {size}", size=speaker.size(model.unasked_bytes))
        self._keep_all.setText(f"\u2002{kept}")
        self._keep_all.setAccessibleName(kept)
        self._show_chosen(list(self.chosen_ids))

    def show_side_button(self, *, is_shown: bool) -> None:
        """Show the button that leads to the filters, where they do not stand beside the list."""
        self._filters.setVisible(is_shown)

    def _build_first(self) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        self._summary = text("", "h3")
        line.addWidget(self._summary, 1)
        self._sort = QComboBox()
        scroll_past(self._sort)
        self._sort.setProperty("kind", "quiet")
        self._sort.setAccessibleName(say("Order of the list"))
        for sort, name in words.sort_names(context.speaker):
            self._sort.addItem(name, sort)
        self._sort.setCurrentIndex(self._sort.findData(self._model.filters.sort))
        self._sort.activated.connect(lambda place: self._model.sort_by(self._sort.itemData(place)))
        line.addWidget(self._sort)
        return line

    def focus_words(self) -> None:
        """Put the keyboard into the field that narrows the list."""
        self._words.setFocus()

    def _build_finding(self) -> QHBoxLayout:
        context, say = self._context, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        self._words = self._finding = QLineEdit()
        self._words.setPlaceholderText(say("Filter by title"))
        self._words.setAccessibleName(say("Filter the list by title, publisher or number (Ctrl+F)"))
        add_clear(context, self._words)
        self._words.textChanged.connect(self._model.type_words)
        line.addWidget(self._words, 1)
        self._filters = button(context, say("Filters"), self._actions.filters, kind="small", icon="sliders-horizontal")
        line.addWidget(self._filters)
        return line

    def _build_keeping(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self._keep_all = button(self._context, "", self._actions.keep_all, kind="link", icon="package")
        self._keep_all.setToolTip(tooltip(self._context.speaker.say("Gets the files of every item in this list")))
        line.addWidget(self._keep_all)
        line.addStretch()
        return line

    def _build_chosen(self) -> QWidget:
        """Build what can be done with several items, when several are chosen for the first time."""
        context, say, do = self._context, self._context.speaker.say, self._actions
        bar, line = flow(context.look.px(6))
        self._chosen_words = text("", "label", wraps=False)
        line.addWidget(self._chosen_words)
        for name, action, icon in (
            (say("Keep on this computer"), do.keep_chosen, "download"),
            (say("Remove from this computer"), do.remove_chosen, "trash-2"),
            (say("Export readable copies"), do.export_chosen, "save"),
            (say("Choose only one"), self._choose_one, "x"),
        ):
            line.addWidget(button(context, name, action, kind="small", icon=icon))
        bar.setAccessibleName(say("What to do with the chosen items"))
        self._head.insertWidget(self._head.indexOf(self.question), bar)
        return bar

    def _take_way_out(self) -> None:
        self._model.take_way_out()
        self.rows.setFocus()

    def _choose_one(self) -> None:
        self.rows.choose_none_but_current()
        self.rows.setFocus()

    def _show_chosen(self, ids: list[str]) -> None:
        if len(ids) > 1 and self._chosen_bar is None:
            self._chosen_bar = self._build_chosen()
        if self._chosen_bar is not None:
            speaker = self._context.speaker
            self._chosen_words.setText(speaker.count("{number} chosen", "{number} chosen", len(ids)))
            self._chosen_bar.setVisible(len(ids) > 1)

    def _show_why_empty(self) -> None:
        """Say why no row is shown; the words are built when they are needed for the first time."""
        model = self._model
        is_nothing = model.is_ready and not model.rows.rowCount() and model.filters.is_set
        if model.is_empty and self._empty is None:
            self._empty = self._build_empty()
        if is_nothing and self._nothing is None:
            self._nothing = self._build_nothing()
        for state, is_shown in ((self._empty, model.is_empty), (self._nothing, is_nothing)):
            if state is not None:
                state.setVisible(is_shown)

    def _build_empty(self) -> EmptyState:
        say = self._context.speaker.say
        state = EmptyState(
            self._context,
            "library",
            say("The library is empty."),
            say("Guides, templates and statements of your network come with the first sync."),
        )
        self._lines.insertWidget(self._lines.indexOf(self._way_out), state)
        return state

    def _build_nothing(self) -> EmptyState:
        context, say = self._context, self._context.speaker.say
        state = EmptyState(
            context,
            "filter-x",
            say("Nothing fits these filters."),
            say("Take one away to see more."),
            action=button(context, say("Clear filters"), self._model.clear_filters, kind="small"),
        )
        self._lines.insertWidget(self._lines.indexOf(self._way_out), state)
        return state
