"""Help over the locked screen or the first run, so that nobody has to unlock to read how. Must not ask for a vault."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.help_view import HelpView
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import rule
from haversack.views.parts.texts import text


class HelpSheet(QWidget):
    """Covers what is below it until it is closed; then the keyboard is where it was."""

    def __init__(self, context: Context, below: QWidget, page: str) -> None:
        """Cover a screen with a page of the help.

        Args:
            context: For the look and words.
            below: The screen; it cannot be reached meanwhile.
            page: Id of the page to begin with.
        """
        super().__init__(below.parentWidget())
        self._context, self._below = context, below
        self._before: QWidget | None = below.focusWidget()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        head = QHBoxLayout()
        spaced(context, head, margins=(20, 8, 20, 8))
        head.addWidget(text(context.speaker.say("Help"), "h1"), 1)
        self._close = button(context, context.speaker.say("Close help"), self.leave, icon="x")
        head.addWidget(self._close)
        lines.addLayout(head)
        lines.addWidget(rule())
        self._view = HelpView(context, self.show_page)
        lines.addWidget(self._view, 1)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.leave)
        below.setEnabled(False)
        below.installEventFilter(self)
        below.destroyed.connect(self.deleteLater)
        self.setGeometry(below.geometry())
        self._view.show_page(page)
        self.show()
        self.raise_()
        self._view.focus_first()

    def show_page(self, page: str) -> None:
        """Show a page by its id."""
        self._view.show_page(page)

    def leave(self) -> None:
        """Uncover what is below."""
        self._below.removeEventFilter(self)
        self._below.setEnabled(True)
        (self._below if self._before is None else self._before).setFocus()
        self.hide()
        self.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for the effective width: the window's, divided by the text size."""
        super().resizeEvent(event)
        self._view.set_effective_width(self.width() * 100 // self._context.look.scale)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is below; go when it goes."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._below.geometry())
        return False
