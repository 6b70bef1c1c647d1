"""The contact lines of an organisation: what each is for, who sees it, copy, keep within reach. Must not read them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.directory_profile import LineShown, ProfileShown
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import copy_button
from haversack.views.parts.cards import rule
from haversack.views.parts.pin_button import PinButton
from haversack.views.parts.texts import picture, selectable, text

_BESIDE = 380


class ContactsBox(QWidget):
    """All contact lines of a profile in one frame."""

    def __init__(self, context: Context, shown: ProfileShown) -> None:
        """Build it."""
        super().__init__()
        say = context.speaker.say
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=8)
        head = QHBoxLayout()
        spaced(context, head, gap=10)
        head.addWidget(text(say("Contact"), "h2", wraps=False))
        note = text(say("The organisation chooses who sees each line"), "caption")
        note.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(note, 1)
        lines.addLayout(head)
        frame = QFrame()
        frame.setProperty("card", "true")
        rows = QVBoxLayout(frame)
        spaced(context, rows, margins=(1, 1, 1, 1), gap=0)
        for one in (*shown.lines, *_address(shown, say("Street address"))):
            if rows.count():
                rows.addWidget(rule())
            rows.addWidget(ContactLine(context, one))
        if rows.count():
            lines.addWidget(frame)
            return
        words = say("No contact line is shared with you. Ask the coordinators of your network for an introduction.")
        lines.addWidget(text(words, "small"))


class ContactLine(QWidget):
    """One line."""

    def __init__(self, context: Context, one: LineShown) -> None:
        """Build it."""
        super().__init__()
        self._look, say = context.look, context.speaker.say
        self.setAccessibleName(say("{purpose}: {value}", purpose=one.purpose, value=one.copied))
        line = QHBoxLayout(self)
        spaced(context, line, margins=(14, 8, 10, 8), gap=12)
        line.addWidget(picture(context, one.icon, ink="text2", size=18))
        both = self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        spaced(context, both, gap=4)
        words = QVBoxLayout()
        spaced(context, words, gap=0)
        words.addWidget(text(one.purpose, "caption"))
        value = selectable(text(one.value, "body"))
        value.setAccessibleName(say("{purpose}: {value}", purpose=one.purpose, value=one.copied))
        words.addWidget(value)
        if one.detail:
            words.addWidget(text(one.detail, "caption"))
        if one.state:
            state = text(one.state, "caption")
            state.setProperty("state", "wait")
            words.addWidget(state)
        both.addLayout(words, 1)
        if one.audience:
            both.addLayout(_seen_by(context, one))
        line.addLayout(both, 1)
        line.addWidget(copy_button(context, one.purpose, one.copied))
        if one.id:
            line.addWidget(PinButton(context, one.id, one.purpose))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say who sees it under the value, where there is no room beside it."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= self._look.px(_BESIDE)
        self._both.setDirection(
            QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom,
        )


def _seen_by(context: Context, one: LineShown) -> QHBoxLayout:
    seen = QHBoxLayout()
    spaced(context, seen, gap=5)
    seen.addWidget(picture(context, one.audience_icon, ink="text2", size=15))
    label = text(one.audience, "caption")
    label.setAccessibleName(context.speaker.say("Who sees this line: {audience}", audience=one.audience))
    seen.addWidget(label, 1)
    return seen


def _address(shown: ProfileShown, name: str) -> tuple[LineShown, ...]:
    """Return the address as a line; it is seen by those who see the profile."""
    if not shown.address_lines:
        return ()
    value = "\n".join(shown.address_lines)
    return (LineShown("", "map-pin", name, value, shown.address, "", shown.seen_by, shown.seen_by_icon, ""),)
