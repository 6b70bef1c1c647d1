"""A text that others wrote, made readable: Markdown, plain text or a table as a small, closed set of HTML.

Its headings and links stand apart. Must not fetch or open anything; what is written is `reading_writer`'s.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from markdown_it import MarkdownIt

from haversack.operations.reading_links import LINK_SCHEME, safe_link
from haversack.operations.reading_writer import LONGEST_PARAGRAPH, MOST_TOGETHER, TABLE, Heading, ReadingWriter

__all__ = [
    "LINK_SCHEME",
    "Heading",
    "ReadingText",
    "is_written_rtl",
    "plain_text",
    "reading_text",
    "safe_link",
    "table_text",
]

_PARSER: Final = MarkdownIt("commonmark", {"html": False}).enable(["table"])
_RTL: Final = frozenset({"ar", "fa", "ur", "ckb", "he", "ps", "rhg", "yi", "sd", "ug", "dv"})
_LONGEST_LINE: Final = 2_000
"""Characters of a paragraph of plain text; a longer one is parted at a space."""
_MOST_COLUMNS: Final = 30


@dataclass(frozen=True, slots=True)
class ReadingText:
    """A text that can be shown.

    Attributes:
        blocks: Pieces of HTML with block tags, b, i, code and a, nothing else; every link is `link:N`.
        headings: In order.
        links: Where the links lead, whole.
        language: Tag of the language it is in; may be empty.
        is_rtl: Whether that language is written from right to left.
        is_unreviewed: Whether it is a translation that no native speaker has checked, as its author says.
    """

    blocks: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    links: tuple[str, ...] = ()
    language: str = ""
    is_rtl: bool = False
    is_unreviewed: bool = False

    @property
    def html(self) -> str:
        """All of it."""
        return "".join(self.blocks)


def reading_text(markdown: str, language: str = "", *, known_links: Collection[str] = ()) -> ReadingText:
    """Make a text readable.

    Args:
        markdown: CommonMark with tables, from anybody.
        language: BCP 47 tag of the language it is in.
        known_links: What a link may lead to beside addresses, exactly as it is written: pages that come with the
            program. None for texts of others.
    """
    is_rtl = is_written_rtl(language)
    writer = ReadingWriter(known_links, is_rtl=is_rtl)
    writer.write(_PARSER.parse(markdown))
    return ReadingText(tuple(writer.blocks), tuple(writer.headings), tuple(writer.links), language, is_rtl)


def plain_text(words: str, language: str = "") -> ReadingText:
    """Make a plain text readable: lines stay lines, an empty line parts paragraphs.

    Args:
        words: From anybody.
        language: BCP 47 tag of the language it is in.
    """
    is_rtl = is_written_rtl(language)
    direction = "rtl" if is_rtl else "ltr"
    paragraphs: list[list[str]] = [[]]
    for line in words.splitlines():
        for part in _parted(line) if line.strip() else ():
            paragraphs[-1].append(part)
            if sum(map(len, paragraphs[-1])) >= LONGEST_PARAGRAPH or len(paragraphs[-1]) >= MOST_TOGETHER:
                paragraphs.append([])
        if not line.strip():
            paragraphs.append([])
    blocks = (f'<p dir="{direction}">{"<br>".join(map(escape, lines))}</p>' for lines in paragraphs if lines)
    return ReadingText(tuple(blocks), language=language, is_rtl=is_rtl)


def table_text(rows: Sequence[Sequence[str]], language: str = "") -> ReadingText:
    """Make a table readable; its first row names the columns.

    Args:
        rows: Cells, from anybody; of very many columns only the first are shown.
        language: BCP 47 tag of the language it is in.
    """
    is_rtl = is_written_rtl(language)
    direction = f' dir="{"rtl" if is_rtl else "ltr"}"'
    filled = [row[:_MOST_COLUMNS] for row in rows if any(cell.strip() for cell in row)]
    columns = max((len(row) for row in filled), default=0)
    width = f' width="{max(100 // columns, 1)}%"' if columns else ""
    lines = []
    for place, row in enumerate(filled):
        tag = "td" if place else "th"
        filled_up = [*row, *[""] * (columns - len(row))]
        # See `reading_writer`: whoever reads from the right finds the first cell there.
        ordered = reversed(filled_up) if is_rtl else filled_up
        cells = "".join(f"<{tag}{direction}{width}>{escape(cell)}</{tag}>" for cell in ordered)
        lines.append(f"<tr{direction}>{cells}</tr>")
    parts = [lines[start : start + MOST_TOGETHER] for start in range(0, len(lines), MOST_TOGETHER)]
    blocks = (f"{TABLE}<tbody{direction}>{''.join(part)}</tbody></table>" for part in parts)
    return ReadingText(tuple(blocks), language=language, is_rtl=is_rtl)


def is_written_rtl(language: str) -> bool:
    """Tell whether a language is written from right to left.

    Args:
        language: BCP 47 tag.
    """
    return language.split("-", maxsplit=1)[0].lower() in _RTL


def _parted(line: str) -> list[str]:
    parts = []
    while len(line) > _LONGEST_LINE:
        end = line.rfind(" ", 1, _LONGEST_LINE)
        end = end if end > 0 else _LONGEST_LINE
        parts.append(line[:end])
        line = line[end:].lstrip()
    return [*parts, line]
