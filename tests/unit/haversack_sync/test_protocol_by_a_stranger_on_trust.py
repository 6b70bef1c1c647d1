"""The stranger's chain and ours on one history: who takes whom out of the network, and which of it stands."""

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import Position
from haversack_sync.protocol import network
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.succession import succeed_entry
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
            assert self.shown(envelope) == ""

    def says(self, author: Author, body: bodies.NetworkBody) -> str:
        """Let somebody add an entry; return why both refuse it, or nothing."""
        return self.shown(self.world.clear(author, body))

    def shown(self, envelope: bytes) -> str:
        """Let a hub show an entry; return why both refuse it, or nothing."""
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

    def has_say(self, author: Author) -> bool:
        """Tell whether somebody may dispute what is open from here on; both know the same."""
        authority = self.world.view.authority
        theirs = self.stranger.device_at(author.handle, self.stranger.n + 1)
        ours = authority.has_say(authority.devices[author.handle].rights, authority.open_audience)
        assert theirs is not None
        assert ours == theirs.has_say
        return ours

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


def test_who_waits_to_be_confirmed_has_no_say_nor_has_a_copy_of_its_vault() -> None:
    both = Both()
    world = both.world
    invited, second, copy = world.invite_coordinator(), world.author(), world.author()
    assert [both.shown(one) for one in invited.changes] == [""]
    assert both.shown(world.redeem(invited, second)) == ""
    keys = {"sign_key": copy.sign_key, "box_key": copy.box_key}
    assert both.says(copy, succeed_entry(world.root, seed_before=second.seed, **keys)) == ""

    assert [both.has_say(one) for one in (world.coordinator, second, copy)] == [True, False, False]
    assert both.says(world.root_author, bodies.Confirm(copy.handle)) == "not_waiting"
    assert both.says(world.root_author, bodies.Confirm(second.handle)) == ""
    assert [both.has_say(one) for one in (second, copy)] == [True, False]
