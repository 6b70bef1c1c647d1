"""What people can pass on about a mistake of ours: they see all of it before they copy it. Must not send anything."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from haversack.viewmodels.messages import Message
from haversack.viewmodels.settings import SettingsModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button, copy_button
from haversack.views.parts.texts import text

_SIZE: Final = (520, 320)


class BugReport(QDialog):
    """Shows the report."""

    def __init__(self, context: Context, parent: QWidget, message: Message) -> None:
        """Build it.

        Args:
            context: For the look and words.
            parent: Before which it stands.
            message: Of the mistake.
        """
        super().__init__(parent)
        say, look = context.speaker.say, context.look
        # Titles of windows name nothing of the network.
        self.setWindowTitle("Haversack")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.report = f"Haversack {context.models.get(SettingsModel).version}\n{message.report}"
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(16, 14, 16, 14), gap=10)
        lines.addWidget(text(say("What to report"), "h2"))
        note = say("This is all of it: places in the program. Nothing of what you wrote, nobody’s name, no address.")
        lines.addWidget(text(note, "small"))
        shown = QPlainTextEdit(self.report)
        shown.setReadOnly(True)
        shown.setAccessibleName(say("What to report"))
        lines.addWidget(shown, 1)
        buttons = QHBoxLayout()
        spaced(context, buttons, gap=8)
        buttons.addStretch()
        buttons.addWidget(copy_button(context, say("the report"), self.report))
        done = button(context, say("Close"), self.accept, kind="primary")
        buttons.addWidget(done)
        lines.addLayout(buttons)
        room = parent.window().size()
        self.resize(min(look.px(_SIZE[0]), room.width()), min(look.px(_SIZE[1]), room.height()))
        done.setFocus()
