"""Cuts a lesson into short pages, so that it is read step by step, forwards and back.

Pure. A page ends before a heading, or where it would become too long to be seen at once. Blocks (a paragraph, a list, a
table) are never cut. Must not make anything readable: see `reading_text`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

FULL: Final = 1_100
"""Characters of a page that is full: about what a small screen shows at once."""
LEAST: Final = 280
"""Characters below which a page is not worth a step of its own."""

_PARSER: Final = MarkdownIt("commonmark", {"html": False}).enable(["table"])
_CUTTING_LEVEL: Final = 2
"""Headings of this level and above begin a page."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A top-level part of a text: its source, and its level where it is a heading, else 0."""

    source: str
    level: int


def lesson_pages(markdown: str) -> tuple[str, ...]:
    """Cut a text into pages.

    Args:
        markdown: CommonMark with tables.

    Returns:
        At least one page; together they hold every block of the text once and in order. Where a text says where its
        links lead at its end, each page says so again.
    """
    references: dict[str, dict[str, dict[str, str]]] = {}
    blocks = _blocks(markdown, _PARSER.parse(markdown, references))
    if not blocks:
        return (markdown,)
    pages: list[list[_Block]] = [[]]
    for block in blocks:
        if pages[-1] and _ends_before(block, pages[-1]):
            pages.append(_take_headings(pages[-1]))
        pages[-1].append(block)
    if len(pages) > 1 and _length(pages[-1]) < LEAST and _length(pages[-2]) + _length(pages[-1]) <= FULL:
        pages[-2:] = [pages[-2] + pages[-1]]
    ends = "\n".join(f"[{name}]: <{found['href']}>" for name, found in references.get("references", {}).items())
    return tuple("\n\n".join([*(block.source for block in page), *([ends] if ends else [])]) for page in pages)


def _blocks(markdown: str, tokens: Sequence[Token]) -> list[_Block]:
    lines = markdown.splitlines()
    found = []
    for token in tokens:
        if token.level == 0 and token.map is not None and token.nesting >= 0:
            level = int(token.tag[1:]) if token.type == "heading_open" else 0
            found.append(_Block("\n".join(lines[token.map[0] : token.map[1]]).rstrip(), level))
    return found


def _ends_before(block: _Block, page: Sequence[_Block]) -> bool:
    """Tell whether a page ends before a block."""
    length, stays = _length(page), list(page)
    _take_headings(stays)
    if _length(stays) < LEAST:
        return False
    return 0 < block.level <= _CUTTING_LEVEL or length + len(block.source) > FULL


def _take_headings(page: list[_Block]) -> list[_Block]:
    """Take headings off the end of a page, for they belong to what comes next."""
    taken: list[_Block] = []
    while len(page) > 1 and page[-1].level:
        taken.insert(0, page.pop())
    return taken


def _length(page: Sequence[_Block]) -> int:
    return sum(len(block.source) for block in page)
