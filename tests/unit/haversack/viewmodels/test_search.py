"""Snippets are shown without the signs of Markdown, and their marks still stand on the same words."""

from hypothesis import given
from hypothesis import strategies as st

from haversack.viewmodels.search import without_markup


def test_marks_move_with_the_words() -> None:
    snippet = "that - **Asylum seeker:** asked"
    begin = snippet.index("Asylum")
    words, marks = without_markup(snippet, ((begin, begin + 6),))
    assert words == "that - Asylum seeker: asked"
    [(first, last)] = marks
    assert words[first:last] == "Asylum"


@given(st.text(alphabet="ab *#", max_size=40), st.data())
def test_marked_letters_stay_marked(snippet: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(snippet)))
    end = data.draw(st.integers(begin, len(snippet)))
    words, [(first, last)] = without_markup(snippet, ((begin, end),))
    letters = [sign for sign in snippet[begin:end] if sign in "ab"]
    assert [sign for sign in words[first:last] if sign in "ab"] == letters
