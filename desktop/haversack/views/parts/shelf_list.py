"""A list in which each row says in its last line where the thing is: an icon and words. Must not know records.

Several rows can be chosen: with Shift and Ctrl, by mouse and by keyboard, as in every list of files.
"""

from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from haversack.viewmodels.rows import Row, RowRole, RowsModel
from haversack.views.context import Context
from haversack.views.parts.painting import Drawn, drawn
from haversack.views.parts.row_list import RowList

_Index = QModelIndex | QPersistentModelIndex
_LEADING: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_SEVERAL: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
STATE_ICONS: Final = {
    "ok": ("circle-check", "okInk"),
    "wait": ("clock", "waitInk"),
    "part": ("circle-dot", "text2"),
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
        """See `QAbstractItemDelegate`: all rows are of one height, or a list of thousands would measure each."""
        small = QFontMetrics(self._small).height() + self._look.px(2)
        return QSize(self._look.px(80), QFontMetrics(self._title).height() + 2 * small + self._look.px(18))

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
        end = self._paint_star(painter, item, row, QRect(start, top, width, title))
        self._write(painter, item, QRect(start, top, end, title), row.title)
        top += title
        painter.setFont(self._small)
        painter.setPen(look.colour("text2"))
        self._write(painter, item, QRect(start, top, width, small), row.lines[0] if row.lines else "")
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

    def _paint_star(self, painter: QPainter, item: Drawn, row: Row, area: QRect) -> int:
        """Draw what the row carries at the end of its title; return how much room is left for the title."""
        if not row.mark:
            return area.width()
        side = self._look.px(14)
        place = item.visual(QRect(area.right() - side, area.top() + (area.height() - side) // 2, side, side))
        painter.drawPixmap(place.topLeft(), self._look.pixmap(row.mark, "primary", 14))
        return area.width() - side - self._look.px(6)

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
        if item.is_chosen and look.is_high_contrast:
            # Tints vanish there: an outline carries what is chosen.
            painter.setPen(look.colour("primary"))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))
        if item.is_focused:
            painter.setPen(look.colour("focus"))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))
            painter.drawRect(rect.adjusted(1, 1, -2, -3))


class ShelfList(RowList):
    """A list of things and where they are.

    Signals:
        several_chosen: Ids of the chosen rows, in the list's order.
    """

    several_chosen = Signal(list)

    def __init__(self, context: Context, model: RowsModel, name: str) -> None:
        """Show a model; see `RowList`."""
        super().__init__(context, model, name)
        self._chosen_before: tuple[str, ...] = ()
        self.setItemDelegate(ShelfDelegate(context, self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(lambda *_: self._tell_chosen())
        model.modelAboutToBeReset.connect(self._keep_chosen)
        model.modelReset.connect(self._choose_again)

    @property
    def chosen_ids(self) -> tuple[str, ...]:
        """Ids of the chosen rows, in the list's order."""
        # By stretches: Qt would ask Python about each row of a list of thousands.
        chosen = self.selectionModel().selection()
        stretches = [chosen.at(place) for place in range(chosen.size())]
        rows = sorted({row for one in stretches for row in range(one.top(), one.bottom() + 1)})
        return self._rows().ids_of(rows)

    def choose(self, row_id: str) -> None:
        """Put the current line on a row and choose it alone; nothing if it is not here, or among those chosen now."""
        if row_id not in self.chosen_ids:
            super().choose(row_id)

    def choose_none_but_current(self) -> None:
        """Choose only the row that the keyboard is on."""
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().select(self.currentIndex(), flag)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave a selection of several with Escape; Ctrl+Space adds a row to it or takes one away."""
        is_toggle = event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape and len(self.chosen_ids) > 1:
            self.choose_none_but_current()
        elif is_toggle and self.currentIndex().isValid():
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.Toggle)
        else:
            super().keyPressEvent(event)

    def _on_opened(self, index: _Index) -> None:
        """Open a row, unless the click or the key chose several."""
        if not QApplication.keyboardModifiers() & _SEVERAL:
            super()._on_opened(index)

    def _tell_chosen(self) -> None:
        self.several_chosen.emit(list(self.chosen_ids))

    def _keep_chosen(self) -> None:
        self._chosen_before = self.chosen_ids

    def _choose_again(self) -> None:
        """Choose again what was chosen before the list changed, as far as it is still here."""
        if len(self._chosen_before) > 1:
            for row_id in self._chosen_before:
                place = self._rows().place_of(row_id)
                self.selectionModel().select(place, QItemSelectionModel.SelectionFlag.Select)
