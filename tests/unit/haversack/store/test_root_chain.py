"""The founder's vault was copied or put back from an older disk: both copies sign with the root's key, in one chain."""

import shutil

import pytest

from haversack.operations import coordinators
from haversack.operations.editing import edit
from haversack.operations.workspace import Workspace
from haversack.store import outbox, trust
from haversack_sync.model.authority_entries import Confirm, encode_body
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, show_device_id
from haversack_sync.model.roles import Role
from haversack_sync.protocol.envelope import parse_envelope
from tests.unit.haversack.little_network import LittleNetwork, record
from tests.unit.haversack.store.test_succession import outbox_of, twin_of
from tests.unit.haversack.two_coordinators import waiting_coordinator


@pytest.fixture
def waits(network: LittleNetwork, coordinator: Workspace) -> DeviceId:
    """Return the computer of a second coordinator whom the founder has not confirmed yet."""
    return waiting_coordinator(network, coordinator).own


def root_of(workspace: Workspace) -> DeviceId:
    with workspace.replica.reading() as connection:
        root = trust.root_handle(connection)
    assert root is not None
    return root


def root_numbers(network: LittleNetwork, workspace: Workspace) -> list[int]:
    """Return the numbers of the root's entries, as the hub has them."""
    root = root_of(workspace)
    with network.ledger.reading() as moment:
        entries = moment.entries(NETWORK_FEED, after=0, up_to=999, at_most=999)
    headers = [parse_envelope(one.entry.envelope).header for one in entries]
    return [one.number for one in headers if one.device == root]


def leads(workspace: Workspace, device: DeviceId) -> bool:
    return workspace.replica.network().authority.devices[device].now.role is Role.COORDINATOR


def reasons(workspace: Workspace) -> set[tuple[str, str]]:
    """Return what became of the orders that are not published."""
    return {(state, reason) for state, reason in outbox_of(workspace) if state != "said_again"}


def test_whichever_copy_of_the_founders_vault_confirms_a_coordinator_its_word_stands(
    network: LittleNetwork, coordinator: Workspace, waits: DeviceId
) -> None:
    twin = twin_of(network, coordinator)
    first = network.open("coordinator")
    coordinators.invite_coordinator(first)
    network.sync(first)
    coordinators.admit(twin, show_device_id(waits))
    network.sync(twin)

    assert leads(twin, waits)
    assert reasons(twin) == set()
    for workspace in (first, twin, first):
        network.sync(workspace)
        coordinators.invite_coordinator(workspace)
        network.sync(workspace)
        assert reasons(workspace) == set()
    numbers = root_numbers(network, first)
    assert numbers == list(range(len(numbers)))


def test_an_older_copy_that_is_put_back_signs_with_the_root_again(
    network: LittleNetwork, coordinator: Workspace, waits: DeviceId
) -> None:
    network.close()
    shutil.copytree(network.base / "coordinator", network.base / "older")
    network.keys["older"] = network.keys["coordinator"]
    lost = network.open("coordinator")
    for _ in range(3):
        coordinators.invite_coordinator(lost)
    edit(lost, record(lost, "topic", "detention"), ["summary=Lost with its disk"])
    network.sync(lost)
    lost.vault.close()

    older = network.open("older")
    edit(older, record(older, "topic", "detention"), ["summary=Written after"])
    coordinators.admit(older, show_device_id(waits))
    network.sync(older, older)

    assert leads(older, waits)
    assert reasons(older) == set()
    numbers = root_numbers(network, older)
    assert numbers == list(range(len(numbers)))


def test_what_both_copies_order_is_said_once(network: LittleNetwork, coordinator: Workspace, waits: DeviceId) -> None:
    before = len(root_numbers(network, coordinator))
    twin = twin_of(network, coordinator)
    first = network.open("coordinator")
    for workspace in (first, twin):
        coordinators.admit(workspace, show_device_id(waits))
    network.sync(first, twin, twin)

    assert leads(twin, waits)
    assert reasons(twin) == set()
    assert len(root_numbers(network, first)) == before + 1
    coordinators.invite_coordinator(twin)
    network.sync(twin)
    assert reasons(twin) == set()


def test_a_number_that_the_other_copy_used_for_what_is_no_entry_stops_the_root_until_an_entry_follows(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, waits: DeviceId
) -> None:
    twin = twin_of(network, coordinator)
    first = network.open("coordinator")
    with first.replica.transaction() as connection:
        outbox.queue_network(connection, encode_body(Confirm(editor.own)), signer=root_of(first), created_ms=1)
    network.sync(first)
    for _ in range(2):
        coordinators.admit(twin, show_device_id(waits))
        network.sync(twin, twin)
        assert reasons(twin) == {("refused", "cloned_root")}
        assert not leads(twin, waits)

    coordinators.invite_coordinator(first)
    network.sync(first, twin, twin)

    assert leads(twin, waits)
    assert ("refused", "cloned_root") not in reasons(twin)
