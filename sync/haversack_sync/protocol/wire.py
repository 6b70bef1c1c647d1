"""Reading and writing fixed binary headers: LEB128 varints and slices, bounded.

Must not guess: every read says how much it wants, and what is left over is an error of the caller's choice.
"""

from typing import Final

from haversack_sync.protocol.errors import WireError

_MAX_VARINT_BYTES: Final = 9
MAX_VARINT: Final = (1 << 63) - 1


def varint(number: int) -> bytes:
    """Write an unsigned LEB128 varint in its shortest form.

    Args:
        number: 0 to 2^63 - 1.

    Returns:
        1 to 9 bytes.

    Raises:
        WireError: The number is out of range.
    """
    if not 0 <= number <= MAX_VARINT:
        raise WireError("number out of range")
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


class Reader:
    """Takes a header apart from its beginning.

    Attributes:
        offset: Bytes read so far.
    """

    __slots__ = ("_data", "offset")

    def __init__(self, untrusted_data: bytes) -> None:
        self._data = untrusted_data
        self.offset = 0

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes.

        Raises:
            WireError: There are not so many.
        """
        end = self.offset + count
        if count < 0 or end > len(self._data):
            raise WireError("cut short")
        piece = self._data[self.offset : end]
        self.offset = end
        return piece

    def byte(self) -> int:
        """Return the next byte as a number.

        Raises:
            WireError: There is none.
        """
        return self.take(1)[0]

    def varint(self) -> int:
        """Return the next varint.

        Raises:
            WireError: It is cut, longer than nine bytes, or not in its shortest form.
        """
        number = 0
        for index in range(_MAX_VARINT_BYTES):
            byte = self.byte()
            number |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                if byte == 0 and index > 0:
                    raise WireError("varint is not in its shortest form")
                return number
        raise WireError("varint is too long")

    def remaining(self) -> int:
        """Return how many bytes are left."""
        return len(self._data) - self.offset

    def finish(self) -> None:
        """Say that nothing may follow.

        Raises:
            WireError: Bytes are left over.
        """
        if self.remaining():
            raise WireError("bytes left over")
