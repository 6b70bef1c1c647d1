"""Inviting: one transaction makes organisation, invitation and welcome; the code is kept nowhere."""

import pytest
import sqlalchemy as sa

from haversack.operations.browsing import list_records, show_record
from haversack.operations.inviting import (
    BadOrganisationNameError,
    CoordinatorInvitationError,
    ForNewOrganisation,
    ForOrganisation,
    NoAudienceKeyError,
    NoSuchOrganisationError,
    invite,
)
from haversack.operations.publishing import publish
from haversack.operations.reporting import status
from haversack.operations.searching import search
from haversack.operations.workspace import NotAllowedError, Workspace
from haversack.store import schema
from haversack_sync.model.ids import RecordId, parse_record_id
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol.enrolment import derive, read_code
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, record, write_folder

HARBOUR = ForNewOrganisation("Harbour", "fr")


def find(workspace: Workspace, name: str) -> RecordId:
    """Return the id of an organisation by its name."""
    (found,) = [one.id for one in list_records(workspace, "organisation") if one.title == name]
    return parse_record_id(found)


def test_a_new_organisation_can_be_seen_and_found_before_anything_was_sent(coordinator: Workspace) -> None:
    code = invite(coordinator, HARBOUR, Role.EDITOR)

    harbour = show_record(coordinator, find(coordinator, "Harbour"))
    assert len(read_code(code)) == 13
    assert (harbour.audience, harbour.shelf, harbour.state) == ("members", "directory", "waiting")
    assert harbour.fields["language"] == "fr"
    assert harbour.fields["name"] == {"fr": "Harbour"}
    assert [one.title for one in search(coordinator, "Harbour")] == ["Harbour"]


@pytest.mark.parametrize("language", ["English_United States", "", "c", "klingon-in-space"])
def test_a_computer_with_an_odd_language_makes_records_in_english(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, language: str
) -> None:
    invite(coordinator, ForNewOrganisation("Harbour", language), Role.EDITOR)

    network.sync(coordinator, reader)

    assert show_record(reader, find(reader, "Harbour")).fields["name"] == {"en": "Harbour"}


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.FOCAL_POINT])
def test_an_invitation_promises_what_was_said(network: LittleNetwork, coordinator: Workspace, role: Role) -> None:
    code = invite(coordinator, HARBOUR, role)
    network.sync(coordinator)

    authority = coordinator.replica.network().authority
    invitation = authority.invitations[derive(read_code(code)).invitation]
    members = authority.audience_of(AudienceType.MEMBERS)
    assert members is not None
    assert invitation.terms.role == role
    assert invitation.terms.audiences == (members.handle,)
    assert invitation.terms.expiry_days == 14
    assert invitation.coordinator == coordinator.own


def test_an_invitation_can_be_made_for_a_long_way(network: LittleNetwork, coordinator: Workspace) -> None:
    code = invite(coordinator, HARBOUR, Role.EDITOR, days=90)
    network.sync(coordinator)

    invitation = coordinator.replica.network().authority.invitations[derive(read_code(code)).invitation]
    assert invitation.terms.expiry_days == 90


def test_two_invitations_for_one_organisation_share_its_handle(network: LittleNetwork, coordinator: Workspace) -> None:
    hill = ForOrganisation(record(coordinator, "organisation", "hill"))
    invite(coordinator, HARBOUR, Role.EDITOR)
    harbour = ForOrganisation(find(coordinator, "Harbour"))

    codes = [invite(coordinator, whom, Role.EDITOR) for whom in (hill, hill, harbour)]
    network.sync(coordinator)

    invitations = coordinator.replica.network().authority.invitations
    one, two, three = (invitations[derive(read_code(code)).invitation].terms.organisation for code in codes)
    assert one == two != three


def test_an_organisation_in_use_is_meant_where_it_was_moved(
    network: LittleNetwork, coordinator: Workspace, tmp_path: object
) -> None:
    moved = dict(CONTENT) | {"organisations/hill.md": "---\nlanguage: en\nname: Hill Clinic\naudience: open\n---\n"}
    publish(coordinator, write_folder(network.base.parent / "moved", moved))
    network.sync(coordinator)

    invite(coordinator, ForOrganisation(record(coordinator, "organisation", "hill")), Role.READER)

    assert network.sync(coordinator).refused == 0
    assert tmp_path


def test_the_code_is_kept_nowhere(coordinator: Workspace) -> None:
    code = invite(coordinator, HARBOUR, Role.EDITOR)
    keys = derive(read_code(code))
    secrets = [code.encode(), code.replace("-", "").encode(), read_code(code), keys.sign_seed, keys.box_seed]

    with coordinator.replica.reading() as connection:
        for table in schema.METADATA.sorted_tables:
            for row in connection.execute(sa.select(table)):
                held = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
                assert not any(secret in held for secret in secrets)


def test_who_is_no_coordinator_invites_nobody(editor: Workspace, reader: Workspace) -> None:
    for workspace in (editor, reader):
        with pytest.raises(NotAllowedError):
            invite(workspace, HARBOUR, Role.READER)


def test_coordinators_are_not_invited_for_an_organisation(coordinator: Workspace) -> None:
    with pytest.raises(CoordinatorInvitationError):
        invite(coordinator, HARBOUR, Role.COORDINATOR)


@pytest.mark.parametrize("name", ["", "x" * 301, "H\udce4rb\udce4rget"])
def test_a_new_organisation_needs_a_name_of_some_length(coordinator: Workspace, name: str) -> None:
    with pytest.raises(BadOrganisationNameError):
        invite(coordinator, ForNewOrganisation(name, "en"), Role.READER)
    assert len(list_records(coordinator, "organisation")) == 2


@pytest.mark.parametrize("kind", ["nothing", "topic"])
def test_only_an_organisation_that_is_here_can_be_meant(coordinator: Workspace, kind: str) -> None:
    whom = RecordId(bytes(16)) if kind == "nothing" else record(coordinator, "topic", "detention")
    before = status(coordinator).waiting

    with pytest.raises(NoSuchOrganisationError):
        invite(coordinator, ForOrganisation(whom), Role.READER)
    assert status(coordinator).waiting == before


def test_without_the_members_key_nobody_can_be_let_in(coordinator: Workspace) -> None:
    with coordinator.replica.transaction() as connection:
        connection.execute(sa.delete(schema.audience_keys))

    with pytest.raises(NoAudienceKeyError):
        invite(coordinator, HARBOUR, Role.READER)
    assert status(coordinator).waiting == 0
