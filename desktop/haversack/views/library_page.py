"""Library: filters, list, one item, reading. Must not read the vault; its view-model does."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from haversack.viewmodels.library import FACETS, LibraryModel
from haversack.viewmodels.library_detail import DetailShown
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.pace import Pace
from haversack.views.context import Context
from haversack.views.library_item_view import ItemActions, ItemView
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import EmptyState, rule
from haversack.views.parts.chips import ChipLine, chip
from haversack.views.parts.facets import FacetChoice, FacetGroup
from haversack.views.parts.page_tabs import library_tabs
from haversack.views.parts.panes import Panes
from haversack.views.parts.progress_strip import ProgressStrip
from haversack.views.parts.reader import Reader
from haversack.views.parts.shelf_list import ShelfList
from haversack.views.parts.surface import on_surface
from haversack.views.parts.texts import text


class LibraryPage(Page):
    """The network's guides, laws, templates and statements."""

    help_id: ClassVar[str] = "library"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self._model = context.models.get(LibraryModel)
        self._synchroniser = context.models.synchroniser
        self._pace: Pace | None = None
        self._shown: DetailShown | None = None
        self._item: ItemView | None = None
        self._panes = Panes(context, self._build_side(), self._build_list(), self._build_detail())
        self._reader = Reader(context)
        self._reader.closed.connect(self._close_reader)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._with_tabs())
        self._stack.addWidget(self._reader)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self._model.changed.connect(self._show)
        self._model.detail_changed.connect(self._show_detail)
        self._synchroniser.changed.connect(self._show_progress)
        self._show()
        self._show_detail()

    def go_to(self, place: Place) -> None:
        """Show the list, or an item of it."""
        self._close_reader()
        if place.record:
            self._model.choose(place.record)
            self._rows.choose(place.record)
        self._panes.show_detail(is_shown=bool(place.record))

    def set_effective_width(self, width: int) -> None:
        """Show three panes, two, or one."""
        self._panes.set_effective_width(width)
        self._reader.set_effective_width(width)
        self._filters.setVisible(not self._panes.has_side)
        self._list_again.setVisible(self._panes.shows_side)
        self._back.setVisible(self._panes.is_single)
        self._choose_first()

    def focus_first(self) -> None:
        """Put the keyboard on the list, or into the text that is read."""
        if self._stack.currentWidget() is self._reader:
            self._reader.focus_text()
        else:
            self._rows.setFocus()

    def _with_tabs(self) -> QWidget:
        shelf = QWidget()
        lines = QVBoxLayout(shelf)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(library_tabs(self.context, "library"))
        lines.addWidget(self._panes, 1)
        return shelf

    def _build_side(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(14, 12, 12, 14), gap=10)
        self._list_again = button(context, say("Show the list"), self._toggle_filters, kind="small", icon="arrow-left")
        lines.addWidget(self._list_again)
        titles = {
            "where": say("Where it is"),
            "topic": say("Area of work"),
            "type": say("Type"),
            "language": say("Language"),
            "country": say("Country"),
        }
        self._facets: dict[str, FacetGroup] = {}
        for facet in FACETS:
            group = FacetGroup(context, titles[facet])
            group.ticked.connect(partial(self._tick, facet))
            self._facets[facet] = group
            lines.addWidget(group)
            lines.addWidget(rule())
        lines.addStretch()
        return scrolling(content)

    def _build_list(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        head = QVBoxLayout()
        spaced(context, head, margins=(14, 10, 10, 8), gap=6)
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        self._summary = text("", "h3")
        line.addWidget(self._summary, 1)
        self._filters = button(context, say("Filters"), self._toggle_filters, kind="small", icon="sliders-horizontal")
        line.addWidget(self._filters)
        head.addLayout(line)
        self._chips = ChipLine(context, say("Filters that are set"))
        head.addWidget(self._chips)
        lines.addLayout(head)
        lines.addWidget(rule())
        self._rows = ShelfList(context, self._model.rows, say("Library"))
        self._rows.opened.connect(self._open)
        self._rows.chosen.connect(self._choose)
        lines.addWidget(self._rows, 1)
        self._empty = EmptyState(
            context,
            "library",
            say("The library is empty."),
            say("Guides, templates and statements of your network come with the first sync."),
        )
        self._nothing = EmptyState(
            context,
            "filter-x",
            say("Nothing fits these filters."),
            say("Take one away to see more."),
            action=button(context, say("Clear filters"), self._model.clear_filters, kind="small"),
        )
        lines.addWidget(self._empty)
        lines.addWidget(self._nothing)
        lines.addStretch()
        return holder

    def _build_detail(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        content = QWidget()
        on_surface(context, content)
        self._detail_lines = QVBoxLayout(content)
        spaced(context, self._detail_lines, margins=(20, 12, 20, 20), gap=10)
        self._back = button(context, say("All items"), self._go_to_list, kind="small", icon="arrow-left")
        self._detail_lines.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeading)
        self._progress = ProgressStrip(context, say("Getting files"), self._stop)
        self._detail_lines.addWidget(self._progress)
        self._detail_lines.addStretch()
        self._scroll = scrolling(content)
        return self._scroll

    def _show(self) -> None:
        model = self._model
        self._summary.setText(model.summary)
        for facet, group in self._facets.items():
            choices = model.choices(facet)
            group.setVisible(bool(choices))
            group.show_choices([FacetChoice(one.value, one.name, one.count, one.is_ticked) for one in choices])
        say = self.context.speaker.say
        self._chips.show_chips(
            [
                chip(
                    self.context,
                    name,
                    partial(self._tick, facet, value, False),  # noqa: FBT003 - as the signal gives it
                    icon="x",
                    is_set=True,
                    spoken=say("Take away the filter {name}", name=name),
                )
                for facet, value, name in model.ticked_names()
            ]
        )
        has_rows = model.rows.rowCount() > 0
        self._rows.setVisible(has_rows)
        self._empty.setVisible(model.is_empty)
        self._nothing.setVisible(model.is_ready and not has_rows and model.is_filtered)
        self._choose_first()

    def _choose_first(self) -> None:
        """Never leave the detail empty where it stands beside the list."""
        rows = self._model.rows.rows
        if rows and not self._model.chosen and not self._panes.is_single:
            self._model.choose(rows[0].id)
        if self._model.chosen:
            self._rows.choose(self._model.chosen)

    def _show_detail(self) -> None:
        detail = self._model.detail
        if detail is None or detail == self._shown:
            return
        is_same = self._shown is not None and self._shown.id == detail.id
        self._shown = detail
        if self._item is not None:
            self._item.setParent(None)
            self._item.deleteLater()
        actions = ItemActions(self._read, self._get, self._stop, self._remove, self._export)
        self._item = ItemView(self.context, detail, actions)
        self._detail_lines.insertWidget(2, self._item)
        if not is_same:
            self._scroll.verticalScrollBar().setValue(0)
        self._show_progress()

    def _show_progress(self) -> None:
        detail, running = self._model.detail, self._synchroniser.is_running
        if not running or detail is None or detail.state != "asked":
            self._progress.setVisible(False)
            self._pace = self._pace if running else None
            return
        clock, speaker = self.context.models.session.clock, self.context.speaker
        self._pace = self._pace or Pace(clock.monotonic())
        total = self._model.asked_bytes
        done = min(self._synchroniser.progress.done if self._synchroniser.progress else 0, total)
        self._progress.show_progress(
            done,
            total,
            seconds_left=self._pace.seconds_left(done, total, clock.monotonic()),
            detail=speaker.say("{done} of {all}", done=speaker.size(done), all=speaker.size(total)),
        )

    def _open(self, record: str) -> None:
        self.context.navigation.go(Place("library", record))
        self._panes.show_detail(is_shown=True)

    def _choose(self, record: str) -> None:
        if not self._panes.is_single:
            self._model.choose(record)

    def _go_to_list(self) -> None:
        self.context.navigation.go(Place("library"))
        self._panes.show_detail(is_shown=False)
        self._rows.setFocus()

    def _tick(self, facet: str, value: str, is_ticked: bool) -> None:  # noqa: FBT001 - Qt gives it by position
        self._model.tick(facet, value, is_ticked=is_ticked)

    def _toggle_filters(self) -> None:
        self._panes.toggle_side()
        self._list_again.setVisible(self._panes.shows_side)

    def _read(self) -> None:
        detail = self._model.detail
        if detail is not None:
            self._reader.show_text(detail.title, detail.body)
            self._stack.setCurrentWidget(self._reader)
            self._reader.focus_text()

    def _close_reader(self) -> None:
        if self._stack.currentWidget() is self._reader:
            self._stack.setCurrentIndex(0)
            if self._item is not None and self._item.first is not None:
                self._item.first.setFocus()

    def _get(self) -> None:
        self._model.ask_for_files(self._synchroniser.fetch_files)

    def _stop(self) -> None:
        self._synchroniser.cancel()
        self._model.stop_asking()

    def _remove(self) -> None:
        self._model.remove_files()

    def _export(self) -> None:
        """Warn, then ask for a folder: what lies there is not protected any more."""
        say = self.context.speaker.say
        box = QMessageBox(self)
        box.setWindowTitle(say("Export a readable copy"))
        box.setText(say("A readable copy is not protected."))
        box.setInformativeText(
            say(
                "Anybody who can use this computer or the stick can read it, and Haversack cannot remove it later."
                " Choose a folder that you will clear yourself."
            )
        )
        go_on = box.addButton(say("Choose a folder"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(say("Cancel"), QMessageBox.ButtonRole.RejectRole))
        box.finished.connect(lambda _: self._choose_folder() if box.clickedButton() is go_on else None)
        box.open()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.context.speaker.say("Folder for the readable copy"))
        if chosen:
            self._model.export(Path(chosen))
