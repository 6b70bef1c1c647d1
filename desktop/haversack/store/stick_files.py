"""Writing onto a stick that may be pulled out at any moment, is full, or was in anybody's hands.

A file is written beside its name and renamed: it is there whole or not at all. Links are not followed. Must not know
what the bytes mean.
"""

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from haversack.store.files import sync_folder, write_synced
from haversack_sync.client.folder import plain_size
from haversack_sync.protocol.limits import KIB, MIB
from haversack_sync.protocol.sticks import UNFINISHED

LEFT_FREE_BYTES: Final = MIB
"""So much of a stick stays free."""
_TOLD_BYTES: Final = MIB // 4
"""So often it is told how far a large file is."""
_CLUSTER: Final = 32 * KIB
_LARGE_STICK: Final = 32 * 1024 * MIB
_LARGE_CLUSTER: Final = 128 * KIB
"""Of a stick larger than that. Source: Microsoft's "Default cluster size for NTFS, FAT, and exFAT"."""
_FILE_MODE: Final = 0o600
_FLAGS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_REASONS: Final = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EROFS: "read_only",
    errno.ENOENT: "gone",
    errno.EIO: "gone",
    errno.ENODEV: "gone",
    errno.ENXIO: "gone",
}
# Windows tells a stick that was pulled out, or whose switch is set, from a missing right by numbers of its own alone.
# Source: Microsoft's "System Error Codes": write protected, not ready, no such device, device not connected.
_REASONS_OF_WINDOWS: Final = {19: "read_only", 21: "gone", 433: "gone", 1167: "gone"}


class StickError(Exception):
    """A folder or stick cannot be used.

    Attributes:
        reason: full, read_only, gone, no_access, not_plain (a link lies where a folder belongs), or other_network.
    """

    kind = "stick"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextlib.contextmanager
def stick_errors() -> Iterator[None]:
    """Turn what the system says of a stick into what people can do something about.

    Raises:
        StickError: The block met an `OSError`.
    """
    try:
        yield
    except OSError as error:
        known = _REASONS.get(error.errno or 0, "no_access")
        raise StickError(_REASONS_OF_WINDOWS.get(getattr(error, "winerror", 0), known)) from error


def plain_folder(folder: Path) -> Path:
    """Make a folder on a stick if it is missing, and clear away what was half written when the stick was pulled out.

    Raises:
        StickError: A link or a file lies there, or the system refused.
    """
    with stick_errors():
        folder.mkdir(parents=True, exist_ok=True)
        if not stat.S_ISDIR(folder.lstat().st_mode):
            raise StickError("not_plain")
        for path in folder.iterdir():
            if path.name.endswith(UNFINISHED):
                with contextlib.suppress(OSError):
                    path.unlink()
    return folder


def own_folder(folder: Path) -> Path:
    """Make a folder of somebody's own where it is not there; nothing that lies in it is touched.

    Raises:
        StickError: It cannot be made, or something else lies there.
    """
    with stick_errors():
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def counted(pieces: Iterable[bytes], tell: Callable[[int], None]) -> Iterator[bytes]:
    """Yield pieces that are written, and tell now and then how many bytes they came to.

    Args:
        pieces: Of a file.
        tell: Given the bytes so far; what it raises ends the writing.
    """
    so_far = told = 0
    for piece in pieces:
        yield piece
        so_far += len(piece)
        if so_far - told >= _TOLD_BYTES:
            told = so_far
            tell(so_far)


def write_whole(path: Path, pieces: Iterable[bytes]) -> int:
    """Write a file, whole or not at all, in the place of an older one; return its length in bytes.

    Raises:
        StickError: The stick is full, read-only or gone; the older file is untouched.
    """
    unfinished = path.with_name(path.name + UNFINISHED)
    with stick_errors():
        try:
            with contextlib.suppress(FileNotFoundError):
                # It may be a link that somebody put there.
                unfinished.unlink()
            descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _FLAGS, _FILE_MODE)
            size = write_synced(descriptor, pieces)
            unfinished.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise
    with contextlib.suppress(OSError):
        # Some kinds of sticks cannot do that for folders.
        sync_folder(path.parent)
    return size


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder of a stick; none where it cannot be read."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def room_on(folder: Path) -> int:
    """Return how many bytes a stick has room for.

    Raises:
        StickError: It is gone.
    """
    with stick_errors():
        return shutil.disk_usage(folder).free - LEFT_FREE_BYTES


def cluster_of(folder: Path) -> int:
    """Return in pieces of how many bytes a stick gives room; where the system does not say, as large as they may be.

    Raises:
        StickError: It is gone.
    """
    with stick_errors():
        if hasattr(os, "statvfs"):
            return max(1, os.statvfs(folder).f_frsize)
        return _LARGE_CLUSTER if shutil.disk_usage(folder).total > _LARGE_STICK else _CLUSTER


def folder_bytes(folder: Path) -> int:
    """Return the length of all plain files in a network's folder, in bytes."""
    places = [folder, *(folder / name for name in names_in(folder))]
    return sum(plain_size(place / name) or 0 for place in places for name in names_in(place))
