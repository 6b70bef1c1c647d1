"""Foreign texts in a sentence keep their place, whatever the sentence's direction."""

import pytest

from haversack.i18n.bidi import END, ISOLATE, RIGHT_TO_LEFT, begun, isolated


@pytest.mark.parametrize(
    "text", ["Open Door", "a@b.example", "+961 1 234", "480 KB", "دار Open", "08:00–17:00", "UTC+3", "٣", "شارع 5"]
)
def test_what_could_turn_an_arabic_sentence_is_isolated(text: str) -> None:
    assert isolated(text, is_rtl=True) == f"{ISOLATE}{text}{END}"


@pytest.mark.parametrize("text", ["", "دار السلام", "الثلاثاء، 10 مارس", "12", "1,234", "16:40", "…"])
def test_what_cannot_disturb_an_arabic_sentence_stays_as_it_is(text: str) -> None:
    assert isolated(text, is_rtl=True) == text


@pytest.mark.parametrize("text", ["", "Open Door", "Ελλάδα", "+961 1 234", "08:00–17:00"])
def test_left_to_right_texts_stay_as_they_are_in_their_own_direction(text: str) -> None:
    assert isolated(text, is_rtl=False) == text


def test_an_arabic_name_is_isolated_in_an_english_sentence() -> None:
    assert isolated("دار السلام (بيروت)", is_rtl=False) == f"{ISOLATE}دار السلام (بيروت){END}"


@pytest.mark.parametrize(
    "sentence", ["Haversack مقفل", f"{ISOLATE}Open Door{END} · {ISOLATE}3 KB{END}", "12 KB في ملفين"]
)
def test_an_arabic_sentence_reads_from_the_right_whatever_it_begins_with(sentence: str) -> None:
    assert begun(sentence) == RIGHT_TO_LEFT + sentence


@pytest.mark.parametrize("sentence", ["", "100%", "نعم", f"{ISOLATE}Open Door{END} مفتوح", "12 مادة", "Nothing waits."])
def test_a_sentence_that_needs_no_mark_has_none(sentence: str) -> None:
    assert begun(sentence) == sentence
