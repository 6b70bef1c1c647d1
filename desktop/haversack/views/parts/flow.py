"""A layout that sets its parts in lines, as words in a text: for chips and badges. Must not hold sizes of its own."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from haversack.views.parts.showing import let_go


class FlowLayout(QLayout):
    """Lines of parts; mirrors by itself where people read from right to left."""

    def __init__(self, parent: QWidget, gap: int) -> None:
        """Begin empty.

        Args:
            parent: The widget that it lays out.
            gap: Between parts and lines, in pixels.
        """
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        """See `QLayout`."""
        self._items.append(item)

    def count(self) -> int:
        """See `QLayout`."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """See `QLayout`."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # None is what Qt asks for here
        """See `QLayout`."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """See `QLayout`."""
        return True

    def heightForWidth(self, width: int) -> int:
        """See `QLayout`."""
        return self._lay_out(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, rect: QRect) -> None:
        """See `QLayout`."""
        super().setGeometry(rect)
        self._lay_out(rect, moves=True)

    def sizeHint(self) -> QSize:
        """See `QLayout`."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """See `QLayout`."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _lay_out(self, rect: QRect, *, moves: bool) -> int:
        """Place the parts, or only measure; returns the height."""
        direction = self.parentWidget().layoutDirection()
        x, y, tallest = rect.left(), rect.top(), 0
        for item in self._items:
            widget = item.widget()
            if widget.isHidden():
                continue
            hint = item.sizeHint()
            width = min(hint.width(), rect.width())
            if x > rect.left() and x + width > rect.left() + rect.width():
                x, y, tallest = rect.left(), y + tallest + self._gap, 0
            if moves:
                place = QRect(QPoint(x, y), QSize(width, hint.height()))
                if direction == Qt.LayoutDirection.RightToLeft:
                    place.moveRight(rect.right() - (x - rect.left()))
                item.setGeometry(place)
            x += width + self._gap
            tallest = max(tallest, hint.height())
        return y + tallest - rect.top()


def flow(gap: int) -> tuple[QWidget, FlowLayout]:
    """Return a widget that is as high as its lines of parts, and its layout.

    Args:
        gap: Between parts and lines, in pixels.
    """
    holder = QWidget()
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    policy.setHeightForWidth(True)
    holder.setSizePolicy(policy)
    return holder, FlowLayout(holder, gap)


def clear(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go; it must hold nothing else."""
    while layout.count():
        let_go(layout.takeAt(0).widget())
