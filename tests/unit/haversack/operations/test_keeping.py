"""A keeper's duties: keys for new devices at its own sync, a new epoch a week at most after somebody came in."""

import pytest
import sqlalchemy as sa

from haversack.operations.browsing import list_records
from haversack.operations.editing import edit
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.keeping import do_duties
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import schema, trust
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.model.roles import AudienceType, Role
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.messages import ExchangeRequest
from tests.simulation.rig import DAY
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, own_state, record
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint


def epoch(workspace: Workspace) -> int:
    """Return the number of the members' newest epoch."""
    authority = workspace.replica.network().authority
    members = authority.audience_of(AudienceType.MEMBERS)
    assert members is not None
    return authority.newest_epoch[members.handle]


def keys(workspace: Workspace) -> set[int]:
    """Return for which of the members' epochs a key is here."""
    authority = workspace.replica.network().authority
    members = authority.audience_of(AudienceType.MEMBERS)
    assert members is not None
    with workspace.replica.reading() as connection:
        return {number for number in range(1, 9) if trust.audience_key(connection, members.handle, number) is not None}


def rotate(network: LittleNetwork, coordinator: Workspace) -> None:
    """Let a week pass and the coordinator sync."""
    network.clock.now += 8 * DAY
    network.sync(coordinator)


def newcomer(network: LittleNetwork, coordinator: Workspace, name: str) -> Workspace:
    """Invite somebody and let them enrol."""
    code = invite(coordinator, ForNewOrganisation(name, "en"), Role.EDITOR)
    network.sync(coordinator)
    return network.enrol(name, code)


