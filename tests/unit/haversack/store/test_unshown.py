"""A hub that signs for a change and drops it (C1): its author notices, and the text is neither lost nor doubled."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
import sqlalchemy as sa

from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.workspace import Workspace
from haversack.store import outbox, schema, settling
from haversack.store.outbox import NOT_SHOWN_REASON, ItemState
from haversack_sync.hub import exchange
from haversack_sync.hub.work import Work
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import DigestError, UnshownError
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import ExchangeRequest
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record

TEXT = "Only words that matter"


@contextmanager
def swallowing(*, ahead: int = 0) -> Iterator[None]:
    """Let the hub sign for everything at the network's newest position, or ahead of it, and keep nothing."""

    def swallow(work: Work, request: ExchangeRequest, *, limits: HubLimits) -> list[Receipt]:
        headers = [parse_envelope(raw).header for raw in request.changes]
        position = work.position + ahead
        return [Receipt(one.device, one.number, 1, ReceiptCode.ACCEPTED, position) for one in headers]

    with mock.patch.object(exchange, "_accept_all", swallow):
        yield


def truths(workspace: Workspace) -> list[tuple[ItemState, str]]:
    """Return state and reason of each own change that is not published."""
    with workspace.replica.reading() as connection:
        states = [state for state in ItemState if state is not ItemState.PUBLISHED]
        return [(one.state, one.reason) for one in outbox.read_items(connection, states)]


def entries_by(workspace: Workspace, author: Workspace) -> list[int]:
    """Return the numbers of an author's changes that are entries, in their order."""
    with workspace.replica.reading() as connection:
        rows = connection.execute(sa.select(schema.entries.c.envelope).order_by(schema.entries.c.position)).scalars()
        headers = [parse_envelope(bytes(raw)).header for raw in rows]
    return [one.number for one in headers if one.device == author.own]


def test_a_hub_that_signs_for_a_change_and_drops_it_is_noticed_and_the_text_stays(
    network: LittleNetwork, editor: Workspace, coordinator: Workspace
) -> None:
    network.sync(editor)
    own = own_organisation(editor)
    edit(editor, own, [f"services={TEXT}"])

    with swallowing():
        with pytest.raises(UnshownError):
            network.sync(editor)
        assert truths(editor) == [(ItemState.SENT, NOT_SHOWN_REASON)]
        edit(coordinator, record(coordinator, "topic", "detention"), ["summary=Somebody else"])
        with pytest.raises(UnshownError):
            network.sync(editor)

    assert truths(editor) == [(ItemState.SENT, NOT_SHOWN_REASON)]
    assert TEXT in repr(show_record(editor, own))
    with editor.replica.reading() as connection:
        assert connection.execute(sa.select(schema.evidence.c.receipts)).scalars().all()[-1] != b"\x90"


def test_what_was_dropped_is_one_entry_as_soon_as_the_hub_is_honest_again(
    network: LittleNetwork, editor: Workspace, coordinator: Workspace
) -> None:
    network.sync(editor)
    own = own_organisation(editor)
    edit(editor, own, [f"services={TEXT}"])
    with swallowing(), pytest.raises(UnshownError):
        network.sync(editor)
    edit(editor, own, ["acronym=RVS"])

    result = network.sync(editor)
    network.sync(coordinator)

    assert result.is_complete
    assert truths(editor) == []
    numbers = entries_by(coordinator, editor)
    assert numbers == sorted(set(numbers))
    for text in (TEXT, "RVS"):
        assert text in repr(show_record(coordinator, own))


def test_a_receipt_ahead_of_its_own_head_is_not_believed(network: LittleNetwork, editor: Workspace) -> None:
    network.sync(editor)
    edit(editor, own_organisation(editor), [f"services={TEXT}"])

    with swallowing(ahead=1), pytest.raises(DigestError):
        network.sync(editor)

    assert truths(editor) == [(ItemState.SENT, "")]


def test_what_has_a_receipt_for_a_position_that_is_not_here_yet_stays_received(editor: Workspace) -> None:
    edit(editor, own_organisation(editor), [f"services={TEXT}"])
    header = parse_envelope(editor.replica.hand_over(10**6).envelopes[-1]).header
    receipt = Receipt(header.device, header.number, 1, ReceiptCode.ACCEPTED, editor.replica.known_to() + 1)
    with editor.replica.transaction() as connection:
        settling.take_receipts(connection, [receipt], stamp=1)

    editor.replica.hand_over(10**6)

    assert truths(editor)[-1] == (ItemState.RECEIVED, "")
