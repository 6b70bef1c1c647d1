"""The agenda: day and weekday before each event, days left at its end, headings between. Must not know records."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from haversack.viewmodels.calendar_rows import AgendaRow
from haversack.viewmodels.rows import Row, RowRole, RowsModel
from haversack.views.context import Context
from haversack.views.parts.from_right import draw_from_right
from haversack.views.parts.painting import Drawn, drawn
from haversack.views.parts.row_list import RowDelegate, RowList

_Index = QModelIndex | QPersistentModelIndex
_LEADING = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
_DAY_WIDTH = 38


class AgendaDelegate(RowDelegate):
    """Draws an event with its day before it; a heading as a line of its own."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        """Prepare fonts; see `RowDelegate`."""
        super().__init__(context, parent)
        self._look = context.look
        self._number = context.look.font("h2", bold=True)
        self._heading = context.look.font("body", bold=True)
        self._caption = context.look.font("caption")

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        look = self._look
        if not isinstance(row, AgendaRow):
            return super().sizeHint(option, index)
        if row.is_heading:
            return QSize(look.px(80), QFontMetrics(self._caption).height() + look.px(14))
        view = self.parent()
        width = view.viewport().width() if isinstance(view, RowList) else 0
        words = self._words_area(row, QRect(0, 0, width, 0)).width()
        text = self._title_height(row, words) + QFontMetrics(self._caption).height() + 1
        day = QFontMetrics(self._number).height() + QFontMetrics(self._caption).height()
        return QSize(look.px(80), max(text, day) + look.px(18))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        if not isinstance(row, AgendaRow):
            super().paint(painter, option, index)
            return
        look, item = self._look, drawn(option)
        painter.save()
        if row.is_heading:
            self._paint_heading(painter, item, row)
        else:
            self._paint_ground(painter, item, has_rule=True)
            self._paint_day(painter, item, row)
            side = look.px(18)
            start = item.rect.left() + look.px(14 + _DAY_WIDTH + 12)
            place = item.visual(QRect(start, item.rect.top() + (item.rect.height() - side) // 2, side, side))
            ink = "text3" if row.is_over else "waitInk" if row.is_deadline else "primary"
            painter.drawPixmap(place.topLeft(), look.pixmap(row.icon, ink, 18))
            pad = look.px(14)
            self._paint_end(painter, item, row, item.rect.adjusted(pad, 0, -pad, 0))
            self._paint_event(painter, item, row)
        painter.restore()

    def _paint_heading(self, painter: QPainter, item: Drawn, row: AgendaRow) -> None:
        look, rect = self._look, item.rect
        painter.fillRect(rect, look.colour("bg"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("border"))
        painter.setFont(self._caption)
        painter.setPen(look.colour("text2"))
        painter.drawText(rect.adjusted(look.px(14), 0, -look.px(14), 0), _LEADING, row.title)

    def _paint_day(self, painter: QPainter, item: Drawn, row: AgendaRow) -> None:
        look, rect = self._look, item.rect
        number, caption = QFontMetrics(self._number), QFontMetrics(self._caption)
        height = number.height() + (caption.height() if row.weekday else 0)
        top, left, width = (
            rect.top() + (rect.height() - height) // 2,
            rect.left() + look.px(10),
            look.px(_DAY_WIDTH + 8),
        )
        painter.setPen(look.colour("text2" if row.is_over else "text"))
        # Names of months are longer than numbers of days.
        is_long = number.horizontalAdvance(row.number) > width
        painter.setFont(self._caption if is_long else self._number)
        painter.drawText(item.visual(QRect(left, top, width, number.height())), _CENTRE, row.number)
        painter.setFont(self._caption)
        painter.setPen(look.colour("text2"))
        painter.drawText(item.visual(QRect(left, top + number.height(), width, caption.height())), _CENTRE, row.weekday)

    def _paint_event(self, painter: QPainter, item: Drawn, row: AgendaRow) -> None:
        look, area = self._look, self._words_area(row, item.rect)
        title, caption = self._title_height(row, area.width()), QFontMetrics(self._caption).height() + 1
        top = item.rect.top() + (item.rect.height() - title - caption) // 2
        painter.setFont(self._heading)
        painter.setPen(look.colour("text2" if row.is_over else "text"))
        place = item.visual(QRect(area.left(), top, area.width(), title))
        if look.is_rtl:
            draw_from_right(painter, place, row.title, self._heading)
        else:
            painter.drawText(place, _WRAPPED, row.title)
        painter.setFont(self._caption)
        painter.setPen(look.colour("text2"))
        for line in row.lines[:1]:
            shown = QFontMetrics(self._caption).elidedText(line, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(item.visual(QRect(area.left(), top + title, area.width(), caption)), _LEADING, shown)

    def _words_area(self, row: AgendaRow, rect: QRect) -> QRect:
        """Return where title and line stand: between the icon and the badge."""
        look = self._look
        badge = QFontMetrics(look.font("caption", bold=True)).horizontalAdvance(row.badge) + look.px(24)
        start = look.px(14 + _DAY_WIDTH + 12 + 18 + 12)
        return QRect(rect.left() + start, rect.top(), max(rect.width() - start - badge - look.px(14), 1), rect.height())

    def _title_height(self, row: AgendaRow, width: int) -> int:
        metrics = QFontMetrics(self._heading)
        return max(metrics.boundingRect(QRect(0, 0, width, 10_000), _WRAPPED, row.title).height(), metrics.height())


class AgendaList(RowList):
    """A list of events."""

    def __init__(self, context: Context, model: RowsModel, name: str) -> None:
        """Show a model; see `RowList`."""
        super().__init__(context, model, name)
        self.setItemDelegate(AgendaDelegate(context, self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again: a title may need another line now."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()
