"""The piece of a text that answers a query, as it was written, with the places that matched.

Must not rank and must not read the database.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from haversack.store.normalise import FoldedText
from haversack.store.search_tokens import Question

LENGTH: Final = 160
"""How long a piece is at most, in characters, without its marks of omission."""
_BEFORE: Final = 40
_OMITTED: Final = "…"
_SPACE: Final = re.compile(r"\s")


@dataclass(frozen=True)
class Snippet:
    """A piece of a text.

    Attributes:
        text: On one line.
        marks: Begin and end in `text` of each part that matched, in order and apart.
    """

    text: str
    marks: tuple[tuple[int, int], ...]


class SnippetMaker:
    """Makes the snippets of one query."""

    def __init__(self, question: Question) -> None:
        """Prepare a query.

        Args:
            question: What was asked.
        """
        words = [rf"(?<![^ ]){re.escape(word)}" for word in question.words]
        inside = [re.escape(part) for part in question.inside]
        self._wanted = re.compile("|".join((*words, *inside)) or r"(?!)")
        self._anywhere = re.compile("|".join(map(re.escape, (*question.words, *question.inside))) or r"(?!)")

    def make(self, texts: Sequence[str]) -> Snippet:
        """Return a piece of the first text that answers; if none does, the beginning of the first that is not empty.

        Args:
            texts: The most telling first.
        """
        for wanted in (self._wanted, self._anywhere):
            for text in texts:
                folded = FoldedText(text)
                found = wanted.search(folded.folded)
                if found is not None:
                    return _around(folded, wanted, found)
        return _beginning(next((text for text in texts if text.strip()), ""))


def _around(folded: FoldedText, wanted: re.Pattern[str], first: re.Match[str]) -> Snippet:
    """Cut out the neighbourhood of a match and mark every match in it."""
    source = folded.source
    first_begin, _ = folded.place(*first.span())
    begin = _word_border(source, max(0, first_begin - _BEFORE), before=first_begin)
    end = min(len(source), begin + LENGTH)
    if end < len(source):
        border = source.rfind(" ", first_begin + 1, end)
        end = border if border > begin + LENGTH // 2 else end
    lead = _OMITTED if begin > 0 else ""
    marks = [
        (max(mark_begin, begin) - begin + len(lead), min(mark_end, end) - begin + len(lead))
        for mark_begin, mark_end in _places(folded, wanted, first, end)
    ]
    text = lead + _SPACE.sub(" ", source[begin:end]) + (_OMITTED if end < len(source) else "")
    return Snippet(text=text, marks=_apart(marks))


def _places(folded: FoldedText, wanted: re.Pattern[str], first: re.Match[str], end: int) -> Iterator[tuple[int, int]]:
    """Yield the places of matches from the first on, as long as they begin before `end`."""
    for found in wanted.finditer(folded.folded, first.start()):
        place = folded.place(*found.span())
        if place[0] >= end:
            return
        yield place


def _apart(marks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join marks that touch or overlap."""
    joined: list[tuple[int, int]] = []
    for begin, end in marks:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def _word_border(source: str, begin: int, *, before: int) -> int:
    """Move the cut to where a word begins, if one does before the match."""
    if begin == 0:
        return 0
    border = source.find(" ", begin, before)
    return border + 1 if border >= 0 else begin


def _beginning(text: str) -> Snippet:
    flat = _SPACE.sub(" ", text.strip())
    if len(flat) <= LENGTH:
        return Snippet(text=flat, marks=())
    border = flat.rfind(" ", LENGTH // 2, LENGTH)
    return Snippet(text=flat[: border if border > 0 else LENGTH] + _OMITTED, marks=())
