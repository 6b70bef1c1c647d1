"""Files of the hub: private, written whole or not at all.

The only module of the hub, beside the object folder, that creates folders or writes files. Must not know what the
bytes mean.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_FLAGS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NEW: Final = ".new"


def make_private_folder(folder: Path) -> None:
    """Create a folder, and those above it, that only this user can enter. Safe to repeat.

    Raises:
        OSError: The system refused.
    """
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)


def fsync_folder(folder: Path) -> None:
    """Make sure that new and renamed names in a folder survive a power cut, where the system can do that."""
    flags = getattr(os, "O_DIRECTORY", None)
    if flags is None:
        return
    descriptor = os.open(folder, os.O_RDONLY | flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create_whole(path: Path, data: bytes, *, suffix: str) -> bool:
    """Create a private file with its content, whole or not at all; an existing one is never touched.

    Args:
        path: Its folder must exist.
        data: The content.
        suffix: Makes the temporary name unique among processes that do this at the same moment.

    Returns:
        False if the file was there already.

    Raises:
        OSError: The system refused, or the disk is full.
    """
    temporary = path.with_name(f"{path.name}.{suffix}{_NEW}")
    try:
        write_synced(temporary, data)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
    fsync_folder(path.parent)
    return True


def write_pieces(path: Path, pieces: Iterable[bytes]) -> int:
    """Write a file in pieces, whole or not at all, replacing an older one; return its length in bytes.

    Raises:
        OSError: The system refused, or the disk is full; the older file is untouched.
    """
    size = write_beside(path, pieces, suffix=_NEW)
    fsync_folder(path.parent)
    return size


def write_beside(path: Path, pieces: Iterable[bytes], *, suffix: str) -> int:
    """Write a file beside its name and rename it; whether the new name survives a power cut is the caller's part.

    Args:
        path: Its folder must exist; an older file stays until the new one is whole.
        pieces: The content; whatever they raise passes through, and nothing is left.
        suffix: Makes the name under which it is written; what lies there, a link perhaps, is removed and not followed.

    Returns:
        Its length in bytes.

    Raises:
        OSError: The system refused, or the disk is full; the older file is untouched.
    """
    unfinished = path.with_name(path.name + suffix)
    size = 0
    try:
        with contextlib.suppress(FileNotFoundError):
            unfinished.unlink()
        descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _FLAGS, _FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
                size += len(piece)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
    return size


def write_synced(path: Path, data: bytes) -> None:
    """Write a private file and wait until the disk has it.

    Raises:
        OSError: The system refused, or the disk is full.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, _FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def scratch_folder(beside: Path) -> Iterator[Path]:
    """Give a private folder that is gone when the block ends; what a killed process left is cleared away before.

    Args:
        beside: It lies beside this, under a name made from its own, so that a rename moves no bytes.

    Raises:
        OSError: The system refused.
    """
    folder = beside.with_name(f"{beside.name}.making")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        make_private_folder(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def move_folder(source: Path, target: Path) -> None:
    """Give a folder another name; an empty folder may stand in the way.

    Raises:
        OSError: The system refused, or something is there.
    """
    if target.exists():
        target.rmdir()
    source.rename(target)
    fsync_folder(target.parent)


def remove_file(path: Path) -> None:
    """Delete a file. Safe to repeat.

    Raises:
        OSError: The system refused.
    """
    path.unlink(missing_ok=True)


def open_lock(path: Path) -> IO[bytes]:
    """Open a private file that is there for its lock alone; it is made if it is missing.

    Raises:
        OSError: The system refused.
    """
    return os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, _FILE_MODE), "wb")
