"""Publishing: three-way, so nobody's own words are written over; all or nothing; each file sealed once."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack.operations.authoring import ContentMistakesError
from haversack.operations.browsing import list_records
from haversack.operations.editing import edit
from haversack.operations.filing import files_of
from haversack.operations.publishing import Publication
from haversack.operations.workspace import MissingFeedError, NotAllowedError, Workspace
from haversack.store import outbox, projection, schema
from haversack.store.errors import DiskFullError
from haversack.store.outbox import ChangeTooLargeError, ItemState
from tests.simulation.world import FixedRandom
from tests.unit.haversack.little_network import LittleNetwork, record
from tests.unit.haversack.operations.published_folder import Folder, editor_of_hill, hill, shown, waiting


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    path = tmp_path / "folders"
    path.mkdir()
    return Folder(path)


def rows(workspace: Workspace) -> dict[str, int]:
    """Count what the vault holds."""
    with workspace.replica.reading() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in schema.METADATA.sorted_tables
        }


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


def test_a_field_that_is_gone_from_the_source_is_gone(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, folder: Folder
) -> None:
    text = "---\nlanguage: en\nname: Statelessness\n---\nNobody's citizen.\n"

    folder.publish(coordinator, {"topics/statelessness.md": text})
    network.sync(coordinator, reader)

    assert "summary" not in shown(reader, "topic", "statelessness").fields


def test_an_attachment_may_say_its_language(coordinator: Workspace, folder: Folder) -> None:
    text = "---\nlanguage: en\ntitle: Again\nfiles:\n  - path: mots.fr.txt\n    language: fr\n---\n"

    folder.publish(coordinator, {"library/again.md": text, "library/mots.fr.txt": "Des mots.\n"})

    (file,) = files_of(coordinator, record(coordinator, "resource", "again"))
    assert file.language == "fr"


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
