"""Reading and writing: LEB128 varints and slices of fixed headers, and MessagePack into declared types, all bounded.

Must not guess: every read says how much it wants, and what is left over is an error of the caller's choice.
"""

from typing import Annotated, Final, TypeVar

import msgspec

from haversack_sync.protocol.errors import WireError

_MAX_VARINT_BYTES: Final = 9
MAX_VARINT: Final = (1 << 63) - 1

# Declared lengths and ranges: what is outside of them is refused while it is read, before anybody computes with it.
Number = Annotated[int, msgspec.Meta(ge=0, le=MAX_VARINT)]
"""0 to 2^63 - 1: what a varint, eight signed bytes and a column of SQLite can hold."""
ShortNumber = Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]
"""0 to 2^32 - 1, for numbers that are signed or hashed as four bytes."""
Handle = Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]
Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
"""A public key, a digest or a MAC."""
Signature = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]

_Message = TypeVar("_Message")


def unpack(decoder: msgspec.msgpack.Decoder[_Message], untrusted: bytes, *, what: str) -> _Message:
    """Read MessagePack into the type of a decoder.

    Args:
        decoder: Of the type that is expected.
        untrusted: The bytes, whole.
        what: What is being read, for the error.

    Raises:
        WireError: They are something else, or more than that.
    """
    try:
        return decoder.decode(untrusted)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"malformed {what}") from error


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
