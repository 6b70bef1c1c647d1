"""A question of a quiz in words, and how it was marked in words. Must not mark anything."""

from dataclasses import dataclass
from typing import Final

from haversack.i18n.language import Speaker
from haversack.operations import marking
from haversack.operations.bare_text import bare_line, bare_text
from haversack.operations.marking import Attempt, Question
from haversack.operations.reading_text import is_written_rtl
from haversack_sync.model.questions import GAP

OTHER: Final = "other"
"""Stands for a type of question that a newer version brought."""

_KNOWN: Final = ("choice", "multiple", "true_false", "order", "match", "blank", "short_text", "self_check")
_PLACEHOLDER: Final = "\ue000"
"""Stands for a gap while marks are taken out of a text: three underscores may be marks themselves."""


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question as the page shows it.

    Attributes:
        kind: Its type; `other` for one that this version cannot ask.
        words: What is asked; its first paragraph.
        more: The rest, such as a text with numbered gaps; may be empty.
        hint: What to do, one sentence.
        options: Of choice, multiple and true_false in their order; of order as they stand now; else empty.
        lefts: Of match, the left sides.
        rights: Of match, the right sides in an accidental order: index of the pair, words.
        gaps: Of blank, how many.
        is_rtl: Whether its language is written from right to left.
    """

    kind: str
    words: str
    more: str = ""
    hint: str = ""
    options: tuple[tuple[int, str], ...] = ()
    lefts: tuple[str, ...] = ()
    rights: tuple[tuple[int, str], ...] = ()
    gaps: int = 0
    is_rtl: bool = False


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question for paper.

    Attributes:
        shown: What is asked.
        right: What is right, one text for each part.
        explanation: What its author says to it; may be empty.
        said: What the author says to each option: its words, and that.
    """

    shown: QuestionShown
    right: tuple[str, ...]
    explanation: str
    said: tuple[tuple[str, str], ...]


def paper_question(speaker: Speaker, question: Question, language: str) -> PaperQuestion:
    """Put a question into words for paper; see `show_question`."""
    options = texts(question.get("options"))
    order = marking.scrambled(len(options), str(question.get("text"))) if question.get("type") == "order" else None
    shown = show_question(speaker, question, order, language)
    said = texts(question.get("option_feedback"))
    names = dict(shown.options)
    pairs = tuple((names[place], bare_text(one)) for place, one in enumerate(said) if one and place in names)
    explanation = bare_text(str(question.get("feedback") or ""))
    return PaperQuestion(shown, right_words(speaker, question), explanation, pairs)


def show_question(speaker: Speaker, question: Question, attempt: Attempt, language: str) -> QuestionShown:
    """Put a question into words.

    Args:
        speaker: The language of sentences.
        question: As the model keeps it.
        attempt: What was given; of an order, how its lines stand.
        language: Tag of the language that the question is in.
    """
    kind, written = str(question.get("type")), str(question.get("text") or "")
    words, _, more = _with_gaps(speaker, written).partition("\n\n")
    options = tuple((place, bare_line(one)) for place, one in enumerate(texts(question.get("options"))))
    if kind == "true_false":
        options = ((0, speaker.say("True")), (1, speaker.say("False")))
    if kind == "order" and isinstance(attempt, tuple):
        names = dict(options)
        options = tuple((one, names[one]) for one in attempt if isinstance(one, int) and one in names)
    pairs = marking.pairs(question)
    return QuestionShown(
        kind if kind in _KNOWN else OTHER,
        words,
        more,
        hint(speaker, kind),
        options,
        tuple(bare_line(left) for left, _ in pairs),
        tuple((one, bare_line(pairs[one][1])) for one in marking.scrambled(len(pairs), written)),
        marking.gaps(question) if kind == "blank" else 0,
        is_written_rtl(language),
    )


def hint(speaker: Speaker, kind: str) -> str:
    """Return what to do with a type of question, one sentence."""
    say = speaker.say
    hints = {
        "choice": say("Choose one answer."),
        "multiple": say("Choose all that are right."),
        "true_false": say("True or false?"),
        "order": say("Put the lines in order: choose one, then press Alt and an arrow key, or the arrows."),
        "match": say("Choose what belongs to each line."),
        "blank": say("Write the missing words."),
        "short_text": say("Write a short answer."),
        "self_check": say("Think of your answer, or write it down. Then compare it."),
    }
    return hints.get(kind, say("This question needs a newer version of Haversack. You can go on."))


def verdict(speaker: Speaker, state: str) -> str:
    """Return how a question was marked, one sentence; empty if it was not."""
    say = speaker.say
    names = {
        marking.RIGHT: say("Right."),
        marking.PARTLY: say("Partly right."),
        marking.WRONG: say("Not right."),
        marking.COMPARE: say("Compare your answer with this one."),
    }
    return names.get(state, "")


def right_words(speaker: Speaker, question: Question) -> tuple[str, ...]:
    """Return what is right, one text for each part; of a self-check the model answer."""
    if question.get("type") == "self_check":
        return (bare_text(str(question.get("answer") or "")),)
    if question.get("type") == "true_false":
        return (speaker.say("True") if question.get("answer") else speaker.say("False"),)
    if question.get("type") == "match":
        both = [(bare_line(left), bare_line(right)) for left, right in marking.pairs(question)]
        return tuple(speaker.say("{left}: {right}", left=left, right=right) for left, right in both)
    return tuple(bare_line(one) for one in marking.right_answers(question))


def texts(value: object) -> list[str]:
    """Return the texts of a list; what is no text is empty."""
    return [one if isinstance(one, str) else "" for one in value] if isinstance(value, list) else []


def _with_gaps(speaker: Speaker, written: str) -> str:
    """Return the words of a text, its gaps numbered, so that each can be told apart from the others."""
    pieces = bare_text(written.replace(GAP, _PLACEHOLDER)).split(_PLACEHOLDER)
    if len(pieces) == 1:
        return pieces[0]
    return "".join(
        piece + (f"({speaker.number(place)}) ____" if place < len(pieces) else "")
        for place, piece in enumerate(pieces, 1)
    )
