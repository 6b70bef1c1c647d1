"""Words without their marks, for questions and answers."""

import pytest

from haversack.operations.bare_text import bare_line, bare_text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Only *believe* it", "Only believe it"),
        ("**a** `b` [c](https://example.org)", "a b c"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("1. Look", "1. Look"),
        ("- 5", "- 5"),
        ("<b>x</b>", "<b>x</b>"),
        ("حماية *دولية*", "حماية دولية"),
        ("", ""),
    ],
)
def test_a_line_keeps_its_words(written: str, shown: str) -> None:
    assert bare_line(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("One\nline.\n\nAnother.", "One line.\n\nAnother."),
        ("- a\n- b *c*\n\nAfter.", "• a\n• b c\n\nAfter."),
        ("3. x\n4. y", "3. x\n4. y"),
        ("> Quoted.", "Quoted."),
        ("Before:\n\n1. one\n2. two", "Before:\n\n1. one\n2. two"),
        ("# Title\n\ntext", "Title\n\ntext"),
        ("    code\n", "code"),
        ("a  \nb", "a\nb"),
        ("", ""),
    ],
)
def test_a_text_keeps_paragraphs_and_lists(written: str, shown: str) -> None:
    assert bare_text(written) == shown
