"""`haversack-hub backup`: everything that a hub is, in one file; the hub may run meanwhile.

The ledger is copied as it is at one moment, then the objects that it names. Written whole or not at all. Must not
change anything of the hub's.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from haversack_sync.hub.backup_form import FIRST, FORM, LEDGER, About, Member, object_name, tar_pieces
from haversack_sync.hub.clock import Clock
from haversack_sync.hub.data_folder import DataFolder
from haversack_sync.hub.database import open_database
from haversack_sync.hub.errors import BackupError, StorageError
from haversack_sync.hub.files import scratch_folder, write_pieces
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.model.ids import ObjectId

_PIECE: Final = 1 << 20
_ENDING: Final = ".tar"
_Held = list[tuple[ObjectId, int]]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was written: where, what it says of itself, and its length in bytes."""

    path: Path
    about: About
    written_bytes: int


def backup(data: Path, target: Path, *, clock: Clock) -> BackedUp:
    """Write a hub's backup.

    Args:
        data: The hub's data folder; the hub may run meanwhile.
        target: An existing folder, in which it gets a name of its own, or a file that ends in `.tar`. Any other name is
            a folder that is not there: a file made in its place would be replaced by each later backup.
        clock: Tells when it was made.

    Returns:
        What was written.

    Raises:
        BackupError: The target cannot be written ("no_access"), or is a folder that is not there ("no_folder").
        DataFolderError: There is no hub.
        StorageError: The disk failed.
    """
    folder, made = DataFolder(data), clock.seconds()
    open_database(folder.database, migrate=False).close()
    path = target / f"hub-{made}{_ENDING}" if target.is_dir() else target
    # A disk for backups that is not mounted must not be made up on this one.
    if path.suffix != _ENDING:
        raise BackupError(target, "no_folder")
    if not path.parent.is_dir():
        raise BackupError(path.parent, "no_folder")
    try:
        with scratch_folder(path) as place:
            copy = place / LEDGER
            _copy_ledger(folder.database, copy)
            held = _held(copy, FolderObjects(folder.objects, folder.uploads))
            about = _about(copy, held, made)
            written = write_pieces(path, tar_pieces(_members(folder, copy, held, about)))
    except sqlite3.Error as error:
        raise StorageError(type(error).__name__) from error
    except (OSError, ValueError) as error:
        raise BackupError(path, "no_access") from error
    return BackedUp(path, about, written)


def _copy_ledger(source: Path, target: Path) -> None:
    """Copy the ledger as it is at one moment (SQLite's online backup: a running hub goes on)."""
    uri = f"file:{source.absolute().as_posix()}?mode=ro"
    with (
        contextlib.closing(sqlite3.connect(uri, uri=True)) as before,
        contextlib.closing(sqlite3.connect(target)) as after,
    ):
        before.backup(after)
        # Uploads under way are no part of it: their devices begin again.
        after.execute("DELETE FROM uploads")
        after.execute("PRAGMA journal_mode=DELETE")
        after.commit()


def _held(copy: Path, objects: FolderObjects) -> _Held:
    """Return the objects that the copy names and that are here, with their lengths; the copy forgets the others."""
    with contextlib.closing(sqlite3.connect(copy)) as ledger:
        named = [ObjectId(bytes(row[0])) for row in ledger.execute("SELECT object FROM objects ORDER BY object")]
        sizes = [(one, objects.size(one)) for one in named]
        # Swept between the two looks: nobody needs them any more.
        ledger.executemany("DELETE FROM objects WHERE object = ?", [(one,) for one, size in sizes if size is None])
        ledger.commit()
    return [(one, size) for one, size in sizes if size is not None]


def _about(copy: Path, held: _Held, made: int) -> About:
    with contextlib.closing(sqlite3.connect(copy)) as ledger:
        entries, position = ledger.execute("SELECT count(*), coalesce(max(position), 0) FROM entries").fetchone()
    return About(FORM, made, position, entries, len(held), sum(size for _, size in held))


def _members(folder: DataFolder, copy: Path, held: _Held, about: About) -> Iterator[Member]:
    text = msgspec.json.encode(about)
    yield Member(FIRST, len(text), iter((text,)))
    for path in (copy, folder.keys, folder.token, folder.config):
        if path.exists():
            yield Member(path.name, path.stat().st_size, _pieces(path))
    objects = FolderObjects(folder.objects, folder.uploads)
    for object_id, size in held:
        yield Member(object_name(object_id), size, objects.read(object_id, start=0, length=size))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
