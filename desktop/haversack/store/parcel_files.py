"""Where sealed files lie on disk: whole ones in ``parcels/``, unfinished ones in ``partials/``.

Only sealed bytes are here. A whole file lies under its object id, and it lies there only after its hash was checked.
Must not seal or open anything.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

from haversack.store.errors import DamagedVaultError
from haversack.store.files import (
    create_private_file,
    disk_bytes,
    free_bytes,
    known_file_errors,
    make_private_folder,
    open_private,
    sync_folder,
    write_all,
)
from haversack.store.partial_files import Gap, GapFiller, first_gap
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.errors import DigestError
from haversack_sync.protocol.parcel import ParcelKey

PARCELS: Final = "parcels"
PARTIALS: Final = "partials"
_OBJECT_BYTES: Final = 32
_PIECE_BYTES: Final = 256 * 1024
_OWN: Final = "own"


class ParcelFiles:
    """The sealed files of one vault."""

    def __init__(self, folder: Path) -> None:
        """Look into a vault's folder; make the two folders where they are missing.

        Args:
            folder: The vault's folder.

        Raises:
            FolderAccessError: The system refused.
        """
        self._whole = folder / PARCELS
        self._partial = folder / PARTIALS
        self._gaps: dict[ObjectId, Gap | None] = {}
        make_private_folder(self._whole)
        make_private_folder(self._partial)

    def add(self, pieces: Iterable[bytes]) -> tuple[ObjectId, int]:
        """Keep a file that was sealed here.

        Args:
            pieces: Its sealed bytes.

        Returns:
            Its object id and sealed length in bytes.

        Raises:
            DiskFullError: No space; nothing is left behind.
        """
        path = self._partial / _OWN
        digest, size = hashlib.sha256(), 0
        path.unlink(missing_ok=True)
        try:
            with self._appending(path) as descriptor:
                for piece in pieces:
                    write_all(descriptor, piece)
                    digest.update(piece)
                    size += len(piece)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        object_id = ObjectId(digest.digest())
        self._finish(path, object_id)
        return object_id, size

    def has(self, object_id: ObjectId) -> bool:
        """Tell whether a file is here, whole."""
        return self._path(object_id).exists()

    def held_bytes(self, object_id: ObjectId) -> int:
        """Return how many bytes of a file are here, finished or not."""
        for path in (self._path(object_id), self._partial_path(object_id)):
            with contextlib.suppress(FileNotFoundError):
                return path.stat().st_size
        return 0

    def append(self, object_id: ObjectId, pieces: Iterable[bytes], *, offset: int, total: int) -> bool:
        """Take in the next pieces of a file; keep it when it is whole and its hash is right.

        Args:
            object_id: SHA-256 of the whole sealed file.
            pieces: Untrusted.
            offset: Where the pieces begin; what is here beyond is thrown away.
            total: The whole sealed length in bytes.

        Returns:
            Whether the file is here now, whole.

        Raises:
            DigestError: It is whole, or longer, and not what its id says; it was thrown away.
            DiskFullError: No space; what was here before is kept.
        """
        if self.has(object_id):
            return True
        path = self._partial_path(object_id)
        with self._appending(path) as descriptor:
            os.ftruncate(descriptor, offset)
            os.lseek(descriptor, offset, os.SEEK_SET)
            size = offset
            for piece in pieces:
                write_all(descriptor, piece[: total - size])
                size += len(piece)
                if size >= total:
                    break
        if size < total:
            return False
        if size > total or self._hash(path) != object_id:
            path.unlink(missing_ok=True)
            raise DigestError("file is not what its id says")
        self._finish(path, object_id)
        return True

    def append_checked(
        self, object_id: ObjectId, pieces: Iterable[bytes], *, offset: int, total: int, parcel: ParcelKey
    ) -> bool:
        """Take in the next pieces of a file whose key is known: each chunk is checked before it is written.

        Args:
            object_id: SHA-256 of the whole sealed file.
            pieces: Untrusted; from `resume_offset` on.
            offset: Where the pieces begin.
            total: The whole sealed length in bytes.
            parcel: What opens the file.

        Returns:
            Whether the file is here now, whole and with the right hash.

        Raises:
            DigestError: A chunk is not right, and everything before it is kept; or all are, and the file still is not
                what its id says: then it was thrown away.
            DiskFullError: No space; what was here before is kept.
        """
        if self.has(object_id):
            return True
        path = self._partial_path(object_id)
        gap = self._gap(object_id, parcel, total)
        if gap is not None and gap.resume == offset:
            gap = self._fill(object_id, pieces, gap, parcel=parcel, total=total)
        if gap is not None:
            return False
        if self._hash(path) != object_id:
            # Rotten since it was checked: what is wrong comes again. Or else a file of another name: nothing of it is.
            self._gaps.pop(object_id, None)
            if self._gap(object_id, parcel, total) is None:
                self._gaps.pop(object_id, None)
                path.unlink(missing_ok=True)
            raise DigestError("file is not what its id says")
        self._gaps.pop(object_id, None)
        self._finish(path, object_id)
        return True

    def _fill(
        self, object_id: ObjectId, pieces: Iterable[bytes], gap: Gap, *, parcel: ParcelKey, total: int
    ) -> Gap | None:
        """Fill a stretch as far as pieces go; return the next one that lacks."""
        self._gaps.pop(object_id, None)
        with self._appending(self._partial_path(object_id)) as descriptor:
            filler = GapFiller(descriptor, gap, parcel=parcel, total=total)
            try:
                filler.take(pieces)
            finally:
                rest = filler.close()
                if rest is not None or gap.end == total:
                    self._gaps[object_id] = rest
        return self._gap(object_id, parcel, total)

    def resume_offset(self, object_id: ObjectId, *, total: int, parcel: ParcelKey) -> int:
        """Return from which byte a file must be fetched: behind the last right chunk before the first that lacks."""
        if self.has(object_id):
            return total
        gap = self._gap(object_id, parcel, total)
        return total if gap is None else gap.resume

    def resume_end(self, object_id: ObjectId, *, total: int, parcel: ParcelKey) -> int | None:
        """Return where what must be fetched first ends, where something behind it is here; None for the file's end."""
        gap = None if self.has(object_id) else self._gap(object_id, parcel, total)
        return gap.end if gap is not None and gap.end < total else None

    def set_unfinished(self, object_id: ObjectId) -> None:
        """Take a whole file that proved to be damaged as unfinished: what is right of it need not come again."""
        with known_file_errors(self._whole), contextlib.suppress(FileNotFoundError):
            self._path(object_id).replace(self._partial_path(object_id))
            sync_folder(self._whole)
        self._gaps.pop(object_id, None)

    def is_right(self, object_id: ObjectId, *, total: int, parcel: ParcelKey) -> bool:
        """Read a whole file through and tell whether every chunk of it is right."""
        path = self._path(object_id)
        with known_file_errors(path):
            return path.exists() and path.stat().st_size == total and first_gap(path, parcel, total) is None

    def _gap(self, object_id: ObjectId, parcel: ParcelKey, total: int) -> Gap | None:
        """Return what lacks first; what is here is read once while the program runs."""
        if object_id not in self._gaps:
            path = self._partial_path(object_id)
            with known_file_errors(path):
                if path.exists() and path.stat().st_size > total:
                    os.truncate(path, total)
                self._gaps[object_id] = first_gap(path, parcel, total)
        return self._gaps[object_id]

    def read(self, object_id: ObjectId, *, offset: int, length: int) -> bytes:
        """Return a piece of a whole file's sealed bytes; shorter at its end.

        Raises:
            DamagedVaultError: The file is missing.
        """
        path = self._path(object_id)
        with known_file_errors(path):
            try:
                with path.open("rb") as stream:
                    stream.seek(offset)
                    return stream.read(length)
            except FileNotFoundError as error:
                raise DamagedVaultError("parcel") from error

    def pieces(self, object_id: ObjectId) -> Iterator[bytes]:
        """Yield a whole file's sealed bytes.

        Raises:
            DamagedVaultError: The file is missing.
        """
        offset = 0
        while piece := self.read(object_id, offset=offset, length=_PIECE_BYTES):
            yield piece
            offset += len(piece)

    def remove(self, object_id: ObjectId) -> None:
        """Remove a file, whole or not. Safe to repeat."""
        self._gaps.pop(object_id, None)
        for path in (self._path(object_id), self._partial_path(object_id)):
            path.unlink(missing_ok=True)

    def sweep(self, known: AbstractSet[ObjectId]) -> int:
        """Remove whole files that the vault does not know any more; what is unfinished stays. Safe to repeat.

        Args:
            known: Every file of which the vault knows, here or not.

        Returns:
            How many bytes became free.
        """
        names, freed = {_name(one) for one in known}, 0
        for path in list(self._whole.iterdir()):
            if path.name not in names:
                freed += path.stat().st_size
                path.unlink(missing_ok=True)
        return freed

    def sizes(self) -> dict[str, int]:
        """Return the size of each whole file on the disk, by its id in hexadecimal."""
        return {path.name: path.stat().st_size for path in self._whole.iterdir()}

    def unfinished_bytes(self) -> int:
        """Return how much space files take that did not come whole yet."""
        return sum(path.stat().st_size for path in self._partial.iterdir())

    def remove_unfinished(self) -> None:
        """Throw away what came of files that are not whole yet; fetching begins anew. Safe to repeat."""
        self._gaps.clear()
        for path in list(self._partial.iterdir()):
            path.unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """Return how many bytes can still be written on this disk."""
        return free_bytes(self._whole)

    def disk_bytes(self) -> int:
        """Return how many bytes this disk has in all."""
        return disk_bytes(self._whole)

    @contextlib.contextmanager
    def _appending(self, path: Path) -> Iterator[int]:
        """Open an unfinished file for writing, and make what was written durable."""
        with known_file_errors(path):
            if not path.exists():
                create_private_file(path)
            descriptor = open_private(path)
            try:
                yield descriptor
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _finish(self, path: Path, object_id: ObjectId) -> None:
        with known_file_errors(path):
            path.replace(self._path(object_id))
            sync_folder(self._whole)

    def _hash(self, path: Path) -> bytes:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()

    def _path(self, object_id: ObjectId) -> Path:
        return self._whole / _name(object_id)

    def _partial_path(self, object_id: ObjectId) -> Path:
        return self._partial / _name(object_id)


def _name(object_id: ObjectId) -> str:
    """Return the file name of an object; an id of another length could mean another place.

    Raises:
        DamagedVaultError: It is no object id.
    """
    if len(object_id) != _OBJECT_BYTES:
        raise DamagedVaultError("parcel")
    return object_id.hex()
