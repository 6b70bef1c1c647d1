"""An order that names what its announcement does not: nobody follows it, and it stands in nobody's way."""

from haversack.operations.browsing import list_records, show_record
from haversack.operations.workspace import Workspace
from haversack.store import erasing_orders
from haversack_sync.model.ids import parse_record_id, show_record_id
from haversack_sync.protocol.erasing import Erasing
from tests.unit.haversack.little_network import LittleNetwork
from tests.unit.haversack.operations.test_erasing import directory, holds, order_wrongly, written


def test_a_wrong_order_under_what_stands_does_not_keep_the_right_one_back(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    hill = written(network, coordinator)
    network.sync(reader)
    feed, view = directory(coordinator), coordinator.replica.network()
    other = next(one for one in list_records(coordinator, "organisation") if one.id != show_record_id(hill))
    with coordinator.replica.transaction() as connection:
        of_other = erasing_orders.entries_of(connection, view, view.authority.feeds[feed], parse_record_id(other.id))
    order_wrongly(coordinator, feed, Erasing((bytes(hill),), ""), of_other.entries)

    network.sync(coordinator, reader, coordinator, reader)

    assert not holds(reader)
    assert show_record(reader, parse_record_id(other.id)).title == other.title
