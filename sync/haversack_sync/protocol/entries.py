"""Entries, the digest chain of a feed, and marks.

An entry is an envelope that the hub accepted: position, stamp and flags in front. Each feed's entries are chained by a
digest that the hub signs in marks and heads, so nothing can be dropped, moved or altered unseen.
"""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from haversack_sync.model.ids import FeedId, Position
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import DigestError, SignatureError

DIGEST_BYTES: Final = 32
STUB_BYTES: Final = 32
"""So long is what stands for an erased envelope: its SHA-256. No envelope is that short."""
GAP: Final = 1
"""Flag of an entry that was taken although numbers of its author before it never came."""
EraOf = Callable[[int], int]
"""Gives the era of an entry at a position."""
_ENTRY: Final = tag("entry")
_START: Final = tag("start")
_MARK: Final = tag("mark")
_NUMBERS: Final = struct.Struct(">QQB")


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted envelope.

    Attributes:
        position: Its place in the whole network's order.
        stamp: The hub's clock in seconds since 1970; never orders or merges anything.
        flags: `GAP` or 0; other bits are reserved, and count in the digest all the same.
        envelope: The bytes of the envelope; of an erased one its SHA-256.
    """

    position: Position
    stamp: int
    flags: int
    envelope: bytes

    @property
    def is_erased(self) -> bool:
        """Whether only the hash of its envelope is left."""
        return len(self.envelope) == STUB_BYTES

    @property
    def hash(self) -> bytes:
        """SHA-256 of its envelope, whether that is here or not."""
        return self.envelope if self.is_erased else sealing.sha256(self.envelope)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a feed stands.

    Attributes:
        n: Entries in the feed.
        position: Position of the statement: nothing more lies in this feed up to there.
        digest: The chain's digest after n entries, 32 bytes.
    """

    n: int
    position: Position
    digest: bytes


def first_digest(root: bytes, feed: FeedId) -> bytes:
    """Return the digest of an empty feed: SHA-256(tag(start) ‖ root ‖ feed)."""
    return sealing.sha256(_START + root + feed)


def next_digest(digest: bytes, entry: Entry, *, root: bytes, era: int, feed: FeedId) -> bytes:
    """Chain one entry to a feed's digest.

    Args:
        digest: The digest before, 32 bytes.
        entry: The next entry.
        root: SHA-256 of the root key, 32 bytes.
        era: The network's era.
        feed: The feed's handle.

    Returns:
        SHA-256(tag(entry) ‖ root ‖ era ‖ feed ‖ digest ‖ position ‖ stamp ‖ flags ‖ SHA-256(envelope)).
    """
    numbers = _NUMBERS.pack(entry.position, entry.stamp, entry.flags)
    return sealing.sha256(b"".join((_ENTRY, root, era.to_bytes(4, "big"), feed, digest, numbers, entry.hash)))


def chain(
    standing: Standing, entries: Sequence[Entry], *, root: bytes, era: int | EraOf, feed: FeedId
) -> tuple[Standing, tuple[bytes, ...]]:
    """Chain entries to where a feed stands.

    Args:
        standing: Where it stands.
        entries: The next ones.
        root: The network's fingerprint.
        era: The era of all of them, or what gives that of an entry at a position.
        feed: The feed.

    Returns:
        The new standing at the last entry's position, and the digest after each entry.

    Raises:
        DigestError: Positions do not grow.
    """
    digest, position = standing.digest, standing.position
    digests = []
    for entry in entries:
        if entry.position <= position:
            raise DigestError("positions do not grow")
        number = era if isinstance(era, int) else era(entry.position)
        digest, position = next_digest(digest, entry, root=root, era=number, feed=feed), entry.position
        digests.append(digest)
    return Standing(standing.n + len(entries), position, digest), tuple(digests)


def mark_message(standing: Standing, *, root: bytes, era: int, feed: FeedId) -> bytes:
    """Return what the hub signs to say where a feed stands."""
    numbers = era.to_bytes(4, "big") + feed + standing.n.to_bytes(8, "big") + standing.position.to_bytes(8, "big")
    return _MARK + root + numbers + standing.digest


def sign_mark(standing: Standing, *, root: bytes, era: int, feed: FeedId, hub_seed: bytes) -> bytes:
    """Sign where a feed stands; 64 bytes."""
    return sealing.sign(hub_seed, mark_message(standing, root=root, era=era, feed=feed))


def verify_mark(standing: Standing, signature: bytes, *, root: bytes, era: int, feed: FeedId, hub_key: bytes) -> None:
    """Check the hub's signature on where a feed stands.

    Raises:
        SignatureError: It is not by this hub, or about something else.
    """
    if not sealing.verifies(hub_key, signature, mark_message(standing, root=root, era=era, feed=feed)):
        raise SignatureError("bad mark")
