"""The connection pill: the state in bold, more after a line, all of it as one true sentence for screen readers."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from haversack.viewmodels.synchroniser import Contact
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.cards import set_state
from haversack.views.parts.texts import picture, text


class ConnectionPill(QPushButton):
    """Says how the connection is; pressing it leads to the sync centre."""

    def __init__(self, context: Context) -> None:
        """Build it, empty."""
        super().__init__()
        self._context = context
        set_state(self, "kind", "pill")
        self._line = QHBoxLayout(self)
        spaced(context, self._line, margins=(14, 0, 14, 0), gap=9)
        self._icon = picture(context, "wifi-off", ink="text2", size=16)
        self._word = text("", "label", wraps=False)
        self._rule = QFrame()
        self._rule.setProperty("rule", "upright")
        self._rule.setFixedSize(1, context.look.px(16))
        self._detail = text("", "small", wraps=False)
        for part in (self._icon, self._word, self._rule, self._detail):
            self._line.addWidget(part)
        self.setMinimumHeight(context.look.target)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_contact(self, contact: Contact, *, is_brief: bool) -> None:
        """Show a state.

        Args:
            contact: What is true.
            is_brief: Whether there is room for the state alone.
        """
        self._icon.setPixmap(self._context.look.pixmap(contact.icon, "text2", 16))
        self._word.setText(contact.word)
        self._detail.setText(contact.detail)
        self._rule.setVisible(not is_brief)
        self._detail.setVisible(not is_brief)
        self.setAccessibleName(contact.sentence)
        self.setToolTip(contact.sentence)
        set_state(self, "state", contact.tone)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """See `QWidget`: as large as what is in it."""
        return self._line.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """See `QWidget`."""
        return self._line.minimumSize()
