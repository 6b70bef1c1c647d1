"""One quiz: the question, its feedback, and the result at the end. Must not mark answers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from haversack.viewmodels.quiz import QuizModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.answer_fields import AnswerField, Given, answer_field
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, rule
from haversack.views.parts.texts import picture, text

_STATE_ICONS = {
    "right": ("circle-check", "okInk"),
    "partly": ("circle-dot", "waitInk"),
    "wrong": ("circle-x", "dangerInk"),
    "compare": ("info", "infoInk"),
}


class QuizView(QWidget):
    """Takes a learner through one quiz; thrown away with it."""

    def __init__(self, context: Context, model: QuizModel) -> None:
        """Show the question that the quiz stands at."""
        super().__init__()
        self._context = context
        self._model = model
        self._lines = QVBoxLayout(self)
        spaced(context, self._lines, gap=10)
        self._content = QWidget()
        self._first: QWidget = self
        self._lines.addWidget(self._content)
        model.changed.connect(self._on_changed)
        self._show()

    def focus_first(self) -> None:
        """Put the keyboard on the answer, or on what comes next."""
        self._first.setFocus()

    def _on_changed(self) -> None:
        self._show()
        self.focus_first()

    def _show(self) -> None:
        made = QWidget()
        lines = QVBoxLayout(made)
        spaced(self._context, lines, gap=10)
        lines.addWidget(self._strip())
        lines.addWidget(self._result_card() if self._model.is_over else self._question_card())
        self._lines.replaceWidget(self._content, made)
        self._content.hide()
        self._content.deleteLater()
        self._content = made
        made.show()

    def _strip(self) -> QWidget:
        """Where we are, and how each question before was marked: an icon that is named for screen readers."""
        context, model, say = self._context, self._model, self._context.speaker.say
        holder = QWidget()
        line = QHBoxLayout(holder)
        spaced(context, line, gap=6)
        names = {"right": say("Right."), "partly": say("Partly right."), "wrong": say("Not right.")}
        for place in range(model.count):
            state = model.state_of(place)
            now = "circle-dot" if place == model.at else "circle"
            icon, ink = _STATE_ICONS.get(state, (now, "primary" if place == model.at else "text3"))
            mark = picture(context, icon, ink=ink, size=20)
            number = context.speaker.number(place + 1)
            mark.setAccessibleName(say("Question {number}. {state}", number=number, state=names.get(state, "")))
            line.addWidget(mark)
        line.addWidget(text(say("Result") if model.is_over else model.place_words, "small"), 1)
        return holder

    def _question_card(self) -> Card:
        context, model = self._context, self._model
        shown, mark = model.shown, model.mark
        card = Card(context)
        card.setAccessibleName(model.place_words)
        spaced(context, card.body, margins=(20, 16, 20, 16), gap=10)
        card.body.addWidget(text(shown.words, "h2"))
        card.body.addWidget(text(shown.hint, "small"))
        field = answer_field(context, shown, model.attempt, model.move)
        card.body.addWidget(field)
        self._first = field
        if mark is None:
            self._add_check(card, field, can_skip=shown.kind == "other")
        else:
            field.show_mark(mark.parts, mark.feedback)
            self._add_feedback(card)
        for one in field.findChildren(QWidget):
            if mark is None and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled():
                self._first = one
                break
        return card

    def _add_check(self, card: Card, field: AnswerField, *, can_skip: bool) -> None:
        context, model, say = self._context, self._model, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        if model.at:
            line.addWidget(button(context, say("Question before"), model.go_back, icon="arrow-left"))
        line.addStretch()
        if can_skip:
            check = button(context, say("Next question"), model.go_on, kind="primary")
        else:
            name = say("Show the answer") if model.shown.kind == "self_check" else say("Check")
            check = button(context, name, model.check, kind="primary")
            check.setEnabled(model.can_check)
        line.addWidget(check)
        card.body.addLayout(line)

        def take(given: Given) -> None:
            model.answer(given)
            check.setEnabled(model.can_check)

        field.given.connect(take)
        field.confirmed.connect(model.check)

    def _add_feedback(self, card: Card) -> None:
        context, model, say = self._context, self._model, self._context.speaker.say
        mark = model.mark
        if mark is None:
            return
        card.body.addWidget(rule())
        icon, ink = _STATE_ICONS[mark.state]
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        line.addWidget(picture(context, icon, ink=ink, size=18), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text(model.verdict, "h3"), 1)
        card.body.addLayout(line)
        if mark.state != "right":
            self._add_answers(card, say("A model answer") if mark.state == "compare" else say("The right answer"))
        if mark.explanation:
            card.body.addWidget(text(mark.explanation, "body"))
        others = model.others
        if others:
            card.body.addWidget(text(say("Why not the others"), "h3"))
            for words, said in others:
                card.body.addWidget(text(say("{words}: {said}", words=words, said=said), "small"))
        card.body.addLayout(self._buttons(mark.state))

    def _add_answers(self, card: Card, title: str) -> None:
        answers = self._model.right_answers
        card.body.addWidget(text(title, "label"))
        is_order = self._model.shown.kind == "order"
        number = self._context.speaker.number
        for place, words in enumerate(answers, 1):
            card.body.addWidget(text(f"{number(place)}. {words}" if is_order else words, "body"))

    def _buttons(self, state: str) -> QHBoxLayout:
        context, model, say = self._context, self._model, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        if state != "right":
            line.addWidget(button(context, say("Try again"), model.retry, icon="refresh-cw"))
        line.addStretch()
        if state == "compare":
            line.addWidget(button(context, say("I missed it"), lambda: model.judge(is_right=False)))
            last = button(context, say("I had it"), lambda: model.judge(is_right=True), kind="primary")
        else:
            is_last = model.at + 1 == model.count
            last = button(context, say("See the result") if is_last else say("Next question"), model.go_on)
            last.setProperty("kind", "primary")
        line.addWidget(last)
        self._first = last
        return line

    def _result_card(self) -> Card:
        context, model, say = self._context, self._model, self._context.speaker.say
        card = Card(context, say("Result"))
        card.body.addWidget(text(model.result_words, "display"))
        card.body.addWidget(text(say("This result is kept on this computer only. It is not sent."), "small"))
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        again: QPushButton = button(context, say("Take the quiz again"), model.begin_again)
        line.addWidget(again)
        self._first = again
        if model.right < model.count:
            review = button(context, say("Go through what was not right"), model.review)
            line.addWidget(review)
            self._first = review
        line.addStretch()
        card.body.addLayout(line)
        return card
