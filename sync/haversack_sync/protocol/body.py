"""The body of an envelope: compression byte ‖ true length ‖ data ‖ zeros.

A change is compressed alone, never beside text of somebody else, and padded before it is sealed. Must not know what
the data means.
"""

from typing import Final

import zstandard

from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.limits import MAX_BODY_BYTES, MAX_UNPACKING_RATIO
from haversack_sync.protocol.padding import padded_body_length
from haversack_sync.protocol.wire import Reader, varint

RAW: Final = 0
ZSTD: Final = 1
_LEVEL: Final = 9
_WINDOW_LOG: Final = 17
_PARAMETERS: Final = zstandard.ZstdCompressionParameters.from_level(
    _LEVEL,
    format=zstandard.FORMAT_ZSTD1_MAGICLESS,
    window_log=_WINDOW_LOG,
    write_content_size=False,
    write_checksum=False,
    write_dict_id=False,
)
_SMALL: Final = 64
_PIECE_BYTES: Final = 128
"""Four bytes of zstd can stand for 128 KiB, so a piece unpacks to at most 4 MiB before the limit is looked at."""


def pack_body(plain: bytes) -> bytes:
    """Compress where it helps, and pad.

    Args:
        plain: At most 128 KiB.

    Returns:
        What is sealed.

    Raises:
        LimitError: The data is too long.
    """
    if len(plain) > MAX_BODY_BYTES:
        raise LimitError("body too long")
    code, data = RAW, plain
    if len(plain) > _SMALL:
        packed = zstandard.ZstdCompressor(compression_params=_PARAMETERS).compress(plain)
        if len(packed) < len(plain):
            code, data = ZSTD, packed
    body = bytes([code]) + varint(len(data)) + data
    # What repeats itself may shrink more than the ratio that readers allow: then it gets more padding.
    least = -(-len(plain) // MAX_UNPACKING_RATIO)
    return body.ljust(padded_body_length(max(len(body), least)), b"\x00")


def unpack_body(body: bytes) -> bytes:
    """Take a body apart that was opened.

    Raises:
        WireError: Unknown compression, wrong length, or padding that is not zero.
        LimitError: It would unpack to more than its limit.
    """
    reader = Reader(body)
    code = reader.byte()
    data = reader.take(reader.varint())
    if body[reader.offset :].strip(b"\x00"):
        raise WireError("padding is not zero")
    if code == RAW:
        if len(data) > MAX_BODY_BYTES:
            raise LimitError("body too long")
        return data
    if code != ZSTD:
        raise WireError("unknown compression")
    return _decompress(data, limit=min(MAX_BODY_BYTES, len(body) * MAX_UNPACKING_RATIO))


def _decompress(data: bytes, *, limit: int) -> bytes:
    """Unpack a magicless zstd frame without ever holding more than the limit and 4 MiB."""
    decompressor = zstandard.ZstdDecompressor(
        format=zstandard.FORMAT_ZSTD1_MAGICLESS, max_window_size=1 << _WINDOW_LOG
    ).decompressobj()
    out = bytearray()
    try:
        for start in range(0, len(data), _PIECE_BYTES):
            out += decompressor.decompress(data[start : start + _PIECE_BYTES])
            if len(out) > limit:
                raise LimitError("unpacks to more than its limit")
    except zstandard.ZstdError as error:
        raise WireError("compressed data is damaged") from error
    if not decompressor.eof or decompressor.unused_data:
        raise WireError("compressed data has another length")
    return bytes(out)
