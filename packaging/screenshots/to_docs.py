"""Copies the pictures that readme and guides show from `build/screenshots/` to `docs/pictures/`, a third as large.

    take.py --only home directory library training sync kits --looks light arabic-dark
    to_docs.py

Must not take any picture.
"""

import struct
import zlib
from collections import Counter
from pathlib import Path
from typing import Final

from PySide6.QtGui import QImage

_ROOT: Final = Path(__file__).resolve().parents[2]
_PICTURES: Final = {
    "home-light": "home-light",
    "directory-light": "directory-light",
    "library-arabic-dark": "library-arabic-dark",
    "training-quiz-light": "quiz-light",
    "sync-running-light": "sync-light",
    "kits-chosen-light": "kits-light",
    "kits-ready-light": "kit-ready-light",
}
"""Name among the screenshots → name in the documentation."""
_COLOURS: Final = 256
_FREQUENT: Final = 96
_SMALLEST: Final = 9


def with_palette(picture: QImage) -> bytes:
    """Return a picture as a PNG with a palette.

    It holds the most frequent colours and the most distinct of the others; the rest take the nearest.
    """
    drawn = picture.convertToFormat(QImage.Format.Format_RGB888)
    width, height, line = drawn.width(), drawn.height(), drawn.bytesPerLine()
    data = bytes(drawn.constBits())
    rows = [data[row * line : row * line + 3 * width] for row in range(height)]
    counted = Counter(row[place : place + 3] for row in rows for place in range(0, len(row), 3))
    palette = [colour for colour, _ in counted.most_common(_FREQUENT)]
    rest = {colour: min(_distance(one, colour) for one in palette) for colour in counted}
    while len(palette) < _COLOURS and any(rest.values()):
        # A small icon has few points, and its colours all the same.
        farthest = max(rest, key=lambda colour: rest[colour])
        palette.append(farthest)
        rest = {colour: min(gap, _distance(farthest, colour)) for colour, gap in rest.items()}
    nearest = {colour: min(range(len(palette)), key=lambda one: _distance(palette[one], colour)) for colour in counted}
    lines = b"".join(b"\0" + bytes(nearest[row[place : place + 3]] for place in range(0, len(row), 3)) for row in rows)
    head = struct.pack(">LLBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(lines, _SMALLEST)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, held) for name, held in parts)


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(name: bytes, held: bytes) -> bytes:
    return struct.pack(">L", len(held)) + name + held + struct.pack(">L", zlib.crc32(name + held))


def main() -> None:
    """Copy them."""
    for name, wanted in _PICTURES.items():
        picture = QImage(str(_ROOT / "build" / "screenshots" / f"{name}.png"))
        if picture.isNull():
            raise SystemExit(f"{name} was not taken yet")
        to = _ROOT / "docs" / "pictures" / f"{wanted}.png"
        to.write_bytes(with_palette(picture))
        print(f"{to.relative_to(_ROOT)}: {to.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
