"""Publishing: three-way, so nobody's own words are written over; all or nothing; each file sealed once."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack.operations.authoring import ContentMistakesError
from haversack.operations.browsing import ShownRecord, list_records, show_record
from haversack.operations.editing import edit
from haversack.operations.filing import files_of
from haversack.operations.inviting import ForOrganisation, invite
from haversack.operations.publishing import Publication, publish
from haversack.operations.reporting import status
from haversack.operations.workspace import MissingFeedError, NotAllowedError, Workspace
from haversack.store import outbox, projection, schema
from haversack.store.errors import DiskFullError
from haversack.store.outbox import ChangeTooLargeError, ItemState
from haversack_sync.model.ids import RecordId
from haversack_sync.model.operations import Restore, Retire, Set
from haversack_sync.model.roles import Role
from tests.simulation.world import FixedRandom
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, record, write_folder


class Folder:
    """An authoring folder that begins as what the network was prepared with.

    Attributes:
        path: Where it lies.
        files: What is in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: dict[str, str | bytes] = dict(CONTENT)

    def publish(
        self, workspace: Workspace, changed: Mapping[str, str | bytes] | None = None, *, retire_missing: bool = False
    ) -> Publication:
        """Write the folder anew with some files changed, and publish it."""
        self.files |= changed or {}
        place = self.path / str(len(list(self.path.iterdir())))
        return publish(workspace, write_folder(place, self.files), retire_missing=retire_missing)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    path = tmp_path / "folders"
    path.mkdir()
    return Folder(path)


def hill(services: str, **more: str) -> dict[str, str | bytes]:
    """Return the file of an organisation."""
    lines = {"language": "en", "name": "Hill Clinic", "services": services} | more
    return {"organisations/hill.md": "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\n"}


def shown(workspace: Workspace, kind: str, slug: str) -> ShownRecord:
    return show_record(workspace, record(workspace, kind, slug))


def waiting(workspace: Workspace) -> list[tuple[RecordId, list[str]]]:
    """Return record and groups of each waiting change."""
    with workspace.replica.reading() as connection:
        items = outbox.read_items(connection, [ItemState.WAITING])
    return [
        (item.record, [one.group if isinstance(one, Set) else type(one).__name__ for one in item.change.operations])
        for item in items
        if item.record is not None and item.change is not None
    ]


def rows(workspace: Workspace) -> dict[str, int]:
    """Count what the vault holds."""
    with workspace.replica.reading() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in schema.METADATA.sorted_tables
        }


def editor_of_hill(network: LittleNetwork, coordinator: Workspace) -> Workspace:
    """Enrol an editor of the published organisation."""
    code = invite(coordinator, ForOrganisation(record(coordinator, "organisation", "hill")), Role.EDITOR)
    network.sync(coordinator)
    editor = network.enrol("hill", code)
    network.sync(coordinator, editor)
    return editor


def test_publishing_the_same_folder_again_writes_nothing(coordinator: Workspace, folder: Folder) -> None:
    before = rows(coordinator)

    done = folder.publish(coordinator)

    assert done == Publication(records=5, created=0, changed=0, retired=0, changes=0, files=0, file_bytes=0)
    assert rows(coordinator) == before


def test_only_what_changed_in_the_source_is_sent(coordinator: Workspace, folder: Folder) -> None:
    done = folder.publish(coordinator, hill("Doctors and nurses"))

    assert (done.created, done.changed, done.changes) == (0, 1, 1)
    assert waiting(coordinator) == [(record(coordinator, "organisation", "hill"), ["services@en"])]


def test_an_organisations_own_words_are_not_written_over(
    network: LittleNetwork, coordinator: Workspace, folder: Folder
) -> None:
    editor = editor_of_hill(network, coordinator)
    edit(editor, record(editor, "organisation", "hill"), ["services=What we say ourselves", "opening_hours=Mornings"])
    network.sync(editor, coordinator)

    assert folder.publish(coordinator).changes == 0
    folder.publish(coordinator, hill("Doctors", summary="A clinic"))
    network.sync(coordinator, editor)

    for workspace in (coordinator, editor):
        fields = shown(workspace, "organisation", "hill").fields
        assert fields["services"] == {"en": "What we say ourselves"}
        assert fields["opening_hours"] == {"en": "Mornings"}
        assert fields["summary"] == {"en": "A clinic"}
        assert shown(workspace, "organisation", "hill").versions == {}


def test_where_source_and_organisation_both_changed_there_are_two_versions(
    network: LittleNetwork, coordinator: Workspace, folder: Folder
) -> None:
    editor = editor_of_hill(network, coordinator)
    edit(editor, record(editor, "organisation", "hill"), ["services=Ours"])
    network.sync(editor, coordinator)

    folder.publish(coordinator, hill("Theirs"))
    network.sync(coordinator, editor)

    assert shown(coordinator, "organisation", "hill").versions == {"services@en": ["Ours", "Theirs"]}
    assert shown(editor, "organisation", "hill").versions == {"services@en": ["Ours", "Theirs"]}


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


