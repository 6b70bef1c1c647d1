"""Publishing what moved, is gone, or came back."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack.operations.browsing import list_records
from haversack.operations.editing import edit
from haversack.operations.reporting import status
from haversack.operations.workspace import Workspace
from haversack.store import schema
from haversack_sync.model.operations import Restore, Retire
from tests.unit.haversack.little_network import LittleNetwork, record
from tests.unit.haversack.operations.published_folder import Folder, editor_of_hill, hill, shown, waiting


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    path = tmp_path / "folders"
    path.mkdir()
    return Folder(path)


def test_a_missing_file_puts_nothing_away_unless_that_is_asked_for(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, folder: Folder
) -> None:
    del folder.files["topics/detention.md"]
    assert folder.publish(coordinator).changes == 0

    done = folder.publish(coordinator, retire_missing=True)
    network.sync(coordinator, reader)

    assert (done.retired, done.changes) == (1, 1)
    for workspace in (coordinator, reader):
        assert [one.title for one in list_records(workspace, "topic")] == ["Statelessness"]
        assert shown(workspace, "topic", "detention").is_retired
    assert folder.publish(coordinator, retire_missing=True).changes == 0


def test_a_file_that_comes_back_brings_its_record_back_as_it_was(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, folder: Folder
) -> None:
    gone = folder.files.pop("topics/detention.md")
    folder.publish(coordinator, retire_missing=True)
    network.sync(coordinator)

    done = folder.publish(coordinator, {"topics/detention.md": gone})
    assert waiting(coordinator) == [(record(coordinator, "topic", "detention"), [Restore.__name__])]
    network.sync(coordinator, reader)

    assert (done.created, done.changed) == (0, 1)
    assert [one.title for one in list_records(reader, "topic")] == ["Detention", "Statelessness"]
    assert shown(reader, "topic", "detention").versions == {}
    assert folder.publish(coordinator).changes == 0


def test_a_record_that_moves_to_another_audience_is_put_away_there_and_made_here(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, folder: Folder
) -> None:
    detention = record(coordinator, "topic", "detention")
    moved = "---\nlanguage: en\nname: Detention\naudience: members\nsummary: For members\n---\n"

    done = folder.publish(coordinator, {"topics/detention.md": moved})
    assert waiting(coordinator)[0] == (detention, [Retire.__name__])
    network.sync(coordinator, reader)

    assert (done.created, done.changed) == (0, 1)
    for workspace in (coordinator, reader):
        found = shown(workspace, "topic", "detention")
        assert (found.audience, found.is_retired) == ("members", False)
        assert found.fields["summary"] == {"en": "For members"}
        assert len(list_records(workspace, "topic")) == 2
    assert folder.publish(coordinator).changes == 0


def test_a_record_that_moves_there_and_back_is_one_again(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, folder: Folder
) -> None:
    back = folder.files["topics/detention.md"]
    moved = "---\nlanguage: en\nname: Detention there\naudience: members\n---\n"
    folder.publish(coordinator, {"topics/detention.md": moved})
    network.sync(coordinator)

    folder.publish(coordinator, {"topics/detention.md": back})
    network.sync(coordinator, reader)

    found = shown(reader, "topic", "detention")
    assert (found.audience, found.title, found.versions) == ("open", "Detention", {})
    assert len(list_records(reader, "topic")) == 2


def test_what_an_organisation_wrote_moves_along(network: LittleNetwork, coordinator: Workspace, folder: Folder) -> None:
    editor = editor_of_hill(network, coordinator)
    hill_id = record(editor, "organisation", "hill")
    edit(editor, hill_id, ["services=Ours", "topics+=" + shown(editor, "topic", "detention").id])
    network.sync(editor, coordinator)

    folder.publish(coordinator, hill("Doctors", summary="New", audience="open"))
    network.sync(coordinator, editor)

    found = shown(editor, "organisation", "hill")
    assert found.audience == "open"
    assert found.fields["services"] == {"en": "Ours"}
    assert found.fields["summary"] == {"en": "New"}
    assert found.fields["topics"] == [shown(editor, "topic", "detention").id]
    own = status(editor).organisation
    assert own is not None
    assert own.name == "Hill Clinic"


def test_moving_before_anything_was_sent_is_fine(coordinator: Workspace, folder: Folder) -> None:
    first = "---\nlanguage: en\nname: New\nrelated: [detention]\n---\n"
    moved = "---\nlanguage: en\nname: New\nrelated: [statelessness]\naudience: members\n---\n"
    folder.publish(coordinator, {"topics/new.md": first})

    folder.publish(coordinator, {"topics/new.md": moved})

    found = shown(coordinator, "topic", "new")
    assert (found.audience, found.is_retired) == ("members", False)
    assert found.fields["related"] == [shown(coordinator, "topic", "statelessness").id]


def test_a_record_that_another_vault_published_is_brought_up_to_date(
    network: LittleNetwork, coordinator: Workspace, folder: Folder
) -> None:
    """This vault has lost what it published: a copy from before, or another coordinator's computer."""
    with coordinator.replica.transaction() as connection:
        connection.execute(sa.delete(schema.published))

    done = folder.publish(coordinator, hill("Doctors and nurses"))
    network.sync(coordinator)

    assert done.changes == 1
    assert shown(coordinator, "organisation", "hill").fields["services"] == {"en": "Doctors and nurses"}
    assert shown(coordinator, "organisation", "hill").versions == {}


def test_a_moved_record_loses_what_its_source_lost(coordinator: Workspace, folder: Folder) -> None:
    moved = "---\nlanguage: en\nname: Statelessness\naudience: members\n---\nNobody's citizen.\n"

    folder.publish(coordinator, {"topics/statelessness.md": moved})

    found = shown(coordinator, "topic", "statelessness")
    assert found.audience == "members"
    assert "summary" not in found.fields
    assert found.fields["introduction"] == {"en": "Nobody's citizen."}


def test_a_record_that_is_nowhere_moves_as_it_is_written(coordinator: Workspace, folder: Folder) -> None:
    """What was published was lost before it was replayed: the vault remembers, nobody has it."""
    with coordinator.replica.transaction() as connection:
        connection.execute(sa.delete(schema.versions))
        connection.execute(sa.delete(schema.elements))
        connection.execute(sa.delete(schema.records))
    moved = "---\nlanguage: en\nname: Detention\naudience: members\n---\n"

    folder.publish(coordinator, {"topics/detention.md": moved})

    assert shown(coordinator, "topic", "detention").audience == "members"
    assert all("Retire" not in operations for _, operations in waiting(coordinator))
