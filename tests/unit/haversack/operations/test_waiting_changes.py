"""What waits: each change with its state; taking one back until it is sealed; refusals that were read are put away."""

from dataclasses import replace

import pytest

from haversack.operations import contact_lines
from haversack.operations.browsing import show_record
from haversack.operations.contact_lines import begin_line, release_line
from haversack.operations.drafting import keep_draft, load_drafts
from haversack.operations.editing import edit
from haversack.operations.own_profile import own_profile
from haversack.operations.publishing import publish
from haversack.operations.releasing import release
from haversack.operations.waiting_changes import AlreadySealedError, put_away, take_back, waiting_changes
from haversack.operations.workspace import Workspace
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, make_reader, own_organisation, write_folder


def test_a_change_is_taken_back_with_those_that_stand_on_it(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    for hours in ("Mondays", "Tuesdays", "Wednesdays"):
        edit(editor, riverside, [f"opening_hours={hours}"])

    first, second, third = waiting_changes(editor)
    assert [one.later for one in (first, second, third)] == [2, 1, 0]
    assert take_back(editor, second) == 2

    [left] = waiting_changes(editor)
    assert (left.sequence, left.title, left.state) == (first.sequence, "Riverside", "waiting")


def test_what_was_sealed_cannot_be_taken_back(network: LittleNetwork, editor: Workspace) -> None:
    edit(editor, own_organisation(editor), ["opening_hours=Mondays"])
    [waiting] = waiting_changes(editor)
    editor.replica.hand_over(100_000)

    [sealed] = waiting_changes(editor)
    assert (sealed.state, sealed.can_be_taken_back) == ("handed", False)
    for change in (waiting, sealed, replace(sealed, can_be_taken_back=True)):
        with pytest.raises(AlreadySealedError):
            take_back(editor, change)
    assert network.sync(editor).waiting == 0


def test_what_was_published_from_a_folder_is_not_taken_back_alone(
    network: LittleNetwork, coordinator: Workspace
) -> None:
    files = dict(CONTENT) | {"topics/detention.md": "---\nlanguage: en\nname: Detention and bail\n---\n"}
    publish(coordinator, write_folder(network.base.parent / "more", files))

    [change] = waiting_changes(coordinator)
    assert (change.title, change.can_be_taken_back) == ("Detention and bail", False)


def test_a_refused_change_is_shown_until_somebody_puts_it_away(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    edit(editor, own_organisation(editor), ["opening_hours=Mondays"])
    make_reader(network, coordinator, editor)
    network.sync(editor)

    [refused] = waiting_changes(editor)
    assert (refused.state, refused.can_be_taken_back) == ("refused", False)
    assert refused.reason
    put_away(editor, refused.sequence)
    put_away(editor, refused.sequence)

    assert waiting_changes(editor) == ()


def test_what_is_taken_back_is_a_draft_again(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=At first"])
    network.sync(editor)
    for text in ("services=Ours", "languages+=my", "services=Ours, and more"):
        edit(editor, riverside, [text])
    first = waiting_changes(editor)[0]
    assert first.becomes_draft

    assert take_back(editor, first) == 3

    assert waiting_changes(editor) == ()
    assert {key: one.values for key, one in load_drafts(editor, riverside).items()} == {
        "services@en": {"services": "Ours, and more"},
        "languages": {"languages": "my"},
    }
    assert release(editor, riverside).changes == 2
    assert show_record(editor, riverside).fields["services"] == {"en": "Ours, and more"}
    assert show_record(editor, riverside).versions == {}


def test_a_draft_over_what_is_taken_back_stays_and_is_no_second_version(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Ours"])
    keep_draft(editor, riverside, "services@en", {"services": "Ours, and more"})

    take_back(editor, waiting_changes(editor)[0])
    release(editor, riverside)

    assert show_record(editor, riverside).fields["services"] == {"en": "Ours, and more"}
    assert show_record(editor, riverside).versions == {}


def test_a_contact_line_that_is_taken_back_is_written_on(network: LittleNetwork, editor: Workspace) -> None:
    line = begin_line(editor, own_organisation(editor), audience="members", language="en")
    keep_draft(editor, line, "purpose@en", {"purpose": "Office"})
    keep_draft(editor, line, "line", {"channel": "phone", "value": "1"})
    release_line(editor, line)
    keep_draft(editor, line, "line", {"channel": "phone", "value": "12"})

    [change] = waiting_changes(editor)
    assert change.becomes_draft
    take_back(editor, change)

    [shown] = own_profile(editor).contacts
    assert shown.is_new
    assert waiting_changes(editor) == ()
    assert release_line(editor, line).changes == 1
    network.sync(editor)
    fields = show_record(editor, line).fields
    assert (fields["purpose"], fields["value"]) == ({"en": "Office"}, "12")
    assert show_record(editor, line).versions == {}


def test_what_has_no_text_or_no_form_makes_no_draft(network: LittleNetwork, editor: Workspace) -> None:
    line = begin_line(editor, own_organisation(editor), audience="members", language="en")
    keep_draft(editor, line, "purpose@en", {"purpose": "Office"})
    keep_draft(editor, line, "line", {"channel": "phone", "value": "1"})
    release_line(editor, line)
    network.sync(editor)
    contact_lines.put_away(editor, line)

    [change] = waiting_changes(editor)
    assert not change.becomes_draft
    take_back(editor, change)

    assert load_drafts(editor, line) == {}
    assert [(one.title, one.is_leaving) for one in own_profile(editor).contacts] == [("Office", False)]
