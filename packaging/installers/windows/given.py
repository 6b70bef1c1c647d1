"""Which Python an installer was built with, so that it can be built again. Must not build anything."""

import json
from pathlib import Path
from typing import Final

from payload.release import WORK
from windows.tree import Embeddable

NOTE: Final = WORK / "windows-python.json"


def note_python(given: Embeddable, note: Path = NOTE) -> None:
    """Note what the installer among the built ones was made with; a later build replaces the note."""
    text = json.dumps({"archive": str(given.archive.resolve()), "sha256": given.sha256})
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(text + "\n", "utf-8")


def noted_python(note: Path = NOTE) -> Embeddable | None:
    """Return what the last build noted; None where none was."""
    if not note.exists():
        return None
    found = json.loads(note.read_text("utf-8"))
    return Embeddable(Path(found["archive"]), found["sha256"])
