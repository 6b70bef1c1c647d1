"""`haversack-hub check`: verifies everything that a hub holds, as a client would and more.

The ledger's file, every signature, digest and receipt, what the tables say of each other, the hub's keys, and every
file of an object, both ways. Reads only; the hub may run meanwhile. Must not mend anything: what is wrong is told, and
a person decides.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from haversack_sync.hub.checking_entries import EntryCheck, follow_network
from haversack_sync.hub.checking_objects import ObjectCheck
from haversack_sync.hub.checking_tables import TableCheck
from haversack_sync.hub.data_folder import DataFolder, HubKeys, load_keys
from haversack_sync.hub.database import open_database
from haversack_sync.hub.errors import DataFolderError
from haversack_sync.hub.findings import Findings
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.ports import LedgerReader
from haversack_sync.hub.snapshots import LOOKED_AT, whole_size
from haversack_sync.hub.sqlite_ledger import SqliteReader
from haversack_sync.model.authority import Authority
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.network import empty_view
from haversack_sync.protocol.profile import check_profile, decode_profile


@dataclass(frozen=True, slots=True)
class Checked:
    """What was verified, and what is wrong.

    Attributes:
        entries: Entries whose signature, digest and receipt were looked at.
        feeds: Feeds, with `network`.
        objects: Objects whose bytes were hashed.
        object_bytes: Their size.
        wrong: How often each finding was made; empty if all is well.
        missing_objects: Objects that entries need and that are not here. They may be on their way: that is not wrong.
        unfinished_snapshots: Of the newest that are announced, those that are not whole here and so not offered.
        unlisted: Files among the objects that the ledger does not list.
    """

    entries: int
    feeds: int
    objects: int
    object_bytes: int
    wrong: dict[str, int] = field(default_factory=dict)
    missing_objects: int = 0
    unfinished_snapshots: int = 0
    unlisted: tuple[str, ...] = ()


def check(data: Path, *, tell: Callable[[int, int], None] = lambda done, total: None) -> Checked:
    """Verify everything that a hub holds.

    Args:
        data: The hub's data folder.
        tell: Called with how much was done and how much there is, in bytes of objects and entries.

    Raises:
        DataFolderError: There is no hub, or its database cannot be opened at all.
        StorageError: The disk failed.
    """
    folder = DataFolder(data)
    database = open_database(folder.database, migrate=False)
    objects = FolderObjects(folder.objects, folder.uploads)
    feeds = missing = unfinished = 0
    try:
        with database.reading() as connection:
            reader = SqliteReader(connection)
            found = Findings(tell, total=reader.counts().entries + reader.counts().object_bytes)
            found.note_unless(connection.scalar(sa.text("PRAGMA integrity_check(1)")) == "ok", "database")
            registration = reader.registration()
            root = sealing.sha256(registration.root_key) if registration else b""
            view = empty_view(root, era=registration.era if registration else 1)
            if registration is not None:
                view = follow_network(reader, view, found)
                entries = EntryCheck(connection, reader, view, found)
                feeds = entries.look()
                tables = TableCheck(connection, view, entries.said, found)
                tables.look()
                missing, unfinished = tables.missing_objects(), _unfinished(reader, view.authority, objects)
            _check_keys(folder, reader, view.authority, found)
            ObjectCheck(folder.objects, objects, database, found).look(connection)
    finally:
        database.close()
    return Checked(
        found.entries,
        feeds,
        found.objects,
        found.object_bytes,
        found.told(),
        missing,
        unfinished,
        tuple(found.unlisted),
    )


def _unfinished(reader: LedgerReader, authority: Authority, objects: FolderObjects) -> int:
    """Count the announced snapshots that would be offered if all their parts were here."""
    newest = (row for feed in authority.feeds for row in reader.offerable(feed, above=0, at_most=LOOKED_AT))
    return sum(not _is_whole(row.index, reader, objects) for row in newest)


def _is_whole(index: ObjectId, reader: LedgerReader, objects: FolderObjects) -> bool:
    try:
        return whole_size(index, reader, objects) is not None
    except OSError:
        # Swept meanwhile, or the disk fails: `ObjectCheck` looks at each file, and tells.
        return False


def _check_keys(folder: DataFolder, reader: LedgerReader, authority: Authority, found: Findings) -> None:
    """Check that the hub's keys are those that the network's chain and its profile name."""
    keys = _keys(folder)
    if keys is None:
        found.note("keys")
    elif authority.count:
        chained = (authority.hub_sign_key, authority.hub_box_key)
        found.note_unless(chained == (keys.sign_key, keys.box_key), "keys")
    untrusted = reader.profile()
    if untrusted is None:
        return
    try:
        profile = decode_profile(untrusted)
        check_profile(profile, authority)
    except ProtocolError:
        found.note("profile")
        return
    if keys is not None:
        found.note_unless((profile.hub_sign_key, profile.hub_box_key) == (keys.sign_key, keys.box_key), "profile")


def _keys(folder: DataFolder) -> HubKeys | None:
    """Read the hub's keys; None if they are not here or damaged. Must not make any: those would be others."""

    def no_chance(size: int) -> bytes:
        return bytes(size)

    try:
        return load_keys(folder, random=no_chance) if folder.keys.is_file() else None
    except DataFolderError:
        return None
