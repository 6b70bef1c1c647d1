"""One sync: *hello → exchanges → uploads → done*, stopping and going on anywhere.

Text goes before files, so that a small budget and a slow link carry words first (decision 0013).

The session holds no state of its own: what is still missing is read from the replica each time, so a killed sync has
nothing to repair. Must not know which carrier the endpoint is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from haversack_sync.client.answers import (
    AnswerReader,
    HeadStep,
    NetworkStep,
    StanzasStep,
    Step,
    joined,
)
from haversack_sync.client.conditions import Allowance, Conditions, Report, Stage
from haversack_sync.client.objects import ObjectCarrier
from haversack_sync.client.ports import FeedCursor, Outgoing, Replica
from haversack_sync.client.signing import RequestSigner
from haversack_sync.model.ids import NETWORK_FEED, FeedId
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint, exchange_line
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.limits import (
    ANSWER_SECONDS,
    FIRST_ANSWER_BYTES,
    KIB,
    MAX_ANSWER_BYTES,
    MAX_FRAME_BYTES,
    MAX_REQUEST_BYTES,
)
from haversack_sync.protocol.messages import NONCE_BYTES, ExchangeRequest, FrameSplitter, encode_message
from haversack_sync.protocol.requests import LANE_EXCHANGE, RequestAuth, request_hash

_PUSH_BYTES: Final = MAX_REQUEST_BYTES - 256 * KIB
_FRAMES_PER_COMMIT: Final = 8
_COMMIT_SECONDS: Final = 2.0
"""On a slow link eight frames may take minutes: a power cut must not cost them, nor people wait for them."""
_STANZA_BYTES: Final = 112
_NOTHING: Final = Outgoing((), (), b"")


@dataclass(slots=True)
class Session:
    """A sync of one replica with one endpoint.

    Attributes:
        replica: The vault.
        endpoint: The hub, by whatever carrier.
        conditions: Clock, randomness, budget.
        report: What was done so far.
        allowance: What may still be spent.
        objects: Moves files.
    """

    replica: Replica
    endpoint: SyncEndpoint
    conditions: Conditions
    report: Report = field(default_factory=Report)
    allowance: Allowance = field(init=False)
    objects: ObjectCarrier = field(init=False)
    _signer: RequestSigner = field(init=False)
    _answer_bytes: int = field(default=FIRST_ANSWER_BYTES, init=False)

    def __post_init__(self) -> None:
        self.allowance = Allowance(self.conditions, self.report)
        self._signer = RequestSigner(self.replica)
        self.objects = ObjectCarrier(self.replica, self.endpoint, self.allowance, self._signer)

    def run(self) -> Report:
        """Push what waits and pull what is new, until both sides agree or the budget is spent.

        Returns:
            The report; `is_complete` says whether more is to come.

        Raises:
            HubRefusal: The hub refuses, signed.
            LinkError: The link failed; everything verified before is kept.
            ProtocolError: Something else answered, or the hub is not honest; nothing unverified is kept.
        """
        while self.allowance.has_left():
            before = self.report.moved
            if self._signer.with_counter(LANE_EXCHANGE, self._exchange):
                self.report.is_complete = True
                break
            if self.report.moved == before:
                # Nothing came and nothing went: asking again would change nothing.
                break
        self.objects.send_pending()
        if not self.allowance.has_left() and not self.endpoint.is_stored and self.replica.pending_uploads():
            # The budget ended before the last file left. Files that a limit for files alone holds back are no part of
            # a whole sync.
            self.report.is_complete = False
        return self.report

    def _exchange(self) -> bool:
        """Do one exchange; tell whether nothing is left to do.

        Raises:
            As `run`.
        """
        # A frame of the answer must fit into the budget too, or there would be no receipt for what is sent.
        room = max(1, self.allowance.left(_PUSH_BYTES + MAX_FRAME_BYTES) - MAX_FRAME_BYTES)
        keys = self.replica.identity().keys
        outgoing = _NOTHING if self.endpoint.is_stored or keys is None else self.replica.hand_over(room)
        cursors = self.replica.cursors()
        view = self.replica.network()
        sent_bytes = sum(map(len, outgoing.envelopes)) + _STANZA_BYTES * len(outgoing.stanzas)
        request = ExchangeRequest(
            cursors=((0, view.standing.n), *((cursor.ordinal, cursor.standing.n) for cursor in cursors)),
            changes=outgoing.envelopes,
            answer_bytes=max(1, self.allowance.left(self._answer_bytes + sent_bytes) - sent_bytes),
            stanzas_after=self.replica.stanza_serial(),
            # Who looks around signs nothing: then this makes the request unique, and the head's answer belong to it.
            nonce=b"" if keys is not None else self.conditions.random(NONCE_BYTES),
            stanzas=outgoing.stanzas,
            profile=outgoing.profile,
            asks=outgoing.asks,
        )
        body = encode_message(request)
        auth = self._signer.sign(exchange_line(body), LANE_EXCHANGE) if keys is not None else None
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
        if not reader.is_complete or self.replica.identity().keys is None:
            return reader.is_complete
        left = self.replica.hand_over(_PUSH_BYTES)
        sent = set(outgoing.envelopes)
        return not left.stanzas and not left.profile and all(envelope in sent for envelope in left.envelopes)

    def _receive(self, reader: AnswerReader, body: bytes, auth: RequestAuth | None, outgoing: Outgoing) -> None:
        """Send a request and commit its answer as it arrives; what is verified is committed even on a cut."""
        started = committed = self.conditions.monotonic()
        splitter = FrameSplitter()
        received_before = self.report.received_bytes
        steps: list[Step] = []
        frames = 0
        try:
            for piece in self._counted(body, auth, outgoing):
                self.report.stage = Stage.TEXT
                for payload in splitter.feed(piece):
                    steps.extend(reader.read(payload))
                    self.report.targets = reader.lengths
                    frames += 1
                    now = self.conditions.monotonic()
                    if frames % _FRAMES_PER_COMMIT == 0 or now - committed >= _COMMIT_SECONDS:
                        self._commit(steps, outgoing, body)
                        committed = now
                self.conditions.tell(self.report)
                if self.conditions.is_cancelled():
                    break
        finally:
            self._commit(steps, outgoing, body)
        if not splitter.is_empty and not self.conditions.is_cancelled():
            raise LinkError("cut")
        if splitter.received_bytes == 0:
            raise LinkError("cut")
        self._grow(self.report.received_bytes - received_before, self.conditions.monotonic() - started)

    def _counted(self, body: bytes, auth: RequestAuth | None, outgoing: Outgoing) -> Iterator[bytes]:
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
        except Exception as error:
            # Whatever broke it: unless nobody was reached, the request may have left.
            if not isinstance(error, LinkError) or error.what != "no_connection":
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
        self.report.moved += sum(map(_weight, batch))
        self.conditions.tell(self.report)

    def _grow(self, received: int, seconds: float) -> None:
        """Ask for what the link carries in 20 seconds next time, at least the first size."""
        carried = received / max(seconds, 0.001) * ANSWER_SECONDS
        self._answer_bytes = int(min(MAX_ANSWER_BYTES, max(FIRST_ANSWER_BYTES, min(carried, self._answer_bytes * 4))))


def _weight(step: Step) -> int:
    """Count what a step moved: entries, keys, and own changes that are answered for good."""
    if isinstance(step, HeadStep):
        final = (ReceiptCode.ACCEPTED, ReceiptCode.FORBIDDEN, ReceiptCode.CLONED)
        return len(step.stanzas) + sum(1 for receipt in step.receipts if receipt.code in final)
    return len(step.stanzas) if isinstance(step, StanzasStep) else len(step.entries)


def _ordinals(cursors: Sequence[FeedCursor]) -> dict[int, FeedId]:
    return {0: NETWORK_FEED} | {cursor.ordinal: cursor.feed for cursor in cursors}
