"""Markdown of records as a small, closed set of HTML for the reading view, with its headings and links apart.

Written by others, so nothing of it is trusted: raw HTML is text, pictures are their description, and a link is only a
number until a person chose it. Must not fetch or open anything.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

LINK_SCHEME: Final = "link"
"""Scheme of what the reading view finds in a link: `link:3` is the third of `ReadingText.links`, counted from 0."""

_PARSER: Final = MarkdownIt("commonmark", {"html": False}).enable(["table"])
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
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_RTL: Final = frozenset({"ar", "fa", "ur", "ckb", "he", "ps", "rhg", "yi", "sd", "ug", "dv"})
_LOWEST: Final = 4
"""Headings below this level look alike."""
_LONGEST_LINK: Final = 2_000


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text: its level from 1, its words, and its number among the headings from 0."""

    level: int
    words: str
    number: int


@dataclass(frozen=True, slots=True)
class ReadingText:
    """A text that can be shown.

    Attributes:
        html: Block tags, b, i, code and a, nothing else; every link is `link:N`.
        headings: In order.
        links: Where the links lead, whole.
        language: Tag of the language it is in; may be empty.
        is_rtl: Whether that language is written from right to left.
    """

    html: str = ""
    headings: tuple[Heading, ...] = ()
    links: tuple[str, ...] = ()
    language: str = ""
    is_rtl: bool = False


def reading_text(markdown: str, language: str = "", *, known_links: Collection[str] = ()) -> ReadingText:
    """Make a text readable.

    Args:
        markdown: CommonMark with tables, from anybody.
        language: BCP 47 tag of the language it is in.
        known_links: What a link may lead to beside addresses, exactly as it is written: pages that come with the
            program. None for texts of others.
    """
    is_rtl = language.split("-", maxsplit=1)[0].lower() in _RTL
    writer = _Writer(known_links, is_rtl=is_rtl)
    writer.write(_PARSER.parse(markdown))
    return ReadingText("".join(writer.parts), tuple(writer.headings), tuple(writer.links), language, is_rtl)


def safe_link(written: str) -> str | None:
    """Return where a link leads if people may be shown it as a link, or None.

    Control and space characters are taken out first: some programs skip them inside `javascript:`.
    """
    bare = "".join(sign for sign in written if sign.isprintable() and not sign.isspace())
    if not bare or len(bare) > _LONGEST_LINK:
        return None
    try:
        parts = urlsplit(bare)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES:
        return None
    return bare if parts.netloc or parts.scheme.lower() in {"mailto", "tel"} else None


class _Writer:
    """Writes tokens; a kind of token that is not named here leaves its words only."""

    def __init__(self, known_links: Collection[str], *, is_rtl: bool) -> None:
        self._known_links = known_links
        self.parts: list[str] = []
        self.headings: list[Heading] = []
        self.links: list[str] = []
        self._direction = ' dir="rtl"' if is_rtl else ' dir="ltr"'
        self._open_links: list[bool] = []

    def write(self, tokens: Sequence[Token]) -> None:
        for place, token in enumerate(tokens):
            name, _, side = token.type.rpartition("_")
            if name == "heading":
                self._write_heading(token, (tokens[place + 1].children or []) if side == "open" else None)
            elif name in _BLOCKS:
                self._write_block(_BLOCKS[name], token, is_open=side == "open")
            elif token.type == "inline":
                self._write_spans(token.children or [])
            elif token.type in {"code_block", "fence"}:
                self.parts.append(f"<pre{self._direction}>{escape(token.content)}</pre>")
            elif token.type == "hr":
                self.parts.append("<hr>")
            elif token.content:
                self.parts.append(f"<p{self._direction}>{escape(token.content)}</p>")

    def _write_heading(self, token: Token, words: Sequence[Token] | None) -> None:
        """Write its beginning, or its end where there are no words."""
        level = min(int(token.tag[1:]), _LOWEST)
        if words is None:
            self.parts.append(f"</h{level}>")
            return
        number = len(self.headings)
        self.headings.append(Heading(level, _plain_words(words), number))
        self.parts.append(f'<h{level}{self._direction}><a name="h{number}"></a>')

    def _write_block(self, tag: str, token: Token, *, is_open: bool) -> None:
        if token.hidden:
            return
        if not is_open:
            self.parts.append(f"</{tag}>")
            return
        more = ' border="1" cellspacing="0" cellpadding="6" width="100%"' if tag == "table" else self._direction
        start = token.attrGet("start")
        if tag == "ol" and isinstance(start, int):
            more += f' start="{start}"'
        self.parts.append(f"<{tag}{more}>")

    def _write_spans(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            name, _, side = token.type.rpartition("_")
            if name in _SPANS:
                self.parts.append(f"<{'' if side == 'open' else '/'}{_SPANS[name]}>")
            elif token.type == "link_open":
                self._open_link(str(token.attrGet("href") or ""))
            elif token.type == "link_close":
                self.parts.append("</a>" if self._open_links.pop() else "")
            elif token.type == "code_inline":
                self.parts.append(f"<code>{escape(token.content)}</code>")
            elif token.type == "hardbreak":
                self.parts.append("<br>")
            elif token.type == "softbreak":
                self.parts.append(" ")
            else:
                self.parts.append(escape(token.content))

    def _open_link(self, written: str) -> None:
        target = written if written in self._known_links else safe_link(written)
        self._open_links.append(target is not None)
        if target is not None:
            self.parts.append(f'<a href="{LINK_SCHEME}:{len(self.links)}">')
            self.links.append(target)


def _plain_words(tokens: Sequence[Token]) -> str:
    return "".join(" " if token.type == "softbreak" else token.content for token in tokens)
