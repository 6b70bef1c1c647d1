"""Lists and single records: confirmed and waiting together, in the asked language, ready for JSON."""

import json
from dataclasses import asdict

import pytest
import sqlalchemy as sa

from haversack.operations.browsing import ShownFile, UnknownKindError, list_records, show_record
from haversack.operations.editing import NoSuchRecordError, edit
from haversack.operations.workspace import Workspace
from haversack.store import outbox, schema
from haversack_sync.model.canonical import encode, value_hash
from haversack_sync.model.ids import RecordId, parse_record_id
from haversack_sync.model.operations import Change, Restore, Retire, Set
from haversack_sync.model.roles import AudienceType
from tests.unit.haversack.little_network import ATTACHMENT, LittleNetwork, own_organisation, record


def queue(workspace: Workspace, target: RecordId, kind: str, operation: Retire | Restore) -> None:
    """Write a change that no verb makes yet."""
    change = Change(1, target, kind, (operation,))
    with workspace.replica.transaction() as connection:
        feed = connection.execute(sa.select(schema.records.c.feed).where(schema.records.c.id == target)).scalar_one()
        outbox.queue_change(connection, change, feed=feed, signer=workspace.own, created_ms=1)


def test_a_list_is_sorted_by_title_in_the_asked_language(coordinator: Workspace) -> None:
    edit(coordinator, record(coordinator, "topic", "detention"), ["name@fr=Rétention"])
    edit(coordinator, record(coordinator, "topic", "statelessness"), ["name@fr=Apatridie"])

    assert [one.title for one in list_records(coordinator, "topic")] == ["Detention", "Statelessness"]
    assert [one.title for one in list_records(coordinator, "topic", languages=["fr"])] == ["Apatridie", "Rétention"]
    assert [one.title for one in list_records(coordinator, "topic", languages=["so", "fr-CA"])] == [
        "Apatridie",
        "Rétention",
    ]


def test_what_people_see_of_a_record_in_a_list(reader: Workspace) -> None:
    detention, statelessness = list_records(reader, "topic")

    assert (statelessness.kind, statelessness.summary, statelessness.state) == ("topic", "No country.", "published")
    assert detention.summary == ""
    assert not detention.has_two_versions
    assert parse_record_id(detention.id) == record(reader, "topic", "detention")


def test_a_record_in_full_can_be_written_as_json(reader: Workspace) -> None:
    words = show_record(reader, record(reader, "resource", "words"))

    assert (words.title, words.audience, words.shelf, words.state) == ("Words we use", "open", "library", "published")
    assert words.fields["title"] == {"en": "Words we use"}
    assert words.fields["topics"] == [list_records(reader, "topic")[1].id]
    assert [(file.name, file.size, file.is_here) for file in words.files] == [
        ("words.txt", len(ATTACHMENT), False),
        ("more.csv", 28, False),
    ]
    assert isinstance(words.files[0], ShownFile)
    plain = asdict(words)
    plain.pop("files")
    assert json.loads(json.dumps(plain)) == plain


def test_a_kind_that_does_not_exist_is_said_with_those_that_do(reader: Workspace) -> None:
    with pytest.raises(UnknownKindError) as caught:
        list_records(reader, "spaceship")

    assert caught.value.given == "spaceship"
    assert "topic" in caught.value.allowed


def test_a_record_that_is_not_here_is_said(reader: Workspace) -> None:
    with pytest.raises(NoSuchRecordError):
        show_record(reader, RecordId(bytes(16)))


def test_retired_records_are_shown_but_not_listed(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    detention = record(coordinator, "topic", "detention")
    queue(coordinator, detention, "topic", Retire())
    assert show_record(coordinator, detention).is_retired
    network.sync(coordinator, reader)

    for workspace in (coordinator, reader):
        assert [one.title for one in list_records(workspace, "topic")] == ["Statelessness"]
        assert show_record(workspace, detention).is_retired
    queue(coordinator, detention, "topic", Restore())
    assert len(list_records(coordinator, "topic")) == 2


def test_the_state_is_that_of_the_change_that_is_furthest_behind(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=One"])
    sent = editor.replica.hand_over(10**6).envelopes
    assert show_record(editor, riverside).state == "handed"
    editor.replica.left_computer(sent)
    assert show_record(editor, riverside).state == "sent"
    edit(editor, riverside, ["services=Two", "name=By the river"])
    assert show_record(editor, riverside).state == "waiting"
    assert ("By the river", "waiting") in {(one.title, one.state) for one in list_records(editor, "organisation")}
    network.sync(editor)
    assert ("By the river", "published") in {(one.title, one.state) for one in list_records(editor, "organisation")}
    assert show_record(editor, riverside).state == "published"


def test_a_shelf_whose_key_is_missing_has_no_name(reader: Workspace) -> None:
    with reader.replica.transaction() as connection:
        connection.execute(sa.delete(schema.audience_keys).where(schema.audience_keys.c.epoch == 1))

    names = sorted(reader.shelf_names().values())

    assert names.count(("members", "")) == 4
    assert ("open", "library") in names


def test_versions_of_any_value_can_be_written_as_json(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = own_organisation(editor)
    edit(coordinator, riverside, ["city=Nairobi", "website=https://one.example"])
    edit(editor, riverside, ["city=Kampala", "website="])
    edit(editor, riverside, ["website=https://two.example"])
    network.sync(coordinator, editor, coordinator)

    found = show_record(editor, riverside).versions

    assert found["address"] == [{"city": "Nairobi"}, {"city": "Kampala"}]
    assert json.dumps(found)
    assert [one.title for one in list_records(editor, "organisation") if one.has_two_versions] == [
        show_record(editor, riverside).title
    ]


def test_a_version_that_removes_a_value_is_shown_as_nothing(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = own_organisation(editor)
    edit(coordinator, riverside, ["website=https://one.example"])
    network.sync(coordinator, editor)
    edit(coordinator, riverside, ["website=https://two.example"])
    edit(editor, riverside, ["website="])
    network.sync(coordinator, editor, coordinator)

    assert show_record(editor, riverside).versions == {"website": ["https://two.example", None]}


def test_versions_of_files_can_be_written_as_json(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    words = record(coordinator, "resource", "words")
    value = encode([{"name": "other.txt", "object": bytes(32)}])
    feed = coordinator.feed(AudienceType.OPEN, "library").handle
    with coordinator.replica.transaction() as connection:
        change = Change(1, words, "resource", (Set("files", (value_hash(b"never"),), value),))
        outbox.queue_change(connection, change, feed=feed, signer=coordinator.own, created_ms=1)

    found = show_record(coordinator, words).versions["files"]

    assert found[1] == [{"name": "other.txt", "object": "00" * 32}]
    assert json.dumps(found)
    assert network.sync(coordinator, reader).is_complete
