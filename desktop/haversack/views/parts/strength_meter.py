"""Four bars and a word that say how strong a passphrase is: never colour alone. Must not judge."""

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from haversack.viewmodels.first_run_words import StrengthWords
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.cards import escaped
from haversack.views.parts.texts import text

_BARS: Final = 4
_WIDTH: Final = 32
_HEIGHT: Final = 5
_GAP: Final = 4


class _Bars(QWidget):
    """Four bars, the first so many of them filled."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._look = context.look
        self.level = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """See `QWidget`."""
        look = self._look
        return QSize(_BARS * look.px(_WIDTH) + (_BARS - 1) * look.px(_GAP), look.px(_HEIGHT) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`."""
        look, painter = self._look, QPainter(self)
        width, step = look.px(_WIDTH), look.px(_WIDTH) + look.px(_GAP)
        ink = look.colour("okInk" if self.level > _BARS // 2 else "waitInk")
        for place in range(_BARS):
            left = place * step
            if look.is_rtl:
                left = self.width() - left - width
            bar = QRect(left, 1, width - 1, look.px(_HEIGHT))
            if place < self.level:
                painter.fillRect(bar, ink)
            else:
                painter.setPen(QPen(look.colour("control"), 1))
                painter.fillRect(bar, look.colour("hover"))
                if look.is_high_contrast:
                    painter.drawRect(bar)
        painter.end()


class StrengthMeter(QWidget):
    """The bars, and the words beside them."""

    def __init__(self, context: Context) -> None:
        """Build it, empty."""
        super().__init__()
        line = QHBoxLayout(self)
        spaced(context, line, gap=8)
        self._bars = _Bars(context)
        self._words = text("", "caption")
        self._words.setTextFormat(Qt.TextFormat.RichText)
        line.addWidget(self._bars)
        line.addWidget(self._words, 1)

    def show_strength(self, words: StrengthWords) -> None:
        """Show how strong a passphrase is."""
        self._bars.level = words.level
        self._bars.update()
        first = f"<b>{escaped(words.word)}</b> " if words.word else ""
        self._words.setText(first + escaped(words.rest))
        self._words.setAccessibleName(f"{words.word} {words.rest}".strip())
