"""`haversack-hub restore`: a data folder from a backup, whole or not at all.

Everything is checked before it takes the place of anything: sums, the hash of each object, the ledger itself. Must not
believe a name in the file: members are looked up in a short list, or are the hash of an object.
"""

import hashlib
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

import msgspec

from haversack_sync.hub.backup_form import FIRST, FORM, LEDGER, PLAIN_MEMBERS, SUMS, About, object_of
from haversack_sync.hub.data_folder import DataFolder, prepare
from haversack_sync.hub.database import open_database
from haversack_sync.hub.errors import BackupError, DataFolderError
from haversack_sync.hub.files import make_private_folder, move_folder, remove_file, scratch_folder, write_pieces
from haversack_sync.hub.running import is_running
from haversack_sync.hub.sqlite_ledger import SqliteLedger

_PIECE: Final = 1 << 20
_LONGEST_TEXT: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where what was there before lies now (None if nothing was)."""

    folder: Path
    about: About
    before: Path | None


def restore(source: Path, data: Path, *, replace: bool) -> Restored:
    """Make a data folder from a backup.

    Args:
        source: The backup.
        data: The data folder; it must not hold anything, unless `replace`.
        replace: What is there is put aside under another name, and never deleted.

    Raises:
        BackupError: The backup is none, is damaged or newer than this program; a hub runs on the folder; something is
            there that may not be replaced.
    """
    try:
        before = _place_for(data, replace=replace)
        with scratch_folder(data) as fresh:
            prepare(DataFolder(fresh))
            about = _unpack(source, DataFolder(fresh))
            _mark_restored(source, DataFolder(fresh))
            if before is not None:
                move_folder(data, before)
            move_folder(fresh, data)
    except DataFolderError as error:
        raise BackupError(source, "damaged") from error
    except OSError as error:
        raise BackupError(data, "no_access") from error
    return Restored(data, about, before)


def _place_for(data: Path, *, replace: bool) -> Path | None:
    """Return where what lies in the data folder must go, or None if nothing is there."""
    make_private_folder(data.parent)
    if not data.exists() or not any(data.iterdir()):
        return None
    if is_running(data):
        raise BackupError(data, "running")
    if not replace:
        raise BackupError(data, "occupied")
    before = data.with_name(data.name + ".before-restore")
    if before.exists():
        raise BackupError(before, "kept_before")
    return before


def _unpack(source: Path, folder: DataFolder) -> About:
    found: dict[str, str] = {}
    about, objects = None, 0
    try:
        with tarfile.open(source, mode="r|") as tar:
            for member in tar:
                file = tar.extractfile(member) if member.isreg() else None
                object_id = object_of(member.name)
                if file is None or SUMS in found:
                    raise BackupError(source, "damaged")
                if object_id is not None:
                    _take_object(source, folder, object_id, file)
                    objects += 1
                elif member.name in (*PLAIN_MEMBERS, SUMS) and member.name not in found:
                    found[member.name] = _take_plain(folder, member, file)
                else:
                    raise BackupError(source, "damaged")
                if about is None:
                    about = _about(source, folder)
    except tarfile.TarError as error:
        raise BackupError(source, "damaged" if found else "no_backup") from error
    except FileNotFoundError as error:
        raise BackupError(source, "no_backup") from error
    if about is None or objects != about.objects or LEDGER not in found:
        raise BackupError(source, "damaged")
    _check_sums(source, folder, found)
    return about


def _take_object(source: Path, folder: DataFolder, object_id: bytes, file: IO[bytes]) -> None:
    digest, name = hashlib.sha256(), object_id.hex()
    place = folder.objects / name[:2]
    make_private_folder(place)
    write_pieces(place / name, _hashed(file, digest))
    if digest.digest() != object_id:
        raise BackupError(source, "damaged")


def _take_plain(folder: DataFolder, member: tarfile.TarInfo, file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    if member.name != LEDGER and member.size > _LONGEST_TEXT:
        raise tarfile.ReadError(member.name)
    write_pieces(folder.path / member.name, _hashed(file, digest))
    return digest.hexdigest()


def _hashed(file: IO[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        digest.update(piece)
        yield piece


def _about(source: Path, folder: DataFolder) -> About:
    path = folder.path / FIRST
    try:
        about = msgspec.json.decode(path.read_bytes(), type=About)
    except FileNotFoundError as error:
        raise BackupError(source, "no_backup") from error
    except msgspec.DecodeError as error:
        raise BackupError(source, "damaged") from error
    if about.form != FORM:
        raise BackupError(source, "newer")
    return about


def _check_sums(source: Path, folder: DataFolder, found: dict[str, str]) -> None:
    """Hold what was written against the sums, which stand last: a file that was cut off has none."""
    if found.pop(SUMS, None) is None:
        raise BackupError(source, "damaged")
    lines = (folder.path / SUMS).read_text(encoding="ascii", errors="replace").splitlines()
    told = {name: sum_ for sum_, _, name in (line.partition("  ") for line in lines)}
    if told != found:
        raise BackupError(source, "damaged")
    for name in (FIRST, SUMS):
        remove_file(folder.path / name)


def _mark_restored(source: Path, folder: DataFolder) -> None:
    """Check the ledger, and let it take nothing until a coordinator has begun a new era."""
    try:
        database = open_database(folder.database, migrate=True)
        try:
            with SqliteLedger(database).writing() as ledger:
                registration = ledger.registration()
                if registration is not None and ledger.last()[0] > 0:
                    ledger.register(replace(registration, is_restored=True), stamp=ledger.last()[1])
        finally:
            database.close()
    except DataFolderError as error:
        raise BackupError(source, "newer" if error.reason == "newer" else "damaged") from error
