"""A small real network for tests of the app: a hub in memory; vaults made once and copied for each test.

Real vaults, seals and signatures. What a passphrase costs is paid when the network is prepared; a copy is opened with
the keys that were unlocked then.
"""

import copy
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from haversack.clock import Clock
from haversack.operations.browsing import show_record
from haversack.operations.enrolling import NewDevice, enrol
from haversack.operations.founding import NewNetwork, found
from haversack.operations.inviting import ForNewOrganisation, ForOrganisation, invite
from haversack.operations.publishing import publish
from haversack.operations.reporting import status
from haversack.operations.synchronising import SyncResult, Wishes, synchronise
from haversack.operations.workspace import Workspace, on_vault
from haversack.store import outbox
from haversack.store.cost import COST_FLOOR
from haversack.store.keys import VaultKeys
from haversack.store.vault import Vault
from haversack_sync.hub.data_folder import keys_from_seeds
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.memory_objects import MemoryObjects
from haversack_sync.hub.ports import Ledger, ObjectBytes
from haversack_sync.hub.service import Hub, Parts
from haversack_sync.model.authority_entries import Grant, encode_body
from haversack_sync.model.ids import RecordId, parse_record_id, published_id
from haversack_sync.model.roles import Role
from haversack_sync.protocol.limits import HubLimits
from tests.simulation.rig import TOKEN, FakeClock
from tests.simulation.world import FixedRandom

PASSPHRASE = "seven words that nobody guesses at once"
HUB_ADDRESS = "http://127.0.0.1:8765"
OFTEN = HubLimits(requests_per_device_and_minute=10**6, request_burst=10**6)
ATTACHMENT = b"Words we use.\n" * 3_000
CONTENT: Mapping[str, str | bytes] = {
    "network.md": "---\nlanguage: en\nname: Little network\n---\n",
    "topics/statelessness.md": "---\nlanguage: en\nname: Statelessness\nsummary: No country.\n---\nNobody's citizen.\n",
    "topics/detention.md": "---\nlanguage: en\nname: Detention\n---\n",
    "library/words.md": (
        "---\nlanguage: en\ntitle: Words we use\ntopics: [statelessness]\nfiles:\n"
        "  - path: words.txt\n  - path: more.csv\n---\nA list.\n"
    ),
    "library/words.txt": ATTACHMENT,
    "library/more.csv": "word,meaning\npermit,a paper\n",
    "organisations/hill.md": "---\nlanguage: en\nname: Hill Clinic\nservices: Doctors\n---\n",
}


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write an authoring folder and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@dataclass
class LittleNetwork:
    """A network with a coordinator, an editor of “Riverside”, and a reader of “Hill Clinic”.

    Attributes:
        base: Where its vaults lie, by name.
        ledger: What the hub knows.
        objects: The hub's files.
        keys: What opens each vault.
        clock: The hub's.
        wall_ms: What the laptops believe.
        limits: The hub's quotas.
        openings: How many clocks were given out.
        hub: The hub.
        endpoint: The hub as vaults meet it.
    """

    base: Path
    ledger: Ledger = field(default_factory=MemoryLedger)
    objects: ObjectBytes = field(default_factory=MemoryObjects)
    keys: dict[str, VaultKeys] = field(default_factory=dict)
    clock: FakeClock = field(default_factory=FakeClock)
    wall_ms: int = 1_700_000_000_000
    limits: HubLimits = OFTEN
    openings: int = 0
    hub: Hub = field(init=False)
    endpoint: HubEndpoint = field(init=False)
    _open: list[Workspace] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.restart_hub()

    def restart_hub(self, *, limits: HubLimits | None = None) -> None:
        """Let the hub forget what was only in memory, perhaps with other quotas."""
        self.limits = limits or self.limits
        hub_keys = keys_from_seeds(b"s" * 32, b"b" * 32)
        self.hub = Hub(Parts(self.ledger, self.objects, hub_keys, TOKEN, self.limits, self.clock))
        self.endpoint = HubEndpoint(self.hub)

    def own_clock(self) -> Clock:
        """Return a laptop's clock and randomness, never the same twice."""
        self.openings += 1
        ticks = iter(range(1_000_000_000))
        return Clock(lambda: self.wall_ms, lambda: float(next(ticks)), FixedRandom(f"laptop {self.openings}"))

    def open(self, name: str) -> Workspace:
        """Open a vault; the test need not close it."""
        keys = self.keys[name]
        vault = Vault._open_locked(self.base / name, lambda: keys)
        workspace = on_vault(vault, clock=self.own_clock())
        self._open.append(workspace)
        return workspace

    def reopen(self, workspace: Workspace) -> Workspace:
        """Close a vault and open it again, as the next start of the program does."""
        workspace.vault.close()
        return self.open(workspace.vault.folder.name)

    def close(self) -> None:
        """Close every vault."""
        for workspace in self._open:
            workspace.vault.close()

    def sync(self, *workspaces: Workspace, budget: int | None = None) -> SyncResult:
        """Let vaults meet the hub, one after the other; return what the last one did."""
        results = [synchronise(each, self.endpoint, Wishes(budget_bytes=budget)) for each in workspaces]
        return results[-1]

    def new_vault(self, name: str, make: Callable[[Path], object]) -> Workspace:
        """Make a vault by an operation that closes it, and open it with its passphrase."""
        make(self.base / name)
        with Vault.open(self.base / name, PASSPHRASE) as vault:
            self.keys[name] = vault.keys
        return self.open(name)

    def found(self, name: str = "coordinator") -> Workspace:
        """Found the network."""
        clock = self.own_clock()
        return self.new_vault(
            name,
            lambda folder: found(
                NewNetwork(folder, PASSPHRASE, "Little network", HUB_ADDRESS, TOKEN, COST_FLOOR),
                self.endpoint,
                clock=clock,
            ),
        )

    def enrol(self, name: str, code: str, *, label: str = "a laptop") -> Workspace:
        """Enrol a device."""
        clock = self.own_clock()
        return self.new_vault(
            name,
            lambda folder: enrol(
                NewDevice(folder, PASSPHRASE, code, HUB_ADDRESS, label, COST_FLOOR),
                self.endpoint,
                clock=clock,
                wishes=Wishes(),
            ),
        )

    def copy_to(self, base: Path) -> "LittleNetwork":
        """Return the same network in another folder, with a hub of its own."""
        shutil.copytree(self.base, base)
        other = LittleNetwork(base, keys=dict(self.keys), clock=FakeClock(self.clock.now), openings=self.openings)
        if isinstance(self.ledger, MemoryLedger) and isinstance(other.ledger, MemoryLedger):
            other.ledger._state = copy.deepcopy(self.ledger._state)
        other.objects = copy.deepcopy(self.objects)
        other.restart_hub()
        return other


