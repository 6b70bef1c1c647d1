"""What all stages have in common to which an answer is arriving, and those more that asked for a list of objects.

Pure, see `engine`. Must not know what is listened for, nor keep any of it.
"""

from dataclasses import dataclass, replace
from typing import Final, Protocol

from haversack_sync.client.engine import Core, Stage, Turn
from haversack_sync.client.events import Arrived, Cancelled, Ended, Event, Lost, Ticked
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.frame_stream import next_frame
from haversack_sync.protocol.limits import MAX_FRAME_BYTES
from haversack_sync.protocol.object_lists import Piece, PieceReader

BREAKS: Final = ("cut", "stalled")
"""What a link that was there may do; less is asked for after it."""


class Listener(Stage, Protocol):
    """A stage to which an answer is arriving. Its methods are pure and never raise."""

    def arrived(self, core: Core, event: Arrived) -> Turn:
        """Take the next bytes."""

    def ticked(self, core: Core, event: Ticked) -> Turn:
        """Keep what is good of what came: nothing comes for a while."""

    def ended(self, core: Core, event: Ended) -> Turn:
        """Go on: whoever answers says that this was all."""

    def lost(self, core: Core, error: BaseException) -> Turn:
        """End, or go on with something else: nothing more comes of this answer."""

    def cancelled(self, core: Core) -> Turn:
        """End, with what came kept: a person stopped it."""


def heard(listener: Listener, core: Core, event: Event) -> Turn:
    """Give an event of the link to what is for it; another one changes nothing."""
    match event:
        case Arrived():
            return listener.arrived(core, event)
        case Ticked():
            return listener.ticked(core, event)
        case Ended():
            return listener.ended(core, event)
        case Lost(error):
            return listener.lost(core, error)
        case Cancelled():
            return listener.cancelled(core)
        case _:
            return Turn(core, listener)


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """The answer to a list of objects, as far as it came.

    Attributes:
        body: The request.
        most_bytes: How long its answer may be.
        reader: How far the answer was read.
        started: When the request left, seconds.
        received: Bytes of the answer so far.
        buffer: The beginning of a frame that is not whole yet.
        has_left: Whether the request is counted.
    """

    body: bytes
    most_bytes: int
    reader: PieceReader
    started: float
    received: int = 0
    buffer: bytes = b""
    has_left: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether an answer that ends here is none, or ends inside of a frame."""
        return bool(self.buffer) or not self.received

    @property
    def is_too_long(self) -> bool:
        """Whether somebody answers who does not stop."""
        return self.received > self.most_bytes + MAX_FRAME_BYTES

    def come(self, core: Core, piece: bytes) -> tuple[Core, "ListAnswer"]:
        """Take the next bytes, and count them."""
        core = self._leaving(core).counting(received=len(piece))
        return core, replace(self, has_left=True, received=self.received + len(piece), buffer=self.buffer + piece)

    def read(self) -> tuple["ListAnswer", Piece] | None:
        """Read the next frame; None while it is not whole.

        Raises:
            ProtocolError: It is no answer to what was asked.
        """
        found = next_frame(self.buffer)
        if found is None:
            return None
        reader, piece = self.reader.read(found[0])
        return replace(self, reader=reader, buffer=found[1]), piece

    def ended(self, core: Core, event: Ended) -> Core:
        """Learn from a whole answer how much the link carries."""
        return replace(core, pace=core.pace.answered(self.received, event.now - self.started))

    def lost(self, core: Core, error: BaseException) -> Core:
        """Learn from one that broke off, and count what was asked unless nobody was reached."""
        if not isinstance(error, LinkError) or error.may_have_left:
            core = self._leaving(core)
        is_break = isinstance(error, LinkError) and error.what in BREAKS
        return replace(core, pace=core.pace.cut(self.received)) if is_break else core

    def _leaving(self, core: Core) -> Core:
        """Count once what the request was long."""
        return core if self.has_left else core.counting(sent=len(self.body))
