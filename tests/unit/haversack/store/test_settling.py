"""One bad change never blocks the next (E9): sealed anew, said again, or refused with its text kept."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.searching import update_index
from haversack.operations.workspace import Workspace
from haversack.store import index_state, outbox, schema, settling
from haversack.store.outbox import ItemState
from haversack_sync.model.authority_entries import AddOrganisation, encode_body
from haversack_sync.protocol import sealing
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.messages import ExchangeRequest, encode_message
from haversack_sync.protocol.requests import parse_auth
from tests.simulation.rig import DAY
from tests.simulation.world import FixedRandom
from tests.unit.haversack.little_network import LittleNetwork, make_reader, own_organisation

EVERYTHING = 10**7


def rows(workspace: Workspace) -> Sequence[sa.Row[tuple[object, ...]]]:
    """Return what was written since the network was prepared, and is not published."""
    table = schema.outbox
    with workspace.replica.reading() as connection:
        statement = sa.select(table).where(table.c.state != ItemState.PUBLISHED.value).order_by(table.c.sequence)
        return connection.execute(statement).all()


def write(workspace: Workspace, *texts: str) -> None:
    for text in texts:
        edit(workspace, own_organisation(workspace), [f"services={text}"])


def spoil(workspace: Workspace, place: int, change: bytes | None = None) -> None:
    """Let the disk spoil the sealed bytes of the change at this place, or put others there."""
    row = rows(workspace)[place]
    sealed = bytes(row.envelope)
    bent = change if change is not None else sealed[:-1] + bytes([sealed[-1] ^ 1])
    table = schema.outbox
    with workspace.replica.transaction() as connection:
        connection.execute(sa.update(table).where(table.c.sequence == row.sequence).values(envelope=bent))


@pytest.mark.parametrize("bent", [None, b"", b"\x01\x01cut", bytes(30_000)], ids=["bit", "empty", "cut", "long"])
def test_bytes_that_the_disk_spoilt_are_sealed_anew_and_nothing_behind_them_waits(
    network: LittleNetwork, editor: Workspace, bent: bytes | None
) -> None:
    write(editor, "One", "Two", "Three")
    editor.replica.hand_over(EVERYTHING)
    spoil(editor, 1, bent)

    network.sync(editor)

    assert rows(editor) == []


def test_what_is_not_authentic_twice_is_refused_keeps_its_text_and_the_next_goes_on(
    network: LittleNetwork, editor: Workspace
) -> None:
    write(editor, "One", "Two")
    for _ in range(2):
        first, second = (parse_envelope(raw).header for raw in editor.replica.hand_over(EVERYTHING).envelopes)
        said = [
            Receipt(first.device, first.number, 1, ReceiptCode.NOT_AUTHENTIC, 0, "bad_signature"),
            Receipt(second.device, second.number, 1, ReceiptCode.HELD, 0, "gap"),
        ]
        with editor.replica.transaction() as connection:
            settling.take_receipts(connection, said, stamp=1)

    network.sync(editor)

    (refused,) = rows(editor)
    assert (refused.state, refused.reason, refused.number) == ("refused", "bad_signature", None)
    assert b"One" in bytes(refused.body)


def test_a_change_that_is_not_allowed_does_not_stop_the_next(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    write(editor, "One", "Two")
    make_reader(network, coordinator, editor)

    network.sync(editor)

    assert [(row.state, row.reason) for row in rows(editor)] == [("refused", "not_a_writer")] * 2


def test_a_change_that_cannot_travel_is_refused_and_the_next_goes_on(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    with coordinator.replica.transaction() as connection:
        too_long = encode_body(AddOrganisation(b"8 bytes!")) + bytes(30_000)
        for body in (too_long, encode_body(AddOrganisation(b"8 bytes?"))):
            outbox.queue_network(connection, body, signer=coordinator.own, created_ms=1)

    network.sync(coordinator)

    assert [(row.state, row.reason) for row in rows(coordinator)] == [("refused", "too_large")]


def test_search_forgets_a_change_that_cannot_travel(editor: Workspace) -> None:
    write(editor, "Zebra")
    update_index(editor)
    (row,) = rows(editor)
    table = schema.outbox
    longer = {"body": bytes(row.body) + FixedRandom("long")(30_000)}
    with editor.replica.transaction() as connection:
        assert index_state.stale(connection, limit=1) == []
        connection.execute(sa.update(table).where(table.c.sequence == row.sequence).values(longer))

    assert editor.replica.hand_over(EVERYTHING).envelopes == ()

    assert [(row.state, row.reason) for row in rows(editor)] == [("refused", "too_large")]
    with editor.replica.reading() as connection:
        assert [bytes(record) for _, _, record in index_state.stale(connection, limit=2)] == [bytes(row.record)]


def test_a_late_change_is_said_again_and_merges_by_value(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    """E5 to its end: the courier lost one of three, and its author meets the hub after the wait for it ended."""
    network.sync(editor)
    write(editor, "One")
    edit(editor, own_organisation(editor), ["acronym=LATE"])
    write(editor, "Two")
    first, late, last = editor.replica.hand_over(EVERYTHING).envelopes
    editor.replica.left_computer((first, late, last))
    stick = encode_message(ExchangeRequest(cursors=((0, 0),), changes=(last, first), nonce=bytes(16)))
    assert list(network.endpoint.exchange(stick, None))
    network.clock.now += 30 * DAY + 1
    network.sync(coordinator)

    network.sync(editor)
    network.sync(editor, coordinator)

    assert [row.state for row in rows(editor)] == [ItemState.SAID_AGAIN.value]
    for workspace in (editor, coordinator):
        assert "LATE" in repr(show_record(workspace, own_organisation(editor)))


def test_what_a_courier_brought_out_of_order_is_learnt_without_sending_it_again(
    network: LittleNetwork, editor: Workspace
) -> None:
    write(editor, "One", "Two")
    _, second = editor.replica.hand_over(EVERYTHING).envelopes
    stick = encode_message(ExchangeRequest(cursors=((0, 0),), changes=(second,), nonce=bytes(16)))
    assert list(network.endpoint.exchange(stick, None))

    network.sync(editor)

    assert rows(editor) == []


def test_what_the_hub_signed_about_changes_is_kept_as_evidence(network: LittleNetwork, editor: Workspace) -> None:
    with editor.replica.reading() as connection:
        before = len(connection.execute(sa.select(schema.evidence)).all())
    network.sync(editor)
    edit(editor, own_organisation(editor), ["services=Advice"])
    network.sync(editor)

    with editor.replica.reading() as connection:
        rows = connection.execute(sa.select(schema.evidence)).all()
    assert len(rows) == before + 1
    kept = rows[-1]
    assert kept.position == editor.replica.network().standing.position
    # The three together prove what was asked: head over the request's signature, that over the body.
    header, _, body_hash = bytes(kept.request).partition(b" ")
    assert sealing.sha256(parse_auth(header.decode()).signature) in bytes(kept.message)
    assert sealing.sha256(bytes(kept.receipts)) != body_hash
    assert len(body_hash) == 32
