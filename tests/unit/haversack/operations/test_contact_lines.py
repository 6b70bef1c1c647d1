"""Contact lines: written over several sittings, sent when they are complete, put away, taken into use again."""

import pytest

from haversack.i18n.directory_terms import field_name
from haversack.i18n.language import Speaker
from haversack.operations.browsing import show_record
from haversack.operations.contact_lines import (
    audiences,
    begin_line,
    new_lines,
    put_away,
    release_line,
    take_into_use,
)
from haversack.operations.drafting import keep_draft, load_drafts
from haversack.operations.editing import NoSuchRecordError, RefusedByRulesError, edit
from haversack.operations.own_profile import FormRecord, own_profile
from haversack.operations.profile import profile
from haversack.operations.releasing import Problem
from haversack.operations.reporting import status
from haversack.operations.undoing import bring_back
from haversack.operations.undone import Undone
from haversack.operations.workspace import Workspace
from haversack_sync.model.ids import RecordId, parse_record_id
from tests.unit.haversack.little_network import LittleNetwork, own_organisation


def write_line(workspace: Workspace, *, value: str = "+66 55 000 318", purpose: str = "Office") -> RecordId:
    line = begin_line(workspace, own_organisation(workspace), audience="members", language="en")
    keep_draft(workspace, line, "purpose@en", {"purpose": purpose})
    keep_draft(workspace, line, "line", {"channel": "phone", "value": value})
    return line


def only_line(workspace: Workspace) -> FormRecord:
    contacts = own_profile(workspace).contacts
    assert len(contacts) == 1
    return contacts[0]


def test_a_line_is_sent_as_one_change_and_every_member_sees_it(
    network: LittleNetwork, editor: Workspace, reader: Workspace
) -> None:
    line = write_line(editor)
    keep_draft(editor, line, "hours@en", {"hours": "Mornings"})
    assert status(editor).waiting == 0

    assert release_line(editor, line).changes == 1
    assert status(editor).waiting == 1
    network.sync(editor, reader)

    shown = profile(reader, own_organisation(editor), languages=["en"]).contacts
    assert [(one.purpose, one.channel, one.value, one.hours, one.audience) for one in shown] == [
        ("Office", "phone", "+66 55 000 318", "Mornings", "members")
    ]
    assert new_lines(editor, own_organisation(editor)) == {}
    assert only_line(editor).groups[0].state == "published"


def test_what_is_missing_is_said_and_the_line_stays_a_draft(network: LittleNetwork, editor: Workspace) -> None:
    line = begin_line(editor, own_organisation(editor), audience="members", language="en")
    keep_draft(editor, line, "line", {"channel": "phone", "value": ""})

    done = release_line(editor, line)

    assert (done.changes, sorted(done.left)) == (0, ["line", "purpose@en"])
    shown = only_line(network.reopen(editor))
    assert shown.is_new
    assert {one.key: one.problem for one in shown.groups if one.problem} == {
        "purpose@en": Problem("required", "purpose"),
        "line": Problem("required", "value"),
    }


def test_a_line_without_its_number_is_not_released(network: LittleNetwork, editor: Workspace) -> None:
    line = write_line(editor)
    release_line(editor, line)
    network.sync(editor)
    keep_draft(editor, line, "line", {"channel": "phone", "value": " "})

    shown = only_line(editor)

    assert [one.problem for one in shown.groups if one.key == "line"] == [Problem("required", "value")]


def test_lines_that_are_begun_stand_in_the_order_of_their_beginning(editor: Workspace) -> None:
    begun = [write_line(editor, purpose=name) for name in ("One", "Two", "Three")]

    assert list(new_lines(editor, own_organisation(editor))) == begun
    assert [parse_record_id(one.id) for one in own_profile(editor).contacts] == begun


def test_every_field_of_the_own_organisation_and_its_lines_has_a_name_for_people(editor: Workspace) -> None:
    write_line(editor)
    shown, speaker = own_profile(editor), Speaker("en")
    assert shown.organisation is not None

    names = {group.name for record in (shown.organisation, *shown.contacts) for group in record.groups}

    assert {"name", "line"} < names
    assert [name for name in sorted(names) if field_name(speaker, name) == name] == []


def test_a_line_that_was_put_away_leaves_the_directory_and_comes_back(
    network: LittleNetwork, editor: Workspace, reader: Workspace
) -> None:
    line, riverside = write_line(editor), own_organisation(editor)
    release_line(editor, line)
    network.sync(editor, reader)

    put_away(editor, line)
    assert only_line(editor).is_leaving
    network.sync(editor, reader)
    assert own_profile(editor).contacts == ()
    assert profile(reader, riverside).contacts == ()

    take_into_use(editor, line)
    network.sync(editor, reader)
    assert [one.value for one in profile(reader, riverside).contacts] == ["+66 55 000 318"]


def test_what_nobody_sealed_simply_goes(network: LittleNetwork, editor: Workspace) -> None:
    drafted, waiting, sent = (write_line(editor, purpose=name) for name in ("Drafted", "Waiting", "Sent"))
    release_line(editor, sent)
    network.sync(editor)
    release_line(editor, waiting)
    for line in (drafted, waiting, sent):
        put_away(editor, line)
    assert status(editor).waiting == 1

    take_into_use(editor, sent)

    assert status(editor).waiting == 0
    assert [one.id for one in own_profile(editor).contacts] == [show_record(editor, sent).id]


def test_audiences_are_those_that_there_are(coordinator: Workspace, editor: Workspace, reader: Workspace) -> None:
    assert audiences(editor) == ("members",)
    assert audiences(coordinator) == ("members", "open", "coordinators")
    assert audiences(reader) == ()


def test_who_may_not_write_may_not_add_a_line(reader: Workspace) -> None:
    line = write_line(reader)

    with pytest.raises(RefusedByRulesError):
        release_line(reader, line)
    with pytest.raises(NoSuchRecordError):
        release_line(reader, own_organisation(reader))


def test_what_was_put_away_comes_back_with_all_that_was_written_in_it(
    network: LittleNetwork, editor: Workspace
) -> None:
    sent, waiting, drafted = (write_line(editor, purpose=name) for name in ("Sent", "Waiting", "Drafted"))
    release_line(editor, sent)
    network.sync(editor)
    release_line(editor, waiting)
    edit(editor, sent, ["hours=Mornings"])
    keep_draft(editor, sent, "note@en", {"note": "Ring twice"})
    keep_draft(editor, waiting, "note@en", {"note": "Ring once"})
    before = own_profile(editor)

    undone = Undone()
    for line in (sent, waiting, drafted):
        undone = undone.and_then(put_away(editor, line).undone)
    assert [(one.title, one.is_leaving) for one in own_profile(editor).contacts] == [("Sent", True)]
    assert load_drafts(editor, sent) == {}

    for line in (sent, waiting, drafted):
        bring_back(editor, undone.of(line))
        undone = undone.without(line)

    assert undone.is_empty
    assert own_profile(editor).contacts == before.contacts
