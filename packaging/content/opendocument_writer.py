"""Blocks as an OpenDocument text (ODT, ISO/IEC 26300): the smallest package that LibreOffice opens.

Headings are real headings, Arabic runs from right to left. The properties name no person and no date.
"""

from typing import Final
from xml.sax.saxutils import escape

from content.archive import pack
from content.blocks import Block, BlockType, Span

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MEDIA_TYPE: Final = "application/vnd.oasis.opendocument.text"
_SPACES: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
    )
)
_DUBLIN_CORE: Final = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_MANIFEST: Final = f"""{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" \
manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="{_MEDIA_TYPE}"/>\
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>\
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>\
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
_AUTOMATIC: Final = (
    '<office:automatic-styles><style:style style:name="Bold" style:family="text"><style:text-properties '
    'fo:font-weight="bold" style:font-weight-complex="bold"/></style:style><style:style style:name="Slanted" '
    'style:family="text"><style:text-properties fo:font-style="italic" style:font-style-complex="italic"/>'
    '</style:style><style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties '
    'fo:border="0.5pt solid #808080" fo:padding="0.15cm"/></style:style></office:automatic-styles>'
)
_HEADING_POINTS: Final = (20, 14, 12)


def write_odt(blocks: tuple[Block, ...], *, title: str, language: str, is_rtl: bool) -> bytes:
    """Write an OpenDocument text.

    Args:
        blocks: The content.
        title: For the properties.
        language: BCP 47 tag of a language alone, such as `ar`.
        is_rtl: Whether the script runs from right to left.

    Returns:
        The file's bytes, the same on every run.
    """
    body = "".join(_block(block, number) for number, block in enumerate(blocks))
    content = (
        f'{_HEAD}<office:document-content {_SPACES} office:version="1.3">{_AUTOMATIC}<office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    )
    meta = (
        f'{_HEAD}<office:document-meta {_SPACES} {_DUBLIN_CORE} office:version="1.3"><office:meta>'
        f"<dc:title>{escape(title)}</dc:title><dc:language>{language}</dc:language></office:meta>"
        f"</office:document-meta>"
    )
    return pack(
        (
            ("mimetype", _MEDIA_TYPE),
            ("META-INF/manifest.xml", _MANIFEST),
            ("content.xml", content),
            ("styles.xml", _styles(language, is_rtl=is_rtl)),
            ("meta.xml", meta),
        )
    )


def _block(block: Block, number: int) -> str:
    if block.type is BlockType.TABLE:
        return _table(block.rows, number)
    if block.type is BlockType.HEADING:
        style = f'text:style-name="Heading_20_{block.level}" text:outline-level="{block.level}"'
        return f"<text:h {style}>{_spans(block.spans)}</text:h>"
    mark = {BlockType.BULLET: "• ", BlockType.TICK: "☐ ", BlockType.NUMBER: f"{block.level}. "}.get(block.type)
    if mark is None:
        return f'<text:p text:style-name="Standard">{_spans(block.spans)}</text:p>'
    return f'<text:p text:style-name="Item">{_spans((Span(mark), *block.spans))}</text:p>'


def _spans(spans: tuple[Span, ...]) -> str:
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    if span.is_bold or span.is_slanted:
        style = "Bold" if span.is_bold else "Slanted"
        return f'<text:span text:style-name="{style}">{escape(span.text)}</text:span>'
    return escape(span.text)


def _table(rows: tuple[tuple[str, ...], ...], number: int) -> str:
    header, *others = rows
    columns = f'<table:table-column table:number-columns-repeated="{len(header)}"/>'
    first = "".join(_cell(cell, is_bold=True) for cell in header)
    rest = "".join(
        f"<table:table-row>{''.join(_cell(cell, is_bold=False) for cell in row)}</table:table-row>" for row in others
    )
    return (
        f'<table:table table:name="Table{number}">{columns}<table:table-header-rows><table:table-row>{first}'
        f"</table:table-row></table:table-header-rows>{rest}</table:table>"
    )


def _cell(text: str, *, is_bold: bool) -> str:
    inner = _span(Span(text, is_bold=is_bold)) if text else ""
    return (
        f'<table:table-cell table:style-name="Cell" office:value-type="string"><text:p text:style-name="Standard">'
        f"{inner}</text:p></table:table-cell>"
    )


def _styles(language: str, *, is_rtl: bool) -> str:
    mode = "rl-tb" if is_rtl else "lr-tb"
    headings = "".join(
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph" '
        f'style:parent-style-name="Standard" style:default-outline-level="{level}"><style:paragraph-properties '
        f'fo:margin-top="0.4cm" fo:keep-with-next="always"/><style:text-properties fo:font-size="{size}pt" '
        f'style:font-size-complex="{size}pt" fo:font-weight="bold" style:font-weight-complex="bold"/></style:style>'
        for level, size in enumerate(_HEADING_POINTS, 1)
    )
    return (
        f'{_HEAD}<office:document-styles {_SPACES} office:version="1.3"><office:styles><style:default-style '
        f'style:family="paragraph"><style:paragraph-properties style:writing-mode="{mode}"/><style:text-properties '
        f'fo:font-family="Noto Sans" style:font-family-complex="Noto Sans Arabic" fo:font-size="11pt" '
        f'style:font-size-complex="11pt" fo:language="{language}" style:language-complex="{language}"/>'
        f'</style:default-style><style:style style:name="Standard" style:family="paragraph">'
        f'<style:paragraph-properties fo:margin-bottom="0.2cm" style:writing-mode="{mode}"/></style:style>'
        f'<style:style style:name="Item" style:family="paragraph" style:parent-style-name="Standard">'
        f'<style:paragraph-properties fo:margin-bottom="0.1cm"/></style:style>{headings}</office:styles>'
        f'<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties '
        f'fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm" style:writing-mode="{mode}"/>'
        f"</style:page-layout></office:automatic-styles><office:master-styles><style:master-page "
        f'style:name="Standard" style:page-layout-name="A4"/></office:master-styles></office:document-styles>'
    )
