"""A hub in this process with a made-up network on it, on any ledger: what tests of the hub begin from."""

from dataclasses import dataclass, field

from haversack_sync.hub.data_folder import HubKeys, keys_from_seeds
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.memory_objects import MemoryObjects
from haversack_sync.hub.ports import Ledger, ObjectBytes
from haversack_sync.hub.service import Hub, Parts
from haversack_sync.model.ids import FeedId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import decode_register_answer, encode_message
from haversack_sync.protocol.registration import check_register_answer, register_request
from tests.simulation.asking import Asker
from tests.simulation.world import Author, FixedRandom, Invited, World

TOKEN = "token-of-the-hub"
START = 1_800_000_000
"""Seconds; a Friday in 2027."""
DAY = 24 * 3600


@dataclass(slots=True)
class FakeClock:
    """A clock that a test moves.

    Attributes:
        now: Time of day in seconds.
        ticks: The monotonic clock in seconds.
    """

    now: int = START
    ticks: float = 0.0

    def seconds(self) -> int:
        return self.now

    def monotonic(self) -> float:
        return self.ticks


@dataclass(slots=True)
class Rig:
    """A hub, its clock, and a network.

    Attributes:
        hub: The hub.
        endpoint: The hub behind the clients' interface.
        clock: Moves only when a test moves it.
        world: What its people know and make.
        ledger: Where the hub keeps things.
        objects: Where it keeps objects.
    """

    ledger: Ledger = field(default_factory=MemoryLedger)
    objects: ObjectBytes = field(default_factory=MemoryObjects)
    limits: HubLimits = field(default_factory=HubLimits)
    clock: FakeClock = field(default_factory=FakeClock)
    world: World = field(default_factory=lambda: World(FixedRandom("world")))
    keys: HubKeys = field(default_factory=lambda: keys_from_seeds(b"s" * 32, b"b" * 32))
    hub: Hub = field(init=False)
    endpoint: HubEndpoint = field(init=False)

    def __post_init__(self) -> None:
        self.hub = self.another_hub()
        self.endpoint = HubEndpoint(self.hub)

    def another_hub(self, *, limits: HubLimits | None = None) -> Hub:
        """Return another process's hub on the same data."""
        return Hub(Parts(self.ledger, self.objects, self.keys, TOKEN, limits or self.limits, self.clock))

    def restart(self, *, limits: HubLimits | None = None) -> None:
        """Forget everything that was only in memory."""
        self.hub = self.another_hub(limits=limits)
        self.endpoint = HubEndpoint(self.hub)

    def register(self) -> None:
        """Register the network."""
        root_key = self.world.root_author.sign_key
        answer = decode_register_answer(self.endpoint.register(encode_message(register_request(TOKEN, root_key))))
        check_register_answer(answer, TOKEN, root=self.world.root)
        self.world.take_hub(answer)

    def found(self) -> Asker:
        """Register and found the network; return its coordinator."""
        self.register()
        founding = self.world.founding()
        coordinator = self.asker(self.world.coordinator)
        answer = coordinator.ask(founding.changes, stanzas=founding.stanzas, profile=founding.profile)
        self.world.follow(answer.entries[0])
        coordinator.feeds |= self.feeds("open/library", "members/directory", "coordinators/notes")
        return coordinator

    def feeds(self, *shelves: str) -> dict[int, FeedId]:
        """Return shelves as an asker follows them."""
        return {self.world.shelves[shelf].ordinal: self.world.shelves[shelf].feed for shelf in shelves}

    def asker(self, author: Author | None) -> Asker:
        """Return somebody who syncs with this hub."""
        return Asker(self.endpoint, self.world.root, self.keys.sign_key, author)

    def invite(self, coordinator: Asker, role: Role = Role.EDITOR, *, expiry_days: int = 14) -> Invited:
        """Invite somebody, known to the hub and to the world."""
        invited = self.world.invite(role, expiry_days=expiry_days)
        answer = coordinator.ask(invited.changes, stanzas=invited.stanzas)
        self.world.follow(answer.entries[0])
        return invited

    def enrol_waiting(self, coordinator: Asker) -> Asker:
        """Let somebody take up a coordinator's invitation; the root has not confirmed the computer yet."""
        invited, device = self.world.invite_coordinator(), self.asker(self.world.author())
        self.world.follow(coordinator.ask(invited.changes).entries[0])
        device.ask([self.world.redeem(invited, device.signer)])
        self.world.follow(coordinator.ask(ordinals=[0]).entries[0])
        device.feeds |= self.feeds("open/library")
        return device

    def enrol(self, coordinator: Asker, role: Role = Role.EDITOR) -> Asker:
        """Invite a device and let it redeem; it follows `open` and `members`."""
        invited = self.invite(coordinator, role)
        device = self.asker(self.world.author())
        device.ask([self.world.redeem(invited, device.signer)])
        self.world.follow(coordinator.ask(ordinals=[0]).entries[0])
        device.feeds |= self.feeds("open/library", "members/directory")
        return device
