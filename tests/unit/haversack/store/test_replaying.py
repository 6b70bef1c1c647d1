"""Replaying into the vault: what cannot be read yet freezes its feed; every vault refuses the same."""

import dataclasses
from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from haversack.i18n.language import Speaker
from haversack.operations.browsing import list_records, show_record
from haversack.operations.editing import edit
from haversack.operations.reporting import status
from haversack.operations.sync_plan import plan
from haversack.operations.workspace import Workspace
from haversack.store import outbox, replaying, schema
from haversack.viewmodels import sync_rows
from haversack_sync.client.answers import ContentStep
from haversack_sync.model.authority import Feed, RulesSpan
from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import Position, RecordId
from haversack_sync.model.operations import Change, Create, Operation, Set
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol import dictionaries
from haversack_sync.protocol.entries import Entry, chain
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import ForkError
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record

NEW = RecordId(b"a new record!!!!")


def directory(workspace: Workspace) -> Feed:
    return workspace.feed(AudienceType.MEMBERS, "directory")


def standing(workspace: Workspace, feed: Feed) -> tuple[int, int]:
    """Return how many entries of a feed are kept and replayed."""
    with workspace.replica.reading() as connection:
        row = connection.execute(sa.select(schema.feeds).where(schema.feeds.c.feed == feed.handle)).one()
    return row.n, row.applied_n


def take_keys(workspace: Workspace) -> Sequence[dict[str, object]]:
    """Take the members' keys away from a vault; return them."""
    table = schema.audience_keys
    wanted = table.c.epoch == 1
    with workspace.replica.transaction() as connection:
        rows = [dict(row._mapping) for row in connection.execute(sa.select(table).where(wanted))]
        connection.execute(sa.delete(table).where(wanted))
    return rows


def give_keys(workspace: Workspace, rows: Sequence[dict[str, object]]) -> None:
    with workspace.replica.transaction() as connection:
        connection.execute(sa.insert(schema.audience_keys), list(rows))


def queue(workspace: Workspace, *changes: Change, feed: Feed | None = None) -> None:
    """Write changes that no verb would write."""
    with workspace.replica.transaction() as connection:
        for change in changes:
            outbox.queue_change(
                connection,
                change,
                feed=(feed or directory(workspace)).handle,
                signer=workspace.own,
                created_ms=7,
            )


def refusals(workspace: Workspace) -> list[str]:
    """Return why entries of content have no effect."""
    table = schema.entries
    with workspace.replica.reading() as connection:
        wanted = sa.and_(table.c.refused != "", table.c.feed != bytes(8))
        return list(connection.execute(sa.select(table.c.refused).where(wanted).order_by(table.c.position)).scalars())


