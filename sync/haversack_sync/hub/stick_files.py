"""Files on a stick that anybody may have had in hand: nothing is followed, run or believed, and nothing is half there.

Names are looked up without regard to capitals (FAT32), links and pipes are no files, and what is written is written
beside its name and renamed. Must not know what the bytes mean.
"""

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from haversack_sync.hub.errors import DataFolderError
from haversack_sync.hub.files import fsync_folder, write_beside
from haversack_sync.protocol.limits import KIB
from haversack_sync.protocol.sticks import UNFINISHED

MOST_NAMES: Final = 100_000
"""Names that are looked at in one folder of a stick."""
_PIECE_BYTES: Final = 256 * KIB
_FLAGS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def plain_folder(folder: Path) -> Path:
    """Make a folder on a stick if it is missing.

    Raises:
        DataFolderError: Something else has its name: a link could lead anywhere on this computer ("not_plain").
        OSError: The system refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise DataFolderError(folder, "not_plain")
    return folder


def plain_size(path: Path) -> int | None:
    """Return the length of a plain file in bytes; None for everything else."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder, at most `MOST_NAMES`; none where it is no plain folder."""
    names: list[str] = []
    with contextlib.suppress(OSError):
        if stat.S_ISDIR(folder.lstat().st_mode):
            with os.scandir(folder) as found:
                for one in found:
                    names.append(one.name)
                    if len(names) >= MOST_NAMES:
                        break
    return sorted(names)


def read_plain(path: Path, *, most_bytes: int) -> bytes | None:
    """Return what a plain file holds; None where it is none, is longer, or cannot be read."""
    size = plain_size(path)
    if size is None or size > most_bytes:
        return None
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | _FLAGS), "rb") as file:
            data = file.read(most_bytes + 1)
    except OSError:
        return None
    return data if len(data) <= most_bytes else None


def is_unreadable(path: Path, *, most_bytes: int) -> bool:
    """Tell, of what `read_plain` did not read, whether it may be a file all the same, on a stick that fails."""
    try:
        found = path.lstat()
    except OSError:
        return True
    return stat.S_ISREG(found.st_mode) and found.st_size <= most_bytes


def write_whole(path: Path, pieces: Iterable[bytes]) -> int:
    """Write a file, whole or not at all, in the place of an older one; return its length in bytes.

    Raises:
        OSError: The stick is full, read-only or gone; the older file is untouched.
    """
    size = write_beside(path, pieces, suffix=UNFINISHED)
    with contextlib.suppress(OSError):
        # Some kinds of disks cannot do that for folders.
        fsync_folder(path.parent)
    return size


def remove(path: Path) -> None:
    """Remove a file; what cannot be removed stays. Safe to repeat."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def remove_unfinished(folder: Path) -> None:
    """Remove what was being written when the stick was pulled out."""
    for name in names_in(folder):
        if name.endswith(UNFINISHED):
            remove(folder / name)


def folder_bytes(folder: Path) -> int:
    """Return the length of all plain files in a network's folder, in bytes."""
    places = [folder, *(folder / name for name in names_in(folder))]
    return sum(plain_size(place / name) or 0 for place in places for name in names_in(place))


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield a plain file in pieces.

    Raises:
        OSError: It cannot be read.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | _FLAGS), "rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
