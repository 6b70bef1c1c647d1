"""Erasures at the hub: what is announced and stands is carried out, within limits; each device reports once."""

import pytest

from haversack_sync.hub.ports import StoredEntry
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.destructive_orders import MAX_STANDING_ORDERS
from haversack_sync.model.roles import Role
from haversack_sync.protocol.erasing import DoneReport, ErasedEntry, EraseOrder
from haversack_sync.protocol.head import Receipt, ReceiptCode
from tests.simulation.asking import Asker
from tests.simulation.receipts import only, outcome
from tests.simulation.rig import Rig

DIRECTORY, LIBRARY = "members/directory", "open/library"
TAKEN = (ReceiptCode.ACCEPTED, "")


def forbidden(reason: str) -> tuple[int, str]:
    return ReceiptCode.FORBIDDEN, reason


@pytest.fixture
def coordinator(rig: Rig) -> Asker:
    return rig.found()


def written(rig: Rig, coordinator: Asker, text: bytes) -> ErasedEntry:
    """Write something; return what an order says of it."""
    receipt = only(coordinator, rig.world.content(rig.world.coordinator, DIRECTORY, text))
    return ErasedEntry(receipt.position, receipt.device, receipt.first)


def announced(rig: Rig, coordinator: Asker, name: str, *, shelf: str = DIRECTORY) -> bytes:
    """Announce an erasure; return its id."""
    where, its_id = rig.world.shelves[shelf], name.encode().ljust(16, b".")
    body = bodies.AnnounceErasure(its_id, where.feed, where.epoch, b"sealed")
    answer = coordinator.ask([rig.world.clear(rig.world.coordinator, body)], ordinals=[0])
    assert outcome(answer.receipts[0]) == TAKEN
    rig.world.follow(answer.entries[0])
    return its_id


def ordered(rig: Rig, coordinator: Asker, its_id: bytes, *entries: ErasedEntry) -> Receipt:
    order = EraseOrder(entries, (), its_id)
    return only(coordinator, rig.world.order(rig.world.coordinator, DIRECTORY, order))


def stored(rig: Rig) -> list[StoredEntry]:
    with rig.ledger.reading() as moment:
        return list(moment.entries(rig.world.shelves[DIRECTORY].feed, after=0, up_to=99, at_most=99))


def test_only_what_is_announced_for_this_feed_and_stands_is_erased(rig: Rig, coordinator: Asker) -> None:
    one = written(rig, coordinator, b"one")
    assert outcome(ordered(rig, coordinator, b"nobody said this", one)) == forbidden("bad_order")
    elsewhere = announced(rig, coordinator, "elsewhere", shelf=LIBRARY)
    assert outcome(ordered(rig, coordinator, elsewhere, one)) == forbidden("bad_order")
    for number in range(MAX_STANDING_ORDERS - 2):
        announced(rig, coordinator, f"spent {number}")
    fifth, sixth = announced(rig, coordinator, "fifth"), announced(rig, coordinator, "sixth")

    assert outcome(ordered(rig, coordinator, sixth, one)) == forbidden("suspended_order")
    assert not any(each.entry.is_erased for each in stored(rig))
    confirm = bodies.ConfirmOrder(sixth)
    answer = coordinator.ask([rig.world.clear(rig.world.coordinator, confirm)])
    assert outcome(answer.receipts[0]) == forbidden("own_order")
    rig.world.follow(coordinator.ask([rig.world.clear(rig.world.root_author, confirm)], ordinals=[0]).entries[0])

    assert outcome(ordered(rig, coordinator, sixth, one)) == TAKEN
    assert [each.entry.is_erased for each in stored(rig)][:1] == [True]
    assert outcome(ordered(rig, coordinator, fifth, one)) == TAKEN, "what is a stub already costs nothing"


def test_all_orders_of_an_announcement_take_no_more_than_its_share(
    rig: Rig, coordinator: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haversack_sync.hub.accept.MAX_ANNOUNCED_ENTRIES", 2)
    one, two, three = (written(rig, coordinator, text) for text in (b"one", b"two", b"three"))
    its_id = announced(rig, coordinator, "first")

    assert outcome(ordered(rig, coordinator, its_id, one, two)) == TAKEN
    assert outcome(ordered(rig, coordinator, its_id, one, two)) == TAKEN
    assert outcome(ordered(rig, coordinator, its_id, one, three)) == forbidden("order_too_large")
    assert outcome(ordered(rig, coordinator, announced(rig, coordinator, "second"), three)) == TAKEN


def test_each_device_reports_an_erasure_once_and_only_what_was_carried_out(rig: Rig, coordinator: Asker) -> None:
    one = written(rig, coordinator, b"one")
    reader = rig.enrol(coordinator, Role.READER)
    its_id = announced(rig, coordinator, "first")

    def report() -> bytes:
        return rig.world.order(reader.signer, DIRECTORY, DoneReport(its_id))

    assert outcome(only(reader, report())) == forbidden("bad_order")
    ordered(rig, coordinator, its_id, one)

    answer = reader.ask([report(), report()])
    assert [outcome(each) for each in answer.receipts] == [TAKEN, forbidden("reported_before")]
    assert outcome(only(reader, report())) == forbidden("reported_before")
