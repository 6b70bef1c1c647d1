"""A small dialog: a title, lines that scroll where there is no room for them, and a foot that stays.

Must not know what it asks.
"""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLayout, QPushButton, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import scrolling, spaced
from haversack.views.parts.cards import rule
from haversack.views.parts.texts import text

_MOST: Final = (920, 480)


class ShortDialog(QDialog):
    """Fits before the smallest window; Enter presses no button that nobody is on."""

    def __init__(self, context: Context, parent: QWidget, title: str, *, size: tuple[int, int]) -> None:
        """Build it with its title alone; whoever derives it adds to `_lines`, and then `_stand_on` a foot.

        Args:
            context: For the look.
            parent: Before which it stands.
            title: What is asked or shown.
            size: Width and height at 100 %, where there is room.
        """
        super().__init__(parent)
        self._context = context
        # Titles of windows name nothing of the network.
        self.setWindowTitle("Haversack")
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = parent.window().size()
        places = zip(size, _MOST, (room.width(), room.height()), strict=True)
        self.resize(*(min(context.look.px(wanted), most, there) for wanted, most, there in places))
        self._whole, content = QWidget(), QWidget()
        content.setObjectName("page")
        # Its height follows from its width. What Qt guesses for lines that wrap is more, and a bar would stand for it.
        content.setMinimumHeight(1)
        self._lines = QVBoxLayout(content)
        spaced(context, self._lines, margins=(18, 14, 18, 10), gap=10)
        self._lines.addWidget(text(title, "h2"))
        frame, self._outer = QVBoxLayout(self), QVBoxLayout(self._whole)
        for layout in (frame, self._outer):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        frame.addWidget(self._whole)
        self._outer.addWidget(scrolling(content), 1)
        self._outer.addWidget(rule())

    def _stand_on(self, foot: QLayout) -> None:
        """Put what does not scroll below what does; nothing is added after that."""
        self._lines.addStretch()
        self._outer.addLayout(foot)
        for one in self.findChildren(QPushButton):
            one.setAutoDefault(False)
