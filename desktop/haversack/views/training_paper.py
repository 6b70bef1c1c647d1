"""A lesson and a quiz for paper, for people who learn without a screen. Must not choose a printer."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QTextDocument

from haversack.viewmodels.lesson_words import LessonShown
from haversack.viewmodels.questions import PaperQuestion
from haversack.views.context import Context
from haversack.views.parts.cards import escaped
from haversack.views.parts.paper import broken, paper_document, paragraph

_BOX: Final = "[&nbsp;&nbsp;&nbsp;]"
_LINE: Final = "_" * 40
_NOTE_LINES: Final = 4


def lesson_document(context: Context, lesson: LessonShown) -> QTextDocument:
    """Write all pages of a lesson.

    Args:
        context: For fonts.
        lesson: In words.
    """
    parts = [f"<h1>{escaped(lesson.title)}</h1>", *(page.html for page in lesson.pages)]
    return paper_document(context, "".join(parts), is_rtl=lesson.pages[0].is_rtl)


def quiz_document(
    context: Context, title: str, questions: Sequence[PaperQuestion], *, has_answers: bool
) -> QTextDocument:
    """Write a quiz with room to answer, and behind it what is right.

    Args:
        context: For fonts and words.
        title: Of the quiz.
        questions: In their order.
        has_answers: Whether the answers follow on a page of their own, for who leads the group.
    """
    say, number = context.speaker.say, context.speaker.number
    parts = [f"<h1>{escaped(title)}</h1>"]
    for place, one in enumerate(questions, 1):
        heading = say("{number}. {title}", number=number(place), title=one.shown.words)
        parts.append(f"<h2>{escaped(heading)}</h2>{paragraph(one.shown.more)}{_room(context, one)}")
    if has_answers:
        heading = say("Answers, for who leads the group")
        parts.append(f'<h1 style="page-break-before:always">{escaped(heading)}</h1>')
        for place, one in enumerate(questions, 1):
            name = say("{number}. {title}", number=number(place), title=one.shown.words)
            parts.append(f"<h3>{escaped(name)}</h3>{_list(one.right, is_ordered=one.shown.kind == 'order')}")
            parts.append(paragraph(one.explanation))
            parts.extend(paragraph(say("{words}: {said}", words=words, said=said)) for words, said in one.said)
    is_rtl = bool(questions) and questions[0].shown.is_rtl
    return paper_document(context, "".join(parts), is_rtl=is_rtl)


def _room(context: Context, one: PaperQuestion) -> str:
    """Return where people write or tick."""
    shown, say, number = one.shown, context.speaker.say, context.speaker.number
    if shown.kind in {"choice", "multiple", "true_false", "order"}:
        mark = "____" if shown.kind == "order" else _BOX
        hint = say("Write numbers: 1 for what comes first.") if shown.kind == "order" else ""
        return paragraph(hint) + "".join(f"<p>{mark}&nbsp; {escaped(words)}</p>" for _, words in shown.options)
    if shown.kind == "match":
        lefts = "".join(f"<p>{escaped(left)}: {_LINE}</p>" for left in shown.lefts)
        rights = _list([words for _, words in shown.rights], is_ordered=False)
        return lefts + paragraph(say("Choose from these:")) + rights
    if shown.kind == "blank":
        return "".join(f"<p>({number(place)}) {_LINE}</p>" for place in range(1, shown.gaps + 1))
    return f"<p>{_LINE}</p>" * (1 if shown.kind == "short_text" else _NOTE_LINES)


def _list(texts: Sequence[str], *, is_ordered: bool) -> str:
    tag = "ol" if is_ordered else "ul"
    lines = "".join(f"<li>{broken(words)}</li>" for words in texts)
    return f"<{tag}>{lines}</{tag}>"
