"""K4 where a feed began with a snapshot: its digest proves the rows that no entry here makes, and stands for none."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack.operations.editing import edit
from haversack.operations.erasing import erase
from haversack.operations.idle_check import check
from haversack.operations.workspace import Workspace
from haversack.store import records, schema, snapshot_making
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.model.roles import AudienceType
from tests.unit.haversack.little_network import LittleNetwork, record
from tests.unit.haversack.quick_keys import remembering_real_keys


@pytest.fixture(autouse=True)
def _snapshots_of_little_feeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_making, "LEAST_TAIL_BYTES", 4_000)


@pytest.fixture(scope="module")
def begun_base(prepared_network: LittleNetwork, tmp_path_factory: pytest.TempPathFactory) -> LittleNetwork:
    """A network whose reader's library began with a snapshot; `detention` changed since. Vaults are closed."""
    with remembering_real_keys(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(snapshot_making, "LEAST_TAIL_BYTES", 4_000)
        network = prepared_network.copy_to(tmp_path_factory.mktemp("begun") / "vaults")
        coordinator, reader = network.open("coordinator"), network.open("reader")
        edited = record(coordinator, "topic", "detention")
        for number in range(20):
            edit(coordinator, edited, [f"summary=A busy year, edit {number}"])
        network.sync(coordinator, reader)
        edit(coordinator, edited, ["summary=After the snapshot"])
        network.sync(coordinator, reader)
        assert bases(reader) == 1
        network.close()
    return network


@pytest.fixture
def network(begun_base: LittleNetwork, tmp_path: Path) -> Iterator[LittleNetwork]:
    """Such a network of the test's own."""
    network = begun_base.copy_to(tmp_path / "vaults")
    yield network
    network.close()


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


MALFORMED = (
    "UPDATE versions SET value = zeroblob(3) WHERE record_rowid IN (SELECT rowid FROM records WHERE feed = ?)",
    "UPDATE records SET life = 7 WHERE feed = ?",
    "UPDATE base_states SET state = zeroblob(10) WHERE feed = ?",
    "UPDATE snapshot_bases SET position = 1 WHERE feed = ?",
    "UPDATE snapshot_bases SET notice_position = 7 WHERE feed = ?",
    "DELETE FROM records WHERE kind = 'resource' AND feed = ?",
)


@pytest.mark.parametrize("statements", [MALFORMED[:3], MALFORMED[3:]], ids=["rows", "beginning"])
def test_k4_whatever_row_of_a_snapshot_is_malformed_or_gone_comes_again(
    network: LittleNetwork, reader: Workspace, statements: tuple[str, ...]
) -> None:
    right, feed = shown(reader), library(reader)
    for statement in statements:
        flip(reader, statement, feed)

        found = check(reader)

        assert (found.mended, found.again, found.has_lost) == (0, 1, False), statement
        network.sync(reader)
        assert shown(reader) == right, statement
    found = check(reader)
    assert (found.mended, found.again, found.is_whole) == (0, 0, True)


_LATER = "UPDATE records SET created_position = created_position + 100000 WHERE kind = 'resource' AND feed = ?"
ELSEWHERE = (
    (_LATER,),
    (_LATER, "UPDATE snapshot_bases SET notice_position = 100000 WHERE feed = ?"),
    ("UPDATE records SET feed = zeroblob(8) WHERE kind = 'resource' AND feed = ?",),
    ("UPDATE records SET life = 7 WHERE kind = 'resource' AND feed = ?",),
    ("UPDATE records SET life = 1 - life WHERE kind = 'topic' AND feed = ?",),
    ("UPDATE versions SET value = CAST('x' AS BLOB) WHERE record_rowid IN (SELECT rowid FROM records WHERE feed = ?)",),
)

REPAIRED = ELSEWHERE[1:3]
"""It takes long enough with two of them: where nothing proves it, all of the feed comes again."""


def rows(workspace: Workspace) -> list[tuple[object, ...]]:
    """Return all rows that records have."""
    with workspace.replica.reading() as connection:
        return [tuple(row) for one in (schema.records, schema.versions) for row in connection.execute(sa.select(one))]


def test_k4_where_something_was_erased_nobody_can_tell_all_so_nothing_is_dropped_and_it_is_not_called_whole(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, tmp_path: Path
) -> None:
    erase(coordinator, record(coordinator, "topic", "statelessness"), reason="Because")
    network.sync(coordinator, coordinator, reader, coordinator, reader)
    right, feed = shown(reader), library(reader)
    found = check(reader)
    assert (found.mended, found.again, found.unproven, found.is_whole) == (0, 0, 1, False)
    network.close()
    for number, statements in enumerate(ELSEWHERE):
        other = network.copy_to(tmp_path / str(number))
        damaged = other.open("reader")
        for statement in statements:
            flip(damaged, statement, feed)
        before = rows(damaged)

        found = check(damaged)

        assert (found.mended, found.again, found.is_whole) == (0, 1, False), statements
        assert rows(damaged) == before, statements
        if statements in REPAIRED:
            other.sync(damaged)
            assert shown(damaged) == right, statements
            assert check(damaged).again == 0, statements
        other.close()
