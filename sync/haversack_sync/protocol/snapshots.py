"""Snapshots as they travel: sealed parts, the index that lists them, and the notice that announces it.

A part is a small sealed object of one snapshot: its dictionary, a batch of rows, or the summary inside the notice. The
hub reads index and notice, so that it knows what to keep, and no part. Source: `docs/protocol.md`, "Snapshots". Must
not know what rows mean.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Annotated, Final

import msgspec

from haversack_sync.model.ids import FeedId, ObjectId
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.envelope import NOTICE, Envelope
from haversack_sync.protocol.errors import LimitError, SealError, UnknownSuiteError, WireError
from haversack_sync.protocol.limits import MAX_SNAPSHOT_PART_BYTES, MAX_SNAPSHOT_PARTS, MAX_SNAPSHOT_SUMMARY_BYTES
from haversack_sync.protocol.wire import Key, Number, Reader, ShortNumber, unpack, varint

SUITE: Final = 1
INDEX: Final = 0
_SALT_BYTES: Final = 16
_OBJECT_BYTES: Final = 32
_BATCH: Final = tag("batch")


class PartType(IntEnum):
    """What a part holds."""

    DICTIONARY = 1
    ROWS = 2
    SUMMARY = 3


class PartName(msgspec.Struct, frozen=True):
    """Which part of which snapshot: what stands in the clear in front of its seal.

    Attributes:
        type: What it holds.
        feed: Of which feed.
        epoch: Number of the audience key that seals it.
        n: How many entries the snapshot stands for.
        part: Its place in the snapshot, from 1; 0 for the summary.
    """

    type: PartType
    feed: FeedId
    epoch: int
    n: int
    part: int

    def encode(self) -> bytes:
        """Return the clear bytes, without the salt."""
        numbers = varint(self.epoch) + varint(self.n) + varint(self.part)
        return bytes((SUITE, self.type)) + self.feed + numbers


class Summary(msgspec.Struct, array_like=True, frozen=True):
    """What a snapshot says of itself, sealed: in the clear a state digest would let the hub test guesses.

    Attributes:
        index: The index object.
        n: How many entries it stands for.
        digest: The feed's digest after them.
        position: Position of the last of them.
        rules: The rules version in force there.
        state: The state digest.
        records: How many records it holds.
        size: Bytes of the index and all parts.
        has_dictionary: Whether the first part is a dictionary.
    """

    index: Key
    n: Number
    digest: Key
    position: Number
    rules: ShortNumber
    state: Key
    records: Number
    size: Number
    has_dictionary: bool


class SnapshotNotice(msgspec.Struct, array_like=True, frozen=True, tag=1):
    """A keeper announces a snapshot; the index object stands in the envelope's refs.

    Attributes:
        n: How many entries it stands for.
        digest: The feed's digest after them, so that a hub need not offer what cannot be right.
        summary: Sealed.
    """

    n: Number
    digest: Key
    summary: Annotated[bytes, msgspec.Meta(max_length=MAX_SNAPSHOT_SUMMARY_BYTES)]


class DisputeNotice(msgspec.Struct, array_like=True, frozen=True, tag=2):
    """Somebody who followed the feed says that the snapshot announced at a position is not what the entries make."""

    position: Number


Notice = SnapshotNotice | DisputeNotice


class Listed(msgspec.Struct, array_like=True, frozen=True):
    """An object of a snapshot: its id and its length in bytes."""

    object: Key
    size: Annotated[int, msgspec.Meta(ge=1, le=MAX_SNAPSHOT_PART_BYTES)]


_ENCODER: Final = msgspec.msgpack.Encoder()
_NOTICE: Final[msgspec.msgpack.Decoder[Notice]] = msgspec.msgpack.Decoder(Notice)
_SUMMARY: Final = msgspec.msgpack.Decoder(Summary)


def encode_notice(notice: Notice) -> bytes:
    """Write the clear content of an envelope of form 3."""
    return _ENCODER.encode(notice)


def decode_notice(untrusted: bytes) -> Notice:
    """Read the clear content of an envelope of form 3.

    Raises:
        WireError: It is malformed, or of a type that is not known.
    """
    return unpack(_NOTICE, untrusted, what="notice")


def read_notice(envelope: Envelope) -> Notice:
    """Read the notice in an envelope of form 3. A snapshot needs its index and nothing else, a dispute needs nothing.

    Raises:
        WireError: It is malformed, of a type that is not known, or needs other objects than that.
    """
    notice = decode_notice(envelope.content)
    if len(envelope.header.refs) != (1 if isinstance(notice, SnapshotNotice) else 0):
        raise WireError("notice with other refs than its type has")
    return notice


def is_dispute(envelope: Envelope) -> bool:
    """Tell whether an envelope disputes a snapshot, which whoever reads the feed may do."""
    if envelope.header.form != NOTICE:
        return False
    try:
        return isinstance(read_notice(envelope), DisputeNotice)
    except WireError:
        return False


def encode_summary(summary: Summary) -> bytes:
    """Write a summary."""
    return _ENCODER.encode(summary)


def decode_summary(untrusted: bytes) -> Summary:
    """Read a summary.

    Raises:
        WireError: It is malformed.
    """
    return unpack(_SUMMARY, untrusted, what="summary")


def encode_index(listed: Sequence[Listed]) -> bytes:
    """Write an index: suite, type 0, how many, then id and length of each object.

    Raises:
        LimitError: Too many objects.
    """
    if len(listed) > MAX_SNAPSHOT_PARTS:
        raise LimitError("too many parts")
    parts = [bytes((SUITE, INDEX)), varint(len(listed))]
    parts += [one.object + varint(one.size) for one in listed]
    return b"".join(parts)


def decode_index(untrusted: bytes) -> tuple[Listed, ...]:
    """Read an index whose hash was checked.

    Raises:
        LimitError: Too many objects, or one that is too long.
        UnknownSuiteError: Another suite.
        WireError: Malformed.
    """
    reader = Reader(untrusted)
    if reader.byte() != SUITE:
        raise UnknownSuiteError("unknown suite")
    if reader.byte() != INDEX:
        raise WireError("not an index")
    count = reader.varint()
    if count > MAX_SNAPSHOT_PARTS:
        raise LimitError("too many parts")
    listed = []
    for _ in range(count):
        one = Listed(reader.take(_OBJECT_BYTES), reader.varint())
        if not 1 <= one.size <= MAX_SNAPSHOT_PART_BYTES:
            raise LimitError("part too long")
        listed.append(one)
    reader.finish()
    if len({one.object for one in listed}) < len(listed):
        raise WireError("an object twice")
    return tuple(listed)


def object_id(sealed: bytes) -> ObjectId:
    """Return the name of an object."""
    return ObjectId(sealing.sha256(sealed))


def seal_part(name: PartName, body: bytes, *, root: bytes, epoch_key: bytes, random: Callable[[int], bytes]) -> bytes:
    """Seal a part.

    The salt depends on fresh randomness and on the text, as in an envelope.

    Args:
        name: Which part it is.
        body: Packed and padded.
        root: SHA-256 of the network's root key, 32 bytes.
        epoch_key: The audience's key, 32 bytes.
        random: Gives that many random bytes.

    Raises:
        LimitError: It would be longer than 32 KiB.
    """
    start = name.encode()
    salt = sealing.hmac_sha256(random(32), start + body)[:_SALT_BYTES]
    clear = start + salt
    key, nonce = _part_key(epoch_key, salt, root, clear)
    sealed = clear + sealing.seal(key, nonce, body)
    if len(sealed) > MAX_SNAPSHOT_PART_BYTES:
        raise LimitError("part too long")
    return sealed


def read_part_name(untrusted: bytes) -> PartName:
    """Read which part something says that it is.

    Raises:
        UnknownSuiteError: Another suite.
        WireError: It is no part.
    """
    reader = Reader(untrusted)
    if reader.byte() != SUITE:
        raise UnknownSuiteError("unknown suite")
    try:
        part = PartType(reader.byte())
    except ValueError as error:
        raise WireError("not a part") from error
    return PartName(part, FeedId(reader.take(8)), reader.varint(), reader.varint(), reader.varint())


def open_part(untrusted: bytes, expected: PartName, *, root: bytes, epoch_key: bytes) -> bytes:
    """Open a part, if it is the one that is expected.

    Returns:
        Its body, packed.

    Raises:
        LimitError: Longer than 32 KiB.
        SealError: Another part, another key, or altered bytes.
    """
    if len(untrusted) > MAX_SNAPSHOT_PART_BYTES:
        raise LimitError("part too long")
    start = expected.encode()
    end = len(start) + _SALT_BYTES
    if not untrusted.startswith(start) or len(untrusted) < end + sealing.TAG_BYTES:
        raise SealError("another part")
    clear, salt = untrusted[:end], untrusted[len(start) : end]
    key, nonce = _part_key(epoch_key, salt, root, clear)
    return sealing.unseal(key, nonce, untrusted[end:])


def _part_key(epoch_key: bytes, salt: bytes, root: bytes, clear: bytes) -> tuple[bytes, bytes]:
    material = sealing.hkdf_sha256(epoch_key, salt=salt, info=_BATCH + root + clear, length=44)
    return material[:32], material[32:]
