"""Marking: every type of question, right, wrong and in between; and answers that people write in their own way."""

import pytest

from haversack.operations.marking import Attempt, Question, is_complete, is_same, mark, right_answers, scrambled

CHOICE: Question = {
    "type": "choice",
    "text": "Which?",
    "options": ["a", "b"],
    "answer": 1,
    "option_feedback": ["Not so.", "Yes."],
    "feedback": "Because.",
}
MULTIPLE: Question = {"type": "multiple", "text": "Which?", "options": ["a", "b", "c"], "answers": [0, 2]}
TRUE_FALSE: Question = {"type": "true_false", "text": "So?", "answer": False, "option_feedback": ["No.", "Right."]}
ORDER: Question = {"type": "order", "text": "Order", "options": ["one", "two", "three"]}
MATCH: Question = {
    "type": "match",
    "text": "Match",
    "pairs": [{"left": "1", "right": "x"}, {"left": "2", "right": "y"}, {"left": "3", "right": "x"}],
}
BLANK: Question = {"type": "blank", "text": "___ and ___", "answers": [["harm", "danger"], ["non-refoulement"]]}
SHORT: Question = {
    "type": "short_text",
    "text": "How many?",
    "answers": ["1", "one"],
    "wrong_answers": [{"text": "2", "feedback": "One is enough."}],
}
SELF: Question = {"type": "self_check", "text": "Say it", "answer": "I do not know.", "feedback": "Be honest."}


@pytest.mark.parametrize(
    ("question", "attempt", "state"),
    [
        (CHOICE, 1, "right"),
        (CHOICE, 0, "wrong"),
        (CHOICE, True, "wrong"),
        (CHOICE, None, "wrong"),
        (MULTIPLE, (2, 0), "right"),
        (MULTIPLE, (0,), "partly"),
        (MULTIPLE, (0, 1, 2), "partly"),
        (MULTIPLE, (1,), "wrong"),
        (MULTIPLE, (), "wrong"),
        (TRUE_FALSE, False, "right"),
        (TRUE_FALSE, True, "wrong"),
        (TRUE_FALSE, 0, "wrong"),
        (ORDER, (0, 1, 2), "right"),
        (ORDER, (0, 2, 1), "partly"),
        (ORDER, (1, 2, 0), "wrong"),
        (ORDER, (0, 1), "partly"),
        (MATCH, (0, 1, 2), "right"),
        (MATCH, (2, 1, 0), "right"),
        (MATCH, (0, 2, 2), "partly"),
        (MATCH, (1, 0, 1), "wrong"),
        (MATCH, (-1, -1, -1), "wrong"),
        (BLANK, ("Danger ", "NON REFOULEMENT"), "right"),
        (BLANK, ("danger", "asylum"), "partly"),
        (BLANK, ("", ""), "wrong"),
        (BLANK, ("harm",), "partly"),
        (SHORT, "One", "right"),
        (SHORT, "١", "right"),
        (SHORT, "2", "wrong"),
        (SHORT, None, "wrong"),
        (SELF, "whatever", "compare"),
    ],
)
def test_each_type_is_marked(question: Question, attempt: Attempt, state: str) -> None:
    assert mark(question, attempt).state == state


def test_feedback_is_that_of_what_was_chosen() -> None:
    assert mark(CHOICE, 0).feedback == {0: "Not so."}
    assert mark(CHOICE, 0).explanation == "Because."
    assert mark(TRUE_FALSE, False).feedback == {1: "Right."}
    assert mark(SHORT, " 2 ").feedback == {0: "One is enough."}


def test_parts_say_which_of_them_are_right() -> None:
    assert mark(BLANK, ("harm", "x")).parts == {0: True, 1: False}
    assert mark(MULTIPLE, (0, 1)).parts == {0: True, 1: False}
    assert mark(MATCH, (0, 2, 2)).parts == {0: True, 1: False, 2: True}


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("REFUGIE", "réfugié"),
        ("  non   refoulement.", "Non-refoulement"),
        ("لاجئ", "لَاجِئ"),
        ("احمد", "أحمد"),
        ("١٩٥١", "1951"),
        ("ﬁt", "fit"),
        ("?", "?"),
    ],
)
def test_answers_are_the_same_to_people(typed: str, accepted: str) -> None:
    assert is_same(typed, accepted)


@pytest.mark.parametrize(("typed", "accepted"), [("", "x"), ("?", "!"), ("harms", "harm")])
def test_other_answers_are_not(typed: str, accepted: str) -> None:
    assert not is_same(typed, accepted)


@pytest.mark.parametrize(
    ("question", "attempt", "whole"),
    [
        (CHOICE, None, False),
        (CHOICE, 0, True),
        (TRUE_FALSE, False, True),
        (MULTIPLE, (), False),
        (MATCH, (0, -1, 1), False),
        (BLANK, ("a", " "), False),
        (SHORT, " ", False),
        (SELF, None, True),
    ],
)
def test_an_answer_is_whole_or_not(question: Question, attempt: Attempt, whole: bool) -> None:
    assert is_complete(question, attempt) is whole


def test_the_right_answers_are_told_in_words() -> None:
    assert right_answers(MULTIPLE) == ("a", "c")
    assert right_answers(BLANK) == ("harm", "non-refoulement")
    assert right_answers(MATCH)[0] == "1 = x"
    assert right_answers(ORDER) == ("one", "two", "three")


@pytest.mark.parametrize("count", range(2, 21))
def test_an_order_never_begins_solved(count: int) -> None:
    order = scrambled(count, "seed")

    assert sorted(order) == list(range(count))
    assert list(order) != sorted(order)
    assert order == scrambled(count, "seed")
