"""What two texts do not share: by words, by signs where words have no spaces, and never losing a letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.viewmodels.word_marks import changed, pieces


@pytest.mark.parametrize(
    ("words", "other", "expected"),
    [
        ("Mon to Fri, 8:30–17:00; Sat mornings", "Mon to Thu, 8:30–17:00", ("Fri", "; Sat mornings")),
        ("Mon to Thu", "Mon to Thu", ()),
        ("One two three", "One three", ("two",)),
        ("All new words", "Nothing alike", ("All new words",)),
        ("", "Something", ()),
        ("من الاثنين إلى الجمعة", "من الاثنين إلى الخميس", ("الجمعة",)),
        ("เปิดทุกวัน", "เปิดทุกคืน", ("วั",)),
        ("တနင်္လာ", "တနင်္လာ", ()),
    ],
)
def test_what_the_other_lacks_is_found(words: str, other: str, expected: tuple[str, ...]) -> None:
    assert changed(words, other) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_are_the_text(words: str, other: str) -> None:
    assert "".join(one.words for one in pieces(words, other)) == words
