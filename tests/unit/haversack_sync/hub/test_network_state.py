"""The hub's view of the network feed: the same whether it grew in one process or was read from the ledger."""

from dataclasses import replace

import pytest

from haversack_sync.hub.errors import DamagedLedgerError
from haversack_sync.hub.network_state import NetworkDraft, catch_up
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.protocol.network import NetworkView, empty_view, rebuild
from tests.simulation.rig import Rig


def from_ledger(rig: Rig, view: NetworkView, *, up_to: int) -> NetworkView:
    with rig.ledger.reading() as moment:
        entries = moment.entries(NETWORK_FEED, after=view.standing.n, up_to=up_to, at_most=999)
    return catch_up(view, entries)


def test_what_is_read_from_the_ledger_is_what_a_client_works_out(rig: Rig) -> None:
    coordinator = rig.found()
    rig.enrol(coordinator)

    view = from_ledger(rig, empty_view(rig.world.root), up_to=999)

    client = rebuild(rig.world.root, coordinator.entries[0])
    assert (view.standing, view.digests, view.authority) == (client.standing, client.digests, client.authority)
    assert view.positions == client.positions == tuple(entry.position for entry in coordinator.entries[0])


def test_catching_up_in_pieces_gives_the_same(rig: Rig) -> None:
    coordinator = rig.found()
    rig.enrol(coordinator)
    whole = from_ledger(rig, empty_view(rig.world.root), up_to=999)

    view = empty_view(rig.world.root)
    for up_to in range(1, whole.standing.n + 1):
        view = from_ledger(rig, view, up_to=up_to)

    assert view == whole


def test_a_view_is_not_changed_by_what_is_drafted_on_it(rig: Rig) -> None:
    coordinator = rig.found()
    founded = from_ledger(rig, empty_view(rig.world.root), up_to=999)
    authority = founded.authority
    copy = (dict(authority.devices), dict(authority.invitations), founded.digests)

    rig.enrol(coordinator)
    newer = from_ledger(rig, founded, up_to=999)

    assert (dict(authority.devices), dict(authority.invitations), founded.digests) == copy
    assert len(newer.authority.devices) == 2
    assert coordinator.standing(0).n == newer.standing.n


@pytest.mark.parametrize("envelope", [b"", b"\x01\x02", "twice"])
def test_entries_that_no_hub_accepted_are_damage(rig: Rig, envelope: bytes | str) -> None:
    rig.found()
    with rig.ledger.reading() as moment:
        stored = moment.entries(NETWORK_FEED, after=0, up_to=1, at_most=1)[0]
    bent = replace(stored, entry=replace(stored.entry, envelope=envelope)) if isinstance(envelope, bytes) else stored

    with pytest.raises(DamagedLedgerError):
        catch_up(empty_view(rig.world.root), [stored, bent])


def test_a_draft_without_entries_is_the_view_itself(rig: Rig) -> None:
    view = empty_view(rig.world.root)

    assert NetworkDraft(view).finish() is view
