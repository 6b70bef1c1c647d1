"""A place whose content is built anew whenever its view-model changes. Must not know what stands in it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.showing import let_go


class Refilled(QWidget):
    """Lines that are thrown away and laid out again."""

    def __init__(self, context: Context, *, gap: int) -> None:
        """Begin empty.

        Args:
            context: For the look.
            gap: Between its lines, in pixels at 100 % text.
        """
        super().__init__()
        self._context = context
        self._gap = gap
        self._content: QWidget | None = None
        self._outer = QVBoxLayout(self)
        spaced(context, self._outer, gap=0)

    def fresh(self) -> QVBoxLayout:
        """Let what stands here go, and return where the new content goes."""
        if self._content is not None:
            let_go(self._content)
        self._content = QWidget()
        lines = QVBoxLayout(self._content)
        spaced(self._context, lines, gap=self._gap)
        self._outer.addWidget(self._content)
        return lines
