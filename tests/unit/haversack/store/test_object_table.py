"""Which sealed files are here, wanted, or missing at the hub."""

import msgspec
import sqlalchemy as sa

from haversack.operations.browsing import list_records
from haversack.operations.publishing import publish
from haversack.operations.workspace import Workspace
from haversack.store import object_table, projection, schema
from haversack_sync.model.canonical import encode, value_hash
from haversack_sync.model.ids import ObjectId, parse_record_id
from haversack_sync.model.reading import files
from haversack_sync.model.record import RecordState, Version
from haversack_sync.protocol.parcel import sealed_length
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, write_folder

ONE, TWO = ObjectId(b"1" * 32), ObjectId(b"2" * 32)


def words(workspace: Workspace) -> RecordState:
    """Return the published record that has two files."""
    (listed,) = list_records(workspace, "resource")
    with workspace.replica.reading() as connection:
        (shown,) = projection.show(connection, parse_record_id(listed.id), own=workspace.own)
    return shown.state


def test_files_of_records_that_came_in_are_known_and_missing(reader: Workspace) -> None:
    named = files(words(reader))
    with reader.replica.transaction() as connection:
        assert object_table.missing_bytes(connection) == sum(sealed_length(file.size) for file in named)
        assert not any(object_table.is_here(connection, file.object) for file in named)
        assert object_table.wanted(connection) == ()
        assert object_table.uploads(connection) == ()


def test_what_was_sealed_here_is_here_and_not_missing(coordinator: Workspace) -> None:
    with coordinator.replica.reading() as connection:
        assert object_table.missing_bytes(connection) == 0
        assert all(object_table.is_here(connection, file.object) for file in files(words(coordinator)))


def test_a_file_sealed_here_waits_for_the_hub_until_it_says_that_it_has_it(reader: Workspace) -> None:
    with reader.replica.transaction() as connection:
        object_table.add_own(connection, TWO, 200)
        object_table.add_own(connection, ONE, 100)
        object_table.add_own(connection, ONE, 100)
        assert [(each.object_id, each.total) for each in object_table.uploads(connection)] == [(ONE, 100), (TWO, 200)]
        object_table.set_at_hub(connection, ONE)
        assert [each.object_id for each in object_table.uploads(connection)] == [TWO]


def test_what_is_wanted_is_listed_until_it_is_here_smallest_first(reader: Workspace) -> None:
    small, large = sorted(files(words(reader)), key=lambda file: file.size)
    with reader.replica.transaction() as connection:
        for file in (large, small, small):
            object_table.want(connection, file)
        assert [each.object_id for each in object_table.wanted(connection)] == [small.object, large.object]
        object_table.set_here(connection, small.object)
        assert [each.object_id for each in object_table.wanted(connection)] == [large.object]
        assert object_table.missing_bytes(connection) == sealed_length(large.size)


def test_a_record_that_names_a_file_again_changes_nothing_about_it(reader: Workspace) -> None:
    state = words(reader)
    first = files(state)[0]
    with reader.replica.transaction() as connection:
        object_table.set_here(connection, first.object)
        object_table.note_files(connection, [state, state])
        object_table.note_files(connection, [])
        assert object_table.is_here(connection, first.object)


def test_file_entries_that_nobody_can_read_are_left_out(reader: Workspace) -> None:
    state = words(reader)
    value = encode(["no file", {"name": "half.txt"}])
    broken = Version(value, value_hash(value), reader.own, 1, state.created_at)
    with reader.replica.transaction() as connection:
        before = object_table.missing_bytes(connection)
        object_table.note_files(connection, [msgspec.structs.replace(state, groups={"files": (broken,)})])
        assert object_table.missing_bytes(connection) == before


def test_a_file_that_no_record_names_any_more_is_not_waited_for(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    large, small = files(words(reader))
    changed = dict(CONTENT) | {"library/words.txt": b"Short now.\n"}
    publish(coordinator, write_folder(network.base.parent / "changed", changed))

    result = network.sync(coordinator, reader)

    now = files(words(reader))
    assert large.object not in {file.object for file in now}
    assert result.files_waiting_bytes == sum(sealed_length(file.size) for file in now)
    assert small in now


def test_a_file_that_another_record_names_too_is_waited_for(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    shared = {"library/again.md": "---\nlanguage: en\ntitle: Again\nfiles:\n  - path: words.txt\n---\n"}
    publish(coordinator, write_folder(network.base.parent / "shared", dict(CONTENT) | shared))
    before = network.sync(coordinator, reader).files_waiting_bytes
    without = str(CONTENT["library/words.md"]).replace("  - path: words.txt\n", "")
    changed = dict(CONTENT) | shared | {"library/words.md": without}
    publish(coordinator, write_folder(network.base.parent / "less", changed))

    assert network.sync(coordinator, reader).files_waiting_bytes == before


def test_files_of_a_record_that_was_put_away_are_not_waited_for_until_it_is_back(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    before = network.sync(reader).files_waiting_bytes
    less = {name: text for name, text in CONTENT.items() if not name.startswith("library/")}
    publish(coordinator, write_folder(network.base.parent / "less", less), retire_missing=True)
    assert network.sync(coordinator, reader).files_waiting_bytes == 0

    publish(coordinator, write_folder(network.base.parent / "more", CONTENT))
    assert network.sync(coordinator, reader).files_waiting_bytes == before > 0


def test_a_file_of_a_record_that_was_put_away_can_still_be_asked_for(reader: Workspace) -> None:
    file = files(words(reader))[0]
    with reader.replica.transaction() as connection:
        connection.execute(sa.delete(schema.objects))
        object_table.want(connection, file)
        assert [each.object_id for each in object_table.wanted(connection)] == [file.object]
