"""What people see: confirmed records with this device's waiting changes laid over them."""

from haversack.operations.editing import edit
from haversack.operations.workspace import Workspace
from haversack.store import outbox, projection
from haversack.store.outbox import ItemState
from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.model.operations import Change, Create, Set
from haversack_sync.model.roles import AudienceType
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record

NEW = RecordId(b"a new record!!!!")


def queue(workspace: Workspace, feed: FeedId, change: Change) -> None:
    with workspace.replica.transaction() as connection:
        outbox.queue_change(connection, change, feed=feed, signer=workspace.own, created_ms=7)


def test_a_record_that_only_waits_is_shown_with_its_changes(coordinator: Workspace) -> None:
    feed = coordinator.feed(AudienceType.OPEN, "library").handle
    queue(coordinator, feed, Change(1, NEW, "topic", (Create(), Set("language", (), encode("en")))))
    queue(coordinator, feed, Change(1, NEW, "topic", (Set("name@en", (), encode("New")),)))

    with coordinator.replica.reading() as connection:
        (shown,) = projection.show(connection, NEW, own=coordinator.own)
        everything = list(projection.show_all(connection, own=coordinator.own, kind="topic"))
        other = list(projection.show_all(connection, own=coordinator.own, kind="event"))
        many = projection.show_many(connection, [(feed, NEW), (feed, RecordId(bytes(16)))], own=coordinator.own)
        fewer_than_wait = projection.show_many(connection, [(feed, NEW)], own=coordinator.own)

    assert shown.state.text("name", ()) == ("en", "New")
    assert [item.state for item in shown.waiting] == [ItemState.WAITING] * 2
    assert everything[-1] == shown
    assert other == []
    assert many == fewer_than_wait == {(feed, NEW): shown}


def test_a_waiting_change_that_does_not_apply_is_no_record(coordinator: Workspace) -> None:
    feed = coordinator.feed(AudienceType.OPEN, "library").handle
    queue(coordinator, feed, Change(1, NEW, "topic", (Set("name@en", (), encode("New")),)))

    with coordinator.replica.reading() as connection:
        assert projection.show(connection, NEW, own=coordinator.own) == ()
        assert NEW not in {one.state.id for one in projection.show_all(connection, own=coordinator.own)}
        assert projection.show_in_feed(connection, feed, NEW, own=coordinator.own) is None


def test_confirmed_records_come_with_what_waits_for_them_and_no_more(network: LittleNetwork, editor: Workspace) -> None:
    riverside = own_organisation(editor)
    edit(editor, riverside, ["services=Advice"])

    with editor.replica.reading() as connection:
        shown = {one.state.id: one for one in projection.show_all(connection, own=editor.own)}
        feed = shown[riverside].state.feed
        (one,) = projection.show(connection, riverside, own=editor.own)
        in_feed = projection.show_in_feed(connection, feed, riverside, own=editor.own)
        many = projection.show_many(
            connection, [(feed, riverside), (feed, record(editor, "organisation", "hill"))], own=editor.own
        )

    assert shown[riverside] == one == in_feed == many[feed, riverside]
    assert len(one.waiting) == 1
    assert [each.waiting for each in shown.values()].count(()) == len(shown) - 1
    assert len(many) == 2
    assert network.sync(editor).applied == 1


def test_the_same_id_in_two_feeds_is_two_records(coordinator: Workspace) -> None:
    detention = record(coordinator, "topic", "detention")
    elsewhere = coordinator.feed(AudienceType.MEMBERS, "library").handle
    queue(coordinator, elsewhere, Change(1, detention, "topic", (Create(),)))

    with coordinator.replica.reading() as connection:
        found = projection.show(connection, detention, own=coordinator.own)
        one = projection.show_in_feed(connection, elsewhere, detention, own=coordinator.own)

    assert len({each.state.feed for each in found}) == 2
    assert one is not None
    assert one.state.feed == elsewhere
