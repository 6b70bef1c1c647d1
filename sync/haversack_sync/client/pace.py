"""How much is asked for at once: what a link was seen to carry, as a value.

The first answer is small; the next ones are what the link carries in 20 seconds, for a proxy may hold an answer back
until it is whole. A cut makes them smaller again, one before which nothing came much smaller. Frames and slices follow
from what came between two cuts: what a cut loses is one of them. Must not know a clock; seconds are given to it.
"""

from dataclasses import dataclass, replace
from typing import Final

from haversack_sync.protocol.limits import (
    ANSWER_SECONDS,
    FIRST_ANSWER_BYTES,
    KIB,
    LEAST_FRAME_BYTES,
    MAX_ANSWER_BYTES,
    MAX_FRAME_BYTES,
    MAX_REQUEST_BYTES,
    MAX_UPLOAD_SLICE_BYTES,
)

LEAST_ANSWER_BYTES: Final = 4 * KIB
LEAST_SLICE_BYTES: Final = 8 * KIB
FIRST_SLICE_BYTES: Final = 32 * KIB
FIRST_PUSH_BYTES: Final = 32 * KIB
MAX_PUSH_BYTES: Final = MAX_REQUEST_BYTES - 256 * KIB
SLICE_SECONDS: Final = 4
"""A slice is all or nothing: it should fit often between two cuts, and be long beside the round trip that it costs."""
_GROWTH: Final = 4
_FRAMES_BETWEEN_CUTS: Final = 20
"""A cut loses half a frame on average: a fortieth of what comes between two of them."""
_LEAST_SECONDS: Final = 0.001


@dataclass(frozen=True, slots=True)
class Pace:
    """What is asked for next.

    Attributes:
        answer_bytes: How long the next answer may be.
        slice_bytes: How long the next slice of an upload may be.
        push_bytes: How many bytes of changes the next request may bring: it is all or nothing like a slice.
        carried_bytes: What came so far.
        cuts: How often the link was cut.
    """

    answer_bytes: int = FIRST_ANSWER_BYTES
    slice_bytes: int = FIRST_SLICE_BYTES
    push_bytes: int = FIRST_PUSH_BYTES
    carried_bytes: int = 0
    cuts: int = 0

    @property
    def frame_bytes(self) -> int:
        """How long frames should be: mean uptime times rate is what comes between two cuts."""
        between_cuts = self.carried_bytes // max(1, self.cuts)
        return max(LEAST_FRAME_BYTES, min(MAX_FRAME_BYTES, between_cuts // _FRAMES_BETWEEN_CUTS))

    def answered(self, received: int, seconds: float) -> "Pace":
        """Go on after a whole answer; one that was not filled says little about the link."""
        after = replace(self, carried_bytes=self.carried_bytes + received)
        if received < self.answer_bytes // 2:
            return after
        carried = int(received / max(seconds, _LEAST_SECONDS) * ANSWER_SECONDS)
        largest = min(MAX_ANSWER_BYTES, self.answer_bytes * _GROWTH)
        return replace(after, answer_bytes=max(LEAST_ANSWER_BYTES, min(carried, largest)))

    def cut(self, received: int) -> "Pace":
        """Go on after an answer that a cut ended: not more than at first, and less where nothing came at all."""
        after = replace(self, carried_bytes=self.carried_bytes + received, cuts=self.cuts + 1)
        if received:
            return replace(after, answer_bytes=min(self.answer_bytes, FIRST_ANSWER_BYTES))
        return replace(after, answer_bytes=max(LEAST_ANSWER_BYTES, self.answer_bytes // _GROWTH))

    def push_taken(self, sent: int, seconds: float) -> "Pace":
        """Go on after a request that was answered so many seconds after it began to leave."""
        return replace(self, push_bytes=_grown(self.push_bytes, sent, seconds, most=MAX_PUSH_BYTES))

    def push_lost(self) -> "Pace":
        """Go on after a request to which nothing was answered."""
        return replace(self, push_bytes=max(LEAST_SLICE_BYTES, self.push_bytes // _GROWTH))

    def slice_taken(self, sent: int, seconds: float) -> "Pace":
        """Go on after a slice that arrived."""
        return replace(self, slice_bytes=_grown(self.slice_bytes, sent, seconds, most=MAX_UPLOAD_SLICE_BYTES))

    def slice_lost(self) -> "Pace":
        """Go on after a slice that did not arrive, or whose answer did not."""
        return replace(self, slice_bytes=max(LEAST_SLICE_BYTES, self.slice_bytes // _GROWTH))


def _grown(size: int, sent: int, seconds: float, *, most: int) -> int:
    """Return how long the next thing that is all or nothing may be; one that was not filled says little."""
    if sent < size // 2:
        return size
    carried = int(sent / max(seconds, _LEAST_SECONDS) * SLICE_SECONDS)
    return max(LEAST_SLICE_BYTES, min(carried, most, size * _GROWTH))
