"""A hub that has lost entries: nothing is written behind what it still knows."""

import pytest

from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.protocol.errors import HubRefusal
from tests.simulation.founded import copied
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint
from tests.unit.haversack_sync.client.client_rig import LIBRARY, ClientRig, Laptop, topic, writing


def put_back(rig: ClientRig, laptop: Laptop, ledger: MemoryLedger) -> None:
    """Let a hub go on with another ledger."""
    rig.rig.ledger = ledger
    rig.rig.restart()
    laptop.line = BentEndpoint(rig.rig.endpoint)


def sent(laptop: Laptop) -> list[int]:
    """Return how many changes each request since then brought."""
    return [len(request.changes) for request in laptop.line.requests]


def test_nothing_leaves_while_the_hub_lags_and_everything_does_once_it_answers() -> None:
    rig = ClientRig()
    assert isinstance(rig.rig.ledger, MemoryLedger)
    laptop, whole = writing(rig, topic(1, "Statelessness")), rig.rig.ledger
    backup = copied(whole)
    laptop.sync()
    world = rig.rig.world
    laptop.replica.kept.waiting = [world.content(world.coordinator, LIBRARY, topic(2, "Detention"))]

    put_back(rig, laptop, backup)
    for _ in range(3):
        with pytest.raises(HubRefusal, match="hub_behind"):
            laptop.sync()
    assert sent(laptop) == [1, 0, 0]

    put_back(rig, laptop, whole)
    assert laptop.sync().is_complete
    assert sent(laptop) == [0, 1]
    assert len([*rig.numbers(laptop)]) == 2
    assert laptop.replica.kept.waiting == []
