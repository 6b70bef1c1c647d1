"""A copy's new key at the hub: known by the entry that it brings itself, or refused without a trace."""

import pytest

from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.succession import succeed_entry
from tests.simulation.receipts import only, outcome
from tests.simulation.rig import Rig
from tests.simulation.world import Author

DIRECTORY = "members/directory"


def succession(rig: Rig, before: Author, new: Author) -> bytes:
    """Make what announces a new key for a device whose vault was copied."""
    body = succeed_entry(rig.world.root, seed_before=before.seed, sign_key=new.sign_key, box_key=new.box_key)
    return rig.world.clear(new, body)


def test_a_copys_new_key_is_known_by_the_succession_that_it_brings_and_goes_on_at_once(rig: Rig) -> None:
    coordinator = rig.found()
    editor = rig.enrol(coordinator)
    new = rig.asker(rig.world.author())
    new.feeds |= rig.feeds("members/directory")
    announced = succession(rig, editor.signer, new.signer)
    changes = [announced, rig.world.content(new.signer, DIRECTORY, b"under the new key")]

    answer = new.ask(changes)

    assert [outcome(each) for each in answer.receipts] == [(ReceiptCode.ACCEPTED, "")] * 2
    assert [entry.envelope for entry in answer.entries[2]] == changes[1:]
    assert [outcome(each) for each in new.ask(changes).receipts] == [(ReceiptCode.ACCEPTED, "")] * 2
    editor.ask([rig.world.content(editor.signer, DIRECTORY, b"the other copy goes on")])


def test_a_succession_that_is_not_allowed_leaves_no_trace(rig: Rig) -> None:
    coordinator = rig.found()
    stranger, new = rig.world.author(), rig.world.author()
    taken = rig.world.coordinator

    with pytest.raises(HubRefusal) as refused:
        rig.asker(new).ask([succession(rig, stranger, new)])
    assert refused.value.reason == "unknown_device"
    before = coordinator.ask().head.position
    assert outcome(only(coordinator, succession(rig, taken, taken.copy())))[0] != ReceiptCode.ACCEPTED
    assert coordinator.ask().head.position == before
