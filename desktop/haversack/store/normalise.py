"""One form for the same word however it was typed: what is indexed, and what is asked, both pass through here.

The rules (docs/vault.md, "Search"): compatibility and composed forms, Arabic and Persian letters, marks, digits
of every script, Latin accents, invisible characters, Zawgyi. Must not be used for what people see, and a change of the
rules raises `NORMALISER`, so that indexes are made again.
"""

import unicodedata
from bisect import bisect_right
from itertools import accumulate
from typing import Final

from haversack.store.zawgyi import convert_zawgyi, looks_like_zawgyi

NORMALISER: Final = 1
"""Version of the rules."""
_PIECE: Final = 256
"""Places are found again by counting from the nearest multiple of this, in characters."""

_LETTERS: Final = str.maketrans(
    {
        "أ": "ا",  # alif with hamza above
        "إ": "ا",  # alif with hamza below
        "آ": "ا",  # alif with madda
        "ٱ": "ا",  # alif wasla
        "ى": "ي",  # alif maksura
        "ی": "ي",  # Persian yeh
        "ک": "ك",  # Persian kaf
        "ة": "ه",  # teh marbuta
        "ـ": "",  # tatweel
        # Latin letters with a stroke or a missing dot have no decomposition.
        "ı": "i",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
    }
)

# Marks that are dropped: an accent or a vowel point that people leave out. Marks of other scripts are letters to their
# readers (Thai, Burmese, Devanagari …) and stay.
_DROPPED_MARKS: Final = (
    (0x0300, 0x036F),  # combining marks of Latin, Greek and Cyrillic
    (0x0591, 0x05C7),  # Hebrew points
    (0x0610, 0x061A),  # Arabic signs above
    (0x064B, 0x065F),  # Arabic vowel signs
    (0x0670, 0x0670),  # superscript alif
    (0x06D6, 0x06ED),  # Quranic marks
    (0x08D3, 0x08FF),  # Arabic extended marks
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
_ARABIC_LETTERS: Final = ((0x0620, 0x064A), (0x066E, 0x066F), (0x0671, 0x06D5), (0x06FA, 0x06FF), (0x0750, 0x077F))


class FoldedText:
    """A text and its normalised form, with the way back: where in the text a match begins and ends.

    Attributes:
        source: The text, composed and with Zawgyi converted: what places count in.
        folded: Normalised, with one space or more where `source` has anything but letters, marks and digits.
    """

    def __init__(self, text: str) -> None:
        """Normalise a text.

        Args:
            text: Plain text in any language.
        """
        self.source = _compose(text)
        pieces = [self.source[begin : begin + _PIECE].translate(_FOLD) for begin in range(0, len(self.source), _PIECE)]
        self.folded = "".join(pieces)
        self._ends = list(accumulate(map(len, pieces)))

    def place(self, begin: int, end: int) -> tuple[int, int]:
        """Return where in `source` a part of `folded` came from.

        Args:
            begin: Where the part begins in `folded`.
            end: Where it ends, at least one character later.

        Returns:
            Begin and end in `source`; marks that were dropped after the last letter belong to it.
        """
        source_end = self._origin(end - 1) + 1
        while source_end < len(self.source) and not _FOLD[ord(self.source[source_end])]:
            source_end += 1
        return self._origin(begin), source_end

    def _origin(self, index: int) -> int:
        """Return the index in `source` of the character that became `folded[index]`."""
        piece = bisect_right(self._ends, index)
        reached = self._ends[piece - 1] if piece else 0
        origin = piece * _PIECE
        while True:
            reached += len(_FOLD[ord(self.source[origin])])
            if reached > index:
                return origin
            origin += 1


def normalise(text: str) -> str:
    """Return words in their one form, separated by single spaces.

    Repeating it changes nothing.

    Args:
        text: Plain text in any language.

    Returns:
        Lower-case words of letters, marks and ASCII digits.
    """
    folded = _compose(text).translate(_FOLD)
    if not folded.isascii():
        folded = unicodedata.normalize("NFC", folded)  # what a dropped character had kept apart
    return " ".join(folded.split())


def _compose(text: str) -> str:
    if text.isascii():
        return text
    if looks_like_zawgyi(text):
        text = convert_zawgyi(text)
    return unicodedata.normalize("NFC", text)


class _Fold(dict[int, str]):
    """The table of single characters, filled as they are met: most texts use few of them."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    """Return what one composed character becomes: letters, a space, or nothing."""
    if unicodedata.category(character) == "Cf":
        return ""  # joiners, direction marks, soft hyphens: invisible, and typed by chance
    compatible = unicodedata.normalize("NFKC", character).casefold().translate(_LETTERS)
    return "".join(_fold_part(part) for part in compatible)


def _fold_part(part: str) -> str:
    if unicodedata.category(part)[0] not in "LMN":
        return " "
    digit = unicodedata.decimal(part, None)
    if digit is not None:
        return str(digit)
    # Accents come off by decomposing, but hamza on waw and yeh is spelling, not an accent.
    letters = part if _is_in(part, _ARABIC_LETTERS) else unicodedata.normalize("NFD", part)
    kept = "".join(letter for letter in letters if not _is_in(letter, _DROPPED_MARKS))
    return unicodedata.normalize("NFC", kept)


def _is_in(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(character) <= last for first, last in ranges)


_FOLD: Final = _Fold()
