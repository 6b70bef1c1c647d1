"""The list of every page: rows drawn by a delegate, so that ten thousand cost no more than ten. Must not fetch them."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from haversack.i18n.bidi import isolated
from haversack.viewmodels.rows import Row, RowRole, RowsModel
from haversack.views.context import Context
from haversack.views.parts.painting import Drawn, drawn

_Index = QModelIndex | QPersistentModelIndex
_LEADING = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class RowDelegate(QStyledItemDelegate):
    """Draws a `Row`: icon, title and lines, then badge or trailing text at the end.

    The painter already has the view's direction, so left means leading in text; rectangles are mirrored by `_visual`.
    """

    def __init__(self, context: Context, parent: QWidget, *, is_slim: bool = False, has_arrows: bool = False) -> None:
        """Prepare fonts.

        Args:
            context: For the look.
            parent: The list.
            is_slim: Whether rows are 28 high with small text and no rules, as inside a card.
            has_arrows: Whether each row ends in an arrow: it leads elsewhere.
        """
        super().__init__(parent)
        look = self._look = context.look
        self._is_slim, self._has_arrows = is_slim, has_arrows
        self._title = look.font("small" if is_slim else "body")
        self._bold = look.font("small" if is_slim else "body", bold=True)
        self._small = look.font("caption")
        self._badge = look.font("caption", bold=True)
        # Measured once: a list asks for each of its rows.
        self._first = QFontMetrics(self._bold).height() + look.px(8 if is_slim else 20)
        self._further = QFontMetrics(self._small).height() + 1

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        return QSize(self._look.px(80), self._first + len(row.lines) * self._further)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """See `QAbstractItemDelegate`."""
        row: Row = index.data(RowRole.ROW)
        look, item = self._look, drawn(option)
        painter.save()
        is_last = index.row() == index.model().rowCount() - 1
        self._paint_ground(painter, item, has_rule=not (self._is_slim or is_last))
        pad = look.px(4 if self._is_slim else 14)
        area = item.rect.adjusted(pad, 0, -pad, 0)
        start = area.left()
        if row.icon:
            side = look.px(16 if self._is_slim else 18)
            top = area.top() + (area.height() - side) // 2
            place = item.visual(QRect(start, top, side, side))
            painter.drawPixmap(place.topLeft(), look.pixmap(row.icon, "primary", 16 if self._is_slim else 18))
            start += side + look.px(10 if self._is_slim else 14)
        end = self._paint_end(painter, item, row, area)
        self._paint_words(painter, item, row, QRect(start, area.top(), max(end - start, 0), area.height()))
        painter.restore()

    def _paint_ground(self, painter: QPainter, item: Drawn, *, has_rule: bool) -> None:
        look, rect = self._look, item.rect
        if item.is_chosen:
            painter.fillRect(rect, look.colour("tint"))
            bar = item.visual(QRect(rect.left(), rect.top(), look.px(3), rect.height()))
            painter.fillRect(bar, look.colour("primary"))
        elif item.is_hovered:
            painter.fillRect(rect, look.colour("hover"))
        if has_rule:
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("border"))
        if item.is_chosen and look.is_high_contrast:
            # Tints vanish there: an outline carries what is chosen.
            painter.setPen(QPen(look.colour("primary"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        if item.is_focused:
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _paint_end(self, painter: QPainter, item: Drawn, row: Row, area: QRect) -> int:
        """Draw what stands at the end; return where the words must stop."""
        look, end = self._look, area.right()
        if self._has_arrows:
            side = look.px(16)
            arrow = QRect(end - side, area.top() + (area.height() - side) // 2, side, side)
            painter.drawPixmap(item.visual(arrow).topLeft(), look.pixmap("chevron-right", "text2", 16))
            end = arrow.left() - look.px(8)
        if row.badge:
            end = self._paint_badge(painter, item, row, QRect(area.topLeft(), QSize(end - area.left(), area.height())))
        if row.trailing:
            width = min(QFontMetrics(self._small).horizontalAdvance(row.trailing) + 2, area.width() // 2)
            place = QRect(end - width, area.top(), width, area.height())
            painter.setPen(look.colour("text3"))
            painter.setFont(self._small)
            shown = QFontMetrics(self._small).elidedText(row.trailing, Qt.TextElideMode.ElideRight, width)
            painter.drawText(item.visual(place), _LEADING, shown)
            end = place.left() - look.px(10)
        return end

    def _badge_width(self, row: Row) -> int:
        return QFontMetrics(self._badge).horizontalAdvance(row.badge) + self._look.px(14)

    def _paint_badge(self, painter: QPainter, item: Drawn, row: Row, area: QRect) -> int:
        """Draw the badge at the end of an area; return where words must stop."""
        look = self._look
        if not row.badge:
            return area.right()
        width, height = self._badge_width(row), QFontMetrics(self._badge).height() + look.px(4)
        place = QRect(area.right() - width, area.top() + (area.height() - height) // 2, width, height)
        fill, ink, line = _badge_colours(row.badge_tone)
        if item.is_chosen and fill == "tint":
            # The row's own ground is as the badge's.
            fill = line = "surface"
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.colour(fill))
        painter.setPen(QPen(look.colour(line if not look.is_high_contrast else "text"), 1))
        painter.drawRoundedRect(item.visual(place), look.px(4), look.px(4))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(look.colour(ink))
        painter.setFont(self._badge)
        painter.drawText(item.visual(place), _CENTRE, row.badge)
        return place.left() - look.px(10)

    def _paint_words(self, painter: QPainter, item: Drawn, row: Row, area: QRect) -> None:
        look = self._look
        title = self._bold if row.is_new or not row.icon else self._title
        heights = [QFontMetrics(title).height(), *[QFontMetrics(self._small).height() + 1] * len(row.lines)]
        top = area.top() + (area.height() - sum(heights)) // 2
        for place, words in enumerate((row.title, *row.lines)):
            font = title if place == 0 else self._small
            painter.setFont(font)
            painter.setPen(look.colour("text" if place == 0 else "text2"))
            rect = item.visual(QRect(area.left(), top, area.width(), heights[place]))
            alone = isolated(words, is_rtl=look.is_rtl)
            shown = QFontMetrics(font).elidedText(alone, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(rect, _LEADING, shown)
            top += heights[place]


def _badge_colours(tone: str) -> tuple[str, str, str]:
    """Return the tokens of fill, ink and outline of a badge."""
    return {
        "brand": ("tint", "tintInk", "tint"),
        "wait": ("waitBg", "waitInk", "waitBg"),
        "ok": ("okBg", "okInk", "okBg"),
        "conflict": ("confBg", "confInk", "confBg"),
        "danger": ("dangerBg", "dangerInk", "dangerBg"),
        "info": ("infoBg", "infoInk", "infoBg"),
    }.get(tone, ("surface", "text2", "border"))


class RowList(QListView):
    """A list of rows; Enter, Space or a click open one.

    Signals:
        opened: Id of the row that was opened.
        chosen: Id of the row that the keyboard or pointer is on.
    """

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(
        self, context: Context, model: RowsModel, name: str, *, is_slim: bool = False, has_arrows: bool = False
    ) -> None:
        """Show a model.

        Args:
            context: For the look.
            model: The rows; the view-model's.
            name: What the list is, for screen readers.
            is_slim: See `RowDelegate`.
            has_arrows: See `RowDelegate`.
        """
        super().__init__()
        self._kept = ""
        self._fits = False
        self.setModel(model)
        self.setItemDelegate(RowDelegate(context, self, is_slim=is_slim, has_arrows=has_arrows))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._on_opened)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)

    def fit_contents(self) -> None:
        """Grow to show every row: for short lists inside a card."""
        self._fits = True
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.updateGeometry()

    def choose(self, row_id: str) -> None:
        """Put the current line on a row; nothing if it is not here."""
        index = self._rows().place_of(row_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def sizeHint(self) -> QSize:
        """See `QWidget`."""
        if not self._fits:
            return super().sizeHint()
        heights = [self.sizeHintForRow(row) for row in range(self.model().rowCount())]
        return QSize(super().sizeHint().width(), sum(heights))

    def minimumSizeHint(self) -> QSize:
        """See `QWidget`."""
        return QSize(0, self.sizeHint().height()) if self._fits else super().minimumSizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current row with Enter or Space."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self._on_opened(self.currentIndex())
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """See `QAbstractItemView`."""
        super().currentChanged(current, previous)
        row_id = current.data(RowRole.ID)
        if isinstance(row_id, str) and row_id != self._kept:
            self._kept = row_id
            self.chosen.emit(row_id)

    def _rows(self) -> RowsModel:
        model = self.model()
        if not isinstance(model, RowsModel):
            raise TypeError("a row list shows rows")
        return model

    def _on_opened(self, index: _Index) -> None:
        self.opened.emit(index.data(RowRole.ID))

    def _keep(self) -> None:
        row_id = self.currentIndex().data(RowRole.ID)
        self._kept = row_id if isinstance(row_id, str) else ""

    def _restore(self) -> None:
        if self._kept:
            self.choose(self._kept)
        self.updateGeometry()
