"""Which words two texts do not share: what is bold and underlined for eyes, and said for ears. Knows no markup."""

import re
from difflib import SequenceMatcher
from typing import Final, NamedTuple

# Scripts without spaces between words are compared sign by sign; a mark stays with the letter that it stands on.
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uaa60-\uaa7f"
_MARKS: Final = (
    "\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u102b-\u103e\u1056-\u1060\u17b4-\u17d3"
)
_PIECES: Final = re.compile(rf"\s+|[{_UNSPACED}][{_MARKS}]*|(?:(?![{_UNSPACED}])\w)+|[^\w\s]")


class Piece(NamedTuple):
    """A stretch of a text, and whether the other text lacks it."""

    words: str
    is_changed: bool


def pieces(words: str, other: str) -> tuple[Piece, ...]:
    """Split a text into what another one has too and what it lacks; joined, they are the text.

    Args:
        words: The text.
        other: What it is compared with.
    """
    ours, theirs = _PIECES.findall(words), _PIECES.findall(other)
    found: list[Piece] = []
    for what, start, end, _, _ in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if start < end:
            found.append(Piece("".join(ours[start:end]), what != "equal"))
    return _joined(found)


def changed(words: str, other: str) -> tuple[str, ...]:
    """Return only what the other text lacks, without the space around it."""
    return tuple(one.words.strip() for one in pieces(words, other) if one.is_changed and one.words.strip())


def _joined(found: list[Piece]) -> tuple[Piece, ...]:
    """Join changed stretches with only a space between them: nobody reads word-wide patches."""
    joined: list[Piece] = []
    for one in found:
        if len(joined) > 1 and one.is_changed and joined[-1].words.isspace() and joined[-2].is_changed:
            space, before = joined.pop(), joined.pop()
            joined.append(Piece(before.words + space.words + one.words, is_changed=True))
        elif joined and joined[-1].is_changed is one.is_changed:
            joined.append(Piece(joined.pop().words + one.words, one.is_changed))
        else:
            joined.append(one)
    return tuple(joined)
