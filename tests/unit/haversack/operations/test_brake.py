"""The brake: what is above the limit waits, destroys nothing, and happens once a second coordinator confirms it."""

from collections.abc import Iterator

import pytest

from haversack.operations import brake, eras
from haversack.operations.brake import CannotConfirmError, Confirming
from haversack.operations.browsing import show_record
from haversack.operations.devices import Standing, devices
from haversack.operations.editing import edit
from haversack.operations.erasing import ErasureState, ReasonTooLongError, erase, erasures, ordered
from haversack.operations.revoking import revoke
from haversack.operations.searching import search
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import NotAllowedError, Workspace
from haversack.store import erasing_orders, outbox, records, trust
from haversack.store.outbox import ItemState
from haversack.store.revocation import RevokedError, SuspendedError
from haversack_sync.hub.endpoint import HubEndpoint
from haversack_sync.model.authority_entries import AnnounceErasure, encode_body
from haversack_sync.model.destructive_orders import MAX_STANDING_ORDERS
from haversack_sync.model.ids import RecordId, show_device_id
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.erasing import Erasing, announce
from haversack_sync.protocol.limits import MAX_REASON_CHARACTERS
from haversack_sync.protocol.requests import RequestAuth
from tests.unit.haversack.little_network import LittleNetwork, record
from tests.unit.haversack.restoring import back_up, put_back
from tests.unit.haversack.two_coordinators import second_coordinator

HILL = "Hill Clinic"


@pytest.fixture
def second(network: LittleNetwork, coordinator: Workspace) -> Workspace:
    """Return the vault of a second coordinator."""
    return second_coordinator(network, coordinator)


def spend(workspace: Workspace) -> None:
    """Use up a coordinator's orders: erasures of what nobody has, which are announced and have no order."""
    view = workspace.replica.network()
    feed = workspace.feed(AudienceType.MEMBERS, "directory").handle
    with workspace.replica.transaction() as connection:
        newest = trust.newest_key(connection, view, feed)
        assert newest is not None
        for number in range(brake.left(workspace, connection)):
            erasing = Erasing((bytes((number,)) * 16,), "spent")
            random = workspace.clock.random
            said = announce(erasing, root=view.root, feed=feed, epoch=newest[0], epoch_key=newest[1], random=random)
            outbox.queue_network(connection, encode_body(said), signer=workspace.own, created_ms=1)


def has(workspace: Workspace, wanted: RecordId) -> bool:
    """Tell whether a record is in a vault."""
    with workspace.replica.reading() as connection:
        return records.find_by_id(connection, wanted) != []


def waits(workspace: Workspace, wanted: RecordId) -> bool:
    """Tell whether an erasure of a record is announced and does not stand: then it is not announced again."""
    view, feed = workspace.replica.network(), workspace.feed(AudienceType.MEMBERS, "directory").handle
    with workspace.replica.reading() as connection:
        return erasing_orders.waits(connection, view, wanted, feed=feed)


def test_an_erasure_above_the_limit_erases_nothing_until_a_second_coordinator_confirms_it(
    network: LittleNetwork, coordinator: Workspace, second: Workspace, reader: Workspace
) -> None:
    hill = record(coordinator, "organisation", "hill")
    assert brake.still_standing(coordinator) == MAX_STANDING_ORDERS
    spend(coordinator)
    assert brake.still_standing(coordinator) == 0
    done = erase(coordinator, hill, "A person asked")
    assert (done.orders, done.waits) == (1, 1)
    assert waits(coordinator, hill)
    assert ordered(coordinator)[hill] is ErasureState.WAITING

    network.sync(coordinator, reader, second, coordinator, reader)

    assert all(has(one, hill) for one in (coordinator, reader, second))
    assert waits(coordinator, hill)
    assert waits(second, hill)
    assert search(reader, HILL) != []
    assert [one.state for one in erasures(second)][-1] is ErasureState.WAITING
    (own,) = brake.waiting(coordinator)
    assert own.confirming is Confirming.OTHERS
    with pytest.raises(CannotConfirmError) as refused:
        brake.confirm(coordinator, own.id)
    assert refused.value.reason == "own_order"
    with pytest.raises(NotAllowedError):
        brake.waiting(reader)

    (asked,) = brake.waiting(second)
    assert (asked.titles, asked.reason, asked.coordinator) == (
        (show_record(second, hill).title,),
        "A person asked",
        show_device_id(coordinator.own),
    )
    assert asked.confirming is Confirming.HERE
    brake.confirm(second, asked.id.lower())
    (told,) = brake.waiting(second)
    assert told.confirming is Confirming.WRITTEN
    with pytest.raises(CannotConfirmError):
        brake.confirm(second, asked.id)

    network.sync(second, coordinator, reader, second)

    assert not any(has(one, hill) for one in (coordinator, reader, second))
    assert not waits(second, hill)
    assert brake.waiting(second) == ()
    last = erasures(second)[-1]
    assert (last.state, last.done, last.devices) == (ErasureState.DONE, 3, 4)
    assert brake.still_standing(coordinator) == MAX_STANDING_ORDERS


