"""Turns normalised text into the tokens of the two full-text tables, and a query into what is asked of them.

*Words* are found from their beginning. Where words are written without spaces, or with articles, particles and other
words in front (Thai, Burmese, Arabic, Swahili …), and in all titles, *runs of three letters* find what stands inside a
written word.
Why so: docs/decisions/0011-search-index.md. Must not normalise and must not touch the database.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_RUN: Final = 3
_LONGEST_KNOWN: Final = 24
"""Longer ones are sentences without spaces, which hardly ever come again."""
_KIND: Final = "\ue000"
"""Begins the token of a kind; private, and so in no normalised text."""

# Scripts in which a word that people look for can begin inside what is written together.
_INSIDE: Final = re.compile(
    "[\u0590-\u074f"  # Hebrew, Arabic, Syriac: articles and particles in front
    "\u0750-\u077f\u08a0-\u08ff"  # Arabic, supplements
    "\u0e00-\u0fff"  # Thai, Lao, Tibetan
    "\u1200-\u137f"  # Ethiopic: particles in front
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese, Mon, Karen, Shan
    "\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\uaa80-\uaadf"  # Khmer, Tai scripts
    "\u1b00-\u1b7f\ua980-\ua9df"  # Balinese, Javanese
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese, Japanese
    "]+"
)
# The same in Latin letters: Bantu languages, Indonesian, Malay and Tagalog put syllables in front, Kurdish and the
# Germanic languages on the continent join words.
_JOINING_LANGUAGES: Final = frozenset("sw id ms tl fil rw rn lg ln ny sn zu xh ku kmr ckb de nl da nb nn sv".split())


@dataclass(frozen=True)
class Tokens:
    """What one text becomes, each part tokens with spaces between.

    Attributes:
        words: For the table of words.
        inside: For the table of runs.
    """

    words: str
    inside: str


@dataclass(frozen=True)
class Question:
    """What a query asks: every part must be found.

    Attributes:
        words: Parts that are beginnings of words.
        inside: Parts in scripts whose words are found inside what is written together.
    """

    words: tuple[str, ...]
    inside: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked: no letter and no digit was typed."""
        return not self.words and not self.inside

    def match_words(self) -> str:
        """Return the word parts as a full-text expression for the table of words."""
        return " ".join(f'"{word}" *' for word in self.words)

    def match_inside(self) -> str:
        """Return the other parts as a full-text expression for the table of runs."""
        return " ".join(map(_match_run, self.inside))

    def match_words_inside(self) -> str | None:
        """Return all parts as one expression for the table of runs; None if no word is asked, or too short a one."""
        if not self.words or any(len(word) < _RUN for word in self.words):
            return None
        return " ".join(map(_match_run, (*self.words, *self.inside)))


def ask(normalised: str) -> Question:
    """Take a normalised query apart.

    Args:
        normalised: Words with single spaces between.
    """
    inside = _INSIDE.findall(normalised)
    return Question(words=tuple(_INSIDE.sub(" ", normalised).split()), inside=tuple(inside))


def heading_tokens(normalised: str) -> Tokens:
    """Return the tokens of a short text that people know by heart: every word of it is also found from inside."""
    words = _INSIDE.sub(" ", normalised)
    return Tokens(words=words, inside=_runs((*words.split(), *_INSIDE.findall(normalised))))


def body_tokens(normalised: str, language: str) -> Tokens:
    """Return the tokens of a longer text: words are found from inside only where the script or language needs it.

    Args:
        normalised: Words with single spaces between.
        language: Its language tag, or an empty text.
    """
    if language.partition("-")[0].lower() in _JOINING_LANGUAGES:
        return heading_tokens(normalised)
    inside = _INSIDE.findall(normalised)
    words = _INSIDE.sub(" ", normalised) if inside else normalised
    return Tokens(words=words, inside=_runs(inside))


def kind_token(kind: str) -> str:
    """Return the one token that stands for a kind, in both tables."""
    return _KIND + kind.encode().hex()


def match_kinds(kinds: Iterable[str]) -> str:
    """Return the full-text expression that lets only these kinds through."""
    return " OR ".join(f'"{kind_token(kind)}"' for kind in kinds)


def _runs(words: Iterable[str]) -> str:
    """Return every run of three letters in order, and the two shorter ones at the end of each word.

    The short ones make queries of one and two letters complete, and keep a run from going on in the next word.
    """
    return " ".join([_known_runs(word) if len(word) <= _LONGEST_KNOWN else _runs_of(word) for word in words])


def _runs_of(word: str) -> str:
    return " ".join([word[index : index + _RUN] for index in range(len(word))])


# The same words come again and again: remembering a few thousand takes a tenth off a first sync.
_known_runs: Final = lru_cache(maxsize=8_192)(_runs_of)


def _match_run(part: str) -> str:
    if len(part) < _RUN:
        return f'"{part}" *'
    return '"' + " ".join(part[index : index + _RUN] for index in range(len(part) - _RUN + 1)) + '"'
