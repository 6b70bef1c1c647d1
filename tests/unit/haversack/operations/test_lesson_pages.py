"""Lesson pages: short, whole blocks in their order, no heading left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.operations.lesson_pages import FULL, LEAST, lesson_pages

LINE = "Nobody may be sent back to a place where they face grave danger."
BLOCKS = st.lists(
    st.one_of(
        st.integers(1, 30).map(lambda count: " ".join([LINE] * count)),
        st.integers(1, 4).map(lambda level: f"{'#' * level} What does not matter"),
        st.integers(1, 8).map(lambda count: "\n".join(f"- {number} {LINE}" for number in range(count))),
        st.just("| a | b |\n|---|---|\n| 1 | 2 |"),
        st.just("> Try it."),
    ),
    min_size=1,
    max_size=12,
).map(lambda blocks: [one for at, one in enumerate(blocks) if at == 0 or not (one[0] == "-" == blocks[at - 1][0])])
"""Blocks of a text; of lists that follow each other, which would be one list, only the first."""


def test_a_short_text_is_one_page() -> None:
    assert lesson_pages("Look.\n\n## Then\n\nListen.") == ("Look.\n\n## Then\n\nListen.",)


@pytest.mark.parametrize("text", ["", "   \n"])
def test_nothing_is_one_empty_page(text: str) -> None:
    assert lesson_pages(text) == (text,)


def test_a_page_ends_before_a_heading() -> None:
    part = " ".join([LINE] * 6)

    assert lesson_pages(f"{part}\n\n## Two\n\n{part}\n\n### Below\n\nx") == (
        part,
        f"## Two\n\n{part}\n\n### Below\n\nx",
    )


def test_a_page_ends_where_it_is_full_and_takes_no_heading_with_it() -> None:
    part = " ".join([LINE] * 14)

    pages = lesson_pages(f"{part}\n\n### Below\n\n{part}")

    assert pages == (part, f"### Below\n\n{part}")


def test_a_tiny_rest_stays_with_the_page_before() -> None:
    part = " ".join([LINE] * 6)

    assert len(lesson_pages(f"{part}\n\n## Sources\n\nAs of 2026.")) == 1


def test_links_that_are_told_at_the_end_of_a_text_lead_somewhere_on_each_page() -> None:
    part = " ".join([LINE] * 6)

    pages = lesson_pages(f"{part} See [the treaty][t].\n\n## More\n\n{part}\n\n[t]: https://example.org/a")

    assert len(pages) == 2
    assert all("<https://example.org/a>" in page for page in pages)


@given(BLOCKS)
def test_pages_hold_every_block_once_and_in_order(blocks: list[str]) -> None:
    pages = lesson_pages("\n\n".join(blocks))

    assert "\n\n".join(pages) == "\n\n".join(blocks)
    assert all(page.strip() for page in pages)
    assert all(len(page) >= LEAST for page in pages[:-1])


@given(BLOCKS)
def test_only_a_long_block_makes_a_long_page(blocks: list[str]) -> None:
    longest = max(len(block) for block in blocks)

    for page in lesson_pages("\n\n".join(blocks)):
        assert len(page) <= max(FULL, LEAST + longest) + 2 * len(blocks)
