"""A plain reader of a hub's answers: signs requests, checks every signature and digest, keeps what came.

Written from the protocol alone, without the client, so that the hub's tests do not trust the other half of the program.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from haversack_sync.model.authority import FIRST_ERA
from haversack_sync.model.ids import NETWORK_FEED, FeedId, ObjectId, Position
from haversack_sync.protocol import frame_stream, messages, uploads
from haversack_sync.protocol.endpoint import SyncEndpoint, exchange_line
from haversack_sync.protocol.entries import Entry, Standing, chain, first_digest, verify_mark
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import DigestError, HubRefusal, WireError
from haversack_sync.protocol.head import (
    Head,
    HeadContext,
    Receipt,
    feeds_digest,
    keys_digest,
    receipts_digest,
    refusal_message,
    verify_head,
)
from haversack_sync.protocol.messages import Ask, ExchangeRequest, Stanza, decode_frame, encode_message
from haversack_sync.protocol.network import era_body
from haversack_sync.protocol.receipts import decode_receipts
from haversack_sync.protocol.requests import LANE_EXCHANGE, LANE_UPLOADS, RequestAuth, request_hash, sign_request
from haversack_sync.protocol.sealing import verifies
from tests.simulation.world import Author


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer.

    Attributes:
        head: The head.
        receipts: One for each change looked at.
        entries: New entries of each ordinal.
        stanzas: Keys for who asked.
        stanza_serial: Serial of the newest.
        frame_bytes: Length of each frame, in order.
        is_short: Whether all was in one frame.
        is_whole: Whether each feed was brought to where the head says.
    """

    head: Head
    receipts: tuple[Receipt, ...]
    entries: Mapping[int, tuple[Entry, ...]]
    stanzas: tuple[Stanza, ...]
    stanza_serial: int
    frame_bytes: tuple[int, ...]
    is_short: bool
    is_whole: bool


