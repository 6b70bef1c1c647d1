"""Where a learner answers, one class for each shape of question. Must not mark anything."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
)

from haversack.viewmodels.questions import QuestionShown
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.answer_field import AnswerField, Given, Move
from haversack.views.parts.cards import set_state
from haversack.views.parts.order_field import OrderField
from haversack.views.parts.texts import text
from haversack.views.parts.wheel import scroll_past

_WIDEST_POPUP: Final = 560


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
        # Boxes are in no group: in one, Tab would reach the ticked one only.
        group = QButtonGroup(self) if question.kind != "multiple" else None
        chosen = self._chosen(attempt)
        for place, words in question.options:
            mark = QCheckBox() if question.kind == "multiple" else QRadioButton()
            card = _OptionCard(context, mark, words)
            mark.setChecked(place in chosen)
            if group is not None:
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
                set_state(card, "card", "right" if parts[place] else "wrong")

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


class MatchField(AnswerField):
    """Lines that each get what belongs to them."""

    def __init__(self, context: Context, question: QuestionShown, attempt: Given) -> None:
        """Show the left sides, and what was chosen for each."""
        super().__init__(context)
        say, number = context.speaker.say, context.speaker.number
        self._boxes: list[QComboBox] = []
        self._rows: list[QVBoxLayout] = []
        given = attempt if isinstance(attempt, tuple) else ()
        for place, left in enumerate(question.lefts):
            row = QVBoxLayout()
            spaced(context, row, gap=4)
            label = text(left, "h3")
            box = QComboBox()
            scroll_past(box)
            at, every = number(place + 1), number(len(question.lefts))
            box.setAccessibleName(say("{words} ({at} of {all})", words=left, at=at, all=every))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
            box.addItem(say("Choose"), -1)
            for pair, right in question.rights:
                box.addItem(right, pair)
            box.setCurrentIndex(max(box.findData(given[place] if place < len(given) else -1), 0))
            label.setBuddy(box)
            box.currentIndexChanged.connect(lambda _: self._tell())
            box.view().setTextElideMode(Qt.TextElideMode.ElideRight)
            longest = max(box.fontMetrics().horizontalAdvance(right) for _, right in question.rights)
            box.view().setMinimumWidth(min(longest + context.look.px(40), context.look.px(_WIDEST_POPUP)))
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
            at, every = number(place + 1), number(question.gaps)
            label, edit = text(name, "label"), QLineEdit()
            edit.setAccessibleName(name if self._is_short else say("Gap {at} of {all}", at=at, all=every))
            edit.setAccessibleDescription(question.more or question.words)
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
