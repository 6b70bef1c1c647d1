"""A3, A4, E12, F1, F3: slow lines that break all the time, silence, frame borders, clocks that jump, long sleeps."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from haversack_sync.client.conditions import Conditions, Report
from haversack_sync.client.session import Session
from haversack_sync.hub import answer as hub_answer
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.requests import RequestAuth
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.bent_endpoint import BentEndpoint
from tests.unit.haversack_sync.client.client_rig import (
    LIBRARY,
    ClientRig,
    Laptop,
    essence,
    knowing,
    topic,
    with_network,
)

RATE = 3_750
"""30 kbit/s in bytes."""
UP_SECONDS = 20.0
ROUND_TRIP = 1.2
PIECE_BYTES = 1_000
DAY = 24 * 3600


@pytest.fixture
def rig() -> ClientRig:
    return ClientRig()


@dataclass(slots=True)
class SlowLine(BentEndpoint):
    """30 kbit/s, 1.2 s, cut every 20 s on average; time passes only here.

    Attributes:
        now: Seconds.
        next_cut: When it breaks next.
        carried: Bytes that passed, whole or not.
        cuts: How often it broke.
        chance: When it breaks.
    """

    now: float = 0.0
    next_cut: float = UP_SECONDS
    carried: int = 0
    cuts: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(5))

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        self._pass(len(body), ROUND_TRIP)
        yield from self._carried(self.hub.exchange(body, auth))

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        self._pass(100, ROUND_TRIP)
        yield from self._carried(self.hub.fetch_object(object_id, offset, length))

    def _carried(self, answer: Iterator[bytes]) -> Iterator[bytes]:
        for piece in answer:
            for start in range(0, len(piece), PIECE_BYTES):
                part = piece[start : start + PIECE_BYTES]
                self._pass(len(part), 0.0)
                yield part

    def _pass(self, size: int, wait: float) -> None:
        self.now += wait + size / RATE
        self.carried += size
        if self.now >= self.next_cut:
            self.cuts += 1
            self.next_cut = self.now + self.chance.expovariate(1 / UP_SECONDS)
            raise LinkError("cut")

    def synced(self, laptop: Laptop) -> Report:
        """Sync again and again until all is here."""
        for _ in range(2_000):
            session = Session(laptop.replica, self, Conditions(lambda: self.now, FixedRandom("slow")))
            try:
                report = session.run()
            except LinkError:
                self.now += 1
                continue
            if report.is_complete:
                return report
        raise AssertionError("it does not end")


def long_topics(count: int, size: int) -> list[bytes]:
    """Return changes whose text cannot be packed below a half."""
    return [topic(number, random.Random(number).randbytes(size // 2).hex()) for number in range(1, count + 1)]


def content_bytes(laptop: Laptop) -> int:
    return sum(len(entry.envelope) for entries in laptop.replica.kept.entries.values() for entry in entries)


def all_here(rig: ClientRig) -> Laptop:
    """Return a laptop that has everything, over a line that nothing disturbs."""
    laptop = rig.laptop()
    assert laptop.sync().is_complete
    return laptop


def test_a3_a_first_sync_ends_over_a_link_that_is_cut_every_twenty_seconds(rig: ClientRig) -> None:
    """A3: 30 kbit/s, 1.2 s, μ 20 s, a third of 3 MB; at most 1.35 times what is useful, nothing starts over."""
    changes = long_topics(112, 19_000)
    for start in range(0, len(changes), 40):
        rig.write(*changes[start : start + 40])
    goal, laptop, line = all_here(rig), rig.laptop(), SlowLine(rig.rig.endpoint)

    line.synced(laptop)

    assert content_bytes(goal) > 1_000_000
    assert essence(laptop.replica.kept) == essence(goal.replica.kept)
    assert line.cuts > 8
    assert line.carried <= 1.35 * content_bytes(goal)


def test_a4_a_first_byte_after_ninety_seconds_and_one_every_ten_are_waited_for_and_can_be_stopped(
    rig: ClientRig,
) -> None:
    """A4: no total time ends a sync; a person can, and what was whole by then is here."""
    rig.write(topic(1, "Statelessness"), topic(2, "Detention"))
    goal, now = all_here(rig), 0.0

    def drip(answer: bytes) -> Iterator[bytes]:
        nonlocal now
        now += 90
        for place in range(len(answer)):
            now += 10
            yield answer[place : place + 1]

    laptop = rig.laptop()
    laptop.line.bend = drip
    assert Session(laptop.replica, laptop.line, Conditions(lambda: now, FixedRandom("drip"))).run().is_complete
    assert now > 10_000
    assert essence(laptop.replica.kept) == essence(goal.replica.kept)

    stopped, end = rig.laptop(), now + 3_000
    stopped.line.bend = drip
    told: list[Report] = []
    conditions = Conditions(lambda: now, FixedRandom("stop"), tell=told.append, is_cancelled=lambda: now > end)
    report = Session(stopped.replica, stopped.line, conditions).run()

    assert not report.is_complete
    assert now <= end + 20
    assert any(one.received_bytes for one in told)
    assert all_here(rig).replica.kept.states == goal.replica.kept.states


def test_e12_changes_of_one_act_are_all_there_once_wherever_frames_end(
    rig: ClientRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E12, with fewer changes: none is skipped or doubled at a border of frames, answers or requests."""
    changes = [topic(number, f"Topic {number}") for number in range(1, 301)]
    for start in range(0, len(changes), 100):
        rig.write(*changes[start : start + 100])
    goal = all_here(rig)
    known = with_network(rig)
    for filled in (400, 1_901, 8_000):
        monkeypatch.setattr(hub_answer, "FILLED_BYTES", filled)
        laptop = knowing(rig, known)
        assert laptop.sync().is_complete
        assert essence(laptop.replica.kept) == essence(goal.replica.kept)
    assert len(goal.replica.kept.states) == len(changes)


