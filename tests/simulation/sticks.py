"""Sticks: what a hub once wrote, and other people's sealed changes, carried by somebody who can read neither.

A stick is read damaged, half, or long after; its envelopes are delivered in any order, some twice, some never.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from haversack_sync.hub import carry
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.network_state import catch_up
from haversack_sync.hub.ports import FeedEnd
from haversack_sync.model.ids import NETWORK_FEED, FeedId, ObjectId, Position
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.entries import first_digest
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.messages import (
    ExchangeRequest,
    OfferFrame,
    decode_frame,
    decode_request,
    encode_frame,
    encode_message,
)
from haversack_sync.protocol.network import empty_view
from haversack_sync.protocol.object_lists import decode_objects_request, piece_frames
from haversack_sync.protocol.requests import RequestAuth, RequestLine
from tests.simulation.choices import Choices
from tests.simulation.founded import Founded, copied
from tests.simulation.hub_machine import HubMachine
from tests.simulation.line import SHARES, Line
from tests.simulation.story import Story

STANZAS: Final = "stanzas"
DAMAGES: Final = ("whole", "cut", "bit", "missing")


@dataclass(slots=True)
class Stick:
    """A stick.

    Attributes:
        name: In the story.
        files: What a hub wrote: stanzas and feeds by name.
        offers: Snapshots that it offers, by the feed's ordinal.
        parts: Indexes and parts of those snapshots.
        envelopes: Changes that laptops gave along.
    """

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    offers: dict[int, OfferFrame] = field(default_factory=dict)
    parts: dict[ObjectId, bytes] = field(default_factory=dict)
    envelopes: list[bytes] = field(default_factory=list)

    def written_by(self, machine: HubMachine, founded: Founded) -> int:
        """Let the hub write all that it holds; return how many bytes."""
        inner = machine.ledger.inner
        if not isinstance(inner, MemoryLedger):
            raise TypeError("sticks are written from a ledger in memory")
        ledger = copied(inner)
        state = ledger._state
        root = founded.world.root
        end = state.feed_end(NETWORK_FEED)
        entries = state.entries(NETWORK_FEED, after=0, up_to=end.n if end else 0, at_most=1 << 30)
        authority = catch_up(empty_view(root), entries).authority
        moment = carry._Moment(ledger, state, authority, root, founded.keys.sign_seed, state.last()[0])
        self.files = {STANZAS: b"".join(carry._stanza_frames(moment))}
        feeds = [(0, NETWORK_FEED), *((one.ordinal, one.handle) for one in authority.feeds_in_order())]
        for ordinal, handle in feeds:
            where = state.feed_end(handle) or FeedEnd(0, Position(0), first_digest(root, handle))
            self.files[f"feed-{ordinal}"] = b"".join(carry._frames(moment, ordinal, handle, where))
        self._take_offers(machine, moment, feeds)
        return sum(map(len, [*self.files.values(), *self.parts.values()]))

    def _take_offers(self, machine: HubMachine, moment: carry._Moment, feeds: list[tuple[int, FeedId]]) -> None:
        """Take along the newest snapshot of each feed."""
        objects: Any = machine.objects
        frames, parts = carry._offers(moment, objects, feeds)
        offers = [decode_frame(payload) for frame in frames for payload in FrameSplitter().feed(frame)]
        self.offers = {offer.ordinal: offer for offer in offers if isinstance(offer, OfferFrame)}
        notices = [one.notice.envelope for one in self.offers.values()]
        indexes = [parse_envelope(one).header.refs[0] for one in notices if isinstance(one, bytes)]
        self.parts = {one: b"".join(objects.read(one, start=0, length=1 << 30)) for one in (*indexes, *parts)}

    def delivered_over(self, line: Line, choices: Choices) -> int:
        """Give some of the envelopes to the hub in any order; return how many."""
        many = len(self.envelopes)
        chosen = [self.envelopes[choices.pick(many)] for _ in range(min(many, 6))]
        if chosen:
            nonce = choices.pick(1 << 20).to_bytes(16, "big")
            request = ExchangeRequest(cursors=((0, 0),), changes=tuple(chosen), answer_bytes=1, nonce=nonce)
            for _ in line.exchange(encode_message(request), None):
                # Nobody who carries a stick needs the answer.
                continue
        return len(chosen)


@dataclass(slots=True)
class StickEndpoint:
    """A stick as a laptop reads it; see `protocol.endpoint.SyncEndpoint`."""

    stick: Stick
    choices: Choices
    story: Story
    is_stored: bool = True

    def close(self) -> None:
        """Nothing is held open."""

    def fetch_profile(self) -> bytes:
        raise LinkError("not_found")

    def register(self, body: bytes) -> bytes:
        raise LinkError("no_connection")

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        request = decode_request(body)
        yield from self._read(STANZAS)
        for ordinal, after in request.cursors:
            offer = self.stick.offers.get(ordinal) if ordinal in request.snapshots else None
            if offer is not None and self._is_cheaper(offer, after):
                self.story.fault("snapshot offered by a stick")
                yield encode_frame(offer)
            else:
                yield from self._read(f"feed-{ordinal}")

    def _is_cheaper(self, offer: OfferFrame, after: int) -> bool:
        """As `client.folder` does."""
        entries = len(self.stick.files[f"feed-{offer.ordinal}"])
        return offer.n > after and offer.size * offer.n < entries * (offer.n - after)

    def _read(self, name: str) -> Iterator[bytes]:
        data = self.stick.files.get(name, b"")
        damage = self.choices.of(DAMAGES) if self.choices.happens(8) else "whole"
        if damage != "whole":
            self.story.fault(f"stick: {damage}")
        place = self.choices.pick(SHARES) * len(data) // SHARES if damage in ("cut", "bit") else 0
        if damage == "missing":
            return
        if damage == "bit" and data:
            data = data[:place] + bytes((data[place] ^ (1 << self.choices.pick(8)),)) + data[place + 1 :]
        size = self.choices.of((len(data) or 1, 700))
        for start in range(0, place if damage == "cut" else len(data), size):
            yield data[start : min(start + size, place) if damage == "cut" else start + size]
        if damage == "cut":
            raise LinkError("cut")

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        raise LinkError("not_found")

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        parts = dict(self.stick.parts)
        if parts and self.choices.happens(6):
            del parts[list(parts)[self.choices.pick(len(parts))]]
            self.story.fault("stick: a part of a snapshot is missing")

        def size_of(object_id: ObjectId) -> int | None:
            return len(parts[object_id]) if object_id in parts else None

        def read(object_id: ObjectId, start: int, length: int) -> Iterator[bytes]:
            yield parts[object_id][start : start + length]

        yield from piece_frames(decode_objects_request(body), size_of=size_of, read=read, most_bytes=1 << 62)

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        raise LinkError("no_connection")
