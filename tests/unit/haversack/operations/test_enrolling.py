"""Enrolling: the code confirms the network before a vault is made; the first in the hub's order wins; drafts stay."""

from collections.abc import Callable
from pathlib import Path

import pytest

from haversack.operations.browsing import list_records
from haversack.operations.editing import edit
from haversack.operations.enrolling import NewDevice, enrol
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.reporting import status
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import trust
from haversack.store.cost import COST_FLOOR
from haversack.store.errors import VaultExistsError
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.client.introduction import InvitationError
from haversack_sync.hub.carry import carry
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
from haversack_sync.protocol.enrolment import make_code
from haversack_sync.protocol.epochs import EpochName, open_device_label
from haversack_sync.protocol.errors import BadCodeError, WrongNetworkError
from haversack_sync.protocol.messages import ExchangeRequest
from tests.simulation.rig import DAY
from tests.simulation.world import FixedRandom
from tests.unit.haversack.little_network import (
    HUB_ADDRESS,
    PASSPHRASE,
    LittleNetwork,
    own_organisation,
    own_state,
    record,
)
from tests.unit.haversack.operations.carrying import Stick, make_stick
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint, cut_after


@pytest.fixture
def code(network: LittleNetwork, coordinator: Workspace) -> str:
    """Return the code of an invitation for an editor, known to the hub."""
    code = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    network.sync(coordinator)
    return code


def join(
    network: LittleNetwork, code: str, name: str = "harbour", *, endpoint: SyncEndpoint | None = None, hub: str = ""
) -> None:
    """Enrol a device; its vault stays closed."""
    new = NewDevice(network.base / name, PASSPHRASE, code, hub, "The clinic’s laptop", COST_FLOOR)
    enrol(new, endpoint or network.endpoint, clock=network.own_clock(), wishes=Wishes())


def opened(network: LittleNetwork, name: str = "harbour") -> Workspace:
    return network.new_vault(name, lambda folder: folder)


def test_a_new_device_has_everything_that_it_may_read_after_its_first_sync(network: LittleNetwork, code: str) -> None:
    join(network, code)

    harbour = opened(network)
    now = status(harbour)
    assert (now.network, now.role, now.waiting, now.refused) == ("Little network", "editor", 0, 0)
    assert now.organisation is not None
    assert now.organisation.name == "Harbour"
    assert now.records == {"network": 1, "organisation": 3, "resource": 1, "topic": 2}
    assert not now.holds_root
    assert harbour.hub_address() == HUB_ADDRESS


@pytest.mark.parametrize(
    "spelling",
    [str.lower, lambda code: code.replace("-", " "), lambda code: f"  {code}\n"],
    ids=["small letters", "spaces", "a line"],
)
def test_a_code_may_be_typed_in_several_ways(network: LittleNetwork, code: str, spelling: Callable[[str], str]) -> None:
    join(network, spelling(code), hub="http://127.0.0.1:9999")

    assert opened(network).hub_address() == "http://127.0.0.1:9999"


def test_only_coordinators_can_read_what_a_computer_is_called(
    network: LittleNetwork, coordinator: Workspace, code: str
) -> None:
    join(network, code)
    harbour = opened(network)
    network.sync(coordinator)

    authority = coordinator.replica.network().authority
    audience = authority.audience_of(AudienceType.COORDINATORS)
    assert audience is not None
    with coordinator.replica.reading() as connection:
        key = trust.audience_key(connection, audience.handle, 1)
    assert key is not None
    sealed = authority.devices[harbour.own].label
    name = EpochName(coordinator.root, audience.handle, 1)
    assert open_device_label(key, name, sealed, device=harbour.own) == "The clinic’s laptop"
    assert b"clinic" not in sealed


def refused(network: LittleNetwork, code: str) -> str:
    """Try to enrol; return why the code cannot be used, after checking that nothing was made."""
    with pytest.raises(InvitationError) as caught:
        join(network, code)
    assert not (network.base / "harbour").exists()
    return caught.value.reason


