"""Questions of a quiz: the shape of each type, and whether an answer key fits its question.

A question is a map with `type`, `text`, and what its type needs; `feedback` (text) may always be there.

=============  ======================================================================================================
choice         `options` (2 to 20 texts), `answer` (index of the right one, from 0)
multiple       `options`, `answers` (indexes of the right ones, at least one, growing)
true_false     `answer` (bool)
order          `options` in their right order
match          `pairs` (2 to 20 maps with `left` and `right`)
blank          `text` with `___` where a word is missing, `answers` (one list of accepted words for each gap)
short_text     `answers` (accepted texts)
self_check     `answer` (a model answer, text; the learner compares)
=============  ======================================================================================================

Two parts help a learner where an author gives them, and are shown only: `option_feedback` (one text for each option;
for `true_false` first true, then false) and `wrong_answers` (of `short_text`: maps with `text` and `feedback`).

Must not mark attempts: that is the learner's page.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from haversack_sync.model.authored import Fault
from haversack_sync.model.canonical import Value
from haversack_sync.model.vocabularies import terms

GAP: Final = "___"
_MIN_OPTIONS: Final = 2
_MAX_OPTIONS: Final = 20


def fault_in_question(question: Value) -> Fault | None:
    """Find what is wrong with one question.

    Args:
        question: A map as described above.

    Returns:
        `bad_question` with the name of the part that is wrong, `unknown_term` for its type, or None.
    """
    if not isinstance(question, dict):
        return Fault("bad_question", ("type",))
    kind = question.get("type")
    test = _TESTS.get(kind) if isinstance(kind, str) else None
    if test is None:
        return Fault("unknown_term", terms("question_type"))
    if not _is_text(question.get("text")):
        return Fault("bad_question", ("text",))
    if not isinstance(question.get("feedback", ""), str):
        return Fault("bad_question", ("feedback",))
    wrong = test(question)
    return Fault("bad_question", (wrong,)) if wrong else None


def _choice(question: Mapping[str, Value]) -> str:
    options, answer = question.get("options"), question.get("answer")
    if not _are_options(options):
        return "options"
    return "" if _is_index(answer, options) else "answer"


def _multiple(question: Mapping[str, Value]) -> str:
    options, answers = question.get("options"), question.get("answers")
    if not _are_options(options):
        return "options"
    if not isinstance(answers, list) or not answers or not all(_is_index(one, options) for one in answers):
        return "answers"
    return "" if answers == sorted(set(answers)) else "answers"


def _true_false(question: Mapping[str, Value]) -> str:
    return "" if isinstance(question.get("answer"), bool) else "answer"


def _order(question: Mapping[str, Value]) -> str:
    return "" if _are_options(question.get("options")) else "options"


def _match(question: Mapping[str, Value]) -> str:
    pairs = question.get("pairs")
    if not isinstance(pairs, list) or not _MIN_OPTIONS <= len(pairs) <= _MAX_OPTIONS:
        return "pairs"
    fine = all(isinstance(pair, dict) and _is_text(pair.get("left")) and _is_text(pair.get("right")) for pair in pairs)
    return "" if fine else "pairs"


def _blank(question: Mapping[str, Value]) -> str:
    answers = question.get("answers")
    gaps = str(question.get("text")).count(GAP)
    if gaps == 0:
        return "text"
    return "" if isinstance(answers, list) and len(answers) == gaps and all(map(_are_texts, answers)) else "answers"


def _short_text(question: Mapping[str, Value]) -> str:
    return "" if _are_texts(question.get("answers")) else "answers"


def _self_check(question: Mapping[str, Value]) -> str:
    return "" if _is_text(question.get("answer")) else "answer"


def _is_text(value: Value) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: Value) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_text(one) for one in value)


def _are_options(value: Value) -> bool:
    return _are_texts(value) and isinstance(value, list) and _MIN_OPTIONS <= len(value) <= _MAX_OPTIONS


def _is_index(value: Value, options: Value) -> bool:
    if not isinstance(value, int) or isinstance(value, bool) or not isinstance(options, list):
        return False
    return 0 <= value < len(options)


_TESTS: Final[Mapping[str, Callable[[Mapping[str, Value]], str]]] = MappingProxyType(
    {
        "choice": _choice,
        "multiple": _multiple,
        "true_false": _true_false,
        "order": _order,
        "match": _match,
        "blank": _blank,
        "short_text": _short_text,
        "self_check": _self_check,
    }
)
