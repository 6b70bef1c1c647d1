"""A made-up language that is 40 % longer than English, to see where a window has no room for translations.

It is computed from the English sentence, so it is always complete; `[` and `]` show where a text was cut, the accents
whether a font has them. For tests and pictures: it is offered to nobody. Must not touch a `{placeholder}`.
"""

import re
from gettext import NullTranslations
from typing import Final

PSEUDO_LANGUAGE: Final = "en-XA"
"""The tag by which Unicode's CLDR and Android call it."""

_ACCENTS: Final = str.maketrans("aeiouyAEIOUYcnszCNSZ", "áéíöüýÀËÏÕÙŸçñšžÇÑŠŽ")
_PLACEHOLDERS: Final = re.compile(r"(\{[^{}]*\})")
_PERCENT: Final = 40
_FILLER: Final = "lorem ipsum dolor sit amet "


class PseudoCatalogue(NullTranslations):
    """Answers as a catalogue of the made-up language would."""

    def gettext(self, message: str) -> str:
        """Return a sentence, longer."""
        return lengthened(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form for a number, longer."""
        return lengthened(msgid1 if n == 1 else msgid2)


def lengthened(sentence: str) -> str:
    """Return a sentence 40 % longer, with accents and between brackets; its placeholders as they are."""
    parts = _PLACEHOLDERS.split(sentence)
    words = "".join(part if place % 2 else part.translate(_ACCENTS) for place, part in enumerate(parts))
    wanted = -(-len(sentence) * (100 + _PERCENT) // 100) - len("[]") - len(words)
    filler = (" " + _FILLER * (max(wanted, 0) // len(_FILLER) + 1))[: max(wanted, 0)]
    return f"[{words}{filler}]"