def test_a_mistyped_code_is_found_before_anybody_is_asked(network: LittleNetwork, code: str) -> None:
    line = BentEndpoint(network.endpoint)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")

    with pytest.raises(BadCodeError):
        join(network, wrong, endpoint=line)
    assert line.requests == []


def test_a_code_of_nobody_is_unknown(network: LittleNetwork) -> None:
    assert refused(network, make_code(FixedRandom("guess"))) == "unknown"


def test_an_invitation_whose_coordinator_has_not_synced_is_unknown(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    code = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.READER)

    assert refused(network, code) == "unknown"


def test_a_used_code_is_used(network: LittleNetwork, code: str) -> None:
    join(network, code, "first")

    assert refused(network, code) == "used"


def test_an_old_code_is_expired(network: LittleNetwork, code: str) -> None:
    network.clock.now += 15 * DAY

    assert refused(network, code) == "expired"


def test_a_code_of_another_network_is_refused(network: LittleNetwork, code: str, tmp_path: Path) -> None:
    other = LittleNetwork(tmp_path / "other")
    other.base.mkdir()
    other.openings = 1_000
    other.found().vault.close()

    with pytest.raises((WrongNetworkError, InvitationError)):
        join(network, code, endpoint=other.endpoint)
    assert not (network.base / "harbour").exists()


def test_a_folder_that_is_in_use_is_not_touched(network: LittleNetwork, code: str) -> None:
    folder = network.base / "harbour"
    folder.mkdir()
    (folder / "thesis.odt").write_text("mine")

    with pytest.raises(VaultExistsError):
        join(network, code)
    assert [path.name for path in folder.iterdir()] == ["thesis.odt"]
    assert refused_by_hub(network, code) is None


def refused_by_hub(network: LittleNetwork, code: str) -> str | None:
    """Tell why a code cannot be used any more; None if it can."""
    try:
        join(network, code, "another")
    except InvitationError as error:
        return error.reason
    return None


def test_a_cut_before_the_code_is_confirmed_leaves_nothing(network: LittleNetwork, code: str) -> None:
    with pytest.raises(LinkError):
        join(network, code, endpoint=BentEndpoint(network.endpoint, bend=cut_after(300)))
    assert not (network.base / "harbour").exists()


@pytest.mark.parametrize(("first", "last"), [(1, 1), (2, 2), (1, 99)])
def test_a_cut_after_the_code_is_confirmed_leaves_a_vault_that_goes_on(
    network: LittleNetwork, code: str, first: int, last: int
) -> None:
    asked = iter(range(100))

    def cut(_request: ExchangeRequest) -> None:
        if first <= next(asked) <= last:
            raise LinkError("cut")

    if last > first:
        with pytest.raises(LinkError):
            join(network, code, endpoint=BentEndpoint(network.endpoint, before=cut))
    else:
        join(network, code, endpoint=BentEndpoint(network.endpoint, before=cut))
    harbour = opened(network)
    network.sync(harbour)

    assert (status(harbour).role, status(harbour).waiting) == ("editor", 0)
    assert len(list_records(harbour, "topic")) == 2


def test_until_its_redemption_is_an_entry_a_device_reads_and_drafts_as_provisional(
    network: LittleNetwork, code: str
) -> None:
    asked = iter(range(100))

    def offline_after_the_first(_request: ExchangeRequest) -> None:
        if next(asked) >= 1:
            raise LinkError("no_connection")

    with pytest.raises(LinkError):
        join(network, code, endpoint=BentEndpoint(network.endpoint, before=offline_after_the_first))
    harbour = opened(network)
    assert status(harbour).role == "provisional"

    network.sync(harbour)
    edit(harbour, own_organisation(harbour), ["services=Advice"])
    network.sync(harbour)
    assert status(harbour).role == "editor"
    assert own_state(harbour) == "published"


