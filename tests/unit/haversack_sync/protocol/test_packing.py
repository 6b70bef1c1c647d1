"""What all packed bodies have in common: one form, and an end to what they may unpack to."""

import pytest
import zstandard

from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.packing import compression, decompress, taken_apart
from haversack_sync.protocol.wire import varint


def packed(plain: bytes) -> bytes:
    """Return a frame of zstd without its magic."""
    return zstandard.ZstdCompressor(compression_params=compression(19, window_log=17)).compress(plain)


def test_a_body_is_taken_apart_and_its_padding_is_zeros() -> None:
    body = bytes([7]) + varint(3) + b"abc" + bytes(5)

    assert taken_apart(body) == (7, b"abc")
    with pytest.raises(WireError, match="padding is not zero"):
        taken_apart(body + b"\x01")


def test_what_was_packed_is_unpacked_up_to_its_limit() -> None:
    plain = b"salt" * 1000

    assert decompress(packed(plain), None, limit=4000, window_log=17) == plain
    with pytest.raises(LimitError):
        decompress(packed(plain), None, limit=3999, window_log=17)


def test_half_a_frame_and_two_frames_are_refused() -> None:
    whole = packed(b"salt" * 1000)

    for spoilt in (whole[:-1], whole + whole):
        with pytest.raises(WireError):
            decompress(spoilt, None, limit=10_000, window_log=17)
