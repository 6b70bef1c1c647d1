"""Which Python an installer was built with: so that it can be built again, and is named. Must not build anything."""

import json
import re
from pathlib import Path
from typing import Final

from payload.release import WORK
from payload.sbom import Part
from windows.tree import TARGET, Embeddable

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


def parts_of(interpreter: Path, given: Embeddable) -> list[Part]:
    """Return the interpreter as a part of the bill, and the libraries that lie beside it; their texts are in its own.

    Args:
        interpreter: The folder into which it was unpacked.
        given: The file that it is from.
    """
    text = (interpreter / f"python{TARGET.python.replace('.', '')}.dll").read_bytes()
    # What Windows shows as the version of a file, in two bytes for each character.
    shown = re.search("ProductVersion".encode("utf-16-le") + rb"\0{2,4}((?:[0-9.]\0)+)", text)
    version = shown[1].decode("utf-16-le") if shown else TARGET.python
    found = [Part("cpython-embeddable", version, "generic", "PSF-2.0", (given.sha256,))]
    for library in sorted(interpreter.glob("libcrypto-*.dll")):
        said = re.search(rb"OpenSSL (\d+\.\d+\.\d+) ", library.read_bytes())
        found.append(Part("openssl", said[1].decode() if said else "", "generic", "Apache-2.0"))
    # Nothing in the library says which one it is.
    found += [Part("libffi", "", "generic", "MIT") for _ in interpreter.glob("libffi-*.dll")]
    return found
