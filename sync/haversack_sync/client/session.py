"""One sync: *hello → uploads → exchanges → done*, stopping and going on anywhere.

The session holds no state of its own: what is still missing is read from the replica each time, so a killed sync has
nothing to repair. Must not know which carrier the endpoint is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from haversack_sync.client.answers import (
    AnswerReader,
    HeadStep,
    NetworkStep,
    StanzasStep,
    Step,
    believed_refusal,
    joined,
)
from haversack_sync.client.ports import FeedCursor, Outgoing, Replica, Upload
from haversack_sync.model.ids import NETWORK_FEED, FeedId
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint, exchange_line
from haversack_sync.protocol.errors import HubRefusal, NotOurHubError
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import (
    ANSWER_SECONDS,
    FIRST_ANSWER_BYTES,
    KIB,
    MAX_ANSWER_BYTES,
    MAX_FRAME_BYTES,
    MAX_REQUEST_BYTES,
    MAX_UPLOAD_SLICE_BYTES,
)
from haversack_sync.protocol.messages import (
    ExchangeRequest,
    FrameSplitter,
    RefusalFrame,
    UploadedFrame,
    decode_frame,
    encode_message,
)
from haversack_sync.protocol.requests import (
    LANE_EXCHANGE,
    LANE_UPLOADS,
    RequestAuth,
    RequestLine,
    request_hash,
    sign_request,
)
from haversack_sync.protocol.uploads import check_uploaded, upload_line

_PUSH_BYTES: Final = MAX_REQUEST_BYTES - 256 * KIB
_FRAMES_PER_COMMIT: Final = 8
_MAX_COUNTER_RETRIES: Final = 2
_STANZA_BYTES: Final = 112
_ABOUT_THIS_FILE: Final = ("too_large", "bad_object")
_ABOUT_ALL_FILES: Final = ("upload_quota", "not_a_writer")
"""Refusals of uploads that say nothing against the rest of a sync."""
_LEAST_SLICE_BYTES: Final = 8 * KIB
_NOTHING: Final = Outgoing((), (), b"")
_Answer = TypeVar("_Answer")


@dataclass(slots=True)
class Report:
    """What a sync did, counted as it happens.

    Attributes:
        sent_bytes: HTTP body bytes up.
        received_bytes: HTTP body bytes down.
        applied: Entries that changed a record here.
        exchanges: Round trips.
        is_complete: Everything readable up to the hub's head is here and everything waiting was answered.
        refused_upload: Why the hub did not take a file; everything else went on.
        head_position: Where the hub's newest verified head stands; 0 before one came.
    """

    sent_bytes: int = 0
    received_bytes: int = 0
    applied: int = 0
    exchanges: int = 0
    is_complete: bool = False
    refused_upload: HubRefusal | None = None
    head_position: int = 0


@dataclass(frozen=True, slots=True)
class Conditions:
    """What surrounds a sync.

    Attributes:
        monotonic: Seconds that only grow, for measuring the link.
        random: Gives that many random bytes.
        budget_bytes: Bodies up and down together, or None for no limit; overshoot is at most about one frame.
        tell: Called after each commit with the report so far.
        is_cancelled: Asked between frames.
    """

    monotonic: Callable[[], float]
    random: Callable[[int], bytes]
    budget_bytes: int | None = None
    tell: Callable[[Report], None] = lambda report: None
    is_cancelled: Callable[[], bool] = lambda: False


@dataclass(slots=True)
class Session:
    """A sync of one replica with one endpoint.

    Attributes:
        replica: The vault.
        endpoint: The hub, by whatever carrier.
        conditions: Clock, randomness, budget.
        report: What was done so far.
    """

    replica: Replica
    endpoint: SyncEndpoint
    conditions: Conditions
    report: Report = field(default_factory=Report)
    _answer_bytes: int = field(default=FIRST_ANSWER_BYTES, init=False)
    _progress: int = field(default=0, init=False)

    def run(self) -> Report:
        """Push what waits and pull what is new, until both sides agree or the budget is spent.

        Returns:
            The report; `is_complete` says whether more is to come.

        Raises:
            HubRefusal: The hub refuses, signed.
            LinkError: The link failed; everything verified before is kept.
            ProtocolError: Something else answered, or the hub is not honest; nothing unverified is kept.
        """
        for upload in () if self.endpoint.is_stored else self.replica.pending_uploads():
            if not self.has_budget():
                return self.report
            try:
                self.upload(upload)
            except HubRefusal as refusal:
                if refusal.reason not in (*_ABOUT_THIS_FILE, *_ABOUT_ALL_FILES):
                    raise
                self.report.refused_upload = refusal
                if refusal.reason in _ABOUT_ALL_FILES:
                    break
        while self.has_budget():
            before = self._progress
            if self._with_counter(LANE_EXCHANGE, self._exchange):
                self.report.is_complete = True
                break
            if self._progress == before:
                # Nothing came and nothing went: asking again would change nothing.
                break
        return self.report

    def has_budget(self) -> bool:
        """Tell whether anything may still be spent."""
        spent = self.report.sent_bytes + self.report.received_bytes
        limit = self.conditions.budget_bytes
        return (limit is None or spent < limit) and not self.conditions.is_cancelled()

    def _left(self, most: int) -> int:
        """Return how many of at most so many bytes the budget leaves; 0 or less if it is spent."""
        if self.conditions.budget_bytes is None:
            return most
        return min(most, self.conditions.budget_bytes - self.report.sent_bytes - self.report.received_bytes)

    def _with_counter(self, lane: int, ask: Callable[[], _Answer]) -> _Answer:
        """Ask; where the hub has seen a higher counter (this vault is a restored copy), go above it and ask again.

        Raises:
            As `run`.
        """
        for _ in range(_MAX_COUNTER_RETRIES):
            try:
                return ask()
            except HubRefusal as refusal:
                if refusal.reason != "counter_too_low":
                    raise
                self.replica.raise_counter(lane, refusal.number)
        return ask()

    def _exchange(self) -> bool:
        """Do one exchange; tell whether nothing is left to do.

        Raises:
            As `run`.
        """
        # A frame of the answer must fit into the budget too, or there would be no receipt for what is sent.
        room = max(1, self._left(_PUSH_BYTES + MAX_FRAME_BYTES) - MAX_FRAME_BYTES)
        outgoing = _NOTHING if self.endpoint.is_stored else self.replica.hand_over(room)
        cursors = self.replica.cursors()
        view = self.replica.network()
        sent_bytes = sum(map(len, outgoing.envelopes)) + _STANZA_BYTES * len(outgoing.stanzas)
        request = ExchangeRequest(
            cursors=((0, view.standing.n), *((cursor.ordinal, cursor.standing.n) for cursor in cursors)),
            changes=outgoing.envelopes,
            answer_bytes=max(1, self._left(self._answer_bytes + sent_bytes) - sent_bytes),
            stanzas_after=self.replica.stanza_serial(),
            stanzas=outgoing.stanzas,
            profile=outgoing.profile,
        )
        body = encode_message(request)
        auth = self._sign(exchange_line(body), LANE_EXCHANGE)
        reader = AnswerReader(
            request,
            request_hash(auth, body),
            (NETWORK_FEED, *(cursor.feed for cursor in cursors)),
            view,
            {cursor.feed: cursor.standing for cursor in cursors},
            _ordinals(cursors),
            self.endpoint.is_stored,
        )
        self.report.exchanges += 1
        self._receive(reader, body, auth, outgoing)
        return self._is_done(reader, outgoing, known_feeds=len(cursors))

    def _is_done(self, reader: AnswerReader, outgoing: Outgoing, *, known_feeds: int) -> bool:
        """Another exchange is due while the answer was cut by its limit, more waits, or new feeds appeared."""
        if len(self.replica.cursors()) != known_feeds:
            return False
        if self.endpoint.is_stored:
            return True
        if not reader.is_complete:
            return False
        left = self.replica.hand_over(_PUSH_BYTES)
        sent = set(outgoing.envelopes)
        return not left.stanzas and not left.profile and all(envelope in sent for envelope in left.envelopes)

    def _receive(self, reader: AnswerReader, body: bytes, auth: RequestAuth, outgoing: Outgoing) -> None:
        """Send a request and commit its answer as it arrives; what is verified is committed even on a cut."""
        started = self.conditions.monotonic()
        splitter = FrameSplitter()
        received_before = self.report.received_bytes
        steps: list[Step] = []
        frames = 0
        try:
            for piece in self._counted(body, auth, outgoing):
                for payload in splitter.feed(piece):
                    steps.extend(reader.read(payload))
                    frames += 1
                    if frames % _FRAMES_PER_COMMIT == 0:
                        self._commit(steps, outgoing, body)
                if self.conditions.is_cancelled():
                    break
        finally:
            self._commit(steps, outgoing, body)
        if not splitter.is_empty and not self.conditions.is_cancelled():
            raise LinkError("cut")
        if splitter.received_bytes == 0:
            raise LinkError("cut")
        self._grow(self.report.received_bytes - received_before, self.conditions.monotonic() - started)

    def _counted(self, body: bytes, auth: RequestAuth, outgoing: Outgoing) -> Iterator[bytes]:
        """Ask, pass the pieces of the answer on, count bytes, and note once that the request has left this computer."""
        has_left = False

        def note() -> None:
            nonlocal has_left
            if not has_left and not self.endpoint.is_stored:
                self.report.sent_bytes += len(body)
                self.replica.left_computer(outgoing.envelopes)
            has_left = True

        try:
            for piece in self.endpoint.exchange(body, auth):
                note()
                self.report.received_bytes += len(piece)
                yield piece
        except LinkError as error:
            if error.what != "no_connection":
                note()
            raise

    def _commit(self, steps: list[Step], outgoing: Outgoing, body: bytes) -> None:
        """Commit verified steps in one transaction; the list is empty afterwards, whatever happened."""
        batch = list(steps)
        steps.clear()
        if not batch:
            return
        applied = 0
        with self.replica.transaction():
            for step in joined(batch):
                if isinstance(step, HeadStep):
                    self.replica.commit_head(step, outgoing, body)
                    self.report.head_position = step.head.position
                elif isinstance(step, NetworkStep):
                    self.replica.commit_network(step)
                elif isinstance(step, StanzasStep):
                    self.replica.commit_stanzas(step)
                else:
                    applied += self.replica.commit_content(step)
        self.report.applied += applied
        self._progress += sum(map(_weight, batch))
        self.conditions.tell(self.report)

    def _grow(self, received: int, seconds: float) -> None:
        """Ask for what the link carries in 20 seconds next time, at least the first size."""
        carried = received / max(seconds, 0.001) * ANSWER_SECONDS
        self._answer_bytes = int(min(MAX_ANSWER_BYTES, max(FIRST_ANSWER_BYTES, min(carried, self._answer_bytes * 4))))

    def _sign(self, line: RequestLine, lane: int) -> RequestAuth:
        keys = self.replica.identity().keys
        return sign_request(
            line,
            root=self.replica.network().root,
            device=keys.handle,
            lane=lane,
            counter=self.replica.take_counter(lane),
            signing_seed=keys.sign_seed,
        )

    def fetch(self, wanted: Upload) -> None:
        """Fetch an object from where it stopped; it counts as here only when its hash is right.

        Raises:
            As `run`.
        """
        offset = self.replica.object_offset(wanted.object_id)
        # All bytes may be here already, of a run that ended before their hash was checked.
        is_all = offset >= wanted.total
        is_limited = self.conditions.budget_bytes is not None
        length = max(_LEAST_SLICE_BYTES, self._left(wanted.total)) if is_limited else None
        pieces = iter(()) if is_all else self.endpoint.fetch_object(wanted.object_id, offset, length)
        self.replica.store_object(wanted, self._metered(pieces), offset)

    def _metered(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Count bytes of an object; end between two pieces where the budget ends."""
        for piece in pieces:
            self.report.received_bytes += len(piece)
            yield piece
            self.conditions.tell(self.report)
            if not self.has_budget():
                return

    def upload(self, upload: Upload) -> None:
        """Upload an object slice by slice from where the hub stands.

        Raises:
            As `run`.
        """
        # A short file is sent at once; of a long one the hub may hold a part, which is asked first.
        is_short = upload.total <= self._left(MAX_UPLOAD_SLICE_BYTES)
        first = self.replica.read_object(upload.object_id, 0, upload.total) if is_short else b""
        answer = self._slice(upload, 0, first)
        while not answer.complete and self.has_budget():
            offset, length = answer.received, max(_LEAST_SLICE_BYTES, self._left(MAX_UPLOAD_SLICE_BYTES))
            answer = self._slice(upload, offset, self.replica.read_object(upload.object_id, offset, length))
            if not answer.complete and answer.received <= offset:
                # Asking again would change nothing; the next sync begins where the hub stands then.
                return
        if answer.complete:
            self.replica.uploaded(upload.object_id)

    def _slice(self, upload: Upload, offset: int, piece: bytes) -> UploadedFrame:
        line = upload_line(upload.object_id, offset=offset, total=upload.total, slice_bytes=piece)
        return self._with_counter(LANE_UPLOADS, lambda: self._slice_once(upload, line))

    def _slice_once(self, upload: Upload, line: RequestLine) -> UploadedFrame:
        auth = self._sign(line, LANE_UPLOADS)
        raw = self.endpoint.upload(line, auth)
        self.report.sent_bytes += len(line.body)
        self.report.received_bytes += len(raw)
        view, hashed = self.replica.network(), request_hash(auth, line.body)
        frames = [decode_frame(payload) for payload in FrameSplitter().feed(raw)]
        frame = frames[0] if len(frames) == 1 else None
        if isinstance(frame, RefusalFrame):
            raise believed_refusal(frame, view, hashed)
        if not isinstance(frame, UploadedFrame):
            raise NotOurHubError("not an answer to an upload")
        check_uploaded(frame, upload.object_id, root=view.root, request=hashed, hub_key=view.authority.hub_sign_key)
        self.conditions.tell(self.report)
        return frame


def _weight(step: Step) -> int:
    """Count what a step moved: entries, keys, and own changes that are answered for good."""
    if isinstance(step, HeadStep):
        final = (ReceiptCode.ACCEPTED, ReceiptCode.FORBIDDEN, ReceiptCode.CLONED)
        return len(step.stanzas) + sum(1 for receipt in step.receipts if receipt.code in final)
    return len(step.stanzas) if isinstance(step, StanzasStep) else len(step.entries)


def _ordinals(cursors: Sequence[FeedCursor]) -> dict[int, FeedId]:
    return {0: NETWORK_FEED} | {cursor.ordinal: cursor.feed for cursor in cursors}
