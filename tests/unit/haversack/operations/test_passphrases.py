"""Words that the computer draws: a list without doubles, draws without favour, an honest worth."""

from collections import Counter

from haversack.assets import read_text
from haversack.operations.passphrases import bits, draw, is_long_enough
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


def test_a_short_passphrase_is_not_long_enough() -> None:
    assert not is_long_enough("  eleven sgn   ")
    assert is_long_enough("seven boats left")
