"""A document for paper: black on white whatever the theme, in the reading order of its language.

Whoever prints writes the body; fonts, direction and sizes are the same for all of them here.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument, QTextOption

from haversack.viewmodels.reading import ReadingText
from haversack.views.context import Context
from haversack.views.parts.cards import escaped

_STYLE: Final = (
    "body{color:#000} h1{font-size:18pt;margin:0} h2{font-size:13pt;margin-top:12pt} h3,h4{font-size:12pt}"
    " p,li,td,th{font-size:11pt} p{margin:4pt 0} li{margin:4pt 0} small{font-size:9pt}"
    # In pixels: Qt knows no other unit for cells.
    " td{padding:2px 12px 2px 0} td.from_right,td.name{padding:2px 0 2px 12px} td.name{white-space:nowrap}"
)
_SHORT: Final = 40
"""So many characters of HTML."""


def paper_document(context: Context, body: str, *, is_rtl: bool | None = None) -> QTextDocument:
    """Make a document for paper.

    Args:
        context: For fonts, and the direction of the window's language.
        body: HTML with block tags; whatever people wrote in it is escaped already.
        is_rtl: Whether its language is written from right to left; None for that of the window.
    """
    of_window = context.look.direction is Qt.LayoutDirection.RightToLeft
    from_right = of_window if is_rtl is None else is_rtl
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if from_right else Qt.LayoutDirection.LeftToRight)
    option.setAlignment(Qt.AlignmentFlag.AlignLeading)
    document = QTextDocument()
    document.setDefaultTextOption(option)
    document.setDefaultStyleSheet(_STYLE)
    document.setDefaultFont(context.look.font("body"))
    document.setHtml(f'<html><body dir="{"rtl" if from_right else "ltr"}">{body}</body></html>')
    return document


def table(context: Context, rows: Sequence[Sequence[str]]) -> str:
    """Return a table of HTML; nothing without rows.

    Qt draws cells from the left, whatever direction a table has (6.9): where people read from the right, the first one
    comes last, and the others take the room that is left.

    Args:
        context: For the direction.
        rows: Cells of HTML, all rows with as many.
    """
    if not rows:
        return ""
    if not context.look.is_rtl:
        lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
        return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
    lines = ("".join(_cells_from_right(row)) for row in rows)
    return f'<table width="100%">{"".join(f"<tr>{line}</tr>" for line in lines)}</table>'


def _cells_from_right(row: Sequence[str]) -> Iterator[str]:
    for place, cell in reversed(list(enumerate(row))):
        # A short name stays in one line; a long one wraps, or the others would find no room.
        kind = "name" if not place and len(cell) <= _SHORT else "from_right"
        yield f'<td class="{kind}" width="{100 if place == len(row) - 1 else 1}%">{cell}</td>'


def paragraph(words: str) -> str:
    """Return a paragraph of HTML; line breaks stay; nothing for an empty text."""
    return f"<p>{broken(words)}</p>" if words else ""


def broken(words: str) -> str:
    """Return a text as HTML in which line breaks stay."""
    return escaped(words).replace("\n\n", "<br>").replace("\n", "<br>")


def titled(title: str, text: ReadingText) -> str:
    """Return a heading and what stands below it; nothing for an empty text."""
    direction = "rtl" if text.is_rtl else "ltr"
    return f'<h2>{escaped(title)}</h2><div dir="{direction}">{text.html}</div>' if text.html else ""


def titled_list(title: str, lines: Sequence[str]) -> str:
    """Return a heading and a list; nothing for an empty list."""
    items = "".join(f"<li>{broken(words)}</li>" for words in lines)
    return f"<h2>{escaped(title)}</h2><ul>{items}</ul>" if items else ""
