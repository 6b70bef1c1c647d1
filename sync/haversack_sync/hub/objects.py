"""Sealed bytes of objects in a folder: partial uploads in one place, whole objects in another, named by their hash.

An object becomes visible only whole: its hash is checked, then it is renamed into place. Must not trust a name that it
did not make from an id.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from haversack_sync.hub.files import fsync_folder, make_private_folder
from haversack_sync.model.ids import DeviceId, ObjectId

_PIECE: Final = 256 * 1024
_FILE_MODE: Final = 0o600
_PARTIAL: Final = re.compile(r"([0-9a-f]{64})-([0-9a-f]{16})", re.ASCII)


class FolderObjects:
    """Objects in a folder; see `ports.ObjectBytes`."""

    def __init__(self, objects: Path, uploads: Path) -> None:
        """Take the folders; both exist, on one file system."""
        self._objects = objects
        self._uploads = uploads

    def write_slice(self, object_id: ObjectId, device: DeviceId, *, offset: int, data: bytes) -> None:
        """Write a slice of an upload at its offset and wait until the disk has it.

        Raises:
            OSError: The disk is full or failed.
        """
        path = self._partial(object_id, device)
        is_new = not path.exists()
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, _FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.seek(offset)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            fsync_folder(self._uploads)

    def finish(self, object_id: ObjectId, device: DeviceId, *, total: int) -> bool:
        """Check an upload's hash; if it is right, keep it as a whole object. The upload's bytes are gone either way.

        Raises:
            OSError: The disk failed.
        """
        partial, whole = self._partial(object_id, device), self._whole(object_id)
        try:
            found = _hash(partial, total)
        except FileNotFoundError:
            # Another thread, or this one before a crash, came first.
            return whole.exists()
        if found != object_id:
            self.drop(object_id, device)
            return whole.exists()
        make_private_folder(whole.parent)
        with contextlib.suppress(FileNotFoundError):
            os.truncate(partial, total)
            partial.replace(whole)
        for folder in (whole.parent, self._objects, self._uploads):
            fsync_folder(folder)
        return whole.exists()

    def drop(self, object_id: ObjectId, device: DeviceId) -> None:
        """Forget an upload's bytes. Safe to repeat."""
        self._partial(object_id, device).unlink(missing_ok=True)

    def remove(self, object_id: ObjectId) -> None:
        """Delete a whole object's bytes. Safe to repeat.

        Raises:
            OSError: The disk failed, or somebody reads it just now where that forbids it.
        """
        self._whole(object_id).unlink(missing_ok=True)

    def partial(self) -> Sequence[tuple[ObjectId, DeviceId]]:
        """Return the uploads of which there are bytes."""
        names = [_PARTIAL.fullmatch(each.name) for each in self._uploads.iterdir()]
        return [(ObjectId(bytes.fromhex(name[1])), DeviceId(bytes.fromhex(name[2]))) for name in names if name]

    def read(self, object_id: ObjectId, *, start: int, length: int) -> Iterator[bytes]:
        """Yield a stretch of a whole object in pieces.

        Raises:
            FileNotFoundError: There is no such object.
        """
        with self._whole(object_id).open("rb") as file:
            file.seek(start)
            left = length
            while left > 0 and (piece := file.read(min(_PIECE, left))):
                left -= len(piece)
                yield piece

    def size(self, object_id: ObjectId) -> int | None:
        """Return the length of a whole object in bytes, or None."""
        try:
            return self._whole(object_id).stat().st_size
        except FileNotFoundError:
            return None

    def partial_size(self, object_id: ObjectId, device: DeviceId) -> int:
        """Return how many bytes of an upload lie here, 0 if there is none."""
        try:
            return self._partial(object_id, device).stat().st_size
        except FileNotFoundError:
            return 0

    def _partial(self, object_id: ObjectId, device: DeviceId) -> Path:
        return self._uploads / f"{object_id.hex()}-{device.hex()}"

    def _whole(self, object_id: ObjectId) -> Path:
        name = object_id.hex()
        return self._objects / name[:2] / name


def _hash(path: Path, length: int) -> bytes:
    """Return SHA-256 of a file's first bytes."""
    digest, left = hashlib.sha256(), length
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            digest.update(piece)
            left -= len(piece)
    return digest.digest()
