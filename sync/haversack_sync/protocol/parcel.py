"""Files, sealed: C2SP chunked-encryption with SHA-512 and AES-256-GCM ("Cobblestone-256").

Source: https://c2sp.org/chunked-encryption; `docs/protocol.md`, "Parcels". A parcel is padded, sealed once, and named
by SHA-256 of its sealed bytes; its key travels in the record. Must not touch files: pieces of bytes in, pieces out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import LimitError, SealError
from haversack_sync.protocol.limits import MAX_PARCEL_BYTES
from haversack_sync.protocol.padding import padded_parcel_length

CHUNK_BYTES: Final = 16 * 1024
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + sealing.TAG_BYTES
SALT_BYTES: Final = 24
COMMIT_BYTES: Final = 32
HEADER_BYTES: Final = SALT_BYTES + COMMIT_BYTES
_FORMULA: Final = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"
_PARCEL: Final = tag("parcel")


@dataclass(frozen=True, slots=True)
class ParcelName:
    """What binds a parcel to its place: root fingerprint, parcel id (16 bytes), rendition (0 is the file itself)."""

    root: bytes
    parcel: bytes
    rendition: int = 0

    @property
    def context(self) -> bytes:
        """The context of the C2SP formula."""
        return _PARCEL + self.root + self.parcel + bytes((self.rendition,))


class _Keys:
    """What a file key, salt and context give: cipher, base nonce and commitment."""

    def __init__(self, file_key: bytes, salt: bytes, context: bytes) -> None:
        material = sealing.hkdf_expand_sha512(file_key, _FORMULA + salt + context, 32 + 12 + COMMIT_BYTES)
        self.cipher = sealing.chunk_cipher(material[:32])
        self._base = int.from_bytes(material[32:44], "big")
        self.commit = material[44:]

    def nonce(self, index: int) -> bytes:
        """Base nonce XOR the chunk's number."""
        return (self._base ^ index).to_bytes(12, "big")


def sealed_length(plain_length: int) -> int:
    """Return how long the sealed form of a file is, padding counted in.

    Args:
        plain_length: The file's true length in bytes.
    """
    chunks = padded_parcel_length(plain_length) // CHUNK_BYTES + 1
    return HEADER_BYTES + padded_parcel_length(plain_length) + chunks * sealing.TAG_BYTES


def seal_chunks(plain: Iterable[bytes], *, key: bytes, salt: bytes, context: bytes) -> Iterator[bytes]:
    """Seal a stream as the C2SP document says, without padding.

    Args:
        plain: Pieces of any length.
        key: 32 random bytes, used for this one message.
        salt: 24 random bytes.
        context: What the message is bound to.

    Yields:
        Header, then sealed chunks; the last one is shorter than a full one.
    """
    keys = _Keys(key, salt, context)
    yield salt + keys.commit
    buffer, index = bytearray(), 0
    for piece in plain:
        buffer += piece
        while len(buffer) >= CHUNK_BYTES:
            yield keys.cipher.encrypt(keys.nonce(index), bytes(buffer[:CHUNK_BYTES]), None)
            del buffer[:CHUNK_BYTES]
            index += 1
    yield keys.cipher.encrypt(keys.nonce(index), bytes(buffer), None)


def open_chunks(untrusted_sealed: Iterable[bytes], *, key: bytes, context: bytes) -> Iterator[bytes]:
    """Open a stream, each chunk checked before it is given out.

    Yields:
        Plain chunks. What was yielded before an error is genuine, but the message is not whole.

    Raises:
        SealError: Wrong key or context, altered, cut, or too long.
    """
    if len(key) != sealing.KEY_BYTES:
        raise SealError("wrong key size")
    buffer, index = bytearray(), 0
    keys: _Keys | None = None
    for piece in untrusted_sealed:
        buffer += piece
        if keys is None and len(buffer) >= HEADER_BYTES:
            keys = _open_header(bytes(buffer[:HEADER_BYTES]), key, context)
            del buffer[:HEADER_BYTES]
        while keys is not None and len(buffer) >= SEALED_CHUNK_BYTES:
            yield sealing.open_chunk(keys.cipher, keys.nonce(index), bytes(buffer[:SEALED_CHUNK_BYTES]))
            del buffer[:SEALED_CHUNK_BYTES]
            index += 1
    if keys is None or len(buffer) < sealing.TAG_BYTES:
        raise SealError("cut short")
    yield sealing.open_chunk(keys.cipher, keys.nonce(index), bytes(buffer))


