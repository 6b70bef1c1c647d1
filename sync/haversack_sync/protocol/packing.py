"""What every packed body has in common: compression byte ‖ true length ‖ data ‖ zeros, and zstd without its magic.

Source: `docs/protocol.md`, "Body". Must not choose a dictionary or a limit.
"""

from typing import Final

import zstandard

from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.wire import Reader

_PIECE_BYTES: Final = 128
"""Four bytes of zstd can stand for 128 KiB, so a piece unpacks to at most 4 MiB before the limit is looked at."""


def compression(level: int, *, window_log: int) -> zstandard.ZstdCompressionParameters:
    """Return how to compress: nothing but the data, since the envelope around it is checked.

    Args:
        level: Of zstd.
        window_log: Logarithm to base 2 of the window in bytes.
    """
    return zstandard.ZstdCompressionParameters.from_level(
        level,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        window_log=window_log,
        write_content_size=False,
        write_checksum=False,
        write_dict_id=False,
    )


def taken_apart(body: bytes) -> tuple[int, bytes]:
    """Return the compression byte and the data of a body that was opened.

    Raises:
        WireError: Wrong length, or padding that is not zero.
    """
    reader = Reader(body)
    code, data = reader.byte(), reader.take(reader.varint())
    if body[reader.offset :].strip(b"\x00"):
        raise WireError("padding is not zero")
    return code, data


def decompress(data: bytes, known: zstandard.ZstdCompressionDict | None, *, limit: int, window_log: int) -> bytes:
    """Unpack a zstd frame without ever holding more than the limit and 4 MiB.

    Args:
        data: Without the magic number.
        known: The dictionary that it was packed with, if any.
        limit: Of what it unpacks to, in bytes.
        window_log: As for `compression`.

    Raises:
        LimitError: It would unpack to more than the limit.
        WireError: Damaged, or more than one frame.
    """
    stream = zstandard.ZstdDecompressor(
        dict_data=known, format=zstandard.FORMAT_ZSTD1_MAGICLESS, max_window_size=1 << window_log
    ).decompressobj()
    out = bytearray()
    try:
        for start in range(0, len(data), _PIECE_BYTES):
            out += stream.decompress(data[start : start + _PIECE_BYTES])
            if len(out) > limit:
                raise LimitError("unpacks to more than its limit")
    except zstandard.ZstdError as error:
        raise WireError("compressed data is damaged") from error
    if not stream.eof or stream.unused_data:
        raise WireError("compressed data has another length")
    return bytes(out)