def test_a_new_device_gets_a_key_of_its_own_at_the_keepers_next_sync(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    device = newcomer(network, coordinator, "harbour")
    with coordinator.replica.reading() as connection:
        before = len(connection.execute(sa.select(schema.stanzas)).all())

    network.sync(coordinator)

    with coordinator.replica.reading() as connection:
        after = connection.execute(sa.select(schema.stanzas)).all()
    mine = [row for row in after if row.recipient == device.own]
    assert len(after) == before + 1
    assert [row.is_sent for row in mine] == [True]


def test_duties_that_were_done_are_not_done_again(network: LittleNetwork, coordinator: Workspace) -> None:
    newcomer(network, coordinator, "harbour")
    network.sync(coordinator)

    assert not do_duties(coordinator)
    rotate(network, coordinator)
    assert epoch(coordinator) == 2
    assert not do_duties(coordinator)
    rotate(network, coordinator)
    assert epoch(coordinator) == 2


def test_others_have_no_duties(editor: Workspace, reader: Workspace) -> None:
    assert not do_duties(editor)
    assert not do_duties(reader)


@pytest.mark.parametrize(("days", "expected"), [(6, 1), (8, 2)])
def test_a_week_by_the_hubs_clock_passes_between_epochs(
    network: LittleNetwork, coordinator: Workspace, days: int, expected: int
) -> None:
    network.wall_ms += 400 * DAY * 1_000
    network.clock.now += days * DAY

    network.sync(coordinator)
    network.sync(coordinator)

    assert epoch(coordinator) == expected


def test_without_newcomers_there_is_no_new_epoch(network: LittleNetwork, coordinator: Workspace) -> None:
    rotate(network, coordinator)
    rotate(network, coordinator)
    rotate(network, coordinator)

    assert epoch(coordinator) == 2


def test_everybody_reads_and_writes_on_under_the_new_epoch(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    rotate(network, coordinator)
    edit(coordinator, record(coordinator, "organisation", "hill"), ["summary=Under the new key"])
    network.sync(coordinator, editor, reader)
    edit(editor, own_organisation(editor), ["services=Advice"])
    network.sync(editor)

    assert keys(editor) == keys(reader) == keys(coordinator) == {1, 2}
    for workspace in (editor, reader):
        found = {one.title: one.summary for one in list_records(workspace, "organisation")}
        assert found["Hill Clinic"] == "Under the new key"
    assert own_state(editor) == "published"


def test_a_newcomer_reads_what_was_written_before_under_older_keys(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    rotate(network, coordinator)
    newcomer(network, coordinator, "second")
    edit(coordinator, record(coordinator, "organisation", "hill"), ["summary=Under the second key"])
    rotate(network, coordinator)
    edit(coordinator, record(coordinator, "organisation", "hill"), ["description=Under the third key"])
    network.sync(coordinator)
    assert epoch(coordinator) == 3

    late = newcomer(network, coordinator, "third")

    assert keys(late) == {1, 2, 3}
    assert len(list_records(late, "organisation")) == 4
    (hill,) = [one for one in list_records(late, "organisation") if one.title == "Hill Clinic"]
    assert hill.summary == "Under the second key"


def test_an_open_invitation_gets_the_new_key_too(network: LittleNetwork, coordinator: Workspace) -> None:
    code = invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    network.sync(coordinator)
    rotate(network, coordinator)
    edit(coordinator, record(coordinator, "organisation", "hill"), ["summary=Under the new key"])
    network.sync(coordinator)

    device = network.enrol("harbour", code)

    assert keys(device) == {1, 2}
    assert "Under the new key" in {one.summary for one in list_records(device, "organisation")}


def test_an_expired_invitation_gets_no_new_key(network: LittleNetwork, coordinator: Workspace) -> None:
    invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.EDITOR)
    network.sync(coordinator)
    network.clock.now += 20 * DAY

    network.sync(coordinator)

    with coordinator.replica.reading() as connection:
        rows = connection.execute(sa.select(schema.stanzas).where(schema.stanzas.c.epoch == 2)).all()
    devices = coordinator.replica.network().authority.devices
    assert {row.recipient for row in rows} == {handle for handle in devices if handle != coordinator.own}


def test_a_change_waits_for_the_new_key_and_goes_in_the_sync_that_brings_it(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    rotate(network, coordinator)
    # The entry of the new epoch arrives; its key is held back by a hub that is slow.
    line = BentEndpoint(network.endpoint)
    assert isinstance(network.ledger, MemoryLedger)
    held = dict(network.ledger._state._stanzas)
    network.ledger._state._stanzas.clear()
    synchronise(editor, line, Wishes())
    assert (epoch(editor), keys(editor)) == (2, {1})
    edit(editor, own_organisation(editor), ["services=Advice"])
    synchronise(editor, line, Wishes())
    assert own_state(editor) == "waiting"
    network.ledger._state._stanzas.update(held)

    result = synchronise(editor, line, Wishes())

    assert result.is_complete
    assert result.waiting == 0
    assert own_state(editor) == "published"


def test_a_new_epoch_that_could_not_be_sent_is_not_made_twice(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    network.clock.now += 8 * DAY
    asked = iter(range(100))

    def cut_the_second(_request: ExchangeRequest) -> None:
        # And whenever it is asked again: what is cut before its first byte is tried three times.
        if next(asked) >= 1:
            raise LinkError("cut")

    with pytest.raises(LinkError):
        synchronise(coordinator, BentEndpoint(network.endpoint, before=cut_the_second), Wishes())
    assert epoch(coordinator) == 1
    assert not do_duties(coordinator)

    result = network.sync(coordinator, editor, coordinator)

    assert epoch(coordinator) == epoch(editor) == 2
    assert keys(editor) == {1, 2}
    assert result.refused == 0


def test_keys_are_handed_over_only_once_their_epoch_is_accepted(network: LittleNetwork, coordinator: Workspace) -> None:
    network.clock.now += 8 * DAY
    line = BentEndpoint(network.endpoint)

    synchronise(coordinator, line, Wishes())

    with_keys = [request for request in line.requests if request.stanzas]
    assert len(with_keys) == 1
    assert all(not request.changes for request in with_keys)
    with coordinator.replica.reading() as connection:
        assert all(row.is_sent for row in connection.execute(sa.select(schema.stanzas)))


def test_keys_of_an_epoch_that_is_not_accepted_wait(network: LittleNetwork, coordinator: Workspace) -> None:
    network.clock.now += 8 * DAY
    line = BentEndpoint(network.endpoint)

    def refuse(request: ExchangeRequest) -> None:
        if request.changes:
            raise HubRefusal("too_many_requests", 1)

    line.before = refuse
    with pytest.raises(HubRefusal):
        synchronise(coordinator, line, Wishes())

    assert epoch(coordinator) == 1
    with coordinator.replica.reading() as connection:
        waiting = connection.execute(sa.select(schema.stanzas).where(schema.stanzas.c.epoch == 2)).all()
        assert waiting
        assert trust.unsent_stanzas(connection, coordinator.replica.network()) == ()


def test_a_keeper_without_the_key_has_nothing_to_hand_over(network: LittleNetwork, coordinator: Workspace) -> None:
    newcomer(network, coordinator, "harbour")
    network.clock.now += 8 * DAY
    with coordinator.replica.transaction() as connection:
        connection.execute(sa.delete(schema.audience_keys).where(schema.audience_keys.c.epoch > 0))

    network.sync(coordinator)

    assert epoch(coordinator) == 1
