"""What lies in a folder beside frames: outboxes wrapped for the hub, and receipts wrapped for devices.

Names of everything in a network's folder, and the bytes of both kinds of letters. A courier sees sizes and hashes.
Source: `docs/protocol.md`, "In a folder". Must not touch a file itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec

from haversack_sync.model.ids import DeviceId, ObjectId
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import LimitError, NotOurHubError, UnknownSuiteError, WireError
from haversack_sync.protocol.head import Receipt, receipts_digest
from haversack_sync.protocol.limits import (
    MAX_ASKS,
    MAX_HOMEWARD_BYTES,
    MAX_OUTBOX_BYTES,
    MAX_STANZAS,
    MAX_UPLOAD_SLICE_BYTES,
)
from haversack_sync.protocol.messages import Ask, Stanza
from haversack_sync.protocol.padding import padme
from haversack_sync.protocol.receipts import decode_receipts, encode_receipts
from haversack_sync.protocol.requests import RequestAuth, RequestLine, sign_request
from haversack_sync.protocol.wire import Handle, Key, Number, Reader, ShortNumber, Signature, unpack, varint

FOLDER_PREFIX: Final = "haversack-"
FEED_PREFIX: Final = "feed-"
"""Begins the names of the stretches of feeds, see `segment_name`."""
PROFILE: Final = "profile"
STANZAS: Final = "stanzas"
OBJECTS: Final = "objects"
OFFERS: Final = "offers"
MARKS: Final = "marks"
OUTBOX: Final = "outbox"
RECEIPTS: Final = "receipts"
UNFINISHED: Final = ".part"
"""Ends the name of a file that is being written: it is never read."""
LANE_STICKS: Final = 2
"""Outboxes come in any order: their counter orders profiles alone."""
HASH_BYTES: Final = 16
"""What a letter to a device names of each change's hash."""

_OUTBOX: Final = tag("outbox")
_HOMEWARD: Final = tag("homeward")
_STICK_RECEIPTS: Final = tag("stick-receipts")
_SUITE: Final = 1
_LEAST_BYTES: Final = 1024
_LINE: Final = ("CARRY", "outbox")
_SEGMENT: Final = re.compile(r"feed-(0|[1-9][0-9]{0,8})-([1-9][0-9]{0,14})", re.ASCII)
_LETTER: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


