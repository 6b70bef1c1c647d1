"""The made-up language is longer, accented, bracketed, and keeps every placeholder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.i18n.language import Speaker
from haversack.i18n.pseudo_language import PSEUDO_LANGUAGE, lengthened


@pytest.mark.parametrize("sentence", ["Sync now", "Not sent yet. It leaves at the next sync.", "{number} files here"])
def test_a_sentence_is_at_least_40_percent_longer_and_marked_at_both_ends(sentence: str) -> None:
    longer = lengthened(sentence)

    assert 1.4 * len(sentence) <= len(longer) <= 1.4 * len(sentence) + 3
    assert longer.startswith("[")
    assert longer.endswith("]")
    assert longer != sentence


def test_placeholders_are_kept_and_letters_are_not() -> None:
    assert lengthened("{number} copies of {name}").startswith("[{number} çöpíéš öf {name}")


@given(st.text(alphabet=st.characters(exclude_characters="{}"), max_size=60))
def test_any_sentence_is_longer(sentence: str) -> None:
    assert len(lengthened(sentence)) >= 1.4 * len(sentence)


def test_the_window_can_speak_it() -> None:
    speaker = Speaker(PSEUDO_LANGUAGE)

    assert speaker.language == PSEUDO_LANGUAGE
    assert not speaker.is_rtl
    assert speaker.say("Sent {sent}.", sent="3 KB").startswith("[Šéñt 3 KB.")
    assert speaker.count("{number} file", "{number} files", 2).startswith("[2 fíléš")
