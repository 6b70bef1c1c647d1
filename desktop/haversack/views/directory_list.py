"""The directory's list: how many, the order, the filters that are set, the organisations. Must not filter."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels import directory_words as words
from haversack.viewmodels.directory import DirectoryModel
from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import EmptyState, rule
from haversack.views.parts.chips import ChipLine, chip
from haversack.views.parts.filters_button import FiltersButton
from haversack.views.parts.member_list import MemberList
from haversack.views.parts.sort_button import SortButton
from haversack.views.parts.surface import on_surface
from haversack.views.parts.texts import text


class DirectoryList(QWidget):
    """Shows the list.

    Attributes:
        rows: The list itself.
    """

    def __init__(self, context: Context, model: DirectoryModel, on_filters: Callable[[], None]) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            model: The directory.
            on_filters: Shows the filters where they do not stand beside the list.
        """
        super().__init__()
        self._context, self._model = context, model
        on_surface(self)
        say = context.speaker.say
        lines = self._lines = QVBoxLayout(self)
        spaced(context, lines, gap=0)
        head = QVBoxLayout()
        spaced(context, head, margins=(14, 6, 8, 8), gap=4)
        top = QHBoxLayout()
        spaced(context, top, gap=8)
        self._heading = text("", "h3")
        self._filters = FiltersButton(context, on_filters)
        self._sort = SortButton(context, words.sort_names(context.speaker), model.sort)
        top.addWidget(self._heading, 1)
        top.addWidget(self._filters)
        top.addWidget(self._sort)
        head.addLayout(top)
        self._chips = ChipLine(context, say("Filters that are set"))
        head.addWidget(self._chips)
        lines.addLayout(head)
        lines.addWidget(rule())
        self.rows = MemberList(context, model.rows, say("Members"))
        lines.addWidget(self.rows, 1)
        self._nobody: EmptyState | None = None
        self._empty = EmptyState(
            context,
            "users",
            say("No members on this computer."),
            say("They arrive with your next sync, or from a folder or stick."),
            action=button(context, say("Sync centre"), lambda: context.navigation.go(Place("sync"))),
        )
        lines.addWidget(self._empty)
        self._rest = QWidget()
        lines.addWidget(self._rest, 1)

    def set_layout(self, *, has_side: bool, is_single: bool) -> None:
        """Show what fits: filters beside the list or behind a button, cards or lines."""
        self._filters.setVisible(not has_side)
        self._sort.set_brief(is_brief=not has_side)
        self.rows.set_single(is_single=is_single)

    def show_list(self) -> None:
        """Show what the view-model has now."""
        model, context = self._model, self._context
        self._heading.setText(model.heading)
        self._filters.show_count(model.filters.number)
        self._sort.show_order(model.filters.sort)
        focused = [one.accessibleName() for one in self._chips.findChildren(QWidget) if one.hasFocus()]
        self._chips.show_chips(
            [
                chip(
                    context,
                    one.name,
                    partial(model.tick, one.facet, one.value, is_ticked=False),
                    icon="x",
                    is_set=True,
                    spoken=context.speaker.say("Take away the filter {name}", name=one.name),
                )
                for one in model.chips
            ]
        )
        if focused:
            self._focus_chip()
        has_rows = model.rows.rowCount() > 0
        self.rows.setVisible(has_rows)
        self._empty.setVisible(model.is_empty)
        self._show_nobody()
        self._rest.setVisible(not has_rows)

    def _focus_chip(self) -> None:
        """Keep the keyboard on the filters that are left, after one was taken away with it."""
        left = [one for one in self._chips.findChildren(QWidget) if one.focusPolicy() != Qt.FocusPolicy.NoFocus]
        (left[-1] if left else self.rows).setFocus()

    def _show_nobody(self) -> None:
        if self._nobody is not None:
            self._nobody.hide()
            self._nobody.deleteLater()
            self._nobody = None
        what, why = self._model.nobody
        if what:
            clear = button(self._context, self._context.speaker.say("Clear filters"), self._model.clear)
            self._nobody = EmptyState(self._context, "filter-x", what, why, action=clear)
            self._lines.insertWidget(self._lines.indexOf(self._empty), self._nobody)
