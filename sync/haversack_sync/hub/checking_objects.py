"""The part of `haversack-hub check` that holds files against the ledger: objects and uploads, both ways.

A running hub goes on meanwhile, and files go before the transaction ends that forgets them. So what looks wrong is
looked at once more alone, while nobody writes: then both must agree. Writes nothing.
"""

import hashlib
import stat
from contextlib import AbstractContextManager
from pathlib import Path

import sqlalchemy as sa

from haversack_sync.hub.database import Database
from haversack_sync.hub.findings import Findings
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.schema import OBJECTS, UPLOADS
from haversack_sync.model.ids import DeviceId, ObjectId

_NAME_LENGTH = 64
_GOOD = ""
_LOST = "lost_object"
_MOST_LOOKS = 3
"""Where what is read becomes another file each time, the last look counts."""


class ObjectCheck:
    """Looks at the files of a hub."""

    def __init__(self, folder: Path, objects: FolderObjects, database: Database, found: Findings) -> None:
        self._folder, self._objects, self._database, self._found = folder, objects, database, found

    def look(self, connection: sa.Connection) -> None:
        """Look at every object that the ledger lists, every upload under way, and every file.

        Raises:
            StorageError: The disk failed, or the hub wrote for so long that nothing could be looked at alone.
        """
        for row in connection.execute(sa.select(OBJECTS.c.object, OBJECTS.c.size).order_by(OBJECTS.c.object)).all():
            self._look_at(ObjectId(row.object), row.size)
            self._found.go_on()
        for row in connection.execute(sa.select(UPLOADS)).all():
            self._look_at_upload(ObjectId(row.object), DeviceId(row.device))
        for path in self._files():
            if not self._is_listed(path):
                self._found.note("unlisted_object")
                self._found.unlisted.append(path.relative_to(self._folder).as_posix())

    def _look_at(self, object_id: ObjectId, size: int) -> None:
        here, what, length = sa.select(OBJECTS.c.size).where(OBJECTS.c.object == object_id), _GOOD, 0
        for _ in range(_MOST_LOOKS):
            seen = self._seen(object_id)
            what, length = self._read(object_id, size)
            if not what:
                break
            # Nothing is read while the hub has to wait: only whether this is still what was read.
            with self._database.writing() as alone:
                now = alone.execute(here).scalar()
                is_still_so = now == size and self._seen(object_id) == seen
            if now is None:
                # Swept meanwhile.
                what, length = _GOOD, 0
            if now is None or is_still_so:
                break
            size = now
        if what:
            self._found.note(what)
        if what != _LOST:
            self._found.objects += 1
            self._found.object_bytes += length

    def _seen(self, object_id: ObjectId) -> tuple[int, int, int] | None:
        """Return what changes when an object's file is another one; None where there is none."""
        name = object_id.hex()
        try:
            found = (self._folder / name[:2] / name).stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _read(self, object_id: ObjectId, size: int) -> tuple[str, int]:
        """Read an object; return what is wrong with it, and how many bytes it has."""
        digest, length = hashlib.sha256(), 0
        try:
            for piece in self._objects.read(object_id, start=0, length=size + 1):
                digest.update(piece)
                length += len(piece)
        except OSError:
            return _LOST, 0
        is_right = length == size and digest.digest() == object_id
        return (_GOOD if is_right else "altered_object"), length

    def _look_at_upload(self, object_id: ObjectId, device: DeviceId) -> None:
        """Check that an upload has as many bytes as its device was told; one that is whole may lie in its place."""
        if self._is_upload_right(self._database.reading(), object_id, device):
            return
        is_right = self._is_upload_right(self._database.writing(), object_id, device)
        self._found.note_unless(is_right, "upload")

    def _is_upload_right(
        self, moment: AbstractContextManager[sa.Connection], object_id: ObjectId, device: DeviceId
    ) -> bool:
        here = sa.and_(UPLOADS.c.object == object_id, UPLOADS.c.device == device)
        with moment as connection:
            row = connection.execute(sa.select(UPLOADS).where(here)).first()
            if row is None:
                return True
            try:
                held = max(self._objects.partial_size(object_id, device), self._objects.size(object_id) or 0)
            except OSError:
                held = 0
        # All of one that is not what its name says goes before its row does, perhaps a stop of the hub lies between.
        is_judged = row.received == row.total and not held
        return row.received <= row.total and (held >= row.received or is_judged)

    def _files(self) -> list[Path]:
        return sorted(path for path in self._folder.rglob("*") if not path.is_dir() or path.is_symlink())

    def _is_listed(self, path: Path) -> bool:
        """Tell whether a file may lie where it does."""
        object_id = self._named(path)
        if object_id is not None:
            with self._database.reading() as moment:
                if _is_named_in(moment, object_id):
                    return True
        with self._database.writing() as alone:
            # Swept meanwhile is as good as listed.
            return not _lies_there(path) or (object_id is not None and _is_named_in(alone, object_id))

    def _named(self, path: Path) -> ObjectId | None:
        """Return which object a file is by its name and place; None if it is none, or no plain file."""
        name = path.name
        try:
            object_id = ObjectId(bytes.fromhex(name))
        except ValueError:
            return None
        is_in_place = len(name) == _NAME_LENGTH and path == self._folder / name[:2] / object_id.hex()
        return object_id if is_in_place and _is_plain(path) else None


def _is_named_in(connection: sa.Connection, object_id: ObjectId) -> bool:
    """Tell whether the ledger knows an object at one moment, whole or on its way."""
    return any(
        connection.execute(sa.select(table.c.object).where(table.c.object == object_id)).first() is not None
        for table in (OBJECTS, UPLOADS)
    )


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        # Gone meanwhile, or it cannot be looked at: that is told where it is read.
        return True


def _lies_there(path: Path) -> bool:
    try:
        path.lstat()
    except OSError as error:
        return not isinstance(error, FileNotFoundError)
    return True
