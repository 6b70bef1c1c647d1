"""The outbox: numbers and seals at the first hand-over only, in order, and states that are never ahead of the truth."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from haversack.operations.workspace import Workspace
from haversack.store import index_state, outbox, schema, settling
from haversack.store.outbox import ChangeTooLargeError, HandOver, ItemState, Signer
from haversack_sync.model.authority_entries import AddOrganisation, encode_body
from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import DeviceId, FeedId, ObjectId, RecordId
from haversack_sync.model.operations import Change, Create, Operation, Set
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol.envelope import NO_PREV, Envelope, envelope_hash, parse_envelope
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import MAX_REFS
from haversack_sync.protocol.messages import Ask
from tests.simulation.world import FixedRandom
from tests.unit.haversack.little_network import LittleNetwork

EVERYTHING = 10**9
STAMP = 1_795_000_000
"""The hub's clock in the answers of this file, in seconds."""


def change(number: int, text: str = "Riverside") -> Change:
    """Return a change that makes a topic."""
    operations: tuple[Operation, ...] = (Create(), Set("summary@en", (), encode(text)))
    return Change(1, RecordId(number.to_bytes(16, "big")), "topic", operations)


def library(workspace: Workspace) -> FeedId:
    return workspace.feed(AudienceType.OPEN, "library").handle


def queue(workspace: Workspace, *changes: Change, refs: Sequence[ObjectId] = ()) -> None:
    """Write changes into the outbox."""
    with workspace.replica.transaction() as connection:
        for each in changes:
            outbox.queue_change(
                connection, each, feed=library(workspace), signer=workspace.own, created_ms=7, refs=refs
            )


def handed(workspace: Workspace, limit: int = EVERYTHING) -> list[Envelope]:
    """Hand over what waits."""
    return [parse_envelope(raw) for raw in workspace.replica.hand_over(limit).envelopes]


def states(workspace: Workspace) -> list[tuple[str, str]]:
    """Return state and reason of what has been written since the network was prepared."""
    with workspace.replica.reading() as connection:
        rows = connection.execute(sa.select(schema.outbox).where(schema.outbox.c.created_ms == 7))
        return [(row.state, row.reason) for row in rows]


def answer(workspace: Workspace, *receipts: Receipt) -> None:
    with workspace.replica.transaction() as connection:
        settling.take_receipts(connection, receipts, stamp=STAMP)


def receipt(envelope: Envelope, code: int, *, position: int = 0, reason: str = "") -> Receipt:
    return Receipt(envelope.header.device, envelope.header.number, 1, code, position, reason)


def test_a_change_gets_its_number_when_it_is_first_handed_over(coordinator: Workspace) -> None:
    queue(coordinator, change(1), change(2))
    with coordinator.replica.reading() as connection:
        waiting = connection.execute(sa.select(schema.outbox).where(schema.outbox.c.created_ms == 7)).all()
    assert {(row.number, row.envelope) for row in waiting} == {(None, None)}

    first, second = handed(coordinator)

    assert second.header.number == first.header.number + 1
    assert second.header.prev == envelope_hash(first.raw)[:16]
    assert first.header.seen == coordinator.replica.network().standing.n
    assert states(coordinator) == [("handed", "")] * 2


def test_a_change_is_never_sealed_twice(network: LittleNetwork, coordinator: Workspace) -> None:
    queue(coordinator, change(1), change(2))
    once = handed(coordinator)

    again = handed(coordinator)
    after_a_restart = handed(network.reopen(coordinator))

    assert [each.raw for each in once] == [each.raw for each in again] == [each.raw for each in after_a_restart]


def test_order_is_the_order_of_writing_across_feeds_and_hand_overs(coordinator: Workspace) -> None:
    queue(coordinator, change(1))
    first = handed(coordinator)
    queue(coordinator, change(2))
    with coordinator.replica.transaction() as connection:
        body = encode_body(AddOrganisation(b"8 bytes!"))
        outbox.queue_network(connection, body, signer=coordinator.own, created_ms=7)
    queue(coordinator, change(3))

    every = handed(coordinator)

    assert every[0].raw == first[0].raw
    assert [each.header.number - first[0].header.number for each in every] == [0, 1, 2, 3]
    assert [each.header.feed == bytes(8) for each in every] == [False, False, True, False]


