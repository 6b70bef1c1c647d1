"""Library: filters, list, one item, reading. Must not read the vault; its view-models do."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from haversack.viewmodels.library import LibraryModel
from haversack.viewmodels.library_detail import DetailShown, GetShown
from haversack.viewmodels.library_files import LibraryFiles
from haversack.viewmodels.navigation import Place
from haversack.viewmodels.reading_desk import ReadingDesk
from haversack.views.context import Context
from haversack.views.library_facets import LibraryFacets
from haversack.views.library_flows import FileFlows
from haversack.views.library_item_files import FileActions
from haversack.views.library_item_view import ItemActions, ItemView
from haversack.views.library_list import LibraryList, ListActions
from haversack.views.list_detail import ListDetailPage
from haversack.views.page import scrolling, spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.in_turns import InTurns
from haversack.views.parts.page_tabs import library_tabs
from haversack.views.parts.panes import Panes
from haversack.views.parts.progress_strip import ProgressStrip
from haversack.views.parts.question import Question
from haversack.views.parts.reader import Reader
from haversack.views.parts.showing import let_go
from haversack.views.parts.surface import on_surface

_LIST_WIDTH: Final = 384


class LibraryPage(ListDetailPage):
    """The network's guides, laws, templates and statements."""

    help_id: ClassVar[str] = "library"
    page_id: ClassVar[str] = "library"

    def __init__(self, context: Context) -> None:
        """Begin; its panes are parts."""
        super().__init__(context)
        self._model = context.models.get(LibraryModel)
        self._files = context.models.get(LibraryFiles)
        self._desk = context.models.get(ReadingDesk)
        self._synchroniser = context.models.synchroniser
        self._shown: DetailShown | None = None
        self._item: ItemView | None = None
        self.flows = FileFlows(context, self)
        self._reader: Reader | None = None
        self._width = 0
        # What is chosen in the list shows in it at once; counts of the filters take a turn of the event loop.
        self._counting = InTurns(self)

    def parts(self) -> Sequence[Callable[[], None]]:
        """See `Page`."""
        return (self._build_facets, self._build_list, self._join, self._show_all)

    @property
    def is_whole(self) -> bool:
        """See `Page`."""
        return not self._counting.isActive()

    def _build_facets(self) -> None:
        self._facets = LibraryFacets(self.context, self._model, self._toggle_filters)
        deque(self._facets.show_choices(), maxlen=0)

    def _build_list(self) -> None:
        self._list = LibraryList(self.context, self._model, self._list_actions())
        self._follow_list(self._model, self._list.rows)

    def _join(self) -> None:
        """Put the panes beside each other."""
        self._panes = Panes(
            self.context, scrolling(self._facets), self._list, self._build_detail(), list_width=_LIST_WIDTH
        )
        self._desk.opened.connect(self._show_text)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._with_tabs())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        QShortcut(QKeySequence("Ctrl+F"), self._panes).activated.connect(self._list.focus_words)

    def _show_all(self) -> None:
        """Show what is known, and go on showing it."""
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
            self._list.rows.choose(place.record)
        self._panes.show_detail(is_shown=bool(place.record))

    def set_effective_width(self, width: int) -> None:
        """Show three panes, two, or one."""
        self._width = width
        self._panes.set_effective_width(width)
        if self._reader is not None:
            self._reader.set_effective_width(width)
        self._list.show_side_button(is_shown=not self._panes.has_side)
        self._facets.back.setVisible(self._panes.shows_side)
        self._back.setVisible(self._panes.is_single)
        self._choose_first()

    def escape(self) -> bool:
        """Close what is read, or the filters; see `Page`."""
        reader = self._reading()
        if reader is not None:
            reader.escape()
            return True
        return super().escape()

    def print_shown(self) -> bool:
        """Print what is read; see `Page`."""
        reader = self._reading()
        if reader is not None:
            reader.print_text()
        return reader is not None

    def keep_shown(self) -> bool:
        """Get the files of the item that is shown, or ask whether to remove them; keep those of what is read.

        See `Page`.
        """
        reader = self._reading()
        if reader is not None:
            return reader.toggle_kept()
        detail = self._shown
        if detail is None:
            return False
        if detail.asked:
            self.flows.stop(GetShown("", detail.asked))
        elif detail.gets:
            self.flows.get(detail.gets[0], self._question)
        elif detail.here:
            self.flows.remove(self._model.chosen_files([detail.id]), self._question)
        else:
            return False
        return True

    def focus_first(self) -> None:
        """Put the keyboard on the list, or into the text that is read."""
        reader = self._reading()
        if reader is not None:
            reader.focus_text()
        else:
            self._list.rows.setFocus()

    def _with_tabs(self) -> QWidget:
        shelf = QWidget()
        lines = QVBoxLayout(shelf)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(library_tabs(self.context, "library"))
        lines.addWidget(self._panes, 1)
        return shelf

    def _build_detail(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        content = QWidget()
        on_surface(content)
        self._detail_lines = QVBoxLayout(content)
        spaced(context, self._detail_lines, margins=(20, 12, 20, 20), gap=10)
        self._back = button(context, say("All items"), self._go_to_list, kind="small", icon="arrow-left")
        self._detail_lines.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeading)
        self._progress = ProgressStrip(context, say("Getting files"), self._stop_all)
        self._question = Question(context)
        self._detail_lines.addStretch()
        self._scroll = scrolling(content)
        return self._scroll

    def _list_actions(self) -> ListActions:
        def question() -> Question:
            return self._list.question

        def chosen() -> tuple[str, ...]:
            return self._list.chosen_ids

        model, flows = self._model, self.flows
        return ListActions(
            filters=self._toggle_filters,
            keep_all=lambda: flows.keep_many(GetShown("", model.unasked_files), question()),
            keep_chosen=lambda: flows.keep_many(GetShown("", model.chosen_files(chosen()).away), question()),
            remove_chosen=lambda: flows.remove(model.chosen_files(chosen()), question()),
            export_chosen=lambda: flows.export_many(model.chosen_files(chosen()).by_item, question()),
        )

    def _item_actions(self, detail: DetailShown) -> ItemActions:
        flows, question, record = self.flows, self._question, detail.id
        one_file = FileActions(
            read=lambda file: self._desk.open_file(record, file.object),
            get=lambda file: flows.get(GetShown("", (file.object,)), question),
            stop=lambda file: flows.stop(GetShown("", (file.object,))),
            remove=lambda file: flows.remove(self._model.chosen_file(record, file.object), question),
            export=lambda file: flows.export_file(record, file, question),
        )
        return ItemActions(
            read=self._read,
            get=lambda wanted: flows.get(wanted, question),
            stop=lambda: flows.stop(GetShown("", detail.asked)),
            remove=lambda: flows.remove(self._model.chosen_files([record]), question),
            export=lambda: self._export(detail),
            file=one_file,
        )

    def _show(self) -> None:
        self._list.show_list()
        self._counting.begin(self._facets.show_choices())
        self._choose_first()

    def _show_detail(self) -> None:
        detail = self._model.detail
        if detail == self._shown:
            return
        if detail is None:
            if not self._model.chosen:
                self._let_go()
            return
        is_same = self._shown is not None and self._shown.id == detail.id
        self._shown = detail
        kept_focus = self._item is not None and self._item.keep is not None and self._item.keep.switch.hasFocus()
        had_focus = self._put_item_away()
        self._item = ItemView(self.context, detail, self._item_actions(detail))
        self._item.keeping.addWidget(self._progress)
        self._item.keeping.addWidget(self._question)
        self._detail_lines.insertWidget(1, self._item)
        if not is_same:
            self._question.put_away()
            self._scroll.verticalScrollBar().setValue(0)
        if kept_focus and self._item.keep is not None:
            self._item.keep.switch.setFocus()
        elif had_focus and self._item.first is not None:
            self._item.first.setFocus()
        self._show_progress()

    def _put_item_away(self) -> bool:
        """Let the old item go, but not what the page puts into each; return whether the keyboard was in it."""
        if self._item is None:
            return False
        focused: QWidget | None = self.window().focusWidget()
        had_focus = focused is not None and self._item.isAncestorOf(focused) and not self._question.isVisible()
        for own in (self._progress, self._question):
            own.setParent(self)
            own.setVisible(False)
        let_go(self._item)
        self._item = None
        return had_focus

    def _let_go(self) -> None:
        """Show another item, or the list: the one that was shown is not here any more."""
        self._put_item_away()
        self._shown = None
        self._close_reader()
        if self._panes.is_single:
            self._panes.show_detail(is_shown=False)
        self._choose_first()

    def _show_progress(self) -> None:
        detail, running = self._model.detail, self._synchroniser.is_running
        if not running:
            self._files.rest()
        if not running or detail is None or not detail.asked:
            self._progress.setVisible(False)
            return
        how = self._files.arriving(self._synchroniser.progress)
        self._progress.show_progress(how.done, how.total, seconds_left=how.seconds_left, detail=how.words)

    def _toggle_filters(self) -> None:
        self._panes.toggle_side()
        self._facets.back.setVisible(self._panes.shows_side)

    def _read(self, language: str) -> None:
        self._desk.open_item(self._model.chosen, language)

    def _show_text(self) -> None:
        if self._desk.open is not None and self.isVisible():
            if self._reader is None:
                self._reader = self._build_reader()
            self._stack.setCurrentWidget(self._reader)
            self._reader.show_open()
            self._reader.focus_text()

    def _build_reader(self) -> Reader:
        """Build what texts are read in when the first one is opened: who looks at the list does not wait for it."""
        reader = Reader(self.context)
        reader.closed.connect(self._close_reader)
        reader.set_effective_width(self._width)
        self._stack.addWidget(reader)
        return reader

    def _reading(self) -> Reader | None:
        """Return what a text is read in, or None while the list is shown."""
        return self._reader if self._reader is not None and self._stack.currentWidget() is self._reader else None

    def _close_reader(self) -> None:
        if self._reading() is not None:
            self._desk.close()
            self._stack.setCurrentIndex(0)
            if self._item is not None and self._item.first is not None:
                self._item.first.setFocus()

    def _stop_all(self) -> None:
        """Stop what arrives for this item; what came is kept."""
        if self._shown is not None:
            self.flows.stop(GetShown("", self._shown.asked))

    def _export(self, detail: DetailShown) -> None:
        if detail.here:
            self.flows.export_many([(detail.id, detail.here)], self._question)
        else:
            self.flows.export_text(detail, self._question)
