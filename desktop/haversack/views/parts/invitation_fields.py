"""Fields for an invitation: its code, and where it is from; each with its mistake beside it. Must not judge them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import set_state
from haversack.views.parts.folder_chooser import FolderChooser
from haversack.views.parts.texts import picture, text


class SourceField(QWidget):
    """Asks for the address of a hub or a folder, which can be chosen.

    Attributes:
        field: Where it is typed.
    """

    def __init__(self, context: Context, value: str) -> None:
        """Build it.

        Args:
            context: For the look and words.
            value: What was typed before.
        """
        super().__init__()
        self._context = context
        say, lines = context.speaker.say, QVBoxLayout(self)
        spaced(context, lines, gap=6)
        name, words = say("Address of the hub, or a folder"), say("Choose a folder or stick")
        label, self.field, self._failure = text(name, "label"), one_line(context, name, value), failure_text()
        self.field.setPlaceholderText("https://…")
        label.setBuddy(self.field)
        line = QHBoxLayout()
        line.addWidget(button(context, words, self._choose, kind="small", icon="folder-open"))
        line.addStretch()
        for part in (label, self.field, self._failure):
            lines.addWidget(part)
        lines.addLayout(line)

    def show_mistake(self, words: str) -> None:
        """Say what is wrong with what was typed; empty where nothing is."""
        show_mistake(self.field, self._failure, words)

    def _choose(self) -> None:
        chooser = FolderChooser(self._context, self, self.field.text())

        def take() -> None:
            self.field.setText(chooser.chosen)
            self.field.setFocus()

        chooser.accepted.connect(take)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()


class InvitationFields(QWidget):
    """Asks for a code and for where it is from.

    Attributes:
        code: Where the code is typed.
        source: Where the address or the folder is typed.

    Signals:
        changed: Something was typed.
    """

    changed = Signal()

    def __init__(self, context: Context, *, code: str, source: str) -> None:
        """Build them.

        Args:
            context: For the look and words.
            code: What was typed before.
            source: What was typed before.
        """
        super().__init__()
        say, lines = context.speaker.say, QVBoxLayout(self)
        spaced(context, lines, gap=6)
        name = say("Invitation code")
        label = text(name, "label")
        self.code = one_line(context, name, code)
        self.code.setPlaceholderText("XXXXX-XXXXX-XXXXX-XXXXX-X")
        label.setBuddy(self.code)
        self._note = text(say("20 letters and digits and one check sign. It works once."), "caption")
        self._failure = failure_text()
        self._from = SourceField(context, source)
        self.source = self._from.field
        for part in (label, self.code, self._note, self._failure, self._from):
            lines.addWidget(part)
        trust = QHBoxLayout()
        spaced(context, trust, gap=8)
        trust.addWidget(picture(context, "shield-check", size=16), 0, Qt.AlignmentFlag.AlignTop)
        words = say("The code itself confirms your network. If somebody else answers at this address, nothing is made.")
        trust.addWidget(text(words, "caption"), 1)
        lines.addLayout(trust)
        for field in (self.code, self.source):
            field.textChanged.connect(lambda _: self.changed.emit())

    def show_mistakes(self, *, code: str, source: str) -> None:
        """Say what is wrong with each; empty where nothing is."""
        show_mistake(self.code, self._failure, code)
        self._note.setVisible(not code)
        self._from.show_mistake(source)


def one_line(context: Context, name: str, value: str) -> QLineEdit:
    """Return a field for signs that are read from left to right in every language."""
    field = QLineEdit(value)
    field.setAccessibleName(name)
    field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    field.setMinimumHeight(context.look.target)
    return field


def failure_text() -> QLabel:
    """Return where a mistake is told, hidden."""
    label = text("", "small")
    label.setProperty("state", "error")
    label.setVisible(False)
    return label


def show_mistake(field: QLineEdit, label: QLabel, words: str) -> None:
    """Say beside a field what is wrong with it; empty where nothing is."""
    label.setText(words)
    label.setVisible(bool(words))
    set_state(field, "state", "error" if words else "")
    field.setAccessibleDescription(words)