def test_a_field_that_is_gone_from_the_source_is_gone(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, folder: Folder
) -> None:
    text = "---\nlanguage: en\nname: Statelessness\n---\nNobody's citizen.\n"

    folder.publish(coordinator, {"topics/statelessness.md": text})
    network.sync(coordinator, reader)

    assert "summary" not in shown(reader, "topic", "statelessness").fields


def test_each_file_is_sealed_once_and_again_only_when_it_changes(coordinator: Workspace, folder: Folder) -> None:
    before = [file.object for file in files_of(coordinator, record(coordinator, "resource", "words"))]

    assert folder.publish(coordinator).files == 0
    done = folder.publish(coordinator, {"library/more.csv": "word,meaning\npermit,paper\n"})

    after = [file.object for file in files_of(coordinator, record(coordinator, "resource", "words"))]
    assert (done.files, done.file_bytes, done.changes) == (1, 26, 1)
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_a_file_that_two_records_share_is_sealed_once(coordinator: Workspace, folder: Folder) -> None:
    text = "---\nlanguage: en\ntitle: Again\nfiles:\n  - path: words.txt\n---\n"

    done = folder.publish(coordinator, {"library/again.md": text})

    assert done.files == 0
    again = files_of(coordinator, record(coordinator, "resource", "again"))
    assert again[0].object == files_of(coordinator, record(coordinator, "resource", "words"))[0].object


def test_the_objects_that_a_change_needs_stand_in_its_envelope(
    network: LittleNetwork, coordinator: Workspace, folder: Folder
) -> None:
    folder.publish(coordinator, {"library/more.csv": "word,meaning\npermit,paper\n"})
    needed = {file.object for file in files_of(coordinator, record(coordinator, "resource", "words"))}

    network.sync(coordinator)

    with network.ledger.reading() as moment:
        assert all(moment.needing(one) for one in needed)
        assert all(moment.object_size(one) for one in needed)


def test_a_mistake_in_the_folder_writes_nothing(coordinator: Workspace, folder: Folder) -> None:
    before, files = rows(coordinator), sorted((coordinator.vault.folder / "parcels").iterdir())

    with pytest.raises(ContentMistakesError):
        folder.publish(coordinator, {"topics/bad.md": "---\nlanguage: en\nnome: Wrong\n---\n", "library/new.txt": "x"})

    assert rows(coordinator) == before
    assert sorted((coordinator.vault.folder / "parcels").iterdir()) == files


@pytest.mark.parametrize("error", [ChangeTooLargeError, DiskFullError])
def test_a_failure_in_the_middle_leaves_vault_and_files_as_they_were(
    coordinator: Workspace, folder: Folder, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    before, files = rows(coordinator), sorted((coordinator.vault.folder / "parcels").iterdir())
    real, calls = outbox.queue_change, iter(range(100))

    def fail_later(*arguments: object, **named: object) -> None:
        if next(calls) == 1:
            raise error
        real(*arguments, **named)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(outbox, "queue_change", fail_later)
    changed = hill("Nurses") | {"library/more.csv": "word,meaning\npermit,paper\n"}
    with pytest.raises(error):
        folder.publish(coordinator, changed)

    assert rows(coordinator) == before
    assert sorted((coordinator.vault.folder / "parcels").iterdir()) == files


def test_a_long_record_is_split_over_changes_and_whole_again(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, folder: Folder
) -> None:
    texts = {f"summary@{language}": FixedRandom(language)(6_000).hex() for language in ("fr", "es", "ar", "so")}
    lines = "".join(f"{key}: {value[:2_000]}\n" for key, value in texts.items())
    body = FixedRandom("body")(9_000).hex()

    done = folder.publish(coordinator, {"topics/long.md": f"---\nlanguage: en\nname: Long\n{lines}---\n{body}\n"})
    network.sync(coordinator, reader)

    assert done.changes >= 2
    assert shown(reader, "topic", "long").fields == shown(coordinator, "topic", "long").fields
    assert shown(reader, "topic", "long").fields["introduction"] == {"en": body}


def test_only_coordinators_publish(editor: Workspace, reader: Workspace, folder: Folder) -> None:
    for workspace in (editor, reader):
        with pytest.raises(NotAllowedError) as caught:
            folder.publish(workspace)
        assert caught.value.reason == "only_coordinators"


def test_a_shelf_that_the_network_does_not_have_is_said(coordinator: Workspace, folder: Folder) -> None:
    text = "---\nlanguage: en\nname: Elsewhere\nshelf: attic\n---\n"

    with pytest.raises((MissingFeedError, ContentMistakesError)):
        folder.publish(coordinator, {"topics/elsewhere.md": text})
    assert waiting(coordinator) == []


def test_what_was_published_waits_and_can_be_read_at_once(coordinator: Workspace, folder: Folder) -> None:
    folder.publish(coordinator, {"topics/new.md": "---\nlanguage: en\nname: New\n---\n"})

    with coordinator.replica.reading() as connection:
        (one,) = projection.show(connection, record(coordinator, "topic", "new"), own=coordinator.own)
    assert [item.state for item in one.waiting] == [ItemState.WAITING]
    assert "New" in [each.title for each in list_records(coordinator, "topic")]
