"""A text of a record says what its author said of the translation."""

from pathlib import Path

import pytest

from haversack.operations.record_text import record_text
from haversack.operations.workspace import Workspace
from haversack.store import projection
from haversack_sync.model.record import RecordState
from tests.unit.haversack.little_network import record
from tests.unit.haversack.operations.published_folder import Folder

GUIDE: dict[str, str | bytes] = {
    "library/doors.md": "---\nlanguage: en\ntitle: Doors\nunreviewed: [fr, my]\n---\nKnock *twice*.\n",
    "library/doors.fr.md": "Frappez deux fois.\n",
    "library/doors.es.md": "Llame dos veces.\n",
}


def state_of(workspace: Workspace) -> RecordState:
    with workspace.replica.reading() as connection:
        (shown,) = projection.show(connection, record(workspace, "resource", "doors"), own=workspace.own)
    return shown.state


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    place = tmp_path / "folders"
    place.mkdir()
    return Folder(place)


@pytest.mark.parametrize(
    ("asked", "language", "is_draft"),
    [("fr", "fr", True), ("es", "es", False), ("en", "en", False), ("my", "en", False)],
)
def test_only_a_text_in_a_language_that_nobody_checked_is_a_draft(
    coordinator: Workspace, folder: Folder, asked: str, language: str, is_draft: bool
) -> None:
    folder.publish(coordinator, GUIDE)

    text = record_text(state_of(coordinator), "body", [asked])

    assert (text.language, text.is_unreviewed) == (language, is_draft)


def test_a_field_that_is_not_there_is_an_empty_text(coordinator: Workspace, folder: Folder) -> None:
    folder.publish(coordinator, GUIDE)

    assert record_text(state_of(coordinator), "introduction", ["fr"]).blocks == ()


def test_a_translation_that_was_checked_is_a_draft_no_more(coordinator: Workspace, folder: Folder) -> None:
    folder.publish(coordinator, GUIDE)
    checked = str(GUIDE["library/doors.md"]).replace("[fr, my]", "[my]")

    done = folder.publish(coordinator, {"library/doors.md": checked})

    assert (done.changed, record_text(state_of(coordinator), "body", ["fr"]).is_unreviewed) == (1, False)
