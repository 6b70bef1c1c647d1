"""Looking around without an invitation: what is open is read, nothing is signed, and an invitation may follow."""

from pathlib import Path

import pytest

from haversack.operations.beginning import NewVault
from haversack.operations.browsing import list_records
from haversack.operations.editing import edit
from haversack.operations.enrolling import take_part
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.looking import Looked, Visit, begin, look, sight
from haversack.operations.publishing import publish
from haversack.operations.reporting import status
from haversack.operations.side_link import StoppedError
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import NotAllowedError, Workspace
from haversack.store.cost import COST_FLOOR
from haversack.store.errors import VaultExistsError
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.client.introduction import InvitationError, OtherNetworkError
from haversack_sync.hub.carry import carry
from haversack_sync.model.roles import Role
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.enrolment import make_code
from haversack_sync.protocol.errors import BadFingerprintError
from tests.simulation.world import FixedRandom
from tests.unit.haversack.little_network import (
    CONTENT,
    HUB_ADDRESS,
    PASSPHRASE,
    LittleNetwork,
    own_organisation,
    record,
    write_folder,
)
from tests.unit.haversack.operations.carrying import Stick, make_stick
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint


def visit(network: LittleNetwork, name: str = "visitor", *, fingerprint: str = "", hub: str = "") -> Visit:
    return Visit(NewVault(network.base / name, PASSPHRASE, COST_FLOOR), hub, fingerprint)


def looked(network: LittleNetwork, endpoint: SyncEndpoint | None = None, *, fingerprint: str = "") -> Looked:
    """Look around; the vault stays closed."""
    clock = network.own_clock()
    return look(visit(network, fingerprint=fingerprint), endpoint or network.endpoint, clock=clock, wishes=Wishes())


@pytest.fixture
def visitor(network: LittleNetwork) -> Workspace:
    """Return the open vault of somebody who looks around."""
    return network.new_vault("visitor", lambda folder: looked(network))


def test_who_looks_around_reads_what_is_open_and_has_no_name(network: LittleNetwork, visitor: Workspace) -> None:
    now = status(visitor)

    assert (now.network, now.role, now.organisation) == ("Little network", "visitor", None)
    assert now.records == {"network": 1, "resource": 1, "topic": 2}
    assert visitor.is_looking
    assert visitor.hub_address() == HUB_ADDRESS
    assert now.waiting == 0


def test_looking_around_leaves_no_trace_on_the_hub(network: LittleNetwork) -> None:
    before = network.hub.standing()

    looked(network)

    assert network.hub.standing() == before


def test_the_fingerprint_is_shown_before_anything_is_kept(network: LittleNetwork, coordinator: Workspace) -> None:
    seen = sight(network.endpoint)

    assert (seen.name, seen.fingerprint) == ("Little network", status(coordinator).fingerprint)
    assert looked(network, fingerprint=seen.fingerprint).sight == seen


