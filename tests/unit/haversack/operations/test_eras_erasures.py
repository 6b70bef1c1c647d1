"""A restored hub and erasure: what was erased stays so, and is erased at the hub again once somebody confirms it."""

from collections.abc import Sequence

import pytest

from haversack.operations import brake
from haversack.operations.editing import edit
from haversack.operations.eras import begin
from haversack.operations.erasing import erase, erasures
from haversack.operations.workspace import Workspace
from haversack.store import erased, records
from tests.unit.haversack.little_network import LittleNetwork, record
from tests.unit.haversack.operations.test_eras import directory, invited, left, state, stubs
from tests.unit.haversack.restoring import back_up, put_back


def confirm_all(coordinator: Workspace) -> None:
    """Let the root confirm what waits; the network has one coordinator."""
    orders = brake.waiting(coordinator)
    assert orders != ()
    for one in orders:
        brake.confirm(coordinator, one.id)


def gone_everywhere(everybody: Sequence[Workspace]) -> bool:
    hill = record(everybody[0], "organisation", "hill")
    for one in everybody:
        with one.replica.reading() as connection:
            if records.find_by_id(connection, hill) or erased.unexplained(connection):
                return False
    return True


@pytest.mark.parametrize("lost", ["the order alone", "what it erased, too"])
def test_what_was_erased_stays_so_and_the_restored_hub_erases_it_again(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace, lost: str
) -> None:
    everybody = (coordinator, editor, reader)
    hill = record(coordinator, "organisation", "hill")
    backup = back_up(network)
    edit(coordinator, hill, ["summary=A name"])
    network.sync(*everybody)
    if lost == "the order alone":
        backup = back_up(network)
    erase(coordinator, hill, "Asked for")
    network.sync(*everybody, *everybody)
    feed = directory(coordinator)
    erased_there = stubs(network, feed)[1]
    put_back(network, backup)
    assert stubs(network, feed)[1] == 0
    begin(coordinator, network.endpoint)
    network.sync(*everybody, *everybody)

    assert gone_everywhere(everybody)
    assert stubs(network, feed)[1] == 0, "the order comes back as one that waits: nobody gets more than stood before"
    assert brake.still_standing(coordinator) == 0
    confirm_all(coordinator)
    network.sync(*everybody, *everybody, *everybody)

    assert gone_everywhere(everybody)
    # What the hub had in full again are stubs; of what it lost, nobody has anything to bring.
    assert stubs(network, feed)[1] == erased_there - (lost != "the order alone")
    assert [eras_left for *_, eras_left in map(left, everybody)] == [0, 0, 0]
    assert all(one.done == one.devices == 3 for one in erasures(coordinator))
    assert state(coordinator) == state(editor) == state(reader) is not None
    newcomer = network.enrol("harbour", invited(network, coordinator))
    assert gone_everywhere((coordinator, newcomer))
    assert state(newcomer) == state(coordinator)


def test_what_somebody_brings_back_who_never_heard_of_the_order_is_left_out_and_erased(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    everybody = (coordinator, editor, reader)
    hill = record(coordinator, "organisation", "hill")
    backup = back_up(network)
    edit(coordinator, hill, ["summary=A name"])
    network.sync(*everybody)
    erase(coordinator, hill)
    network.sync(coordinator, editor, coordinator)
    put_back(network, backup)
    begin(coordinator, network.endpoint)

    # The reader has everything in full, and hands it back.
    network.sync(reader, coordinator, editor, reader, coordinator, editor, reader)
    assert not gone_everywhere(everybody), "the order waits, and the reader never heard of it"
    confirm_all(coordinator)
    network.sync(coordinator, editor, reader, coordinator, editor, reader)

    assert gone_everywhere(everybody)
    entries, gone = stubs(network, directory(coordinator))
    assert 0 < gone < entries
    assert state(coordinator) == state(editor) == state(reader) is not None
