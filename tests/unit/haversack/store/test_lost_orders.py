"""Orders of erasure that a restored hub lost: what they erased is known for ever, at no place until one comes again."""

import pytest
import sqlalchemy as sa

from haversack.operations.editing import edit
from haversack.operations.erasing import erase
from haversack.operations.workspace import Workspace
from haversack.store import eras, erased, erasing_orders, schema, snapshot_state
from haversack_sync.model.authority import EraSpan
from haversack_sync.model.ids import FeedId, Position
from haversack_sync.model.roles import AudienceType
from tests.unit.haversack.little_network import LittleNetwork, own_organisation, record


def directory(workspace: Workspace) -> FeedId:
    return workspace.feed(AudienceType.MEMBERS, "directory").handle


def orders(connection: sa.Connection) -> list[int]:
    """Return where the orders lie that came here."""
    return list(connection.execute(sa.select(schema.erasures.c.position)).scalars())


def here(workspace: Workspace) -> EraSpan:
    view, position = workspace.replica.network(), Position(workspace.replica.known_to())
    return EraSpan(Position(position + 1), view.era + 1, view.era, position, view.standing.n, b"")


def test_what_an_order_erased_is_noted_as_erased_by_none(network: LittleNetwork, coordinator: Workspace) -> None:
    hill, feed = record(coordinator, "organisation", "hill"), directory(coordinator)
    network.sync(coordinator)
    span = here(coordinator)
    edit(coordinator, hill, ["summary=A name"])
    network.sync(coordinator)
    erase(coordinator, hill)
    network.sync(coordinator)
    with coordinator.replica.reading() as connection:
        places = sorted(erased.authors(connection, feed))
        assert erased.unordered(connection) == {}
    kept = [place for place in places if place <= span.position]
    assert 0 < len(kept) < len(places)

    coordinator.replica.fall_back(span)

    with coordinator.replica.reading() as connection:
        assert sorted(erased.authors(connection, feed)) == kept
        unordered = erased.unordered(connection)[feed]
        assert [one.position for one in unordered] == kept
        assert erasing_orders.by_record(connection, feed, unordered).keys() == {hill}
        assert (erased.ids(connection, feed), orders(connection)) == ({hill: erased.NO_ORDER}, [])
        assert erased.ids(connection, feed, up_to=span.position) == {}
        assert erased.unexplained(connection) == 0
        # How the feed stood cannot be known here: what was erased was still in it, for everybody else.
        view = coordinator.replica.network()
        assert snapshot_state.stand_at(connection, view, feed, len(kept)) is None
        stubs = set(connection.execute(sa.select(schema.entries.c.envelope)).scalars())
        assert not [one for one in eras.to_hand_back(connection, limit_bytes=10**9) if one in stubs]
        assert all(len(one) > 32 for one in eras.to_hand_back(connection, limit_bytes=10**9))


@pytest.mark.parametrize("came_by", ["an order", "a snapshot"])
def test_what_was_said_of_a_lost_order_is_said_again_and_what_was_said_of_an_older_one_is_not(
    network: LittleNetwork, coordinator: Workspace, came_by: str
) -> None:
    def erased_now(kind: str, slug: str) -> bytes:
        known = set(coordinator.replica.network().authority.erasures)
        erase(coordinator, record(coordinator, kind, slug))
        network.sync(coordinator, coordinator)
        (new,) = set(coordinator.replica.network().authority.erasures) - known
        return new

    def reported() -> set[bytes]:
        with coordinator.replica.reading() as connection:
            return erasing_orders.reported(connection, coordinator.own)

    before = erased_now("organisation", "hill")
    span = here(coordinator)
    after = erased_now("topic", "detention")
    assert reported() == {before, after}
    if came_by == "a snapshot":
        # It tells what was erased, and not by which announcement.
        with coordinator.replica.transaction() as connection:
            connection.execute(sa.update(schema.erasures).values(announced=b""))

    coordinator.replica.fall_back(span)

    assert reported() == {before}


def test_an_order_from_before_the_backup_stays_as_it_is(
    network: LittleNetwork, coordinator: Workspace, editor: Workspace
) -> None:
    hill, feed = record(coordinator, "organisation", "hill"), directory(coordinator)
    erase(coordinator, hill)
    network.sync(coordinator)
    network.sync(coordinator)
    span = here(coordinator)
    with coordinator.replica.reading() as connection:
        before = (erased.ids(connection, feed), orders(connection), erased.authors(connection, feed))
    edit(coordinator, own_organisation(editor), ["summary=Lost, so that the feed is replayed"])
    network.sync(coordinator)

    coordinator.replica.fall_back(span)

    with coordinator.replica.reading() as connection:
        after = (erased.ids(connection, feed), orders(connection), erased.authors(connection, feed))
        assert erased.unordered(connection) == {}
    assert after == before
