"""A second coordinator in a little network, let in as people do it: invited, enrolled, confirmed."""

from haversack.operations import coordinators
from haversack.operations.workspace import Workspace
from haversack_sync.model.ids import show_device_id
from tests.unit.haversack.little_network import LittleNetwork


def waiting_coordinator(network: LittleNetwork, founder: Workspace, name: str = "second") -> Workspace:
    """Return the vault of somebody who took up a coordinator's invitation, and whom the founder can confirm."""
    code = coordinators.invite_coordinator(founder)
    network.sync(founder)
    second = network.enrol(name, code, label="her laptop")
    network.sync(founder)
    return second


def second_coordinator(network: LittleNetwork, founder: Workspace, name: str = "second") -> Workspace:
    """Return the vault of another coordinator, who knows all that the founder does."""
    second = waiting_coordinator(network, founder, name)
    coordinators.admit(founder, show_device_id(second.own))
    network.sync(founder, second)
    assert second.leads
    return second
