"""The stage of exchanges: changes go up, entries come down, until both sides agree or the budget is spent.

Looks at the replica, asks for what is missing, reads the answer frame by frame, and looks again. Pure, see `engine`.
"""

from dataclasses import dataclass, replace
from typing import Final

import msgspec

from haversack_sync.client import commands as do
from haversack_sync.client.answer_reader import AnswerReader, UnprovenShortError
from haversack_sync.client.answers import Step
from haversack_sync.client.conditions import Stage as Told
from haversack_sync.client.engine import Core, Turn
from haversack_sync.client.events import Arrived, Cancelled, Ended, Event, Known, Lost, Observed, Signed, Ticked
from haversack_sync.client.listening import BREAKS, heard
from haversack_sync.client.ports import Outgoing
from haversack_sync.model.ids import NETWORK_FEED
from haversack_sync.protocol import sealing
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import DigestError, HubRefusal, ProtocolError
from haversack_sync.protocol.frame_stream import frame_length, next_frame
from haversack_sync.protocol.limits import MAX_FRAME_BYTES
from haversack_sync.protocol.messages import ExchangeRequest, encode_message
from haversack_sync.protocol.requests import LANE_EXCHANGE

FRAMES_PER_COMMIT: Final = 8
COMMIT_SECONDS: Final = 2.0
"""On a slow link eight frames may take minutes: a power cut must not cost them, nor people wait for them."""
MAX_COUNTER_RETRIES: Final = 2
MAX_HELD_BACK_RETRIES: Final = 2
"""Answers that a cut ended before their first byte: perhaps something holds them back, and smaller ones pass."""


@dataclass(frozen=True, slots=True)
class Last:
    """The exchange before this look at the replica.

    Attributes:
        answered: The changes of which its receipts say something; the hub may have looked at some only.
        tried: Hashes of all changes that this sync brought so far.
        known_feeds: How many feeds were known then.
        is_complete: Whether everything that its head spoke of arrived.
        moved: What had moved before it.
    """

    answered: frozenset[bytes]
    tried: frozenset[bytes]
    known_feeds: int
    is_complete: bool
    moved: int


@dataclass(frozen=True, slots=True)
class Tries:
    """How often the same was asked again: because of a counter, because nothing came.

    Attributes:
        counter: Because the hub has seen a higher one.
        held_back: Because nothing came.
        is_network_only: Because a feed was refused: what changed our rights stands in `network`.
        is_comparing: Because a short answer was not signed for what is here: where the hub's feeds stand is asked for.
        has_compared: Whether that was asked, and the hub has no other history as far as it said.
        is_hub: Whether what answered then was this network's hub.
    """

    counter: int = 0
    held_back: int = 0
    is_network_only: bool = False
    is_comparing: bool = False
    has_compared: bool = False
    is_hub: bool = False


@dataclass(frozen=True, slots=True)
class Looking:
    """The replica is looked at: is there anything left to do?"""

    last: Last | None = None
    tries: Tries = Tries()

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        return Turn(core, self, (_observe(core),)) if core.may_go_on else Turn(core, None)

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        if isinstance(event, Cancelled):
            return Turn(core, None)
        if not isinstance(event, Observed):
            return Turn(core, self)
        if self.last is not None:
            if _is_done(self.last, event.known, is_stored=core.is_stored):
                is_whole = not event.known.is_collecting
                return Turn(core.reporting(replace(core.report, is_complete=is_whole)), None)
            tried = self.last.tried
            is_new = any(sealing.sha256(envelope) not in tried for envelope in event.known.outgoing.envelopes)
            if core.report.moved == self.last.moved and not is_new:
                # Nothing came and nothing went, and nothing waits that was not sent: asking again would change nothing.
                return Turn(core, None)
        if not core.may_go_on:
            return Turn(core, None)
        asking = _asking(core, event.known, self.tries)
        asking = replace(asking, tried=self.last.tried if self.last else frozenset())
        return Turn(core, asking, (do.SignExchange(asking.body),))


