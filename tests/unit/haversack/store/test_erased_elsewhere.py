"""What stands in no feed goes with its record: late changes, and what a restored hub is to be given back."""

import pytest
import sqlalchemy as sa

from haversack.operations.editing import edit
from haversack.operations.erasing import erase
from haversack.operations.workspace import Workspace
from haversack.store import (
    eras,
    erased_elsewhere,
    late_changes,
    schema,
    snapshot_making,
    snapshot_notices,
    values,
)
from haversack.store.erasing import ERASED_FILES
from haversack.store.snapshot_notices import Verdict
from haversack_sync.model.ids import RecordId
from haversack_sync.protocol.messages import LateEnvelope
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record


def envelopes(workspace: Workspace) -> dict[RecordId, bytes]:
    """Return the newest whole envelope that is here of each record."""
    found, view = dict[RecordId, bytes](), workspace.replica.network()
    with workspace.replica.reading() as connection:
        rows = connection.execute(sa.select(schema.entries.c.envelope).order_by(schema.entries.c.position))
        for row in rows.scalars().all():
            change = erased_elsewhere.opened(connection, view, bytes(row))
            if change is not None:
                found[change[1].record] = bytes(row)
    return found


def beside(workspace: Workspace, *changes: bytes) -> None:
    """Let changes lie beside the feeds, as what came late, and as what a hub lost."""
    with workspace.replica.transaction() as connection:
        late = [LateEnvelope(serial, 1, one) for serial, one in enumerate(changes, start=1)]
        late_changes.keep(connection, late, ())
        connection.execute(sa.insert(schema.handing_back), [{"envelope": one} for one in changes])


def lies_beside(workspace: Workspace) -> tuple[list[bytes], list[bytes]]:
    """Return what lies there."""
    with workspace.replica.reading() as connection:
        lost = connection.execute(sa.select(schema.handing_back.c.envelope)).scalars().all()
        return [one.envelope for one in late_changes.read(connection)], [bytes(one) for one in lost]


@pytest.mark.parametrize("by", ["its entry", "a snapshot"])
def test_following_an_order_takes_what_lies_beside_the_feeds_and_leaves_what_is_of_other_records(
    network: LittleNetwork,
    coordinator: Workspace,
    editor: Workspace,
    reader: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    by: str,
) -> None:
    hill, house = record(coordinator, "organisation", "hill"), own_organisation(editor)
    for one in (hill, house):
        edit(coordinator, one, ["summary=Of this record"])
    network.sync(coordinator, reader)
    known = envelopes(reader)
    erase(coordinator, hill)
    network.sync(coordinator)
    if by == "a snapshot":
        monkeypatch.setattr(snapshot_making, "LEAST_TAIL_BYTES", 4_000)
        for number in range(20):
            edit(coordinator, house, [f"summary=Edit {number}"])
        network.sync(coordinator)
    strange = b"not an envelope"
    beside(reader, known[hill], known[house], strange)
    # Nothing is handed back yet, so no answer of the hub takes it from here.
    monkeypatch.setattr(eras, "to_hand_back", lambda *_, **__: ())

    network.sync(reader)

    assert lies_beside(reader) == ([known[house], strange], [known[house], strange])
    with reader.replica.reading() as connection:
        taken = [one.verdict for one in snapshot_notices.read(connection)]
    assert (Verdict.USED in taken) == (by == "a snapshot")


def test_what_comes_after_the_order_goes_as_well_and_the_log_is_emptied(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    hill, house = record(coordinator, "organisation", "hill"), own_organisation(editor)
    for one in (hill, house):
        edit(coordinator, one, ["summary=Of this record"])
    network.sync(coordinator)
    known = envelopes(coordinator)
    erase(coordinator, hill)
    network.sync(coordinator)
    beside(coordinator, known[hill], known[house])
    with coordinator.replica.transaction() as connection:
        assert values.read_value(connection, ERASED_FILES) is None
        erased_elsewhere.drop(connection, coordinator.replica.network())
        erased_elsewhere.drop(connection, coordinator.replica.network())
        assert values.read_value(connection, ERASED_FILES) == b""

    assert lies_beside(coordinator) == ([known[house]], [known[house]])
    with coordinator.replica.reading() as connection:
        assert late_changes.last_serial(connection) == 2, "so that the hub does not send it again"
        rows = connection.execute(sa.select(schema.late_changes.c.envelope)).scalars().all()
    assert known[hill] not in map(bytes, rows)
