"""The pure engine: whatever happens in whatever order, nothing raises, nothing unverified is kept, budgets hold."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haversack_sync.client import commands as do
from haversack_sync.client import events
from haversack_sync.client.answers import ContentStep, NetworkStep
from haversack_sync.client.collecting import ListingOffers
from haversack_sync.client.conditions import Limits, Report
from haversack_sync.client.engine import Core, State, new_state, step
from haversack_sync.client.exchanging import Looking
from haversack_sync.client.fetching import ListingWanted
from haversack_sync.client.pace import Pace
from haversack_sync.client.ports import MissingPart, OfferedSnapshot, Upload
from haversack_sync.client.snapshot_patience import Waiting
from haversack_sync.client.uploading import ListingUploads
from haversack_sync.model.ids import NETWORK_FEED, FeedId, ObjectId, Position
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import EXCHANGE_TARGET, LinkError, exchange_line
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.errors import DigestError, LyingSnapshotError
from haversack_sync.protocol.limits import MAX_FRAME_BYTES
from haversack_sync.protocol.requests import (
    LANE_EXCHANGE,
    LANE_UPLOADS,
    RequestAuth,
    RequestLine,
    request_hash,
    sign_request,
)
from haversack_sync.protocol.uploads import upload_line
from tests.guards.examples import examples
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.client.client_rig import (
    ClientRig,
    Laptop,
    give_object,
    topic,
    with_network,
    writing,
)

STAGES = (Looking(), ListingOffers(), ListingUploads(), ListingWanted())
PARTS = {ObjectId(sealing.sha256(part)): part for part in (FixedRandom(f"part {n}")(20_000) for n in range(3))}
PART = next(iter(PARTS))
SNAPSHOT = OfferedSnapshot(FeedId(b"of a feed whose!"), Position(1), Waiting())
FILE, OTHER = FixedRandom("a file")(30_000), FixedRandom("another file")(9_000)


@dataclass(slots=True)
class Around:
    """What carries out an engine's commands against a real hub, and gives back events that a test may disturb.

    Attributes:
        rig: The hub.
        laptop: Whose replica is looked at; nothing is written into it.
        log: What the hub holds, by feed.
        parts: Parts of a snapshot that are here.
        is_wanted: Whether the snapshot is still wanted.
        due: Events that follow from the commands so far.
        broken: What an engine must never do, and did.
    """

    rig: ClientRig
    laptop: Laptop
    log: dict[FeedId, list[Entry]]
    wanted: Upload
    other: Upload
    parts: dict[ObjectId, bytes] = field(default_factory=dict)
    is_wanted: bool = True
    due: list[events.Event] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    signed: tuple[RequestLine, RequestAuth] | None = None

    def carry_out(self, command: do.Command, state: State) -> None:
        """Do what a command says, as far as it does not write into the replica."""
        match command:
            case do.Observe(push_bytes):
                self.due.append(events.Observed(self._known(push_bytes)))
            case do.SignExchange(body):
                self._sign(exchange_line(body), LANE_EXCHANGE)
            case do.SignSlice(upload, offset, length):
                piece = self.laptop.replica.read_object(upload.object_id, offset, length)
                line = upload_line(upload.object_id, offset=offset, total=upload.total, slice_bytes=piece)
                self._sign(line, LANE_UPLOADS)
            case do.Send():
                assert self.signed is not None
                self._check_budget(state)
                self.due += [events.Arrived(piece, 1.0) for piece in self._answer(*self.signed)]
                self.due.append(events.Ended(2.0))
            case do.Fetch() | do.FetchList():
                whole = b"".join(self._file(command))
                self.due += [events.Arrived(whole[at : at + 8_192], 1.0) for at in range(0, len(whole), 8_192)]
                self.due.append(events.Ended(2.0))
            case do.Commit(steps):
                self._check_verified(steps)
                self.due.append(events.Committed(steps, 0))
            case do.ListUploads():
                uploads = tuple(self.laptop.replica.pending_uploads())
                self.due.append(events.UploadsListed(True, self.laptop.replica.network(), uploads))
            case do.ListWanted():
                wanted = tuple(events.Wanted(one, 0) for one in (self.wanted, self.other))
                self.due.append(events.WantedListed(wanted, 10**6, 0.0))
            case do.Keep(file):
                self.due.append(events.Kept(file.object_id))
            case _:
                self._collect(command)

    def _collect(self, command: do.Command) -> None:
        match command:
            case do.ListOffers():
                missing = [MissingPart(one, len(part)) for one, part in PARTS.items() if one not in self.parts]
                self.due.append(events.OffersListed((SNAPSHOT,) if self.is_wanted else (), missing, 0.0))
            case do.KeepPart(_, object_id, data):
                assert PARTS[object_id] == data, "what was not verified is kept"
                self.parts[object_id] = data
                self.due.append(events.PartKept(len(data)))
            case do.UseSnapshot():
                assert self.parts == PARTS, "a snapshot of which something is missing is used"
                self.is_wanted = False
                self.due.append(events.SnapshotUsed(3))
            case do.GiveUp():
                self.is_wanted = False
            case _:
                pass

    def _known(self, push_bytes: int) -> events.Known:
        replica = self.laptop.replica
        outgoing = replica.hand_over(push_bytes)
        return events.Known(True, replica.network(), tuple(replica.cursors()), replica.stanza_serial(), outgoing, b"")

    def _sign(self, line: RequestLine, lane: int) -> None:
        author, counter = self.laptop.author, self.laptop.replica.take_counter(lane)
        root = self.laptop.replica.network().root
        auth = sign_request(line, root=root, device=author.handle, lane=lane, counter=counter, signing_seed=author.seed)
        self.signed = (line, auth)
        self.due.append(events.Signed(request_hash(auth, line.body), len(line.body), 0.0))

    def _answer(self, line: RequestLine, auth: RequestAuth) -> Sequence[bytes]:
        if line.target != EXCHANGE_TARGET:
            return [self.rig.rig.endpoint.upload(line, auth)]
        whole = b"".join(self.rig.rig.endpoint.exchange(line.body, auth))
        return [whole[at : at + 1_000] for at in range(0, len(whole), 1_000)]

    def _file(self, command: do.Fetch | do.FetchList) -> Iterator[bytes]:
        endpoint = self.rig.rig.endpoint
        if isinstance(command, do.FetchList):
            return endpoint.fetch_objects(command.body)
        return endpoint.fetch_object(command.object_id, command.offset, command.length)

    def _check_verified(self, steps: Sequence[object]) -> None:
        for one in steps:
            if isinstance(one, NetworkStep | ContentStep):
                feed = one.feed if isinstance(one, ContentStep) else NETWORK_FEED
                genuine = self.log[feed][one.first - 1 : one.first - 1 + len(one.entries)]
                assert list(one.entries) == genuine, "what was not verified is kept"

    def _check_budget(self, state: State) -> None:
        budget, used = state.core.limits.budget_bytes, state.core.report.used_bytes
        assert self.signed is not None
        if budget is not None:
            assert not state.core.is_cancelled
            assert used < budget
            assert used + len(self.signed[0].body) <= budget + MAX_FRAME_BYTES, "more is sent than the budget leaves"


@pytest.fixture(scope="module")
def around() -> Around:
    """Return a hub with content and an upload, and a laptop that lacks most of it and has a change that waits."""
    rig = ClientRig()
    rig.write(*(topic(number, FixedRandom(str(number))(80).hex()) for number in range(10, 70)))
    wanted = Upload(ObjectId(sealing.sha256(FILE)), len(FILE))
    other = Upload(ObjectId(sealing.sha256(OTHER)), len(OTHER))
    for name, data in {wanted.object_id: FILE, other.object_id: OTHER, **PARTS}.items():
        rig.coordinator.upload(name, offset=0, total=len(data), data=data)
    knows_little = with_network(rig)
    laptop = writing(rig, topic(1, "Statelessness"))
    whole = rig.laptop(rig.rig.world.coordinator)
    whole.replica.kept = laptop.replica.kept.snapshot()
    whole.replica.kept.entries = {feed: list(each) for feed, each in laptop.replica.kept.entries.items()}
    whole.sync()
    kept = laptop.replica.kept
    kept.view, kept.standings, kept.entries = knows_little.view, knows_little.standings, knows_little.entries
    laptop.replica.kept.counters = dict.fromkeys((LANE_EXCHANGE, LANE_UPLOADS), 10**6)
    return Around(rig, laptop, whole.replica.kept.entries, wanted, other)


NUMBERS = st.integers(min_value=0, max_value=200_000)
LIMITS = st.builds(Limits, st.none() | NUMBERS, st.none() | NUMBERS)
ERRORS = st.sampled_from(
    (
        *(LinkError(what) for what in ("cut", "stalled", "no_connection", "not_found", "busy", "no_ranges")),
        ValueError("a bug"),
    )
)
NOISE: st.SearchStrategy[events.Event] = st.one_of(
    st.builds(events.Arrived, st.binary(max_size=80), st.floats(0, 100)),
    st.builds(events.Ended, st.floats(0, 100)),
    st.builds(events.Ticked, st.floats(0, 100)),
    st.builds(events.Lost, ERRORS),
    st.builds(events.Signed, st.binary(min_size=32, max_size=32), NUMBERS, st.floats(0, 100)),
    st.builds(events.LimitsChanged, LIMITS),
    st.builds(events.Kept, st.just(ObjectId(sealing.sha256(FILE))), st.none() | st.just(DigestError("not it"))),
    st.builds(events.Committed, st.just(()), NUMBERS),
    st.builds(events.WantedListed, st.just(())),
    st.builds(events.OffersListed, st.sampled_from(((), (SNAPSHOT,))), st.none() | st.just((MissingPart(PART, 9),))),
    st.builds(events.PartKept, NUMBERS),
    st.builds(events.SnapshotUsed, NUMBERS, st.none() | st.just(LyingSnapshotError("state"))),
    st.sampled_from((events.Started(), events.Unwanted(), events.Cancelled())),
)
DISTURBANCES = st.lists(st.sampled_from(("next", "next", "next", "lost", "doubled", "swapped")) | NOISE, max_size=60)


def begin(around: Around, limits: Limits) -> tuple[State, list[do.Command]]:
    around.due.clear()
    around.parts, around.is_wanted = {}, True
    around.laptop.replica.kept.to_upload = []
    give_object(around.laptop, FixedRandom(f"file {next(around.numbers)}")(50_000))
    state = new_state(Core(Report(), limits, Pace(), is_stored=False), STAGES)
    return told(around, state, events.Started())


def told(around: Around, state: State, event: events.Event) -> tuple[State, list[do.Command]]:
    """Tell an engine an event, and carry out what it says."""
    state, commands = step(state, event)
    for command in commands:
        around.carry_out(command, state)
    return state, list(commands)


@settings(max_examples=examples(150))
@given(limits=LIMITS, disturbances=DISTURBANCES)
def test_whatever_happens_in_any_order_nothing_raises_and_nothing_unverified_or_beyond_the_budget_is_done(
    around: Around, limits: Limits, disturbances: list[events.Event | str]
) -> None:
    state, _ = begin(around, limits)

    for one in disturbances:
        if not isinstance(one, str):
            state, commands = told(around, state, one)
        elif not around.due:
            continue
        elif one == "swapped":
            around.due.append(around.due.pop(0))
            continue
        else:
            event = around.due[0] if one == "doubled" else around.due.pop(0)
            if one == "lost":
                continue
            was_finished = state.is_finished
            state, commands = told(around, state, event)
            assert not was_finished or not commands, "an engine that has ended does nothing more"
        assert commands[-1:] == [c for c in commands if isinstance(c, do.Finish)][-1:] or not state.is_finished


def test_undisturbed_it_asks_reads_sends_fetches_and_ends_without_an_error(around: Around) -> None:
    state, commands = begin(around, Limits())
    while not state.is_finished:
        state, more = told(around, state, around.due.pop(0))
        commands += more

    assert commands[-1] == do.Finish(None)
    kept = [one for each in commands if isinstance(each, do.Commit) for one in each.steps]
    brought = sum(len(one.entries) for one in kept if isinstance(one, NetworkStep | ContentStep))
    lacking = sum(map(len, around.log.values())) - around.laptop.replica.kept.view.standing.n
    assert brought == 2 * lacking > 120, "again after the snapshot, for nothing is written into this replica"
    assert sum(isinstance(each, do.SignSlice) for each in commands) == 3, "the question, and two slices"
    kept_bytes = b"".join(piece for each in commands if isinstance(each, do.Keep) for piece in each.pieces)
    assert kept_bytes == FILE + OTHER
    assert sum(isinstance(each, do.FetchList) for each in commands) == 2, "parts, and small files"
    assert sum(isinstance(each, do.UseSnapshot) for each in commands) == 1
    assert around.parts == PARTS


def test_the_same_events_make_the_same_commands(around: Around) -> None:
    """A seed replays a history only if nothing but the events decides."""
    state, commands = begin(around, Limits())
    heard: list[events.Event] = [events.Started()]
    while not state.is_finished:
        heard.append(around.due.pop(0))
        state, more = told(around, state, heard[-1])
        commands += more

    again = new_state(Core(Report(), Limits(), Pace(), is_stored=False), STAGES)
    replayed: list[do.Command] = []
    for event in heard:
        again, said = step(again, event)
        replayed += said

    assert replayed == commands
    assert again == state
