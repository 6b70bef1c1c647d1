"""What a quiz question is, before and after it is checked.

Both ways of writing a quiz (Markdown and YAML) give `DraftQuestion`s. Here they are checked for what only their
author's text shows, and become values as `haversack_sync.model.questions` describes them. Must not parse files.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList
from haversack_sync.model.canonical import Value
from haversack_sync.model.questions import GAP
from haversack_sync.model.vocabularies import terms

QUESTION_TYPES: Final = terms("question_type")

BLANK: Final = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
"""A gap in a text, with the accepted words inside, separated by `|`."""

_TRUE_FALSE: Final = ("true", "false")
_FEWEST_ANSWERS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAnswer:
    """One answer that a learner can give: its text, whether it is right, and what is said to who gives it."""

    text: str
    is_right: bool
    feedback: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftQuestion:
    """A question as written.

    Attributes:
        type: One of `QUESTION_TYPES`.
        prompt: The question itself, one line.
        text: Markdown between the prompt and the answers; for `blank` the text with its gaps.
        answers: For `choice`, `multiple`, `true_false` and `short_text`.
        items: For `order` in the right order; for `self_check` the points of a good answer.
        pairs: For `match`: left, right and line; right is "" if the author wrote no pair.
        explanation: Markdown shown after the question was answered.
        line: Where the question begins.
        is_whole: Whether every part of it could be read; if not, what is missing is noted already.
    """

    type: str
    prompt: str
    text: str
    answers: tuple[DraftAnswer, ...]
    items: tuple[str, ...]
    pairs: tuple[tuple[str, str, int], ...]
    explanation: str
    line: int
    is_whole: bool = True


def check_question(draft: DraftQuestion, *, file: str, problems: ProblemList) -> None:
    """Note everything that would make a question unanswerable or unfair.

    Args:
        draft: The question.
        file: The path below the authoring folder.
        problems: Receives the mistakes.
    """
    if not draft.is_whole:
        return
    place = Place(file, draft.line)
    if not draft.prompt:
        problems.add(ProblemKind.QUESTION_NO_PROMPT, place, field="questions")
    _CHECKS[draft.type](draft, place, problems)


def question_value(draft: DraftQuestion) -> dict[str, Value]:
    """Turn a checked question into the value that is published; empty parts are left out.

    Beside the parts that the model asks for there may be `option_feedback` (texts in the order of `options`, for
    `true_false` first of true, then of false) and `wrong_answers` of a `short_text` (maps with `text` and `feedback`).
    """
    body = BLANK.sub(GAP, draft.text) if draft.type == "blank" else draft.text
    value: dict[str, Value] = {"type": draft.type, "text": _joined(draft.prompt, body)}
    if draft.explanation and draft.type != "self_check":
        value["feedback"] = draft.explanation
    return value | _PARTS[draft.type](draft)


def accepted_words(gap: str) -> list[str]:
    """Split the inside of a gap into the words that are accepted."""
    return [word.strip() for word in gap.split("|") if word.strip()]


def shape(draft: DraftQuestion) -> tuple[object, ...]:
    """Return what must be equal in every language: the type, how many parts there are, and which answers are right.

    The accepted words of `short_text` and the points of `self_check` may be more in one language than in another.
    """
    rights = () if draft.type == "short_text" else tuple(answer.is_right for answer in draft.answers)
    blanks = len(BLANK.findall(draft.text)) if draft.type == "blank" else 0
    items = len(draft.items) if draft.type == "order" else 0
    return (draft.type, rights, items, len(draft.pairs), blanks)


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _choice_parts(draft: DraftQuestion) -> dict[str, Value]:
    rights = [index for index, answer in enumerate(draft.answers) if answer.is_right]
    right: dict[str, Value] = {"answers": rights} if draft.type == "multiple" else {"answer": rights[0]}
    return {"options": [answer.text for answer in draft.answers]} | right | _option_feedback(draft.answers)


def _true_false_parts(draft: DraftQuestion) -> dict[str, Value]:
    answers = sorted(draft.answers, key=lambda answer: _TRUE_FALSE.index(answer.text))
    return {"answer": answers[0].is_right} | _option_feedback(tuple(answers))


def _short_text_parts(draft: DraftQuestion) -> dict[str, Value]:
    parts: dict[str, Value] = {"answers": [answer.text for answer in draft.answers if answer.is_right]}
    wrong = [
        {"text": answer.text, "feedback": answer.feedback}
        for answer in draft.answers
        if not answer.is_right and answer.feedback
    ]
    return parts | ({"wrong_answers": wrong} if wrong else {})


def _self_check_parts(draft: DraftQuestion) -> dict[str, Value]:
    points = "\n".join(f"- {item}" for item in draft.items)
    return {"answer": _joined(points, draft.explanation)}


def _option_feedback(answers: tuple[DraftAnswer, ...]) -> dict[str, Value]:
    texts = [answer.feedback for answer in answers]
    return {"option_feedback": texts} if any(texts) else {}


_PARTS: Final[dict[str, Callable[[DraftQuestion], dict[str, Value]]]] = {
    "choice": _choice_parts,
    "multiple": _choice_parts,
    "true_false": _true_false_parts,
    "order": lambda draft: {"options": list(draft.items)},
    "match": lambda draft: {"pairs": [{"left": left, "right": right} for left, right, _ in draft.pairs]},
    "blank": lambda draft: {"answers": [accepted_words(gap) for gap in BLANK.findall(draft.text)]},
    "short_text": _short_text_parts,
    "self_check": _self_check_parts,
}


def _check_answers(draft: DraftQuestion, place: Place, problems: ProblemList) -> None:
    seen: set[str] = set()
    for answer in draft.answers:
        if answer.text.casefold() in seen:
            problems.add(
                ProblemKind.QUESTION_SAME_ANSWER, Place(place.file, answer.line), field="questions", found=answer.text
            )
        seen.add(answer.text.casefold())
    if not any(answer.is_right for answer in draft.answers):
        problems.add(ProblemKind.QUESTION_NO_RIGHT_ANSWER, place, field="questions")


def _check_multiple(draft: DraftQuestion, place: Place, problems: ProblemList) -> None:
    _check_answers(draft, place, problems)
    _check_count(len(draft.answers), place, problems)


def _check_choice(draft: DraftQuestion, place: Place, problems: ProblemList) -> None:
    _check_multiple(draft, place, problems)
    rights = sum(answer.is_right for answer in draft.answers)
    if rights > 1:
        problems.add(ProblemKind.QUESTION_MANY_RIGHT_ANSWERS, place, field="questions", count=rights)


def _check_true_false(draft: DraftQuestion, place: Place, problems: ProblemList) -> None:
    texts = sorted(answer.text for answer in draft.answers)
    rights = sum(answer.is_right for answer in draft.answers)
    if texts != sorted(_TRUE_FALSE) or rights != 1:
        problems.add(ProblemKind.QUESTION_NOT_TRUE_FALSE, place, field="questions")


def _check_order(draft: DraftQuestion, place: Place, problems: ProblemList) -> None:
    _check_count(len(draft.items), place, problems)


def _check_match(draft: DraftQuestion, place: Place, problems: ProblemList) -> None:
    for left, right, line in draft.pairs:
        if not left or not right:
            problems.add(ProblemKind.QUESTION_PAIR, Place(place.file, line), field="questions", found=left or right)
    _check_count(len(draft.pairs), place, problems)


def _check_blank(draft: DraftQuestion, place: Place, problems: ProblemList) -> None:
    gaps = BLANK.findall(draft.text)
    if not gaps:
        problems.add(ProblemKind.QUESTION_NO_BLANK, place, field="questions")
    if any(not accepted_words(gap) for gap in gaps):
        problems.add(ProblemKind.QUESTION_BLANK_EMPTY, place, field="questions")


def _check_self_check(draft: DraftQuestion, place: Place, problems: ProblemList) -> None:
    if not draft.items and not draft.explanation:
        problems.add(ProblemKind.QUESTION_NO_MODEL, place, field="questions")


def _check_count(count: int, place: Place, problems: ProblemList) -> None:
    if count < _FEWEST_ANSWERS:
        problems.add(ProblemKind.QUESTION_FEW_ANSWERS, place, field="questions", least=_FEWEST_ANSWERS)


_CHECKS: Final[dict[str, Callable[[DraftQuestion, Place, ProblemList], None]]] = {
    "choice": _check_choice,
    "multiple": _check_multiple,
    "true_false": _check_true_false,
    "order": _check_order,
    "match": _check_match,
    "blank": _check_blank,
    "short_text": _check_answers,
    "self_check": _check_self_check,
}