def prepare(base: Path) -> LittleNetwork:
    """Found the network, publish its content, enrol an editor and a reader, bring everybody up to date."""
    network = LittleNetwork(base / "vaults")
    network.base.mkdir(parents=True)
    coordinator = network.found()
    publish(coordinator, write_folder(base / "content", CONTENT))
    hill = published_id(coordinator.root, kind="organisation", slug="hill")
    for_editor = invite(coordinator, ForNewOrganisation("Riverside", "en"), Role.EDITOR)
    for_reader = invite(coordinator, ForOrganisation(hill), Role.READER)
    network.sync(coordinator)
    editor, reader = network.enrol("editor", for_editor), network.enrol("reader", for_reader)
    network.sync(coordinator, editor, reader)
    network.close()
    return network


def record(workspace: Workspace, kind: str, slug: str) -> RecordId:
    """Return the id of a published record."""
    return published_id(workspace.root, kind=kind, slug=slug)


def own_organisation(workspace: Workspace) -> RecordId:
    """Return the id of the organisation that a device belongs to."""
    own = status(workspace).organisation
    if own is None:
        raise LookupError("no organisation")
    return parse_record_id(own.id)


def own_state(workspace: Workspace) -> str:
    """Return what is said of the changes that a device made to its own organisation."""
    return show_record(workspace, own_organisation(workspace)).state


def make_reader(network: LittleNetwork, coordinator: Workspace, device: Workspace) -> None:
    """Let the coordinator take a device's right to write away."""
    span = coordinator.replica.network().authority.devices[device.own].now
    grant = Grant(device.own, int(Role.READER), span.organisation, tuple(span.audiences))
    with coordinator.replica.transaction() as connection:
        outbox.queue_network(connection, encode_body(grant), signer=coordinator.own, created_ms=1)
    network.sync(coordinator)
