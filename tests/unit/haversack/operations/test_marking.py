"""Marking: every type of question, right, wrong and in between; and answers that people write in their own way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.marking import (
    COMPARE,
    PARTLY,
    RIGHT,
    WRONG,
    Attempt,
    Question,
    is_complete,
    is_same,
    mark,
    right_answers,
    scrambled,
)
from haversack_sync.model.questions import GAP, fault_in_question

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
        ("مسئول", "مسؤول"),
        ("مسوول", "مسؤول"),
        ("شي", "شيء"),
        ("الاجراءات", "الإجراءات"),
        ("اللاجئون", "الـلاجِئُون"),
        ("مدرسه", "مدرسة"),
        ("1,000", "1000"),
        ("۱٬۰۰۰", "1 000"),
        ("12.345.678", "12345678"),
        ("STRASSE", "Straße"),
        ("İzmir", "izmir"),
        ("Nai\u0308ve", "naïve"),
    ],
)
def test_answers_are_the_same_to_people(typed: str, accepted: str) -> None:
    assert is_same(typed, accepted)


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("", "x"),
        ("?", "!"),
        ("harms", "harm"),
        ("1 5", "15"),
        ("1.5", "15"),
        ("19 51", "1951"),
        ("لاجئة", "لاجئ"),
        ("ما", "من"),
    ],
)
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


WORDS = st.text(min_size=1, max_size=12).filter(lambda one: bool(one.strip()) and GAP not in one)
"""Texts in any script, with whatever signs."""
OPTIONS = st.lists(WORDS, min_size=2, max_size=20)
ATTEMPTS = st.one_of(
    st.none(),
    st.integers(-3, 30),
    st.booleans(),
    st.text(max_size=8),
    st.lists(st.integers(-3, 30), max_size=22).map(tuple),
    st.lists(st.text(max_size=6), max_size=22).map(tuple),
)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any question that can be published."""
    options = draw(OPTIONS)
    place = st.integers(0, len(options) - 1)
    return {"text": draw(WORDS)} | draw(
        st.sampled_from(
            [
                {"type": "choice", "options": options, "answer": draw(place)},
                {"type": "multiple", "options": options, "answers": sorted(draw(st.sets(place, min_size=1)))},
                {"type": "true_false", "answer": draw(st.booleans())},
                {"type": "order", "options": options},
                {"type": "match", "pairs": [{"left": one, "right": one} for one in options]},
                {"type": "blank", "text": " x ".join([GAP] * len(options)), "answers": [[one] for one in options]},
                {"type": "short_text", "answers": options},
                {"type": "self_check", "answer": "x"},
            ]
        )
    )


def key(question: Question) -> Attempt:
    """What is right by the author's own key."""
    options = question.get("options")
    count = len(options) if isinstance(options, list) else 0
    answers, pairs, answer = question.get("answers"), question.get("pairs"), question.get("answer")
    if question["type"] == "order":
        return tuple(range(count))
    if question["type"] == "match" and isinstance(pairs, list):
        return tuple(range(len(pairs)))
    if question["type"] == "multiple" and isinstance(answers, list):
        return tuple(one for one in answers if isinstance(one, int))
    if question["type"] == "blank" and isinstance(answers, list):
        return tuple(str(one[0]) for one in answers if isinstance(one, list))
    if question["type"] == "short_text" and isinstance(answers, list):
        return str(answers[0])
    return answer if isinstance(answer, int) else None


@given(questions())
def test_what_the_author_says_is_right_is_right(question: Question) -> None:
    assert fault_in_question(question) is None

    found = mark(question, key(question))

    assert found.state == (COMPARE if question["type"] == "self_check" else RIGHT)
    assert is_complete(question, key(question))


@given(questions(), ATTEMPTS)
def test_whatever_a_learner_does_is_marked_and_never_fails(question: Question, attempt: Attempt) -> None:
    found = mark(question, attempt)

    assert found.state in {RIGHT, PARTLY, WRONG, COMPARE}
    assert found.state != RIGHT or all(found.parts.values())
    assert found.state != PARTLY or (any(found.parts.values()) and attempt != key(question))
    assert found.state != WRONG or not any(found.parts.values())
    assert is_complete(question, attempt) in {True, False}


@given(WORDS, WORDS)
def test_being_the_same_to_people_is_the_same_both_ways(one: str, two: str) -> None:
    assert is_same(one, one)
    assert is_same(one, two) == is_same(two, one)


@given(WORDS)
def test_spaces_and_a_full_stop_never_matter(words: str) -> None:
    assert is_same(f"  {words} ", words)
    assert is_same(f"{words} .", words) or not any(one.isalnum() for one in words)


@given(st.lists(WORDS, min_size=2, max_size=20, unique=True))
def test_an_order_is_right_in_one_way_only(options: list[str]) -> None:
    question: Question = {"type": "order", "text": "?", "options": list(options)}
    order = scrambled(len(options), options[0])

    assert mark(question, order).state != RIGHT
    assert mark(question, tuple(sorted(order))).state == RIGHT
