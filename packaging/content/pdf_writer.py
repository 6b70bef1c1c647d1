"""Blocks as a PDF of one or more A4 pages, for languages in the Latin script.

Uses the standard fonts, so nothing is embedded; Arabic needs shaping and goes into ODT and DOCX instead. Nothing is
compressed and every date is fixed, so the bytes are the same on every run with one version of reportlab.
"""

import io
from typing import Final
from xml.sax.saxutils import escape

from content.blocks import Block, BlockType, Span
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

_TEXT: Final = ParagraphStyle("text", fontName="Helvetica", fontSize=11, leading=15, spaceAfter=6, alignment=TA_LEFT)
_ITEM: Final = ParagraphStyle("item", _TEXT, leftIndent=18, bulletIndent=0, spaceAfter=4)
_HEADINGS: Final = (
    ParagraphStyle("h1", _TEXT, fontName="Helvetica-Bold", fontSize=19, leading=23, spaceAfter=8),
    ParagraphStyle("h2", _TEXT, fontName="Helvetica-Bold", fontSize=13, leading=17, spaceBefore=10, spaceAfter=5),
    ParagraphStyle("h3", _TEXT, fontName="Helvetica-Bold", fontSize=11, leading=15, spaceBefore=6, spaceAfter=3),
)
_GRID: Final = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "#808080"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
_BOX: Final = "[  ]"
"""The standard fonts have no box to tick."""


def write_pdf(blocks: tuple[Block, ...], *, title: str, language: str) -> bytes:
    """Write a PDF.

    Args:
        blocks: The content, in the Latin script.
        title: For the properties.
        language: BCP 47 tag, for screen readers.

    Returns:
        The file's bytes.
    """
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=2 * cm,
        rightMargin=2 * cm,
        topMargin=1.8 * cm,
        bottomMargin=1.8 * cm,
        title=title,
        author="",
        creator="",
        producer="",
        lang=language,
        invariant=1,
        pageCompression=0,
    )
    document.build([_flowable(block) for block in blocks])
    return buffer.getvalue()


def _flowable(block: Block) -> Flowable:
    if block.type is BlockType.TABLE:
        rows = [[Paragraph(escape(cell), _TEXT) for cell in row] for row in block.rows]
        return Table(rows, style=_GRID)
    text = "".join(_markup(span) for span in block.spans)
    if block.type is BlockType.HEADING:
        return Paragraph(text, _HEADINGS[block.level - 1])
    mark = {BlockType.BULLET: "•", BlockType.TICK: _BOX, BlockType.NUMBER: f"{block.level}."}.get(block.type)
    return Paragraph(text, _TEXT) if mark is None else Paragraph(text, _ITEM, bulletText=mark)


def _markup(span: Span) -> str:
    text = escape(span.text)
    if span.is_bold:
        return f"<b>{text}</b>"
    return f"<i>{text}</i>" if span.is_slanted else text
