"""The chain of trust in the vault: keys open when their epoch is known, older ones through the back-chain."""

import pytest
import sqlalchemy as sa

from haversack.operations.workspace import Workspace
from haversack.store import schema, trust
from haversack_sync.model.authority import Audience
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol.epochs import EpochName, seal_stanza
from haversack_sync.protocol.messages import Stanza
from tests.simulation.rig import DAY
from tests.unit.haversack.little_network import LittleNetwork


def members(workspace: Workspace) -> Audience:
    audience = workspace.replica.network().authority.audience_of(AudienceType.MEMBERS)
    assert audience is not None
    return audience


def key_of(workspace: Workspace, epoch: int) -> bytes | None:
    with workspace.replica.reading() as connection:
        return trust.audience_key(connection, members(workspace).handle, epoch)


def forget_keys(workspace: Workspace) -> None:
    with workspace.replica.transaction() as connection:
        connection.execute(sa.delete(schema.audience_keys).where(schema.audience_keys.c.epoch > 0))


def stanza(sender: Workspace, recipient: Workspace, epoch: int, key: bytes) -> Stanza:
    """Seal a key of `members` to a device."""
    name = EpochName(sender.root, members(sender).handle, epoch)
    keys = recipient.replica.identity().keys
    assert keys is not None
    return seal_stanza(key, name, recipient=keys.handle, box_key=keys.box_key)


def receive(workspace: Workspace, *stanzas: Stanza) -> bool:
    """Take stanzas in as a head brings them; tell whether a key was new."""
    with workspace.replica.transaction() as connection:
        trust.keep_received_stanzas(connection, stanzas)
        return trust.open_keys(connection, workspace.replica.network(), workspace.replica.identity())


def held(workspace: Workspace) -> int:
    with workspace.replica.reading() as connection:
        return len(connection.execute(sa.select(schema.received_stanzas)).all())


def test_a_stanza_opens_to_a_key_and_is_gone(coordinator: Workspace, reader: Workspace) -> None:
    key = key_of(coordinator, 1)
    assert key is not None
    forget_keys(reader)

    assert receive(reader, stanza(coordinator, reader, 1, key))

    assert key_of(reader, 1) == key
    assert held(reader) == 0
    assert not receive(reader, stanza(coordinator, reader, 1, key))


@pytest.mark.parametrize("wrong", ["another key", "for another", "altered"])
def test_a_stanza_that_does_not_hold_the_committed_key_is_dropped(
    coordinator: Workspace, editor: Workspace, reader: Workspace, wrong: str
) -> None:
    key = key_of(coordinator, 1)
    assert key is not None
    forget_keys(reader)
    good = stanza(coordinator, reader, 1, key)
    bad = {
        "another key": stanza(coordinator, reader, 1, bytes(32)),
        "for another": stanza(coordinator, editor, 1, key),
        "altered": Stanza(good.audience, good.number, good.recipient, good.sealed[:-1] + b"\x00"),
    }

    assert not receive(reader, bad[wrong])
    assert key_of(reader, 1) is None
    assert held(reader) == 0
    assert receive(reader, bad[wrong], good)


