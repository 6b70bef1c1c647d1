"""The body of an envelope: compression byte ‖ true length ‖ data ‖ zeros.

A change is compressed alone, never beside text of somebody else, and padded before it is sealed. What it is compressed
with beside itself is a dictionary that everybody has. Must not know what the data means.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final

import zstandard

from haversack_sync.protocol import dictionaries
from haversack_sync.protocol.errors import (
    LimitError,
    MissingDictionaryError,
    UnknownCompressionError,
)
from haversack_sync.protocol.limits import MAX_BODY_BYTES, MAX_UNPACKING_RATIO
from haversack_sync.protocol.packing import compression, decompress, taken_apart
from haversack_sync.protocol.padding import padded_body_length
from haversack_sync.protocol.wire import varint

RAW: Final = 0
ZSTD: Final = 1
FIRST_DICTIONARY: Final = 2
"""Compression bytes from here on are numbers of dictionaries."""
_LEVEL: Final = 19
"""Ten levels more cost a change less than 0.1 ms and save 4 % of its bytes."""
_WINDOW_LOG: Final = 17
_PARAMETERS: Final = compression(_LEVEL, window_log=_WINDOW_LOG)
_SMALL: Final = 24
"""Below it nothing gets smaller: the shortest body has room for 30 bytes."""


def pack_body(plain: bytes, *, newest_dictionary: int = dictionaries.NEWEST) -> bytes:
    """Compress where it helps, and pad.

    Args:
        plain: At most 128 KiB.
        newest_dictionary: The highest number that the rules in force know; see `dictionaries.newest_under`.

    Returns:
        What is sealed.

    Raises:
        LimitError: The data is too long.
    """
    if len(plain) > MAX_BODY_BYTES:
        raise LimitError("body too long")
    # What repeats itself may shrink more than the ratio that readers allow: then it gets more padding.
    least = -(-len(plain) // MAX_UNPACKING_RATIO)
    forms = (bytes([code]) + varint(len(data)) + data for code, data in _forms(plain, newest_dictionary))
    body, length = min(
        ((form, padded_body_length(max(len(form), least))) for form in forms), key=lambda each: (each[1], each[0][0])
    )
    return body.ljust(length, b"\x00")


def _forms(plain: bytes, newest_dictionary: int) -> Iterator[tuple[int, bytes]]:
    """Yield the ways to write a text: compression byte and data."""
    yield RAW, plain
    if len(plain) <= _SMALL:
        return
    try:
        code, dictionary = newest_dictionary, _prepared(newest_dictionary)
    except MissingDictionaryError:
        code, dictionary = ZSTD, None
    yield code, zstandard.ZstdCompressor(compression_params=_PARAMETERS, dict_data=dictionary).compress(plain)


@cache
def _prepared(number: int) -> zstandard.ZstdCompressionDict:
    """Return a dictionary that was taken in for writing: that costs as much as a thousand changes.

    Raises:
        MissingDictionaryError: It is not here.
    """
    dictionary = dictionaries.dictionary(number)
    dictionary.precompute_compress(compression_params=_PARAMETERS)
    return dictionary


def unpack_body(body: bytes, *, newest_dictionary: int = dictionaries.NEWEST) -> bytes:
    """Take a body apart that was opened.

    Args:
        body: What was sealed.
        newest_dictionary: The highest number that the rules at its position know.

    Raises:
        LimitError: It would unpack to more than its limit.
        MissingDictionaryError: This program cannot read it yet.
        UnknownCompressionError: Nobody ever reads it.
        WireError: Wrong length, damaged, or padding that is not zero.
    """
    code, data = taken_apart(body)
    if code == RAW:
        if len(data) > MAX_BODY_BYTES:
            raise LimitError("body too long")
        return data
    if code > newest_dictionary:
        raise UnknownCompressionError("unknown compression")
    dictionary = dictionaries.dictionary(code) if code >= FIRST_DICTIONARY else None
    limit = min(MAX_BODY_BYTES, len(body) * MAX_UNPACKING_RATIO)
    return decompress(data, dictionary, limit=limit, window_log=_WINDOW_LOG)
