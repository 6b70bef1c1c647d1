"""One quiz while it is taken: the question that is shown, what was answered, how it was marked, and retry.

Must not read the vault: the training's view-model gives it the quiz and keeps its result.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from haversack.i18n.language import Speaker
from haversack.operations import marking
from haversack.operations.marking import Attempt, Mark
from haversack.operations.training import Quiz

OTHER: Final = "other"
"""Stands for a type of question that a newer version brought."""

_KNOWN: Final = ("choice", "multiple", "true_false", "order", "match", "blank", "short_text", "self_check")


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question as the page shows it.

    Attributes:
        kind: Its type; `other` for one that this version cannot ask.
        words: What is asked.
        hint: What to do, one sentence.
        options: Of choice, multiple and true_false in their order; of order as they stand now; else empty.
        lefts: Of match, the left sides.
        rights: Of match, the right sides in an accidental order: index of the pair, words.
        gaps: Of blank, how many.
    """

    kind: str
    words: str
    hint: str
    options: tuple[tuple[int, str], ...] = ()
    lefts: tuple[str, ...] = ()
    rights: tuple[tuple[int, str], ...] = ()
    gaps: int = 0


class QuizModel(QObject):
    """Takes a learner through one quiz.

    Attributes:
        id: The quiz.
        title: Its title.
        at: The question that is shown, from 0; as many as there are means the result is shown.

    Signals:
        changed: Another question, or how it was marked.
    """

    changed = Signal()

    def __init__(self, speaker: Speaker, quiz: Quiz, on_finish: Callable[[int, int], None]) -> None:
        """Begin with the first question.

        Args:
            speaker: The language of sentences.
            quiz: To take.
            on_finish: Given how many answers were right, and of how many.
        """
        super().__init__()
        self._speaker = speaker
        self._quiz = quiz
        self._on_finish = on_finish
        self.id = quiz.id
        self.title = quiz.title
        self.at = 0
        self._begin()

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self._quiz.questions)

    @property
    def is_over(self) -> bool:
        """Whether the result is shown."""
        return self.at >= self.count

    @property
    def attempt(self) -> Attempt:
        """What the learner gave to the question that is shown; None for nothing yet."""
        return self._attempts.get(self.at)

    @property
    def mark(self) -> Mark | None:
        """How the question that is shown was marked, or None."""
        return self._marks.get(self.at)

    @property
    def can_check(self) -> bool:
        """Whether the question that is shown is answered, so that it can be checked."""
        return not self.is_over and marking.is_complete(self._question, self.attempt)

    @property
    def right(self) -> int:
        """How many answers were right so far."""
        return sum(state == marking.RIGHT for state in self._states.values())

    @property
    def place_words(self) -> str:
        """Which question is shown, in words."""
        number = self._speaker.number
        return self._speaker.say("Question {at} of {all}", at=number(self.at + 1), all=number(self.count))

    @property
    def result_words(self) -> str:
        """How many answers were right, in words."""
        number = self._speaker.number
        return self._speaker.say("{right} of {all} right", right=number(self.right), all=number(self.count))

    def state_of(self, place: int) -> str:
        """Return how a question was marked: right, partly, wrong, compare; empty if it was not yet."""
        return self._states.get(place, "")

    @property
    def shown(self) -> QuestionShown:
        """The question that is shown."""
        question, say = self._question, self._speaker.say
        kind = str(question.get("type"))
        words = str(question.get("text") or "")
        options = tuple(enumerate(_texts(question.get("options"))))
        if kind == "true_false":
            options = ((0, say("True")), (1, say("False")))
        if kind == "order" and isinstance(self.attempt, tuple):
            names = dict(options)
            options = tuple((one, names[one]) for one in self.attempt if isinstance(one, int))
        pairs = marking.pairs(question)
        return QuestionShown(
            kind if kind in _KNOWN else OTHER,
            words,
            self._hint(kind),
            options,
            tuple(left for left, _ in pairs),
            tuple((one, pairs[one][1]) for one in marking.scrambled(len(pairs), words)),
            marking.gaps(question) if kind == "blank" else 0,
        )

    @property
    def verdict(self) -> str:
        """How the question that is shown was marked, in words; empty if it was not."""
        say, mark = self._speaker.say, self.mark
        names = {
            marking.RIGHT: say("Right."),
            marking.PARTLY: say("Partly right."),
            marking.WRONG: say("Not right."),
            marking.COMPARE: say("Compare your answer with this one."),
        }
        return names[mark.state] if mark else ""

    @property
    def right_answers(self) -> tuple[str, ...]:
        """What would have been right; of a self-check the model answer."""
        question = self._question
        if question.get("type") == "self_check":
            return (str(question.get("answer") or ""),)
        if question.get("type") == "true_false":
            return (self._speaker.say("True") if question.get("answer") else self._speaker.say("False"),)
        return marking.right_answers(question)

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """Why not the others: words and what their author says, of options that were not chosen."""
        mark = self.mark
        if mark is None or mark.state != marking.RIGHT or self.shown.kind not in {"choice", "multiple", "true_false"}:
            return ()
        said = _texts(self._question.get("option_feedback"))
        return tuple(
            (words, said[place])
            for place, words in self.shown.options
            if place not in mark.parts and place < len(said) and said[place]
        )

    def answer(self, attempt: Attempt) -> None:
        """Take what the learner gives; takes nothing while the question is marked."""
        if self.mark is None and not self.is_over:
            self._attempts[self.at] = attempt

    def check(self) -> None:
        """Mark the question that is shown; does nothing before it is answered."""
        if self.can_check and self.mark is None:
            mark = marking.mark(self._question, self.attempt)
            self._marks[self.at] = mark
            self._states[self.at] = mark.state
            self.changed.emit()

    def judge(self, *, is_right: bool) -> None:
        """Take the learner's own judgement of a self-check."""
        if self.mark is not None and self.mark.state == marking.COMPARE:
            self._states[self.at] = marking.RIGHT if is_right else marking.WRONG
            self.go_on()

    def retry(self) -> None:
        """Ask the question that is shown again; what was given stays."""
        self._marks.pop(self.at, None)
        self._states.pop(self.at, None)
        self.changed.emit()

    def move(self, place: int, by: int) -> int:
        """Move a line of an order up or down; return where it is now."""
        attempt = self.attempt
        target = place + by
        if self.mark is not None or not isinstance(attempt, tuple) or not 0 <= target < len(attempt):
            return place
        order = [one for one in attempt if isinstance(one, int)]
        order.insert(target, order.pop(place))
        self._attempts[self.at] = tuple(order)
        return target

    def go_on(self) -> None:
        """Show the next question; after the last the result, which is kept."""
        if self.is_over:
            return
        self.at += 1
        self._prepare()
        if self.at == self.count:
            self._on_finish(self.right, self.count)
        self.changed.emit()

    def go_back(self) -> None:
        """Show the question before; does nothing at the first."""
        if self.at > 0:
            self.at -= 1
            self.changed.emit()

    def begin_again(self) -> None:
        """Forget all answers and show the first question."""
        self._begin()
        self.changed.emit()

    def review(self) -> None:
        """Ask those questions again that were not right, from the first of them on."""
        wrong = [place for place in range(self.count) if self._states.get(place) != marking.RIGHT]
        for place in wrong:
            self._attempts.pop(place, None)
            self._marks.pop(place, None)
            self._states.pop(place, None)
        if wrong:
            self.at = wrong[0]
            self._prepare()
            self.changed.emit()

    @property
    def _question(self) -> marking.Question:
        return self._quiz.questions[self.at]

    def _begin(self) -> None:
        self.at = 0
        self._attempts: dict[int, Attempt] = {}
        self._marks: dict[int, Mark] = {}
        self._states: dict[int, str] = {}
        self._prepare()

    def _prepare(self) -> None:
        """Give an order its first, accidental order."""
        if self.is_over or self.at in self._attempts:
            return
        question = self._question
        if question.get("type") == "order":
            options = _texts(question.get("options"))
            self._attempts[self.at] = marking.scrambled(len(options), str(question.get("text")))

    def _hint(self, kind: str) -> str:
        say = self._speaker.say
        hints = {
            "choice": say("Choose one answer."),
            "multiple": say("Choose all that are right."),
            "true_false": say("True or false?"),
            "order": say("Put the lines in order: choose one, then press Alt and an arrow key, or the arrows."),
            "match": say("Choose what belongs to each line."),
            "blank": say("Write the missing words."),
            "short_text": say("Write a short answer."),
            "self_check": say("Think of your answer, or write it down. It is not kept."),
        }
        return hints.get(kind, say("This question needs a newer version of Haversack. You can go on."))


def _texts(value: object) -> list[str]:
    return [one if isinstance(one, str) else "" for one in value] if isinstance(value, list) else []
