"""Two versions of one field: both stand there until a person chooses, and neither is lost. Must not decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPlainTextEdit, QRadioButton, QVBoxLayout

from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import set_state
from haversack.views.parts.texts import picture, text


@dataclass(frozen=True, slots=True)
class Version:
    """One of the versions.

    Attributes:
        who: Whose: *Yours*, or a role and a date; never a person's name.
        words: The value as people read it; empty for a removal.
    """

    who: str
    words: str


class VersionsCard(QFrame):
    """Offers each version, and to write a new one.

    Signals:
        chosen: The place of the version that was chosen.
        combined: The new text that was written instead.
    """

    chosen = Signal(int)
    combined = Signal(str)

    def __init__(self, context: Context, field: str, versions: Sequence[Version]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            field: Name of the field, for example *Opening hours*.
            versions: Two or more.
        """
        super().__init__()
        say = context.speaker.say
        title = say("{field}: two versions", field=field)
        self.setProperty("card", "conflict")
        self.setAccessibleName(title)
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(16, 12, 16, 14), gap=10)
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        head.addWidget(picture(context, "split", ink="confInk", size=18))
        head.addWidget(text(title, "h3"), 1)
        lines.addLayout(head)
        lines.addWidget(
            text(say("Someone else changed this too. Neither is lost: choose one, or write a new one."), "small")
        )
        self._group = QButtonGroup(self)
        self._frames: list[QFrame] = []
        for place, version in enumerate(versions):
            lines.addWidget(self._option(context, place, version.who, version.words or say("Removed")))
        lines.addWidget(self._option(context, len(versions), say("Write a new one"), ""))
        self._new = QPlainTextEdit()
        self._new.setAccessibleName(say("New text for {field}", field=field))
        self._new.setPlainText("\n".join(version.words for version in versions if version.words))
        self._new.setMaximumHeight(context.look.px(110))
        self._new.setVisible(False)
        lines.addWidget(self._new)
        self._count = len(versions)
        self._keep = button(context, say("Keep this one"), self._decide, kind="primary")
        self._keep.setEnabled(False)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self._keep)
        lines.addLayout(foot)
        self._group.idToggled.connect(self._on_toggled)

    def _option(self, context: Context, place: int, who: str, words: str) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", "radio")
        lines = QVBoxLayout(frame)
        spaced(context, lines, margins=(12, 8, 12, 8), gap=4)
        radio = QRadioButton(who)
        radio.setAccessibleName(f"{who}. {words}".strip())
        self._group.addButton(radio, place)
        lines.addWidget(radio)
        if words:
            lines.addWidget(text(words, "body"))
        self._frames.append(frame)
        return frame

    def _on_toggled(self, place: int, is_on: object) -> None:
        set_state(self._frames[place], "card", "chosen" if is_on else "radio")
        self._new.setVisible(self._group.checkedId() == self._count)
        self._keep.setEnabled(True)

    def _decide(self) -> None:
        place = self._group.checkedId()
        if place == self._count:
            self.combined.emit(self._new.toPlainText())
        elif place >= 0:
            self.chosen.emit(place)
