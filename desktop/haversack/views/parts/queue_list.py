"""What goes first, as numbered lines with size and state, and a meter where one is under way. Must not order them."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem

from haversack.viewmodels.queue_rows import QueueRow
from haversack.viewmodels.rows import Row, RowRole, RowsModel
from haversack.views.context import Context
from haversack.views.look import Look
from haversack.views.parts.painting import Drawn, drawn
from haversack.views.parts.row_list import RowDelegate, RowList

_Index = QModelIndex | QPersistentModelIndex
_LEADING = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_TRAILING = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NARROW = 520
"""Pixels at 100 % below which size and note go onto a second line."""


class _Pen:
    """Writes words onto one item, mirrored where people read from right to left."""

    def __init__(self, painter: QPainter, item: Drawn, look: Look) -> None:
        self.painter, self.item, self.look = painter, item, look

    def write(self, words: str, place: QRect, font: QFont, ink: str) -> None:
        """Write from the leading side; what has no room ends in dots."""
        self._write(words, place, font, ink, side=_LEADING)

    def write_at_end(self, words: str, place: QRect, font: QFont, ink: str) -> None:
        """Write up to the trailing side."""
        self._write(words, place, font, ink, side=_TRAILING)

    def picture(self, name: str, ink: str, place: QRect, size: int) -> None:
        """Draw an icon in the middle of a place's height, at its leading side."""
        side = self.look.px(size)
        square = QRect(place.left(), place.top() + (place.height() - side) // 2, side, side)
        self.painter.drawPixmap(self.item.visual(square).topLeft(), self.look.pixmap(name, ink, size))

    def _write(self, words: str, place: QRect, font: QFont, ink: str, *, side: Qt.AlignmentFlag) -> None:
        self.painter.setFont(font)
        self.painter.setPen(self.look.colour(ink))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        self.painter.drawText(self.item.visual(place), side, shown)


class QueueDelegate(RowDelegate):
    """Draws a `QueueRow`."""

    def __init__(self, context: Context, parent: "QueueList") -> None:
        """Prepare fonts.

        Args:
            context: For the look.
            parent: The list.
        """
        super().__init__(context, parent)
        self._list = parent
        look = self._look
        self._heading, self._words = look.font("body", bold=True), look.font("caption")
        self._state, self._bold_state = look.font("small"), look.font("small", bold=True)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        height = QFontMetrics(self._heading).height()
        if isinstance(row, QueueRow) and (row.is_now or (self._is_narrow and (row.lines or row.size))):
            height += QFontMetrics(self._words).height() + self._look.px(3)
        return QSize(self._look.px(80), height + self._look.px(16))

    @property
    def _is_narrow(self) -> bool:
        return self._list.viewport().width() < self._look.px(_NARROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        if not isinstance(row, QueueRow):
            return
        look, item = self._look, drawn(option)
        painter.save()
        if row.is_now:
            painter.fillRect(item.rect, look.colour("tint"))
        self._paint_ground(painter, item, has_rule=index.row() < index.model().rowCount() - 1)
        pen = _Pen(painter, item, look)
        line = QFontMetrics(self._heading).height()
        area = QRect(
            item.rect.left() + look.px(14), item.rect.top() + look.px(8), item.rect.width() - look.px(28), line
        )
        pen.write(row.number, QRect(area.left(), area.top(), look.px(16), line), self._words, "text3")
        pen.picture(row.icon, "text2", area.adjusted(look.px(22), 0, 0, 0), 18)
        area.setLeft(area.left() + look.px(52))
        self._write_words(pen, row, QRect(area.topLeft(), QPoint(self._write_end(pen, row, area), area.bottom())))
        below = QRect(area.left(), area.bottom() + look.px(3), area.width(), QFontMetrics(self._words).height())
        if row.is_now:
            self._paint_meter(pen, row, below)
        elif self._is_narrow and (row.lines or row.size):
            pen.write(" · ".join(part for part in (*row.lines, row.size) if part), below, self._words, "text3")
        painter.restore()

    def _write_end(self, pen: _Pen, row: QueueRow, area: QRect) -> int:
        """Write the state in a column of its own, and the size before it; return where the words must stop."""
        look, font = self._look, self._bold_state if row.is_now else self._state
        own = QFontMetrics(font).horizontalAdvance(row.state) + look.px(24) if row.state else 0
        left = area.right() - (own if self._is_narrow else max(self._list.state_width, own))
        if row.state:
            place = QRect(left, area.top(), area.right() - left, area.height())
            pen.picture(row.state_icon, row.state_ink, place, 15)
            pen.write(row.state, place.adjusted(look.px(20), 0, 0, 0), font, row.state_ink)
        if row.size and not self._is_narrow:
            width = min(QFontMetrics(self._state).horizontalAdvance(row.size) + 2, area.width() // 2)
            place = QRect(left - look.px(12) - width, area.top(), width, area.height())
            pen.write_at_end(row.size, place, self._state, "text2")
            left = place.left()
        return left - look.px(10)

    def _write_words(self, pen: _Pen, row: Row, area: QRect) -> None:
        width = min(QFontMetrics(self._heading).horizontalAdvance(row.title) + 2, area.width())
        pen.write(row.title, QRect(area.left(), area.top(), width, area.height()), self._heading, "text")
        rest = area.adjusted(width + self._look.px(10), 1, 0, 0)
        if row.lines and not self._is_narrow and rest.width() > self._look.px(30):
            pen.write(row.lines[0], rest, self._words, "text3")

    def _paint_meter(self, pen: _Pen, row: QueueRow, area: QRect) -> None:
        look, painter = self._look, pen.painter
        words = min(QFontMetrics(self._words).horizontalAdvance(row.progress) + 2, area.width() // 2)
        pen.write(row.progress, area.adjusted(area.width() - words, 0, 0, 0), self._words, "text2")
        height, width = look.px(6), area.width() - words - look.px(12)
        track = QRect(area.left(), area.top() + (area.height() - height) // 2, max(width, 1), height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("border"), 1))
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(QRectF(pen.item.visual(track)), height / 2, height / 2)
        if row.percent:
            done = QRect(track.left(), track.top(), track.width() * row.percent // 100, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("primary"))
            painter.drawRoundedRect(QRectF(pen.item.visual(done)), height / 2, height / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


class QueueList(RowList):
    """The list; it grows to show every line."""

    def __init__(self, context: Context, model: RowsModel, name: str) -> None:
        """Show a model; see `RowList`."""
        super().__init__(context, model, name)
        self._context = context
        self.setItemDelegate(QueueDelegate(context, self))
        self.setResizeMode(RowList.ResizeMode.Adjust)
        # Lines are read, not chosen; the keyboard moves between them all the same.
        self.setSelectionMode(RowList.SelectionMode.NoSelection)
        self.fit_contents()
        model.dataChanged.connect(self._measure)

    @property
    def state_width(self) -> int:
        """Width of the widest state, so that sizes stand below each other."""
        metrics = QFontMetrics(self._context.look.font("small", bold=True))
        rows = [row for row in self._rows().rows if isinstance(row, QueueRow) and row.state]
        widest = max((metrics.horizontalAdvance(row.state) for row in rows), default=0)
        return widest + self._context.look.px(24) if rows else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again: a narrow line takes a second one for its size."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._measure()

    def _measure(self) -> None:
        """A line that is under way is higher than others."""
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()
