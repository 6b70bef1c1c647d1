"""The hub as one object: what it remembers is worth nothing, what it stored is worth everything."""

import pytest

from haversack_sync.hub.errors import NotOurProtocolError
from haversack_sync.hub.service import Standing
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import MAX_FRAME_BYTES, HubLimits
from haversack_sync.protocol.messages import encode_message
from haversack_sync.protocol.registration import register_request
from tests.simulation.receipts import only
from tests.simulation.rig import START, TOKEN, Rig

DIRECTORY = "members/directory"


def test_another_process_on_the_same_data_knows_all_that_was_accepted(rig: Rig) -> None:
    coordinator = rig.found()
    first, second = rig.endpoint, type(rig.endpoint)(rig.another_hub())
    for number in range(6):
        coordinator.endpoint = (first, second)[number % 2]
        invited = rig.world.invite()
        answer = coordinator.ask(invited.changes, stanzas=invited.stanzas)
        assert {each.code for each in answer.receipts} == {ReceiptCode.ACCEPTED}
        rig.world.follow(answer.entries[0])

    coordinator.endpoint = first
    assert coordinator.ask().is_whole


def test_a_restart_changes_no_answer(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    change = rig.world.content(editor.signer, DIRECTORY, b"one")
    receipt = only(editor, change)
    rig.restart()
    editor.endpoint = rig.endpoint

    assert only(editor, change) == receipt
    assert only(editor, rig.world.content(editor.signer, DIRECTORY, b"two")).code == ReceiptCode.ACCEPTED


def test_a_transaction_that_fails_leaves_memory_as_it_was(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    coordinator = rig.found()
    invited = rig.world.invite()
    before = rig.hub.standing()

    class FullDiskError(Exception):
        pass

    def fail(*_: object, **__: object) -> None:
        raise FullDiskError

    with monkeypatch.context() as patch:
        patch.setattr("haversack_sync.hub.work.Work.flush", fail)
        with pytest.raises(FullDiskError):
            coordinator.ask(invited.changes)

    assert rig.hub.standing() == before
    holder = rig.asker(rig.world.author())
    with pytest.raises(HubRefusal, match="unknown_device"):
        holder.ask()
    assert [each.code for each in coordinator.ask(invited.changes).receipts] == [ReceiptCode.ACCEPTED] * 2


def test_a_memory_that_is_ahead_of_the_moment_read_is_not_used(rig: Rig) -> None:
    coordinator = rig.found()
    rig.enrol(coordinator)
    # As when another request commits between the beginning of a moment and the look into memory.
    behind = Rig()
    behind.found()
    rig.hub._ledger = behind.ledger

    standing = rig.hub.standing()

    assert (standing.position, standing.devices) == (12, 1)


def test_where_a_hub_stands_is_told_without_a_name(rig: Rig) -> None:
    empty = rig.hub.standing()
    coordinator = rig.found()
    rig.enrol(coordinator)

    standing = rig.hub.standing()

    assert (empty.is_registered, empty.position, empty.devices) == (False, 0, 0)
    assert standing == Standing(
        is_registered=True, position=15, stamp=START, feeds=3, devices=2, counts=standing.counts
    )
    assert standing.counts.entries == 15


def test_a_request_of_the_largest_size_is_read_and_a_longer_one_is_not(rig: Rig) -> None:
    rig.found()
    rig.restart(limits=HubLimits(request_bytes=MAX_FRAME_BYTES))

    for size, status in ((MAX_FRAME_BYTES, 400), (MAX_FRAME_BYTES + 1, 413)):
        with pytest.raises(NotOurProtocolError) as caught:
            rig.hub.exchange(bytes(size), None, network="192.0.2.0/24")
        assert caught.value.status == status


def test_until_its_first_entry_a_network_gives_way_to_another_with_the_token(rig: Rig) -> None:
    lost = encode_message(register_request(TOKEN, rig.world.author().sign_key))

    assert rig.hub.register(lost)[0]
    assert rig.hub.register(lost)[0]
    coordinator = rig.found()

    assert not rig.hub.register(lost)[0]
    assert coordinator.ask().is_whole


def test_a_hub_serves_the_network_that_registered_first(rig: Rig) -> None:
    coordinator = rig.found()
    other = encode_message(register_request(TOKEN, rig.world.author().sign_key))

    is_registered, _ = rig.hub.register(other)

    assert not is_registered
    assert coordinator.ask().is_whole
    rig.register()
