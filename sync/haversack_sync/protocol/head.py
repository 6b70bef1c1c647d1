"""What the hub signs about an answer: the head, receipts, and refusals.

The head proves that an answer is by this network's hub and to this very request, without a clock. Must not know how
answers are laid out; `messages.py` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Final

import msgspec

from haversack_sync.model.ids import DeviceId, FeedId, Position
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import Standing
from haversack_sync.protocol.errors import NotOurHubError
from haversack_sync.protocol.messages import Stanza
from haversack_sync.protocol.wire import MAX_VARINT, Handle, Number, varint

_HEAD = tag("head")
_FEEDS = tag("feeds")
_RECEIPT = tag("receipt")
_KEYS = tag("keys")
_REFUSAL = tag("refusal")

_ROOT_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
SHOWN_HEAD_BYTES: Final = 4 + 8 + 8 + 4 * 32 + _SIGNATURE_BYTES
"""Era, position, stamp, four digests, the signature."""
NO_DEVICE: Final = DeviceId(bytes(8))
"""Whom a receipt names for what has no place in a key's chain; `first` is then the index in the request."""


class ReceiptCode(IntEnum):
    """The hub's word on a change."""

    ACCEPTED = 0
    """It is an entry at the receipt's position."""
    NOT_AUTHENTIC = 1
    """Malformed or badly signed; its number is not used up."""
    EARLY = 2
    """Something that it needs is not here yet: retry."""
    FORBIDDEN = 3
    """Authentic and not allowed; its number is used up."""
    QUOTA = 4
    """Too much for today: later."""
    CLONED = 5
    """Its number, or the one before it, is another change's: this profile was copied."""
    HELD = 6
    """Early, and kept by the hub until what it needs is here: no need to send it again."""


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """A run of changes of one device with one outcome and, if accepted, positions in a row.

    Attributes:
        device: Handle of their signing key, 8 bytes.
        first: Number of the first one.
        count: How many.
        code: A `ReceiptCode`.
        position: Position of the first one, 0 if none.
        reason: Stable name of the rule, empty if accepted.
    """

    device: Handle
    first: Number
    count: Annotated[int, msgspec.Meta(ge=1, le=MAX_VARINT)]
    code: Number
    position: Number
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the network stood when the hub answered.

    Attributes:
        era: The network's era.
        position: Position of the last entry of the whole network.
        stamp: The hub's clock, seconds.
        signature: Over that, the list of feeds, the request, the receipts and the keys handed out; 64 bytes.
    """

    era: int
    position: Position
    stamp: int
    signature: bytes


def feeds_digest(feeds: Sequence[tuple[FeedId, Standing]]) -> bytes:
    """Return the hash of the list of feeds in the request's order: SHA-256(tag(feeds) ‖ (feed ‖ n ‖ D_n) …)."""
    parts = [_FEEDS]
    for feed, standing in feeds:
        parts += (feed, standing.n.to_bytes(8, "big"), standing.digest)
    return sealing.sha256(b"".join(parts))


def receipts_digest(raw_receipts: bytes) -> bytes:
    """Return the hash of the receipts as they stand in the answer."""
    return sealing.sha256(_RECEIPT + raw_receipts)


def keys_digest(stanzas: Sequence[Stanza], serial: int) -> bytes:
    """Return the hash of the keys that a head hands out.

    Without it somebody on the way could take the keys out and raise the serial number, and a device would never ask
    for them again.

    Args:
        stanzas: As they stand in the answer.
        serial: The answer's `stanza_serial`.
    """
    parts = [_KEYS, serial.to_bytes(8, "big")]
    for stanza in stanzas:
        parts += (stanza.audience, stanza.number.to_bytes(4, "big"), stanza.recipient, stanza.sealed)
    return sealing.sha256(b"".join(parts))


def shown_head(message: bytes, signature: bytes) -> bytes:
    """Return a head as it is shown to the hub that signed it: what was signed without tag and root, and the signature.

    Args:
        message: What was signed, of `HeadContext.message`.
        signature: The hub's, 64 bytes.
    """
    return message[len(_HEAD) + _ROOT_BYTES :] + signature


def read_shown(untrusted: bytes, *, root: bytes, hub_key: bytes) -> tuple[int, int] | None:
    """Return era and position of a head that somebody shows; None for anything that this hub has not signed.

    Args:
        untrusted: From a request.
        root: The network's fingerprint.
        hub_key: The hub's own public key.
    """
    said, signature = untrusted[:-_SIGNATURE_BYTES], untrusted[-_SIGNATURE_BYTES:]
    if len(untrusted) != SHOWN_HEAD_BYTES or not sealing.verifies(hub_key, signature, _HEAD + root + said):
        return None
    return int.from_bytes(said[:4], "big"), int.from_bytes(said[4:12], "big")


@dataclass(frozen=True, slots=True)
class HeadContext:
    """What a head's signature binds beside its own numbers.

    Attributes:
        root: The network's fingerprint.
        request: Hash that stands for the request, 32 bytes.
        feeds: `feeds_digest` of the feeds asked for.
        receipts: `receipts_digest` of the receipts given.
        keys: `keys_digest` of the keys handed out.
    """

    root: bytes
    request: bytes
    feeds: bytes
    receipts: bytes
    keys: bytes

    def message(self, *, era: int, position: int, stamp: int) -> bytes:
        """Return what is signed."""
        numbers = era.to_bytes(4, "big") + position.to_bytes(8, "big") + stamp.to_bytes(8, "big")
        return _HEAD + self.root + numbers + self.feeds + self.request + self.receipts + self.keys


def sign_head(context: HeadContext, *, era: int, position: Position, stamp: int, hub_seed: bytes) -> Head:
    """Sign where the network stands."""
    message = context.message(era=era, position=position, stamp=stamp)
    return Head(era, position, stamp, sealing.sign(hub_seed, message))


def verify_head(head: Head, context: HeadContext, *, hub_key: bytes) -> None:
    """Check that a head is by this hub and answers this request.

    Raises:
        NotOurHubError: It is not.
    """
    message = context.message(era=head.era, position=head.position, stamp=head.stamp)
    if not sealing.verifies(hub_key, head.signature, message):
        raise NotOurHubError("bad head")


def refusal_message(root: bytes, request: bytes, reason: str, number: int) -> bytes:
    """Return what the hub signs when it refuses a whole request."""
    text = reason.encode()
    return _REFUSAL + root + request + varint(len(text)) + text + varint(number)
