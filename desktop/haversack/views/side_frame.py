"""A sidebar beside a body, or over it as a menu where there is no room. Must not know what either shows."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from haversack.views.context import Context


class SideFrame(QWidget):
    """Holds both.

    Attributes:
        is_docked: Whether the sidebar stands beside the body.
        is_menu_open: Whether it stands over it.

    Signals:
        menu_closed: The menu was closed without a choice in it.
    """

    menu_closed = Signal()

    def __init__(self, context: Context, sidebar: QWidget, body: QWidget) -> None:
        """Begin docked.

        Args:
            context: For the direction of reading.
            sidebar: Of a fixed width.
            body: The rest.
        """
        super().__init__()
        self._is_rtl = context.look.is_rtl
        self._sidebar = sidebar
        self.is_docked = True
        self.is_menu_open = False
        sidebar.setParent(self)
        self._line = QHBoxLayout(self)
        self._line.setSpacing(0)
        self._line.addWidget(body, 1)
        self._shade = _Shade(self)
        self._shade.pressed.connect(self.close_menu)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)
        self._arrange()

    def dock(self, *, is_docked: bool) -> None:
        """Put the sidebar beside the body, or away until the menu is opened."""
        if is_docked != self.is_docked:
            self.is_docked = is_docked
            self.is_menu_open = False
            self._arrange()

    def open_menu(self) -> None:
        """Show the sidebar over the body; nothing where it stands beside it."""
        if not self.is_docked:
            self.is_menu_open = True
            self._arrange()

    def close_menu(self) -> None:
        """Put the menu away; nothing if it is not open."""
        if self.is_menu_open:
            self.put_away()
            self.menu_closed.emit()

    def put_away(self) -> None:
        """Put the menu away because something in it was chosen."""
        if self.is_menu_open:
            self.is_menu_open = False
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See `QWidget`."""
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the menu with Escape."""
        if self.is_menu_open and event.key() == Qt.Key.Key_Escape:
            self.close_menu()
            return
        super().keyPressEvent(event)

    def _arrange(self) -> None:
        edge = self._sidebar.minimumWidth() if self.is_docked else 0
        self._line.setContentsMargins(0 if self._is_rtl else edge, 0, edge if self._is_rtl else 0, 0)
        self._shade.setVisible(self.is_menu_open)
        self._sidebar.setVisible(self.is_docked or self.is_menu_open)
        self._shade.raise_()
        self._sidebar.raise_()
        self._place()

    def _place(self) -> None:
        width = self._sidebar.minimumWidth()
        left = self.width() - width if self._is_rtl else 0
        self._sidebar.setGeometry(QRect(left, 0, width, self.height()))
        self._shade.setGeometry(self.rect())

    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        """Close the menu when the keyboard goes on into what it covers."""
        if now is None or now is self._sidebar or self._sidebar.isAncestorOf(now):
            return
        if self.isAncestorOf(now):
            self.put_away()


class _Shade(QWidget):
    """Catches the pointer beside an open menu; draws nothing.

    Signals:
        pressed: Somebody pressed beside the menu.
    """

    pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """See `QWidget`."""
        self.pressed.emit()
        event.accept()
