"""A hub with a founded network, and devices with replicas in memory that sync with it through a bent line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from haversack_sync.client.conditions import Conditions, Report
from haversack_sync.client.identity import DeviceKeys
from haversack_sync.client.ports import Replica, Upload
from haversack_sync.client.session import Session
from haversack_sync.hub import answer as hub_answer
from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import ObjectId, RecordId
from haversack_sync.model.operations import Change, Create, Operation, Set, encode_change
from haversack_sync.protocol import sealing
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import EntriesFrame, Frame, HeadFrame, decode_frame, encode_frame
from haversack_sync.protocol.requests import LANE_EXCHANGE, LANE_UPLOADS
from tests.simulation.asking import Asker
from tests.simulation.rig import Rig
from tests.simulation.world import Author, FixedRandom
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint
from tests.unit.haversack_sync.client.memory_replica import Kept, MemoryReplica

OFTEN = HubLimits(requests_per_device_and_minute=10**6, request_burst=10**6)
"""A test asks as often as a year of syncs does."""
LIBRARY, DIRECTORY = "open/library", "members/directory"


def record_id(number: int) -> RecordId:
    """Return the id of the test record with a number."""
    return RecordId(number.to_bytes(16, "big"))


def topic(number: int, name: str, *, base: bytes | None = None) -> bytes:
    """Return the body of a change that makes a topic, or renames one whose name has the hash `base`."""
    operations: tuple[Operation, ...] = (Set("name@en", () if base is None else (base,), encode(name)),)
    if base is None:
        operations = (Create(), Set("language", (), encode("en")), *operations)
    return encode_change(Change(1, record_id(number), "topic", operations))


def frames_of(answer: bytes) -> list[bytes]:
    """Return the frames of an answer, each with its length in front."""
    frames, start, splitter = [], 0, FrameSplitter()
    for end in range(1, len(answer) + 1):
        if splitter.feed(answer[end - 1 : end]):
            frames.append(answer[start:end])
            start = end
    return frames


@dataclass(slots=True)
class Laptop:
    """A device: its author's chain, its replica, its line to the hub."""

    author: Author
    replica: MemoryReplica
    line: BentEndpoint

    def sync(self, *, budget: int | None = None) -> Report:
        """Sync once."""
        return self.session(budget=budget).run()

    def session(self, *, budget: int | None = None, files_budget: int | None = None) -> Session:
        """Return a session that has not begun."""
        ticks = iter(range(1_000_000_000))
        conditions = Conditions(
            lambda: float(next(ticks)), FixedRandom("session"), budget, files_budget_bytes=files_budget
        )
        return Session(self.replica, self.line, conditions)

    def exchange(self) -> Report:
        """Do one exchange and no more: somebody stops the sync when its answer has been read."""
        return one_exchange(self.replica, self.line)


def one_exchange(replica: Replica, line: BentEndpoint) -> Report:
    """Let a sync be stopped when the first answer has been read."""
    before = line.read
    conditions = Conditions(lambda: 0.0, FixedRandom("once"), is_cancelled=lambda: line.read > before)
    return Session(replica, line, conditions).run()


