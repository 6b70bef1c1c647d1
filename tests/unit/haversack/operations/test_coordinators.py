"""A second coordinator: invited and confirmed by whoever keeps the root key; in between a reader of what is open."""

import pytest

from haversack.operations import coordinators
from haversack.operations.browsing import list_records
from haversack.operations.coordinators import CannotAdmitError, NoRootKeyError
from haversack.operations.devices import Standing, devices
from haversack.operations.erasing import erase, erasures
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.publishing import publish
from haversack.operations.reporting import status
from haversack.operations.revoking import revoke
from haversack.operations.standing import identity
from haversack.operations.workspace import NotAllowedError, Workspace
from haversack_sync.client.introduction import InvitationError
from haversack_sync.model.ids import show_device_id
from haversack_sync.model.roles import Role
from tests.unit.haversack.little_network import LittleNetwork, record, write_folder
from tests.unit.haversack.two_coordinators import second_coordinator, waiting_coordinator


def test_who_took_up_the_invitation_reads_what_is_open_until_the_founder_confirms_the_computer(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    second = waiting_coordinator(network, coordinator)

    assert identity(second).role == status(second).role == "unconfirmed"
    assert not second.leads
    assert list_records(second, "topic") != []
    assert list_records(second, "organisation") == []
    with pytest.raises(NotAllowedError):
        coordinators.waiting(second)
    assert devices(coordinator)[-1].standing is Standing.UNCONFIRMED
    (one,) = coordinators.waiting(coordinator)
    assert (one.id, one.label, one.is_confirmed) == (status(second).device, "her laptop", False)

    coordinators.admit(coordinator, one.id.lower())
    (told,) = coordinators.waiting(coordinator)
    assert told.is_confirmed
    with pytest.raises(CannotAdmitError) as refused:
        coordinators.admit(coordinator, one.id)
    assert refused.value.reason == "already_confirmed"
    network.sync(coordinator, second)

    assert identity(second).role == "coordinator"
    assert coordinators.waiting(coordinator) == ()
    assert len(list_records(second, "organisation")) == 2
    assert devices(coordinator)[-1].standing is Standing.IN


def test_a_computer_that_waits_reports_no_erasure_before_it_is_confirmed_and_then_does(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    second = waiting_coordinator(network, coordinator)
    erase(coordinator, record(coordinator, "topic", "statelessness"))
    network.sync(coordinator, coordinator)
    assert network.sync(second).refused == network.sync(second).refused == 0
    network.sync(coordinator)
    assert (erasures(coordinator)[-1].done, erasures(coordinator)[-1].devices) == (1, 3)

    coordinators.admit(coordinator, show_device_id(second.own))
    network.sync(coordinator, second, second, coordinator)

    assert (erasures(coordinator)[-1].done, erasures(coordinator)[-1].devices) == (2, 4)


def test_a_second_coordinator_publishes_invites_and_revokes(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    second = second_coordinator(network, coordinator)
    page = "---\nlanguage: en\ntitle: A second voice\n---\nText\n"
    publish(second, write_folder(network.base.parent / "second", {"library/voice.md": page}))
    code = invite(second, ForNewOrganisation("Lantern House", "en"), Role.EDITOR)
    revoke(second, reader.own)
    network.sync(second)
    newcomer = network.enrol("newcomer", code)
    network.sync(second, newcomer, coordinator)

    assert "A second voice" in [one.title for one in list_records(newcomer, "resource")]
    assert status(newcomer).organisation is not None
    revocation = coordinator.replica.network().authority.revocation(reader.own)
    assert revocation is not None
    assert (revocation.coordinator, revocation.stands) == (second.own, True)


def test_only_who_keeps_the_root_key_invites_and_confirms(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    second = second_coordinator(network, coordinator)
    third = waiting_coordinator(network, coordinator, "third")
    network.sync(second)

    assert (coordinators.holds_root(coordinator), coordinators.holds_root(second)) == (True, False)
    with pytest.raises(NoRootKeyError):
        coordinators.invite_coordinator(second)
    with pytest.raises(NoRootKeyError):
        coordinators.admit(second, show_device_id(third.own))
    with pytest.raises(NotAllowedError):
        coordinators.invite_coordinator(editor)
    assert [one.id for one in coordinators.waiting(second)] == [show_device_id(third.own)]


def test_another_name_than_the_one_that_waits_is_confirmed_by_nobody(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    waiting_coordinator(network, coordinator)

    for name in (show_device_id(editor.own), "ABC", ""):
        with pytest.raises(CannotAdmitError) as refused:
            coordinators.check(coordinator, name)
        assert refused.value.reason == "not_waiting"


def test_a_stolen_code_makes_nobody_a_coordinator_and_its_computer_can_be_revoked(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    code = coordinators.invite_coordinator(coordinator)
    network.sync(coordinator)
    thief = network.enrol("thief", code)
    with pytest.raises(InvitationError) as told:
        network.enrol("owner", code)
    network.sync(coordinator)

    revoke(coordinator, thief.own)
    network.sync(coordinator)

    assert told.value.reason == "used"
    assert coordinators.waiting(coordinator) == ()
    with pytest.raises(CannotAdmitError):
        coordinators.admit(coordinator, show_device_id(thief.own))
