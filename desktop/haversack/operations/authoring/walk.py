"""The only module of this package that touches the disk: lists the folder and reads files, without following links.

Must not interpret what it reads.
"""

import os
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack.operations.authoring.limits import FOLDER_DEPTH, FOLDER_FILES
from haversack.operations.authoring.problems import Place, ProblemKind, ProblemList

_SYSTEM_FILES: Final = frozenset({"thumbs.db", "desktop.ini"})
_READ_FLAGS: Final = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file.

    Attributes:
        path: Below the folder, NFC, with forward slashes: macOS lists decomposed names.
        on_disk: The path to open it with.
        size: In bytes, when it was listed.
    """

    path: str
    on_disk: Path
    size: int


def list_files(folder: Path, problems: ProblemList) -> dict[str, FoundFile]:
    """List the regular files below a folder.

    Names that begin with a dot, an underscore or `~`, and files that systems leave behind, are skipped. Links and
    devices are mistakes.

    Args:
        folder: The authoring folder.
        problems: Receives the mistakes.

    Returns:
        The files by path below the folder; empty if the folder cannot be read.
    """
    found: dict[str, FoundFile] = {}
    if not folder.is_dir():
        problems.add(ProblemKind.FOLDER_MISSING, Place(""))
        return found
    waiting: list[tuple[Path, str, int]] = [(folder, "", 0)]
    while waiting:
        where, prefix, depth = waiting.pop()
        for entry in _entries(where, prefix, problems):
            path = prefix + unicodedata.normalize("NFC", entry.name)
            if entry.is_symlink():
                problems.add(ProblemKind.SHORTCUT, Place(path))
            elif entry.is_dir(follow_symlinks=False):
                if depth == FOLDER_DEPTH:
                    problems.add(ProblemKind.FOLDER_TOO_DEEP, Place(path), limit=FOLDER_DEPTH)
                else:
                    waiting.append((Path(entry.path), path + "/", depth + 1))
            elif entry.is_file(follow_symlinks=False):
                found[path] = FoundFile(path, Path(entry.path), entry.stat(follow_symlinks=False).st_size)
            else:
                problems.add(ProblemKind.UNREADABLE, Place(path))
            if len(found) > FOLDER_FILES:
                problems.add(ProblemKind.TOO_MANY_FILES, Place(""), limit=FOLDER_FILES)
                return {}
    return found


def _entries(where: Path, prefix: str, problems: ProblemList) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(where) as listing:
            return sorted((e for e in listing if not _is_left_alone(e.name)), key=lambda e: e.name)
    except OSError:
        problems.add(ProblemKind.UNREADABLE, Place(prefix.rstrip("/")))
        return []


def _is_left_alone(name: str) -> bool:
    return name.startswith((".", "_", "~")) or name.endswith("~") or name.lower() in _SYSTEM_FILES


def read_bytes(file: FoundFile, *, limit_bytes: int, problems: ProblemList) -> bytes | None:
    """Read a whole file, never more than a limit.

    The file is opened without following a link, in case it was replaced since it was listed.

    Args:
        file: What `list_files` found.
        limit_bytes: The most that is read.
        problems: Receives a file that is too big or cannot be read.

    Returns:
        The bytes, or None.
    """
    try:
        descriptor = os.open(file.on_disk, _READ_FLAGS)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                problems.add(ProblemKind.UNREADABLE, Place(file.path))
                return None
            data = stream.read(limit_bytes + 1)
    except OSError:
        problems.add(ProblemKind.UNREADABLE, Place(file.path))
        return None
    if len(data) > limit_bytes:
        problems.add(ProblemKind.FILE_TOO_BIG, Place(file.path), limit_bytes=limit_bytes)
        return None
    return data
