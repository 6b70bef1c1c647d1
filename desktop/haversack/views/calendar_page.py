"""Calendar: a month, the agenda, one event. Must not read the vault; its view-model does."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.calendar import CalendarModel, EventShown
from haversack.viewmodels.navigation import Place
from haversack.views.context import Context
from haversack.views.page import Page, scrolling, spaced
from haversack.views.parts.buttons import button, copy_button, icon_button
from haversack.views.parts.cards import EmptyState, rule
from haversack.views.parts.link_strip import LinkStrip
from haversack.views.parts.month_grid import MonthGrid
from haversack.views.parts.panes import Panes
from haversack.views.parts.reading_view import ReadingView
from haversack.views.parts.row_list import RowList
from haversack.views.parts.surface import on_surface
from haversack.views.parts.texts import badge, text


class CalendarPage(Page):
    """Everything that has a date."""

    help_id: ClassVar[str] = "calendar"

    def __init__(self, context: Context) -> None:
        """Build it and show what is known."""
        super().__init__(context)
        self._model = context.models.get(CalendarModel)
        self._shown: EventShown | None = None
        self._event: QWidget | None = None
        self._types: dict[str, QCheckBox] = {}
        self._panes = Panes(context, self._build_side(), self._build_list(), self._build_detail())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._panes)
        self._model.changed.connect(self._show)
        self._model.detail_changed.connect(self._show_detail)
        self._show()
        self._show_detail()

    def go_to(self, place: Place) -> None:
        """Show the agenda, or an event."""
        if place.record:
            self._model.choose(place.record)
            self._rows.choose(place.record)
        self._panes.show_detail(is_shown=bool(place.record))

    def set_effective_width(self, width: int) -> None:
        """Show month, agenda and event beside each other, or one after the other."""
        self._panes.set_effective_width(width)
        self._to_month.setVisible(not self._panes.has_side)
        self._to_list.setVisible(self._panes.shows_side)
        self._back.setVisible(self._panes.is_single)
        self._choose_first()

    def focus_first(self) -> None:
        """Put the keyboard on the agenda."""
        self._rows.setFocus()

    def _build_side(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        content = QWidget()
        content.setObjectName("page")
        self._side = QVBoxLayout(content)
        spaced(context, self._side, margins=(14, 12, 12, 14), gap=10)
        self._to_list = button(context, say("Show the list"), self._toggle_month, kind="small", icon="arrow-left")
        self._side.addWidget(self._to_list)
        head = QHBoxLayout()
        spaced(context, head, gap=2)
        self._month = text("", "h3")
        head.addWidget(self._month, 1)
        head.addWidget(icon_button(context, "chevron-left", say("Month before"), lambda: self._model.turn(-1)))
        head.addWidget(icon_button(context, "chevron-right", say("Next month"), lambda: self._model.turn(1)))
        self._side.addLayout(head)
        names = (say("Mo"), say("Tu"), say("We"), say("Th"), say("Fr"), say("Sa"), say("Su"))
        self._grid = MonthGrid(context, names)
        self._grid.picked.connect(self._model.pick)
        self._grid.left.connect(self._follow)
        self._side.addWidget(self._grid)
        self._all = button(context, say("Show all days"), lambda: self._model.pick(None), kind="small")
        self._side.addWidget(self._all)
        self._side.addWidget(rule())
        self._side.addWidget(text(say("Show"), "h3"))
        self._type_lines = QVBoxLayout()
        spaced(context, self._type_lines, gap=6)
        self._side.addLayout(self._type_lines)
        self._past = QCheckBox(say("What is over"))
        self._past.setAccessibleName(say("What is over"))
        self._past.setChecked(self._model.is_past)
        self._past.toggled.connect(lambda is_on: self._model.show_past(is_past=is_on))
        self._side.addWidget(self._past)
        self._side.addWidget(rule())
        export = button(
            context, say("Export the list"), partial(self._export, only_chosen=False), kind="small", icon="file-down"
        )
        self._side.addWidget(export)
        note = say("Times are shown at the venue and in your computer's time, always with the zone.")
        self._side.addWidget(text(note, "caption"))
        self._side.addStretch()
        return scrolling(content)

    def _build_list(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        head = QHBoxLayout()
        spaced(context, head, margins=(14, 10, 10, 8), gap=8)
        self._summary = text("", "h3")
        head.addWidget(self._summary, 1)
        self._to_month = button(context, say("Month"), self._toggle_month, kind="small", icon="calendar-days")
        head.addWidget(self._to_month)
        lines.addLayout(head)
        lines.addWidget(rule())
        self._rows = RowList(context, self._model.rows, say("Agenda"))
        self._rows.opened.connect(self._open)
        self._rows.chosen.connect(self._choose)
        lines.addWidget(self._rows, 1)
        self._empty = EmptyState(
            context,
            "calendar-days",
            say("The calendar is empty."),
            say("Meetings, deadlines and international days come with the first sync."),
        )
        self._nothing = EmptyState(context, "calendar-days", say("Nothing is on these days."))
        lines.addWidget(self._empty)
        lines.addWidget(self._nothing)
        lines.addStretch()
        return holder

    def _build_detail(self) -> QWidget:
        context, say = self.context, self.context.speaker.say
        content = QWidget()
        on_surface(context, content)
        self._lines = QVBoxLayout(content)
        spaced(context, self._lines, margins=(20, 14, 20, 20), gap=10)
        self._back = button(context, say("All events"), self._go_to_list, kind="small", icon="arrow-left")
        self._lines.addWidget(self._back)
        self._lines.addStretch()
        self._scroll = scrolling(content)
        return self._scroll

    def _show(self) -> None:
        model = self._model
        self._summary.setText(model.summary)
        self._month.setText(model.month_name)
        self._grid.show_weeks(model.weeks(), model.picked)
        self._all.setVisible(model.picked is not None)
        for value, name, count, is_shown in model.type_choices():
            box = self._types.get(value) or self._add_type(value)
            words = self.context.speaker.say("{name} ({number})", name=name, number=self.context.speaker.number(count))
            box.setText(words)
            box.setAccessibleName(words)
            box.blockSignals(True)  # noqa: FBT003 - Qt's own
            box.setChecked(is_shown)
            box.blockSignals(False)  # noqa: FBT003 - Qt's own
        has_rows = model.rows.rowCount() > 0
        self._rows.setVisible(has_rows)
        self._empty.setVisible(model.is_empty)
        self._nothing.setVisible(model.is_ready and not has_rows and not model.is_empty)
        self._choose_first()

    def _add_type(self, value: str) -> QCheckBox:
        box = QCheckBox()
        box.toggled.connect(lambda is_on: self._model.show_type(value, is_shown=is_on))
        self._type_lines.addWidget(box)
        self._types[value] = box
        return box

    def _choose_first(self) -> None:
        """Never leave the detail empty where it stands beside the list."""
        first = next((row.id for row in self._model.rows.rows if not row.id.startswith("#")), "")
        if first and not self._model.chosen and not self._panes.is_single:
            self._model.choose(first)
        if self._model.chosen:
            self._rows.choose(self._model.chosen)

    def _show_detail(self) -> None:
        detail = self._model.detail
        if detail is None or detail == self._shown:
            return
        is_same = self._shown is not None and self._shown.id == detail.id
        self._shown = detail
        if self._event is not None:
            self._event.hide()
            self._event.deleteLater()
        self._event = self._event_view(detail)
        self._lines.insertWidget(1, self._event)
        self._event.show()
        if not is_same:
            self._scroll.verticalScrollBar().setValue(0)

    def _event_view(self, detail: EventShown) -> QWidget:
        context, say = self.context, self.context.speaker.say
        holder = QWidget()
        lines = QVBoxLayout(holder)
        spaced(context, lines, gap=10)
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        head.addWidget(badge(detail.type, "info"))
        head.addWidget(badge(detail.left, detail.tone))
        head.addStretch()
        lines.addLayout(head)
        lines.addWidget(text(detail.title, "h1"))
        if detail.summary:
            lines.addWidget(text(detail.summary, "body"))
        if detail.fallback:
            lines.addWidget(text(detail.fallback, "small"))
        for name, words in detail.lines:
            if name:
                lines.addWidget(text(name, "label"))
            lines.addWidget(text(words, "body"))
        for name, address in detail.links:
            lines.addWidget(text(name, "label"))
            line = QHBoxLayout()
            spaced(context, line, gap=6)
            line.addWidget(text(_breakable(address), "small"), 1)
            line.addWidget(copy_button(context, name, address))
            lines.addLayout(line)
        if detail.topics:
            lines.addWidget(text(say("Areas of work"), "label"))
        for topic, name in detail.topics:
            line = QHBoxLayout()
            line.addWidget(button(context, name, partial(self._go_to_topic, topic), kind="link"))
            line.addStretch()
            lines.addLayout(line)
        if detail.body.html:
            lines.addWidget(rule())
            view, strip = ReadingView(context, detail.title, fits=True), LinkStrip(context)
            view.link_chosen.connect(strip.show_link)
            view.show_text(detail.body)
            lines.addWidget(view)
            lines.addWidget(strip)
        line = QHBoxLayout()
        words = say("Export this event")
        line.addWidget(button(context, words, partial(self._export, only_chosen=True), icon="file-down"))
        line.addStretch()
        lines.addLayout(line)
        return holder

    def _follow(self, day: date) -> None:
        """Show the month that the keyboard went into."""
        month = self._model.month
        self._model.turn((day.year - month.year) * 12 + day.month - month.month)

    def _toggle_month(self) -> None:
        self._panes.toggle_side()
        self._to_list.setVisible(self._panes.shows_side)

    def _open(self, record: str) -> None:
        if not record.startswith("#"):
            self.context.navigation.go(Place("calendar", record))
            self._panes.show_detail(is_shown=True)

    def _choose(self, record: str) -> None:
        if not self._panes.is_single:
            self._model.choose(record)

    def _go_to_list(self) -> None:
        self.context.navigation.go(Place("calendar"))
        self._panes.show_detail(is_shown=False)
        self._rows.setFocus()

    def _go_to_topic(self, topic: str) -> None:
        self.context.navigation.go(Place("areas", topic))

    def _export(self, *, only_chosen: bool) -> None:
        say = self.context.speaker.say
        title, kinds = say("File for your calendar; anybody can read it"), say("Calendar file (*.ics)")
        chosen, _ = QFileDialog.getSaveFileName(self, title, "events.ics", kinds)
        if chosen:
            self._model.export(Path(chosen), only_chosen=only_chosen)


def _breakable(address: str) -> str:
    """Return an address that may go over several lines behind a slash."""
    return address.replace("/", "/\u200b")
