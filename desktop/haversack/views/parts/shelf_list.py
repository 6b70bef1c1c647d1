"""A list in which each row says in its last line where the thing is: an icon and words. Must not know records."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from haversack.viewmodels.rows import Row, RowRole, RowsModel
from haversack.views.context import Context
from haversack.views.parts.painting import Drawn, drawn
from haversack.views.parts.row_list import RowList

_Index = QModelIndex | QPersistentModelIndex
_LEADING: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
STATE_ICONS: Final = {
    "ok": ("circle-check", "okInk"),
    "wait": ("clock", "waitInk"),
    "plain": ("cloud-download", "text2"),
}
"""Tone of a state → its icon and ink."""


class ShelfDelegate(QStyledItemDelegate):
    """Draws a row: icon at the top, title, lines, and its badge as a line of its own."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        """Prepare fonts."""
        super().__init__(parent)
        self._look = context.look
        self._title = context.look.font("body", bold=True)
        self._small = context.look.font("caption")

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        small = QFontMetrics(self._small).height() + self._look.px(2)
        lines = len(row.lines) + (1 if row.badge else 0)
        return QSize(self._look.px(80), QFontMetrics(self._title).height() + lines * small + self._look.px(18))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        look, item = self._look, drawn(option)
        painter.save()
        self._paint_ground(painter, item)
        pad, top = look.px(14), item.rect.top() + look.px(9)
        title, small = QFontMetrics(self._title).height(), QFontMetrics(self._small).height() + look.px(2)
        start = item.rect.left() + pad
        if row.icon:
            side = look.px(18)
            place = item.visual(QRect(start, top + (title - side) // 2, side, side))
            painter.drawPixmap(place.topLeft(), look.pixmap(row.icon, "primary", 18))
            start += side + look.px(12)
        width = max(item.rect.right() - pad - start, 0)
        painter.setFont(self._title)
        painter.setPen(look.colour("text"))
        self._write(painter, item, QRect(start, top, width, title), row.title)
        top += title
        painter.setFont(self._small)
        for line in row.lines:
            painter.setPen(look.colour("text2"))
            self._write(painter, item, QRect(start, top, width, small), line)
            top += small
        if row.badge:
            icon, ink = STATE_ICONS.get(row.badge_tone, STATE_ICONS["plain"])
            side = look.px(14)
            place = item.visual(QRect(start, top + (small - side) // 2, side, side))
            painter.drawPixmap(place.topLeft(), look.pixmap(icon, ink, 14))
            painter.setPen(look.colour(ink))
            room = side + look.px(6)
            self._write(painter, item, QRect(start + room, top, max(width - room, 0), small), row.badge)
        painter.restore()

    def _write(self, painter: QPainter, item: Drawn, rect: QRect, words: str) -> None:
        shown = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(item.visual(rect), _LEADING, shown)

    def _paint_ground(self, painter: QPainter, item: Drawn) -> None:
        look, rect = self._look, item.rect
        if item.is_chosen:
            painter.fillRect(rect, look.colour("tint"))
            painter.fillRect(
                item.visual(QRect(rect.left(), rect.top(), look.px(3), rect.height())), look.colour("primary")
            )
        elif item.is_hovered:
            painter.fillRect(rect, look.colour("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("border"))
        if item.is_focused:
            painter.setPen(look.colour("focus"))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))
            painter.drawRect(rect.adjusted(1, 1, -2, -3))


class ShelfList(RowList):
    """A list of things and where they are."""

    def __init__(self, context: Context, model: RowsModel, name: str) -> None:
        """Show a model; see `RowList`."""
        super().__init__(context, model, name)
        self.setItemDelegate(ShelfDelegate(context, self))