def test_each_key_has_a_chain_of_its_own_from_zero(coordinator: Workspace) -> None:
    random, seed = FixedRandom("another key"), FixedRandom("seed")(32)
    own = coordinator.replica.identity().keys
    assert own is not None
    other = Signer(DeviceId(b"other--8"), seed)
    queue(coordinator, change(1))
    with coordinator.replica.transaction() as connection:
        outbox.queue_network(connection, b"body", signer=other.handle, created_ms=7)
        outbox.queue_network(connection, b"body", signer=other.handle, created_ms=7)
        how = HandOver(
            coordinator.replica.network(),
            {own.handle: Signer(own.handle, own.sign_seed), other.handle: other},
            lambda feed: (0, bytes(32)),
            random,
        )
        envelopes = [parse_envelope(raw) for raw in outbox.hand_over(connection, how, limit_bytes=EVERYTHING)]

    assert [each.header.number for each in envelopes[1:]] == [0, 1]
    assert envelopes[1].header.prev == NO_PREV
    assert envelopes[2].header.prev == envelope_hash(envelopes[1].raw)[:16]


def test_a_limit_gives_at_least_one_change_and_stops_soon_after(coordinator: Workspace) -> None:
    queue(coordinator, *(change(number) for number in range(5)))

    assert len(handed(coordinator, limit=1)) == 1
    size = len(handed(coordinator, limit=1)[0].raw)
    assert len(handed(coordinator, limit=2 * size)) in {2, 3}
    assert [state for state, _ in states(coordinator)].count("waiting") >= 2
    assert len(handed(coordinator)) == 5


def test_more_than_a_batch_is_handed_over_in_order(coordinator: Workspace) -> None:
    queue(coordinator, *(change(number) for number in range(450)))

    numbers = [each.header.number for each in handed(coordinator)]

    assert numbers == list(range(numbers[0], numbers[0] + 450))


def test_without_the_audiences_key_a_change_waits_and_keeps_its_place(coordinator: Workspace) -> None:
    queue(coordinator, change(1), change(2))
    with coordinator.replica.transaction() as connection:
        keys = coordinator.replica.identity().keys
        assert keys is not None
        how = HandOver(
            coordinator.replica.network(),
            {keys.handle: Signer(keys.handle, keys.sign_seed)},
            lambda feed: None,
            FixedRandom("x"),
        )
        assert outbox.hand_over(connection, how, limit_bytes=EVERYTHING) == ()
    assert states(coordinator) == [("waiting", "")] * 2

    first, second = handed(coordinator)
    assert second.header.number == first.header.number + 1


def test_only_what_was_handed_over_can_have_left(coordinator: Workspace) -> None:
    queue(coordinator, change(1), change(2), change(3))
    first, second, _ = handed(coordinator)
    answer(coordinator, receipt(first, ReceiptCode.ACCEPTED, position=99))

    coordinator.replica.left_computer([first.raw, second.raw])
    coordinator.replica.left_computer([])

    assert states(coordinator) == [("received", ""), ("sent", ""), ("handed", "")]


