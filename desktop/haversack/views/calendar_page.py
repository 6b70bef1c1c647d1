"""Calendar: agenda, month, what is over, one event. Must not read the vault; its view-model does."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from haversack.viewmodels.calendar import CalendarModel, Mode
from haversack.viewmodels.event_words import EventShown
from haversack.viewmodels.navigation import Place
from haversack.views.calendar_event import EventDoors, EventView
from haversack.views.calendar_paper import agenda_document
from haversack.views.calendar_side import CalendarSide
from haversack.views.context import Context
from haversack.views.list_detail import ListDetailPage
from haversack.views.page import scrolling, spaced
from haversack.views.parts.agenda_list import AgendaList
from haversack.views.parts.buttons import button, icon_button
from haversack.views.parts.cards import EmptyState, rule
from haversack.views.parts.choose_target import SYSTEM_TARGETS, Targets
from haversack.views.parts.filters_button import FiltersButton
from haversack.views.parts.month_grid import MonthGrid, legend
from haversack.views.parts.panes import Panes
from haversack.views.parts.printing import ChoosePrinter, ask_for_printer, print_document
from haversack.views.parts.surface import on_surface
from haversack.views.parts.texts import text

_LIST_WIDTH: Final = 440
_MODES: Final = (Mode.AGENDA, Mode.MONTH, Mode.OVER)


class CalendarPage(ListDetailPage):
    """Everything that has a date.

    Attributes:
        choose_printer: Asks for a printer; tests put another here.
        targets: Ask where a file goes; likewise.
    """

    help_id: ClassVar[str] = "calendar"
    page_id: ClassVar[str] = "calendar"

    def __init__(self, context: Context) -> None:
        """Begin it; what stands on it comes in parts."""
        super().__init__(context)
        self._model = context.models.get(CalendarModel)
        self._shown: EventShown | None = None
        self._event: QWidget | None = None
        self.choose_printer: ChoosePrinter = ask_for_printer
        self.targets: Targets = SYSTEM_TARGETS
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)

    def parts(self) -> Sequence[Callable[[], None]]:
        """See `Page`."""
        return (
            self._build_side,
            self._build_middle,
            lambda: self._middle_lines.addWidget(self._build_month(), 1),
            lambda: self._middle_lines.addWidget(self._build_agenda(), 1),
            self._build_panes,
            self._begin,
        )

    def _build_side(self) -> None:
        self._side = CalendarSide(self.context, self._model, self._export_list, self._print)

    def _build_panes(self) -> None:
        side = scrolling(self._side)
        self._panes = Panes(self.context, side, self._middle, self._build_detail(), list_width=_LIST_WIDTH)
        self._outer.addWidget(self._panes)

    def _begin(self) -> None:
        """Show what is known, and go on showing it."""
        self._side.grid.left.connect(self._follow)
        self._side.to_list.connect(self._panes.toggle_side)
        self._panes.arranged.connect(self._on_arranged)
        self._model.changed.connect(self._show)
        self._model.detail_changed.connect(self._show_detail)
        self._show()
        self._show_detail()

    def go_to(self, place: Place) -> None:
        """Show the agenda, or an event."""
        self._model.look_at_clock()
        if place.record:
            self._model.reveal(place.record)
            self._rows.choose(place.record)
        self._panes.show_detail(is_shown=bool(place.record))

    def set_effective_width(self, width: int) -> None:
        """Show filters, agenda and event beside each other, or one after the other."""
        self._panes.set_effective_width(width)
        self._choose_first()

    def focus_first(self) -> None:
        """Put the keyboard on the agenda, or on a day of the month."""
        if self._model.mode is Mode.MONTH:
            self._grid.focus_first()
        else:
            self._rows.setFocus()

    def print_shown(self) -> bool:
        """See `Page`."""
        if not self._model.printed_rows():
            return False
        self._print()
        return True

    def _build_middle(self) -> None:
        """Build what stands above the month and the agenda, which come into it in parts of their own."""
        context, say = self.context, self.context.speaker.say
        self._middle = QWidget()
        on_surface(self._middle)
        lines = self._middle_lines = QVBoxLayout(self._middle)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        head = self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, head, margins=(4, 2, 10, 2), gap=4)
        self._tabs = QTabBar()
        self._tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self._tabs.setAccessibleName(say("Calendar"))
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        self._tabs.setUsesScrollButtons(False)
        for place, words in enumerate((say("Agenda"), say("Month"), say("What is over"))):
            self._tabs.addTab(words)
            self._tabs.setAccessibleTabName(place, words)
        self._tabs.setCurrentIndex(_MODES.index(self._model.mode))
        self._tabs.currentChanged.connect(self._on_tab)
        head.addWidget(self._tabs)
        head.addStretch()
        self._filters = FiltersButton(context, self._panes_toggle)
        head.addWidget(self._filters, 0, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        lines.addLayout(head)
        lines.addWidget(rule())

    def _build_month(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        content = QWidget()
        on_surface(content)
        self._month_pane = scrolling(content)
        lines = QVBoxLayout(content)
        spaced(context, lines, margins=(14, 8, 14, 8), gap=6)
        head = QHBoxLayout()
        spaced(context, head, gap=4)
        self._month = text("", "h2", wraps=False)
        head.addWidget(self._month, 1)
        head.addWidget(button(context, say("Today"), self._go_to_today, kind="small"))
        head.addWidget(icon_button(context, "chevron-left", say("Month before"), lambda: self._model.turn(-1)))
        head.addWidget(icon_button(context, "chevron-right", say("Next month"), lambda: self._model.turn(1)))
        lines.addLayout(head)
        self._grid = MonthGrid(context, is_large=True)
        self._grid.picked.connect(self._pick)
        self._grid.left.connect(self._follow)
        self._grid.today_wanted.connect(self._go_to_today)
        lines.addWidget(self._grid, 1)
        lines.addWidget(legend(context))
        return self._month_pane

    def _build_agenda(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        self._agenda_pane = QWidget()
        lines = QVBoxLayout(self._agenda_pane)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        self._day_line = QWidget()
        line = QHBoxLayout(self._day_line)
        spaced(context, line, margins=(14, 6, 10, 6), gap=8)
        self._day_name = text("", "label")
        line.addWidget(self._day_name, 1)
        line.addWidget(button(context, say("Show all days"), lambda: self._model.pick(None), kind="small"))
        lines.addWidget(self._day_line)
        self._rows = AgendaList(context, self._model.rows, say("Agenda"))
        self._follow_list(self._model, self._rows)
        lines.addWidget(self._rows, 1)
        self._empty = EmptyState(
            context,
            "calendar-days",
            say("The calendar is empty."),
            say("Meetings, deadlines and international days come with the first sync."),
        )
        clear = button(context, say("Clear the filters"), self._model.clear_filters, kind="small", icon="filter-x")
        self._nothing = EmptyState(context, "calendar-days", say("Nothing is on these days."))
        self._filtered = EmptyState(context, "filter-x", say("No event fits all filters."), action=clear)
        for state in (self._empty, self._nothing, self._filtered):
            lines.addWidget(state)
        self._below = QWidget()
        lines.addWidget(self._below, 1)
        return self._agenda_pane

    def _build_detail(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        content = QWidget()
        on_surface(content)
        self._lines = QVBoxLayout(content)
        spaced(context, self._lines, margins=(18, 12, 18, 20), gap=10)
        self._back = button(context, say("Back to the calendar"), self._go_to_list, kind="small", icon="arrow-left")
        line = QHBoxLayout()
        line.addWidget(self._back)
        line.addStretch()
        self._lines.addLayout(line)
        self._day_card = QWidget()
        day = QVBoxLayout(self._day_card)
        spaced(context, day, gap=4)
        self._card_name = text("", "h3")
        day.addWidget(self._card_name)
        self._day_rows = AgendaList(context, self._model.day_rows, say("On this day"))
        self._day_rows.fit_contents()
        self._day_rows.opened.connect(self._open)
        self._day_rows.chosen.connect(self._model.choose)
        day.addWidget(self._day_rows)
        self._no_day = text(say("Nothing is on this day."), "small")
        day.addWidget(self._no_day)
        day.addWidget(rule())
        self._lines.addWidget(self._day_card)
        self._lines.addStretch()
        self._scroll = scrolling(content)
        return self._scroll

    def _show(self) -> None:
        model = self._model
        is_month = model.mode is Mode.MONTH
        self._tabs.blockSignals(True)  # noqa: FBT003 - Qt takes it by position only
        self._tabs.setCurrentIndex(_MODES.index(model.mode))
        self._tabs.blockSignals(False)  # noqa: FBT003 - as above
        self._panes.spread_list(is_spread=is_month)
        self._month_pane.setVisible(is_month)
        self._agenda_pane.setVisible(not is_month)
        self._filters.show_count(model.filters)
        weeks = model.weeks()
        self._side.show_model(weeks)
        if is_month:
            self._month.setText(model.month_name)
            self._grid.show_weeks(weeks, model.picked)
        self._show_day(is_month=is_month)
        has_rows = model.rows.rowCount() > 0
        self._day_line.setVisible(model.picked is not None)
        self._day_name.setText(model.picked_name)
        self._rows.setVisible(has_rows)
        self._below.setVisible(not has_rows)
        is_filtered = bool(model.filters)
        self._empty.setVisible(model.is_empty)
        self._filtered.setVisible(model.is_ready and not has_rows and not model.is_empty and is_filtered)
        self._nothing.setVisible(model.is_ready and not has_rows and not model.is_empty and not is_filtered)
        self._choose_first()

    def _show_day(self, *, is_month: bool) -> None:
        """Show what is on the picked day above the event."""
        model = self._model
        has_rows = model.day_rows.rowCount() > 0
        self._day_card.setVisible(is_month and model.picked is not None)
        self._card_name.setText(model.picked_name)
        self._day_rows.setVisible(has_rows)
        self._no_day.setVisible(not has_rows)
        if is_month and has_rows and model.chosen not in {row.id for row in model.day_rows.rows}:
            model.choose(model.day_rows.rows[0].id)
        if self._event is not None:
            self._event.setVisible(not is_month or has_rows)

    def _choose_first(self) -> None:
        """Never leave the detail empty where it stands beside the list."""
        model = self._model
        first = next((row.id for row in model.rows.rows if not row.id.startswith("#")), "")
        if first and not model.chosen and not self._panes.is_single and model.mode is not Mode.MONTH:
            model.choose(first)
        if model.chosen:
            self._rows.choose(model.chosen)
            self._day_rows.choose(model.chosen)
        if model.chosen == first:
            self._rows.scrollToTop()  # the heading above it, too

    def _show_detail(self) -> None:
        detail = self._model.detail
        if detail == self._shown:
            return
        if detail is None:
            if not self._model.chosen:
                self._let_go()
            return
        is_same = self._shown is not None and self._shown.id == detail.id
        self._put_event_away()
        self._shown = detail
        doors = EventDoors(partial(self._export, only_chosen=True), self._go_to_topic)
        self._event = EventView(self.context, detail, doors)
        self._lines.insertWidget(2, self._event)
        self._event.show()
        self._show_day(is_month=self._model.mode is Mode.MONTH)
        self._choose_first()
        if not is_same:
            self._scroll.verticalScrollBar().setValue(0)

    def _put_event_away(self) -> None:
        if self._event is not None:
            self._event.hide()
            self._event.deleteLater()
        self._event = self._shown = None

    def _let_go(self) -> None:
        """Show another event, or the list: the one that was shown is not here any more."""
        self._put_event_away()
        if self._panes.is_single:
            self._panes.show_detail(is_shown=False)
        self._choose_first()

    def _on_tab(self, place: int) -> None:
        """Show another part; in a list the event beside it is one of that list."""
        model = self._model
        model.show_mode(_MODES[place])
        ids = [row.id for row in model.rows.rows if not row.id.startswith("#")]
        if model.mode is not Mode.MONTH and ids and model.chosen not in ids and not self._panes.is_single:
            model.choose(ids[0])
            self._rows.choose(ids[0])

    def _pick(self, day: date) -> None:
        self._model.pick(day)
        self._panes.show_detail(is_shown=True)
        self._grid.focus_day(day)

    def _follow(self, day: date) -> None:
        """Show the month that the keyboard went into."""
        month = self._model.month
        self._model.turn((day.year - month.year) * 12 + day.month - month.month)

    def _go_to_today(self) -> None:
        self._model.go_to_today()
        self._grid.focus_day(self._model.today)

    def _panes_toggle(self) -> None:
        self._panes.toggle_side()

    def _on_arranged(self) -> None:
        self._side.show_way_back(is_shown=self._panes.shows_side)
        self._filters.setVisible(not self._panes.has_side)
        is_narrow = not (self._panes.has_side or self._panes.is_single or self._model.mode is Mode.MONTH)
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._head.setDirection(way)
        self._back.setVisible(self._panes.is_single)

    def _open(self, record: str) -> None:
        if not record.startswith("#"):
            super()._open(record)

    def _go_to_topic(self, topic: str) -> None:
        self.context.navigation.go(Place("areas", topic))

    def _export_list(self) -> None:
        self._export(only_chosen=False)

    def _export(self, *, only_chosen: bool) -> None:
        title = self.context.speaker.say("File for your calendar; anybody can read it")
        target = self.targets.file(self, title, "events.ics")
        if target is not None:
            self._model.export(target, only_chosen=only_chosen)

    def _print(self) -> None:
        model, say = self._model, self.context.speaker.say
        printer = self.choose_printer(self, say("Calendar"))
        if printer is not None:
            title = model.month_name if model.mode is Mode.MONTH else say("Calendar")
            print_document(agenda_document(self.context, title, model.printed_rows()), printer)
