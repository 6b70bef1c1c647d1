"""Blocks as a Word document (DOCX, ECMA-376): the smallest package that Word, LibreOffice and our reader open.

Headings are real headings, tables have a header row, Arabic runs from right to left. The properties name no person and
no date.
"""

from typing import Final
from xml.sax.saxutils import escape

from content.archive import pack
from content.blocks import Block, BlockType, Span

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES: Final = f"""{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>\
<Override PartName="/word/styles.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
</Types>"""
_RELATIONS: Final = f"""{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>\
<Relationship Id="rId2" \
Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" \
Target="docProps/core.xml"/></Relationships>"""
_DOCUMENT_RELATIONS: Final = f"""{_HEAD}\
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" \
Target="styles.xml"/></Relationships>"""
_HEADING_HALF_POINTS: Final = (40, 28, 24)
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PAGE_TWIPS: Final = 11_906 - 2 * 1_134
"""Width of the text on A4 with margins of 2 cm, in twentieths of a point."""


def write_docx(blocks: tuple[Block, ...], *, title: str, language: str, is_rtl: bool) -> bytes:
    """Write a Word document.

    Args:
        blocks: The content.
        title: For the properties.
        language: BCP 47 tag.
        is_rtl: Whether the script runs from right to left.

    Returns:
        The file's bytes, the same on every run.
    """
    writer = _Writer(language, is_rtl=is_rtl)
    body = "".join(writer.block(block) for block in blocks)
    direction = "<w:bidi/>" if is_rtl else ""
    section = (
        f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" '
        f'w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>{direction}</w:sectPr>'
    )
    document = f'{_HEAD}<w:document xmlns:w="{_MAIN}"><w:body>{body}{section}</w:body></w:document>'
    core = (
        f"{_HEAD}<cp:coreProperties "
        f'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        f"<dc:language>{language}</dc:language></cp:coreProperties>"
    )
    return pack(
        (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
            ("word/_rels/document.xml.rels", _DOCUMENT_RELATIONS),
            ("word/styles.xml", _styles(language)),
            ("docProps/core.xml", core),
        )
    )


class _Writer:
    """Writes blocks in one language and direction."""

    def __init__(self, language: str, *, is_rtl: bool) -> None:
        self._language = language
        self._is_rtl = is_rtl

    def block(self, block: Block) -> str:
        """Write one block."""
        if block.type is BlockType.TABLE:
            return self._table(block.rows)
        if block.type is BlockType.HEADING:
            return self._paragraph(block.spans, style=f"Heading{block.level}")
        mark = {BlockType.BULLET: "•  ", BlockType.TICK: "☐  ", BlockType.NUMBER: f"{block.level}.  "}.get(block.type)
        if mark is None:
            return self._paragraph(block.spans)
        return self._paragraph((Span(mark), *block.spans), indent=True)

    def _paragraph(self, spans: tuple[Span, ...], *, style: str | None = None, indent: bool = False) -> str:
        properties = f'<w:pStyle w:val="{style}"/>' if style is not None else ""
        properties += "<w:bidi/>" if self._is_rtl else ""
        if indent:
            properties += '<w:spacing w:after="60"/><w:ind w:start="397" w:hanging="397"/>'
        return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(self._run(span) for span in spans)}</w:p>"

    def _run(self, span: Span) -> str:
        properties = ""
        if span.is_bold:
            properties += "<w:b/><w:bCs/>"
        if span.is_slanted:
            properties += "<w:i/><w:iCs/>"
        if self._is_rtl:
            properties += f'<w:rtl/><w:lang w:bidi="{self._language}"/>'
        return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(span.text)}</w:t></w:r>'

    def _table(self, rows: tuple[tuple[str, ...], ...]) -> str:
        width = _PAGE_TWIPS // len(rows[0])
        direction = "<w:bidiVisual/>" if self._is_rtl else ""
        grid = f'<w:gridCol w:w="{width}"/>' * len(rows[0])
        written = "".join(self._row(row, width, is_header=index == 0) for index, row in enumerate(rows))
        return (
            f'<w:tbl><w:tblPr>{direction}<w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl><w:p/>"
        )

    def _row(self, row: tuple[str, ...], width: int, *, is_header: bool) -> str:
        height = "" if is_header else '<w:trHeight w:val="510"/>'
        repeat = "<w:tblHeader/>" if is_header else ""
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f"{self._paragraph((Span(cell, is_bold=is_header),))}</w:tc>"
            for cell in row
        )
        return f"<w:tr><w:trPr>{height}{repeat}</w:trPr>{cells}</w:tr>"


def _styles(language: str) -> str:
    fonts = '<w:rFonts w:ascii="Noto Sans" w:hAnsi="Noto Sans" w:cs="Noto Sans Arabic"/>'
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/>'
        f'<w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:bCs/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        for level, size in enumerate(_HEADING_HALF_POINTS, 1)
    )
    return (
        f'{_HEAD}<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}'
        f'<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="{language}" w:bidi="{language}"/></w:rPr></w:rPrDefault>'
        f'</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f'<w:pPr><w:spacing w:after="120"/></w:pPr></w:style>{headings}</w:styles>'
    )
