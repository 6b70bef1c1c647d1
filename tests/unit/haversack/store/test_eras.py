"""Falling back to where an era began: the state is that of then, and nothing that the hub lost is forgotten."""

import sqlalchemy as sa

from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.workspace import Workspace
from haversack.store import eras, outbox, records, schema
from haversack.store.outbox import ItemState
from haversack_sync.model.authority import EraSpan
from haversack_sync.model.ids import DeviceId, Position
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import Role
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.head import NO_DEVICE, Receipt, ReceiptCode
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record


def here(workspace: Workspace) -> EraSpan:
    """Return an era that begins where a vault stands."""
    view, position = workspace.replica.network(), Position(workspace.replica.known_to())
    return EraSpan(Position(position + 1), view.era + 1, view.era, position, view.standing.n, b"")


def confirmed(workspace: Workspace) -> list[RecordState]:
    with workspace.replica.reading() as connection:
        return sorted((state for _, state in records.load_all(connection)), key=lambda state: state.id)


def to_hand_back(workspace: Workspace, limit: int = 10**9) -> tuple[bytes, ...]:
    with workspace.replica.reading() as connection:
        return eras.to_hand_back(connection, limit_bytes=limit)


def entries_after(workspace: Workspace, position: int) -> list[bytes]:
    table = schema.entries
    with workspace.replica.reading() as connection:
        beyond = sa.select(table.c.envelope).where(table.c.position > position).order_by(table.c.position)
        return [bytes(one) for one in connection.execute(beyond).scalars()]


def days(network: LittleNetwork, coordinator: Workspace, editor: Workspace) -> None:
    """Let an invitation, an edit of a topic and one of the editor's organisation come to everybody."""
    invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.READER)
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=Later"])
    edit(editor, own_organisation(editor), ["summary=Of the editor"])
    network.sync(coordinator, editor, coordinator)


def test_everything_stands_as_it_did_and_what_is_beyond_waits_in_its_order(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    network.sync(coordinator, editor)
    span, before, view = here(editor), confirmed(editor), editor.replica.network()
    days(network, coordinator, editor)
    lost = entries_after(editor, span.position)
    assert len(lost) > 3

    editor.replica.fall_back(span)

    assert confirmed(editor) == before
    assert editor.replica.network().digests == view.digests
    assert editor.replica.network().authority == view.authority
    assert entries_after(editor, span.position) == []
    assert to_hand_back(editor) == tuple(lost)
    assert network.reopen(editor).replica.network().digests == view.digests


def test_own_changes_are_sent_no_more_and_still_seen(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    network.sync(coordinator, editor)
    span = here(editor)
    days(network, coordinator, editor)
    with editor.replica.reading() as connection:
        assert not outbox.read_items(connection, outbox.UNANSWERED)

    editor.replica.fall_back(span)

    shown = show_record(editor, own_organisation(editor))
    assert (shown.state, "Of the editor" in str(shown.fields["summary"])) == ("sent", True)
    with editor.replica.reading() as connection:
        waiting = outbox.read_items(connection, outbox.UNANSWERED)
        assert {(one.state, one.reason) for one in waiting} == {(ItemState.SENT, outbox.HANDED_BACK_REASON)}
    envelopes = editor.replica.hand_over(10**9).envelopes
    assert len(envelopes) == len(set(envelopes))


def test_it_goes_in_parts_and_each_until_the_hub_has_decided(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    network.sync(coordinator, editor)
    span = here(editor)
    days(network, coordinator, editor)
    editor.replica.fall_back(span)
    everything = to_hand_back(editor)
    first, second = everything[:2]
    assert to_hand_back(editor, 1) == (first,)
    of_first, of_second = (parse_envelope(one).header for one in (first, second))

    def answer(device: DeviceId, number: int, code: ReceiptCode) -> None:
        with editor.replica.transaction() as connection:
            eras.handed_back(connection, [Receipt(device, number, 1, code, 0)], everything)

    for code in (ReceiptCode.EARLY, ReceiptCode.QUOTA):
        answer(of_first.device, of_first.number, code)
    # What is too early does not keep the others back.
    assert to_hand_back(editor) == (*everything[1:], first)
    answer(of_first.device, of_first.number, ReceiptCode.ACCEPTED)
    answer(of_second.device, of_second.number, ReceiptCode.HELD)

    assert to_hand_back(editor) == everything[2:]
    with editor.replica.reading() as connection:
        assert eras.count_to_hand_back(connection) == len(everything) - 2


def test_what_the_hub_refused_goes_back_before_what_follows_it_in_its_chain(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    network.sync(coordinator, editor)
    span = here(editor)
    for text in ("summary=One", "summary=Two"):
        edit(editor, own_organisation(editor), [text])
        network.sync(editor)
    table = schema.outbox
    with editor.replica.transaction() as connection:
        (first, second) = connection.execute(
            sa.select(table.c.envelope).where(table.c.position > span.position).order_by(table.c.sequence)
        ).scalars()
        # As if the hub had refused the first one: no entry came of it.
        refused = {"state": ItemState.REFUSED.value, "reason": "not_a_writer", "position": None}
        connection.execute(sa.update(table).where(table.c.envelope == first).values(refused))
        connection.execute(sa.delete(schema.entries).where(schema.entries.c.envelope == first))

    editor.replica.fall_back(span)

    assert to_hand_back(editor) == (first, second)


def test_what_the_disk_spoils_meanwhile_is_given_up_and_holds_nothing_else_up(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    network.sync(coordinator, editor)
    span = here(editor)
    days(network, coordinator, editor)
    editor.replica.fall_back(span)
    first, *others = to_hand_back(editor)
    table = schema.handing_back
    with editor.replica.transaction() as connection:
        connection.execute(sa.update(table).where(table.c.envelope == first).values(envelope=b"\x01"))
        refused = Receipt(NO_DEVICE, 0, 1, ReceiptCode.NOT_AUTHENTIC, 0, "malformed")
        eras.handed_back(connection, [refused], (b"\x01", *others))

    assert to_hand_back(editor) == tuple(others)
