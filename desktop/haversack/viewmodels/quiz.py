"""One quiz while it is taken: the question that is shown, what was given, how it was marked, retry, and the result.

Also an answer that is half given is kept within two seconds. Must not read the vault: the training's view-model gives
it the quiz and keeps what it says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from haversack.i18n.language import Speaker
from haversack.operations import marking
from haversack.operations.bare_text import bare_line, bare_text
from haversack.operations.learner import Answers
from haversack.operations.marking import Attempt, Mark, Question
from haversack.operations.training import Quiz
from haversack.viewmodels.questions import (
    PaperQuestion,
    QuestionShown,
    paper_question,
    right_words,
    show_question,
    texts,
)
from haversack.viewmodels.reading import fallback

KEEP_AFTER_MS: Final = 1_000
"""What was given is kept after this long at the latest."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps what a quiz says: answers as far as they are given, and the result: how many were right, of how many."""

    keep: Callable[[Answers], None]
    finish: Callable[[int, int], None]


class QuizModel(QObject):
    """Takes a learner through one quiz.

    Attributes:
        id: The quiz.
        title: Its title.
        language: Tag of the language that its questions are in.
        note: What is to be said of that language; may be empty.
        is_told_at_end: Whether answers are marked at the end only.
        to_pass: How many answers must be right; 0 for no such number.
        at: The question that is shown, from 0; as many as there are means the result is shown.

    Signals:
        changed: Another question, or how it was marked.
    """

    changed = Signal()

    def __init__(self, speaker: Speaker, quiz: Quiz, keeper: Keeper) -> None:
        """Go on where the quiz was left, or begin.

        Args:
            speaker: The language of sentences.
            quiz: To take.
            keeper: Keeps answers and the result.
        """
        super().__init__()
        self._speaker = speaker
        self._quiz = quiz
        self._keeper = keeper
        self._shape = marking.shape(quiz.questions)
        self.id, self.title, self.language = quiz.id, quiz.title, quiz.language
        self.note = fallback(speaker, quiz.language, is_unreviewed=quiz.is_unreviewed)
        self.is_told_at_end, self.to_pass = quiz.is_told_at_end, quiz.to_pass
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEEP_AFTER_MS)
        self._keeping.timeout.connect(self.keep_now)
        self.at = 0
        self._given: dict[int, Attempt] = {}
        self._checked: set[int] = set()
        self._judged: dict[int, bool] = {}
        self._turns: tuple[int, ...] = ()
        self._revealed: set[int] = set()
        self._touched: set[int] = set()
        self._has_result = self._is_new = False
        self._restore(quiz.answers)

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self._quiz.questions)

    @property
    def is_over(self) -> bool:
        """Whether the result is shown."""
        return self.at >= self.count

    @property
    def has_result(self) -> bool:
        """Whether the learner went through to the end once, so that there is a result to come back to."""
        return self._has_result

    @property
    def attempt(self) -> Attempt:
        """What the learner gave to the question that is shown; None for nothing yet."""
        return self._given.get(self.at)

    @property
    def mark(self) -> Mark | None:
        """How the question that is shown was marked, or None."""
        return self._mark_of(self.at)

    @property
    def can_check(self) -> bool:
        """Whether the question that is shown is answered, so that it can be checked."""
        return not self.is_over and self.is_answered(self.at)

    @property
    def mark_state(self) -> str:
        """How the question that is shown was marked: right, partly, wrong, compare; empty if it was not."""
        return self.state_of(self.at)

    @property
    def is_revealed(self) -> bool:
        """Whether the right answer may be shown: it was given, asked for, or the quiz is over."""
        is_open = self.mark_state in {marking.RIGHT, marking.COMPARE} or self.at in self._revealed
        return is_open or (self._has_result and self.at not in self._turns)

    @property
    def waits_for_end(self) -> bool:
        """Whether nothing is told about the question that is shown before the end."""
        return self.is_told_at_end and self.at in self._turns

    @property
    def touched(self) -> frozenset[int]:
        """Questions to which the learner gave something."""
        return frozenset(self._touched)

    @property
    def is_last(self) -> bool:
        """Whether the result comes after the question that is shown."""
        return not any(place > self.at for place in self._turns)

    @property
    def is_first(self) -> bool:
        """Whether no question comes before the one that is shown."""
        return not any(place < self.at for place in self._turns)

    @property
    def right(self) -> int:
        """How many answers were right so far."""
        return sum(self.state_of(place) == marking.RIGHT for place in range(self.count))

    @property
    def marked(self) -> int:
        """How many answers were marked so far."""
        return len(self._checked)

    @property
    def is_passed(self) -> bool:
        """Whether as many answers were right as the author asks for."""
        return self.right >= self.to_pass

    @property
    def shown(self) -> QuestionShown:
        """The question that is shown."""
        return show_question(self._speaker, self._question, self.attempt, self.language)

    @property
    def right_answers(self) -> tuple[str, ...]:
        """What would have been right; of a self-check the model answer."""
        return right_words(self._speaker, self._question)

    @property
    def explanation(self) -> str:
        """What the author says to the question that is shown; may be empty."""
        return bare_text(self.mark.explanation) if self.mark else ""

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """Why not the others: words and what their author says, of options that were not chosen."""
        if not self._said:
            return ()
        right = marking.right_options(self._question)
        return tuple(
            (words, self._said[place])
            for place, words in self.shown.options
            if place in self._said and place not in right
        )

    @property
    def right_said(self) -> tuple[str, ...]:
        """What the author says to right options that were not chosen."""
        right = marking.right_options(self._question)
        return tuple(said for place, said in self._said.items() if place in right)

    @property
    def _said(self) -> dict[int, str]:
        """What the author says to options that were not chosen, by their index."""
        mark, said = self.mark, texts(self._question.get("option_feedback"))
        if mark is None:
            return {}
        return {place: bare_text(one) for place, one in enumerate(said) if one and place not in mark.parts}

    def state_of(self, place: int) -> str:
        """Return how a question was marked: right, partly, wrong, compare; empty if it was not yet."""
        mark = self._mark_of(place)
        if mark is None:
            return ""
        if mark.state == marking.COMPARE and place in self._judged:
            return marking.RIGHT if self._judged[place] else marking.WRONG
        return mark.state

    def is_answered(self, place: int) -> bool:
        """Tell whether all of a question is answered."""
        return marking.is_complete(self._quiz.questions[place], self._given.get(place))

    def words_of(self, place: int) -> str:
        """Return what a question asks, one line."""
        return bare_line(str(self._quiz.questions[place].get("text") or "").split("\n", maxsplit=1)[0])

    def feedback_of(self) -> dict[int, str]:
        """Return what the author says to what was chosen, by its index."""
        return {place: bare_text(said) for place, said in self.mark.feedback.items()} if self.mark else {}

    def paper(self) -> tuple[PaperQuestion, ...]:
        """Return all questions for paper."""
        return tuple(paper_question(self._speaker, one, self.language) for one in self._quiz.questions)

    def answer(self, attempt: Attempt) -> None:
        """Take what the learner gives, also half of it; takes nothing while the question is marked."""
        if self.mark is None and not self.is_over and self._given.get(self.at) != attempt:
            self._given[self.at] = attempt
            self._touched.add(self.at)
            self._keep_soon()

    def check(self) -> None:
        """Mark the question that is shown; does nothing before it is answered, or where the end tells."""
        if self.can_check and self.mark is None and not self.waits_for_end:
            self._checked.add(self.at)
            self._tell()

    def reveal(self) -> None:
        """Show the right answer of the question that is shown."""
        self._revealed.add(self.at)
        self._tell()

    def judge(self, *, is_right: bool) -> None:
        """Take the learner's own judgement of a self-check."""
        if self.mark is not None and self.mark.state == marking.COMPARE:
            self._judged[self.at] = is_right
            self.go_on()

    def retry(self) -> None:
        """Ask the question that is shown again; what was given stays."""
        self._ask_again(self.at)
        self._tell()

    def move(self, place: int, by: int) -> int:
        """Move a line of an order up or down; return where it is now."""
        attempt = self.attempt
        target = place + by
        if self.mark is not None or not isinstance(attempt, tuple) or not 0 <= target < len(attempt):
            return place
        order = list(attempt)
        order.insert(target, order.pop(place))
        self.answer(tuple(order))
        return target

    def go_on(self) -> None:
        """Show the next question; after the last the result, which is kept."""
        if self.is_over:
            return
        ahead = [place for place in self._turns if place > self.at]
        self.at = ahead[0] if ahead else self.count
        if not ahead:
            self._finish()
        self._tell()

    def go_back(self) -> None:
        """Show the question before; does nothing at the first."""
        before = [place for place in self._turns if place < self.at]
        if before:
            self.go_to(before[-1])

    def go_to(self, place: int) -> None:
        """Show a question; as many as there are shows the result, if there is one.

        Args:
            place: From 0.
        """
        if 0 <= place < self.count or (place == self.count and self._has_result):
            self.at = place
            self._tell()

    def begin_again(self) -> None:
        """Forget all answers and show the first question."""
        self._restore(None)
        self._tell()

    def review(self) -> None:
        """Ask those questions again that were not right, one after the other; does nothing if all were."""
        wrong = [place for place in range(self.count) if self.state_of(place) != marking.RIGHT]
        for place in wrong:
            self._ask_again(place)
            self._given.pop(place, None)
        self._scramble()
        if wrong:
            self._turns, self.at = tuple(wrong), wrong[0]
            self._tell()

    def keep_now(self) -> None:
        """Keep what was given so far. Nothing new is no mistake."""
        if self._is_new:
            self._is_new = False
            self._keeping.stop()
            checked = tuple(sorted(self._checked))
            self._keeper.keep(
                Answers(self._shape, self.at, dict(self._given), checked, dict(self._judged), self._turns)
            )

    def let_go(self) -> None:
        """Keep nothing of what was given since it was kept last."""
        self._is_new = False
        self._keeping.stop()

    @property
    def _question(self) -> Question:
        return self._quiz.questions[self.at]

    def _mark_of(self, place: int) -> Mark | None:
        if place not in self._checked or place >= self.count:
            return None
        return marking.mark(self._quiz.questions[place], self._given.get(place))

    def _ask_again(self, place: int) -> None:
        self._checked.discard(place)
        self._revealed.discard(place)
        self._judged.pop(place, None)

    def _finish(self) -> None:
        if self.is_told_at_end:
            self._checked.update(self._turns)
        self._has_result = True
        self._turns = ()
        self._keeper.finish(self.right, self.count)

    def _restore(self, answers: Answers | None) -> None:
        """Take answers up again; those to other questions are let go."""
        places = range(self.count)
        fits = answers is not None and answers.shape == self._shape
        old = answers if answers is not None and fits else Answers(self._shape, turns=tuple(places))
        self.at = min(max(old.at, 0), self.count)
        self._given = {place: one for place, one in old.given.items() if place in places}
        self._checked = {place for place in old.checked if place in places}
        self._judged = {place: one for place, one in old.judged.items() if place in places}
        self._turns = tuple(place for place in old.turns if place in places)
        self._has_result = self.is_over or not self._turns
        self._is_new = False
        self._revealed = set()
        self._touched = set(self._given)
        self._scramble()

    def _scramble(self) -> None:
        """Give lines that are to be put in order another one to begin with: as they are written is right already."""
        for place, question in enumerate(self._quiz.questions):
            if question.get("type") == "order" and place not in self._given:
                count = len(texts(question.get("options")))
                self._given[place] = marking.scrambled(count, str(question.get("text")))

    def _tell(self) -> None:
        self._keep_soon()
        self.changed.emit()

    def _keep_soon(self) -> None:
        self._is_new = True
        if not self._keeping.isActive():
            self._keeping.start()
