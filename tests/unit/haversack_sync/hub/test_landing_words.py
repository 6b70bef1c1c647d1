"""Which language a browser is answered in, and that every language is whole."""

from dataclasses import fields

import pytest

from haversack_sync.hub.landing_words import WORDS, PageWords, choose_language


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        (None, None, "en"),
        ("ar", "fr", "ar"),
        ("xx", "fr", "fr"),
        (None, "fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        (None, "de, es;q=0.5, fr;q=0.7", "fr"),
        (None, "AR-eg", "ar"),
        (None, "fr;q=0, es;q=0.1", "es"),
        (None, "fr;q=0", "en"),
        (None, "de, ja", "en"),
        (None, "*", "en"),
        (None, "fr;q=abc", "en"),
        (None, ";;;,,,q=", "en"),
    ],
)
def test_the_address_decides_before_the_browser_and_english_is_left(
    asked: str | None, accepted: str | None, chosen: str
) -> None:
    assert choose_language(asked, accepted) == chosen


@pytest.mark.parametrize("language", WORDS)
def test_no_sentence_is_missing_or_left_in_english(language: str) -> None:
    words, english = WORDS[language], WORDS["en"]
    for field in fields(PageWords):
        assert getattr(words, field.name).strip()
        if language != "en" and field.name != "direction":
            assert getattr(words, field.name) != getattr(english, field.name)