class StickPiece(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of a file's sealed bytes on its way to the hub.

    Attributes:
        object: The file's id, 32 bytes.
        total: Its whole length in bytes.
        offset: Where the stretch begins.
        data: At most as long as a slice of an upload.
    """

    object: Key
    total: Number
    offset: Number
    data: bytes


class StickBody(msgspec.Struct, frozen=True, array_like=True):
    """What a device hands to the hub by a stick: what an exchange would bring, and pieces of files.

    Attributes:
        changes: Envelopes, each key's in its order.
        asks: What became of these changes, which are not sent again.
        stanzas: From a keeper: keys sealed to others.
        profile: From a coordinator: a new network profile, else empty.
        pieces: Of files that the hub lacks.
    """

    changes: tuple[bytes, ...] = ()
    asks: tuple[Ask, ...] = ()
    stanzas: tuple[Stanza, ...] = ()
    profile: bytes = b""
    pieces: tuple[StickPiece, ...] = ()


class _Signed(msgspec.Struct, frozen=True, array_like=True):
    """A body as bytes, and who says that it is theirs."""

    device: Handle
    counter: Number
    signature: Signature
    body: bytes


class _Held(msgspec.Struct, frozen=True, array_like=True):
    """How far a file is at the hub."""

    object: Key
    received: Number
    complete: bool


class _Homeward(msgspec.Struct, frozen=True, array_like=True):
    """Receipts for one device, signed by themselves."""

    era: ShortNumber
    position: Number
    stamp: Number
    receipts: bytes
    hashes: bytes
    files: bytes
    signature: Signature


_BODY: Final = msgspec.msgpack.Decoder(StickBody)
_SIGNED: Final = msgspec.msgpack.Decoder(_Signed)
_HOME: Final = msgspec.msgpack.Decoder(_Homeward)
_FILES: Final = msgspec.msgpack.Decoder(
    Annotated[tuple[_Held, ...], msgspec.Meta(max_length=MAX_HOMEWARD_BYTES // 32)],
)
_ENCODER: Final = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class Opened:
    """An outbox as the hub opened it.

    Attributes:
        auth: Who says that it is theirs; not checked yet.
        line: What their signature is over.
        body: What they hand over.
    """

    auth: RequestAuth
    line: RequestLine
    body: StickBody


@dataclass(frozen=True, slots=True)
class HeldFile:
    """How many bytes of a file the hub holds in a row, and whether it is whole there."""

    object_id: ObjectId
    received: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Homeward:
    """What the hub says to one device by a stick.

    Attributes:
        era: The network's era.
        position: Position of the newest entry of the network then.
        stamp: The hub's clock then, seconds.
        receipts: What became of changes that came by sticks, as bytes: they are signed.
        hashes: The first 16 bytes of each change's hash, in the order of the receipts: another copy of a vault uses the
            same numbers.
        files: How far files are that came by sticks.
        message: What the signature is over, for evidence; empty before it is signed.
        signature: 64 bytes; empty before it is signed.
    """

    era: int
    position: int
    stamp: int
    receipts: bytes
    hashes: bytes = b""
    files: tuple[HeldFile, ...] = ()
    message: bytes = b""
    signature: bytes = b""

    def each_receipt(self) -> list[Receipt]:
        """Return one receipt for each change.

        Raises:
            WireError: They are malformed.
        """
        return decode_receipts(self.receipts)

    def each_answer(self) -> list[tuple[Receipt, bytes]]:
        """Return the receipt for each change, and the first 16 bytes of the change's hash.

        Raises:
            WireError: They are malformed, there is not one hash for each, or one is ahead of the letter's position.
        """
        receipts = self.each_receipt()
        if len(self.hashes) != HASH_BYTES * len(receipts):
            raise WireError("not a hash for each receipt")
        if any(receipt.position > self.position for receipt in receipts):
            raise WireError("receipt ahead of its letter")
        hashes = (self.hashes[at : at + HASH_BYTES] for at in range(0, len(self.hashes), HASH_BYTES))
        return list(zip(receipts, hashes, strict=True))


def network_folder(root: bytes) -> str:
    """Return the name of a network's folder."""
    return f"{FOLDER_PREFIX}{root[:8].hex()}"


def segment_name(ordinal: int, first: int) -> str:
    """Return the name of the file that holds a stretch of a feed.

    Args:
        ordinal: The feed.
        first: Number of the stretch's first entry, from 1.
    """
    return f"{FEED_PREFIX}{ordinal}-{first}"


def read_segment_name(name: str) -> tuple[int, int] | None:
    """Return the feed's ordinal and the first entry's number of a stretch's file; None for another file."""
    found = _SEGMENT.fullmatch(name.lower())
    return (int(found[1]), int(found[2])) if found else None


def letter_name(letter: bytes) -> str:
    """Return the name of a letter's file: nothing but its hash."""
    return sealing.sha256(letter).hex()


def is_letter_name(name: str) -> bool:
    """Tell whether a file may hold a letter; some disks know capitals only."""
    return _LETTER.fullmatch(name.lower()) is not None


def seal_outbox(
    body: StickBody, *, root: bytes, hub_box_key: bytes, device: DeviceId, counter: int, signing_seed: bytes
) -> bytes:
    """Sign what a device hands over, and wrap it for the hub alone.

    Args:
        body: What it hands over.
        root: The network's fingerprint.
        hub_box_key: The hub's X25519 key, by the chain.
        device: Who hands it over.
        counter: Of the lane of sticks, stored before.
        signing_seed: The device's Ed25519 seed.

    Raises:
        LimitError: It is longer than a letter may be.
        WeakKeyError: Nothing can be sealed to the hub's key.
    """
    raw = _ENCODER.encode(body)
    line = RequestLine(*_LINE, raw)
    auth = sign_request(line, root=root, device=device, lane=LANE_STICKS, counter=counter, signing_seed=signing_seed)
    plain = _padded(_ENCODER.encode(_Signed(device, counter, auth.signature, raw)))
    letter = bytes((_SUITE,)) + sealing.box_seal(hub_box_key, plain, info=_OUTBOX + root)
    if len(letter) > MAX_OUTBOX_BYTES:
        raise LimitError("outbox too long")
    return letter


def open_outbox(untrusted: bytes, *, root: bytes, box_seed: bytes) -> Opened:
    """Open what a device wrapped for the hub.

    Raises:
        LimitError: It is longer than a letter may be, or holds more than one may.
        SealError: It is for another hub or another network, or was altered.
        UnknownSuiteError: A later version of the program wrote it.
        WireError: It is malformed.
    """
    if len(untrusted) > MAX_OUTBOX_BYTES:
        raise LimitError("outbox too long")
    signed = unpack(_SIGNED, _unpadded(_unwrapped(untrusted, seed=box_seed, info=_OUTBOX + root)), what="outbox")
    body = unpack(_BODY, signed.body, what="outbox")
    if len(body.stanzas) > MAX_STANZAS or len(body.asks) > MAX_ASKS:
        raise LimitError("outbox holds too much")
    for piece in body.pieces:
        if not piece.data or len(piece.data) > MAX_UPLOAD_SLICE_BYTES or piece.offset + len(piece.data) > piece.total:
            raise WireError("piece outside of its file")
    auth = RequestAuth(DeviceId(signed.device), LANE_STICKS, signed.counter, signed.signature)
    return Opened(auth, RequestLine(*_LINE, signed.body), body)


def seal_homeward(said: Homeward, *, root: bytes, device: DeviceId, box_key: bytes, hub_seed: bytes) -> bytes:
    """Sign what the hub says to a device, and wrap it for that device alone.

    Args:
        said: Without message and signature.
        root: The network's fingerprint.
        device: To whom.
        box_key: Its X25519 key.
        hub_seed: The hub's Ed25519 seed.

    Raises:
        LimitError: It is longer than a letter may be.
    """
    files = _ENCODER.encode(tuple(_Held(one.object_id, one.received, one.complete) for one in said.files))
    message = _homeward_message(said, files, root=root, device=device)
    signature = sealing.sign(hub_seed, message)
    numbers = (said.era, said.position, said.stamp)
    plain = _ENCODER.encode(_Homeward(*numbers, said.receipts, said.hashes, files, signature))
    letter = bytes((_SUITE,)) + sealing.box_seal(box_key, _padded(plain), info=_HOMEWARD + root + device)
    if len(letter) > MAX_HOMEWARD_BYTES:
        raise LimitError("receipts too long")
    return letter


def open_homeward(untrusted: bytes, *, root: bytes, device: DeviceId, box_seed: bytes, hub_key: bytes) -> Homeward:
    """Open what the hub says to this device.

    Raises:
        NotOurHubError: This network's hub did not sign it.
        SealError: It is for somebody else, or was altered.
        UnknownSuiteError: A later version of the program wrote it.
        WireError: It is malformed.
    """
    if len(untrusted) > MAX_HOMEWARD_BYTES:
        raise LimitError("receipts too long")
    info = _HOMEWARD + root + device
    said = unpack(_HOME, _unpadded(_unwrapped(untrusted, seed=box_seed, info=info)), what="receipts")
    message = _homeward_message(said, said.files, root=root, device=device)
    if not sealing.verifies(hub_key, said.signature, message):
        raise NotOurHubError("bad receipts")
    files = unpack(_FILES, said.files, what="files")
    held = tuple(HeldFile(ObjectId(one.object), one.received, one.complete) for one in files)
    found = Homeward(said.era, said.position, said.stamp, said.receipts, said.hashes, held, message, said.signature)
    found.each_answer()
    return found


def encoded_receipts(receipts: Sequence[Receipt]) -> bytes:
    """Write receipts as a letter holds them."""
    return encode_receipts(list(receipts))


def _homeward_message(said: "_Homeward | Homeward", files: bytes, *, root: bytes, device: DeviceId) -> bytes:
    numbers = said.era.to_bytes(4, "big") + said.position.to_bytes(8, "big") + said.stamp.to_bytes(8, "big")
    about = receipts_digest(said.receipts) + sealing.sha256(said.hashes) + sealing.sha256(files)
    return _STICK_RECEIPTS + root + numbers + device + about


def _padded(plain: bytes) -> bytes:
    """Put the length in front and zeros behind, so that the size of a letter says little."""
    raw = varint(len(plain)) + plain
    return raw.ljust(max(_LEAST_BYTES, padme(len(raw))), b"\x00")


def _unpadded(plain: bytes) -> bytes:
    reader = Reader(plain)
    data = reader.take(reader.varint())
    if any(reader.take(reader.remaining())):
        raise WireError("padding is not zeros")
    return data


def _unwrapped(untrusted: bytes, *, seed: bytes, info: bytes) -> bytes:
    if untrusted[:1] != bytes((_SUITE,)):
        raise UnknownSuiteError("unknown suite of a letter")
    return sealing.box_unseal(seed, untrusted[1:], info=info)
