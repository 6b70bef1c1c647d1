"""One day of a month: its number, its marks and, where there is room, what is on it. Must not know events."""

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle

from haversack.viewmodels.calendar_month import DEADLINE, DayCell, DayMark
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.look import Look

MARK: Final = 6
"""Side of a mark at 100 %."""
_SIDE: Final = 31
_LARGE_SIDE: Final = 52
_LEAST_LARGE: Final = 46
_WORDS_FROM: Final = 70
"""Width of a day at 100 % from which on it writes what is on it."""
_OWN_KEYS: Final = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)


class DayButton(QAbstractButton):
    """A day.

    Attributes:
        cell: What it shows, or None.
    """

    def __init__(self, context: Context, *, is_large: bool) -> None:
        """Begin empty.

        Args:
            context: For the look and words.
            is_large: Whether it may write what is on it.
        """
        super().__init__()
        self._look = context.look
        self._speaker = context.speaker
        self._is_large = is_large
        self.cell: DayCell | None = None
        self.setCheckable(True)
        grows = QSizePolicy.Policy.Expanding
        self.setSizePolicy(grows, grows if is_large else QSizePolicy.Policy.Fixed)

    def show_day(self, cell: DayCell, *, is_picked: bool) -> None:
        """Show a day."""
        self.cell = cell
        self.setChecked(is_picked)
        self.setAccessibleName(cell.spoken)
        self.setToolTip(tooltip(cell.spoken if cell.marks else ""))
        self.update()

    def sizeHint(self) -> QSize:
        """See `QWidget`."""
        side = self._look.px(_LARGE_SIDE if self._is_large else _SIDE)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """See `QWidget`."""
        return QSize(self._look.px(20), self._look.px(_LEAST_LARGE if self._is_large else _SIDE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys to the month that move the keyboard; press with Enter as with Space."""
        key = Qt.Key(event.key())
        if key in _OWN_KEYS:
            event.ignore()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`."""
        if self.cell is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_large:
            self._paint_large(painter, self.cell)
        else:
            self._paint_small(painter, self.cell)
        painter.end()

    def _paint_small(self, painter: QPainter, cell: DayCell) -> None:
        look = self._look
        side = min(self.width(), self.height()) - 2
        ground = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        ink = self._paint_ground(painter, cell, ground)
        painter.setFont(look.font("small", bold=cell.is_today or self.isChecked()))
        painter.setPen(look.colour(ink))
        above = QRect(0, 0, self.width(), self.height() - look.px(MARK if cell.marks else 0))
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, self._speaker.number(cell.day.day))
        marks = list(dict.fromkeys(one.mark for one in cell.marks))
        size, gap = look.px(MARK - 1), look.px(3)
        left = (self.width() - len(marks) * size - (len(marks) - 1) * gap) // 2
        for place, mark in enumerate(marks):
            area = QRect(left + place * (size + gap), ground.bottom() - size - look.px(2), size, size)
            paint_mark(painter, look, mark, area, is_on_primary=self.isChecked())

    def _paint_large(self, painter: QPainter, cell: DayCell) -> None:
        look, pad = self._look, self._look.px(5)
        area = self.rect()
        painter.fillRect(area, look.colour("surface" if cell.is_in_month else "bg"))
        # Each draws the lines above it and at its left; the last also those at the outer edges of the month.
        month = self.parentWidget() or self
        right = 1 if self.geometry().right() >= month.width() - 2 else 0
        below = 1 if self.geometry().bottom() >= month.height() - 2 else 0
        painter.setPen(look.colour("border"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.drawRect(area.adjusted(0, 0, -right, -below))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = look.px(23)
        top = area.top() + min(pad - 2, max((area.height() - side) // 2, 1))
        head = self._visual(QRect(area.left() + pad - 1, top, side, side))
        ink = self._paint_ground(painter, cell, head)
        painter.setFont(look.font("small", bold=cell.is_today or self.isChecked()))
        painter.setPen(look.colour(ink))
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, self._speaker.number(cell.day.day))
        body = area.adjusted(pad, top + side + 2, -pad, -2)
        line = QFontMetrics(look.font("caption")).height()
        if self.width() * 100 // look.scale >= _WORDS_FROM and body.height() >= line:
            self._paint_words(painter, cell, body)
        elif body.height() >= look.px(MARK + 2):
            self._paint_marks(painter, cell, QRect(body.left(), body.top(), body.width(), look.px(MARK + 4)))
        else:
            # No room below the number: beside it.
            self._paint_marks(painter, cell, QRect(pad + side + look.px(4), top, body.width() - side, side))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.drawRect(area.adjusted(1, 1, -2, -2))

    def _paint_words(self, painter: QPainter, cell: DayCell, body: QRect) -> None:
        """Write as many titles as fit; the last line says how many more there are."""
        look = self._look
        metrics = QFontMetrics(look.font("caption"))
        lines = max(body.height() // metrics.height(), 1)
        painter.setFont(look.font("caption"))
        if lines == 1 and len(cell.marks) > 1:
            start = self._paint_marks(
                painter, cell, QRect(body.left(), body.top(), body.width() // 2, metrics.height())
            )
            rest = QRect(start, body.top(), body.right() - start, metrics.height())
            painter.setPen(look.colour("text"))
            title = metrics.elidedText(cell.marks[0].title, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(self._visual(rest), _LEADING, title)
            return
        shown = cell.marks if len(cell.marks) <= lines else cell.marks[: lines - 1]
        for place, one in enumerate(shown):
            line = QRect(body.left(), body.top() + place * metrics.height(), body.width(), metrics.height())
            self._paint_title(painter, one, line)
        if len(shown) < len(cell.marks):
            rest = QRect(body.left(), body.top() + len(shown) * metrics.height(), body.width(), metrics.height())
            more = len(cell.marks) - len(shown)
            painter.setPen(look.colour("text2"))
            words = self._speaker.count("{number} more", "{number} more", more)
            painter.drawText(self._visual(rest), _LEADING, words)

    def _paint_marks(self, painter: QPainter, cell: DayCell, line: QRect) -> int:
        """Draw the marks in a line; return where the next thing may stand."""
        look, size = self._look, self._look.px(MARK)
        step = size + look.px(3)
        marks = cell.marks[: max(line.width() // step, 1)]
        for place, one in enumerate(marks):
            spot = QRect(line.left() + place * step, line.top() + (line.height() - size) // 2, size, size)
            paint_mark(painter, look, one.mark, self._visual(spot), is_on_primary=False)
        return line.left() + len(marks) * step

    def _paint_title(self, painter: QPainter, one: DayMark, line: QRect) -> None:
        look, size = self._look, self._look.px(MARK)
        mark = QRect(line.left(), line.top() + (line.height() - size) // 2, size, size)
        paint_mark(painter, look, one.mark, self._visual(mark), is_on_primary=False)
        words = line.adjusted(size + look.px(4), 0, 0, 0)
        painter.setPen(look.colour("text"))
        shown = QFontMetrics(painter.font()).elidedText(one.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(self._visual(words), _LEADING, shown)

    def _paint_ground(self, painter: QPainter, cell: DayCell, ground: QRect) -> str:
        """Fill the picked day, outline today and the one with the keyboard; return the ink of the number."""
        look, radius = self._look, self._look.px(4)
        ink = "text" if cell.is_in_month else "text3"
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("primary"))
            painter.drawRoundedRect(ground, radius, radius)
            ink = "onPrimary"
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if cell.is_today and not self.isChecked():
            painter.setPen(QPen(look.colour("control"), 1))
            painter.drawRoundedRect(ground, radius, radius)
        if self.hasFocus() and not self._is_large:
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.drawRoundedRect(ground.adjusted(-1, -1, 1, 1), radius, radius)
        return ink

    def _visual(self, area: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), area)


_LEADING: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
"""The painter has the direction of the widget, so left is where reading begins."""


def paint_mark(painter: QPainter, look: Look, mark: str, area: QRect, *, is_on_primary: bool) -> None:
    """Draw a mark: a square for a deadline, round for anything else, so that it says so without colour.

    Args:
        painter: Of a widget.
        look: For colours.
        mark: `square` or `dot`.
        area: Where.
        is_on_primary: Whether it stands on the fill of the picked day.
    """
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    tone = "waitInk" if mark == DEADLINE else "primary"
    painter.setBrush(look.colour("onPrimary" if is_on_primary else tone))
    if mark == DEADLINE:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.drawRect(area)
    else:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawEllipse(area)
    painter.restore()
