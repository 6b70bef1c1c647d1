"""Cards, rules, banners and empty states. Must not decide what is in them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.texts import picture, text

_ICONS = {
    "plain": "info",
    "info": "info",
    "wait": "clock",
    "ok": "circle-check",
    "conflict": "split",
    "danger": "circle-alert",
}
_INKS = {
    "plain": "text2",
    "info": "infoInk",
    "wait": "waitInk",
    "ok": "okInk",
    "conflict": "confInk",
    "danger": "dangerInk",
}


class Card(QFrame):
    """A white surface with a title line and a body.

    Attributes:
        head: The title line; add what stands at its end.
        body: Below it; add the content.
        title: The title's label.
    """

    def __init__(self, context: Context, title: str = "", *, is_flush: bool = False) -> None:
        """Begin with a title.

        Args:
            context: For the look.
            title: The card's name, also for screen readers; empty for a card without a title line.
            is_flush: Whether the body reaches the edges, as lists do.
        """
        super().__init__()
        self.setProperty("card", "true")
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        spaced(context, outer, margins=(1, 1, 1, 1), gap=0)
        self.head = QHBoxLayout()
        spaced(context, self.head, margins=(16, 10, 14, 10 if is_flush else 4), gap=8)
        self.title = text(title, "h2", wraps=True)
        self.body = QVBoxLayout()
        spaced(context, self.body, margins=(0, 0, 0, 0) if is_flush else (16, 4, 16, 14), gap=8)
        if title:
            self.head.addWidget(self.title, 1)
            outer.addLayout(self.head)
        if title and is_flush:
            outer.addWidget(rule())
        outer.addLayout(self.body)


def rule() -> QFrame:
    """Return a hairline."""
    line = QFrame()
    line.setProperty("rule", "true")
    return line


class Banner(QFrame):
    """One notice at the top of a page: an icon, a bold first sentence, more, and at most one action."""

    def __init__(self, context: Context, tone: str, *, icon: str = "", ink: str = "") -> None:
        """Begin empty.

        Args:
            context: For the look.
            tone: plain, info, wait, ok, conflict or danger.
            icon: Another icon than the tone's own.
            ink: Another colour for it than the tone's own.
        """
        super().__init__()
        self._context = context
        self.setProperty("banner", tone)
        self._line = QHBoxLayout(self)
        spaced(context, self._line, margins=(12, 8, 12, 8), gap=10)
        self._picture = picture(context, icon or _ICONS[tone], ink=ink or _INKS[tone], size=20)
        self._line.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        self._words = text("", "body")
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._line.addWidget(self._words, 1)

    def say(self, first: str, rest: str = "") -> None:
        """Show sentences; they are announced as the banner's name.

        Args:
            first: Bold; plain text.
            rest: After it; plain text.
        """
        self._words.setText(f"<b>{escaped(first)}</b> {escaped(rest)}")
        self.setAccessibleName(f"{first} {rest}".strip())

    def show_tone(self, tone: str, *, icon: str = "") -> None:
        """Show another tone: plain, info, wait, ok, conflict or danger, with its own icon unless one is named."""
        set_state(self, "banner", tone)
        self._picture.setPixmap(self._context.look.pixmap(icon or _ICONS[tone], _INKS[tone], 20))

    def add_action(self, action: QPushButton) -> None:
        """Put a button at the end."""
        self._line.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)


def escaped(words: str) -> str:
    """Return plain text as rich text that shows just that."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class EmptyState(QWidget):
    """What a list shows when it is empty: an icon, what that means, why, and one thing to do."""

    def __init__(
        self, context: Context, icon: str, what: str, why: str = "", *, action: QPushButton | None = None
    ) -> None:
        """Build it.

        Args:
            context: For the look.
            icon: Name of an icon.
            what: One sentence, bold.
            why: One line that names the cause or teaches what will be here.
            action: At most one button.
        """
        super().__init__()
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(16, 18, 16, 18), gap=6)
        lines.addWidget(picture(context, icon, ink="text3", size=26), 0, Qt.AlignmentFlag.AlignHCenter)
        for words, role in ((what, "h3"), (why, "small")):
            if words:
                label = text(words, role)
                label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                lines.addWidget(label)
        if action is not None:
            lines.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(f"{what} {why}".strip())


def show_in_place(part: QWidget, *, is_shown: bool) -> None:
    """Show a part or hide it; one that has no place yet is shown with it, and does not become a window of its own."""
    if not is_shown or part.parentWidget() is not None:
        part.setVisible(is_shown)


def set_state(label: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet looks at, and draw anew."""
    if label.property(name) != value:
        label.setProperty(name, value)
        label.style().unpolish(label)
        label.style().polish(label)
