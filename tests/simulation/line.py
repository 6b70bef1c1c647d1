"""The line between a laptop and the hub: slow, cut, doubled, altered, answered by others.

Every fault is one of a list, chosen for each request; bytes are cut at a share of their length, so that a shorter
history keeps its meaning.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Final

from haversack_sync.client.pace import LEAST_SLICE_BYTES
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import MAX_FRAME_BYTES
from haversack_sync.protocol.messages import decode_request
from haversack_sync.protocol.requests import RequestAuth, RequestLine
from tests.simulation.choices import Choices
from tests.simulation.hub_machine import AFTER_COMMIT, BEFORE_COMMIT, NO_SPACE, HubCrash, HubMachine
from tests.simulation.story import Story

PORTAL: Final = b"<!doctype html><html><title>Welcome to our Wi-Fi</title><body>Please log in.</body></html>"
LONG_ANSWER_BYTES: Final = 4_000
COUNTED_PIECE_BYTES: Final = 500
"""Where bytes are counted, they come in pieces like this."""
FRAME_HEAD_BYTES: Final = 3
"""A frame's length is written in at most so many."""
SHARES: Final = 997
"""A cut is at one of so many places of an answer."""
FAULTS: Final = (
    "no connection",
    "answer lost",
    "answer cut",
    "answer ends early",
    "a bit turned",
    "portal page",
    "old answer repeated",
    "old piece joined",
    "request doubled",
    "hub crashes before its commit",
    "hub crashes after its commit",
    "hub has no space",
    "another request comes first",
)
RATES: Final = (250_000, 3_750, 12_500, 125_000)
"""Bytes a second."""