@pytest.mark.parametrize(
    ("fingerprint", "error"), [("0000 " * 8, OtherNetworkError), ("0000 0000", BadFingerprintError)]
)
def test_another_fingerprint_than_the_one_that_was_compared_makes_nothing(
    network: LittleNetwork, fingerprint: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        looked(network, fingerprint=fingerprint)
    assert not (network.base / "visitor").exists()


def test_a_later_sync_brings_what_is_new_and_takes_nothing_away(
    network: LittleNetwork, visitor: Workspace, coordinator: Workspace, tmp_path: Path
) -> None:
    more = dict(CONTENT) | {"topics/new.md": "---\nlanguage: en\nname: Something new\n---\n"}
    publish(coordinator, write_folder(tmp_path / "more", more))
    network.sync(coordinator)

    result = network.sync(visitor)

    assert (result.applied, result.is_complete) == (1, True)
    assert "Something new" in {one.title for one in list_records(visitor, "topic")}


def test_who_looks_around_changes_nothing(visitor: Workspace) -> None:
    with pytest.raises(NotAllowedError) as caught:
        edit(visitor, record(visitor, "topic", "detention"), ["summary=Mine"])
    assert caught.value.reason == "looking_around"
    assert status(visitor).waiting == 0


def test_stopping_before_the_vault_is_made_leaves_nothing(network: LittleNetwork) -> None:
    answers = iter([False, True])

    for is_cancelled in (lambda: True, lambda: next(answers)):
        with pytest.raises(StoppedError):
            begin(visit(network), network.endpoint, clock=network.own_clock(), is_cancelled=is_cancelled)
        assert not (network.base / "visitor").exists()
        assert not (network.base / "visitor.unfinished").exists()


def test_a_cut_after_the_vault_was_made_is_made_up_for_by_a_sync(network: LittleNetwork) -> None:
    line = BentEndpoint(network.endpoint)

    def offline_after_the_first(_: object) -> None:
        if len(line.requests) > 1:
            raise LinkError("no_connection")

    line.before = offline_after_the_first
    with pytest.raises(LinkError):
        looked(network, line)

    visitor = network.new_vault("visitor", lambda folder: folder)
    assert status(visitor).records == {}
    assert network.sync(visitor).is_complete
    assert status(visitor).records["topic"] == 2


def test_an_invitation_makes_a_member_of_the_vault_in_which_somebody_looked_around(
    network: LittleNetwork, visitor: Workspace, coordinator: Workspace
) -> None:
    code = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    network.sync(coordinator)
    topics = {one.id for one in list_records(visitor, "topic")}

    report = take_part(visitor, code, network.endpoint, label="The clinic’s laptop")
    provisional = status(visitor)
    synchronise(visitor, network.endpoint, Wishes(), so_far=report)
    member = status(visitor)

    assert (provisional.role, provisional.waiting) == ("provisional", 1)
    assert (member.role, member.waiting) == ("editor", 0)
    assert member.organisation is not None
    assert member.organisation.name == "Harbour"
    assert member.records["organisation"] == 3
    assert {one.id for one in list_records(visitor, "topic")} == topics
    again = network.reopen(visitor)
    assert (status(again).role, again.is_looking) == ("editor", False)
    assert edit(again, own_organisation(again), ["services=Advice"]).operations == 1
    assert network.sync(again).waiting == 0


def test_a_code_that_is_not_known_changes_nothing(network: LittleNetwork, visitor: Workspace) -> None:
    with pytest.raises(InvitationError) as caught:
        take_part(visitor, make_code(FixedRandom("nobody's")), network.endpoint)

    assert caught.value.reason == "unknown"
    assert (visitor.is_looking, status(visitor).waiting) == (True, 0)
    assert network.sync(visitor).is_complete


def test_an_invitation_of_another_network_is_told_and_changes_nothing(
    network: LittleNetwork, visitor: Workspace, tmp_path: Path
) -> None:
    other = LittleNetwork(tmp_path / "other", openings=500)
    other.base.mkdir()
    founder = other.found()
    code = invite(founder, ForNewOrganisation("Elsewhere", "en"), Role.READER)
    other.sync(founder)

    with pytest.raises(OtherNetworkError):
        take_part(visitor, code, other.endpoint)

    other.close()
    assert visitor.is_looking
    assert network.sync(visitor).is_complete


def test_a_member_does_not_take_part_twice(network: LittleNetwork, reader: Workspace) -> None:
    with pytest.raises(VaultExistsError):
        take_part(reader, make_code(FixedRandom("any")), network.endpoint)


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    return make_stick(tmp_path)


def test_a_folder_is_looked_into_with_no_network_at_all(stick: Stick) -> None:
    network = stick.network
    founder = network.found()
    publish(founder, write_folder(stick.place.parent / "content", CONTENT))
    network.sync(founder)
    carry(stick.data, stick.place)
    shown = sight(FolderEndpoint(stick.place))

    looked(network, FolderEndpoint(stick.place), fingerprint=shown.fingerprint)
    visitor = network.new_vault("visitor", lambda folder: folder)

    assert status(visitor).records == {"network": 1, "resource": 1, "topic": 2}
    assert (status(visitor).role, visitor.hub_address()) == ("visitor", HUB_ADDRESS)
    code = invite(founder, ForNewOrganisation("Harbour", "en"), Role.READER)
    network.sync(founder)
    carry(stick.data, stick.place)
    take_part(visitor, code, FolderEndpoint(stick.place))
    assert status(visitor).role == "provisional"
    network.close()
