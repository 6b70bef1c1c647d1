"""Files and folders of the vault: private, written whole or not at all, one process at a time.

The only module of the store that creates folders, writes files and takes locks. Must not know what the bytes mean, and
must never write plain text of a vault.
"""

import contextlib
import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from haversack.store.errors import DiskFullError, FolderAccessError, VaultBusyError

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EISDIR}
)
_NO_RIGHTS: Final = frozenset({errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
_TEMPORARY: Final = ".new"
_SHRED_SLICE: Final = 1 << 20
# A link planted under the vault's name must not send its bytes elsewhere (Windows has no such flag).
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@contextlib.contextmanager
def known_file_errors(path: Path) -> Iterator[None]:
    """Turn the system's errors about space and access into ours; let all others through.

    Args:
        path: What is being worked on; a fact of the error only.

    Raises:
        DiskFullError: Disk, quota or file size limit exhausted.
        FolderAccessError: The system refused access, or there can be no such place.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise DiskFullError from error
        if error.errno in _REFUSED:
            raise FolderAccessError(path) from error
        raise


def make_private_folder(folder: Path) -> None:
    """Create a folder that only this user can enter; an existing one is closed to others. Safe to repeat.

    Args:
        folder: Its parent must exist.

    Raises:
        DiskFullError: No space for it.
        FolderAccessError: The system refused, or something that is no folder lies there.
    """
    with known_file_errors(folder):
        try:
            folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        except FileExistsError as error:
            raise FolderAccessError(folder) from error
        _close_to_others(folder)


def _close_to_others(folder: Path) -> None:
    """Let only this user enter; where a file system has no such rights, a stick's for example, what is sealed stays so.

    Raises:
        OSError: The system refused.
    """
    if stat.S_IMODE(folder.stat().st_mode) == _FOLDER_MODE:
        return
    try:
        folder.chmod(_FOLDER_MODE)
    except OSError as error:
        if error.errno not in _NO_RIGHTS:
            raise


def create_private_file(path: Path) -> None:
    """Create an empty file that only this user can read, whatever the umask.

    Args:
        path: Must not exist yet.

    Raises:
        DiskFullError: No space for it.
        FileExistsError: Something lies there already.
        FolderAccessError: The system refused.
    """
    with known_file_errors(path):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _NO_FOLLOW, _FILE_MODE))


def open_private(path: Path) -> int:
    """Open a file for writing at any offset, creating it so that only this user can read it.

    Args:
        path: Its folder must exist; what the file held stays.

    Returns:
        A file descriptor that the caller closes.
    """
    return os.open(path, os.O_CREAT | os.O_RDWR | _NO_FOLLOW, _FILE_MODE)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file's content so that a reader, or a power cut, finds the old bytes or the new ones.

    Temporary file beside it, fsync, replace, fsync of the folder. On any error the old file is untouched and the
    temporary one gone.

    Args:
        path: Its folder must exist.
        data: The whole new content.

    Raises:
        DiskFullError: No space for the new content.
        FolderAccessError: The system refused.
    """
    write_pieces(path, (data,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Replace a file's content by pieces that come one after the other, as `write_atomically` does.

    Args:
        path: Its folder must exist.
        pieces: The new content; whatever they raise passes through, and the old content stays.

    Raises:
        DiskFullError: No space for the new content.
        FolderAccessError: The system refused.
    """
    temporary = path.with_name(path.name + _TEMPORARY)
    with known_file_errors(path):
        try:
            write_synced(os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | _NO_FOLLOW, _FILE_MODE), pieces)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def create_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a new file by pieces; it has its name only when it is whole, and nothing is ever written over.

    Args:
        path: Its folder must exist.
        pieces: The content; whatever they raise passes through, and nothing is left.

    Raises:
        DiskFullError: No space.
        FileExistsError: Something has this name already.
        FolderAccessError: The system refused.
    """
    temporary = path.with_name(path.name + _TEMPORARY)
    with known_file_errors(path):
        if path.exists():
            raise FileExistsError(path)
        create_private_file(temporary)
        try:
            write_synced(open_private(temporary), pieces)
            temporary.rename(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def write_synced(descriptor: int, pieces: Iterable[bytes]) -> int:
    """Write pieces, wait until the disk has them, and close the file, also where that fails; return their length.

    Raises:
        OSError: The disk is full, or gone.
    """
    size = 0
    try:
        for piece in pieces:
            write_all(descriptor, piece)
            size += len(piece)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return size


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte at the descriptor's offset; the system may take them in several pieces."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def sync_folder(folder: Path) -> None:
    """Make names that were created, replaced or removed in a folder survive a power cut."""
    if sys.platform == "win32":
        return  # Windows cannot open folders; NTFS journals names itself.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def shred(path: Path) -> None:
    """Overwrite a small file and remove it: the best there is, though an SSD may keep the old bytes. Safe to repeat.

    Args:
        path: The file; a missing one is fine.
    """
    with known_file_errors(path), contextlib.suppress(FileNotFoundError):
        size = path.stat().st_size
        descriptor = os.open(path, os.O_WRONLY | _NO_FOLLOW)
        try:
            for begin in range(0, size, _SHRED_SLICE):
                write_all(descriptor, bytes(min(_SHRED_SLICE, size - begin)))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        path.unlink()
        sync_folder(path.parent)


def remove_tree(folder: Path) -> None:
    """Remove a folder and all in it. Safe to repeat; links are removed, never followed."""
    with known_file_errors(folder), contextlib.suppress(FileNotFoundError):
        shutil.rmtree(folder)


def free_bytes(folder: Path) -> int:
    """Return how many bytes this user can still write on the folder's disk."""
    return shutil.disk_usage(folder).free


def disk_bytes(folder: Path) -> int:
    """Return how many bytes the folder's disk has in all."""
    return shutil.disk_usage(folder).total


class FolderLock:
    """Keeps every other process out of a vault's folder, and dies with its own process.

    The file stays behind after release: removing it would split waiters over two files of the same name.
    """

    def __init__(self, path: Path) -> None:
        """Prepare the lock; nothing is taken yet.

        Args:
            path: The lock's file.
        """
        self._path = path
        # No soft fallback: an existence lock would outlive a killed process and shut its user out.
        self._lock = FileLock(path, timeout=0, mode=_FILE_MODE, thread_local=False, fallback_to_soft=False)

    def acquire(self) -> None:
        """Take the lock at once or not at all.

        Raises:
            FolderAccessError: The system refused the lock's file.
            VaultBusyError: Another process, or another opening in this one, holds it.
        """
        with known_file_errors(self._path):
            try:
                self._lock.acquire()
            except Timeout as error:
                raise VaultBusyError from error

    def release(self) -> None:
        """Let others in. Safe to repeat."""
        self._lock.release()
