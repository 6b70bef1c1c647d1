"""Gives a font the line height that the design asks for, in place: `tighten.py [--above N --below N] FONT …`.

Noto Sans Arabic leaves room above and below each line for whole stacks of marks, twice the height of its letters; its
`UI` cut, which the design names, is not packaged any more. Only the three places that tell the height of a line are
written, and the checksums; no letter changes. Safe to repeat.
"""

import argparse
import struct
from pathlib import Path
from typing import Final

ASCENT: Final = 1100
DESCENT: Final = 430
"""In thousandths of the letters' size. The highest letter with its marks needs 1,003, the lowest 426; the few stacks of
three marks that reach 1,286 are drawn whole and reach into the line above. Burmese needs 1,023 and 538."""
_WHOLE_SUM: Final = 0xB1B0AFBA
_RECORD: Final = struct.Struct(">4sLLL")
_TABLES_FROM: Final = 12
_ADJUSTMENT: Final = 8
"""Where in `head` the sum of the whole file stands."""


def tighten(data: bytes, above: int = ASCENT, below: int = DESCENT) -> bytes:
    """Return a font with another line height.

    Args:
        data: A TrueType file of 1,000 units.
        above: Of the line on which letters stand.
        below: Likewise.
    """
    made = bytearray(data)
    places = _tables(data)
    hhea, os2, head = (places[tag][0] for tag in (b"hhea", b"OS/2", b"head"))
    struct.pack_into(">hhh", made, hhea + 4, above, -below, 0)
    struct.pack_into(">hhh", made, os2 + 68, above, -below, 0)
    struct.pack_into(">HH", made, os2 + 74, above, below)
    struct.pack_into(">L", made, head + _ADJUSTMENT, 0)
    for number, (tag, (start, length)) in enumerate(places.items()):
        place = _TABLES_FROM + number * _RECORD.size
        _RECORD.pack_into(made, place, tag, _sum(made[start : start + length]), start, length)
    struct.pack_into(">L", made, head + _ADJUSTMENT, (_WHOLE_SUM - _sum(made)) & 0xFFFFFFFF)
    return bytes(made)


def _tables(data: bytes) -> dict[bytes, tuple[int, int]]:
    (number,) = struct.unpack_from(">H", data, 4)
    records = [_RECORD.unpack_from(data, _TABLES_FROM + place * _RECORD.size) for place in range(number)]
    return {tag: (start, length) for tag, _, start, length in records}


def _sum(data: bytes | bytearray) -> int:
    padded = bytes(data) + b"\0" * (-len(data) % 4)
    words = (int.from_bytes(padded[place : place + 4], "big") for place in range(0, len(padded), 4))
    return sum(words) & 0xFFFFFFFF


def main() -> None:
    """Rewrite the fonts that were named."""
    parser = argparse.ArgumentParser(description="Give fonts the line height of the design")
    parser.add_argument("--above", type=int, default=ASCENT)
    parser.add_argument("--below", type=int, default=DESCENT)
    parser.add_argument("fonts", type=Path, nargs="+")
    given = parser.parse_args()
    for path in given.fonts:
        path.write_bytes(tighten(path.read_bytes(), given.above, given.below))


if __name__ == "__main__":
    main()
