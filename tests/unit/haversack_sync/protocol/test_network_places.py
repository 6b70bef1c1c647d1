"""What an author of a `network` entry had seen says which era it knows, and what that means for the brake."""

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.protocol.envelope import CLEAR, NO_PREV, Header, sign_clear
from haversack_sync.protocol.network import follow
from tests.unit.haversack_sync.protocol.small_network import (
    LIBRARY,
    SmallNetwork,
    clear_envelope,
    founded,
    secret,
)


def era(network: SmallNetwork, *, count: int, lost: bytes = b"") -> bytes:
    """Return Ana's entry by which a restored hub goes on; it counts what it likes."""
    body = bodies.Era(2, network.view.standing.position, count, lost)
    header = Header(CLEAR, network["ana"].handle, 0, NO_PREV, NETWORK_FEED, 0, count, network.view.digests[count])
    return sign_clear(header, bodies.encode_body(body), root=network.root, signing_seed=network["ana"].sign_seed)


def take(network: SmallNetwork, envelope: bytes) -> str | None:
    """Make an envelope the next entry; return why it changed nothing, or None."""
    entry = network.entry(envelope)
    network.view, (followed,) = follow(network.view, [entry])
    network.entries.append(entry)
    return followed.refused


def test_a_confirmation_that_comes_back_from_before_a_restore_gives_no_more_orders() -> None:
    network = founded()
    lost = secret("what the hub lost")[:16]
    n = network.view.standing.n
    take(network, era(network, count=n, lost=lost))

    def stands(name: str) -> bool:
        its_id = secret(name)[:16]
        assert network.says("ana", bodies.AnnounceErasure(its_id, LIBRARY, 0, b"sealed")) is None
        return network.view.authority.erasures[its_id].stands_since is not None

    for name in ("first", "second", "third"):
        assert not stands(name)
    for name, seen in (("first", (n, network.view.digests[n])), ("second", (n + 1, lost))):
        body = bodies.ConfirmOrder(secret(name)[:16])
        envelope = network["root"].made(clear_envelope(network["root"], body, root=network.root, seen=seen))
        assert take(network, envelope) is None
        assert not stands(f"after the {name}")

    assert network.says("root", bodies.ConfirmOrder(secret("third")[:16])) is None

    assert stands("at last")