def test_a_revocation_above_the_limit_keeps_the_computer_out_and_its_vault_whole(
    network: LittleNetwork, coordinator: Workspace, second: Workspace, editor: Workspace
) -> None:
    spend(coordinator)
    assert revoke(coordinator, editor.own).waits
    network.sync(coordinator)

    with pytest.raises(SuspendedError) as told:
        network.sync(editor)

    assert told.value.name == "Little network"
    assert editor.vault.folder.exists()
    editor = network.reopen(editor)
    assert search(editor, HILL) != []
    (listed,) = [one for one in devices(coordinator) if one.id == show_device_id(editor.own)]
    assert listed.standing is Standing.SUSPENDED
    network.sync(second)
    (asked,) = brake.waiting(second)
    assert (asked.is_erasure, asked.device) == (False, show_device_id(editor.own))
    brake.confirm(second, asked.id)
    network.sync(second)
    with pytest.raises(RevokedError):
        network.sync(editor)
    assert not (editor.vault.folder / "vault.slots").exists()


def test_with_one_coordinator_the_root_confirms(network: LittleNetwork, coordinator: Workspace) -> None:
    hill = record(coordinator, "organisation", "hill")
    spend(coordinator)
    erase(coordinator, hill)
    network.sync(coordinator)
    (asked,) = brake.waiting(coordinator)
    assert asked.confirming is Confirming.ROOT

    brake.confirm(coordinator, asked.id)
    network.sync(coordinator)

    assert not has(coordinator, hill)


def test_a_changed_program_gets_no_order_through_that_does_not_stand(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    hill = record(coordinator, "organisation", "hill")
    spend(coordinator)
    with monkeypatch.context() as patched:
        patched.setattr(brake, "left", lambda *_: 1)
        assert erase(coordinator, hill).waits == 0
    network.sync(coordinator, reader)

    with coordinator.replica.reading() as connection:
        (item,) = outbox.read_items(connection, (ItemState.REFUSED,))
    assert item.reason == "suspended_order"
    assert has(reader, hill)
    assert has(coordinator, hill)


def test_a_reason_that_is_too_long_is_refused_and_not_cut(coordinator: Workspace) -> None:
    hill = record(coordinator, "organisation", "hill")
    with pytest.raises(ReasonTooLongError) as refused:
        erase(coordinator, hill, "x" * (MAX_REASON_CHARACTERS + 1))
    assert refused.value.number == MAX_REASON_CHARACTERS

    reason = "é" * MAX_REASON_CHARACTERS
    erase(coordinator, hill, reason)

    assert [one.reason for one in erasures(coordinator)] == [reason]
    with coordinator.replica.reading() as connection:
        bodies = outbox.network_bodies(connection, outbox.PENDING)
    assert [type(one) for one in bodies] == [AnnounceErasure]


@pytest.mark.parametrize("is_restored", [False, True])
def test_after_a_new_era_no_order_is_said_to_stand_that_waits_in_the_chain(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, *, is_restored: bool
) -> None:
    backup = back_up(network)
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=Later"])
    network.sync(coordinator)
    if is_restored:
        put_back(network, backup)
    assert brake.still_standing(coordinator) == MAX_STANDING_ORDERS

    eras.begin(coordinator, network.endpoint)
    said = brake.still_standing(coordinator)
    told = revoke(coordinator, reader.own)
    assert erase(coordinator, record(coordinator, "organisation", "hill")).waits == 1
    network.sync(coordinator, coordinator)

    assert (said, told.waits, brake.still_standing(coordinator)) == (0, True, 0)
    revocation = coordinator.replica.network().authority.revocation(reader.own)
    assert revocation is not None
    assert not revocation.stands
    assert len(brake.waiting(coordinator)) == 2


def test_who_has_gone_back_to_where_an_era_began_and_was_cut_off_knows_that_orders_wait(
    network: LittleNetwork, coordinator: Workspace, second: Workspace
) -> None:
    class Cut(HubEndpoint):
        has_told = False

        def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
            if auth is not None and self.has_told:
                raise LinkError("cut")
            self.has_told = auth is None
            return super().exchange(body, auth)

    backup = back_up(network)
    edit(second, record(second, "topic", "detention"), ["summary=Later"])
    network.sync(second)
    put_back(network, backup)
    begun = eras.begin(coordinator, network.endpoint)

    with pytest.raises(LinkError):
        synchronise(second, Cut(network.hub), Wishes())

    assert second.replica.network().era < begun.era
    assert brake.still_standing(second) == 0
    network.sync(second)
    assert second.replica.network().era == begun.era
    assert brake.still_standing(second) == 0


def test_nothing_of_this_name_waits(coordinator: Workspace) -> None:
    for name in ("", "nothing", show_device_id(coordinator.own)):
        with pytest.raises(CannotConfirmError):
            brake.confirm(coordinator, name)