@dataclass(slots=True)
class Line:
    """See `protocol.endpoint.SyncEndpoint`.

    Attributes:
        machine: Who answers.
        choices: Where faults come from.
        story: Where they are told.
        who: Whose line.
        one_in: A request in so many meets a fault; 0 for never.
        point: Passes a yield point of the laptop.
        crossing: Another laptop's request that may come first.
        answers: Every answer that came through whole.
        budget: Bytes that its owner may use, or None.
        moved_bytes: How many went over it, both ways.
        answer_bytes: The most that an answer brought, or would have, where the budget was spent before: see
            `_indivisible`.
        request_bytes: Length of the longest request, without what could have gone in a later one.
        answering: Surrounds each answer of the hub: see `lying`.
    """

    machine: HubMachine
    choices: Choices
    story: Story
    who: str
    one_in: int
    point: Callable[[str], None]
    crossing: Callable[[], None] | None = None
    is_stored: bool = False
    rate: int = RATES[0]
    answers: list[bytes] = field(default_factory=list)
    budget: int | None = None
    moved_bytes: int = 0
    answer_bytes: int = 0
    request_bytes: int = 0
    answering: Callable[[], AbstractContextManager[None]] = nullcontext

    def close(self) -> None:
        """Nothing is held open."""

    def fetch_profile(self) -> bytes:
        return self.machine.endpoint.fetch_profile()

    def register(self, body: bytes) -> bytes:
        return self.machine.endpoint.register(body)

    def exchange(self, body: bytes, auth: RequestAuth | None) -> Iterator[bytes]:
        self.point("before a request")
        fault = self._fault()
        if fault == "no connection":
            raise LinkError("no_connection")
        self._goes_up(body, could_wait=_could_wait(body))
        answer = self._asked(body, auth, fault)
        self.point("before an answer")
        yield from self._delivered(answer, fault, has_head=True)

    def _fault(self) -> str:
        if not self.one_in or not self.choices.happens(self.one_in):
            return ""
        fault = self.choices.of(FAULTS)
        if fault == "another request comes first" and self.crossing is None:
            return ""
        self.story.fault(fault)
        self.story.tell(self.who, f"  {fault}")
        return fault

    def _asked(self, body: bytes, auth: RequestAuth | None, fault: str) -> bytes:
        """Let a request reach the hub; return its answer."""
        ledger = self.machine.ledger
        plans = {
            "hub crashes before its commit": BEFORE_COMMIT,
            "hub crashes after its commit": AFTER_COMMIT,
            "hub has no space": NO_SPACE,
        }
        ledger.plan = plans.get(fault, "")
        if fault == "another request comes first":
            ledger.at_the_door = self.crossing
        self.machine.note(auth, body)
        try:
            with self.answering():
                answer = b"".join(self.machine.endpoint.exchange(body, auth))
                if fault == "request doubled":
                    answer = b"".join(self.machine.endpoint.exchange(body, auth))
        except HubCrash as crash:
            self.machine.restart()
            raise LinkError("cut") from crash
        finally:
            ledger.plan, ledger.at_the_door = "", None
        return answer

    def _delivered(self, answer: bytes, fault: str, *, has_head: bool = False) -> Iterator[bytes]:
        """Give an answer in pieces, bent by a fault."""
        self.machine.eavesdropper.hear("in an answer", answer)
        if fault == "answer lost":
            raise LinkError("cut")
        given = self._bent(answer, fault)
        self.answer_bytes = max(self.answer_bytes, _indivisible(_frames(answer), has_head=has_head))
        self._pass_time(len(given))
        # Long answers in many small pieces would only cost time.
        size = self.choices.of((len(given) or 1, 1_000, 61 if len(given) < LONG_ANSWER_BYTES else 3_000))
        size = size if self.budget is None else min(size, COUNTED_PIECE_BYTES)
        for start in range(0, len(given), size):
            self.point("in an answer")
            self.moved_bytes += len(given[start : start + size])
            yield given[start : start + size]
        if fault == "answer cut":
            raise LinkError("cut")
        if not fault:
            self.answers.append(answer)

    def _bent(self, answer: bytes, fault: str) -> bytes:
        old = self.answers[-1 - self.choices.pick(len(self.answers))] if "old" in fault and self.answers else PORTAL
        if fault == "portal page":
            return PORTAL
        if fault == "old answer repeated":
            return old
        place = self.choices.pick(SHARES) * len(answer) // SHARES if fault else 0
        if fault in ("answer cut", "answer ends early"):
            return answer[:place]
        if fault == "old piece joined":
            return answer[:place] + old[place:]
        if fault == "a bit turned" and answer:
            bit = 1 << self.choices.pick(8)
            return answer[:place] + bytes((answer[place] ^ bit,)) + answer[place + 1 :]
        return answer

    def fetch_object(self, object_id: ObjectId, offset: int, length: int | None = None) -> Iterator[bytes]:
        self.point("before a request")
        fault = self._fault()
        if fault == "no connection":
            raise LinkError("no_connection")
        whole = b"".join(self.machine.endpoint.fetch_object(object_id, offset, length))
        yield from self._delivered(whole, fault)

    def fetch_objects(self, body: bytes) -> Iterator[bytes]:
        self.point("before a request")
        fault = self._fault()
        if fault == "no connection":
            raise LinkError("no_connection")
        self._goes_up(body, could_wait=0)
        yield from self._delivered(b"".join(self.machine.endpoint.fetch_objects(body)), fault)

    def upload(self, line: RequestLine, auth: RequestAuth) -> bytes:
        self.point("before a request")
        fault = self._fault()
        if fault == "no connection":
            raise LinkError("no_connection")
        self._goes_up(line.body, could_wait=max(0, len(line.body) - LEAST_SLICE_BYTES))
        try:
            answer = self.machine.endpoint.upload(line, auth)
        except HubCrash as crash:
            self.machine.restart()
            raise LinkError("cut") from crash
        return b"".join(self._delivered(answer, fault))

    def _goes_up(self, body: bytes, *, could_wait: int) -> None:
        self.moved_bytes += len(body)
        self.request_bytes = max(self.request_bytes, len(body) - could_wait)
        self._pass_time(len(body))

    def _pass_time(self, size: int) -> None:
        self.story.now += 0.3 + size / self.rate


def _could_wait(request: bytes) -> int:
    """Return how many bytes of a request are changes that another one could have brought: all but the longest."""
    try:
        lengths = [len(change) for change in decode_request(request).changes]
    except WireError:
        # Nobody of ours sends this; the hub says so.
        return 0
    return sum(lengths) - max(lengths, default=0)


def _indivisible(frames: list[int], *, has_head: bool) -> int:
    """Return how much of an answer comes, whatever the budget: the frame in which it ended.

    A head alone brings few on: where it spends the budget, or the request did, one frame behind it is waited for, if
    both together are no more than a frame may have (docs/protocol.md, "Answers").
    """
    if not has_head or len(frames) == 1:
        return max(frames, default=0)
    return min(MAX_FRAME_BYTES, sum(frames[:1]) + max(frames[1:], default=0))


def _frames(answer: bytes) -> list[int]:
    """Return the lengths of an answer's frames, or of what is no frames as a whole."""
    try:
        return [len(payload) + FRAME_HEAD_BYTES for payload in FrameSplitter().feed(answer)]
    except WireError:
        return []
