"""How large installers are and may be, and what a kit adds to them. Must not build or measure anything else.

The tables of sizes in `docs/benchmarks.md` are made of the notes that builds and rehearsals leave here (`make sizes`).
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from payload.release import OUT

NOTES: Final = OUT / "sizes.json"
KIT_NOTE: Final = OUT / "kit-sizes.json"
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


@dataclass(frozen=True, slots=True)
class KitSize:
    """What lies in a kit besides the installers.

    Attributes:
        network: Bytes of the network's folder: the content, as every stick carries it.
        rest: Bytes of pages, network file, description and checksums.
        files: How many files both are.
    """

    network: int
    rest: int
    files: int


def over_budget(made: Path) -> str:
    """Say by how much an installer of the app is larger than it may be; nothing where it is not, or has no budget."""
    size, most = made.stat().st_size, BUDGETS.get(made.suffix)
    if most is None or size <= most:
        return ""
    return f"{made.name} has {size} bytes, and may have {most} at most"


def note_kit(kit: Path, installers: set[str], note: Path = KIT_NOTE) -> None:
    """Measure a kit that was built and is nobody's yet, and note it.

    Args:
        kit: Its folder.
        installers: Names of the installers in it, which count elsewhere.
        note: Where the note goes.
    """
    sizes = {each.relative_to(kit): each.stat().st_size for each in kit.rglob("*") if each.is_file()}
    added = {path: size for path, size in sizes.items() if path.parts[0] not in installers}
    network = sum(size for path, size in added.items() if len(path.parts) > 1)
    found = KitSize(network, sum(added.values()) - network, len(added))
    note.write_text(json.dumps(asdict(found)) + "\n", "utf-8")


def read_kit(note: Path = KIT_NOTE) -> KitSize | None:
    """Return what the last rehearsal noted; None where none was."""
    return KitSize(**json.loads(note.read_text("utf-8"))) if note.exists() else None


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
