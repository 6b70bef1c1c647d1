"""Where a link leads, whole, before anybody goes there. Nothing is opened: the address can be copied."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, icon_button
from haversack.views.parts.texts import text


class LinkStrip(QFrame):
    """A notice under a text; hidden until a link was chosen."""

    def __init__(self, context: Context) -> None:
        """Build it."""
        super().__init__()
        self._context = context
        say = context.speaker.say
        self._link = ""
        self.setProperty("banner", "info")
        line = QHBoxLayout(self)
        spaced(context, line, margins=(12, 8, 8, 8), gap=8)
        words = QVBoxLayout()
        spaced(context, words, gap=2)
        words.addWidget(text(say("This link leads out of Haversack. Nothing was opened."), "label"))
        self._address = text("", "small")
        words.addWidget(self._address)
        line.addLayout(words, 1)
        line.addWidget(button(context, say("Copy the address"), self._copy, kind="small", icon="copy"))
        line.addWidget(icon_button(context, "x", say("Close"), self.hide))
        self.setVisible(False)

    def show_link(self, address: str) -> None:
        """Show where a link leads."""
        # A break opportunity after each slash, so that a long address never widens the page.
        self._address.setText(address.replace("/", "/\u200b"))
        self._address.setAccessibleName(address)
        self._link = address
        self.setAccessibleName(address)
        self.setVisible(True)

    def _copy(self) -> None:
        self._context.clipboard.put(self._link)
        self.hide()
