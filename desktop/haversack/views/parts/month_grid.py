"""A month: six weeks of days that are reached by keys, each with what is on it. Must not know events."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from haversack.i18n.calendars import weekdays
from haversack.viewmodels.calendar_month import DEADLINE, OTHER, DayCell
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.month_day import MARK, DayButton, paint_mark
from haversack.views.parts.texts import text

_DAYS: Final = 7
_PLACES: Final = 42


class MonthGrid(QWidget):
    """Shows a month.

    Arrows go by a day or a week, Page Up and Page Down by a month, Home and End to the ends of a week, T to today;
    Space and Enter pick a day.

    Signals:
        picked: A day was pressed.
        left: The keyboard went to a day that is not of this month.
        today_wanted: The keyboard wants today.
    """

    picked = Signal(object)
    left = Signal(object)
    today_wanted = Signal()

    def __init__(self, context: Context, *, is_large: bool) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            is_large: Whether it fills its place and writes what is on each day, where there is room.
        """
        super().__init__()
        self._context, self._is_large = context, is_large
        self._days: list[DayButton] = []
        self._names: list[QLabel] = []
        self._weekdays = weekdays(context.speaker.language)
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for column in range(_DAYS):
            label = text(self._weekdays[column].short, "caption", wraps=False)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMinimumWidth(0)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            label.setAccessibleName(self._weekdays[column].name)
            grid.addWidget(label, 0, column)
            grid.setColumnStretch(column, 1)
            self._names.append(label)

    def show_weeks(self, weeks: Sequence[Sequence[DayCell]], picked: date | None) -> None:
        """Show six weeks; one day of them takes the keyboard with Tab: the picked one, today, or the first."""
        if not self._days:
            self._build_days()
        cells = [cell for week in weeks for cell in week]
        wanted = (
            next((place for place, cell in enumerate(cells) if cell.day == picked and cell.is_in_month), None),
            next((place for place, cell in enumerate(cells) if cell.is_today and cell.is_in_month), None),
            next((place for place, cell in enumerate(cells) if cell.is_in_month), 0),
        )
        first = next(place for place in wanted if place is not None)
        for place, (day, cell) in enumerate(zip(self._days, cells, strict=True)):
            day.show_day(cell, is_picked=cell.day == picked)
            day.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place == first else Qt.FocusPolicy.ClickFocus)

    def _build_days(self) -> None:
        """Build the days where they will stand: Qt goes through all of them each time a part around them is put up."""
        for place in range(_PLACES):
            row, column = 1 + place // _DAYS, place % _DAYS
            day = DayButton(self._context, is_large=self._is_large)
            day.clicked.connect(lambda _, day=day: self.picked.emit(day.cell.day if day.cell else None))
            self._grid.addWidget(day, row, column)
            if self._is_large:
                self._grid.setRowStretch(row, 1)
            self._days.append(day)

    def focus_day(self, day: date) -> None:
        """Put the keyboard on a day that is shown."""
        for one in self._days:
            if one.cell is not None and one.cell.day == day:
                one.setFocus()

    def focus_first(self) -> None:
        """Put the keyboard on the day that Tab reaches."""
        for one in self._days:
            if one.focusPolicy() == Qt.FocusPolicy.StrongFocus:
                one.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write the days of the week as long as there is room for."""
        super().resizeEvent(event)
        room = self.width() // _DAYS - self._context.look.px(4)
        width = self._names[0].fontMetrics().horizontalAdvance
        lengths = [[day.name, day.short, day.narrow] for day in self._weekdays]
        kind = next((one for one in range(2) if all(width(names[one]) <= room for names in lengths)), 2)
        for label, names in zip(self._names, lengths, strict=True):
            label.setText(names[kind])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another day; see the class. Arrows follow the direction of the page."""
        now = next((day.cell for day in self._days if day.hasFocus()), None)
        target = self._target(Qt.Key(event.key()), now) if now is not None and not event.modifiers() else None
        if now is not None and Qt.Key(event.key()) == Qt.Key.Key_T and not event.modifiers():
            self.today_wanted.emit()
        elif target is None:
            super().keyPressEvent(event)
        else:
            shown = {day.cell.day for day in self._days if day.cell is not None and day.cell.is_in_month}
            if target not in shown:
                self.left.emit(target)
            self.focus_day(target)

    def _target(self, key: Qt.Key, now: DayCell) -> date | None:
        """Return where a key leads from a day, or None."""
        ahead = -1 if self.isRightToLeft() else 1
        place = next(place for place, day in enumerate(self._days) if day.cell is now)
        steps = {
            Qt.Key.Key_Left: -ahead,
            Qt.Key.Key_Right: ahead,
            Qt.Key.Key_Up: -_DAYS,
            Qt.Key.Key_Down: _DAYS,
            Qt.Key.Key_Home: -(place % _DAYS),
            Qt.Key.Key_End: _DAYS - 1 - place % _DAYS,
        }
        if key in steps:
            return _moved(now.day, steps[key])
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(key)
        return _months_later(now.day, months) if months is not None else None


class _Mark(QWidget):
    """A mark as it stands on a day."""

    def __init__(self, context: Context, mark: str) -> None:
        super().__init__()
        self._look, self._mark = context.look, mark
        self.setFixedSize(context.look.px(MARK + 3), context.look.px(MARK + 3))

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = self._look.px(MARK)
        paint_mark(painter, self._look, self._mark, QRect(1, 1, side, side), is_on_primary=False)
        painter.end()


def legend(context: Context) -> QWidget:
    """Return what the marks mean."""
    say = context.speaker.say
    holder = QWidget()
    line = QHBoxLayout(holder)
    spaced(context, line, gap=6)
    for mark, words in ((DEADLINE, say("Deadline")), (OTHER, say("Anything else"))):
        line.addWidget(_Mark(context, mark), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(text(words, "caption", wraps=False))
    line.addStretch()
    return holder


def _moved(day: date, by: int) -> date | None:
    number = day.toordinal() + by
    return date.fromordinal(number) if date.min.toordinal() <= number <= date.max.toordinal() else None


def _months_later(day: date, months: int) -> date | None:
    """Return the same day of another month, or its last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year < year < date.max.year:
        return None
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
