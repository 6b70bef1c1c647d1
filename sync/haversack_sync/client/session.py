"""One sync: drives the engine over a replica and an endpoint, one event at a time.

Does what the engine's commands say and tells it what came of that; what is to be done next is the engine's alone. Must
not know which carrier the endpoint is, and must not decide anything.
"""

from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from haversack_sync.client import commands as do
from haversack_sync.client import events
from haversack_sync.client.answers import HeadStep, NetworkStep, OfferStep, StanzasStep, Step, joined
from haversack_sync.client.collecting import ListingOffers
from haversack_sync.client.conditions import Conditions, Report
from haversack_sync.client.engine import Core, Stage, State, new_state, step
from haversack_sync.client.exchanging import Looking
from haversack_sync.client.fetching import ListingWanted
from haversack_sync.client.pace import Pace
from haversack_sync.client.ports import Outgoing, Replica, Upload, WantedFiles
from haversack_sync.client.uploading import ListingUploads
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import EXCHANGE_TARGET, SyncEndpoint, exchange_line
from haversack_sync.protocol.errors import DigestError, LyingSnapshotError, SealError, WireError
from haversack_sync.protocol.messages import NONCE_BYTES
from haversack_sync.protocol.requests import (
    LANE_EXCHANGE,
    LANE_UPLOADS,
    RequestAuth,
    RequestLine,
    request_hash,
    request_proof,
    sign_request,
)
from haversack_sync.protocol.uploads import upload_line

_BEFORE_SPENDING: Final = (
    events.Arrived,
    events.Observed,
    events.OffersListed,
    events.UploadsListed,
    events.WantedListed,
    events.Signed,
)
"""Events after which bytes may pass: limits are asked for at these and not more often, for they may lie on a disk."""
_UNUSABLE: Final = (DigestError, LyingSnapshotError, SealError, WireError)
"""What may be wrong with a snapshot when it is used."""
_NOTHING: Final = Outgoing((), (), b"")


@dataclass(slots=True)
class Session:
    """Meetings of one replica with one endpoint.

    It keeps what was counted and how much the link carries, nothing else: what is missing is read from the replica each
    time, so a sync that was killed has nothing to repair.

    Attributes:
        replica: The vault.
        endpoint: The hub, by whatever carrier.
        conditions: Clock, randomness, limits.
        report: What was done so far.
        pace: How much is asked for at once.
    """

    replica: Replica
    endpoint: SyncEndpoint
    conditions: Conditions
    report: Report = field(default_factory=Report)
    pace: Pace = field(default_factory=Pace)

    def run(self) -> Report:
        """Push what waits and pull what is new, until both sides agree or the budget is spent; then send files.

        Snapshots that the hub offers in the place of entries are collected on the way.

        Returns:
            The report; `is_complete` says whether more is to come.

        Raises:
            HubRefusal: The hub refuses, signed.
            LinkError: The link failed; everything verified before is kept.
            ProtocolError: Something else answered, or the hub is not honest; nothing unverified is kept.
        """
        self.report = replace(self.report, is_complete=False)
        return self._drive((Looking(), ListingOffers(), ListingUploads()))

    def fetch(self, files: WantedFiles) -> Report:
        """Fetch the files that somebody asks for, each from where it stopped; one that cannot be had keeps none back.

        Returns:
            The report; `missing_files` says how many of them the hub does not have (yet).

        Raises:
            DigestError: What arrived is not the file; it was dropped, and the others were fetched.
            LinkError: The link failed; what arrived is kept.
        """
        return self._drive((ListingWanted(),), files)

    def count(self, *, sent: int = 0, received: int = 0, moved: int = 0) -> None:
        """Count bytes of bodies that passed beside its own, and what got on for good by them."""
        report = self.report
        self.report = replace(
            report,
            sent_bytes=report.sent_bytes + sent,
            received_bytes=report.received_bytes + received,
            moved=report.moved + moved,
        )

    def _drive(self, stages: tuple[Stage, ...], files: WantedFiles | None = None) -> Report:
        core = Core(self.report, self.conditions.limits(), self.pace, self.endpoint.is_stored)
        drive = _Drive(self, new_state(core, stages), files)
        try:
            drive.to_its_end()
        finally:
            self.report, self.pace = drive.state.core.report, drive.state.core.pace
            self.conditions.tell(self.report)
        return self.report


