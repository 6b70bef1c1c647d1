"""A file that the hub lost comes back from whoever has it and may write; asking costs little, and is not done often."""

from collections.abc import Iterator

from haversack.operations.filing import files_of, want_files
from haversack.operations.offering_again import ASK_SECONDS
from haversack.operations.publishing import publish
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import links, object_table
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.object_lists import decode_objects_request
from tests.unit.haversack.little_network import CONTENT, LittleNetwork, record, write_folder
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint


class Asked(BentEndpoint):
    """A hub that notes which objects it was asked about."""

    asked: list[tuple[bytes, int]]

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        self.asked += decode_objects_request(body).wanted
        return self.hub.fetch_objects(body)


def noting(network: LittleNetwork) -> Asked:
    line = Asked(network.endpoint)
    line.asked = []
    return line


def files(workspace: Workspace) -> set[ObjectId]:
    return {file.object for file in files_of(workspace, record(workspace, "resource", "words"))}


def published(network: LittleNetwork, coordinator: Workspace) -> None:
    """Publish two files and note with the hub's stamp that it holds them."""
    publish(coordinator, write_folder(network.base.parent / "content", CONTENT))
    network.sync(coordinator)
    network.sync(coordinator)


def test_a_file_that_the_hub_lost_comes_back_from_its_author(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    published(network, coordinator)
    for lost in files(coordinator):
        network.objects.remove(lost)
    network.sync(reader)
    want_files(reader, record(reader, "resource", "words"))
    assert network.sync(reader).missing_files == 2

    network.clock.now += ASK_SECONDS
    network.sync(coordinator)

    assert network.sync(reader).missing_files == 0
    assert all(reader.vault.parcels.has(file) for file in files(reader))


def test_what_the_hub_holds_is_asked_about_once_a_day_for_little_and_by_nobody_who_may_not_send_it(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    published(network, coordinator)
    network.sync(reader)
    want_files(reader, record(reader, "resource", "words"))
    network.sync(reader)
    line = noting(network)
    quiet = synchronise(coordinator, line, Wishes())
    assert line.asked == []

    network.clock.now += ASK_SECONDS
    synchronise(coordinator, line, Wishes(files_budget_bytes=0))
    assert line.asked == [], "files may not travel"
    asking = synchronise(coordinator, line, Wishes())
    assert {one for one, _ in line.asked} == files(coordinator)
    synchronise(coordinator, line, Wishes())
    synchronise(reader, line, Wishes())

    assert len(line.asked) == 2
    costs = asking.sent_bytes + asking.received_bytes - quiet.sent_bytes - quiet.received_bytes
    assert costs <= 2 * 64
    with coordinator.replica.reading() as connection:
        assert object_table.uploads(connection) == ()


def test_while_the_hub_lacks_a_file_its_copy_here_stays(network: LittleNetwork, coordinator: Workspace) -> None:
    published(network, coordinator)
    [lost, *_] = files(coordinator)
    with coordinator.replica.transaction() as connection:
        object_table.set_lost(connection, [lost])
        assert not links.drop_object(connection, lost)
        assert [one.object_id for one in object_table.uploads(connection)] == [lost]
