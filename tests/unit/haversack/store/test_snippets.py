"""The piece of a text that is shown is the text as it was written, with the places that matched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.store.normalise import normalise
from haversack.store.search_tokens import ask
from haversack.store.snippets import LENGTH, Snippet, SnippetMaker

LONG = (
    "The centre gives free legal aid on weekdays. Ask at the door for the lawyer of the day; bring any letter that you"
    " were sent. People who do not speak Arabic are met with an interpreter. The École next door teaches children from"
    " six to sixteen, and there is a kitchen for everybody at noon. On Fridays the"
    " doors stay closed, and the telephone is answered by a machine."
)


def make(query: str, *texts: str) -> Snippet:
    return SnippetMaker(ask(normalise(query))).make(texts)


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[begin:end] for begin, end in snippet.marks]


def test_a_snippet_surrounds_the_match_and_says_what_was_left_out() -> None:
    snippet = make("ecole", LONG)

    assert marked(snippet) == ["École"]
    assert snippet.text.startswith("…")
    assert snippet.text.endswith("…")
    assert len(snippet.text) <= LENGTH + 2


def test_the_match_is_shown_as_it_was_written_and_not_as_it_was_asked() -> None:
    assert marked(make("اسره", "لكلِّ أُسْرةٍ حقٌّ في اللجوء")) == ["أُسْرةٍ"]
    assert marked(make("STRASSE", "Die Straße ist lang")) == ["Straße"]


def test_every_match_in_the_piece_is_marked() -> None:
    snippet = make("legal aid", "Legal aid: our LEGAL team, legal-aid centre, illegal dumping")

    assert marked(snippet) == ["Legal", "aid", "LEGAL", "legal", "aid"]


def test_matches_beyond_the_piece_are_left_out() -> None:
    snippet = make("the", LONG)

    assert marked(snippet)[:2] == ["The", "the"]
    assert all(end <= len(snippet.text) for _, end in snippet.marks)


def test_scripts_without_spaces_are_marked_inside_what_is_written_together() -> None:
    assert marked(make("ลี้ภัย", "สิทธิของผู้ลี้ภัยในประเทศไทย")) == ["ลี้ภัย"]


def test_the_first_text_that_answers_is_taken() -> None:
    assert marked(make("nairobi", "no such place here", "Office in Nairobi")) == ["Nairobi"]


def test_a_match_inside_a_word_counts_when_nothing_better_is_there() -> None:
    assert marked(make("fugee", "the refugee council")) == ["fugee"]
    assert marked(make("fugee", "the refugee council", "Fugee La")) == ["Fugee"]


def test_without_a_match_the_beginning_is_shown() -> None:
    assert make("nothing", "", "  ", "A short text") == Snippet(text="A short text", marks=())
    assert make("nothing", "word " * 100).text == ("word " * 32)[:-1] + "…"
    assert make("nothing", "x" * 500).text == "x" * LENGTH + "…"
    assert make("nothing") == Snippet(text="", marks=())


def test_a_snippet_is_one_line() -> None:
    assert make("two", "one\ntwo\tthree\r\nfour").text == "one two three  four"


def test_a_long_run_without_spaces_is_cut_all_the_same() -> None:
    snippet = make("ภัย", "ก" * 300 + "ภัย" + "ข" * 300)

    assert marked(snippet) == ["ภัย"]
    assert len(snippet.text) <= LENGTH + 2


def test_matches_that_touch_are_one_mark() -> None:
    assert marked(make("ลี้ ภัย", "ผู้ลี้ภัย")) == ["ลี้ภัย"]


@pytest.mark.parametrize("query", ["ا", "a", "ผ"])
@given(text=st.text(alphabet="aàb àلاحقَُผู้ลี้ \n-.", max_size=600))
def test_marks_lie_in_the_piece_in_order_and_hold_what_was_asked(query: str, text: str) -> None:
    snippet = make(query, text)

    ends = [0]
    for begin, end in snippet.marks:
        assert ends[-1] <= begin < end <= len(snippet.text)
        assert normalise(query) in normalise(snippet.text[begin:end]) or end == len(snippet.text) - 1
        ends.append(end)
    assert len(snippet.text) <= LENGTH + 2
