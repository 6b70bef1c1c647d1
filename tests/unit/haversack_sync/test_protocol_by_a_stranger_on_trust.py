"""The stranger's chain and ours on one history: who takes whom out of the network, and which of it stands."""

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import Position
from haversack_sync.protocol import network
from haversack_sync.protocol.entries import Entry
from tests.simulation.rig import Rig
from tests.simulation.world import Author, World
from tests.stranger.chain import Chain
from tests.stranger.digests import Entry as StrangersEntry


class Both:
    """Our world and a stranger, who take in each entry that a hub shows, whether it should have taken it or not."""

    def __init__(self) -> None:
        rig = Rig()
        rig.register()
        self.world: World = rig.world
        self.stranger = Chain(self.world.root)
        for envelope in self.world.founding().changes:
            assert self._shown(envelope) == ""

    def says(self, author: Author, body: bodies.NetworkBody) -> str:
        """Let somebody add an entry; return why both refuse it, or nothing."""
        return self._shown(self.world.clear(author, body))

    def _shown(self, envelope: bytes) -> str:
        position, stamp = self.stranger.n + 1, 1_800_000_000
        self.stranger.follow(StrangersEntry(position, stamp, 0, envelope))
        entry = Entry(Position(position), stamp, 0, envelope)
        _, (followed,) = network.follow(self.world.view, [entry])
        self.world.follow([entry])
        assert (followed.refused or "") == self.stranger.refused.get(position, ""), position
        return followed.refused or ""

    def let_in(self) -> Author:
        """Let the root name another coordinator."""
        author = self.world.author()
        added = bodies.CoordinatorAdd(author.sign_key, author.box_key, self.world.possession(author))
        assert self.says(self.world.root_author, added) == ""
        return author

    def stands(self, author: Author) -> bool | None:
        """Tell whether somebody's revocation stands, or that there is none; both know the same."""
        revoked = self.world.view.authority.revocation(author.handle)
        order = self.stranger.brake.orders.get(author.handle)
        ours, theirs = revoked and revoked.stands_since, order and order.stands_since
        assert (revoked is None, ours) == (order is None, theirs)
        return None if revoked is None else revoked.stands


def test_a_coordinators_computer_is_taken_out_by_the_root_alone_at_once_and_beside_the_count() -> None:
    both = Both()
    ana, root = both.world.coordinator, both.world.root_author
    second, third = both.let_in(), both.let_in()

    assert both.says(second, bodies.Revoke(ana.handle)) == "only_root"
    assert both.says(root, bodies.Revoke(bytes(8))) == "unknown_device"
    assert both.stands(ana) is None
    assert both.says(root, bodies.Revoke(second.handle)) == ""

    assert both.stands(second) is True
    assert (both.world.view.authority.orders, both.stranger.brake.given) == ({}, {})
    assert both.says(third, bodies.ConfirmOrder(second.handle)) == "order_stands"
    assert both.says(root, bodies.Revoke(third.handle)) == ""
    assert both.says(root, bodies.Revoke(ana.handle)) == "last_coordinator"
