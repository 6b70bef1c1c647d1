"""Badges with an icon: neither colour nor icon is ever the only sign. Must not decide what is worth one."""

from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from haversack.views.context import Context
from haversack.views.parts.texts import badge

_ICON: Final = 14
_INKS: Final = {
    "plain": "text2",
    "brand": "tintInk",
    "wait": "waitInk",
    "ok": "okInk",
    "conflict": "confInk",
    "danger": "dangerInk",
    "info": "infoInk",
}
_ROOM: Final = "\u2003\u2002"
"""An em and an en: what the icon stands on, as wide as it at every text size."""


class IconBadge(QLabel):
    """A badge that begins with an icon."""

    def __init__(self, context: Context, words: str, tone: str, icon: str) -> None:
        """Build it; see `icon_badge`."""
        super().__init__(f"{_ROOM}{words}")
        self._look = context.look
        self._icon, self._ink = icon, _INKS.get(tone, "text2")
        self.setAccessibleName(words)

    def setText(self, words: str) -> None:
        """Show other words beside the same icon."""
        super().setText(f"{_ROOM}{words}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`."""
        super().paintEvent(event)
        look, side = self._look, self._look.px(_ICON)
        left = look.px(7)
        x = self.width() - left - side if look.is_rtl else left
        painter = QPainter(self)
        painter.drawPixmap(QPoint(x, (self.height() - side) // 2), look.pixmap(self._icon, self._ink, _ICON))
        painter.end()


def icon_badge(context: Context, words: str, tone: str = "plain", icon: str = "") -> QLabel:
    """Return a badge.

    Args:
        context: For the look.
        words: One to three words.
        tone: As of `texts.badge`.
        icon: Name of its icon, or empty.
    """
    plain = badge(words, tone)
    if not icon:
        return plain
    made = IconBadge(context, words, tone, icon)
    made.setTextFormat(plain.textFormat())
    made.setProperty("badge", tone)
    made.setSizePolicy(plain.sizePolicy())
    return made