def _open_header(header: bytes, key: bytes, context: bytes) -> _Keys:
    keys = _Keys(key, header[:SALT_BYTES], context)
    if not sealing.same(keys.commit, header[SALT_BYTES:]):
        raise SealError("commitment does not fit")
    return keys


@dataclass(frozen=True, slots=True)
class ParcelKey:
    """What opens one parcel: its file key and its name, both from the record that names it."""

    key: bytes
    name: ParcelName


def chunk_span(index: int, total: int) -> tuple[int, int]:
    """Return where a chunk of a sealed file begins and ends, in bytes of the file.

    Args:
        index: Its number, from 0.
        total: Length of the sealed file.
    """
    begin = HEADER_BYTES + index * SEALED_CHUNK_BYTES
    return begin, min(begin + SEALED_CHUNK_BYTES, total)


def chunk_count(total: int) -> int:
    """Return how many chunks a sealed file of a length has; the last one is shorter than the others.

    Raises:
        SealError: No sealed file has this length.
    """
    last = (total - HEADER_BYTES) % SEALED_CHUNK_BYTES
    if total < HEADER_BYTES or last < sealing.TAG_BYTES:
        raise SealError("no length of a sealed file")
    return (total - HEADER_BYTES) // SEALED_CHUNK_BYTES + 1


class ChunkCheck:
    """Checks the chunks of one sealed file, each by itself and in any order: nobody need wait for the last byte."""

    def __init__(self, header: bytes, parcel: ParcelKey) -> None:
        """Check the file's header.

        Args:
            header: Its first `HEADER_BYTES`.
            parcel: What opens it.

        Raises:
            SealError: It is the header of another file, or damaged.
        """
        if len(header) != HEADER_BYTES:
            raise SealError("cut short")
        self._keys = _open_header(header, parcel.key, parcel.name.context)

    def is_right(self, index: int, chunk: bytes) -> bool:
        """Tell whether these bytes are a chunk of the file, unaltered."""
        try:
            sealing.open_chunk(self._keys.cipher, self._keys.nonce(index), chunk)
        except SealError:
            return False
        return True


def seal_parcel(plain: Iterable[bytes], length: int, *, key: bytes, salt: bytes, name: ParcelName) -> Iterator[bytes]:
    """Pad and seal a file.

    Args:
        plain: The file in pieces, `length` bytes together.
        length: Its true length, at most 512 MiB.
        key: 32 random bytes, one for each file and rendition, never used again.
        salt: 24 random bytes.
        name: What it is bound to.

    Yields:
        The sealed bytes in pieces, `sealed_length(length)` together.

    Raises:
        LimitError: The file is too long.
        SealError: The pieces do not add up to `length` (the file changed while it was read).
    """
    if length > MAX_PARCEL_BYTES:
        raise LimitError("file too long")
    yield from seal_chunks(_padded(plain, length), key=key, salt=salt, context=name.context)


def _padded(plain: Iterable[bytes], length: int) -> Iterator[bytes]:
    given = 0
    for piece in plain:
        given += len(piece)
        yield piece
    if given != length:
        raise SealError("file changed while it was read")
    missing = padded_parcel_length(length) - length
    while missing > 0:
        step = min(missing, CHUNK_BYTES)
        yield bytes(step)
        missing -= step


def open_parcel(untrusted_sealed: Iterable[bytes], length: int, *, key: bytes, name: ParcelName) -> Iterator[bytes]:
    """Open a file and take the padding off.

    Args:
        untrusted_sealed: The sealed bytes in pieces.
        length: The file's true length, from the record.
        key: The file key, from the record.
        name: What it is bound to.

    Yields:
        The file in pieces, `length` bytes together.

    Raises:
        SealError: Not this file, altered, cut, or of another length.
    """
    given = 0
    for chunk in open_chunks(untrusted_sealed, key=key, context=name.context):
        wanted = chunk[: max(0, length - given)]
        if chunk[len(wanted) :].strip(b"\x00"):
            raise SealError("padding is not zero")
        given += len(wanted)
        yield wanted
    if given != length:
        raise SealError("another length")
