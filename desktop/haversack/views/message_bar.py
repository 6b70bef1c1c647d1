"""The bar in which known errors and bugs are told, above the page. One at a time, until it is closed."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.messages import Message, Messages
from haversack.views.bug_report import BugReport
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, icon_button
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
        messages.came.connect(self._show)
        self._show()

    @property
    def shown(self) -> Message | None:
        """The message that is on the screen."""
        return self._shown

    def _show(self) -> None:
        """Show the message that waits longest; it stays when the window is built again in another look."""
        if self._messages.current is self._shown:
            return
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        self._shown = self._messages.current
        self.setVisible(self._shown is not None)
        if self._shown is not None:
            self._banner = self._build(self._shown)
            self._lines.addWidget(self._banner)

    def _build(self, message: Message) -> Banner:
        context, say = self._context, self._context.speaker.say
        banner = Banner(context, message.tone)
        banner.say(message.text, message.next_step)
        if message.report:
            banner.add_action(
                button(context, say("Show the report"), lambda: self._show_report(message), kind="small", icon="copy")
            )
        banner.add_action(icon_button(context, "x", say("Close"), self._close))
        return banner

    def _show_report(self, message: Message) -> None:
        BugReport(self._context, self, message).open()

    def _close(self) -> None:
        self._messages.take()
        self._show()
