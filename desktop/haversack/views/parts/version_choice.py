"""Versions of a group: each with who and when, what differs marked; choose one, or write a new one from them.

What was sent stays in the history; what was only typed can be brought back. Must not decide.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from haversack.i18n.language import Speaker
from haversack.viewmodels import word_marks
from haversack.viewmodels.organisation_form import value_words
from haversack.viewmodels.organisation_shown import GroupShown, Part, VersionWords
from haversack.viewmodels.tooltips import tooltip
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import set_state
from haversack.views.parts.flow import flow
from haversack.views.parts.marked_text import marked, spoken
from haversack.views.parts.part_editors import choice_box, line_field
from haversack.views.parts.texts import picture, text

_TWO: Final = 2
_Editor: TypeAlias = QComboBox | QLineEdit | QPlainTextEdit
_CIRCLE: Final = 28
"""Width of a radio button's circle and the gap after it."""


class VersionChoice(QFrame):
    """Offers each version, and to write a new one.

    Signals:
        chosen: The place of the version that was chosen.
        written: Field → text that was written instead.
        typed: Field → text, while a new one is being written: it is a draft like any other.
        left: The keyboard went elsewhere.
    """

    chosen = Signal(int)
    written = Signal(dict)
    typed = Signal(dict)
    left = Signal()

    def __init__(self, context: Context, group: GroupShown) -> None:
        """Build it.

        Args:
            context: For the look and words.
            group: With two versions or more.
        """
        super().__init__()
        say = context.speaker.say
        self._context, self._group, self._versions = context, group, group.versions
        title = _title(context.speaker, group)
        self.setProperty("card", "conflict")
        self.setAccessibleName(title)
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(16, 12, 16, 14), gap=8)
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        head.addWidget(picture(context, "split", ink="confInk", size=18), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(text(title, "h2"), 1)
        lines.addLayout(head)
        lines.addWidget(text(_why(context.speaker, group), "small"))
        self._radios = QButtonGroup(self)
        self._frames: list[QFrame] = []
        self._words: list[QLabel] = []
        for place, version in enumerate(self._versions):
            lines.addWidget(self._option(place, version))
        # What was typed in the form is one of the versions: there is the place to write a new one.
        self._has_new = all(one.hash for one in self._versions)
        if self._has_new:
            lines.addWidget(self._option(len(self._versions), None))
        self._new: dict[str, _Editor] = {}
        self._new_frame = self._build_new()
        lines.addWidget(self._new_frame)
        foot = QHBoxLayout()
        spaced(context, foot, gap=8)
        self._keep = button(context, say("Use mine"), self._decide, kind="primary")
        foot.addWidget(self._keep)
        foot.addStretch()
        lines.addLayout(foot)
        lines.addWidget(text(self._foot_words(), "caption"))
        self._radios.idToggled.connect(self._on_toggled)
        own = next((place for place, one in enumerate(self._versions) if one.is_own), 0)
        self._radios.button(own).setChecked(True)
        self.show_group(group)

    def show_group(self, group: GroupShown) -> None:
        """Show the same versions again: what was typed here may say something else by now."""
        say = self._context.speaker.say
        self._group, self._versions = group, group.versions
        for place, version in enumerate(self._versions):
            words, other = version.words or say("Removed"), self._other(place)
            self._words[place].setText(marked(words, other if version.words else words))
            heard = spoken(self._context, words, other)
            self._words[place].setAccessibleName(heard)
            name = say("{who}, {when}: {words}", who=version.who, when=version.when, words=heard)
            self._radios.button(place).setAccessibleName(name)
        if not (group.typed and self._has_new):
            return
        self._radios.button(len(self._versions)).setChecked(True)
        for field, made in self._new.items():
            if not made.hasFocus() and _text(made) != group.typed.get(field, ""):
                _write(made, group.typed.get(field, ""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Choose a version by a press anywhere on its card, and notice when somebody leaves the new text."""
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            for place, frame in enumerate(self._frames):
                if watched is frame:
                    self._radios.button(place).setChecked(True)
        return False

    def _foot_words(self) -> str:
        say = self._context.speaker.say
        if not self._has_new:
            return say(
                "Yours was never sent, so it is in no history. If you use theirs, “Bring my changes back” gives you "
                "yours until Haversack is locked or closed. To take parts of both, write in the field, then use yours."
            )
        if self._group.earlier:
            return say("Before: {earlier}. All of them stay in the history.", earlier=self._group.earlier)
        return say("All of them stay in the history.")

    def _option(self, place: int, version: VersionWords | None) -> QFrame:
        context, say = self._context, self._context.speaker.say
        frame = QFrame()
        frame.setProperty("card", "radio")
        frame.installEventFilter(self)
        lines = QVBoxLayout(frame)
        spaced(context, lines, margins=(12, 8, 12, 8), gap=4)
        from_them = say("Write a new one from both") if len(self._versions) == _TWO else say("Write a new one")
        radio = QRadioButton(version.who if version else from_them)
        font = context.look.font("body", bold=True)
        radio.setFont(font)
        self._radios.addButton(radio, place)
        head = QHBoxLayout()
        spaced(context, head, gap=8)
        head.addWidget(radio)
        if version is not None:
            when = text(version.when, "caption")
            when.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            head.addWidget(when, 1)
            lines.addLayout(head)
            words = text("", "body")
            words.setTextFormat(Qt.TextFormat.RichText)
            self._words.append(words)
            below = QHBoxLayout()
            # Below the words of the radio button, not below its circle.
            spaced(context, below, margins=(_CIRCLE, 0, 0, 0), gap=0)
            below.addWidget(words)
            lines.addLayout(below)
        else:
            head.addStretch(1)
            lines.addLayout(head)
        self._frames.append(frame)
        return frame

    def _other(self, place: int) -> str:
        """Return what a version is compared with: the next one, or the first."""
        return self._versions[(place + 1) % len(self._versions)].words

    def _build_new(self) -> QFrame:
        context = self._context
        frame = QFrame()
        fields = QVBoxLayout(frame)
        spaced(context, fields, gap=6)
        begin = self._group.typed or next((one for one in self._versions if one.is_own), self._versions[0]).values
        for part in self._group.parts:
            made = self._editor(part, begin.get(part.name, ""))
            if len(self._group.parts) > 1:
                fields.addWidget(text(part.label, "caption"))
            made.installEventFilter(self)
            changed = made.currentIndexChanged if isinstance(made, QComboBox) else made.textChanged
            changed.connect(lambda *_: self.typed.emit(self._new_values()))
            fields.addWidget(made)
            fields.addWidget(self._pieces(part, made))
            self._new[part.name] = made
        frame.setVisible(False)
        return frame

    def _editor(self, part: Part, value: str) -> _Editor:
        name = self._context.speaker.say("New text for {field}", field=part.label)
        if part.editor == "choice":
            box = choice_box(part, name)
            box.setCurrentIndex(box.findData(value))
            return box
        if part.editor != "text":
            line = line_field(part, name)
            line.setText(value)
            return line
        made = QPlainTextEdit(value)
        made.setAccessibleName(name)
        made.setTabChangesFocus(True)
        made.setMaximumHeight(self._context.look.px(110))
        return made

    def _pieces(self, part: Part, editor: _Editor) -> QWidget:
        """Offer what each version has and the other has not: a press puts it where the cursor is."""
        context, say = self._context, self._context.speaker.say
        holder, line = flow(context.look.px(6))
        is_whole = len(self._group.parts) > 1 or bool(part.choices)
        offered: dict[str, str] = {}
        for place, version in enumerate(self._versions):
            value = version.values.get(part.name, "")
            other = self._versions[(place + 1) % len(self._versions)].values.get(part.name, "")
            for piece in (value,) if is_whole else word_marks.changed(value, other):
                if piece.strip() and value != other:
                    offered.setdefault(piece, version.who)
        for piece, who in offered.items():
            words = value_words(part, piece)
            made = button(context, words, _taking(editor, piece, is_whole=is_whole), kind="small", icon="plus")
            made.setAccessibleName(say("Take “{words}”: {who}", words=words, who=who))
            made.setToolTip(tooltip(say("Take “{words}”: {who}", words=words, who=who)))
            line.addWidget(made)
        if not offered:
            holder.hide()
        return holder

    def _new_values(self) -> dict[str, str]:
        return {name: _text(made) for name, made in self._new.items()}

    def _on_toggled(self, place: int, is_on: object) -> None:
        set_state(self._frames[place], "card", "chosen" if is_on else "radio")
        checked, say = self._radios.checkedId(), self._context.speaker.say
        is_new = checked == len(self._versions)
        self._new_frame.setVisible(is_new)
        is_own = not is_new and checked >= 0 and self._versions[checked].is_own
        words = say("Use the new one") if is_new else say("Use mine") if is_own else say("Use theirs")
        self._keep.setText(words)
        self._keep.setAccessibleName(say("{field}: {action}", field=self._group.label, action=words))

    def _decide(self) -> None:
        place = self._radios.checkedId()
        if place == len(self._versions):
            self.written.emit(self._new_values())
        elif place >= 0:
            self.chosen.emit(place)


class ManyChoices(QFrame):
    """One decision for all groups with two versions; shown where there are several.

    Signals:
        decided: Whether it is mine that stands for all.
    """

    decided = Signal(bool)

    def __init__(self, context: Context, groups: Sequence[GroupShown]) -> None:
        """Build it.

        Args:
            context: For the look and words.
            groups: Two or more.
        """
        super().__init__()
        say, count = context.speaker.say, context.speaker.count
        self.setProperty("card", "conflict")
        if all(len(one.versions) == _TWO for one in groups):
            title = count("{number} field has two versions", "{number} fields have two versions", len(groups))
        else:
            title = count("{number} field has several versions", "{number} fields have several versions", len(groups))
        self.setAccessibleName(title)
        lines = QVBoxLayout(self)
        spaced(context, lines, margins=(16, 12, 16, 14), gap=8)
        lines.addWidget(text(title, "h2"))
        how = say("Choose one by one below, or for all at once. All of them stay in the history.")
        if any(not one.hash for group in groups for one in group.versions):
            how = say(
                "Choose one by one below, or for all at once. What you have not sent is in no history: “Bring my "
                "changes back” gives it to you until Haversack is locked or closed."
            )
        lines.addWidget(text(how, "small"))
        foot = QHBoxLayout()
        spaced(context, foot, gap=8)
        for is_mine, words in ((True, say("Mine for all")), (False, say("Theirs for all"))):
            if any(one.is_own is is_mine for group in groups for one in group.versions):
                foot.addWidget(button(context, words, self._deciding(is_mine=is_mine)))
        foot.addStretch()
        lines.addLayout(foot)

    def _deciding(self, *, is_mine: bool) -> Callable[[], None]:
        return lambda: self.decided.emit(is_mine)


def _title(speaker: Speaker, group: GroupShown) -> str:
    if len(group.versions) == _TWO:
        return speaker.say("{field}: two versions", field=group.label)
    return speaker.count(
        "{field}: {number} version", "{field}: {number} versions", len(group.versions), field=group.label
    )


def _why(speaker: Speaker, group: GroupShown) -> str:
    """Say how the versions came to be; that none is lost only where all of them were sent."""
    say, own = speaker.say, next((one for one in group.versions if one.is_own), None)
    is_two = len(group.versions) == _TWO
    if own is not None and not own.hash:
        return say("While you were writing this, someone else changed it. Which one should members see?")
    if own is not None and is_two:
        return say("You changed this, and so did someone else. Neither is lost. Which one should members see?")
    if own is not None:
        return say("You changed this, and so did others. None of it is lost. Which one should members see?")
    if is_two:
        return say("Two others changed this at the same time. Neither is lost. Which one should members see?")
    return say("Several others changed this at the same time. None of it is lost. Which one should members see?")


def _taking(editor: _Editor, piece: str, *, is_whole: bool) -> Callable[[], None]:
    def take() -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(piece))
        elif is_whole and isinstance(editor, QLineEdit):
            editor.setText(piece)
        elif is_whole:
            editor.selectAll()
        if isinstance(editor, QPlainTextEdit):
            editor.insertPlainText(piece)
        elif isinstance(editor, QLineEdit) and not is_whole:
            editor.insert(_spaced(editor, piece))
        editor.setFocus()

    return take


def _spaced(editor: QLineEdit, piece: str) -> str:
    """Put a space before a piece where two words would run together."""
    before = editor.text()[: editor.cursorPosition()]
    return f" {piece}" if before and not before[-1].isspace() and piece[0].isalnum() else piece


def _text(made: _Editor) -> str:
    if isinstance(made, QComboBox):
        return str(made.currentData() or "")
    return made.text() if isinstance(made, QLineEdit) else made.toPlainText()


def _write(made: _Editor, words: str) -> None:
    blocker = QSignalBlocker(made)
    if isinstance(made, QComboBox):
        made.setCurrentIndex(made.findData(words))
    elif isinstance(made, QLineEdit):
        made.setText(words)
    else:
        made.setPlainText(words)
    blocker.unblock()


def versions_shape(groups: Sequence[GroupShown]) -> tuple[object, ...]:
    """Return what must change before cards are built again: people may be writing in one."""
    return tuple(
        (one.record, one.key, one.label, *((version.hash, version.who, version.when) for version in one.versions))
        for one in groups
    )
