"""What takes space, as one bar of parts with a legend; the words say all of it. Must not measure."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStyle, QVBoxLayout, QWidget

from haversack.viewmodels.storage import SpacePart
from haversack.views.context import Context
from haversack.views.look import Look
from haversack.views.page import spaced
from haversack.views.parts.flow import clear, flow
from haversack.views.parts.texts import text

_INKS: Final = ("primary", "okLine", "infoLine", "waitLine", "confLine")
_HEIGHT: Final = 10
_SWATCH: Final = 10


class SpaceBar(QWidget):
    """The bar and its legend."""

    def __init__(self, context: Context, *, has_legend: bool = True) -> None:
        """Build it, empty.

        Args:
            context: For the look and words.
            has_legend: Whether the parts are named below; else whoever shows it names them.
        """
        super().__init__()
        self._context = context
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=8)
        self._bar = _Bar(context.look)
        lines.addWidget(self._bar)
        legend, self._legend = flow(context.look.px(12))
        lines.addWidget(legend)
        legend.setVisible(has_legend)

    def show_parts(self, parts: Sequence[SpacePart]) -> None:
        """Show other parts; the first of them have colours of their own."""
        self._bar.show_sizes([part.size_bytes for part in parts])
        clear(self._legend)
        for place, part in enumerate(parts):
            one = QWidget()
            line = QHBoxLayout(one)
            spaced(self._context, line, gap=6)
            swatch = QFrame()
            side = self._context.look.px(_SWATCH)
            swatch.setFixedSize(side, side)
            ink = self._context.look.css(_INKS[place % len(_INKS)])
            edge = self._context.look.css("control")
            swatch.setStyleSheet(f"QFrame {{ background: {ink}; border: 1px solid {edge}; border-radius: 2px; }}")
            line.addWidget(swatch)
            words = self._context.speaker.dotted((part.name, part.size))
            line.addWidget(text(words, "caption", wraps=False))
            self._legend.addWidget(one)
        self.setAccessibleName(". ".join(f"{part.name}: {part.size}" for part in parts))


class _Bar(QLabel):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._sizes: list[int] = []
        self.setFixedHeight(look.px(_HEIGHT) + 2)

    def show_sizes(self, sizes: list[int]) -> None:
        self._sizes = sizes
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget`."""
        look, area = self._look, self.rect().adjusted(0, 0, -1, -1)
        painter = QPainter(self)
        painter.setPen(QPen(look.colour("control"), 1))
        painter.setBrush(look.colour("surface"))
        painter.drawRect(area)
        inside, whole, left = area.adjusted(1, 1, 0, 0), sum(self._sizes), 0
        painter.setPen(Qt.PenStyle.NoPen)
        for place, size in enumerate(self._sizes):
            width = size * inside.width() // whole if whole else 0
            part = QRect(inside.left() + left, inside.top(), max(width - 1, 1), inside.height())
            painter.fillRect(
                QStyle.visualRect(self.layoutDirection(), inside, part), look.colour(_INKS[place % len(_INKS)])
            )
            left += width
        painter.end()