def test_a_stanza_of_an_epoch_that_is_not_known_yet_waits_for_it(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    network.clock.now += 8 * DAY
    network.sync(coordinator)
    key = key_of(coordinator, 2)
    assert key is not None

    assert not receive(reader, stanza(coordinator, reader, 2, key))
    assert held(reader) == 1
    network.sync(reader)

    assert held(reader) == 0
    assert key_of(reader, 2) == key


def test_the_newest_key_opens_all_older_ones(network: LittleNetwork, coordinator: Workspace, reader: Workspace) -> None:
    network.clock.now += 8 * DAY
    network.sync(coordinator, reader)
    old, new = key_of(coordinator, 1), key_of(coordinator, 2)
    assert old is not None
    assert new is not None
    forget_keys(reader)

    assert receive(reader, stanza(coordinator, reader, 2, new))
    assert key_of(reader, 1) == old


def test_a_back_chain_that_does_not_fit_its_commitment_opens_nothing(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    network.clock.now += 8 * DAY
    network.sync(coordinator, reader)
    forget_keys(reader)
    with reader.replica.transaction() as connection:
        trust.save_key(connection, members(reader).handle, 2, bytes(32))
        assert not trust.open_keys(connection, reader.replica.network(), reader.replica.identity())
        assert trust.audience_key(connection, members(reader).handle, 1) is None


def test_a_feed_without_a_key_has_no_name_and_nothing_to_seal_with(reader: Workspace) -> None:
    view = reader.replica.network()
    feed = reader.feed(AudienceType.MEMBERS, "directory")
    with reader.replica.reading() as connection:
        number, key = trust.newest_key(connection, view, feed.handle) or (0, b"")
        assert (number, len(key)) == (1, 32)
        assert trust.newest_key(connection, view, FeedId(b"nowhere.")) is None
    forget_keys(reader)
    with reader.replica.reading() as connection:
        assert trust.newest_key(connection, view, feed.handle) is None
        assert trust.shelf_name(connection, view, feed) == ""


def test_who_may_not_write_any_more_seals_with_the_newest_key_that_is_here(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    network.clock.now += 8 * DAY
    network.sync(coordinator, reader)
    feed, view = reader.feed(AudienceType.MEMBERS, "directory").handle, reader.replica.network()
    with reader.replica.transaction() as connection:
        connection.execute(sa.delete(schema.audience_keys).where(schema.audience_keys.c.epoch == 2))
        assert trust.newest_key(connection, view, feed) is None
        assert trust.newest_key(connection, view, feed, own=coordinator.replica.identity()) is None
        number, key = trust.newest_key(connection, view, feed, own=reader.replica.identity()) or (0, b"")

    assert number == 1
    assert key == key_of(coordinator, 1)


def test_a_label_that_was_sealed_with_another_key_is_no_name(reader: Workspace) -> None:
    feed = reader.feed(AudienceType.MEMBERS, "directory")
    with reader.replica.transaction() as connection:
        connection.execute(sa.update(schema.audience_keys).values(key=bytes(32)))
        assert trust.shelf_name(connection, reader.replica.network(), feed) == ""


def test_a_feed_that_is_not_known_stands_at_its_beginning(reader: Workspace) -> None:
    with reader.replica.reading() as connection:
        standing = trust.load_standing(connection, reader.replica.network(), FeedId(b"nowhere."))

    assert (standing.n, standing.position) == (0, 0)


def test_keys_for_others_are_queued_once_and_marked_when_they_were_sent(coordinator: Workspace) -> None:
    audience, recipient = members(coordinator).handle, DeviceId(b"somebody")
    known, unknown = (Stanza(audience, number, recipient, bytes(80)) for number in (1, 9))
    other = Stanza(AudienceId(b"nobodys."), 1, recipient, bytes(80))
    view = coordinator.replica.network()
    with coordinator.replica.transaction() as connection:
        trust.queue_stanzas(connection, [known, unknown, other])
        trust.queue_stanzas(connection, [known])
        assert trust.unsent_stanzas(connection, view) == (known,)
        assert recipient in trust.sealed_to(connection, audience, 1)
        trust.stanzas_were_sent(connection, [known])
        trust.stanzas_were_sent(connection, [])
        assert trust.unsent_stanzas(connection, view) == ()


def test_a_key_that_was_made_here_gives_way_to_the_one_that_another_keeper_committed_to_first(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    network.clock.now += 8 * DAY
    network.sync(coordinator)
    mine = bytes(range(32))
    with reader.replica.transaction() as connection:
        trust.save_key(connection, members(reader).handle, 2, mine)
        trust.queue_stanzas(connection, [Stanza(members(reader).handle, 2, DeviceId(b"somebody"), bytes(80))])

    network.sync(reader)

    assert key_of(reader, 2) == key_of(coordinator, 2) != mine
    with reader.replica.reading() as connection:
        assert trust.sealed_to(connection, members(reader).handle, 2) == set()
