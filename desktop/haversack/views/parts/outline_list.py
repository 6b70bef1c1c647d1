"""The outline of a course: modules that open and close, and under them lessons and quizzes. Must not know records."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from haversack.viewmodels.course_words import OutlineRow
from haversack.viewmodels.rows import Row, RowRole, RowsModel
from haversack.views.context import Context
from haversack.views.parts.from_right import draw_from_right
from haversack.views.parts.painting import Drawn, drawn
from haversack.views.parts.row_list import RowDelegate, RowList

_Index = QModelIndex | QPersistentModelIndex
_LEADING = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = int(_LEADING) | int(Qt.TextFlag.TextWordWrap)


class OutlineDelegate(RowDelegate):
    """Draws a module as one bold line, a part as title and state; other rows as every list does."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        """Prepare fonts; see `RowDelegate`."""
        super().__init__(context, parent)
        self._look = context.look
        self._plain = context.look.font("small")
        self._strong = context.look.font("small", bold=True)
        self._caption = context.look.font("caption")

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        if not isinstance(row, OutlineRow):
            return super().sizeHint(option, index)
        view = self.parent()
        width = self._words_width(row, view.viewport().width()) if isinstance(view, RowList) else 0
        height = self._title_height(row, width)
        if not row.is_module:
            height += QFontMetrics(self._caption).height()
        return QSize(self._look.px(80), height + self._look.px(16 if row.is_module else 10))

    def _words_width(self, row: OutlineRow, width: int) -> int:
        """Return how much of a row's width its title has."""
        look, caption = self._look, QFontMetrics(self._caption)
        if row.is_module:
            return width - look.px(2 * 14 + 16 + 8 + 8) - caption.horizontalAdvance(row.trailing) - 2
        return width - look.px(2 * 14 + 8 + 16 + 10)

    def _title_height(self, row: OutlineRow, width: int) -> int:
        """Return how high a title is: over as many lines as it needs."""
        metrics = QFontMetrics(self._strong if row.is_module or row.is_current else self._plain)
        area = QRect(0, 0, max(width, 1), 10_000)
        return max(metrics.boundingRect(area, _WRAPPED, row.title).height(), metrics.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        if not isinstance(row, OutlineRow):
            super().paint(painter, option, index)
            return
        look, item = self._look, drawn(option)
        painter.save()
        self._paint_row_ground(painter, item, row, is_first=index.row() == 0)
        side, pad = look.px(16), look.px(14)
        start = item.rect.left() + pad + (0 if row.is_module else look.px(8))
        place = item.visual(QRect(start, item.rect.top() + (item.rect.height() - side) // 2, side, side))
        painter.drawPixmap(place.topLeft(), look.pixmap(row.icon, row.ink, 16))
        start += side + look.px(8 if row.is_module else 10)
        end = item.rect.right() - pad
        if row.is_module:
            self._paint_module(painter, item, row, (start, end))
        else:
            self._paint_part(painter, item, row, (start, end))
        painter.restore()

    def _paint_row_ground(self, painter: QPainter, item: Drawn, row: OutlineRow, *, is_first: bool) -> None:
        look, rect = self._look, item.rect
        if row.is_current:
            painter.fillRect(rect, look.colour("tint"))
            bar = item.visual(QRect(rect.left(), rect.top(), look.px(3), rect.height()))
            painter.fillRect(bar, look.colour("primary"))
            if look.is_high_contrast:
                painter.setPen(QPen(look.colour("text"), 1))
                painter.drawRect(rect.adjusted(0, 0, -1, -1))
        elif item.is_hovered:
            painter.fillRect(rect, look.colour("hover"))
        if row.is_module and not is_first:
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), look.colour("border"))
        if item.is_focused:
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _paint_module(self, painter: QPainter, item: Drawn, row: OutlineRow, span: tuple[int, int]) -> None:
        look, (start, end) = self._look, span
        width = QFontMetrics(self._caption).horizontalAdvance(row.trailing) + 2
        painter.setFont(self._caption)
        painter.setPen(look.colour("text3"))
        painter.drawText(
            item.visual(QRect(end - width, item.rect.top(), width, item.rect.height())), _LEADING, row.trailing
        )
        area = QRect(start, item.rect.top(), max(end - width - look.px(8) - start, 0), item.rect.height())
        self._write(painter, item, area, row.title, is_bold=True)

    def _paint_part(self, painter: QPainter, item: Drawn, row: OutlineRow, span: tuple[int, int]) -> None:
        look, (start, end) = self._look, span
        width = max(end - start, 0)
        title, caption = self._title_height(row, width), QFontMetrics(self._caption).height()
        top = item.rect.top() + (item.rect.height() - title - caption) // 2
        self._write(painter, item, QRect(start, top, width, title), row.title, is_bold=row.is_current)
        painter.setFont(self._caption)
        painter.setPen(look.colour("text2"))
        for line in row.lines[:1]:
            shown = QFontMetrics(self._caption).elidedText(line, Qt.TextElideMode.ElideRight, width)
            painter.drawText(item.visual(QRect(start, top + title, width, caption)), _LEADING, shown)

    def _write(self, painter: QPainter, item: Drawn, area: QRect, words: str, *, is_bold: bool) -> None:
        painter.setFont(self._strong if is_bold else self._plain)
        painter.setPen(self._look.colour("text"))
        if self._look.is_rtl:
            draw_from_right(painter, item.visual(area), words, painter.font())
        else:
            painter.drawText(area, _WRAPPED, words)


class OutlineList(RowList):
    """A list of courses, or the outline of one."""

    def __init__(self, context: Context, model: RowsModel, name: str) -> None:
        """Show a model; see `RowList`."""
        super().__init__(context, model, name)
        self.setItemDelegate(OutlineDelegate(context, self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again: a title may need another line now."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()

    def dataChanged(self, first: _Index, last: _Index, roles: Sequence[int] = ()) -> None:
        """Measure again: what is bold now may need another line."""
        super().dataChanged(first, last, list(roles))
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open and close a module also with the arrow keys that lead into and out of it."""
        row = self.currentIndex().data(RowRole.ROW)
        inwards = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        outwards = Qt.Key.Key_Right if self.isRightToLeft() else Qt.Key.Key_Left
        if isinstance(row, OutlineRow) and row.is_module and Qt.Key(event.key()) in {inwards, outwards}:
            if (row.icon == "chevron-down") == (Qt.Key(event.key()) == outwards):
                self.opened.emit(row.id)
            return
        super().keyPressEvent(event)