@pytest.mark.parametrize(
    ("code", "reason", "expected"),
    [
        (ReceiptCode.ACCEPTED, "", ("received", "")),
        (ReceiptCode.NOT_AUTHENTIC, "bad_signature", ("waiting", "sealed_again")),
        (ReceiptCode.EARLY, "unknown_epoch", ("sent", "unknown_epoch")),
        (ReceiptCode.FORBIDDEN, "not_a_writer", ("refused", "not_a_writer")),
        (ReceiptCode.QUOTA, "changes_a_day", ("sent", "changes_a_day")),
        (ReceiptCode.CLONED, "", ("refused", "cloned")),
        (ReceiptCode.CLONED, "cloned", ("refused", "cloned")),
        (99, "of_a_newer_hub", ("sent", "of_a_newer_hub")),
    ],
)
def test_every_receipt_makes_of_a_change_what_it_says(
    coordinator: Workspace, code: int, reason: str, expected: tuple[str, str]
) -> None:
    queue(coordinator, change(1))
    (envelope,) = handed(coordinator)
    coordinator.replica.left_computer([envelope.raw])

    answer(coordinator, receipt(envelope, code, position=99 if code == 0 else 0, reason=reason))

    assert states(coordinator) == [expected]
    if code != ReceiptCode.CLONED:
        # What belongs to a copied vault's lost branch is said again, under new keys: see test_succession.
        is_final = code in (ReceiptCode.ACCEPTED, ReceiptCode.FORBIDDEN)
        assert len(handed(coordinator)) == (0 if is_final else 1)


def test_what_the_hub_holds_is_sent_is_asked_about_and_does_not_travel_again(coordinator: Workspace) -> None:
    queue(coordinator, change(1), change(2))
    first, second = handed(coordinator)
    coordinator.replica.left_computer([first.raw, second.raw])

    answer(coordinator, receipt(second, ReceiptCode.HELD, reason="gap"))

    assert states(coordinator) == [("sent", ""), ("sent", "held")]
    outgoing = coordinator.replica.hand_over(EVERYTHING)
    assert outgoing.envelopes == (first.raw,)
    assert outgoing.asks == (Ask(coordinator.own, second.header.number, envelope_hash(second.raw)[:16]),)


@pytest.mark.parametrize(
    ("code", "reason", "expected", "sent_again"),
    [
        (ReceiptCode.ACCEPTED, "", ("received", ""), 0),
        (ReceiptCode.FORBIDDEN, "not_a_writer", ("refused", "not_a_writer"), 0),
        (ReceiptCode.EARLY, "not_here", ("sent", "not_here"), 1),
        (ReceiptCode.HELD, "seen_ahead", ("sent", "held"), 0),
    ],
)
def test_what_became_of_a_held_change_is_learnt_by_asking(
    coordinator: Workspace, code: int, reason: str, expected: tuple[str, str], sent_again: int
) -> None:
    queue(coordinator, change(1))
    (envelope,) = handed(coordinator)
    coordinator.replica.left_computer([envelope.raw])
    answer(coordinator, receipt(envelope, ReceiptCode.HELD, reason="gap"))

    answer(coordinator, receipt(envelope, code, position=99 if code == 0 else 0, reason=reason))

    assert states(coordinator) == [expected]
    assert len(handed(coordinator)) == sent_again


def test_a_later_receipt_takes_the_reason_of_an_earlier_one_away(coordinator: Workspace) -> None:
    queue(coordinator, change(1))
    (envelope,) = handed(coordinator)
    answer(coordinator, receipt(envelope, ReceiptCode.QUOTA, reason="changes_a_day"))

    answer(coordinator, receipt(envelope, ReceiptCode.ACCEPTED, position=5))

    assert states(coordinator) == [("received", "")]


@pytest.mark.parametrize(("code", "since"), [(ReceiptCode.ACCEPTED, STAMP), (ReceiptCode.QUOTA, 0)])
def test_the_day_of_a_receipt_is_that_of_the_hub(coordinator: Workspace, code: int, since: int) -> None:
    queue(coordinator, change(1))
    (envelope,) = handed(coordinator)

    answer(coordinator, receipt(envelope, code, position=99 if code == 0 else 0))

    with coordinator.replica.reading() as connection:
        items = outbox.read_items(connection, outbox.PENDING)
    assert [item.received for item in items if item.created_ms == 7] == [since]


def test_a_receipt_says_nothing_about_what_is_settled_or_not_ours(coordinator: Workspace) -> None:
    queue(coordinator, change(1), change(2))
    first, second = handed(coordinator)
    answer(coordinator, receipt(first, ReceiptCode.FORBIDDEN, reason="not_a_writer"))

    answer(coordinator, receipt(first, ReceiptCode.ACCEPTED, position=5))
    answer(coordinator, Receipt(b"stranger", second.header.number, 1, ReceiptCode.ACCEPTED, 5))
    answer(coordinator)

    assert states(coordinator) == [("refused", "not_a_writer"), ("handed", "")]