def test_f1_a_hub_whose_clock_jumps_poisons_nobody(rig: ClientRig) -> None:
    """F1: 1970, 2099, a day back and forth: stamps never go back, and positions alone order."""
    start = rig.rig.clock.now
    for number, now in enumerate((0, start, start + DAY, 4_070_908_800, start - DAY, start + 2 * DAY), start=1):
        rig.rig.clock.now = now
        rig.write(topic(number, f"Topic {number}"))
    laptop = all_here(rig)

    entries = laptop.replica.kept.entries[rig.rig.world.shelves[LIBRARY].feed]
    assert [entry.stamp for entry in entries] == sorted(entry.stamp for entry in entries)
    assert [entry.position for entry in entries] == sorted(entry.position for entry in entries)
    assert len(laptop.replica.kept.states) == 6


@pytest.mark.parametrize("wall", [0, 4_070_908_800, -DAY])
def test_f3_a_computer_that_slept_for_three_days_in_the_middle_of_a_frame_goes_on(rig: ClientRig, wall: int) -> None:
    """F3: lids open and close in any answer; nothing waits for a clock, and no lease is lost at the hub."""
    rig.write(*(topic(number, f"Topic {number}") for number in range(1, 21)))
    goal, now, laptop = all_here(rig), 0.0, rig.laptop()

    def sleeping(answer: bytes) -> Iterator[bytes]:
        nonlocal now
        for place in range(0, len(answer), 97):
            now += 3 * DAY if place % 5 == 0 else 0.01
            rig.rig.clock.now += 3 * DAY if place % 5 == 0 else wall
            yield answer[place : place + 97]

    laptop.line.bend = sleeping
    report = Session(laptop.replica, laptop.line, Conditions(lambda: now, FixedRandom("asleep"))).run()

    assert report.is_complete
    assert now > 3 * DAY
    assert essence(laptop.replica.kept) == essence(goal.replica.kept)