@dataclass(frozen=True, slots=True)
class Asking:
    """A request is made and not sent yet."""

    known: Known
    request: ExchangeRequest
    body: bytes
    tries: Tries
    tried: frozenset[bytes] = frozenset()

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        return Turn(core, self, (do.SignExchange(self.body),))

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        if isinstance(event, Cancelled):
            return Turn(core, None)
        if isinstance(event, Lost):
            return Turn(core, None, error=event.error)
        if not isinstance(event, Signed):
            return Turn(core, self)
        cursors = self.known.asked
        reader = AnswerReader(
            self.request,
            event.request_hash,
            (NETWORK_FEED, *(cursor.feed for cursor in cursors)),
            self.known.view,
            {cursor.feed: cursor.standing for cursor in cursors},
            {0: NETWORK_FEED} | {cursor.ordinal: cursor.feed for cursor in cursors},
            core.is_stored,
        )
        core = core.reporting(replace(core.report, exchanges=core.report.exchanges + 1))
        reading = Reading(self, reader, started=event.now, committed=event.now, moved=core.report.moved)
        return Turn(core, reading, (do.Send(),))


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer is arriving.

    Attributes:
        asked: What was asked.
        reader: What is verified of the answer.
        started: When the request left, seconds.
        committed: When something was committed last, seconds.
        moved: What had moved before this exchange.
        received: Bytes of the answer so far.
        buffer: The beginning of a frame that is not whole yet.
        frames: How many frames were read.
        steps: What is verified and not committed yet.
        has_left: Whether it is noted that the request left.
        refusal: What the hub says instead of an answer.
    """

    asked: Asking
    reader: AnswerReader
    started: float
    committed: float
    moved: int
    received: int = 0
    buffer: bytes = b""
    frames: int = 0
    steps: tuple[Step, ...] = ()
    has_left: bool = False
    refusal: HubRefusal | None = None

    def begin(self, core: Core) -> Turn:
        """See `engine.Stage`."""
        return Turn(core, self)

    def on(self, core: Core, event: Event) -> Turn:
        """See `engine.Stage`."""
        return heard(self, core, event)

    def cancelled(self, core: Core) -> Turn:
        """See `listening.Listener`."""
        core, left = self._leaving(core)
        return Turn(core, None, (*left, *self.to_commit(), do.HangUp()))

    def arrived(self, core: Core, event: Arrived) -> Turn:
        """See `listening.Listener`."""
        core, left = self._leaving(core.counting(received=len(event.piece)))
        if not self.received:
            pushed = sum(map(len, self.asked.request.changes))
            core = replace(core, pace=core.pace.push_taken(pushed, event.now - self.started))
        if self.refusal is not None:
            # A refusal is a whole answer; whatever comes behind it is not waited for.
            return self._refused(core, self.refusal, (do.HangUp(),))
        come = replace(self, has_left=True, received=self.received + len(event.piece), buffer=self.buffer + event.piece)
        reading, commits, error = come.reading_on(event.now)
        core = core.reporting(replace(core.report, stage=Told.TEXT, targets=reading.reader.lengths))
        commands = (*left, *commits)
        if isinstance(error, HubRefusal):
            # Its end is waited for, so that the connection can be used again.
            return Turn(core, replace(reading, refusal=error, buffer=b""), commands)
        if error is not None:
            commands, tries = (*commands, *reading.to_commit(), do.HangUp()), self.asked.tries
            may_compare = not (tries.is_comparing or tries.has_compared)
            if isinstance(error, UnprovenShortError) and may_compare and core.may_go_on:
                return Turn(core, Looking(tries=replace(tries, is_comparing=True)), (*commands, _observe(core)))
            return Turn(core, None, commands, _as_known(error, tries))
        if reading.is_enough(core, before=self.frames, piece_bytes=len(event.piece)):
            commands = (*commands, *reading.to_commit(), do.HangUp(), do.Tell(), _observe(core))
            return Turn(core, reading.after(), commands)
        return Turn(core, reading, (*commands, do.Tell()))

    def reading_on(self, now: float) -> tuple["Reading", tuple[do.Command, ...], ProtocolError | None]:
        """Verify the frames that are whole: all before the first that does not verify count."""
        reading, commands = self, list[do.Command]()
        error: ProtocolError | None = None
        try:
            while (found := next_frame(reading.buffer)) is not None:
                reader, steps = reading.reader.read(found[0])
                reading = replace(
                    reading, reader=reader, buffer=found[1], frames=reading.frames + 1, steps=reading.steps + steps
                )
                if reading.frames % FRAMES_PER_COMMIT == 0:
                    commands += reading.to_commit()
                    reading = replace(reading, steps=(), committed=now)
        except ProtocolError as wrong:
            error = wrong
        if now - reading.committed >= COMMIT_SECONDS:
            commands += reading.to_commit()
            reading = replace(reading, steps=(), committed=now)
        return reading, tuple(commands), error

    def is_enough(self, core: Core, *, before: int, piece_bytes: int) -> bool:
        """Tell whether the budget ends here, with more to come.

        The frame in which it ended may come whole, since a part of one is of no use; and as a head alone brings few
        on, one frame after it is waited for, unless both together would pass the budget by more than a frame.

        Args:
            core: What all stages share, with the last piece counted.
            before: How many frames had been read before that piece.
            piece_bytes: How long it was.
        """
        left = core.left(1)
        if left > 0 or self.reader.is_complete:
            return False
        was_spent = left + piece_bytes <= 0
        is_whole = not self.buffer or (was_spent and self.frames > before)
        to_come = max(0, frame_length(self.buffer) - len(self.buffer))
        is_too_much = self.frames > 0 and to_come - left > MAX_FRAME_BYTES
        return is_too_much or (is_whole and self.frames > 1)

    def ticked(self, core: Core, event: Ticked) -> Turn:
        """See `listening.Listener`: what is verified is not kept at the end of a stall only."""
        if not self.steps or event.now - self.committed < do.SILENT_SECONDS:
            return Turn(core, self)
        return Turn(core, replace(self, steps=(), committed=event.now), (*self.to_commit(), do.Tell()))

    def ended(self, core: Core, event: Ended) -> Turn:
        """See `listening.Listener`."""
        if self.refusal is not None:
            return self._refused(core, self.refusal, ())
        if self.buffer or not self.received:
            return self.lost(core, LinkError("cut"))
        core = replace(core, pace=core.pace.answered(self.received, event.now - self.started))
        return Turn(core, self.after(), (*self.to_commit(), do.Tell(), _observe(core)))

    def lost(self, core: Core, error: BaseException) -> Turn:
        """See `listening.Listener`."""
        what = error.what if isinstance(error, LinkError) else ""
        left: tuple[do.Command, ...] = ()
        if not isinstance(error, LinkError) or error.may_have_left:
            # Whatever broke it: unless nobody was reached, the request may have left.
            core, left = self._leaving(core)
        if self.refusal is not None:
            return self._refused(core, self.refusal, left)
        if what in BREAKS:
            pace = core.pace if self.received else core.pace.push_lost()
            core = replace(core, pace=pace.cut(self.received))
        commands, tries = (*left, *self.to_commit()), self.asked.tries
        if what == "cut" and not self.received and tries.held_back < MAX_HELD_BACK_RETRIES and core.may_go_on:
            again = Looking(tries=replace(tries, held_back=tries.held_back + 1))
            return Turn(core, again, (*commands, _observe(core)))
        return Turn(core, None, commands, error)

    def _refused(self, core: Core, refusal: HubRefusal, commands: tuple[do.Command, ...]) -> Turn:
        """End with what the hub says; where it has seen a higher counter (this is a restored copy), go above it."""
        commands, tries = (*commands, *self.to_commit()), self.asked.tries
        if refusal.reason == "counter_too_low" and tries.counter < MAX_COUNTER_RETRIES:
            again = Looking(tries=replace(tries, counter=tries.counter + 1))
            higher = do.RaiseCounter(LANE_EXCHANGE, refusal.number)
            return Turn(core, again, (*commands, higher, _observe(core)))
        if refusal.reason == "forbidden_feed" and not tries.is_network_only:
            again = Looking(tries=replace(tries, is_network_only=True))
            return Turn(core, again, (*commands, _observe(core)))
        if refusal.reason == "hub_behind":
            commands = (*commands, do.NoteLost())
        return Turn(core, None, commands, refusal)

    def _leaving(self, core: Core) -> tuple[Core, tuple[do.Command, ...]]:
        """Note once that the request has left this computer."""
        if self.has_left or core.is_stored:
            return core, ()
        return core.counting(sent=len(self.asked.body)), (do.NoteLeft(self.asked.known.outgoing.envelopes),)

    def to_commit(self) -> tuple[do.Command, ...]:
        """Say what keeps what is verified and not kept yet."""
        return (do.Commit(self.steps, self.asked.known.outgoing, self.asked.body),) if self.steps else ()

    def after(self) -> Looking:
        """Return the next look at the replica; after a comparison what was asked before is asked again."""
        tries = self.asked.tries
        if tries.is_comparing:
            is_hub = self.reader.head is not None
            return Looking(tries=replace(tries, is_comparing=False, has_compared=True, is_hub=is_hub))
        return Looking(self.last())

    def last(self) -> Last:
        """Return what the next look at the replica compares with."""
        known = self.asked.known
        tried = self.asked.tried.union(map(sealing.sha256, known.outgoing.envelopes))
        return Last(self.reader.answered(), tried, len(known.asked), self.reader.is_complete, self.moved)


def _as_known(error: ProtocolError, tries: Tries) -> ProtocolError:
    """Name what stopped an answer: once the hub said where it stands, no stranger answers a short one in its place."""
    if isinstance(error, UnprovenShortError) and tries.is_hub:
        return DigestError("a short answer for another history")
    return error


def _observe(core: Core) -> do.Observe:
    """Look at the replica, and hand over what the budget leaves room for.

    A frame of the answer must fit into the budget too, or there would be no receipt for what is sent.
    """
    return do.Observe(max(1, core.left(core.pace.push_bytes + MAX_FRAME_BYTES) - MAX_FRAME_BYTES))


def _asking(core: Core, known: Known, tries: Tries) -> Asking:
    if tries.is_network_only:
        known = replace(known, cursors=())
    if tries.is_comparing:
        return _comparing(known, tries)
    outgoing = known.outgoing
    request = ExchangeRequest(
        cursors=((0, known.view.standing.n), *((cursor.ordinal, cursor.standing.n) for cursor in known.asked)),
        changes=outgoing.envelopes,
        answer_bytes=core.pace.answer_bytes,
        stanzas_after=known.stanza_serial,
        # Who looks around signs nothing: then this makes the request unique, and the head's answer belong to it.
        nonce=b"" if known.has_keys else known.nonce,
        stanzas=outgoing.stanzas,
        profile=outgoing.profile,
        asks=outgoing.asks,
        frame_bytes=core.pace.frame_bytes,
        snapshots=tuple(cursor.ordinal for cursor in known.asked if cursor.takes_snapshot),
        era=known.view.era if known.view.standing.n else 0,
        known_to=max(known.view.standing.position, *(cursor.standing.position for cursor in known.asked), 0),
    )
    body = encode_message(request)
    if core.limits.budget_bytes is not None:
        # The request counts too; written with a smaller number it is no longer.
        left = core.left(core.pace.answer_bytes + len(body)) - len(body)
        request = msgspec.structs.replace(request, answer_bytes=max(1, left))
        body = encode_message(request)
    return Asking(known, request, body, tries)


def _comparing(known: Known, tries: Tries) -> Asking:
    """Ask where the hub's feeds stand: with an entry to bring and no room for it, its answer is a long one.

    Nothing is handed over: what the first request brought has its answer another time.
    """
    known = replace(known, outgoing=Outgoing((), (), b""))
    ends = ((0, known.view.standing.n), *((cursor.ordinal, cursor.standing.n) for cursor in known.asked))
    request = ExchangeRequest(
        cursors=tuple((ordinal, max(0, n - 1)) for ordinal, n in ends),
        answer_bytes=1,
        stanzas_after=known.stanza_serial,
        nonce=b"" if known.has_keys else known.nonce,
    )
    return Asking(known, request, encode_message(request), tries)


def _is_done(last: Last, known: Known, *, is_stored: bool) -> bool:
    """Another exchange is due while the answer was cut by its limit, more waits, or new feeds appeared."""
    if len(known.asked) != last.known_feeds:
        return False
    if is_stored:
        return True
    if not last.is_complete or not known.has_keys:
        return last.is_complete
    left: Outgoing = known.outgoing
    return not left.stanzas and not left.profile and all(envelope in last.answered for envelope in left.envelopes)
