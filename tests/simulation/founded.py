"""A founded network with five people, made once for each process; histories begin from copies of it.

Cryptography is real everywhere. Founding and enrolling cost most, so they are done once; what a history may do about
enrolment, it does itself.
"""

import copy
import functools
from dataclasses import dataclass, field

from haversack_sync.client.identity import DeviceKeys
from haversack_sync.hub.data_folder import HubKeys
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import DeviceId, FeedId, OrganisationId
from haversack_sync.model.roles import Role
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.network import NetworkView, empty_view, follow
from tests.simulation.kept import Kept
from tests.simulation.rig import START, FakeClock, Rig
from tests.simulation.world import Author, Shelf, World

OFTEN = HubLimits(
    requests_per_device_and_minute=10**6,
    request_burst=10**6,
    unsigned_requests_per_network_and_minute=10**6,
    object_requests_per_network_and_minute=10**6,
)
"""A history asks as often as a year of syncs does."""
LIBRARY, DIRECTORY, NOTES = "open/library", "members/directory", "coordinators/notes"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a laptop.

    Attributes:
        name: Of the laptop, in the story.
        author: Keys and chain at the beginning.
        role: What the chain says.
        organisation: Which one, empty for the coordinator.
    """

    name: str
    author: Author
    role: Role
    organisation: OrganisationId

    @property
    def handle(self) -> DeviceId:
        return self.author.handle


@dataclass(slots=True)
class Founded:
    """What histories begin from.

    Attributes:
        world: The network's secrets.
        keys: The hub's.
        ledger: The hub's rows; never used itself.
        people: The coordinator first.
        second: Another coordinator, who takes part in some histories.
        view: The network after everybody has enrolled.
        kept: What a laptop that knows the network keeps, without audience keys.
    """

    world: World
    keys: HubKeys
    ledger: MemoryLedger
    people: tuple[Person, ...]
    second: Person
    view: NetworkView
    kept: Kept
    _audiences: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def new_ledger(self) -> MemoryLedger:
        """Return a ledger of a history's own."""
        ledger = MemoryLedger()
        ledger._state = copied(self.ledger)._state
        return ledger

    def laptop(self, person: Person, *, knows_network: bool) -> Kept:
        """Return what a person's laptop keeps at first: the network, or only who it is and its keys."""
        kept = self.kept.copy() if knows_network else Kept(empty_view(self.world.root))
        kept.chains = {person.handle: (person.author.number, person.author.prev)}
        names = (LIBRARY, DIRECTORY, NOTES) if person.role is Role.COORDINATOR else (LIBRARY, DIRECTORY)
        kept.audience_keys = {(each.audience, each.epoch): each.key for each in map(self.shelf, names)}
        # The highest counters that founding and enrolling used.
        kept.counters = {0: 100, 1: 100}
        return kept

    def shelf(self, name: str) -> Shelf:
        """Return a shelf by its name."""
        return self.world.shelves[name]

    def shelf_of(self, feed: FeedId) -> str:
        """Return a feed's name for the story."""
        return next((name for name, each in self.world.shelves.items() if each.feed == feed), "network")


def device_keys(person: Person) -> DeviceKeys:
    """Return a person's keys as the client knows them."""
    return DeviceKeys(person.author.seed, person.author.box_seed)


def copied(ledger: MemoryLedger) -> MemoryLedger:
    """Return a copy of a ledger; what lies in it never changes in place, lists and mappings do."""
    new = MemoryLedger()
    for name, value in vars(ledger._state).items():
        if name == "_feeds":
            setattr(new._state, name, {feed: list(entries) for feed, entries in value.items()})
        elif name in ("_chains", "_refs"):
            setattr(new._state, name, {key: copy.copy(inner) for key, inner in value.items()})
        else:
            setattr(new._state, name, copy.copy(value))
    return new


@functools.cache
def founded() -> Founded:
    """Found the network: Ana coordinates; Ben and Carmen write for one organisation, Dina for another, Emil reads."""
    rig = Rig(limits=OFTEN, clock=FakeClock(START))
    coordinator = rig.found()
    world, people = rig.world, [Person("ana", rig.world.coordinator, Role.COORDINATOR, OrganisationId(b""))]
    second = Person("ines", world.author(), Role.COORDINATOR, OrganisationId(b""))
    possession = world.possession(second.author)
    added = bodies.CoordinatorAdd(second.author.sign_key, second.author.box_key, possession)
    world.follow(coordinator.ask([world.clear(world.root_author, added)], ordinals=[0]).entries[0])
    first: list[OrganisationId] = []
    for name, role, place in (
        ("ben", Role.EDITOR, 0),
        ("carmen", Role.EDITOR, 0),
        ("dina", Role.FOCAL_POINT, 1),
        ("emil", Role.READER, 1),
    ):
        invited = world.invite(role, organisation=first[place] if place < len(first) else None)
        if place >= len(first):
            first.append(invited.organisation)
        answer = coordinator.ask(invited.changes, stanzas=invited.stanzas)
        world.follow(answer.entries[0])
        author = world.author()
        rig.asker(author).ask([world.redeem(invited, author)])
        world.follow(coordinator.ask(ordinals=[0]).entries[0])
        people.append(Person(name, author, role, first[place]))
    if not isinstance(rig.ledger, MemoryLedger):
        raise TypeError("founded in memory")
    with rig.ledger.reading() as moment:
        end = moment.feed_end(FeedId(bytes(8)))
        stored = moment.entries(FeedId(bytes(8)), after=0, up_to=end.n if end else 0, at_most=10_000)
    entries = tuple(each.entry for each in stored)
    view, _ = follow(empty_view(world.root), entries)
    return Founded(world, rig.keys, rig.ledger, tuple(people), second, view, Kept(view, network=entries))
