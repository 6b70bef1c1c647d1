"""Says in the frame that this computer only looks around, and what leads further. Must not take the invitation."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from haversack.viewmodels.standing import StandingModel
from haversack.views.context import Context
from haversack.views.join_dialog import ask_for_invitation
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Banner, Card
from haversack.views.parts.texts import text

_WIDE: Final = 900


class LookingBar(QWidget):
    """One calm banner on every page, as long as somebody looks around."""

    def __init__(self, context: Context) -> None:
        """Build it; it shows itself where it is true."""
        super().__init__()
        self._context, self._is_wide = context, True
        self._standing = context.models.get(StandingModel)
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(20, 10, 20, 8))
        self._banner = Banner(context, "info", icon="eye")
        self._banner.add_action(
            button(context, context.speaker.say("I have an invitation"), self._ask, kind="small", icon="mail")
        )
        lines.addWidget(self._banner)
        self._say()
        if not self._standing.is_looking:
            # Never shown here: before it has its place it would be a window of its own.
            self.setVisible(False)
        self._standing.changed.connect(self._follow)

    def set_effective_width(self, width: int) -> None:
        """Say it briefly where there is little room: Settings and help say the rest."""
        if (width >= _WIDE) is not self._is_wide:
            self._is_wide = width >= _WIDE
            self._say()

    def _follow(self) -> None:
        self.setVisible(self._standing.is_looking)

    def _say(self) -> None:
        say = self._context.speaker.say
        rest = say("Nothing that you do here is sent, and nobody is told who you are.") if self._is_wide else ""
        self._banner.say(say("You are looking around."), rest)

    def _ask(self) -> None:
        ask_for_invitation(self._context, self)


class LookingCard(Card):
    """The same in Settings, with what becomes of this vault."""

    def __init__(self, context: Context) -> None:
        """Build it; it shows itself where it is true."""
        say = context.speaker.say
        super().__init__(context, say("You are looking around"))
        self._standing = context.models.get(StandingModel)
        for words in (
            say(
                "Nothing that you do here is sent, and nobody is told who you are. You read what is open to everybody."
            ),
            say("With an invitation you take part: you read what is for members, and write for your organisation."),
            say("Your training progress, what you put within reach and your settings are kept."),
        ):
            self.body.addWidget(text(words, "small"))
        ask = button(
            context,
            say("I have an invitation"),
            lambda: ask_for_invitation(context, self),
            kind="small",
            icon="mail",
        )
        self.body.addWidget(ask, 0, Qt.AlignmentFlag.AlignLeading)
        if not self._standing.is_looking:
            self.setVisible(False)
        self._standing.changed.connect(self._follow)

    def _follow(self) -> None:
        self.setVisible(self._standing.is_looking)
