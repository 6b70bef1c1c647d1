"""Passphrases: words that the computer draws from a list of this program's own, and what a person's own are worth.

What people think up cannot be measured, only its length and whether it is the very first that a thief tries. So what is
said of it is rough, and never better than of drawn words. Must not keep one.
"""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

WORDS: Final = 6
_SHORTEST: Final = 12
_FEW_SIGNS: Final = 5
_BYTES: Final = 4
_STEPS: Final = ((3, 24, 5), (2, 16, 4))
"""Level, and what it takes: so many signs, or so many different words."""
_DRAWN: Final = 4


@dataclass(frozen=True, slots=True)
class Strength:
    """What a passphrase is worth, roughly.

    Attributes:
        level: 0 cannot be used, 1 weak, 2 fair, 3 strong, 4 as strong as drawn words.
        words: How many different words it has.
    """

    level: int
    words: int


def draw(random: Callable[[int], bytes], words: tuple[str, ...], number: int = WORDS) -> tuple[str, ...]:
    """Draw words, each as likely as any other.

    Args:
        random: Gives that many random bytes.
        words: To draw from.
        number: How many.
    """
    limit = 256**_BYTES - 256**_BYTES % len(words)
    drawn: list[str] = []
    while len(drawn) < number:
        value = int.from_bytes(random(_BYTES), "big")
        # Values above the last whole multiple would make the first words a little more likely.
        if value < limit:
            drawn.append(words[value % len(words)])
    return tuple(drawn)


def bits(words: tuple[str, ...], number: int = WORDS) -> int:
    """Return how many bits drawn words are worth, rounded down."""
    return math.floor(number * math.log2(len(words)))


def strength(passphrase: str, listed: Collection[str]) -> Strength:
    """Say roughly what a passphrase is worth.

    Args:
        passphrase: As typed.
        listed: Words that are drawn from.
    """
    text = passphrase.strip()
    words = {word for word in text.casefold().split() if len(word) > 1}
    is_number = all(sign.isdecimal() or not sign.isalnum() for sign in text)
    if len(text) < _SHORTEST or is_number or len(set(text)) < _FEW_SIGNS:
        return Strength(0, len(words))
    if len(words) >= WORDS and all(word in listed for word in words):
        return Strength(_DRAWN, len(words))
    reached = (level for level, signs, number in _STEPS if len(text) >= signs or len(words) >= number)
    return Strength(next(reached, 1), len(words))


def is_usable(passphrase: str) -> bool:
    """Tell whether what somebody thought up is not hopelessly easy: long enough, and more than a number."""
    return strength(passphrase, ()).level > 0
