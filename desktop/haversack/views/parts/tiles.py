"""Tiles that lead to a page. Must not know the page."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.cards import set_state
from haversack.views.parts.texts import picture, text


class DoorTile(QPushButton):
    """A card that is one button: an icon, a name, and how much is behind it."""

    def __init__(self, context: Context, icon: str, name: str, on_press: Callable[[], None]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            icon: Name of an icon.
            name: What is behind it.
            on_press: Called when it is pressed.
        """
        super().__init__()
        self._speaker, self._name = context.speaker, name
        set_state(self, "kind", "tile")
        line = self._line = QHBoxLayout(self)
        spaced(context, line, margins=(14, 12, 14, 12), gap=12)
        line.addWidget(picture(context, icon, size=20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        spaced(context, words, gap=2)
        words.addWidget(text(name, "h3"))
        self._count = text("", "caption")
        words.addWidget(self._count)
        line.addLayout(words, 1)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda _: on_press())
        self.show_count(0)

    def show_count(self, number: int) -> None:
        """Show how much is behind it."""
        words = self._speaker.count("{number} on this computer", "{number} on this computer", number)
        self._count.setText(words)
        self.setAccessibleName(f"{self._name}, {words}")

    def sizeHint(self) -> QSize:
        """See `QWidget`: a button of its layout's size."""
        return self._line.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """See `QWidget`."""
        return self._line.minimumSize()
