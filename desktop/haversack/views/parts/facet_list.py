"""All choices of a filter in one list that can be searched: type, tick, close. Must not filter; the view-model does."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.painting import drawn
from haversack.views.parts.texts import text

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_SIZE: Final = (420, 460)
_TRAILING: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One box.

    Attributes:
        value: Stable; what the view-model filters by.
        name: As people read it.
        count: How many there are with the other filters as they are.
        is_ticked: Whether it filters now.
        icon: Name of an icon before the name, or empty.
        ink: Token of its colour.
    """

    value: str
    name: str
    count: int
    is_ticked: bool
    icon: str = ""
    ink: str = "text2"


class ChoicesModel(QAbstractListModel):
    """The choices whose names have what was typed.

    Signals:
        ticked: The value, and whether it is ticked now.
    """

    ticked = Signal(str, bool)

    def __init__(self, context: Context) -> None:
        """Begin empty."""
        super().__init__()
        self._speaker = context.speaker
        self._all: tuple[FacetChoice, ...] = ()
        self._shown: tuple[FacetChoice, ...] = ()
        self._words = ""

    def show(self, choices: Sequence[FacetChoice]) -> None:
        """Take other choices, in the order in which they are listed."""
        self._all = tuple(choices)
        self._narrow()

    def narrow(self, words: str) -> None:
        """Leave those whose names have all of these words, whatever their accents."""
        self._words = words
        self._narrow()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """See `QAbstractItemModel`."""
        return 0 if parent.isValid() else len(self._shown)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """See `QAbstractItemModel`."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        return flags if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """See `QAbstractItemModel`."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        one = self._shown[index.row()]
        number = self._speaker.number(one.count)
        values: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: one.name,
            Qt.ItemDataRole.ToolTipRole: tooltip(one.name),
            Qt.ItemDataRole.CheckStateRole: Qt.CheckState.Checked if one.is_ticked else Qt.CheckState.Unchecked,
            Qt.ItemDataRole.AccessibleTextRole: self._speaker.say("{name}, {count}", name=one.name, count=number),
            Qt.ItemDataRole.UserRole: number,
        }
        return values.get(role)

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """See `QAbstractItemModel`: ticks or not; the view-model answers with other choices."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.ticked.emit(self._shown[index.row()].value, not self._shown[index.row()].is_ticked)
        return True

    def _narrow(self) -> None:
        words = _folded(self._words).split()
        new = tuple(one for one in self._all if all(word in _folded(one.name) for word in words))
        if [one.value for one in new] == [one.value for one in self._shown]:
            self._shown = new
            if new:
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return
        self.beginResetModel()
        self._shown = new
        self.endResetModel()


class _CountDelegate(QStyledItemDelegate):
    """Draws the box and name as the style does, and the count at the end."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = context.look

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), self._look.target)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        item = drawn(option)
        place = item.rect.adjusted(0, 0, -self._look.px(10), 0)
        painter.save()
        painter.setFont(self._look.font("caption"))
        painter.setPen(self._look.colour("text3"))
        # The painter already has the view's direction: right means the end.
        painter.drawText(item.visual(QRect(place)), _TRAILING, str(index.data(Qt.ItemDataRole.UserRole)))
        painter.restore()


class FacetList(QDialog):
    """The list in a window of its own; each tick filters at once.

    Signals:
        ticked: The value, and whether it is ticked now.
    """

    ticked = Signal(str, bool)

    def __init__(self, context: Context, title: str, parent: QWidget) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            title: What the choices are.
            parent: Before which it stands.
        """
        super().__init__(parent)
        say, look = context.speaker.say, context.look
        # Titles of windows name nothing of the network.
        self.setWindowTitle("Haversack")
        self.setAccessibleName(title)
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(16, 14, 16, 14), gap=10)
        lines.addWidget(text(title, "h2"))
        self._words = QLineEdit()
        self._words.setPlaceholderText(say("Type to narrow the list"))
        self._words.setAccessibleName(say("Type to narrow the list"))
        self._words.setClearButtonEnabled(True)
        lines.addWidget(self._words)
        self._model = ChoicesModel(context)
        self._view = QListView()
        self._view.setModel(self._model)
        self._view.setItemDelegate(_CountDelegate(context, self._view))
        self._view.setAccessibleName(title)
        self._view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        lines.addWidget(self._view, 1)
        self._nothing = text(say("No name has these words."), "small")
        lines.addWidget(self._nothing)
        close = button(context, say("Done"), self.accept, kind="primary")
        lines.addWidget(close, 0, Qt.AlignmentFlag.AlignTrailing)
        room = parent.window().size()
        self.resize(min(look.px(_SIZE[0]), room.width()), min(look.px(_SIZE[1]), room.height()))
        self._words.textChanged.connect(self._narrow)
        self._model.ticked.connect(self.ticked)
        self._narrow("")
        self._words.setFocus()

    def show_choices(self, choices: Sequence[FacetChoice]) -> None:
        """Show the choices by name."""
        self._model.show(sorted(choices, key=lambda one: _folded(one.name)))
        self._narrow(self._words.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from the words into the list with the down arrow, and tick with Enter there."""
        key, focused = event.key(), self.focusWidget()
        if key == Qt.Key.Key_Down and focused is self._words and self._model.rowCount():
            self._view.setFocus()
            self._view.setCurrentIndex(self._model.index(0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused is self._view:
            self._model.setData(self._view.currentIndex(), None, Qt.ItemDataRole.CheckStateRole)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused is self._words:
            return
        else:
            super().keyPressEvent(event)

    def _narrow(self, words: str) -> None:
        self._model.narrow(words)
        has_rows = self._model.rowCount() > 0
        self._view.setVisible(has_rows)
        self._nothing.setVisible(not has_rows)


def _folded(words: str) -> str:
    """Return a text without case and accents."""
    parts = unicodedata.normalize("NFKD", words.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))
