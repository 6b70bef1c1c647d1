"""Burmese in Zawgyi is told from Unicode and converted; Karen, Shan and Mon are left alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.store.zawgyi import convert_zawgyi, looks_like_zawgyi

PAIRS = [
    ("ျမန္မာ", "မြန်မာ"),
    ("ဒုကၡသည္", "ဒုက္ခသည်"),
    ("ေက်းဇူးတင္ပါတယ္", "ကျေးဇူးတင်ပါတယ်"),
    ("အဂၤလိပ္", "အင်္ဂလိပ်"),
    ("လူ႔အခြင့္အေရး", "လူ့အခွင့်အရေး"),
    ("ပညာေရး", "ပညာရေး"),
    ("က်န္းမာေရး", "ကျန်းမာရေး"),
    ("ကေလး", "ကလေး"),
    ("ႏိုင္ငံ", "နိုင်ငံ"),
    ("ေဆး႐ုံ", "ဆေးရုံ"),
]
UNICODE_TEXTS = [
    "ဒုက္ခသည် အခွင့်အရေး မိသားစု ပညာရေး အကူအညီ ဥပဒေ စခန်း အလုပ် ကလေး ကမ္ဘာ သတ္တဝါ",
    "လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့် လည်းကောင်း၊ တူညီလွတ်လပ်သော အခွင့်အရေးများဖြင့် လည်းကောင်း၊ မွေးဖွားလာသူများ ဖြစ်သည်။",
    "ကျွန်ုပ်",  # one word of Unicode has a vowel after a killed consonant
    "မိူင်းတႆး လိၵ်ႈလၢႆးတႆး",  # Shan
    "ကညီကျိာ် ကစါယွၤ",  # S'gaw Karen
    "ဘာသာမန်",  # Mon
    "",
    "refugee rights لاجئ",
]


@pytest.mark.parametrize(("zawgyi", "expected"), PAIRS)
def test_zawgyi_is_recognised_and_becomes_unicode(zawgyi: str, expected: str) -> None:
    converted = unicodedata.normalize("NFC", convert_zawgyi(zawgyi))

    assert looks_like_zawgyi(zawgyi)
    assert converted == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize("text", [*UNICODE_TEXTS, *(expected for _, expected in PAIRS)])
def test_unicode_is_never_taken_for_zawgyi(text: str) -> None:
    assert not looks_like_zawgyi(text)


def test_a_long_text_with_other_scripts_in_it_is_converted_whole() -> None:
    zawgyi = " UNHCR 2018 ".join(text for text, _ in PAIRS)
    expected = " UNHCR 2018 ".join(text for _, text in PAIRS)

    assert looks_like_zawgyi(zawgyi)
    assert unicodedata.normalize("NFC", convert_zawgyi(zawgyi)) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize(
    ("zawgyi", "expected"),
    [
        ("၀ယ္", "ဝယ်"),  # the digit zero stands for the letter wa
        ("ေ၀း", "ဝေး"),
        ("၂၀၁၈", "၂၀၁၈"),  # and a digit stays one
        ("ဥာဏ္", "ဉာဏ်"),  # the letter u stands for nya
        ("ၿမိဳ႕", "မြို့"),
        ("ပုဂၢိဳလ္", "ပုဂ္ဂိုလ်"),
        ("ေကာ္မတီ", "ကော်မတီ"),
    ],
)
def test_what_looks_alike_in_zawgyi_is_told_apart(zawgyi: str, expected: str) -> None:
    assert unicodedata.normalize("NFC", convert_zawgyi(zawgyi)) == unicodedata.normalize("NFC", expected)


@given(st.text(alphabet=st.characters(min_codepoint=0x1000, max_codepoint=0x109F)))
def test_any_mixture_of_signs_is_converted_without_a_private_character(text: str) -> None:
    looks_like_zawgyi(text)

    assert "\ue000" not in convert_zawgyi(text)
