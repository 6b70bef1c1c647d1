"""A quiz while it is taken: rounds, retry, the end that tells, what is kept and taken up again."""

import pytest
from pytestqt.qtbot import QtBot

from haversack.i18n.language import Speaker
from haversack.operations import marking
from haversack.operations.learner import Answers
from haversack.operations.marking import Question, shape
from haversack.operations.training import Quiz
from haversack.viewmodels.quiz import KEEP_AFTER_MS, Keeper, QuizModel

SPEAKER = Speaker("en")
CHOICE: Question = {
    "type": "choice",
    "text": "Which *one*?",
    "options": ["a", "b", "c"],
    "answer": 1,
    "option_feedback": ["Not so.", "Right. So it is.", "No."],
    "feedback": "Because.",
}
TRUE_FALSE: Question = {"type": "true_false", "text": "So?", "answer": False}
SELF: Question = {"type": "self_check", "text": "Say it.", "answer": "- one\n- two"}
ORDER: Question = {"type": "order", "text": "Order", "options": ["one", "two", "three"]}
BLANK: Question = {"type": "blank", "text": "Complete.\n\n(___) and ___.", "answers": [["x"], ["y"]]}


class Kept:
    """What a quiz asked to be kept."""

    def __init__(self) -> None:
        self.answers: list[Answers] = []
        self.results: list[tuple[int, int]] = []

    def keeper(self) -> Keeper:
        return Keeper(self.answers.append, lambda right, of: self.results.append((right, of)))


@pytest.fixture
def kept() -> Kept:
    return Kept()


def make(
    kept: Kept, *questions: Question, is_told_at_end: bool = False, to_pass: int = 0, answers: Answers | None = None
) -> QuizModel:
    quiz = Quiz("Q", "Quiz", questions, "en", is_told_at_end, to_pass, answers)
    return QuizModel(SPEAKER, quiz, kept.keeper())


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """Timers need an application."""


def test_lines_that_are_put_in_order_again_begin_in_another_order_and_can_be_moved(kept: Kept) -> None:
    quiz = make(kept, ORDER)
    begun = quiz.attempt
    quiz.check()
    assert quiz.mark is not None
    assert quiz.mark.state != marking.RIGHT
    quiz.go_on()

    quiz.review()

    assert quiz.attempt == begun
    assert quiz.move(0, 1) == 1
    assert quiz.attempt != begun


def test_nothing_is_marked_before_it_is_answered(kept: Kept) -> None:
    quiz = make(kept, CHOICE, TRUE_FALSE)

    quiz.check()

    assert quiz.mark is None
    assert not quiz.can_check
    assert quiz.state_of(0) == ""


def test_a_right_answer_says_why_not_the_others(kept: Kept) -> None:
    quiz = make(kept, CHOICE)
    quiz.answer(1)
    quiz.check()

    assert quiz.is_revealed
    assert quiz.others == (("a", "Not so."), ("c", "No."))
    assert quiz.right_said == ()
    assert quiz.explanation == "Because."


def test_a_wrong_answer_gives_nothing_away_until_it_is_asked_for(kept: Kept) -> None:
    quiz = make(kept, CHOICE)
    quiz.answer(0)
    quiz.check()
    before = quiz.is_revealed
    assert quiz.feedback_of() == {0: "Not so."}

    quiz.reveal()

    assert (before, quiz.is_revealed) == (False, True)
    assert quiz.right_answers == ("b",)
    assert quiz.right_said == ("Right. So it is.",)
    assert quiz.others == (("c", "No."),)
    quiz.retry()
    assert not quiz.is_revealed
    assert quiz.attempt == 0


def test_what_is_marked_cannot_be_changed(kept: Kept) -> None:
    quiz = make(kept, CHOICE)
    quiz.answer(0)
    quiz.check()

    quiz.answer(1)

    assert quiz.attempt == 0


def test_only_what_was_not_right_is_asked_again(kept: Kept) -> None:
    quiz = make(kept, CHOICE, TRUE_FALSE, CHOICE)
    for given in (1, True, 2):
        quiz.answer(given)
        quiz.check()
        quiz.go_on()
    assert (quiz.is_over, quiz.right, kept.results) == (True, 1, [(1, 3)])

    quiz.review()

    seen = []
    for given in (False, 1):
        seen.append(quiz.at)
        assert quiz.attempt is None
        quiz.answer(given)
        quiz.check()
        quiz.go_on()
    assert seen == [1, 2]
    assert quiz.is_over
    assert kept.results == [(1, 3), (3, 3)]
    quiz.review()
    assert quiz.is_over


