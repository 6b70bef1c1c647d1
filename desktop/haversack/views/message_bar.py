"""The bar in which known errors and bugs are told, above the page. One at a time, until it is closed."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.messages import Message, Messages
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import icon_button
from haversack.views.parts.cards import Banner


class MessageBar(QWidget):
    """Shows messages one after the other."""

    def __init__(self, context: Context, messages: Messages) -> None:
        """Show what has come already, and what will.

        Args:
            context: For the look and words.
            messages: The bridge.
        """
        super().__init__()
        self._context = context
        self._messages = messages
        self._shown: Message | None = None
        self._banner: Banner | None = None
        self._lines = QVBoxLayout(self)
        spaced(context, self._lines, margins=(20, 10, 20, 0))
        self.setVisible(False)
        messages.came.connect(self._on_came)
        self._on_came()

    @property
    def shown(self) -> Message | None:
        """The message that is on the screen."""
        return self._shown

    def _on_came(self) -> None:
        # What went well gives way to what comes next; what went wrong stays until it is closed.
        if self._shown is None or self._shown.tone in ("ok", "info"):
            self._next()

    def _next(self) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        self._shown = self._messages.take()
        self.setVisible(self._shown is not None)
        if self._shown is not None:
            banner = Banner(self._context, self._shown.tone)
            banner.say(self._shown.text, self._shown.next_step)
            banner.add_action(icon_button(self._context, "x", self._context.speaker.say("Close"), self._next))
            self._lines.addWidget(banner)
            self._banner = banner