def race(network: LittleNetwork, code: str) -> tuple[Workspace, Workspace]:
    """Let two computers confirm one code before either of them redeems it."""
    asked = iter(range(100))

    def offline_after_the_first(_request: ExchangeRequest) -> None:
        if next(asked) >= 1:
            raise LinkError("no_connection")

    with pytest.raises(LinkError):
        join(network, code, "loser", endpoint=BentEndpoint(network.endpoint, before=offline_after_the_first))
    join(network, code, "winner")
    return opened(network, "winner"), opened(network, "loser")


def test_the_first_redemption_wins_and_the_loser_is_told_and_keeps_its_drafts(
    network: LittleNetwork, coordinator: Workspace, code: str
) -> None:
    winner, loser = race(network, code)
    before = len(list_records(loser, "organisation"))

    for _ in range(3):
        with pytest.raises(InvitationError) as caught:
            network.sync(loser)
        assert caught.value.reason == "used"
    network.sync(coordinator, winner)

    authority = coordinator.replica.network().authority
    assert status(winner).role == "editor"
    assert winner.own in authority.devices
    assert loser.own not in authority.devices
    assert status(loser).waiting == 1
    assert len(list_records(loser, "organisation")) == before


def test_a_redemption_that_comes_too_late_is_told_as_expired(network: LittleNetwork, code: str) -> None:
    asked = iter(range(100))

    def offline_after_the_first(_request: ExchangeRequest) -> None:
        if next(asked) >= 1:
            raise LinkError("no_connection")

    with pytest.raises(LinkError):
        join(network, code, endpoint=BentEndpoint(network.endpoint, before=offline_after_the_first))
    network.clock.now += 15 * DAY

    with pytest.raises(InvitationError) as caught:
        network.sync(opened(network))
    assert caught.value.reason == "expired"


def test_a_lost_answer_to_the_redemption_is_no_second_redemption(
    network: LittleNetwork, coordinator: Workspace, code: str
) -> None:
    line = BentEndpoint(network.endpoint)
    line.bend = lambda answer: (answer,) if len(line.answers) == 1 else cut_after(0)(answer)

    with pytest.raises(LinkError):
        join(network, code, endpoint=line)
    harbour = opened(network)
    assert network.sync(harbour).is_complete

    network.sync(coordinator)
    (invitation,) = [
        each for each in coordinator.replica.network().authority.invitations.values() if each.redeemed_by == harbour.own
    ]
    assert invitation.redemptions == 1


def test_what_a_new_device_writes_reaches_the_others(network: LittleNetwork, reader: Workspace, code: str) -> None:
    join(network, code)
    harbour = opened(network)
    edit(harbour, own_organisation(harbour), ["services=Advice"])
    network.sync(harbour)

    synchronise(reader, network.endpoint, Wishes())

    found = {one.title for one in list_records(reader, "organisation")}
    assert "Harbour" in found
    assert record(reader, "organisation", "hill")


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    return make_stick(tmp_path)


def test_somebody_joins_from_a_folder_with_no_network_at_all(stick: Stick) -> None:
    network, data, place = stick.network, stick.data, stick.place
    coordinator = network.found()
    code = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    invite(coordinator, ForNewOrganisation("Hill", "en"), Role.READER)
    network.sync(coordinator)
    carry(data, place)

    join(network, code, endpoint=FolderEndpoint(place))
    harbour = opened(network)

    now = status(harbour)
    assert (now.role, now.waiting, now.network) == ("provisional", 1, "Little network")
    assert {one.title for one in list_records(harbour, "organisation")} == {"Harbour", "Hill"}
    assert harbour.hub_address() == HUB_ADDRESS
    edit(harbour, own_organisation(harbour), ["services=Written before the hub knew"])
    network.sync(harbour)
    assert (status(harbour).role, own_state(harbour)) == ("editor", "published")
    # Later sticks go on where the vault is, and bring the device its own key.
    network.sync(coordinator)
    carry(data, place)
    assert synchronise(harbour, FolderEndpoint(place), Wishes()).is_complete
    network.close()