def test_a_missing_key_freezes_one_feed_and_the_others_go_on(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    keys = take_keys(reader)
    feed = directory(coordinator)
    edit(coordinator, record(coordinator, "organisation", "hill"), ["summary=While the key was away"])
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=In the open"])

    result = network.sync(coordinator, reader)

    kept, replayed = standing(reader, feed)
    assert result.is_complete
    assert (kept - replayed, result.applied) == (1, 1)
    assert [one.summary for one in list_records(reader, "topic")] == ["In the open", "No country."]
    give_keys(reader, keys)
    again = network.reopen(reader)
    assert standing(again, feed) == (kept, kept)
    assert "While the key was away" in {one.summary for one in list_records(again, "organisation")}


def test_what_comes_while_a_feed_is_frozen_waits_behind_it_in_order(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    keys = take_keys(reader)
    for number in range(3):
        edit(coordinator, record(coordinator, "organisation", "hill"), [f"summary=Number {number}"])
        network.sync(coordinator, reader)
    give_keys(reader, keys)
    edit(coordinator, record(coordinator, "organisation", "hill"), ["summary=Number 3"])

    network.sync(coordinator, reader)

    assert "Number 3" in {one.summary for one in list_records(reader, "organisation")}
    assert network.sync(reader).two_versions == 0
    kept, replayed = standing(reader, directory(reader))
    assert kept == replayed


def test_resuming_where_nothing_waits_changes_nothing(reader: Workspace) -> None:
    assert reader.replica.resume_waiting() == 0
    with reader.replica.transaction() as connection:
        assert not replaying.has_waiting(connection)
        view = reader.replica.network()
        assert replaying.resume(connection, view, directory(reader), own=[reader.own]) == 0


def test_a_long_frozen_stretch_is_replayed_in_batches(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "_BATCH", 4)
    keys = take_keys(reader)
    for number in range(8):
        edit(coordinator, record(coordinator, "organisation", "hill"), [f"summary=Number {number}"])
    network.sync(coordinator, reader)
    give_keys(reader, keys)

    again = network.reopen(reader)

    assert standing(again, directory(again))[0] == standing(again, directory(again))[1]
    assert "Number 7" in {one.summary for one in list_records(again, "organisation")}


def test_newer_rules_freeze_content_and_a_newer_program_goes_on(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    view = reader.replica.network()
    newer = dataclasses.replace(view.authority, rules=(*view.authority.rules, RulesSpan(view.standing.position, 0)))
    reader.replica._view = dataclasses.replace(view, authority=newer)
    edit(coordinator, record(coordinator, "topic", "detention"), ["summary=By newer rules"])

    result = network.sync(coordinator, reader)

    assert (result.applied, result.is_complete) == (0, True)
    assert "By newer rules" not in {one.summary for one in list_records(reader, "topic")}
    assert reader.replica.needs_newer_program()
    # The next program knows the rules: it works the chain out again from the kept entries.
    again = network.reopen(reader)
    assert "By newer rules" in {one.summary for one in list_records(again, "topic")}
    assert not again.replica.needs_newer_program()


@pytest.mark.parametrize("there", [b"", b"another dictionary"], ids=["missing", "another"])
def test_without_its_dictionary_a_program_keeps_what_came_says_so_and_shows_it_after_an_update(
    network: LittleNetwork,
    coordinator: Workspace,
    reader: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    there: bytes,
) -> None:
    topic = record(coordinator, "topic", "detention")
    for summary in ("The first summary that needs a dictionary to be read", "The second summary, which came later"):
        edit(coordinator, topic, [f"summary={summary}"])
    network.sync(coordinator)
    with monkeypatch.context() as patch:
        patch.setitem(dictionaries._BYTES, dictionaries.NEWEST, there)
        dictionaries.dictionary.cache_clear()

        result = network.sync(reader)

        assert (result.applied, result.is_complete) == (0, True)
        kept, shown = plan(reader), sync_rows.sentence(plan(reader), Speaker("en"))
        assert kept.needs_update
        assert shown[0] == "Update Haversack to see what is new."
        assert "It is kept on this computer." in shown[1]
    dictionaries.dictionary.cache_clear()

    updated = network.reopen(reader)

    assert not plan(updated).needs_update
    assert "The second summary, which came later" in {one.summary for one in list_records(updated, "topic")}
    assert network.sync(updated).two_versions == 0


def test_a_feed_that_waits_for_a_key_needs_no_update(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    feed = directory(reader)
    take_keys(reader)
    edit(coordinator, record(coordinator, "organisation", "hill"), ["summary=For members"])
    network.sync(coordinator, reader)

    kept, replayed = standing(reader, feed)
    assert replayed < kept
    assert not reader.replica.needs_newer_program()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Change(1, NEW, "organisation", (Set("name@en", (), encode("Nobody")),)), "missing_record"),
        (Change(2, NEW, "organisation", (Create(),)), "rules_ahead"),
        (Change(1, NEW, "organisation", (Create(), Set("name@en", (), b"\xc1"))), "bad_value"),
    ],
)
def test_what_the_rules_refuse_has_no_effect_anywhere_and_its_author_is_told(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, change: Change, reason: str
) -> None:
    queue(coordinator, change)
    good = Change(1, NEW, "organisation", (Create(), Set("language", (), encode("en"))))
    queue(coordinator, good)

    network.sync(coordinator, reader)

    for workspace in (coordinator, reader):
        assert refusals(workspace) == [reason]
        assert show_record(workspace, NEW).fields == {"language": "en"}
    assert status(coordinator).refused == 1
    assert status(reader).refused == 0


def test_a_record_that_goes_by_the_kind_of_its_first_create(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    queue(coordinator, Change(1, NEW, "organisation", (Create(),)), Change(1, NEW, "contact", (Create(),)))

    network.sync(coordinator, reader)

    assert refusals(reader) == ["kind_mismatch"]


def test_kinds_and_fields_that_this_program_does_not_know_survive(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    operations: tuple[Operation, ...] = (
        Create(),
        Set("engine", (), encode({"size": 3})),
        Set("name@en", (), encode("X")),
    )
    queue(coordinator, Change(1, NEW, "spaceship", operations))

    network.sync(coordinator, reader)

    found = show_record(reader, NEW)
    assert (found.kind, found.title) == ("spaceship", "X")
    assert found.fields["engine"] == {"size": 3}


def step_of(workspace: Workspace, envelope: bytes) -> ContentStep:
    """Return the step that brings an envelope as the next entry of the directory."""
    feed, view = directory(workspace), workspace.replica.network()
    (before,) = [each.standing for each in workspace.replica.cursors() if each.feed == feed.handle]
    entry = Entry(Position(max(before.position, view.standing.position) + 1), 0, 0, envelope)
    after, _ = chain(before, [entry], root=view.root, era=view.era, feed=feed.handle)
    return ContentStep(feed.handle, after, before.n + 1, (entry,), (parse_envelope(envelope),))


def an_envelope(workspace: Workspace, feed: Feed, index: int) -> bytes:
    table = schema.entries
    with workspace.replica.reading() as connection:
        wanted = sa.and_(table.c.feed == feed.handle, table.c.n == index)
        return bytes(connection.execute(sa.select(table.c.envelope).where(wanted)).scalar_one())


def test_a_genuine_change_that_is_shown_again_has_no_effect(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    riverside = own_organisation(editor)
    edit(coordinator, riverside, ["languages+=fr"])
    network.sync(coordinator, editor)
    added = an_envelope(editor, directory(editor), standing(editor, directory(editor))[0])
    edit(coordinator, riverside, ["languages-=fr"])
    network.sync(coordinator, editor)

    editor.replica.commit_content(step_of(editor, added))

    assert refusals(editor) == ["replayed"]
    assert "languages" not in show_record(editor, riverside).fields


def test_an_own_change_that_is_shown_again_stays_published(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Advice"])
    network.sync(editor)
    mine = an_envelope(editor, directory(editor), standing(editor, directory(editor))[0])

    editor.replica.commit_content(step_of(editor, mine))

    assert show_record(editor, riverside).state == "published"
    assert status(editor).refused == 0


def test_what_somebody_forged_in_our_name_leaves_our_change_waiting(editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Advice"])
    (mine,) = editor.replica.hand_over(10**6).envelopes
    forged = mine[:-1] + bytes((mine[-1] ^ 1,))

    editor.replica.commit_content(step_of(editor, forged))

    assert refusals(editor) == ["not_authentic"]
    assert status(editor).refused == 0
    assert show_record(editor, riverside).state == "handed"
    assert show_record(editor, riverside).fields["services"] == {"en": "Advice"}


def test_a_fork_rolls_everything_back(network: LittleNetwork, coordinator: Workspace, reader: Workspace) -> None:
    edit(coordinator, record(coordinator, "organisation", "hill"), ["summary=Seen elsewhere"])
    network.sync(coordinator)
    view = reader.replica.network()
    reader.replica._view = dataclasses.replace(view, digests=(*view.digests[:-3], *(bytes(16),) * 3))
    before = standing(reader, directory(reader))

    with pytest.raises(ForkError):
        network.sync(reader)
    assert standing(reader, directory(reader)) == before
