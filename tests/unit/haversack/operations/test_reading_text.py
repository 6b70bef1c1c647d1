"""What others wrote becomes a small, closed set of HTML, and nothing of it is a link that was not checked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.reading_text import plain_text, reading_text, safe_link, table_text

ALLOWED = {"p", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "b", "i", "code", "pre"}
ALLOWED |= {"a", "br", "hr", "h1", "h2", "h3", "h4"}
TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
ATTRIBUTES = re.compile(
    r'( dir="(ltr|rtl)"| href="link:[0-9]+"| start="-?[0-9]+"'
    r'| cellspacing="0"| cellpadding="6"| width="[0-9]+%")*'
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


def test_a_link_to_another_record_is_kept_and_one_to_a_heading_is_its_number() -> None:
    shown = reading_text("# Élan, vital!\n\n[a](event:migrants-day) [b](#%C3%A9lan-vital) [c](#nowhere)")
    assert shown.links == ("event:migrants-day", "#h0")
    assert "c" in shown.html


@pytest.mark.parametrize("target", ["resource:../../etc", "resource:", "nokind:x", "network:%00"])
def test_a_record_is_named_by_kind_and_short_name_alone(target: str) -> None:
    assert safe_link(target) is None


def test_a_table_begins_at_the_right_where_its_language_does() -> None:
    written = reading_text("| اسم | عدد |\n| --- | --- |\n| **بيت** | 2 |\n", language="ar").html
    values = table_text([["اسم", "عدد"], ["بيت", "2"]], "ar").html

    for html in (written, values):
        assert html.index("عدد") < html.index("اسم")
        assert html.index(">2<") < html.index("بيت")


def test_a_long_table_comes_in_blocks_with_columns_of_one_width() -> None:
    rows = "".join(f"| {number} | x |\n" for number in range(100))
    shown = reading_text(f"Before.\n\n| a | b |\n|---|---|\n{rows}\nAfter.")
    tables = [block for block in shown.blocks if block.startswith("<table")]
    assert len(tables) == 3
    assert all(block.endswith(("</tbody></table>", "</table>")) for block in tables)
    assert shown.html.count('<td dir="ltr" width="50%">') == 200
    assert shown.html.count("<table") == shown.html.count("</table>") == 3


def test_a_long_list_goes_on_counting_in_its_next_block() -> None:
    shown = reading_text("".join(f"{number}. point\n" for number in range(3, 93)))
    assert [re.findall(r'start="(\d+)"', block) for block in shown.blocks] == [["3"], ["43"], ["83"]]
    assert shown.html.count("<li") == 90


def test_every_block_closes_what_it_opens() -> None:
    text = "# a\n\n> quote\n> - x\n\n" + "- item\n" * 90 + "\n```\ncode\n```\n"
    for block in reading_text(text).blocks:
        for tag in ("p", "ul", "li", "blockquote", "h1", "pre"):
            assert len(re.findall(rf"<{tag}[ >]", block)) == block.count(f"</{tag}>"), block[:80]


def test_plain_text_keeps_its_lines_and_is_never_markup() -> None:
    shown = plain_text("one\n<b>two</b>\n\n# three", "ar")
    assert shown.blocks == (
        '<p dir="rtl">one<br>&lt;b&gt;two&lt;/b&gt;</p>',
        '<p dir="rtl"># three</p>',
    )
    assert max(len(line) for line in plain_text("word " * 2000).html.split("<br>")) < 2_100


def test_a_table_of_values_is_never_markup_and_its_rows_are_of_one_length() -> None:
    shown = table_text([["name", "number"], ["<i>x</i>"], ["", ""], ["y", "2", "3"]])
    assert "<i>" not in shown.html
    assert shown.html.count("<td") == 6
    assert shown.html.count("<th") == 3


@given(st.text(alphabet="<>&\"'[]()!*_`#|-\n abc:/\\\u2028javscript", max_size=200))
def test_nothing_but_the_closed_set_comes_out(written: str) -> None:
    shown = reading_text(written)
    for closing, tag, rest in TAG.findall(shown.html):
        assert tag in ALLOWED
        assert not closing or not rest
        assert ATTRIBUTES.fullmatch(rest)
    assert "<" not in TAG.sub("", shown.html)
    assert ">" not in TAG.sub("", shown.html)
