"""Passphrases of words that the computer draws: a list of this program's own, and how much they are worth.

Must not judge what people think up themselves by more than its length: nobody can measure that.
"""

import math
from collections.abc import Callable
from typing import Final

WORDS: Final = 6
_SHORTEST: Final = 12
_BYTES: Final = 4


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


def is_long_enough(passphrase: str) -> bool:
    """Tell whether what somebody thought up is not hopelessly short."""
    return len(passphrase.strip()) >= _SHORTEST
