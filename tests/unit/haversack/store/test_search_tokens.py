"""What is indexed of a text, and what is asked for a query, fit together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.store.normalise import normalise
from haversack.store.search_tokens import Question, ask, body_tokens, heading_tokens, kind_token, match_kinds


def test_a_text_in_a_spaced_script_becomes_its_words() -> None:
    tokens = body_tokens("legal aid for refugees", "en")

    assert tokens.words.split() == ["legal", "aid", "for", "refugees"]
    assert not tokens.inside


def test_a_text_in_a_joined_script_becomes_runs_that_overlap_and_end_with_the_short_ones() -> None:
    tokens = body_tokens("unhcr ผู้ลี้ภัย", "th")

    assert tokens.words.split() == ["unhcr"]
    assert tokens.inside.split()[:2] == ["ผู้", "ู้ล"]
    assert tokens.inside.split()[-2:] == ["ัย", "ย"]


def test_the_words_of_a_title_are_also_found_from_inside() -> None:
    tokens = heading_tokens("legal حق ب")

    assert tokens.words.split() == ["legal"]
    assert tokens.inside.split() == ["leg", "ega", "gal", "al", "l", "حق", "ق", "ب"]


@pytest.mark.parametrize("language", ["sw", "id", "ms-Arab", "DE"])
def test_a_language_that_puts_syllables_in_front_is_found_from_inside(language: str) -> None:
    assert body_tokens("wakimbizi", language).inside.split()[2:4] == ["kim", "imb"]


@pytest.mark.parametrize("text", ["", " "])
def test_nothing_becomes_nothing(text: str) -> None:
    assert not body_tokens(text, "").words.split()
    assert not heading_tokens(text).inside


@pytest.mark.parametrize(
    ("query", "question"),
    [
        ("legal aid", Question(words=("legal", "aid"), inside=())),
        ("حق اللجوء", Question(words=(), inside=("حق", "اللجوء"))),
        ("unhcr ประเทศไทย", Question(words=("unhcr",), inside=("ประเทศไทย",))),
        ("covid19لاجئ", Question(words=("covid19",), inside=("لاجئ",))),
        ("", Question(words=(), inside=())),
    ],
)
def test_a_query_is_taken_apart_by_script(query: str, question: Question) -> None:
    assert ask(query) == question


def test_only_a_query_without_letters_and_digits_is_empty() -> None:
    assert ask("").is_empty
    assert not ask("7").is_empty
    assert not ask("ح").is_empty


def test_words_are_asked_from_their_beginning_and_short_parts_as_beginnings_of_runs() -> None:
    question = ask("legal حق حقوق")

    assert question.match_words() == '"legal" *'
    assert question.match_inside() == '"حق" * "حقو قوق"'
    assert question.match_words_inside() == '"leg ega gal" "حق" * "حقو قوق"'


def test_a_word_of_two_letters_is_not_looked_for_inside_others() -> None:
    assert ask("eu legal").match_words_inside() is None
    assert ask("حق").match_words_inside() is None


@given(st.text())
def test_no_query_can_leave_its_quotation_marks(query: str) -> None:
    question = ask(normalise(query))
    parts = (*question.words, *question.inside)

    assert all('"' not in part and "\ue000" not in part for part in parts)


def test_a_kind_is_one_token_that_no_text_can_hold() -> None:
    token = kind_token("refugee_led organisation-2")

    assert token.isprintable() or token.startswith("\ue000")
    assert token[1:].isalnum()
    assert "\ue000" not in normalise(token)
    assert match_kinds(["event", "topic"]) == f'"{kind_token("event")}" OR "{kind_token("topic")}"'
