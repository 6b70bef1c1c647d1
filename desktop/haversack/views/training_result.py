"""The result of a quiz in words, and each of its questions to look at again. Must not mark answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from haversack.viewmodels.course_words import score_words
from haversack.viewmodels.questions import verdict
from haversack.viewmodels.quiz import QuizModel
from haversack.viewmodels.rows import Row, RowsModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card
from haversack.views.parts.flow import FlowLayout
from haversack.views.parts.row_list import RowList
from haversack.views.parts.texts import picture, text

STATE_ICONS: Final = {
    "right": ("circle-check", "okInk"),
    "partly": ("circle-dot", "waitInk"),
    "wrong": ("circle-x", "dangerInk"),
    "compare": ("info", "infoInk"),
}
"""State of an answer → its icon and ink."""


@dataclass(frozen=True, slots=True)
class QuizDoors:
    """Where people can go from a quiz.

    Attributes:
        reread: Title of the lesson that it is about, or empty.
        go_to_lesson: Goes there.
        after: Title of what comes next in the course, or empty.
        go_after: Goes there.
    """

    reread: str
    go_to_lesson: Callable[[], None]
    after: str
    go_after: Callable[[], None]


class QuizResult(QWidget):
    """Shows the result.

    Attributes:
        first: Where the keyboard begins.
    """

    def __init__(self, context: Context, model: QuizModel, doors: QuizDoors) -> None:
        """Show it.

        Args:
            context: For the look and words.
            model: The quiz, gone through to its end.
            doors: Where people can go from here.
        """
        super().__init__()
        self._context, self._model = context, model
        self.first: QWidget = self
        lines = QVBoxLayout(self)
        spaced(context, lines, gap=12)
        lines.addWidget(self._score_card(doors))
        lines.addWidget(self._question_card())

    def _score_card(self, doors: QuizDoors) -> Card:
        context, model, say = self._context, self._model, self._context.speaker.say
        card = Card(context, say("Result"))
        card.body.addWidget(text(score_words(context.speaker, model.right, model.count), "display"))
        if model.to_pass:
            line = QHBoxLayout()
            spaced(context, line, gap=8)
            icon, ink = STATE_ICONS["right" if model.is_passed else "partly"]
            line.addWidget(picture(context, icon, ink=ink, size=18), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(text(self._pass_words(), "body"), 1)
            card.body.addLayout(line)
        card.body.addWidget(text(say("This result is kept on this computer only. It is not sent."), "small"))
        holder = QWidget()
        buttons = FlowLayout(holder, context.look.px(8))
        if model.right < model.count:
            words = say("Go through what was not right")
            review = button(context, words, model.review, kind="primary", icon="refresh-cw")
            buttons.addWidget(review)
            self.first = review
        if doors.after:
            words = say("Go on: {title}", title=doors.after)
            kind = "primary" if model.right == model.count else ""
            after = button(context, words, doors.go_after, kind=kind, icon="arrow-right", is_icon_last=True)
            buttons.addWidget(after)
            self.first = self.first if self.first is not self else after
        again = button(context, say("Take the quiz again"), model.begin_again)
        buttons.addWidget(again)
        self.first = self.first if self.first is not self else again
        card.body.addWidget(holder)
        return card

    def _pass_words(self) -> str:
        say, number = self._context.speaker.say, self._context.speaker.number(self._model.to_pass)
        if self._model.is_passed:
            return say("You passed: {number} right answers are enough.", number=number)
        return say("Not passed yet: {number} right answers are needed. Try as often as you like.", number=number)

    def _question_card(self) -> Card:
        context, model, say = self._context, self._model, self._context.speaker.say
        card = Card(context, say("Your answers"), is_flush=True)
        rows = RowsModel(card)
        rows.show([self._row(place) for place in range(model.count)])
        listed = RowList(context, rows, say("Your answers"))
        listed.fit_contents()
        listed.opened.connect(lambda place: model.go_to(int(place)))
        card.body.addWidget(listed)
        return card

    def _row(self, place: int) -> Row:
        speaker, model = self._context.speaker, self._model
        state = model.state_of(place)
        words = verdict(speaker, state) if state != "compare" else speaker.say("Not judged yet.")
        words = words or speaker.say("Not answered.")
        title = speaker.say("{number}. {title}", number=speaker.number(place + 1), title=model.words_of(place))
        spoken = speaker.say("Question {title} {state}", title=title, state=words)
        icon = STATE_ICONS[state][0] if state else "circle"
        return Row(str(place), title, (words,), icon, spoken=spoken)
