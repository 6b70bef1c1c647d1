"""History in the vault: the entries that made a record what it is are found again, and only those are opened."""

import sqlalchemy as sa

from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.workspace import Workspace
from haversack.store import history, records, schema
from haversack.store.history import History
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.model.operations import Set
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record


def feed_of(workspace: Workspace, target: RecordId) -> FeedId:
    with workspace.replica.reading() as connection:
        return records.find_by_id(connection, target)[0][1].feed


def read(workspace: Workspace, target: RecordId) -> History:
    feed = feed_of(workspace, target)
    with workspace.replica.reading() as connection:
        return history.read_history(connection, workspace.replica.network(), feed, target)


def texts(found: History, group: str) -> list[bytes]:
    operations = (one for past in found.changes for one in past.change.operations)
    return [one.value for one in operations if isinstance(one, Set) and one.group == group]


def test_every_value_that_a_group_had_is_found_in_every_vault(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace, reader: Workspace
) -> None:
    riverside = own_organisation(editor)
    for text in ("One", "Two", "Three"):
        edit(editor, riverside, [f"services={text}"])
        network.sync(editor)
    network.sync(coordinator, reader)

    for workspace in (coordinator, editor, reader):
        found = read(workspace, riverside)
        assert texts(found, "services@en") == [b"\xa3One", b"\xa3Two", b"\xa5Three"]
        assert found.is_whole
        assert [one.position for one in found.changes] == sorted(one.position for one in found.changes)
        assert {one.device for one in found.changes[1:]} == {editor.own}


def test_a_record_that_nobody_edited_costs_no_row(coordinator: Workspace, reader: Workspace) -> None:
    """A first sync brings tens of thousands of records; their beginnings are known without."""
    topic = record(coordinator, "topic", "statelessness")
    with reader.replica.reading() as connection:
        assert connection.execute(sa.select(schema.edits).where(schema.edits.c.record == topic)).all() == []

    assert [len(one.change.operations) > 1 for one in read(reader, topic).changes] == [True]


def test_what_the_rules_refused_is_no_history(network: LittleNetwork, editor: Workspace, reader: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Once"])
    network.sync(editor, reader)
    with reader.replica.transaction() as connection:
        newest = sa.select(sa.func.max(schema.edits.c.position)).scalar_subquery()
        connection.execute(
            sa.update(schema.entries).where(schema.entries.c.position == newest).values(refused="not_owner")
        )

    assert texts(read(reader, riverside), "services@en") == []


def test_where_the_beginning_is_not_here_the_history_says_so(
    network: LittleNetwork, editor: Workspace, reader: Workspace
) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Once"])
    network.sync(editor, reader)
    first = read(reader, riverside).changes[0].position
    with reader.replica.transaction() as connection:
        connection.execute(sa.delete(schema.entries).where(schema.entries.c.position == first))

    found = read(reader, riverside)
    assert not found.is_whole
    assert texts(found, "services@en") == [b"\xa4Once"]


def test_a_change_that_says_nothing_new_is_no_version(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Once"])
    edit(editor, riverside, ["services=Twice"])
    edit(editor, riverside, ["services=Once"])
    network.sync(editor)

    assert show_record(editor, riverside).fields["services"] == {"en": "Once"}
    assert texts(read(editor, riverside), "services@en") == [b"\xa4Once", b"\xa5Twice", b"\xa4Once"]
