"""A month: six weeks of days that are reached by arrow keys, each with what is on it. Must not know events."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from haversack.viewmodels.calendar import DayCell
from haversack.views.context import Context
from haversack.views.parts.texts import text

_SIDE: Final = 30


class _DayButton(QAbstractButton):
    """One day: a number, a mark below it, an outline for today."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._look = context.look
        self._number = context.speaker.number
        self.cell: DayCell | None = None
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_day(self, cell: DayCell, *, is_picked: bool) -> None:
        self.cell = cell
        self.setChecked(is_picked)
        self.setAccessibleName(cell.spoken)
        self.setToolTip(cell.spoken if cell.events else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(_SIDE), self._look.px(_SIDE))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(20), self._look.px(_SIDE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()  # the month moves the keyboard; a button would go to the next button
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        cell, look = self.cell, self._look
        if cell is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height()) - 2
        ground = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        ink = "text" if cell.is_in_month else "text3"
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("primary"))
            painter.drawRoundedRect(ground, look.px(4), look.px(4))
            ink = "onPrimary"
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus() or cell.is_today:
            painter.setPen(QPen(look.colour("focus" if self.hasFocus() else "control"), 2 if self.hasFocus() else 1))
            painter.drawRoundedRect(ground, look.px(4), look.px(4))
        painter.setFont(look.font("small", bold=cell.is_today or self.isChecked()))
        painter.setPen(look.colour(ink))
        above = QRect(0, 0, self.width(), self.height() - look.px(6 if cell.mark else 0))
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, self._number(cell.day.day))
        if cell.mark:
            size = look.px(5)
            tone = "waitInk" if cell.mark == "square" else "primary"
            painter.setBrush(look.colour("onPrimary" if self.isChecked() else tone))
            painter.setPen(Qt.PenStyle.NoPen)
            place = QRect((self.width() - size) // 2, ground.bottom() - size - look.px(1), size, size)
            painter.drawRect(place) if cell.mark == "square" else painter.drawEllipse(place)
        painter.end()


class MonthGrid(QWidget):
    """Shows a month.

    Signals:
        picked: A day was pressed.
        left: The keyboard went over the edge of the month, to this day.
    """

    picked = Signal(object)
    left = Signal(object)

    def __init__(self, context: Context, weekdays: Sequence[str]) -> None:
        """Build it, empty.

        Args:
            context: For the look.
            weekdays: Short names from Monday on.
        """
        super().__init__()
        self._days: list[_DayButton] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for column, name in enumerate(weekdays):
            label = text(name, "caption", wraps=False)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMinimumWidth(0)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            grid.addWidget(label, 0, column)
            grid.setColumnStretch(column, 1)
        for place in range(42):
            day = _DayButton(context)
            day.clicked.connect(lambda _, day=day: self.picked.emit(day.cell.day if day.cell else None))
            day.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place == 0 else Qt.FocusPolicy.ClickFocus)
            grid.addWidget(day, 1 + place // 7, place % 7)
            self._days.append(day)

    def show_weeks(self, weeks: Sequence[Sequence[DayCell]], picked: date | None) -> None:
        """Show six weeks; one day of them takes the keyboard with Tab."""
        cells = [cell for week in weeks for cell in week]
        first = next((place for place, cell in enumerate(cells) if cell.is_today and cell.is_in_month), None)
        for place, (day, cell) in enumerate(zip(self._days, cells, strict=True)):
            day.show_day(cell, is_picked=cell.day == picked)
            if first is None and cell.is_in_month:
                first = place
        for place, day in enumerate(self._days):
            is_first = place == first
            day.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_first else Qt.FocusPolicy.ClickFocus)

    def focus_day(self, day: date) -> None:
        """Put the keyboard on a day that is shown."""
        for one in self._days:
            if one.cell is not None and one.cell.day == day:
                one.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by a day or a week; arrows follow the direction of the page."""
        now = next((day.cell for day in self._days if day.hasFocus()), None)
        ahead = -1 if self.isRightToLeft() else 1
        steps = {Qt.Key.Key_Left: -ahead, Qt.Key.Key_Right: ahead, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        step = steps.get(Qt.Key(event.key()))
        if now is None or step is None:
            super().keyPressEvent(event)
            return
        target = now.day + timedelta(days=step)
        shown = {day.cell.day for day in self._days if day.cell is not None and day.cell.is_in_month}
        if target not in shown:
            self.left.emit(target)
        self.focus_day(target)
