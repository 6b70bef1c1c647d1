"""What the hub signs: the digest chain of a feed, marks, heads, refusals, its word on an upload."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.stranger.primitives import sha256, tag, u32, u64, varint


@dataclass(frozen=True)
class Stanza:
    """An audience key, sealed to somebody."""

    audience: bytes
    epoch: int
    recipient: bytes
    sealed: bytes

    def hashed(self) -> bytes:
        """Return how it stands in hashes."""
        return self.audience + u32(self.epoch) + self.recipient + self.sealed


@dataclass(frozen=True)
class Standing:
    """Where a feed stands."""

    n: int
    digest: bytes


def first_digest(root: bytes, feed: bytes) -> bytes:
    """Return the digest of an empty feed."""
    return sha256(tag("start"), root, feed)


@dataclass(frozen=True)
class Entry:
    """An envelope that the hub accepted."""

    position: int
    stamp: int
    flags: int
    envelope: bytes


def next_digest(root: bytes, era: int, feed: bytes, before: bytes, entry: Entry) -> bytes:
    """Return a feed's digest with one entry more."""
    numbers = u64(entry.position) + u64(entry.stamp) + bytes([entry.flags])
    hashed = entry.envelope if len(entry.envelope) == 32 else sha256(entry.envelope)
    return sha256(tag("entry"), root, u32(era), feed, before, numbers, hashed)


def mark_message(root: bytes, era: int, feed: bytes, at: Standing, position: int) -> bytes:
    """Return what a mark signs."""
    return tag("mark") + root + u32(era) + feed + u64(at.n) + u64(position) + at.digest


def feeds_hash(feeds: Iterable[tuple[bytes, Standing]]) -> bytes:
    """Return F of a head."""
    return sha256(tag("feeds"), *(feed + u64(at.n) + at.digest for feed, at in feeds))


def receipts_hash(receipts: bytes) -> bytes:
    """Return R of a head."""
    return sha256(tag("receipt"), receipts)


def keys_hash(serial: int, stanzas: Iterable[Stanza]) -> bytes:
    """Return K of a head."""
    return sha256(tag("keys"), u64(serial), *(each.hashed() for each in stanzas))


@dataclass(frozen=True)
class HeadHashes:
    """The four hashes that a head signs."""

    feeds: bytes
    request: bytes
    receipts: bytes
    keys: bytes


def head_message(root: bytes, era: int, position: int, stamp: int, hashes: HeadHashes) -> bytes:
    """Return what a head signs."""
    numbers = u32(era) + u64(position) + u64(stamp)
    return tag("head") + root + numbers + hashes.feeds + hashes.request + hashes.receipts + hashes.keys


def refusal_message(root: bytes, request_hash: bytes, reason: str, number: int) -> bytes:
    """Return what a refusal signs."""
    text = reason.encode()
    return tag("refusal") + root + request_hash + varint(len(text)) + text + varint(number)


def upload_message(root: bytes, request_hash: bytes, object_id: bytes, received: int, *, is_complete: bool) -> bytes:
    """Return what the hub's word on an upload signs."""
    return tag("upload") + root + request_hash + object_id + u64(received) + bytes([is_complete])
