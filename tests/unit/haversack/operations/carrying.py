"""A network whose hub keeps its data in a folder, so that it can be carried on a stick."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from haversack.operations.publishing import publish
from haversack.operations.workspace import Workspace
from haversack_sync.hub.data_folder import DataFolder, load_keys, prepare
from haversack_sync.hub.database import open_database
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, write_folder


@dataclass(frozen=True)
class Stick:
    """A network, its hub's folder, and where a stick is.

    Attributes:
        network: Not founded yet.
        data: The hub's folder.
        place: The stick.
    """

    network: LittleNetwork
    data: Path
    place: Path


def make_stick(base: Path) -> Stick:
    """Prepare a hub's folder; nothing is carried yet."""
    data = base / "data"
    folder = DataFolder(data)
    prepare(folder)
    ledger = SqliteLedger(open_database(folder.database, migrate=True))
    load_keys(folder, random=lambda size: b"s" * size)
    (data / "hub-keys").write_text(f"sign {(b's' * 32).hex()}\nbox {(b'b' * 32).hex()}\n")
    objects = FolderObjects(folder.objects, folder.uploads)
    network = LittleNetwork(base / "vaults", ledger=ledger, objects=objects)
    network.base.mkdir()
    return Stick(network, data, base / "stick")


def founded_at_a_stick(base: Path) -> Iterator[tuple[Stick, Workspace]]:
    """Yield a network that has content, whose hub keeps its data in a folder, and its coordinator; close it."""
    stick = make_stick(base)
    coordinator = stick.network.found()
    publish(coordinator, write_folder(base / "content", CONTENT))
    stick.network.sync(coordinator)
    yield stick, coordinator
    stick.network.close()