def test_a_replayed_change_is_published_even_if_its_receipt_was_lost(coordinator: Workspace) -> None:
    queue(coordinator, change(1), change(2))
    first, second = handed(coordinator)

    with coordinator.replica.transaction() as connection:
        settling.settle(connection, [(first, ""), (second, "not_owner")])
        settling.settle(connection, [])

    assert states(coordinator) == [("published", ""), ("refused", "not_owner")]


def test_an_envelope_in_our_name_that_is_not_ours_settles_nothing(coordinator: Workspace) -> None:
    queue(coordinator, change(1))
    (envelope,) = handed(coordinator)
    forged = parse_envelope(envelope.raw[:-1] + bytes((envelope.raw[-1] ^ 1,)))

    with coordinator.replica.transaction() as connection:
        settling.settle(connection, [(forged, "not_authentic")])

    assert states(coordinator) == [("handed", "")]


def test_what_could_never_travel_is_refused_when_it_is_written(coordinator: Workspace) -> None:
    long = FixedRandom("long")(30_000).hex()

    with pytest.raises(ChangeTooLargeError):
        queue(coordinator, change(1, long))
    with pytest.raises(ChangeTooLargeError):
        queue(coordinator, change(1), refs=[ObjectId(bytes(32))] * (MAX_REFS + 1))

    assert states(coordinator) == []
    assert ChangeTooLargeError.kind == "change_too_large"


def test_the_longest_change_that_is_taken_also_travels(coordinator: Workspace) -> None:
    size, refs = 46_000, [ObjectId(bytes((number,)) * 32) for number in range(MAX_REFS)]
    while True:
        try:
            queue(coordinator, change(1, FixedRandom("long")(size // 2).hex()), refs=refs)
        except ChangeTooLargeError:
            size -= 500
        else:
            break

    (envelope,) = handed(coordinator)
    assert envelope.header.refs == tuple(refs)
    assert len(envelope.raw) > 20_000


def test_what_is_written_or_refused_is_indexed_again(coordinator: Workspace) -> None:
    record = change(1).record

    def is_stale() -> bool:
        with coordinator.replica.transaction() as connection:
            found = [document for document, _, each in index_state.stale(connection, limit=99) if each == record]
            index_state.mark_fresh(connection, found)
            return bool(found)

    queue(coordinator, change(1))
    assert is_stale()
    (envelope,) = handed(coordinator)
    assert not is_stale()
    answer(coordinator, receipt(envelope, ReceiptCode.FORBIDDEN, reason="not_a_writer"))
    assert is_stale()


def test_a_refused_entry_of_authority_has_no_record_to_index(coordinator: Workspace) -> None:
    with coordinator.replica.transaction() as connection:
        body = encode_body(AddOrganisation(b"8 bytes!"))
        outbox.queue_network(connection, body, signer=coordinator.own, created_ms=7)
    (envelope,) = handed(coordinator)

    answer(coordinator, receipt(envelope, ReceiptCode.FORBIDDEN, reason="handle_taken"))

    assert states(coordinator) == [("refused", "handle_taken")]


def test_items_are_listed_in_the_order_of_writing(coordinator: Workspace) -> None:
    queue(coordinator, change(1), change(2))
    with coordinator.replica.transaction() as connection:
        outbox.queue_network(
            connection, encode_body(AddOrganisation(b"8 bytes!")), signer=coordinator.own, created_ms=7
        )
        items = outbox.read_items(connection, [ItemState.WAITING])
        one = outbox.read_items(connection, outbox.PENDING, record=change(2).record)
        count = outbox.count_items(connection, [ItemState.WAITING])

    assert [item.change for item in items] == [change(1), change(2), None]
    assert [item.record for item in items] == [change(1).record, change(2).record, None]
    assert [(item.state, item.created_ms, item.reason) for item in one] == [(ItemState.WAITING, 7, "")]
    assert count == 3
