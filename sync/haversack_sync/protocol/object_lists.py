"""Many objects by one request: what is asked, and the frames that bring them.

Objects are public to whoever knows their names, so nothing is signed; whoever asked checks every byte by the object's
hash or by the seals inside. Source: `docs/protocol.md`, "Objects". Must not know where objects lie.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.limits import LEAST_FRAME_BYTES, MAX_ASKED_OBJECTS, asked_frame_bytes
from haversack_sync.protocol.messages import PieceFrame, decode_frame, encode_frame
from haversack_sync.protocol.wire import Key, Number, unpack

OBJECTS_TARGET: Final = "/v1/objects"
MAX_OBJECTS_REQUEST_BYTES: Final = 64 * MAX_ASKED_OBJECTS
"""A longer body asks for more objects than one request may."""
_FRAME_RESERVE_BYTES: Final = 48
"""Room in a frame for everything but the object's bytes."""


class ObjectsRequest(msgspec.Struct, frozen=True, array_like=True):
    """Which objects somebody wants, the most urgent first.

    Attributes:
        wanted: Each object's id, and how many of its bytes are here already; no object twice.
        answer_bytes: How long the answer may be; 0 as the hub likes.
        frame_bytes: How long a frame of it may be, 8 to 32 KiB; 0 as the hub likes.
    """

    wanted: Annotated[tuple[tuple[Key, Number], ...], msgspec.Meta(min_length=1)]
    answer_bytes: Number = 0
    frame_bytes: Number = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of an object, as somebody says.

    Attributes:
        object_id: Which object was asked for.
        total: How long it is, in bytes; None where whoever answers does not have it.
        offset: Where the bytes begin.
        data: They follow what is here. Empty where nothing follows.
    """

    object_id: ObjectId
    total: int | None
    offset: int
    data: bytes


_REQUEST: Final = msgspec.msgpack.Decoder(ObjectsRequest)


def decode_objects_request(untrusted: bytes) -> ObjectsRequest:
    """Read a request for objects.

    Raises:
        LimitError: It asks for too many.
        WireError: It is malformed, or asks for one twice.
    """
    if len(untrusted) > MAX_OBJECTS_REQUEST_BYTES:
        raise LimitError("too many objects")
    request = unpack(_REQUEST, untrusted, what="request for objects")
    if len(request.wanted) > MAX_ASKED_OBJECTS:
        raise LimitError("too many objects")
    if len({object_id for object_id, _ in request.wanted}) != len(request.wanted):
        raise WireError("an object twice")
    return request


def piece_frames(
    request: ObjectsRequest,
    *,
    size_of: Callable[[ObjectId], int | None],
    read: Callable[[ObjectId, int, int], Iterator[bytes]],
    most_bytes: int,
) -> Iterator[bytes]:
    """Yield the frames that answer a request, object by object in its order.

    Args:
        request: What is wanted.
        size_of: Tells an object's length in bytes, or None where there is none.
        read: Yields an object's bytes: which one, from where, how many.
        most_bytes: How long an answer is at most, whatever is asked; the last frame may pass it.
    """
    left = min(request.answer_bytes or most_bytes, most_bytes)
    frame_bytes, is_begun = asked_frame_bytes(request.frame_bytes), False
    for index, (raw_id, offset) in enumerate(request.wanted):
        object_id = ObjectId(raw_id)
        total = size_of(object_id)
        if total is None or offset >= total:
            frame = encode_frame(PieceFrame(index, total, offset, b""))
            yield frame
            left -= len(frame)
        else:
            source, at = _Source(read(object_id, offset, total - offset)), offset
            # Towards the end of the budget frames get shorter, so that little is passed by the last one.
            while at < total and (left > 0 or not is_begun):
                data = source.take(min(frame_bytes, max(left, LEAST_FRAME_BYTES)) - _FRAME_RESERVE_BYTES)
                if not data:
                    return
                frame = encode_frame(PieceFrame(index, total, at, data))
                yield frame
                at, left, is_begun = at + len(data), left - len(frame), True
        if left <= 0 and is_begun:
            # With less than a frame of bytes nobody would ever get on, whatever is missing in front.
            return


@dataclass(frozen=True, slots=True)
class PieceReader:
    """Takes the frames of an answer apart: what was not asked for, or does not follow, is refused.

    A frozen value. Every piece goes on by a byte or ends an object, so no answer is longer than what it says of the
    objects' lengths.

    Attributes:
        wanted: What was asked, as in the request.
        index: The place of the object that was said last; -1 before any.
        at: Where its next bytes begin.
        total: How long it is.
    """

    wanted: tuple[tuple[bytes, int], ...]
    index: int = -1
    at: int = 0
    total: int | None = None

    def read(self, untrusted_payload: bytes) -> tuple["PieceReader", Piece]:
        """Read one frame; return the reader after it, and what it brought.

        Raises:
            WireError: It is malformed, or no answer to what was asked.
        """
        frame = decode_frame(untrusted_payload)
        if not isinstance(frame, PieceFrame) or frame.index >= len(self.wanted) or frame.index < self.index:
            raise WireError("not a piece of what was asked for")
        object_id, offset = self.wanted[frame.index]
        at = self.at
        if frame.index > self.index:
            at = offset
        elif not frame.data or frame.total != self.total:
            raise WireError("an object that is said twice")
        end = frame.offset + len(frame.data)
        if frame.offset != at or (frame.data and end > (frame.total or 0)):
            raise WireError("piece in another place")
        if not frame.data and frame.offset < (frame.total or 0):
            raise WireError("piece without bytes")
        after = PieceReader(self.wanted, frame.index, end, frame.total)
        return after, Piece(ObjectId(object_id), frame.total, frame.offset, frame.data)


class _Source:
    """An object's bytes, taken in other pieces than they come in."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = bytearray()

    def take(self, length: int) -> bytes:
        """Return so many bytes, or fewer at the end."""
        while len(self._held) < length and (piece := next(self._pieces, b"")):
            self._held += piece
        data = bytes(self._held[:length])
        del self._held[:length]
        return data
