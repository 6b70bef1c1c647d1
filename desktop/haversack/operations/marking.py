"""Marks what a learner answered, for every type of question. Pure: knows no vault, and keeps nothing.

An attempt is what the learner gave, by type of question:

=============  =============================================================================================
choice         index of the option
multiple       indexes of the options, in any order
true_false     bool
order          indexes of the options, as the learner put them
match          for each pair, the index of the pair whose right side was chosen
blank          one text for each gap
short_text     a text
self_check     anything: the learner compares
=============  =============================================================================================

Must not write sentences, nor raise for anything that a learner does.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from haversack.store.normalise import normalise
from haversack_sync.model.canonical import Value
from haversack_sync.model.questions import GAP

Attempt: TypeAlias = int | bool | str | tuple[int | str, ...] | None
Question: TypeAlias = Mapping[str, Value]

RIGHT: Final = "right"
PARTLY: Final = "partly"
WRONG: Final = "wrong"
COMPARE: Final = "compare"

_SEATS: Final = str.maketrans({"ؤ": "و", "ئ": "ي", "ء": ""})
_NO_HAMZA: Final = str.maketrans(dict.fromkeys("ؤئء", ""))
"""Search keeps hamza apart on waw and yeh, because it is spelling. A learner is not asked to spell: some leave hamza
out and write its seat, and countries differ in which seat it has."""
_GROUPED: Final = re.compile(r"(?<!\d )\b\d{1,3}(?: \d{3})+\b(?! \d)")
"""A number whose thousands stand apart, after `normalise` made a space of the sign between them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How an attempt is marked.

    Attributes:
        state: right, partly, wrong, or compare: the learner decides.
        parts: Of each option that was chosen, place, pair or gap: whether it is right; by its index.
        feedback: Of each option that was chosen, what the author says to it; by its index.
        explanation: What the author says to the question as a whole; may be empty.
    """

    state: str
    parts: Mapping[int, bool]
    feedback: Mapping[int, str]
    explanation: str


def mark(question: Question, attempt: Attempt) -> Mark:
    """Mark an attempt.

    Args:
        question: As the model keeps it.
        attempt: See above; one that does not fit the question is wrong.
    """
    kind = question.get("type")
    explanation = str(question.get("feedback") or "")
    if kind == "self_check":
        return Mark(COMPARE, {}, {}, explanation)
    parts, is_whole = _parts(str(kind), question, attempt)
    is_right = bool(parts) and is_whole and all(parts.values())
    lesser = PARTLY if _is_partly(str(kind), parts) else WRONG
    return Mark(RIGHT if is_right else lesser, parts, _feedback(str(kind), question, attempt), explanation)


def is_complete(question: Question, attempt: Attempt) -> bool:
    """Tell whether an attempt answers all of its question, so that it can be marked."""
    kind = question.get("type")
    if kind in {"self_check", "order"}:
        return True
    if kind == "blank":
        return isinstance(attempt, tuple) and all(str(one).strip() for one in attempt)
    if kind == "match":
        return isinstance(attempt, tuple) and all(isinstance(one, int) and one >= 0 for one in attempt)
    if kind in {"multiple", "short_text"}:
        return bool(attempt.strip() if isinstance(attempt, str) else attempt)
    return attempt is not None


def scrambled(count: int, seed: str) -> tuple[int, ...]:
    """Return the numbers from 0 in an order that looks accidental, is the same each time, and never the right one.

    Args:
        count: How many.
        seed: Such as the words of the question.
    """
    order = sorted(range(count), key=lambda place: hashlib.sha256(f"{seed}/{place}".encode()).digest())
    return tuple(order[1:] + order[:1] if order == sorted(order) else order)


def shape(questions: Sequence[Question]) -> str:
    """Return what must be equal for answers to fit questions: their types, how many parts they have, and their keys.

    The words do not count, so that answers still fit in another language, and after a correction of a sentence.
    """
    parts = []
    for question in questions:
        count = max(len(_texts(question.get("options"))), len(pairs(question)), gaps(question))
        key = question.get("answer") if question.get("type") != "self_check" else None
        answers = question.get("answers") if question.get("type") == "multiple" else None
        parts.append(repr((question.get("type"), count, key, answers)))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def right_answers(question: Question) -> tuple[str, ...]:
    """Return what would have been right, one text for each part, as the author wrote it."""
    kind, options = question.get("type"), _texts(question.get("options"))
    if kind == "choice":
        return tuple(options[one] for one in _numbers([question.get("answer")]) if one < len(options))
    if kind == "multiple":
        return tuple(options[one] for one in _numbers(question.get("answers")) if one < len(options))
    if kind == "order":
        return tuple(options)
    if kind == "match":
        return tuple(f"{left} = {right}" for left, right in pairs(question))
    if kind == "blank":
        return tuple(accepted[0] for accepted in _accepted(question) if accepted)
    return tuple(_texts(question.get("answers"))[:1])


def right_options(question: Question) -> frozenset[int]:
    """Return the indexes of the right options; of true_false 0 is true; of other types none."""
    kind, answer = question.get("type"), question.get("answer")
    if kind == "true_false":
        return frozenset({0 if answer else 1})
    if kind == "choice":
        return frozenset(_numbers([answer]))
    return frozenset(_numbers(question.get("answers"))) if kind == "multiple" else frozenset()


def pairs(question: Question) -> tuple[tuple[str, str], ...]:
    """Return the pairs of a match."""
    found = question.get("pairs")
    rows = found if isinstance(found, list) else []
    return tuple((str(one.get("left", "")), str(one.get("right", ""))) for one in rows if isinstance(one, dict))


def gaps(question: Question) -> int:
    """Return how many words are missing in the text of a blank."""
    return str(question.get("text") or "").count(GAP)


def is_same(typed: str, accepted: str) -> bool:
    """Tell whether two answers are the same to people.

    Case, accents, vowel signs, hamza, spaces, signs, kinds of digits and the sign between thousands do not count. Where
    nothing but signs is left of a text, the texts themselves are compared.
    """
    one, other = _forms(typed), _forms(accepted)
    if one[0] or other[0]:
        return any(mine == theirs for mine, theirs in zip(one, other, strict=True))
    return typed.strip() == accepted.strip()


def _forms(text: str) -> tuple[str, str]:
    """Return a text with hamza as its seat, and without it."""
    words = _GROUPED.sub(lambda found: found.group().replace(" ", ""), normalise(text))
    return " ".join(words.translate(_SEATS).split()), " ".join(words.translate(_NO_HAMZA).split())


def _parts(kind: str, question: Question, attempt: Attempt) -> tuple[dict[int, bool], bool]:
    """Return which parts are right, and whether no right one is missing."""
    if kind == "choice":
        fits = isinstance(attempt, int) and not isinstance(attempt, bool)
        return ({attempt: attempt == question.get("answer")} if fits and isinstance(attempt, int) else {}), True
    if kind == "true_false":
        fits = isinstance(attempt, bool)
        return ({0 if attempt else 1: attempt == question.get("answer")} if fits else {}), True
    if kind == "short_text":
        return {0: any(is_same(str(attempt or ""), one) for one in _texts(question.get("answers")))}, True
    given = attempt if isinstance(attempt, tuple) else ()
    if kind == "multiple":
        right = set(_numbers(question.get("answers")))
        return {one: one in right for one in given if isinstance(one, int)}, right <= set(given)
    if kind == "order":
        wanted = _texts(question.get("options"))
        return _compare_texts([wanted[one] for one in _numbers(list(given)) if one < len(wanted)], wanted)
    if kind == "match":
        rights = [right for _, right in pairs(question)]
        chosen = [rights[one] if isinstance(one, int) and 0 <= one < len(rights) else None for one in given]
        return _compare_texts(chosen, rights)
    accepted = _accepted(question)
    found = {
        place: any(is_same(str(typed), one) for one in fitting)
        for place, (typed, fitting) in enumerate(zip(given, accepted, strict=False))
    }
    return found, len(given) == len(accepted)


def _compare_texts(given: Sequence[str | None], wanted: Sequence[str]) -> tuple[dict[int, bool], bool]:
    """Compare place by place; options that say the same may stand for each other."""
    found = {place: one == other for place, (one, other) in enumerate(zip(given, wanted, strict=False))}
    return found, len(given) == len(wanted)


def _is_partly(kind: str, parts: Mapping[int, bool]) -> bool:
    return kind in {"multiple", "order", "match", "blank"} and any(parts.values())


def _feedback(kind: str, question: Question, attempt: Attempt) -> dict[int, str]:
    if kind == "short_text":
        return _to_wrong_text(question, str(attempt or ""))
    texts = _texts(question.get("option_feedback"))
    if kind == "true_false":
        chosen: tuple[int, ...] = (0 if attempt else 1,)
    elif kind == "choice":
        chosen = tuple(_numbers([attempt])) if isinstance(attempt, int) else ()
    else:
        chosen = tuple(_numbers(list(attempt))) if kind == "multiple" and isinstance(attempt, tuple) else ()
    return {one: texts[one] for one in chosen if one < len(texts) and texts[one]}


def _to_wrong_text(question: Question, typed: str) -> dict[int, str]:
    known = question.get("wrong_answers")
    for one in known if isinstance(known, list) else []:
        if isinstance(one, dict) and is_same(typed, str(one.get("text") or "")) and one.get("feedback"):
            return {0: str(one["feedback"])}
    return {}


def _accepted(question: Question) -> list[list[str]]:
    answers = question.get("answers")
    return [_texts(one) for one in answers] if isinstance(answers, list) else []


def _texts(value: Value) -> list[str]:
    return [one if isinstance(one, str) else "" for one in value] if isinstance(value, list) else []


def _numbers(value: object) -> list[int]:
    if not isinstance(value, list):
        return []
    return [one for one in value if isinstance(one, int) and not isinstance(one, bool) and one >= 0]
