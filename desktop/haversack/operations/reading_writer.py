"""Writes the tokens of a Markdown parser as a small, closed set of HTML, in blocks that can be laid out one by one.

Written by others, so nothing of it is trusted: raw HTML is text, pictures are their description, and a link is only a
number until a person chose it. Must not fetch or open anything.
"""

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import unquote

from markdown_it.token import Token

from haversack.operations.reading_links import LINK_SCHEME, anchor, safe_link

MOST_TOGETHER: Final = 40
"""Rows of a table, or items of a list, in one block: more at once would make the window stand still."""
LONGEST_PARAGRAPH: Final = 8_000
"""Characters of one paragraph; a longer one goes on as the next, for the same reason."""
_BLOCKS: Final = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
    "th": "th",
    "td": "td",
}
_SPANS: Final = {"strong": "b", "em": "i"}
_LOWEST: Final = 4
"""Headings below this level look alike."""
_ROW_LEVEL: Final = 2
TABLE: Final = '<table cellspacing="0" cellpadding="6" width="100%">'


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text: its level from 1, its words, and its number among the headings from 0."""

    level: int
    words: str
    number: int


class ReadingWriter:
    """Writes tokens; a kind of token that is not named here leaves its words only.

    Attributes:
        blocks: What was written, each a whole piece of HTML.
        headings: In order.
        links: Where the links lead, whole; `#h3` is the heading with the number 3.
    """

    def __init__(self, known_links: Collection[str], *, is_rtl: bool) -> None:
        """Begin empty.

        Args:
            known_links: What a link may lead to beside addresses, records and headings.
            is_rtl: Whether the text reads from right to left.
        """
        self._known_links = known_links
        self._parts: list[str] = []
        self.blocks: list[str] = []
        self.headings: list[Heading] = []
        self.links: list[str] = []
        self._is_rtl = is_rtl
        self._direction = ' dir="rtl"' if is_rtl else ' dir="ltr"'
        self._open_links: list[bool] = []
        self._anchors: dict[str, int] = {}
        self._together = 0
        self._width = ""
        self._cells: list[int] = []

    def write(self, tokens: Sequence[Token]) -> None:
        """Write a whole text."""
        words = [_plain_words(after.children or []) for one, after in _pairs(tokens) if one.type == "heading_open"]
        for number, heading in enumerate(words):
            self._anchors.setdefault(anchor(heading), number)
        for place, token in enumerate(tokens):
            if token.type == "table_open":
                self._measure_table(tokens[place:])
            self._write_token(token, tokens[place + 1] if place + 1 < len(tokens) else token)
            if token.level == 0 and token.nesting <= 0:
                self._end_block()
            elif place + 1 < len(tokens):
                self._part_long(token, tokens[place + 1])

    def _write_token(self, token: Token, after: Token) -> None:
        name, _, side = token.type.rpartition("_")
        if name == "heading":
            self._write_heading(token, (after.children or []) if side == "open" else None)
        elif name in _BLOCKS:
            self._write_block(_BLOCKS[name], token, is_open=side == "open")
        elif token.type == "inline":
            self._write_spans(token.children or [])
        elif token.type in {"code_block", "fence"}:
            self._parts.append(f"<pre{self._direction}>{escape(token.content)}</pre>")
        elif token.type == "hr":
            self._parts.append("<hr>")
        elif token.content:
            self._parts.append(f"<p{self._direction}>{escape(token.content)}</p>")

    def _end_block(self) -> None:
        if self._parts:
            self.blocks.append("".join(self._parts))
        self._parts, self._together = [], 0

    def _part_long(self, token: Token, after: Token) -> None:
        """End a long table or list here and begin it again, so that no block is long; it looks like one."""
        if token.type == "tr_close" and token.level == _ROW_LEVEL and after.type == "tr_open":
            self._together += 1
            if self._together >= MOST_TOGETHER:
                self._parts.append("</tbody></table>")
                self._end_block()
                self._parts.append(f"{TABLE}<tbody{self._direction}>")
        elif token.type == "list_item_close" and token.level == 1 and after.type == "list_item_open":
            self._together += 1
            if self._together >= MOST_TOGETHER:
                tag = "ol" if after.info else "ul"
                self._parts.append(f"</{tag}>")
                self._end_block()
                start = f' start="{int(after.info)}"' if after.info else ""
                self._parts.append(f"<{tag}{self._direction}{start}>")

    def _measure_table(self, tokens: Sequence[Token]) -> None:
        """Give the cells of a long table a width, so that its parts have the same columns."""
        rows = columns = 0
        for token in tokens:
            if token.type == "table_close":
                break
            rows += token.type == "tr_open"
            columns += token.type == "th_open"
        self._width = f' width="{max(100 // columns, 1)}%"' if rows > MOST_TOGETHER and columns else ""

    def _write_heading(self, token: Token, words: Sequence[Token] | None) -> None:
        """Write its beginning, or its end where there are no words."""
        level = min(int(token.tag[1:]), _LOWEST)
        if words is None:
            self._parts.append(f"</h{level}>")
            return
        number = len(self.headings)
        self.headings.append(Heading(level, _plain_words(words), number))
        self._parts.append(f"<h{level}{self._direction}>")

    def _write_block(self, tag: str, token: Token, *, is_open: bool) -> None:
        if token.hidden:
            return
        if not is_open:
            if tag == "tr" and self._is_rtl:
                self._mirror_row()
            self._parts.append(f"</{tag}>")
            return
        if tag == "tr":
            self._cells = []
        elif tag in ("th", "td"):
            self._cells.append(len(self._parts))
        elif tag == "table":
            self._parts.append(TABLE)
            return
        start = token.attrGet("start")
        more = f' start="{start}"' if tag == "ol" and isinstance(start, int) else ""
        width = self._width if tag in ("th", "td") else ""
        self._parts.append(f"<{tag}{self._direction}{more}{width}>")

    def _mirror_row(self) -> None:
        """Put the first cell at the right: Qt draws cells from the left, whatever direction a table has (6.9)."""
        if self._cells:
            ends = [*self._cells[1:], len(self._parts)]
            cells = [self._parts[begin:end] for begin, end in zip(self._cells, ends, strict=True)]
            self._parts[self._cells[0] :] = [part for cell in reversed(cells) for part in cell]

    def _write_spans(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            name, _, side = token.type.rpartition("_")
            if name in _SPANS:
                self._parts.append(f"<{'' if side == 'open' else '/'}{_SPANS[name]}>")
            elif token.type == "link_open":
                self._open_link(str(token.attrGet("href") or ""))
            elif token.type == "link_close":
                self._parts.append("</a>" if self._open_links.pop() else "")
            elif token.type == "code_inline":
                self._parts.append(f"<code>{escape(token.content)}</code>")
            elif token.type == "hardbreak":
                self._parts.append("<br>")
            elif token.type == "softbreak":
                self._parts.append(" ")
            else:
                self._write_words(token.content, is_bare=token.level == 0)

    def _write_words(self, words: str, *, is_bare: bool) -> None:
        """Write plain words; where they are many and stand in nothing but a paragraph, it goes on as the next one."""
        is_split = is_bare and bool(self._parts) and self._parts[0] == f"<p{self._direction}>"
        while is_split and sum(map(len, self._parts)) + len(words) > LONGEST_PARAGRAPH:
            room = max(LONGEST_PARAGRAPH - sum(map(len, self._parts)), 1)
            end = words.rfind(" ", 0, room)
            end = end if end > 0 else min(room, len(words))
            self._parts.append(f"{escape(words[:end])}</p>")
            self._end_block()
            self._parts.append(f"<p{self._direction}>")
            words = words[end:]
        self._parts.append(escape(words))

    def _open_link(self, written: str) -> None:
        target = written if written in self._known_links else self._target(written)
        self._open_links.append(target is not None)
        if target is not None:
            self._parts.append(f'<a href="{LINK_SCHEME}:{len(self.links)}">')
            self.links.append(target)

    def _target(self, written: str) -> str | None:
        if not written.startswith("#"):
            return safe_link(written)
        number = self._anchors.get(anchor(unquote(written[1:])))
        return f"#h{number}" if number is not None else None


def _pairs(tokens: Sequence[Token]) -> Sequence[tuple[Token, Token]]:
    return list(itertools.pairwise(tokens))


def _plain_words(tokens: Sequence[Token]) -> str:
    return "".join(" " if token.type == "softbreak" else token.content for token in tokens)
