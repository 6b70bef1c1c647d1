"""Erasures as they travel: announcements, orders, and what devices say when nothing is left.

An announcement in `network` names records and a reason, sealed for those who may read; it is what the brake counts.
Orders in the feed name entries and objects in the clear, for a hub that reads nothing. Source: `docs/protocol.md`,
"Erasure". Must not erase anything.
"""

from collections.abc import Callable
from typing import Annotated, Final

import msgspec

from haversack_sync.model.authority import AnnouncedErasure
from haversack_sync.model.authority_entries import AnnounceErasure
from haversack_sync.model.ids import ID_BYTES, FeedId
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.body import ZSTD, pack_body, unpack_body
from haversack_sync.protocol.envelope import DONE, ERASE, Envelope
from haversack_sync.protocol.errors import SealError, WireError
from haversack_sync.protocol.limits import (
    MAX_ERASED_ENTRIES,
    MAX_ERASED_OBJECTS,
    MAX_ERASED_RECORDS,
    MAX_REASON_CHARACTERS,
)
from haversack_sync.protocol.wire import Handle, Key, Number, unpack

_ERASE: Final = tag("erase")
_SALT_BYTES: Final = 16
ANNOUNCED_BYTES: Final = 16
AnnouncementId = Annotated[bytes, msgspec.Meta(min_length=ANNOUNCED_BYTES, max_length=ANNOUNCED_BYTES)]


class ErasedEntry(msgspec.Struct, array_like=True, frozen=True):
    """An entry that goes: where it lies, whose it is, and its number in that key's chain."""

    position: Number
    device: Handle
    number: Number


class EraseOrder(msgspec.Struct, array_like=True, frozen=True, tag=3):
    """What an envelope of form 5 says.

    Attributes:
        entries: The entries that go.
        objects: The objects that go, unless something else needs them.
        announced: Id of the announcement in `network` that it carries out, 16 bytes.
    """

    entries: Annotated[tuple[ErasedEntry, ...], msgspec.Meta(min_length=1, max_length=MAX_ERASED_ENTRIES)]
    objects: Annotated[tuple[Key, ...], msgspec.Meta(max_length=MAX_ERASED_OBJECTS)]
    announced: AnnouncementId


class DoneReport(msgspec.Struct, array_like=True, frozen=True, tag=4):
    """What an envelope of form 6 says: nothing is left on its device of what an announcement names."""

    announced: AnnouncementId


class Erasing(msgspec.Struct, array_like=True, frozen=True):
    """The sealed part of an announcement: which records go, and why, in the words of whoever orders it."""

    records: Annotated[
        tuple[Annotated[bytes, msgspec.Meta(min_length=ID_BYTES, max_length=ID_BYTES)], ...],
        msgspec.Meta(min_length=1, max_length=MAX_ERASED_RECORDS),
    ]
    reason: Annotated[str, msgspec.Meta(max_length=MAX_REASON_CHARACTERS)]


_ENCODER: Final = msgspec.msgpack.Encoder()
_ORDER: Final = msgspec.msgpack.Decoder(EraseOrder)
_REPORT: Final = msgspec.msgpack.Decoder(DoneReport)
_ERASING: Final = msgspec.msgpack.Decoder(Erasing)


def form_of(content: bytes) -> int | None:
    """Return the form of the envelope that holds this content, ERASE or DONE; None if it is neither."""
    return {3: ERASE, 4: DONE}.get(content[1]) if len(content) > 1 else None


def encode(message: EraseOrder | DoneReport) -> bytes:
    """Write the clear content of an envelope of form 5 or 6."""
    return _ENCODER.encode(message)


def read_order(envelope: Envelope) -> EraseOrder:
    """Read an order.

    Raises:
        WireError: It is malformed, or needs objects.
    """
    if envelope.header.form != ERASE or envelope.header.refs:
        raise WireError("not an order of erasure")
    return unpack(_ORDER, envelope.content, what="order of erasure")


def order_in(content: bytes) -> EraseOrder | None:
    """Return the order that this clear content is; None if it is anything else.

    Raises:
        WireError: It is a malformed one.
    """
    return unpack(_ORDER, content, what="order of erasure") if form_of(content) == ERASE else None


def read_report(envelope: Envelope) -> DoneReport:
    """Read what a device says about an order.

    Raises:
        WireError: It is malformed, or needs objects.
    """
    if envelope.header.form != DONE or envelope.header.refs:
        raise WireError("not a report")
    return unpack(_REPORT, envelope.content, what="report")


def announce(
    erasing: Erasing, *, root: bytes, feed: FeedId, epoch: int, epoch_key: bytes, random: Callable[[int], bytes]
) -> AnnounceErasure:
    """Make the entry of `network` that announces an erasure.

    Args:
        erasing: Which records, and why.
        root: The network's fingerprint.
        feed: Where they are.
        epoch: Number of the key.
        epoch_key: The audience's key, 32 bytes.
        random: Gives that many random bytes.
    """
    announced = random(ANNOUNCED_BYTES)
    body = pack_body(_ENCODER.encode(erasing), newest_dictionary=ZSTD)
    salt = sealing.hmac_sha256(random(32), body)[:_SALT_BYTES]
    key, nonce = _key(announced, epoch, salt, root=root, feed=feed, epoch_key=epoch_key)
    return AnnounceErasure(announced, feed, epoch, salt + sealing.seal(key, nonce, body))


def open_announcement(said: AnnounceErasure | AnnouncedErasure, *, root: bytes, epoch_key: bytes) -> Erasing:
    """Open the sealed part of an announcement.

    Raises:
        SealError: Another key, another feed or another id than it was sealed with.
        WireError: It is malformed.
    """
    if len(said.sealed) <= _SALT_BYTES:
        raise SealError("announcement without a seal")
    salt = said.sealed[:_SALT_BYTES]
    key, nonce = _key(said.id, said.epoch, salt, root=root, feed=said.feed, epoch_key=epoch_key)
    body = unpack_body(sealing.unseal(key, nonce, said.sealed[_SALT_BYTES:]), newest_dictionary=ZSTD)
    return unpack(_ERASING, body, what="announcement of an erasure")


def _key(
    announced: bytes, epoch: int, salt: bytes, *, root: bytes, feed: bytes, epoch_key: bytes
) -> tuple[bytes, bytes]:
    """Derive the key and nonce of one announcement; where it belongs is bound by the derivation."""
    info = _ERASE + root + feed + epoch.to_bytes(4, "big") + announced
    material = sealing.hkdf_sha256(epoch_key, salt=salt, info=info, length=44)
    return material[:32], material[32:]
