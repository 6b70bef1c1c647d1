"""Sealed files that are not whole yet, on the disk: which of their chunks are right, and taking in those that lack.

Who has a file's key checks each chunk as it arrives (C2SP chunked-encryption): a wrong one costs itself only, a cut
costs nothing, and a chunk that rotted on the disk is fetched again alone. The bytes on the disk are the only memory of
what is here. Must not decide where files lie, nor that one is whole: `parcel_files` does.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from haversack.store.files import write_all
from haversack_sync.protocol.errors import DigestError, SealError
from haversack_sync.protocol.parcel import (
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    ChunkCheck,
    ParcelKey,
    chunk_count,
    chunk_span,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a file that is not here, or not right.

    Attributes:
        start: Where it begins: a border of chunks, or 0.
        end: Where it ends: a border of chunks.
        tail: How many bytes from its begin on are here and not checked: a part of a chunk, checked when it is whole.
    """

    start: int
    end: int
    tail: int = 0

    @property
    def resume(self) -> int:
        """From which byte on the file must be fetched."""
        return self.start + self.tail


def first_gap(path: Path, parcel: ParcelKey, total: int) -> Gap | None:
    """Find the first stretch of a file that lacks; reads what is here.

    Args:
        path: The unfinished file; it may be missing.
        parcel: What opens it.
        total: Its whole sealed length in bytes.

    Returns:
        The stretch, from one border of chunks to another; None where every chunk is right.

    Raises:
        SealError: No sealed file has this length.
    """
    chunks = chunk_count(total)
    if not path.exists():
        return Gap(0, total)
    with path.open("rb") as stream:
        header = stream.read(HEADER_BYTES)
        if len(header) < HEADER_BYTES:
            return Gap(0, total, len(header))
        try:
            check = ChunkCheck(header, parcel)
        except SealError:
            return Gap(0, total)
        start = None
        for index in range(chunks):
            begin, end = chunk_span(index, total)
            piece = stream.read(end - begin)
            is_right = len(piece) == end - begin and check.is_right(index, piece)
            if is_right and start is not None:
                return Gap(start, begin)
            if start is None and not is_right:
                start = begin
                if len(piece) < end - begin:
                    return Gap(begin, total, len(piece))
    return None if start is None else Gap(start, total)


class GapFiller:
    """Cuts pieces of any length into chunks, checks them and writes the right ones into a stretch that lacks."""

    def __init__(self, descriptor: int, gap: Gap, *, parcel: ParcelKey, total: int) -> None:
        """Begin where the stretch stands.

        Args:
            descriptor: The unfinished file; what lies beyond the stretch stays.
            gap: The stretch.
            parcel: What opens the file.
            total: Its whole sealed length in bytes.

        Raises:
            DigestError: The file's header is not right any more.
        """
        self._descriptor, self._parcel, self._total = descriptor, parcel, total
        self._at, self._end = gap.start, gap.end
        self._check: ChunkCheck | None = None
        self._index = 0
        if gap.start:
            self._check = _check_of(_read_at(descriptor, HEADER_BYTES, 0), parcel)
            self._index = (gap.start - HEADER_BYTES) // SEALED_CHUNK_BYTES
        self._buffer = bytearray(_read_at(descriptor, gap.tail, gap.start))
        os.lseek(descriptor, gap.start, os.SEEK_SET)

    def take(self, pieces: Iterable[bytes]) -> None:
        """Take in what arrives.

        Args:
            pieces: Untrusted, from `Gap.resume` on; not read beyond the end of the stretch. What they raise passes
                through.

        Raises:
            DigestError: A chunk is not right; those before it were written, and nothing of it is kept.
        """
        self._write_right_ones()
        for piece in pieces:
            self._buffer += piece
            self._write_right_ones()
            if self._at >= self._end:
                break

    def close(self) -> Gap | None:
        """Keep the begin of a chunk that is not whole yet, and return what lacks of the stretch; None for nothing."""
        if self._at >= self._end:
            return None
        del self._buffer[max(self._end - self._at, 0) :]
        write_all(self._descriptor, bytes(self._buffer))
        if self._end == self._total:
            os.ftruncate(self._descriptor, self._at + len(self._buffer))
        return Gap(self._at, self._end, len(self._buffer))

    def _write_right_ones(self) -> None:
        if self._check is None:
            if len(self._buffer) < HEADER_BYTES:
                return
            self._check = self._checked_header()
            self._write(HEADER_BYTES)
        while self._at < self._end:
            begin, end = chunk_span(self._index, self._total)
            if len(self._buffer) < end - begin:
                return
            if not self._check.is_right(self._index, bytes(self._buffer[: end - begin])):
                self._buffer.clear()
                raise DigestError("a chunk is not of this file")
            self._write(end - begin)
            self._index += 1

    def _checked_header(self) -> ChunkCheck:
        try:
            return _check_of(bytes(self._buffer[:HEADER_BYTES]), self._parcel)
        except DigestError:
            self._buffer.clear()
            raise

    def _write(self, length: int) -> None:
        write_all(self._descriptor, bytes(self._buffer[:length]))
        del self._buffer[:length]
        self._at += length


def _read_at(descriptor: int, length: int, place: int) -> bytes:
    os.lseek(descriptor, place, os.SEEK_SET)
    found = bytearray()
    while len(found) < length and (piece := os.read(descriptor, length - len(found))):
        found += piece
    return bytes(found)


def _check_of(header: bytes, parcel: ParcelKey) -> ChunkCheck:
    try:
        return ChunkCheck(header, parcel)
    except SealError as error:
        raise DigestError("not the begin of this file") from error
