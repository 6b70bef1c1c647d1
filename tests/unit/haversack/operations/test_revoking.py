"""T1 with real vaults: a coordinator revokes a computer; it gets nothing new, and on contact its vault is gone."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack.operations import brake, coordinators
from haversack.operations.browsing import list_records, show_record
from haversack.operations.devices import Standing, devices
from haversack.operations.editing import edit
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.keeping import do_duties
from haversack.operations.late_writing import NoSuchLateChangeError, enter, late_changes, put_aside
from haversack.operations.revoking import RevokingError, check, revoke
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import NotAllowedError, Workspace, on_folder
from haversack.store import outbox, schema
from haversack.store.outbox import ItemState
from haversack.store.revocation import RevokedError
from haversack_sync.client.folder import FolderEndpoint
from haversack_sync.hub.carry import carry
from haversack_sync.model.authority_entries import Revoke, Rules, encode_body
from haversack_sync.model.ids import DeviceId, show_device_id
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import ExchangeRequest, Stanza, StanzasFrame, decode_frame
from tests.simulation.rig import DAY
from tests.unit.haversack.little_network import PASSPHRASE, LittleNetwork, own_organisation, own_state, record
from tests.unit.haversack.operations.carrying import make_stick
from tests.unit.haversack.two_coordinators import second_coordinator, waiting_coordinator
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint


def epochs(workspace: Workspace) -> dict[AudienceType, int]:
    authority = workspace.replica.network().authority
    kept = (AudienceType.MEMBERS, AudienceType.COORDINATORS)
    return {one: authority.newest_epoch[found.handle] for one in kept if (found := authority.audience_of(one))}


def keys_of(workspace: Workspace, recipient: DeviceId) -> set[int]:
    """Return for which epochs a coordinator sealed a key to somebody."""
    table = schema.stanzas
    with workspace.replica.reading() as connection:
        return {row.epoch for row in connection.execute(sa.select(table).where(table.c.recipient == recipient))}


def test_t1_a_revoked_computer_is_told_by_the_hub_and_its_vault_is_gone(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    edit(editor, own_organisation(editor), ["services=Before"])
    network.sync(editor, coordinator)
    device, folder = editor.own, editor.vault.folder
    edit(editor, own_organisation(editor), ["services=After"])

    done = revoke(coordinator, device)
    network.sync(coordinator)

    assert (done.devices, done.new_keys) == (1, 2)
    assert epochs(coordinator) == {AudienceType.MEMBERS: 2, AudienceType.COORDINATORS: 2}
    assert keys_of(coordinator, device) == {1}
    assert keys_of(coordinator, reader.own) == {1, 2}
    with pytest.raises(RevokedError) as told:
        network.sync(editor)
    assert (told.value.name, told.value.day) == ("Little network", "2027-01-15")
    assert not folder.exists()

    # Its sisters go on under the new key, and what it wrote before stands.
    edit(coordinator, record(coordinator, "organisation", "hill"), ["summary=Under the new key"])
    network.sync(coordinator, reader)
    found = {one.title: one.summary for one in list_records(reader, "organisation")}
    assert found["Hill Clinic"] == "Under the new key"
    assert "Riverside" in found


def test_t1_by_stick_the_vault_is_destroyed_too_and_not_by_a_stick_without_the_entry(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    stick = make_stick(tmp_path_factory.mktemp("stick"))
    network = stick.network
    coordinator = network.found()
    code = invite(coordinator, ForNewOrganisation("Hill Clinic", "en"), Role.EDITOR)
    network.sync(coordinator)
    editor = network.enrol("editor", code)
    network.sync(coordinator, editor)
    carry(stick.data, stick.place)
    revoke(coordinator, editor.own)
    synchronise(editor, FolderEndpoint(stick.place), Wishes())

    network.sync(coordinator)
    carry(stick.data, stick.place)

    assert editor.own not in {DeviceId(one.recipient) for one in _stanzas_on(stick.place) if one.number > 1}, (
        "a key of a later epoch travels to the revoked computer"
    )
    with pytest.raises(RevokedError):
        synchronise(editor, FolderEndpoint(stick.place), Wishes())
    assert not editor.vault.folder.exists()
    network.close()


def _stanzas_on(place: Path) -> list[Stanza]:
    (folder,) = place.iterdir()
    frames = map(decode_frame, FrameSplitter().feed((folder / "stanzas").read_bytes()))
    return [one for frame in frames if isinstance(frame, StanzasFrame) for one in frame.stanzas]


def test_a_hub_that_merely_says_so_destroys_nothing(network: LittleNetwork, editor: Workspace) -> None:
    edit(editor, own_organisation(editor), ["services=Advice"])
    with pytest.raises(HubRefusal) as refused:
        _lie(network, editor)

    assert refused.value.reason == "revoked"
    assert editor.vault.folder.exists()
    network.sync(editor)
    assert own_state(editor) == "published"


def _lie(network: LittleNetwork, editor: Workspace) -> None:
    line = BentEndpoint(network.endpoint)

    def refuse(request: ExchangeRequest) -> None:
        # The unsigned question afterwards is answered honestly: the history of trust does not say so.
        if not request.nonce:
            raise HubRefusal("revoked", 7)

    line.before = refuse
    synchronise(editor, line, Wishes())


def test_under_rules_that_this_program_does_not_know_nothing_is_destroyed(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    with coordinator.replica.transaction() as connection:
        outbox.queue_network(connection, encode_body(Rules(2, (1,))), signer=coordinator.own, created_ms=1)
    revoke(coordinator, editor.own)
    network.sync(coordinator)

    with pytest.raises(HubRefusal):
        network.sync(editor)

    assert editor.vault.folder.exists()
    assert editor.span is None


def test_what_is_cut_between_the_word_and_the_end_goes_on_at_the_next_start(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    revoke(coordinator, editor.own)
    network.sync(coordinator)
    folder = editor.vault.folder
    with monkeypatch.context() as power_cut:
        power_cut.setattr("haversack.operations.synchronising.leave_if_revoked", lambda *_: None)
        with pytest.raises(HubRefusal):
            network.sync(editor)
    assert folder.exists()
    editor.vault.close()

    with pytest.raises(RevokedError):
        on_folder(folder, PASSPHRASE, clock=network.own_clock())

    assert not folder.exists()


def test_another_keeper_begins_new_epochs_at_its_next_sync(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    """T4: until then the old epoch goes on."""
    body = encode_body(Revoke(editor.own))
    with coordinator.replica.transaction() as connection:
        outbox.queue_network(connection, body, signer=coordinator.own, created_ms=1)

    network.sync(coordinator)

    assert epochs(coordinator) == {AudienceType.MEMBERS: 2, AudienceType.COORDINATORS: 1}
    assert not do_duties(coordinator)
    edit(coordinator, record(coordinator, "organisation", "hill"), ["summary=Under the new key"])
    network.sync(coordinator, reader)
    assert "Under the new key" in {one.summary for one in list_records(reader, "organisation")}


def test_a_key_that_waits_to_be_sent_is_not_sent_to_whom_is_revoked_meanwhile(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    network.clock.now += 8 * DAY
    asked = iter(range(100))

    def cut_the_second(_request: ExchangeRequest) -> None:
        if next(asked) >= 1:
            raise LinkError("cut")

    with pytest.raises(LinkError):
        synchronise(coordinator, BentEndpoint(network.endpoint, before=cut_the_second), Wishes())
    assert 2 in keys_of(coordinator, editor.own)

    revoke(coordinator, editor.own)
    network.sync(coordinator)

    assert keys_of(coordinator, editor.own) == {1}
    assert epochs(coordinator)[AudienceType.MEMBERS] == 3
    with network.ledger.reading() as moment:
        assert {one.number for one in moment.stanzas(editor.own, after=0, at_most=99)} == {1}


def test_late_changes_come_to_the_coordinator_who_may_write_them_again(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    organisation = own_organisation(editor)
    edit(editor, organisation, ["services=Written before anybody knew"])
    device = show_device_id(editor.own)
    revoke(coordinator, editor.own)
    network.sync(coordinator)
    with pytest.raises(RevokedError):
        network.sync(editor)

    network.sync(coordinator)

    (late,) = late_changes(coordinator)
    assert (late.device, late.kind, late.title) == (device, "organisation", "Riverside")
    assert [text for _, text in late.says] == ["Written before anybody knew"]
    enter(coordinator, late.number)
    assert late_changes(coordinator) == ()
    with pytest.raises(NoSuchLateChangeError):
        enter(coordinator, late.number)
    network.sync(coordinator, reader)
    assert show_record(reader, organisation).fields["services"] == {"en": "Written before anybody knew"}
    network.sync(coordinator)
    assert late_changes(coordinator) == ()


def test_a_late_change_may_be_put_aside(network: LittleNetwork, coordinator: Workspace, editor: Workspace) -> None:
    edit(editor, own_organisation(editor), ["services=Junk"])
    revoke(coordinator, editor.own)
    network.sync(coordinator)
    with pytest.raises(RevokedError):
        network.sync(editor)
    network.sync(coordinator)

    put_aside(coordinator, late_changes(coordinator)[0].number)

    assert late_changes(coordinator) == ()
    assert not any(one.late for one in devices(coordinator))


def test_coordinators_see_the_computers_and_what_became_of_them(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    def standings() -> list[Standing]:
        return [one.standing for one in devices(coordinator)]

    edit(editor, own_organisation(editor), ["services=Advice"])
    network.sync(editor, coordinator)
    own, second, third = devices(coordinator)
    assert (own.role, own.is_own, own.organisation, own.label) == ("coordinator", True, "", "")
    assert (second.role, second.organisation, second.label, second.computer) == ("editor", "Riverside", "a laptop", 1)
    assert (third.role, third.organisation) == ("reader", "Hill Clinic")
    assert second.last_written == network.clock.now
    assert second.id == show_device_id(editor.own)

    revoke(coordinator, editor.own)
    assert standings() == [Standing.IN, Standing.WRITTEN, Standing.IN]
    network.sync(coordinator)
    assert standings() == [Standing.IN, Standing.REVOKED, Standing.IN]
    with pytest.raises(RevokedError):
        network.sync(editor)
    assert standings() == [Standing.IN, Standing.REVOKED, Standing.IN]
    network.sync(coordinator, reader)
    assert standings() == [Standing.IN, Standing.TOLD, Standing.IN]
    with pytest.raises(NotAllowedError):
        devices(reader)


def test_who_cannot_be_revoked_from_here_is_said_clearly(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    def reason(device: DeviceId) -> str:
        with pytest.raises(RevokingError) as refused:
            revoke(coordinator, device)
        return refused.value.reason

    assert reason(coordinator.own) == "last_coordinator"
    second_coordinator(network, coordinator)
    assert reason(coordinator.own) == "own_device"
    assert reason(DeviceId(b"nobody  ")) == "unknown_device"
    assert check(coordinator, editor.own) == (editor.own,)
    revoke(coordinator, editor.own)
    assert reason(editor.own) == "already_revoked"
    network.sync(coordinator)
    assert reason(editor.own) == "already_revoked"
    with pytest.raises(NotAllowedError):
        revoke(editor, coordinator.own)


def test_a_robbed_second_coordinator_takes_nobody_out_who_leads_and_the_founder_takes_it_out_at_once(
    network: LittleNetwork, coordinator: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = second_coordinator(network, coordinator)
    third = second_coordinator(network, coordinator, "third")
    network.sync(second)
    for device in (coordinator.own, third.own):
        with pytest.raises(RevokingError) as refused:
            revoke(second, device)
        assert refused.value.reason == "only_root"

    # A changed program asks the hub all the same.
    with monkeypatch.context() as patched:
        patched.setattr("haversack.operations.brake.is_roots", lambda *_: False)
        revoke(second, coordinator.own)
    network.sync(second, coordinator)
    with second.replica.reading() as connection:
        refusals = [item.reason for item in outbox.read_items(connection, (ItemState.REFUSED,))]
    assert refusals == ["only_root"]
    assert coordinator.leads

    before = brake.still_standing(coordinator)
    done = revoke(coordinator, second.own)
    assert (done.devices, done.waits, brake.still_standing(coordinator)) == (1, False, before)
    network.sync(coordinator)
    assert brake.still_standing(coordinator) == before
    with pytest.raises(RevokedError):
        network.sync(second)
    assert not second.vault.folder.exists()
    network.sync(third)
    assert third.leads


def test_the_founder_takes_out_at_once_whom_he_has_just_confirmed(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    second = waiting_coordinator(network, coordinator)
    coordinators.admit(coordinator, show_device_id(second.own))

    revoke(coordinator, second.own)
    network.sync(coordinator)

    revoked = coordinator.replica.network().authority.revocation(second.own)
    assert revoked is not None
    assert revoked.stands
    with coordinator.replica.reading() as connection:
        assert list(outbox.read_items(connection, (ItemState.REFUSED,))) == []
