"""One quiz: the question, its feedback, and the result at the end. Must not mark answers."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from haversack.viewmodels.questions import verdict
from haversack.viewmodels.quiz import QuizModel
from haversack.views.context import Context
from haversack.views.page import spaced
from haversack.views.parts.answer_field import AnswerField, Given
from haversack.views.parts.answer_fields import answer_field
from haversack.views.parts.buttons import button
from haversack.views.parts.cards import Card, escaped, rule
from haversack.views.parts.language_note import language_note
from haversack.views.parts.step_strip import Step, StepStrip
from haversack.views.parts.texts import picture, text
from haversack.views.training_result import STATE_ICONS, QuizDoors, QuizResult


class QuizView(QWidget):
    """Takes a learner through one quiz; thrown away with it."""

    def __init__(self, context: Context, model: QuizModel, doors: QuizDoors) -> None:
        """Show the question that the quiz stands at.

        Args:
            context: For the look and words.
            model: The quiz.
            doors: Where people can go from here.
        """
        super().__init__()
        self._context = context
        self._model = model
        self._doors = doors
        say = context.speaker.say
        self._lines = QVBoxLayout(self)
        spaced(context, self._lines, gap=8)
        self._lines.addWidget(text(model.title, "h1"))
        once = say("You can stop at any time. Answers are checked here, without a connection.")
        end = say("You can stop at any time. You see at the end what was right.")
        self._lines.addWidget(text(end if model.is_told_at_end else once, "small"))
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
        if self._model.note:
            lines.addWidget(language_note(self._context, self._model.note))
        if self._model.is_over:
            result = QuizResult(self._context, self._model, self._doors)
            self._first = result.first
            lines.addWidget(result)
        else:
            lines.addWidget(self._question_card())
        self._lines.replaceWidget(self._content, made)
        self._content.hide()
        self._content.deleteLater()
        self._content = made
        made.show()

    def _strip(self) -> QWidget:
        """Where we are, and how each question was marked."""
        context, model, say = self._context, self._model, self._context.speaker.say
        holder = QWidget()
        line = QHBoxLayout(holder)
        spaced(context, line, gap=8)
        strip = StepStrip(context, say("Questions"), [self._step(place) for place in range(model.count)])
        strip.chosen.connect(model.go_to)
        line.addWidget(strip, 1)
        line.addWidget(text(say("Result") if model.is_over else self._place_words(), "small", wraps=False))
        if model.has_result and not model.is_over:
            back = button(context, say("Back to the result"), lambda: model.go_to(model.count), kind="link")
            line.addWidget(back)
        return holder

    def _step(self, place: int) -> Step:
        context, model, say = self._context, self._model, self._context.speaker.say
        state = model.state_of(place)
        words = verdict(context.speaker, state)
        if not state and model.is_told_at_end and model.is_answered(place) and place in model.touched:
            state, words = "given", say("Answered.")
        number = context.speaker.number(place + 1)
        spoken = say("Question {number}. {state}", number=number, state=words or say("Not answered yet."))
        return Step(spoken, number, "given" if state == "compare" else state, is_current=place == model.at)

    def _place_words(self) -> str:
        model, number = self._model, self._context.speaker.number
        return self._context.speaker.say("Question {at} of {all}", at=number(model.at + 1), all=number(model.count))

    def _question_card(self) -> Card:
        context, model = self._context, self._model
        shown, mark = model.shown, model.mark
        card = Card(context)
        card.setAccessibleName(self._place_words())
        spaced(context, card.body, margins=(20, 16, 20, 16), gap=10)
        # The question reads in the direction of its own language, whatever that of the window is.
        holder = QWidget()
        holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft if shown.is_rtl else Qt.LayoutDirection.LeftToRight)
        lines = QVBoxLayout(holder)
        spaced(context, lines, gap=10)
        lines.addWidget(text(shown.words, "h2"))
        if shown.more:
            lines.addWidget(text(shown.more, "body"))
        hint = text(shown.hint, "small")
        lines.addWidget(hint)
        field = answer_field(context, shown, model.attempt, model.move)
        lines.addWidget(field)
        card.body.addWidget(holder)
        self._first = field
        if mark is None:
            self._add_check(card, field)
            self._first = _first_control(field) or field
        else:
            hint.hide()
            field.show_mark(mark.parts, model.feedback_of())
            if model.is_revealed:
                self._add_reasons(lines)
            self._add_buttons(card, field, mark.state)
        return card

    def _add_check(self, card: Card, field: AnswerField) -> None:
        context, model, say = self._context, self._model, self._context.speaker.say
        line = QHBoxLayout()
        spaced(context, line, gap=8)
        if not model.is_first:
            line.addWidget(button(context, say("Question before"), model.go_back, icon="arrow-left"))
        line.addStretch()
        has_check = model.shown.kind != "other" and not model.waits_for_end
        if has_check:
            name = say("Show the answer") if model.shown.kind == "self_check" else say("Check")
            go_on: Callable[[], None] = model.check
            last = button(context, name, go_on, kind="primary")
            last.setEnabled(model.can_check)
        else:
            go_on = model.go_on
            last = self._next_button()
        line.addWidget(last)
        card.body.addLayout(line)

        def take(given: Given) -> None:
            model.answer(given)
            if has_check:
                last.setEnabled(model.can_check)

        field.given.connect(take)
        field.confirmed.connect(go_on)

    def _next_button(self) -> QPushButton:
        context, model, say = self._context, self._model, self._context.speaker.say
        if model.is_last:
            return button(context, say("See the result"), model.go_on, kind="primary")
        words = say("Next question")
        return button(context, words, model.go_on, kind="primary", icon="arrow-right", is_icon_last=True)

    def _add_reasons(self, lines: QVBoxLayout) -> None:
        """Say what is right, and why the others are not."""
        context, model, say = self._context, self._model, self._context.speaker.say
        state, kind = model.mark_state, model.shown.kind
        lines.addWidget(rule())
        if state != "right":
            lines.addWidget(text(say("A model answer") if kind == "self_check" else say("The right answer"), "label"))
            for place, words in enumerate(model.right_answers, 1):
                numbered = say("{number}. {title}", number=context.speaker.number(place), title=words)
                lines.addWidget(text(numbered if kind == "order" else words, "body"))
            for words in model.right_said:
                lines.addWidget(text(words, "small"))
        if model.explanation:
            lines.addWidget(text(model.explanation, "body"))
        if model.others:
            head = QHBoxLayout()
            spaced(context, head, gap=8)
            head.addWidget(picture(context, "info", ink="text", size=18))
            head.addWidget(text(say("Why not the others"), "h3"), 1)
            lines.addLayout(head)
            for words, said in model.others:
                label = text("", "small")
                label.setTextFormat(Qt.TextFormat.RichText)
                label.setText(say("{words}: {said}", words=f"<b>{escaped(words)}</b>", said=escaped(said)))
                lines.addWidget(label)

    def _add_buttons(self, card: Card, field: AnswerField, state: str) -> None:
        context, model, say = self._context, self._model, self._context.speaker.say
        state = model.mark_state or state
        words = verdict(context.speaker, state)
        # Where one answer is chosen, the verdict stands inside its card.
        if model.shown.kind not in {"choice", "true_false"}:
            line = QHBoxLayout()
            spaced(context, line, gap=8)
            icon, ink = STATE_ICONS[state]
            line.addWidget(picture(context, icon, ink=ink, size=18))
            line.addWidget(text(words, "h3"), 1)
            card.body.addLayout(line)
        buttons = QHBoxLayout()
        spaced(context, buttons, gap=8)
        if state == "compare":
            buttons.addStretch()
            buttons.addWidget(button(context, say("I missed it"), lambda: model.judge(is_right=False)))
            last = button(context, say("I had it"), lambda: model.judge(is_right=True), kind="primary")
        else:
            if state == "right":
                self._add_reread(buttons)
            else:
                buttons.addWidget(button(context, say("Try again"), model.retry, icon="refresh-cw"))
                if not model.is_revealed:
                    buttons.addWidget(button(context, say("Show the answer"), model.reveal))
            buttons.addStretch()
            last = self._next_button()
        buttons.addWidget(last)
        card.body.addLayout(buttons)
        # The keyboard goes on to this button: a screen reader says with it how the answer was marked.
        last.setAccessibleDescription(" ".join([words, *field.spoken]).strip())
        self._first = last

    def _add_reread(self, line: QHBoxLayout) -> None:
        if self._doors.reread:
            words = self._context.speaker.say("Read the lesson again")
            made = button(self._context, words, self._doors.go_to_lesson, icon="book-open")
            made.setAccessibleDescription(self._doors.reread)
            line.addWidget(made)


def _first_control(field: AnswerField) -> QWidget | None:
    """Return what the keyboard comes to first: what was chosen already, or the first thing to choose."""
    found = [
        one
        for one in field.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled() and one.focusProxy() is None
    ]
    return found[0] if found else None
