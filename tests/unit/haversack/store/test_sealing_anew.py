"""What saw a history that the hub lost is sealed anew: whole, in its order, and under a key that is in use."""

import sqlalchemy as sa

from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.inviting import ForNewOrganisation, invite
from haversack.operations.workspace import Workspace
from haversack.store import outbox, schema
from haversack.store.outbox import ItemState
from haversack.store.sealing_anew import seal_anew
from haversack_sync.model.roles import Role
from haversack_sync.protocol.envelope import parse_envelope
from tests.unit.haversack.little_network import LittleNetwork, own_organisation
from tests.unit.haversack.store.test_eras import here
from tests.unit.haversack.store.test_succession import twin_of


def test_what_saw_a_lost_history_is_sealed_anew_with_all_behind_it_also_what_never_left(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    span = here(editor)
    invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.READER)
    network.sync(coordinator, editor)
    for text in ("summary=One", "summary=Two"):
        edit(editor, own_organisation(editor), [text])
    one, two = editor.replica.hand_over(10**6).envelopes
    editor.replica.left_computer([one])

    editor.replica.fall_back(span)

    with editor.replica.reading() as connection:
        waiting = outbox.read_items(connection, (ItemState.WAITING,))
        assert len(waiting) == outbox.count_items(connection, outbox.UNANSWERED) == 2
    headers = [parse_envelope(raw).header for raw in editor.replica.hand_over(10**6).envelopes]
    again = [header for header in headers if header.device == editor.own]
    assert [header.number for header in again] == [parse_envelope(raw).header.number for raw in (one, two)]
    assert {header.seen for header in again} == {span.count}


def test_what_saw_more_than_is_verified_so_far_is_sealed_anew_only_when_that_is_all(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    before = editor.replica.network()
    invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.READER)
    network.sync(coordinator, editor)
    edit(editor, own_organisation(editor), ["summary=Saw the invitation"])
    editor.replica.left_computer(editor.replica.hand_over(10**6).envelopes)
    own = editor.replica.identity()

    with editor.replica.transaction() as connection:
        assert not seal_anew(connection, editor.replica.network(), own, eras=(), is_whole=True)
        assert not seal_anew(connection, before, own, eras=(), is_whole=False)
        assert outbox.count_items(connection, (ItemState.SENT,)) == 1
        assert seal_anew(connection, before, own, eras=(), is_whole=True)
        assert outbox.count_items(connection, (ItemState.WAITING,)) == 1


def test_what_a_key_signed_that_is_not_in_use_any_more_is_sealed_anew_under_the_one_that_is(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    network.sync(coordinator, editor)
    span, before = here(editor), editor.own
    invite(coordinator, ForNewOrganisation("Harbour", "en"), Role.READER)
    network.sync(coordinator, editor)
    edit(editor, own_organisation(editor), ["summary=Under the former key"])
    network.sync(editor)
    second = twin_of(network, editor)
    first = network.open("editor")
    edit(first, own_organisation(first), ["services=Advice"])
    edit(second, own_organisation(second), ["acronym=RVS"])
    network.sync(first, second, first)
    assert second.own != before

    second.replica.fall_back(span)

    second.replica.hand_over(10**6)
    with second.replica.reading() as connection:
        items = outbox.read_items(connection, outbox.UNANSWERED)
        handed = sa.select(schema.outbox.c.envelope).where(schema.outbox.c.state == ItemState.HANDED.value)
        envelopes = [bytes(one) for one in connection.execute(handed).scalars()]
    assert {one.state for one in items} == {ItemState.HANDED}
    headers = [parse_envelope(one).header for one in envelopes]
    assert [one.number for one in headers] == list(range(len(headers)))
    assert {(one.device, one.seen) for one in headers} == {(second.own, span.count)}
    assert "Under the former key" in str(show_record(second, own_organisation(second)).fields)
