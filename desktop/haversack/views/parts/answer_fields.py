"""Where a learner answers, one class for each shape of question. Must not mark anything.

Each field tells what was given as `operations.marking` takes it, and shows afterwards which parts were right, always
with a word beside the icon.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from haversack.viewmodels.quiz import QuestionShown
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import icon_button
from haversack.views.parts.cards import set_state
from haversack.views.parts.texts import picture, text

Given: TypeAlias = int | bool | str | tuple[int, ...] | tuple[str, ...] | None
Move: TypeAlias = Callable[[int, int], int]


class AnswerField(QWidget):
    """What every field has.

    Signals:
        given: What the learner gave, as `marking` takes it.
        confirmed: Enter was pressed in a field of one line.
    """

    given = Signal(object)
    confirmed = Signal()

    def __init__(self, context: Context) -> None:
        """Begin empty."""
        super().__init__()
        self.context = context
        self.lines = QVBoxLayout(self)
        spaced(context, self.lines, gap=8)

    def show_mark(self, parts: Mapping[int, bool], feedback: Mapping[int, str]) -> None:
        """Show which parts were right, and what the author says to them; nothing can be changed meanwhile."""

    def verdict(self, *, is_right: bool, words: str = "") -> QWidget:
        """Return an icon and words that say whether a part was right."""
        say = self.context.speaker.say
        holder = QWidget()
        line = QHBoxLayout(holder)
        spaced(self.context, line, gap=6)
        icon, ink = ("circle-check", "okInk") if is_right else ("circle-x", "dangerInk")
        line.addWidget(picture(self.context, icon, ink=ink, size=16), 0, Qt.AlignmentFlag.AlignTop)
        first = say("Right.") if is_right else say("Not right.")
        starts_so = words.casefold().startswith(first.rstrip(".").casefold())
        line.addWidget(text(words if starts_so else f"{first} {words}".strip(), "small"), 1)
        return holder


class _OptionCard(QFrame):
    """A card with a round or square mark and words that go over several lines; a press anywhere on it is one on it."""

    def __init__(self, context: Context, mark: QAbstractButton, words: str) -> None:
        super().__init__()
        self.mark = mark
        self.setProperty("card", "radio")
        mark.setAccessibleName(words)
        line = QHBoxLayout(self)
        spaced(context, line, margins=(12, 8, 12, 8), gap=10)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        self.body = QVBoxLayout()
        spaced(context, self.body, gap=4)
        self.body.addWidget(text(words, "body"))
        line.addLayout(self.body, 1)
        mark.toggled.connect(lambda is_on: set_state(self, "card", "chosen" if is_on else "radio"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """See `QWidget`."""
        if self.mark.isEnabled() and self.rect().contains(event.position().toPoint()):
            self.mark.setFocus()
            self.mark.click()


class OptionsField(AnswerField):
    """One or several of some options."""

    def __init__(self, context: Context, question: QuestionShown, attempt: Given) -> None:
        """Show the options and what was chosen."""
        super().__init__(context)
        self._kind = question.kind
        self._cards: dict[int, _OptionCard] = {}
        group = QButtonGroup(self)
        group.setExclusive(question.kind != "multiple")
        chosen = self._chosen(attempt)
        for place, words in question.options:
            mark = QCheckBox() if question.kind == "multiple" else QRadioButton()
            card = _OptionCard(context, mark, words)
            mark.setChecked(place in chosen)
            group.addButton(mark)
            mark.toggled.connect(lambda _: self._tell())
            self._cards[place] = card
            self.lines.addWidget(card)

    def show_mark(self, parts: Mapping[int, bool], feedback: Mapping[int, str]) -> None:
        """See `AnswerField`."""
        for place, card in self._cards.items():
            card.mark.setEnabled(False)
            if place in parts:
                card.body.addWidget(self.verdict(is_right=parts[place], words=feedback.get(place, "")))

    def _chosen(self, attempt: Given) -> tuple[object, ...]:
        if self._kind == "true_false":
            return () if not isinstance(attempt, bool) else (0 if attempt else 1,)
        return attempt if isinstance(attempt, tuple) else (attempt,)

    def _tell(self) -> None:
        chosen = tuple(place for place, card in self._cards.items() if card.mark.isChecked())
        if self._kind == "multiple":
            self.given.emit(chosen)
        elif chosen:
            self.given.emit(chosen[0] == 0 if self._kind == "true_false" else chosen[0])


class _KeyList(QListWidget):
    """A list whose current line moves with Alt and an arrow key."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See `QWidget`."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(by)
            return
        super().keyPressEvent(event)


class OrderField(AnswerField):
    """Lines that are put in order, by keys or by buttons."""

    def __init__(self, context: Context, question: QuestionShown, move: Move) -> None:
        """Show the lines as they stand."""
        super().__init__(context)
        say = context.speaker.say
        self._move = move
        self._list = _KeyList()
        self._list.setAccessibleName(question.words)
        self._list.setAccessibleDescription(question.hint)
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setSpacing(context.look.px(3))
        self._list.addItems([words for _, words in question.options])
        self._list.setCurrentRow(0)
        self._list.setMinimumHeight(context.look.px(38) * max(len(question.options), 2))
        self._list.moved.connect(self._shift)
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        line.addWidget(self._list, 1)
        ends = QVBoxLayout()
        spaced(context, ends, gap=6)
        self._buttons = [
            icon_button(context, "arrow-up", say("Move this line up"), lambda: self._shift(-1)),
            icon_button(context, "arrow-down", say("Move this line down"), lambda: self._shift(1)),
        ]
        for one in self._buttons:
            ends.addWidget(one)
        ends.addStretch()
        line.addLayout(ends)
        self.lines.addLayout(line)

    def show_mark(self, parts: Mapping[int, bool], feedback: Mapping[int, str]) -> None:
        """See `AnswerField`."""
        say = self.context.speaker.say
        for button in self._buttons:
            button.setEnabled(False)
        for place, is_right in parts.items():
            item = self._list.item(place)
            word = say("in its place") if is_right else say("not in its place")
            item.setText(say("{words} ({state})", words=item.text(), state=word))
            icon, ink = ("circle-check", "okInk") if is_right else ("circle-x", "dangerInk")
            item.setIcon(self.context.look.icon(icon, ink, 16))

    def _shift(self, by: int) -> None:
        place = self._list.currentRow()
        target = self._move(place, by)
        if target != place:
            self._list.insertItem(target, self._list.takeItem(place))
            self._list.setCurrentRow(target)


