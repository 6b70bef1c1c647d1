"""The connection pill: the state in bold, more after a line, all of it as one true sentence for screen readers."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from haversack.viewmodels.contact import Contact
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.look import Look
from haversack.views.parts.cards import set_state
from haversack.views.parts.laid_out import LaidOutButton
from haversack.views.parts.texts import picture, text

_METER: Final = (44, 6)


class ConnectionPill(LaidOutButton):
    """Says how the connection is; pressing it leads to the sync centre."""

    def __init__(self, context: Context) -> None:
        """Build it, empty."""
        super().__init__(context, "pill", margins=(14, 0, 14, 0), gap=9)
        self._look = context.look
        self._icon = picture(context, "wifi-off", ink="text", size=16)
        self._word = text("", "label", wraps=False)
        self._rule = QFrame()
        self._rule.setProperty("rule", "upright")
        self._rule.setFixedSize(1, context.look.px(16))
        self._detail = text("", "small", wraps=False)
        self._meter = _Meter(context.look)
        for part in (self._icon, self._word, self._rule, self._detail, self._meter):
            self.line.addWidget(part)
        self.setMinimumHeight(context.look.target)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_contact(self, contact: Contact, *, is_brief: bool) -> None:
        """Show a state.

        Args:
            contact: What is true.
            is_brief: Whether there is room for the state alone.
        """
        self._icon.setPixmap(self._look.pixmap(contact.icon, "text", 16))
        self._word.setText(contact.word)
        self._detail.setText(contact.detail)
        self._rule.setVisible(not is_brief)
        self._detail.setVisible(not is_brief)
        self._meter.show_share(contact.share)
        self._meter.setVisible(not is_brief and contact.share is not None)
        self.setAccessibleName(contact.sentence)
        self.setToolTip(tooltip(contact.sentence))
        set_state(self, "state", contact.tone)
        self.updateGeometry()


class _Meter(QWidget):
    """How much of a day's data is used; the words beside it say the same."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._share = 0.0
        self.setFixedSize(look.px(_METER[0]), look.px(_METER[1]) + 2)

    def show_share(self, share: float | None) -> None:
        """Show a share from 0 to 1; None shows nothing."""
        self._share = min(max(share or 0.0, 0.0), 1.0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`."""
        look, whole = self._look, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        round_ = whole.height() / 2
        painter.setPen(QPen(look.colour("border"), 1))
        painter.setBrush(look.colour("hover"))
        painter.drawRoundedRect(whole, round_, round_)
        used = QRectF(whole)
        used.setWidth(whole.width() * self._share)
        if look.is_rtl:
            used.moveRight(whole.right())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("primary" if self._share < 1 else "strap"))
        painter.drawRoundedRect(used, round_, round_)
        painter.end()
