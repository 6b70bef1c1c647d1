"""What stands in the place of everything when the vault is gone: what happened, calmly, and one way on.

Must not do anything by itself.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.messages import Message
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.question import Asked, Question


class GoneScreen(QWidget):
    """Says why the vault is not there any more."""

    def __init__(self, context: Context, message: Message, on_close: Callable[[], None]) -> None:
        """Build it.

        Args:
            context: Look and language.
            message: What happened.
            on_close: Called when it was read.
        """
        super().__init__()
        self._message, self._on_close = message, on_close
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(32, 32, 32, 32), gap=12)
        self._question = Question(context)
        lines.addWidget(self._question)
        lines.addStretch()
        self._go_on = context.speaker.say("Go on")

    def show_message(self) -> None:
        """Say it, with the keyboard on the way on."""
        message = self._message
        asked = Asked(message.text, message.next_step, "", self._on_close, tone="wait", no=self._go_on)
        self._question.ask(asked)
        self._question.closed.connect(self._on_close)
