"""The contract of both ledgers for what came by sticks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack_sync.hub.database import open_database
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.ports import KEPT_CARRIED_SECONDS, Ledger
from haversack_sync.hub.sqlite_ledger import SqliteLedger
from haversack_sync.model.ids import DeviceId

ANA, BEN = DeviceId(b"ana-----"), DeviceId(b"ben-----")


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    if request.param == "memory":
        yield MemoryLedger()
        return
    database = open_database(tmp_path / "hub.db", migrate=True)
    yield SqliteLedger(database)
    database.close()


def test_what_came_by_sticks_is_remembered_the_latest_last_and_forgotten_after_half_a_year(ledger: Ledger) -> None:
    with ledger.writing() as writer:
        writer.put_carried(ANA, [b"b", b"a"], stamp=100)
        writer.put_carried(ANA, [b"b"], stamp=200)
        writer.put_carried(BEN, [b"c"], stamp=100)

    with ledger.writing() as writer:
        assert list(writer.carried(ANA)) == [b"a", b"b"]
        writer.put_carried(ANA, [], stamp=101 + KEPT_CARRIED_SECONDS)
        assert (list(writer.carried(ANA)), list(writer.carried_devices())) == ([b"b"], [ANA])
