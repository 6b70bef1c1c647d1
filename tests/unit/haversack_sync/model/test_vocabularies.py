"""Vocabularies."""

import re

import pytest

from haversack_sync.model.vocabularies import VOCABULARIES, terms


@pytest.mark.parametrize("name", VOCABULARIES)
def test_the_terms_of_a_vocabulary_are_short_words_without_repetition(name: str) -> None:
    found = terms(name)

    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"[a-z][a-z_]{0,30}", term) for term in found)


def test_an_unknown_vocabulary_is_a_mistake_in_a_declaration() -> None:
    with pytest.raises(KeyError):
        terms("colours")
