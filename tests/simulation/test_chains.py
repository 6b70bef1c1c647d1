"""What the oracle lets stand ahead of its author's chain: what was waited for, or what its author ended the wait of."""

from dataclasses import dataclass, field, replace

from haversack_sync.hub.ports import StoredEntry
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.protocol import sealing
from haversack_sync.protocol.envelope import CLEAR, NO_PREV, Header, parse_envelope, sign_clear
from haversack_sync.protocol.messages import Ask, ExchangeRequest, encode_message
from tests.simulation.asking import Asker
from tests.simulation.chains import Chains
from tests.simulation.receipts import only
from tests.simulation.rig import Rig
from tests.simulation.world import World

DIRECTORY = "members/directory"


def new_era(world: World, number: int) -> bytes:
    """Return a coordinator's entry by which a hub goes on from where it stands."""
    view, by = world.view, world.coordinator
    body = bodies.Era(number, view.standing.position, view.standing.n, b"")
    header = Header(CLEAR, by.handle, 0, NO_PREV, NETWORK_FEED, 0, *view.seen)
    return sign_clear(header, bodies.encode_body(body), root=world.root, signing_seed=by.seed)


@dataclass
class Waiting:
    """A hub that holds a change whose author has nothing of what comes before it any more.

    Attributes:
        rig: The hub.
        chains: What the oracle heard of it.
        device: The change's author.
        change: The change.
    """

    rig: Rig = field(default_factory=Rig)
    chains: Chains = field(default_factory=Chains)
    device: Asker = field(init=False)
    change: bytes = field(init=False)

    def __post_init__(self) -> None:
        coordinator = self.rig.found()
        self.device = self.rig.enrol(coordinator)
        only(coordinator, new_era(self.rig.world, 2))
        self.rig.world.content(self.device.signer, DIRECTORY, b"nobody has it any more")
        self.change = self.rig.world.content(self.device.signer, DIRECTORY, b"behind it")
        self.says(self.device, changes=(self.change,))

    def says(self, asker: Asker, *, changes: tuple[bytes, ...] = (), era: int = 2) -> None:
        """Let the hub, and the oracle, hear somebody who brings changes or asks about the one that is held."""
        header = parse_envelope(self.change).header
        asks = () if changes else (Ask(header.device, header.number, sealing.sha256(self.change)[:16]),)
        body = encode_message(ExchangeRequest(cursors=((0, 0),), changes=changes, asks=asks, era=era))
        auth = asker.sign_exchange(body)
        self.chains.note(body, self.rig.clock.seconds(), by=asker.signer.handle)
        list(self.rig.endpoint.exchange(body, auth))

    def entries(self) -> list[StoredEntry]:
        """Return what the hub took of the directory."""
        feed = self.rig.world.shelves[DIRECTORY].feed
        with self.rig.ledger.reading() as moment:
            return list(moment.entries(feed, after=0, up_to=9, at_most=9))

    def problems(self) -> list[str]:
        """Return what the oracle has against it."""
        taken = self.entries()
        with self.rig.ledger.reading() as moment:
            return list(self.chains.problems(moment, taken))


def test_an_author_who_asks_and_has_no_more_ends_the_wait_of_its_own_change() -> None:
    waiting = Waiting()
    assert not waiting.entries()

    waiting.says(waiting.device)

    assert [one.entry.envelope for one in waiting.entries()] == [waiting.change]
    assert waiting.problems() == []


def test_nobody_else_and_no_other_era_ends_it() -> None:
    waiting = Waiting()
    waiting.says(waiting.device)
    heard = waiting.chains
    (asked,) = heard.asked
    for other in ({}, {asked: {1}}, {(asked[0], asked[1] - 1): {2}}):
        waiting.chains = replace(heard, asked=other)
        assert [problem.rpartition(", ")[2] for problem in waiting.problems()] == ["and nobody waited for it"]


def test_who_asks_in_anothers_name_or_brings_more_of_its_own_ends_nothing() -> None:
    waiting = Waiting()
    other = waiting.rig.asker(waiting.rig.world.coordinator)

    waiting.says(other)
    waiting.says(waiting.device, changes=(waiting.change,))

    assert waiting.chains.asked == {}
    assert not waiting.entries()
