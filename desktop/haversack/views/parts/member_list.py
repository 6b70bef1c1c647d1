"""The directory's list: a card for each organisation, all of one height. Must not read or filter them."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from haversack.i18n.bidi import isolated
from haversack.viewmodels.directory_words import MemberRow
from haversack.viewmodels.rows import RowRole, RowsModel
from haversack.views.context import Context
from haversack.views.parts.painting import Drawn, drawn
from haversack.views.parts.row_list import RowDelegate, RowList

_Index = QModelIndex | QPersistentModelIndex
_LEADING: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_TRAILING: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_PADDING: Final = 14


class MemberDelegate(RowDelegate):
    """Draws an organisation: name and badge, place and date, services; or two lines where there is one column."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        """Prepare fonts."""
        super().__init__(context, parent)
        look = self._look = context.look
        self._name = look.font("body", bold=True)
        self._line = look.font("caption")
        self._wide = look.font("small")
        self.is_single = False

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """See `QAbstractItemDelegate`: all rows are of one height, or a list of thousands would measure each."""
        name, line = self._height(self._name), self._height(self._line)
        lines = self._height(self._wide) if self.is_single else 2 * line
        return QSize(self._look.px(80), name + lines + self._look.px(20) + 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """See `QAbstractItemDelegate`."""
        row: MemberRow = index.data(RowRole.ROW)
        item, pad = drawn(option), self._look.px(_PADDING)
        painter.save()
        self._paint_ground(painter, item, has_rule=True)
        area = item.rect.adjusted(pad, self._look.px(10), -pad, 0)
        if self.is_single:
            self._paint_single(painter, item, row, area)
        else:
            self._paint_card(painter, item, row, area)
        painter.restore()

    def _paint_card(self, painter: QPainter, item: Drawn, row: MemberRow, area: QRect) -> None:
        name, line = self._height(self._name), self._height(self._line)
        end = self._paint_badge(painter, item, row, QRect(area.left(), area.top(), area.width(), name))
        rest = self._paint_name(painter, item, row, QRect(area.left(), area.top(), end - area.left(), name))
        second = QRect(area.left(), area.top() + name, area.width(), line)
        date = QFontMetrics(self._line).horizontalAdvance(row.trailing)
        tone = "waitInk" if row.is_waiting else "text3"
        self._write(painter, item, second, row.trailing, font=self._line, ink=tone, flags=_TRAILING)
        place = QRect(second.left(), second.top(), max(second.width() - date - self._look.px(10), 0), line)
        self._write(painter, item, place, row.place, font=self._line, ink="text2")
        third = QRect(area.left(), second.bottom() + 1, area.width(), line)
        words = " · ".join(self._isolated(part) for part in (rest, row.services) if part)
        self._write(painter, item, third, words, font=self._line, ink="text2")

    def _paint_single(self, painter: QPainter, item: Drawn, row: MemberRow, area: QRect) -> None:
        look, side = self._look, self._look.px(16)
        arrow = QRect(area.right() - side, item.rect.top() + (item.rect.height() - side) // 2, side, side)
        painter.drawPixmap(item.visual(arrow).topLeft(), look.pixmap("chevron-right", "text3", 16))
        room = arrow.left() - look.px(10) - area.left()
        name, wide = self._height(self._name), self._height(self._wide)
        shown = QFontMetrics(self._name).horizontalAdvance(row.title)
        badge = self._badge_width(row) + look.px(10) if row.badge else 0
        title = QRect(area.left(), area.top(), max(min(shown + 2, room - badge), 0), name)
        self._write(painter, item, title, row.title, font=self._name, ink="text")
        if row.badge:
            place = QRect(title.right() + look.px(10), area.top(), self._badge_width(row), name)
            self._paint_badge(painter, item, row, place)
        words = " · ".join(self._isolated(part) for part in (row.place, row.services) if part)
        self._write(
            painter, item, QRect(area.left(), area.top() + name, room, wide), words, font=self._wide, ink="text2"
        )

    def _paint_name(self, painter: QPainter, item: Drawn, row: MemberRow, area: QRect) -> str:
        """Draw the name, and the original beside it where both have room; return what had none."""
        name, gap = QFontMetrics(self._name).horizontalAdvance(row.title), self._look.px(8)
        original = QFontMetrics(self._line).horizontalAdvance(row.original)
        fits = bool(row.original) and name + gap + original <= area.width()
        title = QRect(area.left(), area.top(), name + 2 if fits else area.width(), area.height())
        self._write(painter, item, title, row.title, font=self._name, ink="text")
        if not fits:
            return row.original
        place = QRect(title.right() + gap, area.top(), original + 2, area.height())
        self._write(painter, item, place, row.original, font=self._line, ink="text2")
        return ""

    def _write(
        self,
        painter: QPainter,
        item: Drawn,
        rect: QRect,
        words: str,
        *,
        font: QFont,
        ink: str,
        flags: Qt.AlignmentFlag = _LEADING,
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._look.colour(ink))
        shown = QFontMetrics(font).elidedText(self._isolated(words), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(item.visual(rect), flags, shown)

    def _isolated(self, words: str) -> str:
        return isolated(words, is_rtl=self._look.is_rtl)

    def _height(self, font: QFont) -> int:
        return QFontMetrics(font).height() + self._look.px(1)


class MemberList(RowList):
    """A list of organisations."""

    def __init__(self, context: Context, model: RowsModel, name: str) -> None:
        """Show a model; see `RowList`."""
        super().__init__(context, model, name)
        self._delegate = MemberDelegate(context, self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)

    def set_single(self, *, is_single: bool) -> None:
        """Draw rows for a page of one column, or as cards beside a profile."""
        if is_single != self._delegate.is_single:
            self._delegate.is_single = is_single
            self.scheduleDelayedItemsLayout()