def test_the_end_tells_where_its_author_wants_that(kept: Kept) -> None:
    quiz = make(kept, CHOICE, TRUE_FALSE, SELF, is_told_at_end=True, to_pass=2)
    quiz.answer(1)
    quiz.check()
    assert quiz.mark is None
    quiz.go_on()
    quiz.go_on()  # the second is left out
    quiz.go_on()

    assert quiz.is_over
    assert [quiz.state_of(place) for place in range(3)] == ["right", "wrong", "compare"]
    before = quiz.is_passed
    quiz.go_to(2)
    quiz.judge(is_right=True)
    assert (before, quiz.is_passed, quiz.is_over) == (False, True, True)
    assert kept.results == [(1, 3), (2, 3)]


def test_questions_can_be_gone_to_in_any_order(kept: Kept) -> None:
    quiz = make(kept, CHOICE, TRUE_FALSE, SELF)

    quiz.go_to(3)
    assert quiz.at == 0  # there is no result yet
    quiz.go_to(2)
    assert quiz.is_last
    quiz.go_back()
    assert quiz.at == 1
    quiz.go_to(-1)
    assert quiz.at == 1
    quiz.go_back()
    quiz.go_back()
    assert quiz.is_first


def test_a_line_of_an_order_moves_and_stays_inside(kept: Kept) -> None:
    quiz = make(kept, ORDER)
    before = quiz.attempt
    assert isinstance(before, tuple)

    assert quiz.move(0, -1) == 0
    assert quiz.move(2, 1) == 2
    assert quiz.move(0, 1) == 1

    assert quiz.attempt == (before[1], before[0], before[2])


def test_gaps_are_numbered_and_marks_are_no_words(kept: Kept) -> None:
    assert make(kept, BLANK).shown.words == "Complete."
    assert make(kept, BLANK).shown.more == "((1) ____) and (2) ____."
    assert make(kept, CHOICE).shown.words == "Which one?"
    assert make(kept, SELF).right_answers == ("• one\n• two",)


def test_half_an_answer_is_kept_within_two_seconds(kept: Kept, qtbot: QtBot) -> None:
    assert KEEP_AFTER_MS <= 2_000
    quiz = make(kept, BLANK)

    quiz.answer(("ha", ""))
    qtbot.waitUntil(lambda: bool(kept.answers), timeout=5_000)

    assert kept.answers[-1].given == {0: ("ha", "")}


def test_nothing_is_kept_of_a_quiz_that_was_only_looked_at(kept: Kept) -> None:
    make(kept, BLANK, ORDER).keep_now()

    assert kept.answers == []


def test_a_quiz_goes_on_where_it_was_left(kept: Kept) -> None:
    quiz = make(kept, CHOICE, SELF, ORDER)
    quiz.answer(0)
    quiz.check()
    quiz.go_on()
    quiz.answer("half of")
    quiz.keep_now()

    again = make(kept, CHOICE, SELF, ORDER, answers=kept.answers[-1])

    assert (again.at, again.attempt, again.state_of(0)) == (1, "half of", "wrong")
    assert not again.has_result
    again.check()
    again.judge(is_right=True)
    again.go_on()
    again.keep_now()
    result = make(kept, CHOICE, SELF, ORDER, answers=kept.answers[-1])
    assert result.is_over
    assert result.has_result
    assert result.state_of(1) == "right"


def test_answers_to_other_questions_are_let_go_and_words_may_change(kept: Kept) -> None:
    answers = Answers(shape((CHOICE,)), given={0: 2}, turns=(0,))

    other = make(kept, {**CHOICE, "answer": 0}, answers=answers)
    reworded = make(kept, {**CHOICE, "text": "Laquelle ?", "options": ["x", "y", "z"]}, answers=answers)

    assert other.attempt is None
    assert reworded.attempt == 2


def test_beginning_again_forgets_everything(kept: Kept) -> None:
    quiz = make(kept, CHOICE, TRUE_FALSE)
    quiz.answer(1)
    quiz.check()
    quiz.begin_again()

    assert (quiz.at, quiz.attempt, quiz.right, quiz.marked, quiz.has_result) == (0, None, 0, 0, False)


def test_a_type_of_a_newer_version_can_be_passed_by(kept: Kept) -> None:
    quiz = make(kept, {"type": "drawing", "text": "Draw."})

    assert quiz.shown.kind == "other"
    assert "newer version" in quiz.shown.hint
    quiz.go_on()
    assert quiz.is_over


def test_paper_has_every_question_with_what_is_right(kept: Kept) -> None:
    choice, order = make(kept, CHOICE, ORDER).paper()

    assert choice.right == ("b",)
    assert choice.said == (("a", "Not so."), ("b", "Right. So it is."), ("c", "No."))
    assert choice.explanation == "Because."
    assert order.right == ("one", "two", "three")
    assert [words for _, words in order.shown.options] != ["one", "two", "three"]
