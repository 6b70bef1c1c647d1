"""The part of `haversack-hub check` that holds files against the ledger: objects and uploads, both ways.

A running hub goes on meanwhile, so what looks wrong is looked at once more in a later moment of the ledger. Reads only.
"""

import hashlib
from pathlib import Path

import sqlalchemy as sa

from haversack_sync.hub.database import Database
from haversack_sync.hub.findings import Findings
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.schema import OBJECTS, UPLOADS
from haversack_sync.model.ids import DeviceId, ObjectId

_NAME_LENGTH = 64


class ObjectCheck:
    """Looks at the files of a hub."""

    def __init__(self, folder: Path, objects: FolderObjects, database: Database, found: Findings) -> None:
        self._folder, self._objects, self._database, self._found = folder, objects, database, found

    def look(self, connection: sa.Connection) -> None:
        """Look at every object that the ledger lists, every upload under way, and every file."""
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
        digest, length = hashlib.sha256(), 0
        try:
            for piece in self._objects.read(object_id, start=0, length=size + 1):
                digest.update(piece)
                length += len(piece)
        except OSError:
            # Swept since the moment that is looked at, perhaps.
            self._found.note_unless(not self._is_named(object_id, OBJECTS), "lost_object")
            return
        self._found.note_unless(length == size and digest.digest() == object_id, "altered_object")
        self._found.objects += 1
        self._found.object_bytes += length

    def _look_at_upload(self, object_id: ObjectId, device: DeviceId) -> None:
        """Check that an upload has as many bytes as its device was told; one that is whole may lie in its place."""
        here = sa.and_(UPLOADS.c.object == object_id, UPLOADS.c.device == device)
        with self._database.reading() as later:
            row = later.execute(sa.select(UPLOADS).where(here)).first()
        if row is None:
            return
        held = max(self._objects.partial_size(object_id, device), self._objects.size(object_id) or 0)
        is_gone = held < row.received and self._is_named(object_id, UPLOADS)
        self._found.note_unless(row.received <= row.total and not is_gone, "upload")

    def _files(self) -> list[Path]:
        return sorted(path for path in self._folder.rglob("*") if not path.is_dir() or path.is_symlink())

    def _is_listed(self, path: Path) -> bool:
        name, is_plain = path.name, path.is_file() and not path.is_symlink()
        try:
            object_id = ObjectId(bytes.fromhex(name))
        except ValueError:
            return False
        if not is_plain or len(name) != _NAME_LENGTH or path != self._folder / name[:2] / object_id.hex():
            # Swept meanwhile is as good as listed.
            return not path.exists() and not path.is_symlink()
        return self._is_named(object_id, OBJECTS) or self._is_named(object_id, UPLOADS) or not path.exists()

    def _is_named(self, object_id: ObjectId, table: sa.Table) -> bool:
        """Tell whether a table names an object at this later moment."""
        with self._database.reading() as later:
            return later.execute(sa.select(table.c.object).where(table.c.object == object_id)).first() is not None
