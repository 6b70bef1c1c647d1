"""Tiles that lead to a page. Must not know the page."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.laid_out import LaidOutButton
from haversack.views.parts.texts import picture, text


class DoorTile(LaidOutButton):
    """A card that is one button: an icon, a name, and how much is behind it."""

    def __init__(self, context: Context, icon: str, name: str, on_press: Callable[[], None]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            icon: Name of an icon.
            name: What is behind it.
            on_press: Called when it is pressed.
        """
        super().__init__(context, "tile", margins=(14, 12, 14, 12), gap=12)
        self._speaker, self._name = context.speaker, name
        self.line.addWidget(picture(context, icon, size=20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        spaced(context, words, gap=2)
        words.addWidget(text(name, "h3"))
        self._count = text("", "caption")
        words.addWidget(self._count)
        words.addStretch()
        self.line.addLayout(words, 1)
        self.clicked.connect(lambda _: on_press())
        self.show_count(0)

    def show_count(self, number: int) -> None:
        """Show how much is behind it."""
        words = self._speaker.count("{number} on this computer", "{number} on this computer", number)
        self._count.setText(words)
        self.setAccessibleName(f"{self._name}, {words}")
