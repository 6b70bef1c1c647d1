"""The little Markdown of `documents/` as a list of blocks, from which every format is written.

Headings, paragraphs, bullets, numbers, boxes to tick, tables, **bold** and *slanted*: what the templates need, no more.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

_HEADING: Final = re.compile(r"(#{1,3}) (.+)")
_TICK: Final = re.compile(r"- \[ \] (.+)")
_BULLET: Final = re.compile(r"- (.+)")
_NUMBER: Final = re.compile(r"\d+\. (.+)")
_SPAN: Final = re.compile(r"(\*\*.+?\*\*|\*.+?\*)")
_RULE: Final = re.compile(r"\|[-| ]*-[-| ]*\|")
"""The line below a table's header; a row of empty cells is for writing in."""


class BlockType(Enum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBER = "number"
    TICK = "tick"
    TABLE = "table"


@dataclass(frozen=True)
class Span:
    """A piece of a line in one style."""

    text: str
    is_bold: bool = False
    is_slanted: bool = False


@dataclass(frozen=True)
class Block:
    """A block.

    Attributes:
        type: What it is.
        spans: Its text; empty for a table.
        level: 1 to 3 for a heading; the number of a numbered item.
        rows: A table's rows of cells, the header first.
    """

    type: BlockType
    spans: tuple[Span, ...] = ()
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def parse(text: str) -> tuple[Block, ...]:
    """Read a document.

    Args:
        text: Markdown as in `documents/`; lines of a paragraph may be wrapped.

    Returns:
        Its blocks in order.
    """
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = chunk.split("\n")
        if lines[0].startswith("|"):
            rows = tuple(_cells(line) for line in lines if not _RULE.fullmatch(line))
            blocks.append(Block(BlockType.TABLE, rows=rows))
            continue
        blocks.extend(_parse_line(line, number) for number, line in enumerate(_unwrapped(lines), 1))
    return tuple(blocks)


def plain(spans: tuple[Span, ...]) -> str:
    """Return the text of spans without their style."""
    return "".join(span.text for span in spans)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def _unwrapped(lines: list[str]) -> list[str]:
    """Join lines that continue the one before."""
    joined: list[str] = []
    for line in lines:
        starts = any(pattern.fullmatch(line) for pattern in (_HEADING, _TICK, _BULLET, _NUMBER))
        if starts or not joined:
            joined.append(line)
        else:
            joined[-1] += " " + line.strip()
    return joined


def _parse_line(line: str, number: int) -> Block:
    if match := _HEADING.fullmatch(line):
        return Block(BlockType.HEADING, _spans(match.group(2)), level=len(match.group(1)))
    for pattern, block_type in ((_TICK, BlockType.TICK), (_BULLET, BlockType.BULLET), (_NUMBER, BlockType.NUMBER)):
        if match := pattern.fullmatch(line):
            return Block(block_type, _spans(match.group(1)), level=number)
    return Block(BlockType.PARAGRAPH, _spans(line))


def _spans(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    for part in _SPAN.split(text):
        if part.startswith("**"):
            spans.append(Span(part.strip("*"), is_bold=True))
        elif part.startswith("*"):
            spans.append(Span(part.strip("*"), is_slanted=True))
        elif part:
            spans.append(Span(part))
    return tuple(spans)
