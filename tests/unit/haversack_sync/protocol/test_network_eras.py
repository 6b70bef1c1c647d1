"""An entry that begins an era: what it says is left is just what is before it."""

import pytest

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.protocol.envelope import CLEAR, NO_PREV, Header, sign_clear
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.network import follow
from tests.unit.haversack_sync.protocol.small_network import SmallNetwork, founded


def era(network: SmallNetwork, *, count: int, seen: int | None = None, number: int = 0) -> bytes:
    """Let ana sign that the hub goes on behind the last position, and that so many entries are left."""
    ana, view = network["ana"], network.view
    body = bodies.Era(2, view.standing.position, count, b"")
    at = count if seen is None else seen
    header = Header(CLEAR, ana.handle, number, NO_PREV, NETWORK_FEED, 0, at, view.digests[at])
    return sign_clear(header, bodies.encode_body(body), root=network.root, signing_seed=ana.sign_seed)


def test_an_era_begins_behind_all_entries_that_are_before_it() -> None:
    network = founded()
    n = network.view.standing.n

    view, (followed,) = follow(network.view, [network.entry(era(network, count=n))])

    assert followed.refused is None
    assert (view.era, view.authority.eras[0].count) == (2, n)


def test_nobody_follows_an_era_that_counts_other_entries_than_there_were_at_its_position() -> None:
    network = founded()
    n = network.view.standing.n
    for count in range(n):
        with pytest.raises(WireError, match="counts other entries"):
            network.attempt(era(network, count=count))
    wrong = (era(network, count=n, number=1), era(network, count=n, seen=n - 1), era(network, count=n + 1, seen=n))
    for envelope in wrong:
        with pytest.raises(WireError, match="wrong place"):
            network.attempt(envelope)


def test_it_counts_where_it_comes_behind_others_in_one_answer() -> None:
    network = founded()
    before, begun = network.view, len(network.entries)
    network.says("ana", bodies.AddOrganisation(b"org-beta"))
    entries = [*network.entries[begun:], network.entry(era(network, count=network.view.standing.n))]

    view, followed = follow(before, entries)

    assert view.era == 2
    assert [one.refused for one in followed] == [None, None]
