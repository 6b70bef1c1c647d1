"""A genuine change that a dishonest hub shows again has no effect, and leaves its first showing alone."""

import sqlalchemy as sa

from haversack.operations.browsing import show_record
from haversack.operations.editing import edit
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import outbox, schema
from haversack_sync.client.answers import ContentStep
from haversack_sync.model.ids import Position, RecordId, published_id, show_record_id
from haversack_sync.protocol.entries import Entry, Standing, chain
from haversack_sync.protocol.envelope import parse_envelope
from tests.unit.haversack.little_network import LittleNetwork


def shown_again(vault: Workspace, record: RecordId) -> ContentStep:
    """Return the step by which a hub would show the newest entry of a record's feed once more."""
    view = vault.replica.network()
    with vault.replica.reading() as connection:
        feed = connection.execute(sa.select(schema.records.c.feed).where(schema.records.c.id == record)).scalar_one()
        newest = connection.execute(
            sa.select(schema.entries).where(schema.entries.c.feed == feed).order_by(schema.entries.c.n.desc())
        ).first()
        row = connection.execute(sa.select(schema.feeds).where(schema.feeds.c.feed == feed)).one()
    assert newest is not None
    entry = Entry(Position(row.known_to + 1), newest.stamp, 0, newest.envelope)
    before = Standing(row.n, Position(row.known_to), row.digest)
    after, _ = chain(before, [entry], root=view.root, era=view.era, feed=feed)
    return ContentStep(feed, after, row.n + 1, (entry,), (parse_envelope(entry.envelope),))


def test_a_change_that_is_shown_again_changes_nothing(network: LittleNetwork, coordinator: Workspace) -> None:
    record = published_id(coordinator.root, kind="topic", slug="detention")
    edit(coordinator, record, ["summary=Being locked up."])
    synchronise(coordinator, network.endpoint, Wishes())
    edit(coordinator, record, ["summary="])
    synchronise(coordinator, network.endpoint, Wishes())
    step = shown_again(coordinator, record)
    before = show_record(coordinator, record)

    changed = coordinator.replica.commit_content(step)

    assert changed == 0
    assert show_record(coordinator, record) == before, show_record_id(record)
    with coordinator.replica.reading() as connection:
        newest = sa.select(schema.entries.c.refused).order_by(schema.entries.c.position.desc()).limit(1)
        assert connection.execute(newest).scalar_one() == "replayed"
        assert outbox.count_items(connection, (outbox.ItemState.REFUSED,)) == 0


def test_an_old_addition_does_not_come_back_in_another_vault(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    record = published_id(coordinator.root, kind="topic", slug="detention")
    edit(coordinator, record, ["related+=" + show_record_id(record)])
    for vault in (coordinator, reader):
        synchronise(vault, network.endpoint, Wishes())
    addition = shown_again(reader, record)
    edit(coordinator, record, ["related-=" + show_record_id(record)])
    for vault in (coordinator, reader):
        synchronise(vault, network.endpoint, Wishes())
    removal = shown_again(reader, record)
    view = reader.replica.network()
    entry = Entry(removal.entries[0].position, 0, 0, addition.entries[0].envelope)
    with reader.replica.reading() as connection:
        row = connection.execute(sa.select(schema.feeds).where(schema.feeds.c.feed == removal.feed)).one()
    before = Standing(row.n, Position(row.known_to), row.digest)
    after, _ = chain(before, [entry], root=view.root, era=view.era, feed=removal.feed)

    reader.replica.commit_content(
        ContentStep(removal.feed, after, row.n + 1, (entry,), (parse_envelope(entry.envelope),))
    )

    assert "related" not in show_record(reader, record).fields
