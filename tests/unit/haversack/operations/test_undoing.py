"""Undo takes back what nobody has sealed, and can itself be undone; what was handed over stays."""

from haversack.operations.browsing import show_record
from haversack.operations.contact_lines import begin_line, release_line
from haversack.operations.drafting import keep_draft, load_drafts
from haversack.operations.editing import edit
from haversack.operations.own_profile import own_profile
from haversack.operations.reporting import status
from haversack.operations.undoing import bring_back, take_back, take_up_refused, undo_all, undo_draft
from haversack.operations.workspace import Workspace
from haversack.store import schema
from tests.unit.haversack.little_network import LittleNetwork, own_organisation


def test_everything_goes_and_comes_back(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["opening_hours=Handed over"])
    network.sync(editor)
    edit(editor, riverside, ["services=Waits", "languages+=my"])
    keep_draft(editor, riverside, "services@en", {"services": "Typed"})
    line = begin_line(editor, riverside, audience="members", language="en")
    keep_draft(editor, line, "purpose@en", {"purpose": "Office"})
    before = (show_record(editor, riverside), load_drafts(editor, riverside), own_profile(editor))

    undone = undo_all(editor, [riverside, line])

    assert not undone.is_empty
    assert load_drafts(editor, riverside) == {}
    assert own_profile(editor).contacts == ()
    assert show_record(editor, riverside).fields["opening_hours"] == {"en": "Handed over"}
    assert "services" not in show_record(editor, riverside).fields
    assert status(editor).waiting == 0
    assert undo_all(editor, [riverside]).is_empty

    bring_back(editor, undone)

    assert (show_record(editor, riverside), load_drafts(editor, riverside), own_profile(editor)) == before


def test_one_group_is_taken_back_and_its_text_is_a_draft_again(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=At first"])
    network.sync(editor)
    edit(editor, riverside, ["services=Waits", "opening_hours=Waits too", "languages+=my"])

    assert take_back(editor, riverside, "services@en")
    assert take_back(editor, riverside, "languages")

    fields = show_record(editor, riverside).fields
    assert (fields["services"], fields["opening_hours"]) == ({"en": "At first"}, {"en": "Waits too"})
    assert "languages" not in fields
    drafts = load_drafts(editor, riverside)
    assert {key: one.values for key, one in drafts.items()} == {
        "services@en": {"services": "Waits"},
        "languages": {"languages": "my"},
    }
    assert status(editor).waiting == 1
    assert take_back(editor, riverside, "opening_hours@en")
    assert status(editor).waiting == 0


def test_what_was_sealed_cannot_be_taken_back(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Handed over"])
    editor.replica.hand_over(10_000)

    assert not take_back(editor, riverside, "services@en")
    assert undo_all(editor, [riverside]).is_empty
    assert show_record(editor, riverside).fields["services"] == {"en": "Handed over"}


def test_a_line_that_waits_is_taken_back_as_a_whole(editor: Workspace) -> None:
    line = begin_line(editor, own_organisation(editor), audience="members", language="en")
    keep_draft(editor, line, "purpose@en", {"purpose": "Office"})
    keep_draft(editor, line, "line", {"channel": "phone", "value": "1"})
    release_line(editor, line)

    assert not take_back(editor, line, "line")
    undone = undo_all(editor, [line])
    assert own_profile(editor).contacts == ()
    bring_back(editor, undone)
    assert [one.title for one in own_profile(editor).contacts] == ["Office"]


def test_the_text_of_a_change_that_was_not_accepted_is_taken_up_again(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Not accepted"])
    with editor.replica.transaction() as connection:
        connection.execute(schema.outbox.update().values(state="refused", reason="not_owner"))
    read = own_profile(editor).organisation
    assert read is not None
    assert [one.state for one in read.groups if one.key == "services@en"] == ["refused"]
    assert not take_up_refused(editor, riverside, "summary@en")

    assert take_up_refused(editor, riverside, "services@en")

    assert load_drafts(editor, riverside)["services@en"].values == {"services": "Not accepted"}


def test_the_draft_of_one_group_goes_and_comes_back_and_the_later_one_wins(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    keep_draft(editor, riverside, "services@en", {"services": "At first"})
    keep_draft(editor, riverside, "summary@en", {"summary": "A summary"})
    undone = undo_draft(editor, riverside, "services@en")
    assert set(load_drafts(editor, riverside)) == {"summary@en"}
    keep_draft(editor, riverside, "services@en", {"services": "Written again"})

    undone = undone.and_then(undo_draft(editor, riverside, "services@en"))
    undone = undone.and_then(undo_draft(editor, riverside, "summary@en"))
    bring_back(editor, undone)

    assert {key: draft.values for key, draft in load_drafts(editor, riverside).items()} == {
        "services@en": {"services": "Written again"},
        "summary@en": {"summary": "A summary"},
    }
    assert undo_draft(editor, riverside, "website").is_empty
