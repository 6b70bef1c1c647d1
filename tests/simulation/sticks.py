"""Sticks: what a hub once wrote, and other people's sealed changes, carried by somebody who can read neither.

A stick is read damaged, half, or long after; its envelopes are delivered in any order, some twice, some never.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from haversack_sync.hub import carry
from haversack_sync.hub.memory_ledger import MemoryLedger
from haversack_sync.hub.network_state import catch_up
from haversack_sync.hub.ports import FeedEnd
from haversack_sync.model.ids import NETWORK_FEED, ObjectId, Position
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.entries import first_digest
from haversack_sync.protocol.messages import ExchangeRequest, decode_request, encode_message
from haversack_sync.protocol.network import empty_view
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
        envelopes: Changes that laptops gave along.
    """

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
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
        moment = carry._Moment(ledger, state, authority, root, 1, founded.keys.sign_seed, state.last()[0])
        self.files = {STANZAS: b"".join(carry._stanza_frames(moment))}
        for ordinal, handle in [(0, NETWORK_FEED), *((one.ordinal, one.handle) for one in authority.feeds_in_order())]:
            where = state.feed_end(handle) or FeedEnd(0, Position(0), first_digest(root, handle))
            self.files[f"feed-{ordinal}"] = b"".join(carry._frames(moment, ordinal, handle, where))
        return sum(map(len, self.files.values()))

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
        names = [STANZAS, *(f"feed-{ordinal}" for ordinal, _ in decode_request(body).cursors)]
        for name in names:
            yield from self._read(name)

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
        raise LinkError("not_found")

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        raise LinkError("no_connection")
