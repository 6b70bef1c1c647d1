"""What people type into the search field of a made-up network. Same seed, same queries."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.benchmarks.words import LANGUAGES, SHARES, prose_in

_SHAPES: Final = {"typed": 50, "word": 25, "two words": 20, "one letter more": 5}
_GROUPS: Final = {"ar": "Arabic", "my": "Burmese", "th": "Thai"}


@dataclass(frozen=True)
class Query:
    """One state of the search field.

    Attributes:
        text: What stands in it.
        group: Arabic, Burmese, Thai, or Latin.
    """

    text: str
    group: str


def make_queries(count: int, *, seed: int) -> list[Query]:
    """Make queries; half of them are words on their way, letter by letter.

    Args:
        count: How many.
        seed: Another seed, other queries.
    """
    rng = random.Random(f"queries {seed}")
    queries: list[Query] = []
    # Half by the records' languages, half evenly, so that the rarer scripts are measured too.
    weights = [share + 100 / len(SHARES) for share in SHARES.values()]
    while len(queries) < count:
        language = rng.choices(LANGUAGES, weights=weights)[0]
        group = _GROUPS.get(language, "Latin")
        queries.extend(Query(text, group) for text in _texts(rng, language))
    return queries[:count]


def _texts(rng: random.Random, language: str) -> Iterator[str]:
    prose = prose_in(language)
    word = prose.telling_word(rng)
    shape = rng.choices(list(_SHAPES), weights=list(_SHAPES.values()))[0]
    if shape == "typed":
        yield from (word[:length] for length in range(1, min(len(word), 8) + 1))
    elif shape == "word":
        yield word
    elif shape == "two words":
        yield f"{word} {prose.telling_word(rng)}"
    else:
        yield f"{word} {prose.telling_word(rng)[:1]}"
