"""The stage of snapshots: no more is listed than the answer can bring, and limits hold in the middle of a part.

What comes wrong, not at all, or never gives the snapshot up, so that entries come; whatever came before stays.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from haversack_sync.client import commands as do
from haversack_sync.client import events
from haversack_sync.client.collecting import ListingOffers
from haversack_sync.client.conditions import Limits, Report
from haversack_sync.client.engine import Core, State, new_state, step
from haversack_sync.client.pace import Pace
from haversack_sync.client.ports import GivenUp, MissingPart, OfferedSnapshot
from haversack_sync.client.snapshot_patience import ENOUGH, Waiting
from haversack_sync.model.ids import FeedId, ObjectId, Position
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import LyingSnapshotError, ProtocolError, SealError
from haversack_sync.protocol.limits import FIRST_ANSWER_BYTES
from haversack_sync.protocol.messages import PieceFrame, encode_frame
from haversack_sync.protocol.object_lists import ObjectsRequest, decode_objects_request, piece_frames
from tests.simulation.world import FixedRandom

SIZE = 500
COUNT = 300
DATA = {ObjectId(sealing.sha256(data)): data for data in (FixedRandom(str(n))(SIZE) for n in range(COUNT))}
FIRST = next(iter(DATA))
AROUND = 100
"""What a frame and an object's place in a list cost beside its bytes."""
LIBRARY = OfferedSnapshot(FeedId(bytes(16)), Position(7), Waiting())
DIRECTORY = OfferedSnapshot(FeedId(b"1" * 16), Position(9), Waiting())
Answer = Callable[[ObjectsRequest], Iterator[bytes]]


def honest(request: ObjectsRequest) -> Iterator[bytes]:
    """Answer as a hub does."""

    def read(name: ObjectId, offset: int, length: int) -> Iterator[bytes]:
        yield DATA[name][offset : offset + length]

    sizes = {name: len(data) for name, data in DATA.items()}
    return piece_frames(request, size_of=sizes.get, read=read, most_bytes=10**6)


@dataclass(slots=True)
class Vault:
    """What carries out the engine's commands, and what is durable in it.

    Attributes:
        answer: Who answers requests.
        offers: What is wanted.
        kept: Whole parts.
        begun: What came of others.
        given_up: What is not wanted any more, and why.
        waiting: What failed.
        used: What a feed was put to.
        lists: What was asked.
        lie: Why a whole snapshot cannot be used.
        is_malformed: Whether the index cannot be read.
        limits: What may be used, looked at between two pieces.
    """

    answer: Answer = honest
    offers: list[OfferedSnapshot] = field(default_factory=lambda: [LIBRARY])
    kept: dict[ObjectId, bytes] = field(default_factory=dict)
    begun: dict[ObjectId, bytes] = field(default_factory=dict)
    given_up: dict[OfferedSnapshot, GivenUp] = field(default_factory=dict)
    waiting: dict[FeedId, Waiting] = field(default_factory=dict)
    used: list[FeedId] = field(default_factory=list)
    lists: list[ObjectsRequest] = field(default_factory=list)
    lie: ProtocolError | None = None
    is_malformed: bool = False
    limits: Callable[[], Limits] = Limits
    cancel_after: int = 10**6

    def sync(self, limits: Limits | None = None) -> State:
        """Run the stage to its end; return where the sync stands then."""
        report = Report(is_complete=True)
        core = Core(report, limits or self.limits(), Pace(), is_stored=False)
        state, due = new_state(core, (ListingOffers(),)), list[events.Event]([events.Started()])
        while due and not state.is_finished:
            event = due.pop(0)
            if (now := limits or self.limits()) != state.core.limits:
                state, _ = step(state, events.LimitsChanged(now))
            state, commands = step(state, event)
            for command in commands:
                if isinstance(command, do.HangUp):
                    due = [one for one in due if not isinstance(one, events.Arrived | events.Ended | events.Lost)]
                due += self.carry_out(command)
        return state

    def carry_out(self, command: do.Command) -> list[events.Event]:
        """Do what a command says; return what comes of it."""
        match command:
            case do.ListOffers():
                offers = [replace(one, waiting=self.waiting.get(one.feed, Waiting())) for one in self.offers]
                missing = [MissingPart(one, SIZE, self.begun.get(one, b"")) for one in DATA if one not in self.kept]
                return [events.OffersListed(offers, None if self.is_malformed else missing, 0.0)]
            case do.FetchList(body):
                self.lists.append(decode_objects_request(body))
                return self._arriving(self.lists[-1])
            case do.KeepPart(_, name, data):
                assert sealing.sha256(data) == name
                self.kept[name] = data
                self.begun.pop(name, None)
                return [events.PartKept(len(data))]
            case do.KeepBegun(_, name, data):
                self.begun[name] = data
                return [events.PartKept(len(data))]
            case do.KeepWaiting(snapshot, waiting):
                self.waiting[snapshot.feed] = waiting
            case do.GiveUp(snapshot, why):
                self.given_up[replace(snapshot, waiting=Waiting())] = why
                self.offers = [one for one in self.offers if one.feed != snapshot.feed]
            case do.UseSnapshot(snapshot):
                self.offers = self.offers if self.lie else [one for one in self.offers if one.feed != snapshot.feed]
                self.used += [] if self.lie else [snapshot.feed]
                return [events.SnapshotUsed(3 if self.lie is None else 0, self.lie)]
            case _:
                pass
        return []

    def _arriving(self, request: ObjectsRequest) -> list[events.Event]:
        due: list[events.Event] = []
        try:
            for number, piece in enumerate(self.answer(request)):
                due.append(events.Arrived(piece, 1.0) if number < self.cancel_after else events.Cancelled())
        except LinkError as error:
            return [*due, events.Lost(error)]
        return [*due, events.Ended(1.0)]


