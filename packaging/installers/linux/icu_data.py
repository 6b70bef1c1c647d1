"""Makes Qt's copy of ICU's data smaller: what Qt never asks for goes, sorting and line breaking stay as they were.

Runs inside the clean root, with ICU's own tools and binutils. Source: `icupkg` and `genccode` of the package
icu-devtools; the data lies as one object under a known name in the library.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

_GOES: Final = re.compile(
    r"(?:translit|zone|lang|region|unit|curr|rbnf)/.*"
    r"|.*\.cnv|.*\.spp|unames\.icu|confusables\.cfu"
    r"|(?!(?:root|pool|res_index|supplementalData|likelySubtags|numberingSystems|keyTypeData|icuver|plurals)\.res)"
    r"(?!(?:icustd|metadata|timezoneTypes|zoneinfo64|ar|en|es|fr|my|fa|ps)\.res)[^/]+\.res"
)
"""What goes: converters of old encodings, transliteration, names of places, of units and of currencies."""


def main() -> None:
    """Replace the library that was named."""
    library, work = Path(sys.argv[1]), Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    name, data = _data_of(library)
    whole, small = work / f"{name}l.dat", work / "small" / f"{name}l.dat"
    whole.write_bytes(data)
    small.parent.mkdir(exist_ok=True)
    listed = _told("icupkg", "-l", whole).split()
    goes = work / "goes.txt"
    goes.write_text("".join(f"{each}\n" for each in listed if _GOES.fullmatch(each)))
    _told("icupkg", "-r", goes, whole, small)
    _told("genccode", "-a", "gcc", "-e", name, "-d", work, small)
    (source,) = work.glob("*.S")
    # Written for a preprocessor that leaves this line out; without one it would hide the data from Qt.
    source.write_text("".join(line for line in source.read_text().splitlines(keepends=True) if ".hidden" not in line))
    _told("as", "-o", work / "data.o", source)
    made = work / library.name
    _told("ld", "-shared", "--build-id=none", "-z", "noexecstack", "-soname", library.name, "-o", made, work / "data.o")
    library.write_bytes(made.read_bytes())
    print(f"ICU's data: {len(data):,} bytes, {len(listed)} parts; now {small.stat().st_size:,} bytes")


def _data_of(library: Path) -> tuple[str, bytes]:
    """Find the data by its symbol: one object, `icudtNN_dat`, in a section of its own kind."""
    symbols = _told("readelf", "-Ws", library)
    found = re.search(r"([0-9a-f]{16})\s+(\w+)\s+OBJECT\s+GLOBAL\s+DEFAULT\s+(\d+)\s+(icudt\d+)_dat", symbols)
    if not found:
        raise SystemExit(f"no data of ICU in {library}")
    address, section = int(found[1], 16), int(found[3])
    row = re.search(
        rf"\[\s*{section}\]\s+\S+\s+\S+\s+([0-9a-f]+)\s+([0-9a-f]+)\s+([0-9a-f]+)", _told("readelf", "-WS", library)
    )
    if not row:
        raise SystemExit(f"no section of ICU's data in {library}")
    start, offset, size = (int(each, 16) for each in row.groups())
    first = offset + address - start
    return found[4], library.read_bytes()[first : offset + size]


def _told(*command: object) -> str:
    return subprocess.run([str(each) for each in command], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
