"""Changes that the rules refuse are refused before they are written, and what cannot be done is said so."""

import pytest

from tests.integration.errors.told import said, told
from tests.integration.stage import EDITORS, READERS, Stage, find
from tests.integration.world import SAMPLE_CONTENT, Computer, fingerprints

pytestmark = pytest.mark.story


def _told(computer: Computer, kind: str, *words: str) -> None:
    before = fingerprints(computer.vault)
    told(computer, kind, *words)
    assert fingerprints(computer.vault) == before


def _refused(computer: Computer, kind: str, *words: str) -> None:
    before = fingerprints(computer.vault)
    said(computer, kind, *words)
    assert fingerprints(computer.vault) == before


def test_what_readers_and_editors_may_not_edit(stage: Stage) -> None:
    home, other = find(stage.editor, "organisation", EDITORS), find(stage.editor, "organisation", READERS)
    topic = stage.editor.records("topic")[0].id

    _told(stage.field, "refused_by_rules", "edit", home, "services=Mine now")
    _refused(stage.field, "refused_by_rules", "edit", other, "services=The reader's own organisation")
    _refused(stage.editor, "refused_by_rules", "edit", other, "services=Mine now")
    _refused(stage.editor, "refused_by_rules", "edit", topic, "name=Mine now")


def test_nobody_sets_an_owner_by_hand(stage: Stage) -> None:
    home = find(stage.editor, "organisation", EDITORS)

    _refused(stage.editor, "bad_assignment refused_by_rules", "edit", home, "owner=0011223344556677")
    _refused(stage.coordinator, "bad_assignment refused_by_rules", "edit", home, "owner=me")


def test_assignments_that_cannot_be_read(stage: Stage) -> None:
    home = find(stage.editor, "organisation", EDITORS)

    _told(stage.editor, "bad_assignment", "edit", home, "services=Tea", "country=Kenya")
    # Every reason has its sentences in the unit tests of `haversack.i18n`.
    for assignment in ("opening_hours", "colour=red", "type=shop"):
        _refused(stage.editor, "bad_assignment", "edit", home, "services=Tea", assignment)


def test_a_text_that_is_too_long_to_travel(stage: Stage) -> None:
    home = find(stage.editor, "organisation", EDITORS)
    letters = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(30_000))

    _refused(stage.editor, "change_too_large bad_assignment", "edit", home, f"services={letters}")


def test_records_that_are_not_here(stage: Stage) -> None:
    nowhere = "0" * 26
    _told(stage.field, "no_such_record", "show", nowhere)
    _refused(stage.editor, "no_such_record", "edit", nowhere, "services=Tea")
    _refused(stage.field, "bad_id", "show", "Casa Camino")
    _refused(stage.field, "unknown_kind", "list", "organisations")
    _refused(stage.field, "unknown_kind", "search", "law", "--kind", "book")


def test_verbs_of_coordinators(stage: Stage) -> None:
    home = find(stage.editor, "organisation", EDITORS)
    _told(stage.editor, "not_allowed", "publish", str(SAMPLE_CONTENT))
    _refused(stage.field, "not_allowed", "invite", "--organisation", home, "--role", "reader")
    _refused(stage.coordinator, "coordinator_invitation", "invite", "--organisation", home, "--role", "coordinator")
    _refused(stage.coordinator, "no_such_organisation", "invite", "--organisation", "0" * 26, "--role", "reader")
    _refused(stage.coordinator, "bad_organisation_name", "invite", "--organisation", "new: ", "--role", "reader")


def test_files_that_are_not_here(stage: Stage) -> None:
    field = stage.field
    target = field.vault.with_name("copies")
    guide = find(field, "resource", "Counting women, men and others without harm")

    _told(field, "file_not_here", "export", guide, str(target))
    _refused(field, "no_files", "export", find(field, "organisation", EDITORS), str(target))
    assert not target.exists()


def test_a_copy_never_replaces_a_file(stage: Stage) -> None:
    coordinator = stage.coordinator
    guide = find(coordinator, "resource", "Counting women, men and others without harm")
    target = coordinator.vault.with_name("mine.csv")
    target.write_text("my own numbers", encoding="utf-8")

    _told(coordinator, "target_exists", "export", guide, str(target))

    assert target.read_text(encoding="utf-8") == "my own numbers"


def test_a_copy_needs_a_place(stage: Stage) -> None:
    coordinator = stage.coordinator
    guide = find(coordinator, "resource", "Counting women, men and others without harm")
    desk = coordinator.vault.parent

    _told(coordinator, "no_target_folder", "export", guide, str(desk / "nowhere" / "copy.csv"))
    _refused(coordinator, "no_target_folder folder_access", "export", guide, str(desk / "passphrase.txt" / "copy.csv"))
    _refused(coordinator, "folder_access", "export", guide, str(desk / ("x" * 300)))
    assert sorted(path.name for path in desk.iterdir()) == ["passphrase.txt", "vault"]