class MatchField(AnswerField):
    """Lines that each get what belongs to them."""

    def __init__(self, context: Context, question: QuestionShown, attempt: Given) -> None:
        """Show the left sides, and what was chosen for each."""
        super().__init__(context)
        say = context.speaker.say
        self._boxes: list[QComboBox] = []
        self._rows: list[QVBoxLayout] = []
        given = attempt if isinstance(attempt, tuple) else ()
        for place, left in enumerate(question.lefts):
            row = QVBoxLayout()
            spaced(context, row, gap=4)
            label = text(left, "h3")
            box = QComboBox()
            box.setAccessibleName(left)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
            box.addItem(say("Choose"), -1)
            for number, right in question.rights:
                box.addItem(right, number)
            box.setCurrentIndex(max(box.findData(given[place] if place < len(given) else -1), 0))
            label.setBuddy(box)
            box.currentIndexChanged.connect(lambda _: self._tell())
            row.addWidget(label)
            row.addWidget(box)
            self._boxes.append(box)
            self._rows.append(row)
            self.lines.addLayout(row)

    def show_mark(self, parts: Mapping[int, bool], feedback: Mapping[int, str]) -> None:
        """See `AnswerField`."""
        for place, box in enumerate(self._boxes):
            box.setEnabled(False)
            self._rows[place].addWidget(self.verdict(is_right=parts.get(place, False)))

    def _tell(self) -> None:
        self.given.emit(tuple(int(box.currentData()) for box in self._boxes))


class GapsField(AnswerField):
    """One line for each gap, or for a short answer."""

    def __init__(self, context: Context, question: QuestionShown, attempt: Given) -> None:
        """Show one line for each gap, with what was written."""
        super().__init__(context)
        say, number = context.speaker.say, context.speaker.number
        self._is_short = question.kind == "short_text"
        given = (attempt,) if isinstance(attempt, str) else attempt if isinstance(attempt, tuple) else ()
        self._edits: list[QLineEdit] = []
        for place in range(max(question.gaps, 1)):
            name = say("Your answer") if self._is_short else say("Gap {number}", number=number(place + 1))
            label, edit = text(name, "label"), QLineEdit()
            edit.setAccessibleName(name)
            edit.setText(str(given[place]) if place < len(given) else "")
            edit.textChanged.connect(lambda _: self._tell())
            edit.returnPressed.connect(self.confirmed)
            label.setBuddy(edit)
            self.lines.addWidget(label)
            self.lines.addWidget(edit)
            self._edits.append(edit)

    def show_mark(self, parts: Mapping[int, bool], feedback: Mapping[int, str]) -> None:
        """See `AnswerField`."""
        for place, edit in enumerate(self._edits):
            edit.setReadOnly(True)
            told = self.verdict(is_right=parts.get(place, False), words=feedback.get(place, ""))
            self.lines.insertWidget(self.lines.indexOf(edit) + 1, told)

    def _tell(self) -> None:
        words = tuple(edit.text() for edit in self._edits)
        self.given.emit(words[0] if self._is_short else words)


class NotesField(AnswerField):
    """Room to write; nobody marks it."""

    def __init__(self, context: Context, question: QuestionShown, attempt: Given) -> None:
        """Show what was written."""
        super().__init__(context)
        self._edit = QPlainTextEdit()
        self._edit.setAccessibleName(context.speaker.say("Your answer"))
        self._edit.setAccessibleDescription(question.hint)
        self._edit.setTabChangesFocus(True)
        self._edit.setMaximumHeight(context.look.px(120))
        self._edit.setPlainText(attempt if isinstance(attempt, str) else "")
        self._edit.textChanged.connect(lambda: self.given.emit(self._edit.toPlainText()))
        self.lines.addWidget(self._edit)

    def show_mark(self, parts: Mapping[int, bool], feedback: Mapping[int, str]) -> None:
        """See `AnswerField`."""
        self._edit.setReadOnly(True)


def answer_field(context: Context, question: QuestionShown, attempt: Given, move: Move) -> AnswerField:
    """Return the field for a question.

    Args:
        context: For the look and words.
        question: What is asked.
        attempt: What was given already.
        move: Moves a line of an order: place, by; returns where it is now.
    """
    if question.kind in {"choice", "multiple", "true_false"}:
        return OptionsField(context, question, attempt)
    if question.kind == "order":
        return OrderField(context, question, move)
    if question.kind == "match":
        return MatchField(context, question, attempt)
    if question.kind in {"blank", "short_text"}:
        return GapsField(context, question, attempt)
    return NotesField(context, question, attempt) if question.kind == "self_check" else AnswerField(context)
