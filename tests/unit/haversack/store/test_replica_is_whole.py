"""When a sync may say that everything is here: never while parts of a snapshot are still to come."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.operations.sync_plan import plan
from haversack.operations.synchronising import Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store import snapshot_making
from haversack_sync.protocol.endpoint import SyncEndpoint
from tests.unit.haversack.little_network import LittleNetwork
from tests.unit.haversack.operations.test_snapshots import busy, confirmed
from tests.unit.haversack.truth import stick_of
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint


@pytest.fixture(autouse=True)
def _snapshots_of_little_feeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_making, "LEAST_TAIL_BYTES", 4_000)


def sync_until_parts_are_missing(network: LittleNetwork, reader: Workspace) -> bool:
    """Sync with so little that the offer comes and the parts do not; return whether that sync called itself whole."""
    return network.sync(reader, budget=600).is_complete


def test_a_sync_whose_snapshot_is_not_whole_is_not_whole(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace, tmp_path: Path
) -> None:
    stick = stick_of(network, tmp_path / "old stick")
    busy(coordinator, 20)
    network.sync(coordinator)
    assert plan(reader).is_whole

    is_whole = sync_until_parts_are_missing(network, reader)

    assert confirmed(reader) != confirmed(coordinator)
    assert not is_whole
    assert not plan(reader).is_whole
    assert not synchronise(reader, stick, Wishes()).is_complete, "an old stick brings nothing of what the hub promised"

    newer = synchronise(reader, stick_of(network, tmp_path / "new stick"), Wishes())

    assert confirmed(reader) == confirmed(coordinator)
    assert newer.is_complete
    assert plan(reader).is_whole


class Asked(BentEndpoint):
    """Notes that parts were asked for."""

    def __init__(self, hub: SyncEndpoint) -> None:
        super().__init__(hub)
        self.is_asked = False

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        self.is_asked = True
        return self.hub.fetch_objects(body)


def test_a_sync_that_somebody_stops_between_parts_is_not_whole(
    network: LittleNetwork, coordinator: Workspace, reader: Workspace
) -> None:
    busy(coordinator, 20)
    network.sync(coordinator)
    line = Asked(network.endpoint)

    stopped = synchronise(reader, line, Wishes(is_cancelled=lambda: line.is_asked))

    assert confirmed(reader) != confirmed(coordinator)
    assert not stopped.is_complete
    assert network.sync(reader).is_complete
    assert confirmed(reader) == confirmed(coordinator)