def test_no_more_is_listed_than_the_answer_can_bring_and_all_of_it_comes() -> None:
    vault = Vault()
    state = vault.sync()

    assert (vault.kept, vault.used) == (DATA, [LIBRARY.feed])
    assert len(vault.lists[0].wanted) <= FIRST_ANSWER_BYTES // SIZE + 1
    assert len({name for one in vault.lists for name, _ in one.wanted}) == COUNT
    assert sum(len(one.wanted) for one in vault.lists) <= COUNT + 2 * len(vault.lists) + COUNT // 10
    assert state.core.report.used_bytes <= COUNT * (SIZE + AROUND)


def test_after_a_feed_moved_entries_are_asked_for_and_nothing_is_called_whole_before() -> None:
    state = Vault().sync()

    assert not state.is_finished
    assert type(state.stage).__name__ == "Looking"
    assert [type(one).__name__ for one in state.to_come] == ["ListingOffers"]
    assert not state.core.report.is_complete
    assert state.core.report.applied == 3


def test_where_nothing_is_offered_it_is_over_at_once() -> None:
    vault = Vault(offers=[])
    state = vault.sync()

    assert state.is_finished
    assert state.core.report.is_complete
    assert not vault.lists


@pytest.mark.parametrize("budget", [100, 3_000, 20_000])
def test_the_request_counts_into_the_budget_and_every_budget_brings_something(budget: int) -> None:
    vault = Vault()
    state = vault.sync(Limits(budget))

    assert state.is_finished
    assert not vault.used
    assert vault.kept
    assert state.core.report.used_bytes <= budget + SIZE + 2 * AROUND


def test_a_limit_that_comes_in_the_middle_of_an_answer_ends_it_within_a_frame() -> None:
    vault = Vault()
    vault.limits = lambda: Limits(0) if vault.kept else Limits()
    vault.sync()

    assert not vault.used
    assert 1 <= len(vault.kept) <= 2


def test_a_budget_that_was_spent_before_counts_for_all_that_are_offered_and_in_the_end_they_are_set_aside() -> None:
    vault = Vault(offers=[LIBRARY, DIRECTORY])
    for _ in range(ENOUGH):
        vault.sync(Limits(0))
        if not vault.offers:
            break

    assert vault.given_up == {LIBRARY: GivenUp.LATER, DIRECTORY: GivenUp.LATER}
    assert not vault.lists


