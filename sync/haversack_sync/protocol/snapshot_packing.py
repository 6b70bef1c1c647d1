"""Batches of rows: filled with chunks, compressed with a dictionary that was trained from the very same rows.

The dictionary holds what it was trained on, so it travels sealed for the same audience and goes no further. Source:
`docs/protocol.md`, "Snapshots". Must not seal.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import zstandard

from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.limits import MAX_SNAPSHOT_DICTIONARY_BYTES, MAX_SNAPSHOT_ROWS_BYTES, MAX_UNPACKING_RATIO
from haversack_sync.protocol.packing import compression, decompress, taken_apart
from haversack_sync.protocol.padding import padded_body_length
from haversack_sync.protocol.snapshot_columns import Chunk, encode_chunk, encode_chunks
from haversack_sync.protocol.wire import varint

PACKED_BYTES: Final = 30 * 1024
"""Batches are filled up to here: sealed they stay below 32 KiB."""
_PLAIN: Final = 1
_OWN_DICTIONARY: Final = 255
"""Compression bytes: zstd, and zstd with the snapshot's own dictionary. Lower numbers are those of bodies."""
_LEVEL: Final = 16
"""Measured: 19 saves 1 % more and takes twice as long, 12 costs 6 % more."""
_WINDOW_LOG: Final = 18
_PARAMETERS: Final = compression(_LEVEL, window_log=_WINDOW_LOG)
_SAMPLE_BYTES: Final = 2 * 1024
_LEAST_SAMPLES: Final = 64
_SEGMENT_BYTES: Final = 1024
_HEAD_BYTES: Final = 4
_DICTIONARY_SHARE: Final = 20
"""A dictionary of a small feed stays below this part of its rows: it travels too."""


def train_dictionary(chunks: Iterable[Chunk]) -> bytes:
    """Train a dictionary from a snapshot's own rows.

    Args:
        chunks: The snapshot.

    Returns:
        At most 64 KiB; empty where there is too little to learn from.
    """
    raws = [encode_chunk(chunk) for chunk in chunks]
    samples: list[bytes | bytearray | memoryview[int]] = [
        raw[at : at + _SAMPLE_BYTES] for raw in raws for at in range(0, len(raw), _SAMPLE_BYTES)
    ]
    size = min(MAX_SNAPSHOT_DICTIONARY_BYTES, sum(map(len, raws)) // _DICTIONARY_SHARE)
    if len(samples) < _LEAST_SAMPLES:
        return b""
    try:
        trained = zstandard.train_dictionary(size, samples, k=_SEGMENT_BYTES, d=8, level=_LEVEL)
    except zstandard.ZstdError:
        # Too little or too much alike: then there is nothing to gain either.
        return b""
    return trained.as_bytes()


def pack_dictionary(dictionary: bytes) -> bytes:
    """Compress and pad a dictionary, ready to be sealed as the first part."""
    return _padded(
        _PLAIN,
        zstandard.ZstdCompressor(compression_params=_PARAMETERS).compress(dictionary),
        dictionary,
    )


class RowPacker:
    """Fills batches with chunks.

    Attributes:
        packed_bytes: Bytes packed so far.
    """

    def __init__(self, dictionary: bytes) -> None:
        """Take the snapshot's dictionary; empty for none."""
        self._code = _OWN_DICTIONARY if dictionary else _PLAIN
        parameters = _PARAMETERS
        if dictionary:
            known = zstandard.ZstdCompressionDict(dictionary)
            known.precompute_compress(compression_params=parameters)
            self._compressor = zstandard.ZstdCompressor(compression_params=parameters, dict_data=known)
        else:
            self._compressor = zstandard.ZstdCompressor(compression_params=parameters)
        self._ratio = 0.25
        self.packed_bytes = 0

    def batches(self, chunks: Sequence[Chunk]) -> Iterator[bytes]:
        """Yield packed and padded batches that hold all chunks in their order.

        Raises:
            LimitError: A single chunk is too long for a batch.
        """
        start = 0
        while start < len(chunks):
            end = self._guess(chunks, start)
            while True:
                raw = encode_chunks(chunks[start:end])
                packed = self._compressor.compress(raw)
                if len(packed) <= PACKED_BYTES - _HEAD_BYTES:
                    break
                if end == start + 1:
                    raise LimitError("chunk too long")
                self._ratio = len(packed) / len(raw)
                end -= 1
            self._ratio = max(0.02, (self._ratio + len(packed) / len(raw)) / 2)
            body = _padded(self._code, packed, raw)
            self.packed_bytes += len(body)
            yield body
            start = end

    def _guess(self, chunks: Sequence[Chunk], start: int) -> int:
        """Return how far a batch that begins here will probably reach."""
        size, end = 0, start
        for chunk in chunks[start:]:
            size += len(encode_chunk(chunk))
            if end > start and (size > MAX_SNAPSHOT_ROWS_BYTES or size * self._ratio > PACKED_BYTES):
                break
            end += 1
        return end


def _padded(code: int, packed: bytes, raw: bytes) -> bytes:
    body = bytes((code,)) + varint(len(packed)) + packed
    least = -(-len(raw) // MAX_UNPACKING_RATIO)
    return body.ljust(padded_body_length(max(len(body), least)), b"\x00")


class RowUnpacker:
    """Unpacks the batches of one snapshot."""

    def __init__(self, dictionary: bytes) -> None:
        """Take the snapshot's dictionary; empty for none."""
        self._code = _OWN_DICTIONARY if dictionary else _PLAIN
        self._known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None

    def unpack(self, body: bytes) -> bytes:
        """Unpack a batch that was opened; `snapshot_columns.decode_chunks` reads it.

        Raises:
            LimitError: It would unpack to more than its limit.
            WireError: Malformed.
        """
        return _unpack(body, code=self._code, known=self._known, limit=MAX_SNAPSHOT_ROWS_BYTES)


def unpack_dictionary(body: bytes) -> bytes:
    """Unpack a dictionary that was opened.

    Raises:
        LimitError: It would unpack to more than its limit.
        WireError: Malformed.
    """
    return _unpack(body, code=_PLAIN, known=None, limit=MAX_SNAPSHOT_DICTIONARY_BYTES)


def _unpack(body: bytes, *, code: int, known: zstandard.ZstdCompressionDict | None, limit: int) -> bytes:
    found, data = taken_apart(body)
    if found != code:
        raise WireError("unknown compression")
    return decompress(data, known, limit=min(limit, len(body) * MAX_UNPACKING_RATIO), window_log=_WINDOW_LOG)