@dataclass(slots=True)
class ClientRig:
    """A founded network on a hub in memory.

    Attributes:
        rig: The hub.
        coordinator: Who writes.
        reader: The editor whose devices the laptops are.
    """

    rig: Rig = field(default_factory=lambda: Rig(limits=OFTEN))
    coordinator: Asker = field(init=False)
    reader: Author = field(init=False)
    _counters: Iterator[int] = field(default_factory=lambda: iter(range(1_000, 10**12, 1_000)))

    def __post_init__(self) -> None:
        self.coordinator = self.rig.found()
        self.reader = self.rig.enrol(self.coordinator).signer

    def laptop(self, author: Author | None = None) -> Laptop:
        """Return a device that knows nothing yet but the audience keys; an editor's unless another author is given."""
        world, mine = self.rig.world, author or self.reader
        replica = MemoryReplica(world.root, DeviceKeys(mine.seed, mine.box_seed))
        replica.kept.counters = dict.fromkeys((LANE_EXCHANGE, LANE_UPLOADS), next(self._counters))
        for shelf in world.shelves.values():
            replica.audience_keys[shelf.audience, shelf.epoch] = shelf.key
        return Laptop(mine, replica, BentEndpoint(self.rig.endpoint))

    def write(self, *plains: bytes, shelf: str = LIBRARY) -> None:
        """Let the coordinator write changes that others read later."""
        world = self.rig.world
        changes = [world.content(world.coordinator, shelf, plain) for plain in plains]
        answer = self.coordinator.ask(changes, ordinals=[0])
        if any(receipt.code for receipt in answer.receipts):
            raise AssertionError(answer.receipts)

    def numbers(self, laptop: Laptop, shelf: str = LIBRARY) -> Iterator[int]:
        """Yield the positions of the entries of a shelf that a laptop holds."""
        feed = self.rig.world.shelves[shelf].feed
        yield from (entry.position for entry in laptop.replica.kept.entries.get(feed, []))


def decoded(frame: bytes) -> Frame:
    """Read a frame with its length in front."""
    return decode_frame(frame[1:] if frame[0] < 0x80 else frame[2:] if frame[1] < 0x80 else frame[3:])


def rewritten(laptop: Laptop, change: Callable[[Frame], Frame]) -> None:
    """Let every frame of the answers pass through a function."""
    laptop.line.bend = lambda answer: [encode_frame(change(decoded(frame))) for frame in frames_of(answer)]


def entries_in(frame: Frame) -> int:
    """Count the entries in a frame."""
    if isinstance(frame, HeadFrame):
        return sum(map(len, frame.entries or ()))
    return len(frame.entries) if isinstance(frame, EntriesFrame) else 0


def held(laptop: Laptop) -> int:
    return sum(map(len, laptop.replica.kept.entries.values()))


def essence(kept: Kept) -> tuple[object, ...]:
    """Return what must be the same whatever way the bytes came."""
    return kept.view, kept.standings, kept.entries, kept.states, kept.refused


def knowing(rig: ClientRig, base: Kept) -> Laptop:
    """Return a laptop that begins where another one was."""
    laptop = rig.laptop()
    counters = laptop.replica.kept.counters
    laptop.replica.kept = base.snapshot()
    laptop.replica.kept.counters = counters
    laptop.replica.kept.entries = {feed: list(each) for feed, each in base.entries.items()}
    return laptop


def with_network(rig: ClientRig) -> Kept:
    """Return what a laptop keeps that has met the network, and none of its content."""
    laptop = rig.laptop()
    laptop.exchange()
    return laptop.replica.kept


def all_of_it(rig: ClientRig) -> tuple[object, ...]:
    """Return what a laptop knows after syncs that nothing disturbed."""
    laptop = rig.laptop()
    assert laptop.sync().is_complete
    return essence(laptop.replica.kept)


def forced_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the hub give long answers only, of many small frames."""
    monkeypatch.setattr(hub_answer, "FILLED_BYTES", 600)
    monkeypatch.setattr(hub_answer, "HEAD_RESERVE_BYTES", 40_000)


def writing(rig: ClientRig, *plains: bytes) -> Laptop:
    """Return a coordinator's laptop with waiting changes."""
    laptop = rig.laptop(rig.rig.world.coordinator)
    laptop.sync()
    world = rig.rig.world
    world.follow(laptop.replica.kept.entries[next(iter(laptop.replica.kept.entries))][world.view.standing.n :])
    laptop.replica.kept.waiting = [world.content(world.coordinator, LIBRARY, plain) for plain in plains]
    return laptop


def give_object(laptop: Laptop, data: bytes) -> Upload:
    """Let a laptop hold an object that the hub lacks."""
    wanted = Upload(ObjectId(sealing.sha256(data)), len(data))
    laptop.replica.kept.objects[wanted.object_id] = data
    laptop.replica.kept.to_upload.append(wanted)
    return wanted
