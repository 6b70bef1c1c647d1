"""K4: a row that was flipped on purpose is found and put right from the kept entries, or comes again from the hub."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
import sqlalchemy as sa

from haversack.operations import sync_plan
from haversack.operations.editing import edit
from haversack.operations.erasing import erase
from haversack.operations.idle_check import Recheck, Rechecked, check
from haversack.operations.searching import search
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import outbox, recheck, records, schema
from haversack.store.errors import DiskFullError
from haversack_sync.model.ids import FeedId, show_record_id
from haversack_sync.model.operations import Change, Retire
from haversack_sync.model.roles import AudienceType
from haversack_sync.model.state_digest import record_digest
from haversack_sync.protocol.endpoint import LinkError
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record
from tests.unit.haversack.quick_keys import remembering_real_keys
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint, cut_after

DERIVED = (
    schema.records,
    schema.versions,
    schema.elements,
    schema.edits,
    schema.authors,
    schema.feeds,
    schema.entries,
    schema.audience_keys,
    schema.snapshot_notices,
    schema.snapshot_bases,
    schema.base_states,
    schema.erasures,
    schema.erasures_done,
    schema.erased_records,
    schema.erased_entries,
)


def dump(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Return everything that replay wrote."""
    with workspace.replica.reading() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(sa.select(*_columns(table)))),
                key=repr,
            )
            for table in DERIVED
        }


def _columns(table: sa.Table) -> list["sa.Column[object]"]:
    """Leave out what depends on how the entries came: in which frames, and what heads said beside them."""
    by_the_way = ("rowid", "record_rowid", "changed_position", "known_to")
    return [column for column in table.columns if column.name not in by_the_way]


def states(workspace: Workspace) -> list[bytes]:
    """Return the state of the directory, as digests of its records."""
    with workspace.replica.reading() as connection:
        found = records.load_feed(connection, directory(workspace))
        return sorted(record_digest(state, root=workspace.root) for _, state in found)


def flip(workspace: Workspace, statement: str, *values: object) -> int:
    """Change rows behind the program's back; return how many."""
    with workspace.replica.transaction() as connection:
        return connection.exec_driver_sql(statement, values).rowcount


def directory(workspace: Workspace) -> FeedId:
    return workspace.feed(AudienceType.MEMBERS, "directory").handle


@pytest.fixture(scope="module")
def lively_base(prepared_network: LittleNetwork, tmp_path_factory: pytest.TempPathFactory) -> LittleNetwork:
    """A network in which people edited, disputed, retired, were refused and had something erased; vaults are closed."""
    with remembering_real_keys():
        network = prepared_network.copy_to(tmp_path_factory.mktemp("lively") / "vaults")
        _live(network, *(network.open(name) for name in ("coordinator", "editor", "reader")))
        network.close()
    return network


@pytest.fixture
def network(lively_base: LittleNetwork, tmp_path: Path) -> Iterator[LittleNetwork]:
    """A lively network of the test's own."""
    network = lively_base.copy_to(tmp_path / "vaults")
    yield network
    network.close()


def _live(network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace) -> None:
    mine, hill = own_organisation(editor), record(coordinator, "organisation", "hill")
    topic = show_record_id(record(coordinator, "topic", "detention"))
    edit(editor, mine, ["summary=Ours"])
    edit(coordinator, mine, ["summary=Theirs", f"topics+={topic}"])
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=Locked up"])
    network.sync(coordinator, editor, coordinator)
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=Locked up again"])
    with editor.replica.transaction() as connection:
        change = Change(1, hill, "organisation", (Retire(),))
        outbox.queue_change(connection, change, feed=directory(editor), signer=editor.own, created_ms=7)
    with coordinator.replica.transaction() as connection:
        away = Change(1, record(coordinator, "topic", "detention"), "topic", (Retire(),))
        feed = coordinator.feed(AudienceType.OPEN, "library").handle
        outbox.queue_change(connection, away, feed=feed, signer=coordinator.own, created_ms=7)
    network.sync(editor, coordinator)
    erase(coordinator, record(coordinator, "topic", "statelessness"), reason="Because")
    network.sync(coordinator, coordinator, editor, reader, coordinator, editor, reader)


def all_bytes(workspace: Workspace) -> bytes:
    """Return what lies on the disk of a vault's database."""
    return b"".join(path.read_bytes() for path in sorted(workspace.vault.folder.glob("vault.db*")))


