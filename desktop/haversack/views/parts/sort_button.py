"""The button that says in which order a list is, and offers the others in a menu. Must not sort."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from haversack.views.context import Context
from haversack.views.parts.cards import set_state


class SortButton(QPushButton):
    """Says the order; opens a menu."""

    def __init__(self, context: Context, orders: Sequence[tuple[str, str]], on_choose: Callable[[str], None]) -> None:
        """Build it with the first order.

        Args:
            context: For the look and words.
            orders: Id of each order, and what it is called.
            on_choose: Given the id of the order that people chose.
        """
        super().__init__()
        self._context = context
        self._is_brief = False
        self._now = orders[0][0] if orders else ""
        self._names = dict(orders)
        look = context.look
        set_state(self, "kind", "sort")
        self.setIcon(look.icon("chevron-down", "text2", 16))
        self.setIconSize(look.icon_size(16))
        # Qt sets the icon before the words: seen in a mirror, it stands after them.
        rtl, ltr = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
        self.setLayoutDirection(ltr if look.is_rtl else rtl)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._menu = QMenu(self)
        self._menu.setLayoutDirection(look.direction)
        group = QActionGroup(self)
        for order, name in orders:
            action = self._menu.addAction(name)
            action.setCheckable(True)
            action.setData(order)
            group.addAction(action)
        group.triggered.connect(lambda action: on_choose(action.data()))
        self._group = group
        self.clicked.connect(self._open)
        self._show()

    def show_order(self, order: str) -> None:
        """Say that the list is in an order."""
        self._now = order
        self._show()

    def set_brief(self, *, is_brief: bool) -> None:
        """Say the order alone, where there is little room."""
        self._is_brief = is_brief
        set_state(self, "state", "brief" if is_brief else "")
        self._show()

    def _show(self) -> None:
        say, name = self._context.speaker.say, self._names.get(self._now, "")
        words = say("Sort: {order}", order=name)
        self.setText(name if self._is_brief else words)
        self.setAccessibleName(words)
        for action in self._group.actions():
            action.setChecked(action.data() == self._now)

    def _open(self) -> None:
        below = self.rect().bottomRight() if self._context.look.is_rtl else self.rect().bottomLeft()
        place = self.mapToGlobal(below)
        if self._context.look.is_rtl:
            place.setX(place.x() - self._menu.sizeHint().width())
        self._menu.popup(place)
