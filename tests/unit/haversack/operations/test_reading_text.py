"""What others wrote becomes a small, closed set of HTML, and nothing of it is a link that was not checked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.reading_text import reading_text, safe_link

ALLOWED = {"p", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "b", "i", "code", "pre"}
ALLOWED |= {"a", "br", "hr", "h1", "h2", "h3", "h4"}
TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
ATTRIBUTES = re.compile(
    r'( dir="(ltr|rtl)"| href="link:[0-9]+"| name="h[0-9]+"| start="-?[0-9]+"'
    r'| border="1"| cellspacing="0"| cellpadding="6"| width="100%")*'
)


def test_raw_html_is_shown_as_text() -> None:
    shown = reading_text("<script>alert(1)</script> <img src=file:///etc/passwd>")
    assert "&lt;script&gt;" in shown.html
    assert "<img" not in shown.html


def test_a_picture_leaves_its_description_only() -> None:
    assert "src" not in reading_text("![a map](//host/share/a.png)").html
    assert "a map" in reading_text("![a map](//host/share/a.png)").html


def test_a_link_is_a_number_and_its_target_stands_apart() -> None:
    shown = reading_text("See [the text](https://example.org/a?b=1&c=2).")
    assert '<a href="link:0">the text</a>' in shown.html
    assert shown.links == ("https://example.org/a?b=1&c=2",)


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "\u2028javascript:alert(1)",
        "java\tscript:alert(1)",
        "file:///etc/passwd",
        "//host/share",
        "\\\\host\\share",
        "data:text/html,x",
        "https:",
        "relative.md",
        "",
    ],
)
def test_a_target_that_is_no_web_address_is_no_link(target: str) -> None:
    assert safe_link(target) is None


@pytest.mark.parametrize("target", ["https://example.org/", "mailto:a@example.org", "tel:+33123"])
def test_web_mail_and_telephone_are_links(target: str) -> None:
    assert safe_link(target) == target


def test_headings_are_told_in_order() -> None:
    shown = reading_text("# One\n\ntext\n\n### *Two* and `three`\n")
    assert [(one.level, one.words, one.number) for one in shown.headings] == [(1, "One", 0), (3, "Two and three", 1)]


def test_arabic_is_written_from_right_to_left() -> None:
    shown = reading_text("نص", "ar")
    assert shown.is_rtl
    assert 'dir="rtl"' in shown.html


def test_a_table_keeps_its_cells() -> None:
    shown = reading_text("| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert '<th dir="ltr">a</th>' in shown.html
    assert '<td dir="ltr">2</td>' in shown.html


@given(st.text(alphabet="<>&\"'[]()!*_`#|-\n abc:/\\\u2028javscript", max_size=200))
def test_nothing_but_the_closed_set_comes_out(written: str) -> None:
    shown = reading_text(written)
    for closing, tag, rest in TAG.findall(shown.html):
        assert tag in ALLOWED
        assert not closing or not rest
        assert ATTRIBUTES.fullmatch(rest)
    assert "<" not in TAG.sub("", shown.html)
    assert ">" not in TAG.sub("", shown.html)