def halved(request: ObjectsRequest) -> Iterator[bytes]:
    """Break in the middle of the first object."""
    name, offset = request.wanted[0]
    data = DATA[ObjectId(name)]
    yield encode_frame(PieceFrame(0, len(data), offset, data[offset : offset + (SIZE - offset + 1) // 2]))
    raise LinkError("cut")


def test_what_came_of_a_part_before_a_cut_is_kept_and_asked_for_from_there() -> None:
    vault = Vault(halved)
    vault.sync()
    half = vault.begun[FIRST]
    vault.answer = honest
    vault.sync()

    assert half == DATA[FIRST][: len(half)]
    assert 0 < len(half) < SIZE
    assert vault.lists[1].wanted[0] == (FIRST, len(half))
    assert (vault.kept, vault.waiting) == (DATA, {LIBRARY.feed: Waiting()})


def nothing(request: ObjectsRequest) -> Iterator[bytes]:
    """Let not a byte through."""
    yield from _fail("stalled")


def busy(request: ObjectsRequest) -> Iterator[bytes]:
    """Say that there is too much to do."""
    yield from _fail("busy")


def _fail(what: str) -> tuple[bytes, ...]:
    raise LinkError(what)


def test_parts_that_never_come_are_given_up_for_a_while_and_a_busy_hub_is_no_failure() -> None:
    vault, waited = Vault(nothing), Vault(busy)
    for _ in range(ENOUGH):
        vault.sync()
        waited.sync()

    assert vault.given_up == {LIBRARY: GivenUp.LATER}
    assert len(vault.lists) == 4
    assert not waited.given_up
    assert not waited.waiting


def altered(request: ObjectsRequest) -> Iterator[bytes]:
    """Turn a bit of each object."""
    for index, (name, offset) in enumerate(request.wanted):
        data = DATA[ObjectId(name)]
        yield encode_frame(PieceFrame(index, len(data), offset, bytes((data[0] ^ 1,)) + data[offset + 1 :]))


def nowhere(request: ObjectsRequest) -> Iterator[bytes]:
    """Have none of it."""
    yield encode_frame(PieceFrame(0, None, 0, b""))


def no_answer(request: ObjectsRequest) -> Iterator[bytes]:
    """Answer something else."""
    yield encode_frame(PieceFrame(len(request.wanted), SIZE, 0, b"x"))


@pytest.mark.parametrize(("answer", "asked"), [(altered, 2), (nowhere, 1), (no_answer, 2)])
def test_what_comes_wrong_is_asked_for_once_more_and_then_entries_come(answer: Answer, asked: int) -> None:
    vault = Vault(answer)
    vault.sync()

    assert vault.given_up == {LIBRARY: GivenUp.UNUSABLE}
    assert len(vault.lists) == asked
    assert not vault.kept
    assert not any(vault.begun.values())


@pytest.mark.parametrize(
    ("lie", "why"), [(LyingSnapshotError("state"), GivenUp.CONTRADICTS), (SealError("no"), GivenUp.UNUSABLE)]
)
def test_one_that_cannot_be_used_is_given_up_and_the_next_one_is_used(lie: ProtocolError, why: GivenUp) -> None:
    vault = Vault(lie=lie)
    vault.sync()

    assert (vault.given_up, vault.used) == ({LIBRARY: why}, [])


def test_an_index_that_cannot_be_read_gives_it_up_before_anything_is_asked() -> None:
    vault = Vault(is_malformed=True)
    vault.sync()

    assert (vault.given_up, vault.lists) == ({LIBRARY: GivenUp.UNUSABLE}, [])


def test_a_person_who_stops_it_keeps_what_came_and_nothing_counts_as_a_failure() -> None:
    vault = Vault(cancel_after=3)
    state = vault.sync()

    assert state.is_finished
    assert len(vault.kept) == 3
    assert (vault.waiting, vault.given_up, vault.used) == ({}, {}, [])
