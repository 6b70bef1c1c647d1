"""A button that is as large as the layout in it: tiles, pills, the brand. Must not decide what is in it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QSizePolicy

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.cards import set_state


class LaidOutButton(QPushButton):
    """A button with pictures and words of its own.

    Attributes:
        line: The layout; add what is shown.
    """

    line: QBoxLayout

    def __init__(self, context: Context, kind: str, *, margins: tuple[int, int, int, int], gap: int) -> None:
        """Begin empty.

        Args:
            context: For the text size.
            kind: What the style sheet knows it by.
            margins: Left, top, right, bottom at 100 %.
            gap: Between the parts at 100 %.
        """
        super().__init__()
        set_state(self, "kind", kind)
        self.line = QHBoxLayout(self)
        spaced(context, self.line, margins=margins, gap=gap)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """See `QWidget`: words wrap."""
        return self.line.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """See `QWidget`."""
        return max(self.line.totalHeightForWidth(width), self.minimumHeight())

    def sizeHint(self) -> QSize:
        """See `QWidget`."""
        return self.line.sizeHint().expandedTo(QSize(0, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        """See `QWidget`."""
        return self.line.minimumSize()
