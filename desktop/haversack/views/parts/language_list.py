"""The languages of the interface, each by its own name, chosen like a list: arrows and letters. No flags.

Must not keep what was chosen; the appearance does.
"""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from haversack.i18n.names import language_name
from haversack.views.context import Context
from haversack.views.parts.choices import LANGUAGES
from haversack.views.parts.painting import Drawn, drawn

_TAG: Final = Qt.ItemDataRole.UserRole
_OTHER_NAME: Final = Qt.ItemDataRole.UserRole + 1
_LEADING: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_TRAILING: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


class _Delegate(QStyledItemDelegate):
    """Draws a circle, the language's own name, and what it is called in the language that is spoken now."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = context.look

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """See `QAbstractItemDelegate`."""
        return QSize(self._look.px(80), max(self._look.px(34), self._look.target))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """See `QAbstractItemDelegate`."""
        look, item = self._look, drawn(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if item.is_chosen or item.is_hovered:
            painter.setBrush(look.colour("tint" if item.is_chosen else "hover"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(item.rect, look.px(6), look.px(6))
        if item.is_focused and item.is_chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.drawRoundedRect(item.rect.adjusted(1, 1, -1, -1), look.px(6), look.px(6))
        side = look.px(18)
        circle = QRect(item.rect.left() + look.px(10), item.rect.center().y() - side // 2, side, side)
        circle = item.visual(circle)
        painter.setBrush(look.colour("surface"))
        painter.setPen(QPen(look.colour("primary" if item.is_chosen else "control"), 2 if item.is_chosen else 1))
        painter.drawEllipse(circle.adjusted(1, 1, -1, -1))
        if item.is_chosen:
            painter.setBrush(look.colour("primary"))
            inset = side // 2 - look.px(4)
            painter.drawEllipse(circle.adjusted(inset, inset, -inset, -inset))
        start = look.px(10) + side + look.px(10)
        self._paint_names(painter, item, index, item.rect.adjusted(start, 0, -look.px(10), 0))
        painter.restore()

    def _paint_names(self, painter: QPainter, item: Drawn, index: _Index, area: QRect) -> None:
        look, chosen = self._look, item.is_chosen
        other, own = str(index.data(_OTHER_NAME)), str(index.data(Qt.ItemDataRole.DisplayRole))
        small, large = look.font("caption"), look.font("body", bold=chosen)
        room = area.width() - QFontMetrics(large).horizontalAdvance(own) - look.px(12)
        painter.setFont(large)
        painter.setPen(look.colour("tintInk" if chosen else "text"))
        painter.drawText(item.visual(area), _LEADING, own)
        if other != own and QFontMetrics(small).horizontalAdvance(other) <= room:
            painter.setFont(small)
            painter.setPen(look.colour("text3"))
            painter.drawText(item.visual(area), _TRAILING, other)


class LanguageList(QListWidget):
    """All languages; the computer's own stands first."""

    def __init__(self, context: Context) -> None:
        """Show them, with the one that is spoken chosen; choosing builds the window again."""
        super().__init__()
        appearance = context.models.appearance
        self.setAccessibleName(context.speaker.say("Language"))
        self.setItemDelegate(_Delegate(context, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSpacing(0)
        spoken, own = context.speaker.language.partition("-")[0], appearance.own_language.partition("-")[0]
        for tag, name in sorted(LANGUAGES, key=lambda one: one[0] != own):
            item = QListWidgetItem(name)
            item.setData(_TAG, tag)
            item.setData(_OTHER_NAME, language_name(context.speaker.language, tag))
            self.addItem(item)
            if tag == spoken:
                self.setCurrentItem(item)
        self.setFixedHeight(self.sizeHintForRow(0) * self.count() + 2)
        # After the first choice: showing what is spoken already must not build anything.
        self.currentItemChanged.connect(lambda item, _: appearance.choose_language(str(item.data(_TAG))))

    def keyboardSearch(self, search: str) -> None:
        """Find by a language's own name, by what it is called in the one that is spoken, or by its tag."""
        wanted = search.casefold()
        for row in range(self.count()):
            item = self.item(row)
            names = (item.text(), str(item.data(_OTHER_NAME)), str(item.data(_TAG)))
            if any(name.casefold().startswith(wanted) for name in names):
                self.setCurrentItem(item)
                return
