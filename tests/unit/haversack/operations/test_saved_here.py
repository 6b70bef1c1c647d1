"""What is saved here and not ready to send: counted group by group, wherever it was typed."""

from haversack.operations.contact_lines import begin_line
from haversack.operations.drafting import keep_draft
from haversack.operations.editing import edit
from haversack.operations.releasing import release
from haversack.operations.saved_here import SavedHere, saved_here
from haversack.operations.standing import standing
from haversack.operations.sync_plan import plan
from haversack.operations.workspace import Workspace
from haversack_sync.model.ids import show_record_id
from tests.unit.haversack.little_network import own_organisation, record


def test_drafts_and_lines_that_are_begun_are_counted_until_they_are_released(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    assert saved_here(editor) == SavedHere()
    edit(editor, riverside, ["opening_hours=Always"])
    assert keep_draft(editor, riverside, "services@en", {"services": "Rafting"})
    assert not keep_draft(editor, riverside, "services@en", {"services": "Rafting, rowing"})
    keep_draft(editor, riverside, "languages", {"languages": "my"})
    keep_draft(editor, riverside, "opening_hours@en", {"opening_hours": "Always"})
    line = begin_line(editor, riverside, audience="members", language="en")
    keep_draft(editor, line, "purpose@en", {"purpose": "Office"})

    assert saved_here(editor) == plan(editor).saved_here == standing(editor).saved_here == SavedHere(3, "")
    release(editor, riverside)
    assert saved_here(editor) == SavedHere(1, "")


def test_a_coordinator_is_led_to_the_organisation_that_was_written_in(coordinator: Workspace) -> None:
    hill = record(coordinator, "organisation", "hill")
    keep_draft(coordinator, hill, "services@en", {"services": "Dentists"})

    assert saved_here(coordinator) == SavedHere(1, show_record_id(hill))
