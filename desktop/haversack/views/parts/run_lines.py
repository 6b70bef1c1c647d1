"""What is done on a stick now: its title, a bar, how much, and Cancel. Must not run it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from haversack.viewmodels.stick_work import StickRun
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.texts import text


class RunLines(QWidget):
    """Lines inside a card, hidden while nothing is done.

    Attributes:
        cancel: The button that stops it.
    """

    def __init__(self, context: Context, name: str, on_cancel: Callable[[], None]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            name: Of the bar, for screen readers.
            on_cancel: Called when people stop it; what is done so far must be kept.
        """
        super().__init__()
        self._speaker = context.speaker
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(0, 4, 0, 0), gap=5)
        self._title, self._amount = text("", "label"), text("", "caption")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(name)
        self.cancel = button(context, context.speaker.say("Cancel"), on_cancel, kind="small", icon="x")
        for part in (self._title, self._bar, self._amount):
            lines.addWidget(part)
        lines.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignLeading)
        self.setVisible(False)

    def show_run(self, run: StickRun | None) -> None:
        """Show how far it is; hide where nothing is done."""
        self.setVisible(run is not None)
        if run is None:
            return
        self._title.setText(run.title)
        self._bar.setRange(0, run.total)
        self._bar.setValue(run.done)
        words = self._speaker.dotted((run.amount, run.left))
        self._amount.setText(words)
        self._bar.setAccessibleDescription(words)
