"""Erasures at the hub: what is announced and stands is carried out, within limits; each device reports once."""

import pytest

from haversack_sync.hub.ports import StoredEntry
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.destructive_orders import MAX_STANDING_ORDERS
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.model.roles import Role
from haversack_sync.protocol.envelope import CLEAR, NO_PREV, Header, sign_clear
from haversack_sync.protocol.erasing import DoneReport, ErasedEntry, EraseOrder
from haversack_sync.protocol.head import Receipt
from tests.simulation.asking import Asker
from tests.simulation.receipts import TAKEN, forbidden, only, outcome
from tests.simulation.rig import Rig
from tests.simulation.world import Author

DIRECTORY, LIBRARY = "members/directory", "open/library"


def written(rig: Rig, coordinator: Asker, text: bytes) -> ErasedEntry:
    """Write something; return what an order says of it."""
    receipt = only(coordinator, rig.world.content(rig.world.coordinator, DIRECTORY, text))
    return ErasedEntry(receipt.position, receipt.device, receipt.first)


def said(rig: Rig, asker: Asker, author: Author, body: bodies.NetworkBody) -> None:
    """Let somebody write an entry of `network`."""
    sent(rig, asker, rig.world.clear(author, body))


def sent(rig: Rig, asker: Asker, entry: bytes) -> None:
    """Send an entry of `network`, and follow it."""
    answer = asker.ask([entry], ordinals=[0])
    assert outcome(answer.receipts[0]) == TAKEN
    known_to = rig.world.view.standing.position
    rig.world.follow([one for one in answer.entries[0] if one.position > known_to])


def announced(rig: Rig, coordinator: Asker, name: str, *, shelf: str = DIRECTORY) -> bytes:
    """Announce an erasure; return its id."""
    where, its_id = rig.world.shelves[shelf], name.encode().ljust(16, b".")
    said(rig, coordinator, coordinator.signer, bodies.AnnounceErasure(its_id, where.feed, where.epoch, b"sealed"))
    return its_id


def ordered(rig: Rig, coordinator: Asker, its_id: bytes, *entries: ErasedEntry) -> Receipt:
    order = EraseOrder(entries, (), its_id)
    return only(coordinator, rig.world.order(coordinator.signer, DIRECTORY, order))


def another_coordinator(rig: Rig, coordinator: Asker) -> Asker:
    """Let the root add a second coordinator."""
    author = rig.world.author()
    body = bodies.CoordinatorAdd(author.sign_key, author.box_key, rig.world.possession(author))
    said(rig, coordinator, rig.world.root_author, body)
    return rig.asker(author)


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


def test_an_order_behind_the_first_that_takes_nothing_more_is_refused_and_withdraws_nothing(
    rig: Rig, coordinator: Asker
) -> None:
    one, two = written(rig, coordinator, b"one"), written(rig, coordinator, b"two")
    its_id, again = announced(rig, coordinator, "first"), announced(rig, coordinator, "again")
    assert outcome(ordered(rig, coordinator, its_id, one)) == TAKEN

    assert outcome(ordered(rig, coordinator, its_id, one)) == forbidden("erased_before")

    assert outcome(ordered(rig, coordinator, again, one)) == TAKEN, "so that devices can report it"
    assert outcome(ordered(rig, coordinator, again, one)) == forbidden("erased_before")
    assert outcome(ordered(rig, coordinator, its_id, one, two)) == TAKEN


def test_under_announcements_of_others_a_coordinator_takes_no_more_than_one_of_its_own_may(
    rig: Rig, coordinator: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haversack_sync.hub.accept.MAX_ANNOUNCED_ENTRIES", 2)
    entries = [written(rig, coordinator, str(number).encode()) for number in range(6)]
    other = another_coordinator(rig, coordinator)
    first, second = announced(rig, coordinator, "first"), announced(rig, coordinator, "second")
    for number in range(MAX_STANDING_ORDERS - 1):
        announced(rig, other, f"spent {number}")
    own = announced(rig, other, "own")

    assert outcome(ordered(rig, other, first, entries[0])) == TAKEN, "who announced it may be gone"
    assert outcome(ordered(rig, other, own, entries[1], entries[2])) == TAKEN, "what is one’s own is not counted"
    assert outcome(ordered(rig, other, second, entries[3])) == TAKEN
    assert outcome(ordered(rig, other, second, entries[4])) == forbidden("order_too_large")
    assert outcome(ordered(rig, other, first, entries[4])) == forbidden("order_too_large")
    assert outcome(ordered(rig, coordinator, second, entries[4])) == TAKEN, "its own announcement has room"

    confirmed = announced(rig, coordinator, "third")
    said(rig, coordinator, coordinator.signer, bodies.ConfirmOrder(announced(rig, other, "sixth")))
    assert outcome(ordered(rig, other, confirmed, entries[5])) == TAKEN, "somebody looked at what it orders"


def test_a_lost_confirmation_that_comes_back_makes_no_room_under_announcements_of_others(
    rig: Rig, coordinator: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haversack_sync.hub.accept.MAX_ANNOUNCED_ENTRIES", 1)
    one, two = written(rig, coordinator, b"one"), written(rig, coordinator, b"two")
    other = another_coordinator(rig, coordinator)
    first, second = announced(rig, coordinator, "first"), announced(rig, coordinator, "second")
    before, ana = rig.world.view, coordinator.signer
    era = bodies.Era(2, before.standing.position, before.standing.n, b"")
    header = Header(CLEAR, ana.handle, 0, NO_PREV, NETWORK_FEED, 0, *before.seen)
    begun = sign_clear(header, bodies.encode_body(era), root=rig.world.root, signing_seed=ana.seed)
    sent(rig, coordinator, begun)
    assert outcome(ordered(rig, other, first, one)) == TAKEN

    waits = announced(rig, other, "waits")
    sent(rig, coordinator, rig.world.clear(ana, bodies.ConfirmOrder(waits), seen=before.seen))

    assert rig.world.view.authority.erasures[waits].stands_since is not None
    assert outcome(ordered(rig, other, second, two)) == forbidden("order_too_large")
    said(rig, coordinator, ana, bodies.ConfirmOrder(announced(rig, other, "waits too")))
    assert outcome(ordered(rig, other, second, two)) == TAKEN


def test_who_confirms_an_erasure_answers_for_it_as_who_announced_it(
    rig: Rig, coordinator: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haversack_sync.hub.accept.MAX_ANNOUNCED_ENTRIES", 1)
    one, two = written(rig, coordinator, b"one"), written(rig, coordinator, b"two")
    other = another_coordinator(rig, coordinator)
    first = announced(rig, coordinator, "first")
    for number in range(MAX_STANDING_ORDERS - 1):
        announced(rig, coordinator, f"spent {number}")
    sixth = announced(rig, coordinator, "sixth")
    assert outcome(ordered(rig, other, first, one)) == TAKEN

    said(rig, other, other.signer, bodies.ConfirmOrder(sixth))

    assert outcome(ordered(rig, other, sixth, two)) == TAKEN
