"""Editors for the groups of a profile: label, state, fields, and what can be done with a draft. Must not save."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from haversack.viewmodels.organisation_form import GroupShown, Part
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import set_state
from haversack.views.parts.element_box import ElementBox
from haversack.views.parts.texts import picture, text

_TEXT_LINES = 3
_INKS = {"wait": "waitInk", "sent": "okInk", "here": "text2"}


class GroupEditor(QWidget):
    """One group.

    Signals:
        typed: Name of a field, and its text.
        left: The keyboard went elsewhere.
        release_wanted: Make it ready to send.
        undo_wanted: Forget what was typed.
    """

    typed = Signal(str, str)
    left = Signal()
    release_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self, context: Context, group: GroupShown, *, is_read_only: bool) -> None:
        """Build it.

        Args:
            context: For the look and words.
            group: What it edits; its parts never change.
            is_read_only: Whether this computer may only read it.
        """
        super().__init__()
        self._context = context
        self._is_read_only = is_read_only
        self.setAccessibleName(group.label)
        say = context.speaker.say
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=5)
        head = QHBoxLayout()
        spaced(context, head, gap=6)
        self._label = text(group.label, "label")
        head.addWidget(self._label, 1)
        self._undo = button(context, say("Undo"), self.undo_wanted.emit, kind="link")
        self._undo.setAccessibleName(say("Undo my changes of {field}", field=group.label))
        self._release = button(context, say("Ready to send"), self.release_wanted.emit, kind="link")
        self._release.setAccessibleName(say("{field}: ready to send", field=group.label))
        self._icon = picture(context, "clock", size=14)
        self._state = text("", "caption", wraps=False)
        for part in (self._undo, self._release, self._icon, self._state):
            head.addWidget(part)
        lines.addLayout(head)
        self._write: dict[str, Callable[[str], None]] = {}
        self._fields: list[QWidget] = []
        if len(group.parts) == 1:
            made = self._build(group.parts[0], group.label)
            self._label.setBuddy(made)
            lines.addWidget(made)
        else:
            lines.addLayout(self._build_grid(group))
        self._note = text("", "caption")
        lines.addWidget(self._note)
        self.show_group(group)

    def show_group(self, group: GroupShown) -> None:
        """Show other values and another state; what stands in an editor already is left alone."""
        for part in group.parts:
            self._write[part.name](part.value)
        has_two = bool(group.versions)
        words = self._context.speaker.say("Someone else changed this too") if has_two else group.state_words
        icon, tone = ("split", "") if has_two else (group.icon, group.tone)
        self._icon.setVisible(bool(icon))
        if icon:
            ink = "confInk" if has_two else _INKS[tone]
            self._icon.setPixmap(self._context.look.pixmap(icon, ink, 14))
        self._state.setText(words)
        self._state.setVisible(bool(words))
        set_state(self._state, "badge" if has_two else "state", "conflict" if has_two else tone)
        self._state.setAccessibleName(f"{group.label}: {words}")
        for one in self._fields:
            if isinstance(one, QLineEdit | QPlainTextEdit):
                one.setProperty("state", "conflict" if has_two else "")
        self._undo.setVisible(group.has_draft and not self._is_read_only)
        self._release.setVisible(group.has_draft and not self._is_read_only)
        self._note.setText(group.note)
        self._note.setVisible(bool(group.note))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody leaves a field: what stands in it is kept at once."""
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return False

    def _build_grid(self, group: GroupShown) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._context.look.px(10))
        grid.setVerticalSpacing(self._context.look.px(4))
        for place, part in enumerate(group.parts):
            cell = QVBoxLayout()
            spaced(self._context, cell, gap=2)
            label = text(part.label, "caption")
            made = self._build(part, f"{group.label}, {part.label}")
            label.setBuddy(made)
            cell.addWidget(label)
            cell.addWidget(made)
            grid.addLayout(cell, place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _build(self, part: Part, name: str) -> QWidget:
        build = {"text": self._build_text, "choice": self._build_choice, "elements": self._build_elements}
        made = build.get(part.editor, self._build_line)(part, name)
        made.setAccessibleName(name)
        made.installEventFilter(self)
        self._fields.append(made)
        return made

    def _build_line(self, part: Part, _: str) -> QWidget:
        made = QLineEdit()
        made.setReadOnly(self._is_read_only)
        if part.longest:
            made.setMaxLength(part.longest)
        if part.is_left_to_right:
            made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

        def write(value: str) -> None:
            if made.text() != value:
                made.setText(value)
                made.setCursorPosition(0)

        made.textEdited.connect(lambda value: self.typed.emit(part.name, value))
        self._write[part.name] = write
        return made

    def _build_text(self, part: Part, _: str) -> QWidget:
        made = QPlainTextEdit()
        made.setReadOnly(self._is_read_only)
        made.setTabChangesFocus(True)
        line = QFontMetrics(self._context.look.font("body")).lineSpacing()
        made.setFixedHeight(line * _TEXT_LINES + self._context.look.px(24))

        def write(value: str) -> None:
            if made.toPlainText() != value:
                made.blockSignals(True)  # noqa: FBT003 - Qt takes it by position only
                made.setPlainText(value)
                made.blockSignals(False)  # noqa: FBT003 - as above

        made.textChanged.connect(lambda: self.typed.emit(part.name, made.toPlainText()))
        self._write[part.name] = write
        return made

    def _build_choice(self, part: Part, _: str) -> QWidget:
        made = QComboBox()
        made.setEnabled(not self._is_read_only)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(8)
        for value, words in part.choices:
            made.addItem(words, value)
        made.activated.connect(lambda place: self.typed.emit(part.name, made.itemData(place)))
        self._write[part.name] = lambda value: made.setCurrentIndex(made.findData(value))
        return made

    def _build_elements(self, part: Part, name: str) -> QWidget:
        made = ElementBox(self._context, name, part.choices)
        made.set_read_only(is_read_only=self._is_read_only)
        made.edited.connect(lambda values: self.typed.emit(part.name, ",".join(values)))
        self._write[part.name] = lambda value: made.show_values([one for one in value.split(",") if one])
        return made
