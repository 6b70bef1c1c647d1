"""Cutting a stream of bytes into frames, each ``varint length ‖ payload``. Must not look into a payload."""

from typing import Final

from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.limits import MAX_FRAME_BYTES
from haversack_sync.protocol.wire import Reader

_LENGTH_BYTES: Final = 3
"""A varint of three bytes holds any length of a frame."""
_LAST_OF_LENGTH: Final = 0x80
"""A byte below it ends the number in front of a frame."""


def frame_length(untrusted: bytes) -> int:
    """Return how long the first frame of a stream will be, its own length counted in; 0 while that is not known."""
    end = next((place for place, byte in enumerate(untrusted[:_LENGTH_BYTES], 1) if byte < _LAST_OF_LENGTH), 0)
    return end + Reader(untrusted[:end]).varint() if end else 0


def next_frame(untrusted: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first frame off a stream.

    Args:
        untrusted: What came and was not cut yet.

    Returns:
        Its payload (type and MessagePack) and the bytes behind it; None while it is not whole.

    Raises:
        LimitError: It would be longer than 32 KiB, its length counted in.
        WireError: Its length is zero, or not in its shortest form.
    """
    for end in range(1, min(_LENGTH_BYTES, len(untrusted)) + 1):
        if untrusted[end - 1] < _LAST_OF_LENGTH:
            length = Reader(untrusted[:end]).varint()
            if length == 0:
                raise WireError("empty frame")
            if end + length > MAX_FRAME_BYTES:
                raise LimitError("frame too long")
            if len(untrusted) < end + length:
                return None
            return untrusted[end : end + length], untrusted[end + length :]
    if len(untrusted) >= _LENGTH_BYTES:
        raise LimitError("frame too long")
    return None


class FrameSplitter:
    """Cuts a stream of bytes into frames, holding at most one.

    Attributes:
        received_bytes: Bytes fed so far.
    """

    def __init__(self) -> None:
        self._left = b""
        self.received_bytes = 0

    def feed(self, untrusted: bytes) -> list[bytes]:
        """Take in bytes; return the payloads (type and MessagePack) of the frames that are whole now.

        Raises:
            As `next_frame`.
        """
        self._left += untrusted
        self.received_bytes += len(untrusted)
        payloads = []
        while (found := next_frame(self._left)) is not None:
            payload, self._left = found
            payloads.append(payload)
        return payloads

    @property
    def is_empty(self) -> bool:
        """Tell whether the stream ended between two frames."""
        return not self._left
