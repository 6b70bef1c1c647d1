"""One form for the same word, however it was typed, in every script that the network writes."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haversack.store.normalise import FoldedText, normalise


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # Arabic: marks and tatweel, alif, yeh, teh marbuta; hamza on waw and yeh stays.
        ("حُقُوقُ اللَّاجِئِين", "حقوق اللاجئين"),
        ("الـــحـــق", "الحق"),
        ("أسرة إغاثة آمن ٱلحق", "اسره اغاثه امن الحق"),
        ("مستشفى", "مستشفي"),
        ("مؤتمر طوارئ", "مؤتمر طوارئ"),
        ("ﻻﺟﺌﻮﻥ", "لاجئون"),  # presentation forms, as PDF files hold them
        ("هٰذا", "هذا"),  # superscript alif
        # Persian: its yeh and kaf are the Arabic ones, joiners go.
        ("کودکان یتیم", "كودكان يتيم"),
        ("می\u200cخواهم", "ميخواهم"),
        # Digits of every script.
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
        ("१९५१ ၁၉၅၁ ๑๙๕๑ ១៩៥១ ໑໙໕໑", "1951 1951 1951 1951 1951"),
        # Latin: case and accents, letters with strokes, ligatures.
        ("Forêt ÉTÉ Ñandú Ünal", "foret ete nandu unal"),
        ("İSTANBUL sığınmacı", "istanbul siginmaci"),
        ("Łódź København Đorđe Straße Œuvre Ægir", "lodz kobenhavn dorde strasse oeuvre aegir"),
        ("ﬁnance Ｗｉｄｅ", "finance wide"),
        ("người tị nạn", "nguoi ti nan"),
        # Greek and Cyrillic.
        ("Πρόσφυγας", "προσφυγασ"),
        ("Беженцы Ёлка", "беженцы елка"),
        # Thai, Lao, Khmer, Burmese keep their vowel signs; invisible breaks go.
        ("ผู้\u200bลี้ภัย", "ผู้ลี้ภัย"),
        ("ຊາວອົບພະຍົບ", "ຊາວອົບພະຍົບ"),
        ("ជនភៀសខ្លួន", "ជនភៀសខ្លួន"),
        ("ဒုက္ခသည်", "ဒုက္ခသည်"),
        # Zawgyi is found as Unicode.
        ("ဒုကၡသည္", "ဒုက္ခသည်"),
        # Other scripts as they are.
        ("शरणार्थी", "शरणार्थी"),
        ("ስደተኛ", "ስደተኛ"),
        ("難民の権利", "難民の権利"),
        ("난민", "난민"),
        ("פָּלִיט", "פליט"),
        # Anything else parts words.
        ("l’accueil – refugee-led (2018)…", "l accueil refugee led 2018"),
        ("  \n\t ", ""),
        ("«حق»", "حق"),
        ("legal\u00adaid \u202ehidden\u202c", "legalaid hidden"),
    ],
)
def test_a_text_takes_its_one_form(typed: str, expected: str) -> None:
    assert normalise(typed) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("typed", ["Forêt", "أُسرة", "Việt", "ผู้ลี้ภัย", "၁၉၅၁ ဒုက္ခသည်", "ﻻﺟﺌﻮﻥ", "Ｗｉｄｅ", "٢٠٢٦"])
def test_the_normal_form_in_which_it_was_typed_does_not_matter(
    form: Literal["NFC", "NFD", "NFKC", "NFKD"], typed: str
) -> None:
    decomposed = unicodedata.normalize(form, typed)

    assert normalise(decomposed) == normalise(typed)


@given(st.text())
@example("\u1112\u200c\u1161")
def test_repeating_it_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_only_letters_marks_digits_and_single_spaces_are_left(text: str) -> None:
    normalised = normalise(text)

    assert all(character == " " or unicodedata.category(character)[0] in "LMN" for character in normalised)
    assert normalised == " ".join(normalised.split())


@given(st.text(), st.text())
def test_what_a_space_parts_is_normalised_apart(left: str, right: str) -> None:
    assert normalise(f"{left} {right}").split() == (normalise(left) + " " + normalise(right)).split()


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=700), st.data())
def test_every_part_of_a_folded_text_leads_back_to_where_it_came_from(text: str, data: st.DataObject) -> None:
    folded = FoldedText(text)
    if not folded.folded:
        return
    begin = data.draw(st.integers(0, len(folded.folded) - 1))
    end = data.draw(st.integers(begin + 1, len(folded.folded)))

    source_begin, source_end = folded.place(begin, end)

    assert 0 <= source_begin < source_end <= len(folded.source)
    assert folded.folded[begin:end] in FoldedText(folded.source[source_begin:source_end]).folded


def test_a_match_includes_the_marks_that_were_dropped_after_its_last_letter() -> None:
    folded = FoldedText("كلُّ حَقٍّ ثابت")
    begin = folded.folded.index("حق")

    source_begin, source_end = folded.place(begin, begin + 2)

    assert folded.source[source_begin:source_end] == "حَقٍّ"


def test_places_are_right_far_into_a_long_text() -> None:
    folded = FoldedText("Straße " * 400 + "Ziel")
    begin = folded.folded.index("ziel")

    source_begin, source_end = folded.place(begin, begin + 4)

    assert folded.source[source_begin:source_end] == "Ziel"