class _Drive:
    """One run of the engine: what is to be done, and what is arriving."""

    def __init__(self, session: Session, state: State, files: WantedFiles | None) -> None:
        self.state = state
        self._session, self._files = session, files
        self._replica, self._endpoint, self._conditions = session.replica, session.endpoint, session.conditions
        self._to_do: deque[do.Command] = deque()
        self._signed: tuple[RequestLine, RequestAuth | None] | None = None
        self._sent_by: RequestAuth | None = None
        self._arriving: Iterator[bytes] | None = None
        self._fetching: ObjectId | None = None
        self._is_over = False

    def to_its_end(self) -> None:
        """Go on until the engine says that it is over.

        Raises:
            As `Session.run` and `Session.fetch`; also what the replica raises.
        """
        self._happened(events.Started())
        try:
            while not self._is_over:
                if self._to_do:
                    self._carry_out(self._to_do.popleft())
                else:
                    self._listen()
        finally:
            self._hang_up()

    def _happened(self, event: events.Event) -> None:
        """Tell the engine, and before it what people have decided meanwhile."""
        core = self.state.core
        if not core.is_cancelled and self._conditions.is_cancelled():
            self._step(events.Cancelled())
        elif isinstance(event, _BEFORE_SPENDING) and (limits := self._conditions.limits()) != core.limits:
            self._step(events.LimitsChanged(limits))
        self._step(event)

    def _step(self, event: events.Event) -> None:
        self.state, commands = step(self.state, event)
        self._to_do += commands
        self._session.report, self._session.pace = self.state.core.report, self.state.core.pace

    def _listen(self) -> None:
        """Wait for the next piece of what is arriving.

        Raises:
            RuntimeError: Nothing is arriving and nothing is to be done: the engine forgot to go on.
        """
        if self._arriving is None:
            raise RuntimeError("the engine waits for nothing")
        if self._fetching is not None and self._files is not None and not self._files.is_wanted(self._fetching):
            self._happened(events.Unwanted())
            return
        try:
            piece = next(self._arriving, None)
        except BaseException as error:  # noqa: BLE001 - what is verified is kept before it is raised, whatever it is
            self._arriving = None
            self._happened(events.Lost(error))
            return
        now = self._conditions.monotonic()
        if piece is None:
            self._arriving = None
            self._happened(events.Ended(now))
        else:
            self._happened(events.Arrived(piece, now) if piece else events.Ticked(now))

    def _hang_up(self) -> None:
        arriving, self._arriving = self._arriving, None
        if isinstance(arriving, Generator):
            arriving.close()

    def _carry_out(self, command: do.Command) -> None:
        match command:
            case do.Tell():
                self._conditions.tell(self.state.core.report)
            case do.Finish(error):
                self._is_over = True
                if error is not None:
                    raise error
            case do.HangUp():
                self._hang_up()
            case do.SignExchange(body):
                self._sign(exchange_line(body), LANE_EXCHANGE)
            case do.SignSlice(upload, offset, length):
                piece = self._replica.read_object(upload.object_id, offset, length) if length else b""
                line = upload_line(upload.object_id, offset=offset, total=upload.total, slice_bytes=piece)
                self._sign(line, LANE_UPLOADS)
            case do.Send():
                self._fetching, self._arriving = None, self._answer()
            case do.Fetch(object_id, offset, length):
                self._fetching, self._arriving = object_id, self._object(object_id, offset, length)
            case do.FetchList(body):
                self._fetching, self._arriving = None, self._objects(body)
            case _:
                self._use_replica(command)

    def _sign(self, line: RequestLine, lane: int) -> None:
        """Sign a request with the next counter; who has no keys sends it unsigned."""
        keys = self._replica.identity().keys
        auth = None
        if keys is not None:
            root, counter = self._replica.network().root, self._replica.take_counter(lane)
            auth = sign_request(
                line, root=root, device=keys.handle, lane=lane, counter=counter, signing_seed=keys.sign_seed
            )
        self._signed = (line, auth)
        self._happened(events.Signed(request_hash(auth, line.body), len(line.body), self._conditions.monotonic()))

    def _answer(self) -> Iterator[bytes]:
        """Send what was signed last; nothing happens before the first piece is asked for."""
        if self._signed is None:
            return
        (line, auth), self._signed = self._signed, None
        self._sent_by = auth
        if line.target == EXCHANGE_TARGET:
            yield from self._endpoint.exchange(line.body, auth)
        elif auth is not None:
            yield self._endpoint.upload(line, auth)

    def _object(self, object_id: ObjectId, offset: int, length: int | None) -> Iterator[bytes]:
        yield from self._endpoint.fetch_object(object_id, offset, length)

    def _objects(self, body: bytes) -> Iterator[bytes]:
        yield from self._endpoint.fetch_objects(body)

    def _use_replica(self, command: do.Errand | do.Collecting) -> None:
        """Read from the replica or write into it; each command is one transaction."""
        replica = self._replica
        match command:
            case do.Observe(push_bytes):
                self._happened(events.Observed(self._known(push_bytes)))
            case do.Commit(steps, outgoing, body):
                self._happened(events.Committed(steps, self._commit(steps, outgoing, body)))
            case do.NoteLeft(envelopes):
                replica.left_computer(envelopes)
            case do.RaiseCounter(lane, highest):
                replica.raise_counter(lane, highest)
            case do.NoteLost():
                replica.hub_has_lost()
            case do.ListUploads():
                has_keys = replica.identity().keys is not None
                uploads = tuple(replica.pending_uploads())
                self._happened(events.UploadsListed(has_keys, replica.network(), uploads))
            case do.NoteUploaded(object_id):
                replica.uploaded(object_id)
            case do.ListWanted():
                self._happened(self._listed())
            case do.Keep(file, offset, pieces):
                self._happened(events.Kept(file.object_id, self._kept(file, offset, pieces)))
            case _:
                self._use_snapshots(command)

    def _use_snapshots(self, command: do.Collecting) -> None:
        """Look at the snapshots that are being collected or write into them; each command is one transaction."""
        snapshots = self._replica.snapshots()
        match command:
            case do.ListOffers():
                self._happened(self._offers())
            case do.KeepPart(snapshot, object_id, data):
                snapshots.keep(snapshot, object_id, data)
                self._happened(events.PartKept(len(data)))
            case do.KeepBegun(snapshot, object_id, data):
                snapshots.keep_begun(snapshot, object_id, data)
                self._happened(events.PartKept(len(data)))
            case do.KeepWaiting(snapshot, waiting):
                snapshots.keep_waiting(snapshot, waiting)
            case do.GiveUp(snapshot, why):
                snapshots.give_up(snapshot, why)
            case do.UseSnapshot(snapshot):
                try:
                    used = events.SnapshotUsed(snapshots.use(snapshot))
                except _UNUSABLE as error:
                    used = events.SnapshotUsed(error=error)
                self._happened(used)

    def _offers(self) -> events.OffersListed:
        snapshots, now = self._replica.snapshots(), self._conditions.monotonic()
        offers = tuple(snapshots.offered())
        if not offers:
            return events.OffersListed((), (), now)
        try:
            return events.OffersListed(offers, tuple(snapshots.missing(offers[0])), now)
        except WireError:
            return events.OffersListed(offers, None, now)

    def _listed(self) -> events.WantedListed:
        files, now = self._files, self._conditions.monotonic()
        if files is None:
            return events.WantedListed((), now=now)
        return events.WantedListed(tuple(map(self._wanted, files.wanted())), files.free_bytes(), now)

    def _wanted(self, file: Upload) -> events.Wanted:
        offset, end = self._replica.object_offset(file.object_id), self._replica.object_end(file.object_id)
        return events.Wanted(file, offset, end)

    def _known(self, push_bytes: int) -> events.Known:
        replica, has_keys = self._replica, self._replica.identity().keys is not None
        # First: where this profile was copied, it may become another device by handing over.
        outgoing = replica.hand_over(push_bytes) if has_keys and not self._endpoint.is_stored else _NOTHING
        return events.Known(
            has_keys,
            replica.network(),
            tuple(replica.cursors()),
            replica.stanza_serial(),
            outgoing,
            b"" if has_keys else self._conditions.random(NONCE_BYTES),
        )

    def _commit(self, steps: tuple[Step, ...], outgoing: Outgoing, body: bytes) -> int:
        """Keep verified steps in one transaction; return how many entries changed a record."""
        applied = 0
        with self._replica.transaction():
            for one in joined(steps):
                if isinstance(one, HeadStep):
                    proof = request_proof(self._sent_by, body) if self._sent_by is not None else b""
                    self._replica.commit_head(one, outgoing, proof)
                elif isinstance(one, NetworkStep):
                    self._replica.commit_network(one)
                elif isinstance(one, StanzasStep):
                    self._replica.commit_stanzas(one)
                elif isinstance(one, OfferStep):
                    self._replica.commit_offer(one)
                else:
                    applied += self._replica.commit_content(one)
        return applied

    def _kept(self, file: Upload, offset: int, pieces: tuple[bytes, ...]) -> DigestError | None:
        """Keep bytes of a wanted file; return what was wrong with those that were not kept."""
        try:
            self._replica.store_object(file, iter(pieces), offset)
        except DigestError as error:
            return error
        if self._files is not None:
            self._files.arrived(file.object_id)
        return None
