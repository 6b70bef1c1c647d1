"""Keeps the direction of a foreign text from turning the sentence that it stands in (UAX #9).

In an Arabic sentence a name in Latin letters, a phone number or a size would otherwise swap places with the full stop
or the words beside it. Must not change what is copied or stored: only sentences that are shown go through here.
"""

import re
import unicodedata
from typing import Final

ISOLATE: Final = "\u2068"
"""First strong isolate: the text inside has the direction of its own first letter, left to right without any."""

END: Final = "\u2069"

RIGHT_TO_LEFT: Final = "\u200f"
"""A mark without a shape that counts as an Arabic letter."""

_NUMBER: Final = re.compile(r"[0-9]+([.,:][0-9]+)*")
_RTL: Final = frozenset({"R", "AL"})
_AGAINST_RTL: Final = frozenset({"L", "EN", "AN"})
_AGAINST_LTR: Final = frozenset({"R", "AL", "AN"})
_DEEPER: Final = {"FSI": 1, "LRI": 1, "RLI": 1, "PDI": -1}


def isolated(text: str, *, is_rtl: bool) -> str:
    """Return a text so that it can stand in a sentence of the other direction.

    Args:
        text: Any; one that cannot disturb comes back as it is, so that most sentences hold no invisible character.
        is_rtl: Whether the sentence reads from right to left.
    """
    if text.isascii() and (not is_rtl or _NUMBER.fullmatch(text)):
        return text
    classes = [unicodedata.bidirectional(letter) for letter in text]
    if is_rtl:
        # Digits between letters of the sentence's own direction, as in a date, touch nothing outside.
        is_enclosed = classes and classes[0] in _RTL and classes[-1] in _RTL and "L" not in classes
        disturbs = not is_enclosed and not _AGAINST_RTL.isdisjoint(classes)
    else:
        disturbs = not _AGAINST_LTR.isdisjoint(classes)
    return f"{ISOLATE}{text}{END}" if disturbs else text


def begun(sentence: str) -> str:
    """Return a sentence of a right-to-left language so that it reads from the right whatever it begins with.

    Windows take the direction of a text from its first letter outside of isolates, and a name in Latin letters may
    stand there. A sentence without a letter of the language is not translated, and stays as it is.
    """
    depth, first = 0, ""
    for letter in sentence:
        kind = unicodedata.bidirectional(letter)
        depth += _DEEPER.get(kind, 0)
        if depth == 0 and kind in _RTL:
            return sentence
        if depth == 0 and kind == "L":
            first = kind
            break
    has_own = any(unicodedata.bidirectional(letter) in _RTL for letter in sentence)
    needs_mark = has_own or (not first and ISOLATE in sentence)
    return RIGHT_TO_LEFT + sentence if needs_mark else sentence
