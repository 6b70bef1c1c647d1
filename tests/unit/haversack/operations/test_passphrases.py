"""Words that the computer draws: a list without doubles, draws without favour, an honest worth."""

from collections import Counter

import pytest

from haversack.assets import read_text
from haversack.operations.passphrases import bits, draw, is_usable, strength
from tests.unit.haversack.store.fixed_random import FixedRandom

_WORDS = tuple(read_text("words/en.txt").split())


def test_the_list_holds_six_to_the_fourth_plain_words_and_none_twice() -> None:
    assert len(_WORDS) == len(set(_WORDS)) == 6**4
    assert all(word.isascii() and word.islower() and word.isalpha() and len(word) >= 3 for word in _WORDS)


def test_six_words_are_worth_sixty_two_bits() -> None:
    assert bits(_WORDS) == 62


def test_every_word_is_about_as_likely_as_any_other() -> None:
    random = FixedRandom("words")
    counts = Counter(draw(random, ("a", "b", "c"), 3000))

    assert min(counts.values()) > 900


def test_a_value_that_would_favour_the_first_words_is_drawn_again() -> None:
    answers = iter([b"\xff\xff\xff\xff", b"\x00\x00\x00\x01"])

    assert draw(lambda length: next(answers), ("a", "b", "c"), 1) == ("b",)


@pytest.mark.parametrize(
    ("passphrase", "level"),
    [
        ("  eleven sgn   ", 0),
        ("123456789012345", 0),
        ("12-11-2011 31-07", 0),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", 0),
        ("seven boats.", 1),
        ("the sea was calm", 2),
        ("correcthorsebatt", 2),
        ("seven boats left the harbour", 3),
        ("seven boats seven boats seven", 3),
        ("اللاجئون في البحر الأبيض المتوسط", 3),
        (" ".join(_WORDS[:6]), 4),
        (" ".join(_WORDS[:5]), 3),
        (" ".join(_WORDS[:1] * 6), 3),
    ],
)
def test_a_persons_own_passphrase_is_judged_roughly_and_never_as_well_as_drawn_words(
    passphrase: str, level: int
) -> None:
    assert strength(passphrase, frozenset(_WORDS)).level == level
    assert is_usable(passphrase) == (level > 0)


def test_different_words_are_counted() -> None:
    assert strength("seven boats and seven boats more", ()).words == 4
