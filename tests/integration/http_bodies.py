"""How many bytes of HTTP/1.1 bodies a recorded stream of messages holds, by reading its framing and nothing else."""

from typing import Final

_END_OF_HEADERS: Final = b"\r\n\r\n"
_LINE: Final = b"\r\n"


def body_bytes(stream: bytes) -> int:
    """Count the bytes of all bodies in one direction of one connection; the last message may be cut off."""
    total, place = 0, 0
    while place < len(stream):
        end = stream.find(_END_OF_HEADERS, place)
        if end < 0:
            break
        head, place = stream[place:end], end + len(_END_OF_HEADERS)
        length = _length(head)
        if length is None:
            count, place = _chunks(stream, place)
        else:
            count = min(length, len(stream) - place)
            place += length
        total += count
    return total


def _length(head: bytes) -> int | None:
    """Return the length that a message announces; None if it comes in chunks."""
    start, *lines = head.split(_LINE)
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        return None
    assert b"content-length" in fields or not start.startswith(b"HTTP/"), "an answer without an announced length"
    return int(fields.get(b"content-length", b"0"))


def _chunks(stream: bytes, place: int) -> tuple[int, int]:
    """Return the bytes in a body's chunks, and where it ends."""
    total = 0
    while True:
        end = stream.find(_LINE, place)
        if end < 0:
            return total, len(stream)
        length = int(stream[place:end].partition(b";")[0], 16)
        place = end + len(_LINE)
        if length == 0:
            return total, place + len(_LINE)
        total += max(0, min(length, len(stream) - place))
        place += length + len(_LINE)
