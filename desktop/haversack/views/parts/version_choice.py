"""Two versions of a group: each with who and when, what differs marked; choose one or write a new one.

Neither is lost. Unlike `versions_card` it also takes groups of several fields. Must not decide.
"""

import difflib
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QRadioButton, QVBoxLayout

from haversack.viewmodels.organisation_form import GroupShown, VersionWords
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import escaped, set_state
from haversack.views.parts.texts import picture, text


class VersionChoice(QFrame):
    """Offers each version, and to write a new one.

    Signals:
        chosen: The place of the version that was chosen.
        written: Field → text that was written instead.
    """

    chosen = Signal(int)
    written = Signal(dict)

    def __init__(self, context: Context, group: GroupShown) -> None:
        """Build it.

        Args:
            context: For the look and words.
            group: With two versions or more.
        """
        super().__init__()
        say = context.speaker.say
        self._context, self._group, self._versions = context, group, group.versions
        title = say("{field}: two versions", field=group.label)
        self.setProperty("card", "conflict")
        self.setAccessibleName(title)
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(16, 12, 16, 14), gap=10)
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        head.addWidget(picture(context, "split", ink="confInk", size=18), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(text(title, "h2"), 1)
        lines.addLayout(head)
        why = say("This was changed on two computers, and neither knew of the other. Neither is lost: choose one.")
        lines.addWidget(text(why, "small"))
        self._radios = QButtonGroup(self)
        self._frames: list[QFrame] = []
        for place, version in enumerate(self._versions):
            lines.addWidget(self._option(place, version))
        lines.addWidget(self._option(len(self._versions), None))
        self._new: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._new_frame = QFrame()
        fields = QVBoxLayout(self._new_frame)
        spaced(context, fields, gap=6)
        for part in group.parts:
            made = _editor(part.editor, " / ".join(_values(self._versions, part.name)))
            made.setAccessibleName(say("New text for {field}", field=part.label))
            if len(group.parts) > 1:
                fields.addWidget(text(part.label, "caption"))
            fields.addWidget(made)
            self._new[part.name] = made
        self._new_frame.setVisible(False)
        lines.addWidget(self._new_frame)
        foot = QHBoxLayout()
        spaced(context, foot, gap=8)
        self._keep = button(context, say("Keep this one"), self._decide, kind="primary")
        self._keep.setEnabled(False)
        foot.addWidget(self._keep)
        foot.addStretch()
        lines.addLayout(foot)
        lines.addWidget(text(say("The others stay in the history."), "caption"))
        self._radios.idToggled.connect(self._on_toggled)
        own = next((place for place, one in enumerate(self._versions) if one.who == say("Yours")), 0)
        self._radios.button(own).setChecked(True)

    def _option(self, place: int, version: VersionWords | None) -> QFrame:
        context, say = self._context, self._context.speaker.say
        frame = QFrame()
        frame.setProperty("card", "radio")
        lines = QVBoxLayout(frame)
        spaced(context, lines, margins=(12, 8, 12, 8), gap=4)
        radio = QRadioButton(version.who if version else say("Write a new one from both"))
        self._radios.addButton(radio, place)
        lines.addWidget(radio)
        if version is not None:
            words = version.words or say("Removed")
            radio.setAccessibleName(say("{who}, {when}: {words}", who=version.who, when=version.when, words=words))
            label = text("", "body")
            label.setTextFormat(Qt.TextFormat.RichText)
            others = [one.words for one in self._versions if one is not version]
            label.setText(marked(words, others[0]) if version.words else escaped(words))
            label.setAccessibleName(words)
            lines.addWidget(label)
            if version.when:
                lines.addWidget(text(version.when, "caption"))
        self._frames.append(frame)
        return frame

    def _on_toggled(self, place: int, is_on: object) -> None:
        set_state(self._frames[place], "card", "chosen" if is_on else "radio")
        checked, say = self._radios.checkedId(), self._context.speaker.say
        is_new = checked == len(self._versions)
        self._new_frame.setVisible(is_new)
        self._keep.setEnabled(checked >= 0)
        is_own = not is_new and checked >= 0 and self._versions[checked].who == say("Yours")
        words = say("Keep the new one") if is_new else say("Use mine") if is_own else say("Use theirs")
        self._keep.setText(words)
        self._keep.setAccessibleName(words)

    def _decide(self) -> None:
        place = self._radios.checkedId()
        if place == len(self._versions):
            self.written.emit({name: _text(made) for name, made in self._new.items()})
        elif place >= 0:
            self.chosen.emit(place)


def marked(words: str, other: str) -> str:
    """Return words as rich text, with what the other does not have bold and underlined."""
    ours, theirs = words.split(" "), other.split(" ")
    parts = []
    for what, start, end, _, _ in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        piece = escaped(" ".join(ours[start:end]))
        if piece:
            parts.append(piece if what == "equal" else f"<b><u>{piece}</u></b>")
    return " ".join(parts).replace("\n", "<br>")


def _values(versions: Sequence[VersionWords], field: str) -> list[str]:
    found: Mapping[str, None] = dict.fromkeys(one.values.get(field, "") for one in versions)
    return [value for value in found if value]


def _editor(kind: str, value: str) -> QLineEdit | QPlainTextEdit:
    if kind == "text":
        return QPlainTextEdit(value)
    return QLineEdit(value)


def _text(made: QLineEdit | QPlainTextEdit) -> str:
    return made.text() if isinstance(made, QLineEdit) else made.toPlainText()
