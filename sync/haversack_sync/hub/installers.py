"""Installers that the operator laid into the data folder, for people who open the hub's address in a browser.

The hub hands them out as they are. Must not name a file by anything that a client sent: a name is looked up among what
lies there.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SUMS_NAME: Final = "SHA256SUMS"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}", re.ASCII)
_MOST: Final = 20
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Installer:
    """One file: its name, its size in bytes, and SHA-256 of it in hexadecimal."""

    name: str
    size: int
    sha256: str


class Installers:
    """The installers in a folder; checksums are worked out once for each file as it is."""

    def __init__(self, folder: Path) -> None:
        """Look into nothing yet.

        Args:
            folder: It may be missing.
        """
        self._folder = folder
        self._known: dict[tuple[str, int, int], Installer] = {}

    def all(self) -> Sequence[Installer]:
        """Return what lies there now, by name: plain files with plain names, twenty at most; links are left out."""
        try:
            paths = sorted(path for path in self._folder.iterdir() if self._is_plain(path))[:_MOST]
            known = {self._key(path): path for path in paths}
            self._known = {key: self._known.get(key) or _summed(path) for key, path in known.items()}
        except OSError:
            return ()
        return tuple(self._known.values())

    def path(self, name: str) -> Path | None:
        """Return where an installer of this name lies, or None if there is none."""
        return self._folder / name if any(one.name == name for one in self.all()) else None

    def sums(self) -> str:
        """Return all checksums in the form of the command `sha256sum`."""
        return "".join(f"{one.sha256}  {one.name}\n" for one in self.all())

    def _is_plain(self, path: Path) -> bool:
        is_name = _NAME.fullmatch(path.name) is not None and path.name != SUMS_NAME
        return is_name and path.is_file() and not path.is_symlink()

    def _key(self, path: Path) -> tuple[str, int, int]:
        facts = path.stat()
        return (path.name, facts.st_size, facts.st_mtime_ns)


def _summed(path: Path) -> Installer:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return Installer(path.name, size, digest.hexdigest())
