"""A list of hits: the title, and under it the place that matched with its words marked. Must not search."""

from functools import lru_cache, partial
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from haversack.viewmodels.rows import Row, RowRole, RowsModel
from haversack.viewmodels.search import MarkedRow
from haversack.views.context import Context
from haversack.views.parts.painting import drawn
from haversack.views.parts.row_list import RowDelegate, RowList

_Index = QModelIndex | QPersistentModelIndex
_LEADING: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_LINES: Final = 2
_KNOWN_WIDTHS: Final = 200


class MarkedDelegate(RowDelegate):
    """Draws a hit."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        """Prepare; see `RowDelegate`."""
        super().__init__(context, parent)
        self._look = context.look
        self._heading = context.look.font("body", bold=True)
        self._words = context.look.font("small")
        metrics = QFontMetrics(self._words)
        above = QFontMetrics(self._heading).height() + context.look.px(18)
        self._heights = tuple(above + lines * metrics.height() for lines in (1, _LINES))
        # Qt asks for the size of each row several times a layout, and measuring a text takes longest. Wrapped
        # twice: the cache reads how a function is called, and PySide loads all its signatures to say so, for 80 ms.
        self._width_of = lru_cache(_KNOWN_WIDTHS)(partial(metrics.horizontalAdvance))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        view = self.parent()
        room = view.viewport().width() - self._look.px(62) if isinstance(view, RowList) else 0
        is_short = self._width_of(row.lines[0] if row.lines else "") <= room
        return QSize(self._look.px(80), self._heights[0 if is_short else 1])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        look, item = self._look, drawn(option)
        painter.save()
        self._paint_ground(painter, item, has_rule=index.row() < index.model().rowCount() - 1)
        pad, top, side = look.px(14), item.rect.top() + look.px(8), look.px(18)
        height = QFontMetrics(self._heading).height()
        icon = item.visual(QRect(item.rect.left() + pad, top + (height - side) // 2, side, side))
        painter.drawPixmap(icon.topLeft(), look.pixmap(row.icon or "file-text", "primary", 18))
        start = item.rect.left() + pad + side + look.px(12)
        area = QRect(start, top, max(item.rect.right() - pad - start, 1), height)
        painter.setFont(self._heading)
        painter.setPen(look.colour("text"))
        title = QFontMetrics(self._heading).elidedText(row.title, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(item.visual(area), _LEADING, title)
        below = QRect(start, area.bottom() + 1, area.width(), QFontMetrics(self._words).height() * _LINES)
        self._paint_snippet(painter, row, item.visual(below))
        painter.restore()

    def _paint_snippet(self, painter: QPainter, row: Row, area: QRect) -> None:
        look = self._look
        layout = QTextLayout(row.lines[0] if row.lines else "", self._words)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        side = Qt.AlignmentFlag.AlignRight if look.is_rtl else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(
            [self._format(begin, end) for begin, end in (row.marks if isinstance(row, MarkedRow) else ())]
        )
        layout.beginLayout()
        height = 0.0
        for _ in range(_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(area.width())
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        painter.setPen(look.colour("text2"))
        painter.setClipRect(area)
        layout.draw(painter, QPointF(area.topLeft()), [], QRectF(area))

    def _format(self, begin: int, end: int) -> QTextLayout.FormatRange:
        style = QTextCharFormat()
        style.setBackground(self._look.colour("mark"))
        style.setForeground(self._look.colour("markInk"))
        if self._look.is_high_contrast:
            style.setFontUnderline(True)
        made = QTextLayout.FormatRange()
        made.start, made.length, made.format = begin, end - begin, style  # type: ignore[attr-defined]  # stubs only
        return made


class MarkedList(RowList):
    """A list of hits.

    Signals:
        left_at_begin: The up arrow was pressed on the first row.
        left_at_end: The down arrow was pressed on the last row.
    """

    left_at_begin = Signal()
    left_at_end = Signal()

    def __init__(self, context: Context, model: RowsModel, name: str) -> None:
        """Show a model; see `RowList`."""
        super().__init__(context, model, name)
        self.setItemDelegate(MarkedDelegate(context, self))
        self.setResizeMode(RowList.ResizeMode.Adjust)

    def go_in(self, *, from_end: bool) -> None:
        """Put the keyboard on the first row, or on the last."""
        number = self.model().rowCount()
        if number:
            self.setCurrentIndex(self.model().index(number - 1 if from_end else 0, 0))
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell when the arrows lead out of the list."""
        row, last = self.currentIndex().row(), self.model().rowCount() - 1
        if event.key() == Qt.Key.Key_Up and row <= 0:
            self.left_at_begin.emit()
        elif event.key() == Qt.Key.Key_Down and row >= last:
            self.left_at_end.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again: a snippet may need another line now."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()