@dataclass(slots=True)
class Asker:
    """Somebody who syncs with a hub and remembers where each feed stands.

    Attributes:
        endpoint: The hub.
        root: The network's fingerprint.
        hub_key: The hub's signing key.
        author: Whose key signs, or None.
        feeds: Handle of each ordinal that it follows.
        standings: Where each stands.
        entries: All entries of each.
        counters: Highest counter of each lane.
        nonces: Makes nonces where no counter makes a request unique.
        eras: Positions of the entries that began eras, with their numbers.
    """

    endpoint: SyncEndpoint
    root: bytes
    hub_key: bytes
    author: Author | None = None
    feeds: dict[int, FeedId] = field(default_factory=lambda: {0: NETWORK_FEED})
    standings: dict[int, Standing] = field(default_factory=dict)
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    counters: dict[int, int] = field(default_factory=dict)
    nonces: int = 0
    eras: dict[int, int] = field(default_factory=dict)

    @property
    def signer(self) -> Author:
        """Whose key signs.

        Raises:
            ValueError: Nobody's.
        """
        if self.author is None:
            raise ValueError("nobody signs")
        return self.author

    def ask(
        self,
        changes: Sequence[bytes] = (),
        *,
        ordinals: Sequence[int] | None = None,
        answer_bytes: int = 0,
        frame_bytes: int = 0,
        stanzas: Sequence[Stanza] = (),
        stanzas_after: int = 0,
        profile: bytes = b"",
        with_nonce: bool | None = None,
        with_counter: bool = True,
        asks: Sequence[Ask] = (),
    ) -> Answer:
        """Do one exchange, verify all of its answer, and keep what came.

        Raises:
            HubRefusal: The hub refused, and signed that.
            ProtocolError: The answer is not what it should be.
        """
        asked = tuple(self.feeds if ordinals is None else ordinals)
        nonce = (self.author is None) if with_nonce is None else with_nonce
        self.nonces += 1
        request = ExchangeRequest(
            cursors=tuple((ordinal, self.standing(ordinal).n) for ordinal in asked),
            changes=tuple(changes),
            answer_bytes=answer_bytes,
            stanzas_after=stanzas_after,
            nonce=self.nonces.to_bytes(16, "big") if nonce else b"",
            stanzas=tuple(stanzas),
            profile=profile,
            frame_bytes=frame_bytes,
            asks=tuple(asks),
        )
        body = encode_message(request)
        auth = self.sign_exchange(body, with_counter=with_counter) if self.author else None
        return self.read(self.endpoint.exchange(body, auth), body, auth)

    def sign_exchange(self, body: bytes, *, with_counter: bool = True) -> RequestAuth:
        """Sign an exchange with the next counter."""
        signer = self.signer
        counter = 0
        if with_counter:
            counter = self.counters[LANE_EXCHANGE] = self.counters.get(LANE_EXCHANGE, 0) + 1
        return sign_request(
            exchange_line(body),
            root=self.root,
            device=signer.handle,
            lane=LANE_EXCHANGE,
            counter=counter,
            signing_seed=signer.seed,
        )

    def standing(self, ordinal: int) -> Standing:
        """Return where a feed stands here."""
        feed = self.feeds.get(ordinal, NETWORK_FEED)
        return self.standings.get(ordinal, Standing(0, Position(0), first_digest(self.root, feed)))

    def read(self, pieces: Iterable[bytes], body: bytes, auth: RequestAuth | None) -> Answer:
        """Read and verify an answer, and keep what came."""
        frames, lengths = _split(pieces)
        asked = request_hash(auth, body)
        head = frames[0]
        if isinstance(head, messages.RefusalFrame):
            self._refused(head, asked)
        if not isinstance(head, messages.HeadFrame):
            raise WireError("no head")
        request = messages.decode_request(body)
        ordinals = [ordinal for ordinal, _ in request.cursors]
        found = self._entries(head, frames[1:], ordinals, request)
        standings = self._follow(head, found, ordinals)
        listed = [(self.feeds[ordinal], standings[ordinal]) for ordinal in ordinals]
        handed_out = keys_digest(head.stanzas, head.stanza_serial)
        context = HeadContext(self.root, asked, feeds_digest(listed), receipts_digest(head.receipts), handed_out)
        signed = Head(head.era, Position(head.position), head.stamp, head.signature)
        verify_head(signed, context, hub_key=self.hub_key)
        for ordinal in ordinals:
            self.entries.setdefault(ordinal, []).extend(found[ordinal])
        reached = {ordinal: self.standing(ordinal).n + len(found[ordinal]) for ordinal in ordinals}
        is_whole = all(reached[ordinal] == standings[ordinal].n for ordinal in ordinals)
        self._keep(found, ordinals)
        return Answer(
            head=signed,
            receipts=tuple(decode_receipts(head.receipts)),
            entries={ordinal: tuple(found[ordinal]) for ordinal in ordinals},
            stanzas=head.stanzas,
            stanza_serial=head.stanza_serial,
            frame_bytes=tuple(lengths),
            is_short=head.standings is None,
            is_whole=is_whole,
        )

    def _refused(self, frame: messages.RefusalFrame, asked: bytes) -> None:
        message = refusal_message(self.root, asked, frame.reason, frame.number)
        if not verifies(self.hub_key, frame.signature, message):
            raise WireError("refusal is not signed by the hub")
        raise HubRefusal(frame.reason, frame.number)

    def _entries(
        self,
        head: messages.HeadFrame,
        frames: Sequence[messages.Frame],
        ordinals: Sequence[int],
        request: ExchangeRequest,
    ) -> dict[int, list[Entry]]:
        """Gather the entries of an answer, checking each mark on the way."""
        found: dict[int, list[Entry]] = {ordinal: [] for ordinal in ordinals}
        if head.entries is not None:
            for ordinal, wire in zip(ordinals, head.entries, strict=True):
                found[ordinal] = [_entry(each, request) for each in wire]
            return found
        for frame in frames:
            if not isinstance(frame, messages.EntriesFrame):
                raise WireError("not a frame of entries")
            own = found[frame.ordinal]
            if frame.first != self.standing(frame.ordinal).n + len(own) + 1:
                raise WireError("entries are missing")
            own += [_entry(each, request) for each in frame.entries]
            if frame.mark is not None:
                feed = self.feeds[frame.ordinal]
                self._learn_eras(found.get(0, []))
                standing, _ = chain(self.standing(frame.ordinal), own, root=self.root, era=self.era_of, feed=feed)
                era = self.era_of(standing.position + 1)
                verify_mark(standing, frame.mark, root=self.root, era=era, feed=feed, hub_key=self.hub_key)
        return found

    def _follow(
        self, head: messages.HeadFrame, found: Mapping[int, list[Entry]], ordinals: Sequence[int]
    ) -> dict[int, Standing]:
        """Return where the head says that each feed stands, having checked what can be checked."""
        standings = {}
        self._learn_eras(found.get(0, []))
        for index, ordinal in enumerate(ordinals):
            feed = self.feeds[ordinal]
            reached, _ = chain(self.standing(ordinal), found[ordinal], root=self.root, era=self.era_of, feed=feed)
            if head.standings is None:
                standings[ordinal] = reached
                continue
            n, digest = head.standings[index]
            if n == reached.n and digest != reached.digest:
                raise DigestError("entries do not add up to the head")
            standings[ordinal] = Standing(n, Position(head.position), digest)
        return standings

    def _keep(self, found: Mapping[int, list[Entry]], ordinals: Sequence[int]) -> None:
        for ordinal in ordinals:
            feed, standing = self.feeds[ordinal], self.standing(ordinal)
            self.standings[ordinal], _ = chain(standing, found[ordinal], root=self.root, era=self.era_of, feed=feed)

    def era_of(self, position: int) -> int:
        """Return the era of an entry at a position, as far as its history of trust is known here."""
        return max([FIRST_ERA, *(era for since, era in self.eras.items() if since < position)])

    def _learn_eras(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            body = era_body(parse_envelope(entry.envelope))
            if body is not None:
                self.eras[entry.position] = body.era

    def upload(self, object_id: ObjectId, *, offset: int, total: int, data: bytes) -> messages.UploadedFrame:
        """Upload one slice and verify the answer.

        Raises:
            HubRefusal: The hub refused, and signed that.
        """
        signer = self.signer
        line = uploads.upload_line(object_id, offset=offset, total=total, slice_bytes=data)
        counter = self.counters[LANE_UPLOADS] = self.counters.get(LANE_UPLOADS, 0) + 1
        auth = sign_request(
            line,
            root=self.root,
            device=signer.handle,
            lane=LANE_UPLOADS,
            counter=counter,
            signing_seed=signer.seed,
        )
        asked = request_hash(auth, data)
        (frame,), _ = _split([self.endpoint.upload(line, auth)])
        if isinstance(frame, messages.RefusalFrame):
            self._refused(frame, asked)
        if not isinstance(frame, messages.UploadedFrame):
            raise WireError("not an answer to an upload")
        uploads.check_uploaded(frame, object_id, root=self.root, request=asked, hub_key=self.hub_key)
        return frame


def _split(pieces: Iterable[bytes]) -> tuple[list[messages.Frame], list[int]]:
    splitter = frame_stream.FrameSplitter()
    frames, lengths = [], []
    for piece in pieces:
        for payload in splitter.feed(piece):
            frames.append(decode_frame(payload))
            lengths.append(len(payload))
    if not splitter.is_empty or not frames:
        raise WireError("answer was cut")
    return frames, lengths


def _entry(wire: messages.WireEntry, request: ExchangeRequest) -> Entry:
    envelope = request.changes[wire.envelope] if isinstance(wire.envelope, int) else wire.envelope
    return Entry(Position(wire.position), wire.stamp, wire.flags, envelope)
