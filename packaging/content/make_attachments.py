"""Make the attachments of the starter content from the texts in `documents/`.

    cd packaging && python -m content.make_attachments            writes resources/starter/library/files/
    cd packaging && python -m content.make_attachments --check    says what differs, writes nothing

The same texts give the same bytes: no dates, no names, no compression whose result depends on the machine. The made
files are committed, so nobody needs reportlab or Pillow to build or use Haversack.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from content.blocks import Block, BlockType, parse, plain
from content.opendocument_writer import write_odt
from content.pdf_writer import write_pdf
from content.picture import draw_png
from content.word_writer import write_docx

_HERE: Final = Path(__file__).resolve().parent
DOCUMENTS: Final = _HERE / "documents"
MADE: Final = _HERE.parents[1] / "resources" / "starter" / "library" / "files"
_RTL: Final = frozenset({"ar"})
_UTF8_MARK: Final = b"\xef\xbb\xbf"

PICTURE: Final = "ways-of-protection.png"
FORMATS: Final = {
    "asylum-letter.ar": ("docx",),
    "asylum-letter.en": ("docx",),
    "asylum-letter.es": ("docx",),
    "asylum-letter.fr": ("docx",),
    "border-sheet.en": ("docx",),
    "campaign-page.en": ("docx",),
    "consent-form.ar": ("docx",),
    "consent-form.en": ("odt",),
    "detention-card.ar": ("odt",),
    "detention-card.en": ("pdf",),
    "detention-card.es": ("pdf",),
    "detention-card.fr": ("pdf",),
    "detention-log.en": ("docx",),
    "good-practice-form.en": ("docx",),
    "interview-notes.en": ("txt",),
    "joint-statement-template.en": ("docx", "md"),
    "listening-sheet.en": ("docx",),
    "safety-page.en": ("docx",),
    "school-letter.en": ("docx",),
    "upr-outline.en": ("docx",),
    "work-diary.en": ("docx",),
}
"""Document → formats in which it is attached. CSV tables in `documents/` become CSV for spreadsheets."""


def make_all() -> dict[str, bytes]:
    """Make every attachment.

    Returns:
        File name → bytes, sorted by name.
    """
    made = {PICTURE: draw_png()}
    for name, formats in FORMATS.items():
        text = (DOCUMENTS / f"{name}.md").read_text(encoding="utf-8")
        for ending in formats:
            made[f"{name}.{ending}"] = _WRITERS[ending](text, name.rpartition(".")[2])
    for table in sorted(DOCUMENTS.glob("*.csv")):
        made[table.name] = _for_spreadsheets(table.read_text(encoding="utf-8"))
    return dict(sorted(made.items()))


def _docx(text: str, language: str) -> bytes:
    blocks = parse(text)
    return write_docx(blocks, title=plain(blocks[0].spans), language=language, is_rtl=language in _RTL)


def _odt(text: str, language: str) -> bytes:
    blocks = parse(text)
    return write_odt(blocks, title=plain(blocks[0].spans), language=language, is_rtl=language in _RTL)


def _pdf(text: str, language: str) -> bytes:
    blocks = parse(text)
    return write_pdf(blocks, title=plain(blocks[0].spans), language=language)


def _txt(text: str, _language: str) -> bytes:
    return ("\r\n".join(line for block in parse(text) for line in _plain_lines(block)) + "\r\n").encode()


def _plain_lines(block: Block) -> list[str]:
    words = plain(block.spans)
    if block.type is BlockType.HEADING:
        return ["", words.upper() if block.level == 1 else words, "=" * len(words) if block.level == 1 else ""]
    mark = {BlockType.BULLET: "- ", BlockType.TICK: "[ ] ", BlockType.NUMBER: f"{block.level}. "}.get(block.type, "")
    return [mark + words, ""] if block.type is BlockType.PARAGRAPH else [mark + words]


def _for_spreadsheets(text: str) -> bytes:
    """Add the mark without which Excel shows Arabic as garbage, and the line ends of RFC 4180."""
    return _UTF8_MARK + text.replace("\n", "\r\n").encode()


_WRITERS: Final[Mapping[str, Callable[[str, str], bytes]]] = {
    "docx": _docx,
    "md": lambda text, _language: text.encode(),
    "odt": _odt,
    "pdf": _pdf,
    "txt": _txt,
}


def _differences(made: Mapping[str, bytes]) -> list[str]:
    """Name the files that are not as they would be made now; of the picture only whether it is there."""
    here = {path.name: path.read_bytes() for path in MADE.glob("[!.]*")}
    different = [
        name for name, data in made.items() if here.get(name) != data and (name != PICTURE or name not in here)
    ]
    return different + [name for name in sorted(here) if name not in made]


def main(arguments: list[str]) -> int:
    """Make or check the attachments; return 1 if the check finds a difference."""
    parser = argparse.ArgumentParser(description="Make the attachments of the starter content.")
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    is_check = parser.parse_args(arguments).check
    made = make_all()
    if is_check:
        different = _differences(made)
        for name in different:
            print(f"differs: {name}")
        return 1 if different else 0
    MADE.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        (MADE / name).write_bytes(data)
        print(f"{len(data):>8} {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
