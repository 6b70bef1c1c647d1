"""K4 where a feed began with a snapshot: its digest proves the rows that no entry here makes, and stands for none."""

from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from haversack.operations.editing import edit
from haversack.operations.idle_check import check
from haversack.operations.workspace import Workspace
from haversack.store import records, schema, snapshot_making
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import AudienceType
from tests.unit.haversack.little_network import LittleNetwork, record


@pytest.fixture(autouse=True)
def _snapshots_of_little_feeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_making, "LEAST_TAIL_BYTES", 4_000)


def library(workspace: Workspace) -> FeedId:
    return workspace.feed(AudienceType.OPEN, "library").handle


def shown(workspace: Workspace) -> Mapping[RecordId, RecordState]:
    with workspace.replica.reading() as connection:
        return {state.id: state for _, state in records.load_feed(connection, library(workspace))}


def bases(workspace: Workspace) -> int:
    """Count the feeds that began with a snapshot."""
    with workspace.replica.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(schema.snapshot_bases)).scalar_one()


def flip(workspace: Workspace, statement: str, *values: object) -> None:
    with workspace.replica.transaction() as connection:
        assert connection.exec_driver_sql(statement, values).rowcount > 0, statement


TEXT = (
    "UPDATE versions SET value = zeroblob(3) WHERE ordinal = 0 AND record_rowid ="
    " (SELECT rowid FROM records WHERE feed = ? AND id = ?)"
)


def test_k4_rows_of_a_snapshot_are_held_against_its_digest_and_come_again_and_later_ones_are_made_again(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    edited, untouched = record(coordinator, "topic", "detention"), record(coordinator, "resource", "words")
    for number in range(20):
        edit(coordinator, edited, [f"summary=A busy year, edit {number}"])
    network.sync(coordinator, reader)
    edit(coordinator, edited, ["summary=After the snapshot"])
    network.sync(coordinator, reader)
    assert bases(reader) == 1
    right, feed = shown(reader), library(reader)
    assert right == shown(coordinator)
    found = check(reader)
    assert (found.mended, found.again, found.is_whole) == (0, 0, True)

    flip(reader, TEXT, feed, edited)
    found = check(reader)
    assert (found.mended, found.again) == (1, 0)
    assert shown(reader) == right

    for statement, values in ((TEXT, (feed, untouched)), ("UPDATE snapshot_bases SET authors = zeroblob(9)", ())):
        flip(reader, statement, *values)
        wrong = shown(reader)
        found = check(reader)
        assert (found.mended, found.again, found.has_lost) == (0, 1, False), statement
        assert shown(reader) == wrong, statement

        network.sync(reader)

        assert shown(reader) == right, statement
        assert bases(reader) == 1, "a snapshot is the cheaper way"
    assert check(reader).mended == 0
