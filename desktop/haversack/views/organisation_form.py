"""Editors for the groups of a profile: label, state, fields, and what can be done with a draft. Must not save."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSizeF, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from haversack.viewmodels.organisation_shown import GroupShown, Part
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.badges import icon_badge
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import set_state
from haversack.views.parts.element_box import ElementBox
from haversack.views.parts.part_editors import choice_box, line_field
from haversack.views.parts.texts import picture, text

_LEAST_LINES: Final = 2
_MOST_LINES: Final = 8
_INKS: Final = {"wait": "waitInk", "sent": "okInk", "here": "text2", "danger": "dangerInk", "conflict": "confInk"}
_OUTLINES: Final = {"check": "error", "conflict": "conflict", "refused": "error"}


class GroupEditor(QWidget):
    """One group.

    Signals:
        typed: Name of a field, and its text.
        left: The keyboard went elsewhere.
        release_wanted: Make it ready to send.
        undo_wanted: Forget what was typed.
        take_back_wanted: Take what waits out of the outbox.
        take_up_wanted: Take up the text that was not accepted.
    """

    typed = Signal(str, str)
    left = Signal()
    release_wanted = Signal()
    undo_wanted = Signal()
    take_back_wanted = Signal()
    take_up_wanted = Signal()

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
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=4)
        lines.addLayout(self._build_head(group))
        self._write: dict[str, Callable[[str], None]] = {}
        self._fields: list[QWidget] = []
        self._boxes: list[ElementBox] = []
        if len(group.parts) == 1:
            made = self._build(group.parts[0], group.label)
            self._label.setBuddy(made)
            lines.addWidget(made)
        else:
            lines.addLayout(self._build_grid(group))
        self._below = QWidget()
        self._actions = QHBoxLayout(self._below)
        spaced(context, self._actions, gap=4)
        self._note = text("", "caption")
        self._actions.addWidget(self._note, 1)
        self._made: dict[str, QPushButton] = {}
        lines.addWidget(self._below)
        lines.addStretch()
        self.show_group(group)

    @property
    def first_field(self) -> QWidget:
        """Where the keyboard goes."""
        return self._fields[0]

    def show_group(self, group: GroupShown) -> None:
        """Show other values and another state; what stands in an editor already is left alone."""
        for box in self._boxes:
            box.show_values([one for one in group.parts[0].value.split(",") if one], new=group.fresh)
        for part in group.parts:
            self._write[part.name](part.value)
        is_filled = group.state == "conflict"
        self._icon.setVisible(bool(group.icon) and not is_filled)
        if group.icon:
            self._icon.setPixmap(self._context.look.pixmap(group.icon, _INKS[group.tone], 14))
        for label, is_meant in ((self._state, not is_filled), (self._badge, is_filled)):
            label.setText(group.state_words)
            label.setVisible(bool(group.state_words) and is_meant)
            label.setAccessibleName(f"{group.label}: {group.state_words}")
        set_state(self._state, "state", group.tone)
        for one in self._fields:
            set_state(one, "state", "" if self._is_read_only else _OUTLINES.get(group.state, ""))
            one.setAccessibleDescription(" ".join(words for words in (group.state_words, group.note) if words))
        may_act = not self._is_read_only and group.state != "conflict"
        wanted = {
            "undo": group.has_draft,
            "release": group.can_release,
            "take_back": group.can_take_back,
            "take_up": group.is_refused,
        }
        for name, is_meant in wanted.items():
            self._show_action(name, group, is_meant=is_meant and may_act)
        self._note.setText(group.note)
        self._below.setVisible(bool(group.note) or (may_act and any(wanted.values())))
        set_state(self._note, "role", "problem" if group.tone == "danger" else "caption")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody leaves a field: what stands in it is kept at once."""
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return False

    def _build_head(self, group: GroupShown) -> QHBoxLayout:
        head = QHBoxLayout()
        spaced(self._context, head, gap=6)
        self._label = text(group.label, "label")
        head.addWidget(self._label, 1)
        self._icon = picture(self._context, "clock", size=14)
        self._state = text("", "caption", wraps=False)
        self._badge = icon_badge(self._context, "", "conflict", "split")
        for part in (self._icon, self._state, self._badge):
            head.addWidget(part)
        return head

    def _show_action(self, name: str, group: GroupShown, *, is_meant: bool) -> None:
        """Show or hide one of the things to do with a group; it is built when it is first needed."""
        if is_meant and name not in self._made:
            self._made[name] = self._action(name, group.label)
            self._actions.addWidget(self._made[name])
        if name in self._made:
            self._made[name].setVisible(is_meant)

    def _action(self, name: str, label: str) -> QPushButton:
        say = self._context.speaker.say
        words, spoken, wanted = {
            "undo": (say("Undo"), say("Undo my changes of {field}", field=label), self.undo_wanted),
            "release": (say("Ready to send"), say("{field}: ready to send", field=label), self.release_wanted),
            "take_back": (
                say("Take back"),
                say("{field}: take back what waits, to go on writing", field=label),
                self.take_back_wanted,
            ),
            "take_up": (
                say("Put my text back"),
                say("{field}: put my text back, to go on writing", field=label),
                self.take_up_wanted,
            ),
        }[name]
        made = button(self._context, words, wanted.emit, kind="link")
        made.setAccessibleName(spoken)
        return made

    def _build_grid(self, group: GroupShown) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._context.look.px(16))
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
        build = {
            "text": self._build_text,
            "choice": self._build_choice,
            "elements": self._build_elements,
            "day": self._build_day,
        }
        made = build.get(part.editor, self._build_line)(part, name)
        if not isinstance(made, ElementBox):
            made.installEventFilter(self)
        return made

    def _build_line(self, part: Part, name: str) -> QLineEdit:
        made = line_field(part, name)
        made.setReadOnly(self._is_read_only)

        def write(value: str) -> None:
            if made.text() != value:
                made.setText(value)
                made.setCursorPosition(0)

        made.textEdited.connect(lambda value: self.typed.emit(part.name, value))
        self._write[part.name] = write
        self._fields.append(made)
        return made

    def _build_day(self, part: Part, name: str) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        spaced(self._context, line, gap=6)
        made = self._build_line(part, name)
        line.addWidget(made, 1)
        for value, words in () if self._is_read_only else part.choices:
            line.addWidget(button(self._context, words, self._typing(part.name, value), kind="small"))
        return holder

    def _typing(self, field: str, value: str) -> Callable[[], None]:
        return lambda: self.typed.emit(field, value)

    def _build_text(self, part: Part, name: str) -> QWidget:
        made = QPlainTextEdit()
        made.setReadOnly(self._is_read_only)
        made.setAccessibleName(name)
        made.setTabChangesFocus(True)
        made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        line = QFontMetrics(self._context.look.font("body")).lineSpacing()

        def fit(size: QSizeF) -> None:
            # A plain text measures itself in lines.
            lines = min(max(round(size.height()), _LEAST_LINES), _MOST_LINES)
            made.setFixedHeight(line * lines + self._context.look.px(24))

        made.document().documentLayout().documentSizeChanged.connect(fit)
        fit(QSizeF(0, 0))

        def write(value: str) -> None:
            if made.toPlainText() != value:
                made.blockSignals(True)  # noqa: FBT003 - Qt takes it by position only
                made.setPlainText(value)
                made.blockSignals(False)  # noqa: FBT003 - as above

        made.textChanged.connect(lambda: self.typed.emit(part.name, made.toPlainText()))
        self._write[part.name] = write
        self._fields.append(made)
        return made

    def _build_choice(self, part: Part, name: str) -> QWidget:
        made = choice_box(part, name)
        made.setEnabled(not self._is_read_only)
        made.activated.connect(lambda place: self.typed.emit(part.name, made.itemData(place)))
        self._write[part.name] = lambda value: made.setCurrentIndex(made.findData(value))
        self._fields.append(made)
        return made

    def _build_elements(self, part: Part, name: str) -> QWidget:
        made = ElementBox(self._context, name, part.choices)
        made.set_read_only(is_read_only=self._is_read_only)
        made.edited.connect(lambda values: self.typed.emit(part.name, ",".join(values)))
        made.left.connect(self.left)
        self._write[part.name] = _nothing
        self._boxes.append(made)
        self._fields.append(made.field)
        return made


def in_two_columns(context: Context, editors: Sequence[tuple[QWidget, bool]], *, has_room: bool) -> QGridLayout:
    """Lay editors out: narrow ones side by side where there is room.

    Args:
        context: For sizes.
        editors: Each with whether half a line is enough for it.
        has_room: Whether there is room for two.
    """
    grid = QGridLayout()
    grid.setHorizontalSpacing(context.look.px(16))
    grid.setVerticalSpacing(context.look.px(12))
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    row, column = 0, 0
    for editor, is_narrow in editors:
        is_half = is_narrow and has_room
        if column and not is_half:
            row, column = row + 1, 0
        grid.addWidget(editor, row, column, 1, 1 if is_half else 2)
        row, column = (row, 1) if is_half and not column else (row + 1, 0)
    return grid


def _nothing(_: str) -> None:
    """A set's values are shown by its box."""
