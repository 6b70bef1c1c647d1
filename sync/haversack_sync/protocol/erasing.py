"""Orders of erasure as they travel, and what devices say when they have followed one.

An order names entries and objects in the clear, for a hub that reads nothing, and records and a reason sealed, for
those who may read. Source: `docs/protocol.md`, "Erasure". Must not erase anything.
"""

from collections.abc import Callable
from typing import Annotated, Final

import msgspec

from haversack_sync.model.ids import ID_BYTES, FeedId
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.body import RAW, pack_body, unpack_body
from haversack_sync.protocol.envelope import DONE, ERASE, Envelope
from haversack_sync.protocol.errors import SealError, WireError
from haversack_sync.protocol.limits import (
    MAX_ERASED_ENTRIES,
    MAX_ERASED_OBJECTS,
    MAX_ERASED_RECORDS,
    MAX_REASON_CHARACTERS,
)
from haversack_sync.protocol.wire import Handle, Key, Number, ShortNumber, unpack

_ERASE: Final = tag("erase")
_SALT_BYTES: Final = 16
_MAX_SEALED_BYTES: Final = 4096


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
        epoch: Number of the audience key that seals the rest.
        sealed: Salt and sealed `Erasing`.
    """

    entries: Annotated[tuple[ErasedEntry, ...], msgspec.Meta(min_length=1, max_length=MAX_ERASED_ENTRIES)]
    objects: Annotated[tuple[Key, ...], msgspec.Meta(max_length=MAX_ERASED_OBJECTS)]
    epoch: ShortNumber
    sealed: Annotated[bytes, msgspec.Meta(max_length=_MAX_SEALED_BYTES)]


class DoneReport(msgspec.Struct, array_like=True, frozen=True, tag=4):
    """What an envelope of form 6 says: its device has followed the order at a position of this feed."""

    position: Number


class Erasing(msgspec.Struct, array_like=True, frozen=True):
    """The sealed part of an order: which records go, and why, in the words of whoever orders it."""

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


def seal_order(
    erasing: Erasing,
    entries: tuple[ErasedEntry, ...],
    objects: tuple[bytes, ...],
    *,
    root: bytes,
    feed: FeedId,
    epoch: int,
    epoch_key: bytes,
    random: Callable[[int], bytes],
) -> EraseOrder:
    """Make an order.

    Args:
        erasing: Which records, and why.
        entries: Theirs.
        objects: That only they need.
        root: The network's fingerprint.
        feed: Where the order goes.
        epoch: Number of the key.
        epoch_key: The audience's key, 32 bytes.
        random: Gives that many random bytes.
    """
    body = pack_body(_ENCODER.encode(erasing), newest_dictionary=RAW)
    salt = sealing.hmac_sha256(random(32), body)[:_SALT_BYTES]
    unsealed = EraseOrder(entries, objects, epoch, b"")
    key, nonce = _key(unsealed, salt, root=root, feed=feed, epoch_key=epoch_key)
    return EraseOrder(entries, objects, epoch, salt + sealing.seal(key, nonce, body))


def open_order(order: EraseOrder, *, root: bytes, feed: FeedId, epoch_key: bytes) -> Erasing:
    """Open the sealed part of an order.

    Raises:
        SealError: Another key, another feed, or other entries than those that it was sealed with.
        WireError: It is malformed.
    """
    if len(order.sealed) <= _SALT_BYTES:
        raise SealError("order without a seal")
    salt = order.sealed[:_SALT_BYTES]
    key, nonce = _key(order, salt, root=root, feed=feed, epoch_key=epoch_key)
    body = unpack_body(sealing.unseal(key, nonce, order.sealed[_SALT_BYTES:]), newest_dictionary=RAW)
    return unpack(_ERASING, body, what="order of erasure")


def _key(order: EraseOrder, salt: bytes, *, root: bytes, feed: FeedId, epoch_key: bytes) -> tuple[bytes, bytes]:
    """Derive the key and nonce of one order; what it says in the clear is bound by the derivation."""
    clear = sealing.sha256(_ENCODER.encode([order.entries, order.objects]))
    info = _ERASE + root + feed + order.epoch.to_bytes(4, "big") + clear
    material = sealing.hkdf_sha256(epoch_key, salt=salt, info=info, length=44)
    return material[:32], material[32:]
