"""Questions of a quiz."""

import pytest

from haversack_sync.model.authored import Fault
from haversack_sync.model.canonical import Value
from haversack_sync.model.questions import fault_in_question
from haversack_sync.model.vocabularies import terms

GOOD: dict[str, dict[str, Value]] = {
    "choice": {"options": ["yes", "no"], "answer": 1},
    "multiple": {"options": ["a", "b", "c"], "answers": [0, 2]},
    "true_false": {"answer": False},
    "order": {"options": ["first", "second"]},
    "match": {"pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}]},
    "blank": {"text": "The ___ of 1951 and the ___ of 1967", "answers": [["convention"], ["protocol", "Protocol"]]},
    "short_text": {"answers": ["non-refoulement"]},
    "self_check": {"answer": "Any answer that names the right."},
}


def _question(kind: str, **parts: Value) -> Value:
    return {"type": kind, "text": "Which?", **GOOD[kind], **parts}


def test_there_is_a_shape_for_each_type() -> None:
    assert set(GOOD) == set(terms("question_type"))


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_question_has_no_fault_with_or_without_feedback(kind: str) -> None:
    assert fault_in_question(_question(kind)) is None
    assert fault_in_question(_question(kind, feedback="Because.")) is None


@pytest.mark.parametrize(
    ("question", "part"),
    [
        pytest.param("Which?", "type", id="a text"),
        pytest.param(_question("choice", text=" "), "text", id="without words"),
        pytest.param(_question("choice", feedback=5), "feedback", id="feedback that is no text"),
        pytest.param(_question("choice", options=["one"]), "options", id="one option"),
        pytest.param(_question("choice", options=["x"] * 21), "options", id="21 options"),
        pytest.param(_question("choice", options=["a", ""]), "options", id="an empty option"),
        pytest.param(_question("choice", options=None), "options", id="no options"),
        pytest.param(_question("choice", answer=2), "answer", id="an answer beyond the options"),
        pytest.param(_question("choice", answer=True), "answer", id="a truth for an index"),
        pytest.param(_question("choice", answer="no"), "answer", id="a text for an index"),
        pytest.param(_question("multiple", options=5), "options", id="a number for options"),
        pytest.param(_question("multiple", answers=[]), "answers", id="none right"),
        pytest.param(_question("multiple", answers=[2, 0]), "answers", id="out of order"),
        pytest.param(_question("multiple", answers=[3]), "answers", id="beyond the options"),
        pytest.param(_question("multiple", answers=1), "answers", id="not a list"),
        pytest.param(_question("true_false", answer="yes"), "answer", id="a text for a truth"),
        pytest.param(_question("order", options=[]), "options", id="nothing to order"),
        pytest.param(_question("match", pairs=[{"left": "a", "right": "1"}]), "pairs", id="one pair"),
        pytest.param(_question("match", pairs=[{"left": "a"}, {"left": "b"}]), "pairs", id="half pairs"),
        pytest.param(_question("match", pairs=["a", "b"]), "pairs", id="no pairs"),
        pytest.param(_question("match", pairs=5), "pairs", id="a number for pairs"),
        pytest.param(_question("blank", text="no gap"), "text", id="no gap"),
        pytest.param(_question("blank", answers=[["one"]]), "answers", id="fewer answers than gaps"),
        pytest.param(_question("blank", answers=["one", "two"]), "answers", id="no lists of words"),
        pytest.param(_question("blank", answers="one"), "answers", id="no list"),
        pytest.param(_question("short_text", answers=[]), "answers", id="nothing accepted"),
        pytest.param(_question("self_check", answer=5), "answer", id="a number for a model answer"),
    ],
)
def test_the_part_that_is_wrong_is_named(question: Value, part: str) -> None:
    assert fault_in_question(question) == Fault("bad_question", (part,))


@pytest.mark.parametrize("kind", ["hologram", 5, None])
def test_an_unknown_type_is_told_with_those_that_there_are(kind: Value) -> None:
    assert fault_in_question({"type": kind, "text": "?"}) == Fault("unknown_term", terms("question_type"))
