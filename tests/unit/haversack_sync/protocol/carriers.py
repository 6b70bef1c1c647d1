"""Every way by which a client meets one and the same hub: what the contract of `SyncEndpoint` is tested with."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.client.http import HttpEndpoint
from haversack_sync.hub.carry import carry
from haversack_sync.hub.data_folder import DataFolder, load_keys, prepare
from haversack_sync.hub.database import open_database
from haversack_sync.hub.objects import FolderObjects
from haversack_sync.hub.routes import create_app
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import SyncEndpoint
from tests.simulation.choices import GivenChoices
from tests.simulation.hub_machine import FailingLedger, HubMachine
from tests.simulation.line import Line
from tests.simulation.rig import Rig
from tests.simulation.story import Story
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.asgi_endpoint import AsgiEndpoint
from tests.unit.haversack_sync.client.client_rig import DIRECTORY, LIBRARY, OFTEN, ClientRig, topic

CARRIERS = ("http", "folder", "hub", "application", "simulated")
ANSWERING = tuple(carrier for carrier in CARRIERS if carrier != "folder")
"""Those behind which somebody answers."""
DATA = FixedRandom("a file")(50_000)
"""What the hub holds as an object."""
NAME = ObjectId(sealing.sha256(DATA))
_START_SECONDS = 30


@dataclass(slots=True)
class Carried:
    """A hub in a data folder, with a network, content in frames of 8 KiB, and one object.

    Attributes:
        path: Where it may write.
        rig: The hub and its people.
    """

    path: Path
    rig: ClientRig = field(init=False)

    def __post_init__(self) -> None:
        folder = DataFolder(self.path / "data")
        prepare(folder)
        ledger = SqliteLedger(open_database(folder.database, migrate=True))
        objects = FolderObjects(folder.objects, folder.uploads)
        keys = load_keys(folder, random=FixedRandom("hub"))
        self.rig = ClientRig(Rig(ledger=ledger, objects=objects, limits=OFTEN, keys=keys))
        self.rig.write(*(topic(number, FixedRandom(str(number))(80).hex()) for number in range(90)))
        self.rig.write(topic(100, "A contact"), shelf=DIRECTORY)
        self.rig.coordinator.upload(NAME, offset=0, total=len(DATA), data=DATA)
        world = self.rig.rig.world
        naming = world.content(world.coordinator, LIBRARY, topic(101, "A report"), refs=(NAME,))
        self.rig.coordinator.ask([naming], ordinals=[0])


@contextlib.contextmanager
def meeting(carried: Carried, carrier: str) -> Iterator[SyncEndpoint]:
    """Open a way to a hub while the block runs.

    Args:
        carried: The hub.
        carrier: One of `CARRIERS`.
    """
    if carrier == "hub":
        yield carried.rig.rig.endpoint
    elif carrier == "application":
        yield AsgiEndpoint(create_app(carried.rig.rig.hub))
    elif carrier == "simulated":
        inside = carried.rig.rig
        machine = HubMachine(inside.keys, inside.clock, OFTEN, FailingLedger(inside.ledger), inside.objects)
        yield Line(machine, GivenChoices(()), Story(), "laptop", 0, lambda where: None)
    elif carrier == "folder":
        carry(carried.path / "data", carried.path / "stick")
        yield FolderEndpoint(carried.path / "stick")
    else:
        with served(carried.rig) as address, contextlib.closing(HttpEndpoint(address)) as endpoint:
            yield endpoint


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, listens: threading.Event) -> None:
        super().__init__(config)
        self._listens = listens

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listens.set()


@contextlib.contextmanager
def served(rig: ClientRig) -> Iterator[str]:
    """Let the hub listen on this computer while the block runs; give its address."""
    listens = threading.Event()
    config = uvicorn.Config(create_app(rig.rig.hub), http="h11", lifespan="off", ws="none", log_config=None)
    server = _Server(config, listens)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            if not listens.wait(_START_SECONDS):
                raise TimeoutError("the hub does not listen")
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_START_SECONDS)
