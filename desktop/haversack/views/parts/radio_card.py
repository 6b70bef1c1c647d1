"""One of several ways, as a card: a title, what it means, and below it what it needs once it is chosen.

The whole card can be pressed. Must not know the other ways.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QRadioButton, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.cards import set_state
from haversack.views.parts.texts import text


class RadioCard(QFrame):
    """A way that can be chosen.

    Attributes:
        radio: Its button; put it into a group with the others.
        inside: What is shown once it is chosen.

    Signals:
        chosen: It was chosen by the person.
    """

    chosen = Signal()

    def __init__(self, context: Context, title: str, meaning: str) -> None:
        """Build it, not chosen.

        Args:
            context: For the look.
            title: In a few words.
            meaning: What follows from it, in a sentence or two.
        """
        super().__init__()
        self.setProperty("card", "radio")
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(12, 10, 12, 10), gap=4)
        self.radio = QRadioButton(title)
        self.radio.setFont(context.look.font("body", bold=True))
        self.radio.setStyleSheet("QRadioButton { font-weight: 700; }")
        self.radio.setAccessibleName(title)
        self.radio.setMinimumHeight(context.look.px(24))
        self.radio.setAccessibleDescription(meaning)
        lines.addWidget(self.radio)
        if meaning:
            lines.addWidget(text(meaning, "caption"))
        self._holder = QWidget()
        self.inside = QVBoxLayout(self._holder)
        spaced(context, self.inside, margins=(0, 6, 0, 0), gap=6)
        lines.addWidget(self._holder)
        self._holder.setVisible(False)
        self.radio.toggled.connect(self._on_toggled)
        self.radio.clicked.connect(self.chosen)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose it, wherever it was pressed."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled() and not self.radio.isChecked():
            self.radio.click()

    def _on_toggled(self, is_chosen: object) -> None:
        set_state(self, "card", "chosen" if is_chosen else "radio")
        self._holder.setVisible(bool(is_chosen) and self.inside.count() > 0)
