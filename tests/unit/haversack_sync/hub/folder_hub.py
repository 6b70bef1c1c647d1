"""A hub in a folder, with a network, content and objects, for tests of what its operator does with the folder."""

from pathlib import Path

from haversack_sync.hub.data_folder import DataFolder, load_keys, load_token, prepare
from haversack_sync.hub.database import open_database
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from tests.simulation.rig import Rig
from tests.simulation.world import FixedRandom

NEEDED = b"needed" * 1000
STRAY = b"stray" * 1000
CHANGES = 200


class FolderHub:
    """A hub with a coordinator, two hundred changes in one feed, one with a file in another, and two files.

    Attributes:
        folder: Its data folder.
        rig: The hub and who speaks to it.
        coordinator: Who founded the network, and wrote all of it.
    """

    def __init__(self, path: Path) -> None:
        self.folder = DataFolder(path)
        prepare(self.folder)
        self.database = open_database(self.folder.database, migrate=True)
        keys = load_keys(self.folder, random=FixedRandom("keys"))
        load_token(self.folder, random=FixedRandom("token"))
        objects = FolderObjects(self.folder.objects, self.folder.uploads)
        self.rig = Rig(ledger=SqliteLedger(self.database), objects=objects, keys=keys)
        self.coordinator = coordinator = self.rig.found()
        for data in (NEEDED, STRAY):
            coordinator.upload(ObjectId(sealing.sha256(data)), offset=0, total=len(data), data=data)
        refs = (ObjectId(sealing.sha256(NEEDED)), ObjectId(sealing.sha256(b"not here yet")))
        author, world = self.rig.world.coordinator, self.rig.world
        changes = [world.content(author, "members/directory", world.random(400)) for _ in range(CHANGES)]
        coordinator.ask([*changes, world.content(author, "open/library", b"with a file", refs=refs)])
        self.entries = coordinator.entries
        self.position = coordinator.ask().head.position

    def close(self) -> None:
        """Close the database."""
        self.database.close()
