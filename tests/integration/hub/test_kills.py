"""A hub that is killed at any moment: what it acknowledged is there once, and it goes on.

`HAVERSACK_KILLS=500` kills more often; names like that are taken out of the environment of a test, so it is read here.
Here many changes and slices come as fast as they can; whole syncs are killed in `tests/killing`.
"""

import os
import random
import sqlite3
import threading
from dataclasses import dataclass, field

import pytest

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import HubRefusal
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import KIB
from tests.integration.hub.conftest import Start
from tests.integration.hub.founding import found
from tests.integration.processes import HubProcess
from tests.simulation.asking import Asker
from tests.simulation.world import FixedRandom, World

KILLS = int(os.environ.get("HAVERSACK_KILLS", "10"))
SEED = 20
# Tests run on a hub that is started again and again, so requests come faster than any device's.
SETTINGS = "requests_per_device_and_minute = 1000000\nrequest_burst = 1000000\n"
DIRECTORY = "members/directory"

pytestmark = [pytest.mark.story, pytest.mark.timeout(120 + 10 * KILLS)]


@dataclass
class Writer:
    """A coordinator who writes, and sends again what was not acknowledged.

    Attributes:
        acknowledged: The receipt of each change that has one.
        waiting: Changes without a receipt, in order.
        held: Bytes of the object on its way that the hub said it has.
    """

    world: World
    asker: Asker
    numbers: random.Random
    acknowledged: dict[bytes, Receipt] = field(default_factory=dict)
    waiting: list[bytes] = field(default_factory=list)
    data: bytes = b""
    held: int = 0
    finished: list[tuple[ObjectId, bytes]] = field(default_factory=list)

    def work(self) -> None:
        """Do one request: changes, or a slice of an object."""
        if self.numbers.random() < 0.7:
            self.write()
        else:
            self.upload()

    def write(self) -> None:
        for _ in range(self.numbers.randrange(1, 30)):
            text = self.world.random(self.numbers.randrange(20, 2000))
            self.waiting.append(self.world.content(self.world.coordinator, DIRECTORY, text))
        receipts = self.asker.ask(self.waiting).receipts
        for change, receipt in zip(self.waiting, receipts, strict=True):
            assert receipt.code == ReceiptCode.ACCEPTED
            self.acknowledged[change] = receipt
        self.waiting.clear()

    def upload(self) -> None:
        if not self.data:
            self.data = self.world.random(self.numbers.randrange(1, 600 * KIB))
            self.held = 0
        name, total = ObjectId(sealing.sha256(self.data)), len(self.data)
        asked = self.asker.upload(name, offset=0, total=total, data=b"")
        # What was acknowledged is never lost; more may have been written without an answer.
        assert asked.received >= self.held
        frame = asked
        if not asked.complete:
            end = asked.received + self.numbers.randrange(1, 256 * KIB)
            piece = self.data[asked.received : end]
            frame = self.asker.upload(name, offset=asked.received, total=total, data=piece)
        self.held = frame.received
        if frame.complete:
            self.finished.append((name, self.data))
            self.data = b""


def work_until_cut(writer: Writer, hub: HubProcess, after_seconds: float) -> None:
    """Work until the hub is killed, some time from now."""
    killer = threading.Timer(after_seconds, hub.kill)
    killer.start()
    try:
        while True:
            writer.work()
    except LinkError:
        killer.join()


def test_nothing_acknowledged_is_lost_or_doubled_however_often_the_hub_is_killed(start_hub: Start) -> None:
    numbers = random.Random(SEED)
    hub = start_hub(settings=SETTINGS)
    world = World(FixedRandom("kills"))
    coordinator = found(hub, world)
    writer = Writer(world, coordinator, numbers)

    for _ in range(KILLS):
        work_until_cut(writer, hub, numbers.uniform(0.0, 0.25))
        hub.start()
    if writer.waiting:
        writer.write()
    # On a busy computer kills may have left no time for an upload.
    while writer.data or not writer.finished:
        writer.upload()

    check_entries(writer, world, coordinator)
    for name, data in writer.finished:
        assert b"".join(coordinator.endpoint.fetch_object(name, 0)) == data
    hub.stop()
    check_ledger(hub, writer)
    assert len(writer.acknowledged) > 10 * KILLS
    assert len(writer.finished) > 0


def check_entries(writer: Writer, world: World, coordinator: Asker) -> None:
    """Read all feeds from the first entry on, which verifies every digest, and compare with the receipts."""
    reader = Asker(coordinator.endpoint, world.root, world.hub_key, world.coordinator, dict(coordinator.feeds))
    reader.counters = {0: coordinator.counters[0]}
    while not reader.ask().is_whole:
        pass
    entries = [entry for feed in reader.entries.values() for entry in feed]
    assert sorted(entry.position for entry in entries) == list(range(1, len(entries) + 1))
    ordinal = world.shelves[DIRECTORY].ordinal
    by_envelope = {entry.envelope: entry.position for entry in reader.entries[ordinal]}
    assert len(by_envelope) == len(reader.entries[ordinal])
    assert by_envelope == {change: receipt.position for change, receipt in writer.acknowledged.items()}


def check_ledger(hub: HubProcess, writer: Writer) -> None:
    """Look into the stopped hub's own tables."""
    connection = sqlite3.connect(hub.folder / "hub.db")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    (rows,) = connection.execute("SELECT count(*) FROM ledger WHERE code = 0").fetchone()
    (entries,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    (objects,) = connection.execute("SELECT count(*) FROM objects").fetchone()
    (uploads,) = connection.execute("SELECT count(*) FROM uploads").fetchone()
    connection.close()
    assert rows == entries
    assert (objects, uploads) == (len(writer.finished), 0)
    assert list((hub.folder / "uploads").iterdir()) == []


def test_a_request_that_a_listener_sends_again_is_refused(start_hub: Start) -> None:
    hub = start_hub(settings=SETTINGS)
    world = World(FixedRandom("kills"))
    coordinator = found(hub, world)
    writer = Writer(world, coordinator, random.Random(SEED))
    writer.write()
    hub.kill()
    hub.start()
    coordinator.counters[0] -= 1

    with pytest.raises(HubRefusal, match="counter_too_low"):
        coordinator.ask()