def test_while_all_is_well_nothing_is_found_and_nothing_is_written(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    for workspace in (coordinator, editor, reader):
        before = all_bytes(workspace)

        found = check(workspace)

        assert found == Rechecked(found.entries, found.records, 0, 0, has_lost=False, unproven=0, is_whole=True)
        assert found.entries > 10
        assert found.records > 4
        assert all_bytes(workspace) == before


ROUNDS = (
    (
        "UPDATE records SET life = 1 - life, edited_after_retired = 1 - edited_after_retired",
        "DELETE FROM versions WHERE ordinal > 0",
        "UPDATE elements SET element = CAST('x' AS BLOB)",
        "DELETE FROM edits",
        "UPDATE authors SET number = number + 1",
        "UPDATE entries SET refused = '' WHERE feed != zeroblob(8)",
        "UPDATE feeds SET applied_n = 0 WHERE feed != zeroblob(8)",
        "UPDATE audience_keys SET key = zeroblob(32) WHERE epoch = 0",
        "DELETE FROM erased_records",
        "UPDATE erasures_done SET stamp = 0",
    ),
    (
        "UPDATE records SET kind = 'topic' WHERE kind = 'organisation'",
        "UPDATE versions SET value = CAST('x' AS BLOB) WHERE ordinal > 0",
        "UPDATE elements SET ordinal = 99",
        "UPDATE edits SET position = position + 1000",
        "DELETE FROM authors",
        "UPDATE entries SET refused = 'not_permitted' WHERE refused = '' AND feed != zeroblob(8)",
        "UPDATE feeds SET applied_n = applied_n - 1 WHERE feed != zeroblob(8) AND applied_n > 0",
        "DELETE FROM erasures",
        "DELETE FROM erasures_done",
    ),
    (
        "UPDATE records SET id = randomblob(16) WHERE kind = 'organisation'",
        "UPDATE records SET feed = zeroblob(8) WHERE kind = 'topic'",
        "UPDATE versions SET value = CAST('x' AS BLOB)",
        "UPDATE elements SET position = 1",
        "INSERT INTO authors SELECT feed, zeroblob(8), 3 FROM authors LIMIT 1",
        "UPDATE feeds SET applied_n = 1000, known_to = 0 WHERE feed != zeroblob(8)",
        "UPDATE erased_records SET position = position + 1",
    ),
    (
        "UPDATE records SET created_number = created_number + 1, created_device = zeroblob(8)",
        "UPDATE versions SET hash = zeroblob(16)",
        "DELETE FROM elements",
    ),
    ("UPDATE versions SET device = zeroblob(8), number = number + 1, position = position + 1",),
    ("UPDATE versions SET ordinal = ordinal + 7",),
    ("UPDATE versions SET group_key = 'x' || group_key",),
    ("UPDATE records SET changed_position = 0",),
    ("UPDATE records SET changed_position = 1000000",),
    ("DELETE FROM records WHERE kind = 'topic'",),
    ("DELETE FROM records",),
)


def test_k4_whatever_row_is_flipped_is_found_and_put_right_from_what_is_kept(
    network: LittleNetwork, reader: Workspace
) -> None:
    right = dump(reader)
    for statements in ROUNDS:
        for statement in statements:
            assert flip(reader, statement) > 0, statement

        found = check(reader)

        assert found.mended > 0, statements
        assert (found.again, found.has_lost, found.is_whole) == (0, False, True), statements
        assert dump(reader) == right, statements
    assert check(reader).mended == 0


def test_k4_where_a_feed_stands_is_made_anew_from_rows_that_the_hub_signed_for_and_from_nothing_else(
    network: LittleNetwork, reader: Workspace
) -> None:
    right, wrong = dump(reader), "UPDATE feeds SET digest = zeroblob(32) WHERE feed = ?"
    flip(reader, wrong, directory(reader))

    # The newest answer was short, so no mark of the hub is here: rows or digest, nobody can tell which is wrong.
    found = check(reader)
    assert (found.mended, found.again) == (0, 1)
    # Only what is missing comes, and nothing is: the hub is asked what it signed.
    assert network.sync(reader).received_bytes < 4_000
    assert dump(reader) == right

    flip(reader, wrong, directory(reader))
    found = check(reader)
    assert (found.mended, found.again) == (1, 0)
    assert dump(reader) == right


DAMAGED = (
    "UPDATE entries SET envelope = CAST(envelope || x'00' AS BLOB) WHERE feed = ? AND n = 2",
    "UPDATE entries SET position = 1000 WHERE feed = ? AND n = (SELECT n FROM feeds WHERE feed = entries.feed)",
    "DELETE FROM entries WHERE feed = ?",
)


def outgoing(workspace: Workspace) -> list[object]:
    """Return what waits in the outbox."""
    with workspace.replica.reading() as connection:
        return [(item.state, item.change) for item in outbox.read_items(connection, outbox.PENDING)]


def test_k4_entries_that_are_damaged_come_again_and_until_then_all_stays_and_what_is_not_sent_waits(
    network: LittleNetwork, editor: Workspace
) -> None:
    feed = directory(editor)
    for statement in DAMAGED:
        edit(editor, own_organisation(editor), [f"summary=Not sent yet, {statement}"])
        waiting = outgoing(editor)
        flip(editor, statement, feed)
        damaged = dump(editor)

        found = check(editor)

        assert (found.mended, found.again, found.has_lost) == (0, 1, False), statement
        assert dump(editor) == damaged, statement
        assert outgoing(editor) == waiting, statement
        with pytest.raises(LinkError):
            synchronise(editor, BentEndpoint(network.endpoint, cut_after(0)), Wishes())
        assert dump(editor) == damaged, statement

        network.sync(editor)
        assert outgoing(editor) == [], statement
        found = check(editor)
        assert found == Rechecked(found.entries, found.records, 0, 0, has_lost=False, unproven=0, is_whole=True), (
            statement
        )
    other = network.open("reader")
    network.sync(other)
    assert states(other) == states(editor)


def test_a_look_that_broke_off_has_no_other_turn_and_is_never_called_whole(
    reader: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Recheck()
    assert look.go_on(reader)
    monkeypatch.setattr(recheck, "check_feeds", Mock(side_effect=DiskFullError))

    with pytest.raises(DiskFullError):
        look.go_on(reader)

    assert not look.go_on(reader)
    assert not look.found.is_whole


def test_words_that_search_finds_and_files_that_records_name_are_those_of_the_records(
    network: LittleNetwork, reader: Workspace
) -> None:
    before = sync_plan.plan(reader)
    for statement in (
        "UPDATE search_texts SET title = 'Zebra'",
        "DELETE FROM search_texts",
        "DELETE FROM index_state WHERE document = 2",
        "UPDATE objects SET size = 1",
        "DELETE FROM objects",
    ):
        assert flip(reader, statement) > 0, statement

        found = check(reader)

        assert found.mended > 0, statement
        assert [hit.title for hit in search(reader, "hill")] == ["Hill Clinic"], statement
        assert search(reader, "zebra") == [], statement
        assert sync_plan.plan(reader) == before, statement
    assert check(reader).mended == 0
