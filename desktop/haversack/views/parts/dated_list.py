"""A list whose lines begin with a day: its number, large, above its month. Must not read what lies ahead."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from haversack.viewmodels.home_words import DatedRow
from haversack.viewmodels.rows import Row, RowRole, RowsModel
from haversack.views.context import Context
from haversack.views.parts.painting import Drawn, drawn
from haversack.views.parts.row_list import RowDelegate, RowList

_Index = QModelIndex | QPersistentModelIndex
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter
_DAY_WIDTH: Final = 36
_PADDING: Final = 14


class DatedDelegate(RowDelegate):
    """Draws the day, the title and line, and the badge at the end."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        """Prepare fonts."""
        super().__init__(context, parent)
        self._look = context.look
        self._number = context.look.font("h1", bold=True)
        self._month = context.look.font("caption")

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """See `QAbstractItemDelegate`."""
        day = self._number_height + QFontMetrics(self._month).height() + self._look.px(14)
        return super().sizeHint(option, index).expandedTo(QSize(0, day))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        look, item = self._look, drawn(option)
        painter.save()
        self._paint_ground(painter, item, has_rule=index.row() < index.model().rowCount() - 1)
        pad, width = look.px(_PADDING), look.px(_DAY_WIDTH)
        area = item.rect.adjusted(pad, 0, -pad, 0)
        block = QRect(area.left(), area.top(), width, area.height())
        if isinstance(row, DatedRow) and row.day:
            self._paint_day(painter, item, row, block)
        elif row.icon:
            side = look.px(22)
            place = QRect(block.center().x() - side // 2, block.center().y() - side // 2, side, side)
            painter.drawPixmap(item.visual(place).topLeft(), look.pixmap(row.icon, "confInk", 22))
        start = block.right() + look.px(12)
        end = self._paint_end(painter, item, row, area)
        self._paint_words(painter, item, row, QRect(start, area.top(), max(end - start, 0), area.height()))
        painter.restore()

    @property
    def _number_height(self) -> int:
        # Digits have no descent: without this the month would stand too far below.
        return QFontMetrics(self._number).ascent()

    def _paint_day(self, painter: QPainter, item: Drawn, row: DatedRow, block: QRect) -> None:
        look, month = self._look, QFontMetrics(self._month).height()
        top = block.top() + (block.height() - self._number_height - month) // 2
        painter.setFont(self._number)
        painter.setPen(look.colour("text"))
        number = QRect(block.left(), top - look.px(2), block.width(), self._number_height + look.px(2))
        painter.drawText(item.visual(number), _CENTRE, row.day)
        painter.setFont(self._month)
        painter.setPen(look.colour("text2"))
        below = QRect(block.left(), top + self._number_height, block.width(), month)
        painter.drawText(item.visual(below), _CENTRE, row.month)


class DatedList(RowList):
    """A list of what lies ahead."""

    def __init__(self, context: Context, model: RowsModel, name: str) -> None:
        """Show a model; see `RowList`."""
        super().__init__(context, model, name)
        self.setItemDelegate(DatedDelegate(context, self))
