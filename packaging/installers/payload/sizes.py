"""How large installers are, and how large they may be. Must not build or measure anything else.

The table of sizes in `docs/benchmarks.md` is made of the notes that builds leave here (`make bench`, or
`python -m tests.benchmarks --sizes`).
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from payload.release import OUT

NOTES: Final = OUT / "sizes.json"
BUDGETS: Final = {".deb": 48_000_000, ".run": 48_000_000, ".exe": 36_000_000}
"""Bytes that an installer of the app may have at most, by the ending of its name."""


@dataclass(frozen=True, slots=True)
class Size:
    """One built file.

    Attributes:
        name: Of the file.
        installer: Its bytes.
        installed: Bytes of the program once it is installed.
    """

    name: str
    installer: int
    installed: int


def note_size(made: Path, *, installed: int, notes: Path = NOTES) -> None:
    """Note the size of a file that was built; a later build of the same file replaces the note."""
    known = {each.name: each for each in read_sizes(notes)}
    known[made.name] = Size(made.name, made.stat().st_size, installed)
    notes.write_text(json.dumps([asdict(known[name]) for name in sorted(known)], indent=1) + "\n", "utf-8")


def read_sizes(notes: Path = NOTES) -> list[Size]:
    """Return what builds noted, by name; nothing where nothing was built."""
    if not notes.exists():
        return []
    return [Size(**each) for each in json.loads(notes.read_text("utf-8"))]
