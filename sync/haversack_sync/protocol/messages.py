"""The messages of one exchange: request, and the frames of its answer.

An answer is a stream of frames, each ``varint length ‖ type ‖ MessagePack``. *Short* (it fits one frame): the head
frame holds all entries. *Long*: the head frame names where each feed stands, then frames of entries follow, closed by
marks, a feed's last one by the head. Must not verify anything.
"""

from typing import Annotated, Final

import msgspec

from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.limits import MAX_ASKS, MAX_FEEDS, MAX_FRAME_BYTES, MAX_STANZAS
from haversack_sync.protocol.wire import (
    MAX_VARINT,
    Handle,
    Key,
    Number,
    ShortNumber,
    Signature,
    unpack,
    varint,
)

HEAD_FRAME: Final = 1
ENTRIES_FRAME: Final = 2
REFUSAL_FRAME: Final = 3
UPLOADED_FRAME: Final = 4
STANZAS_FRAME: Final = 5
MARK_FRAME: Final = 6
PIECE_FRAME: Final = 7
OFFER_FRAME: Final = 8
LATE_FRAME: Final = 9
NONCE_BYTES: Final = 16


class Stanza(msgspec.Struct, frozen=True, array_like=True):
    """An audience key sealed to one device or open invitation.

    Attributes:
        audience: Handle, 8 bytes.
        number: The epoch.
        recipient: Handle of the recipient's signing key, 8 bytes.
        sealed: HPKE, 80 bytes.
    """

    audience: Handle
    number: ShortNumber
    recipient: Handle
    sealed: Annotated[bytes, msgspec.Meta(min_length=80, max_length=80)]


class Ask(msgspec.Struct, frozen=True, array_like=True):
    """A question what became of a change that the hub held, or that somebody else delivered.

    Attributes:
        device: Handle of its signing key, 8 bytes.
        number: Its place in that key's chain.
        hash: First 16 bytes of SHA-256 of the envelope.
    """

    device: Handle
    number: Number
    hash: Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]


class ExchangeRequest(msgspec.Struct, frozen=True, array_like=True):
    """What a client asks and gives in one round trip.

    Attributes:
        cursors: (ordinal, n) of each feed that it wants, `network` (0) first; the order is the priority.
        changes: Envelopes, each device's in its own order.
        answer_bytes: How long the answer may be.
        stanzas_after: Serial number of the last stanza that it has.
        nonce: 16 random bytes where no counter makes the request unique, else empty.
        stanzas: From a keeper: keys sealed to others.
        profile: From a coordinator: a new network profile for strangers, else empty.
        frame_bytes: How long a frame of the answer may be, 8 to 32 KiB; 0 as the hub likes. One long entry may pass it.
        asks: What became of these changes, which are not sent again.
        snapshots: Ordinals of the feeds for which a snapshot in the place of entries is welcome.
        late_after: From a coordinator: late changes of revoked devices are wanted, with serials above this.
        era: The newest era that it knows; 0 where it has nothing yet.
        marks: From a device: the hub's mark on where each of these feeds stands is wanted, to pass them on to others.
        known_to: The highest position up to which it knows any of these feeds.
        head: Of a hub that has less than it had: a head of its own that says so, see `head.shown_head`; else empty.
    """

    cursors: tuple[tuple[Number, Number], ...]
    changes: tuple[bytes, ...] = ()
    answer_bytes: Number = 0
    stanzas_after: Number = 0
    nonce: bytes = b""
    stanzas: tuple[Stanza, ...] = ()
    profile: bytes = b""
    frame_bytes: Number = 0
    asks: tuple[Ask, ...] = ()
    snapshots: tuple[Number, ...] = ()
    late_after: Number | None = None
    era: ShortNumber = 0
    marks: bool = False
    known_to: Number = 0
    head: bytes = b""


class WireEntry(msgspec.Struct, frozen=True, array_like=True):
    """An entry in an answer; `envelope` is a number where it was in the same request (its index there)."""

    position: Number
    stamp: Number
    flags: Annotated[int, msgspec.Meta(ge=0, le=255)]
    envelope: bytes | Number


class HeadFrame(msgspec.Struct, frozen=True, array_like=True):
    """The first frame of an answer.

    Attributes:
        era: The network's era.
        position: Position of the newest entry of the network.
        stamp: The hub's clock, seconds.
        signature: The hub's, 64 bytes; see `head.HeadContext`.
        receipts: Encoded list of `Receipt`, kept as bytes because the signature is over them.
        standings: Long answer: (n, D_n) of each feed, in the request's order; else None.
        entries: Short answer: the new entries of each feed, in the request's order; else None.
        stanzas: Keys for this device.
        stanza_serial: Serial number of the newest of them.
    """

    era: ShortNumber
    position: Number
    stamp: Number
    signature: Signature
    receipts: bytes
    standings: tuple[tuple[Number, Key], ...] | None
    entries: tuple[tuple[WireEntry, ...], ...] | None
    stanzas: tuple[Stanza, ...]
    stanza_serial: Number


class EntriesFrame(msgspec.Struct, frozen=True, array_like=True):
    """Entries of one feed, in a row.

    Attributes:
        ordinal: The feed.
        first: Number of the first entry in its feed, from 1.
        entries: At least one.
        mark: The hub's signature on where the feed stands after them; None where the head says so.
    """

    ordinal: Number
    first: Annotated[int, msgspec.Meta(ge=1, le=MAX_VARINT)]
    entries: Annotated[tuple[WireEntry, ...], msgspec.Meta(min_length=1)]
    mark: Signature | None


class RefusalFrame(msgspec.Struct, frozen=True, array_like=True):
    """The hub refuses the whole request: reason, a number that belongs to it, and its signature."""

    reason: str
    number: Number
    signature: Signature


class UploadedFrame(msgspec.Struct, frozen=True, array_like=True):
    """How much of an object the hub holds, in bytes; `complete` once its hash was checked; signed."""

    received: Number
    complete: bool
    signature: Signature


class StanzasFrame(msgspec.Struct, frozen=True, array_like=True):
    """Keys sealed to devices and open invitations, as a folder carries them; they prove nothing about their sender."""

    stanzas: tuple[Stanza, ...]


class MarkFrame(msgspec.Struct, frozen=True, array_like=True):
    """Where a feed stands, in a folder: nothing more lies in it up to `position`.

    Attributes:
        ordinal: The feed.
        n: Entries in it.
        position: Position of the statement.
        mark: The hub's signature, as for a frame of entries.
    """

    ordinal: Number
    n: Number
    position: Number
    mark: Signature


class PieceFrame(msgspec.Struct, frozen=True, array_like=True):
    """Bytes of an object; see `object_lists`.

    Attributes:
        index: The object's index in the request.
        total: Its length in bytes; None where it is not here.
        offset: Where the bytes begin.
        data: Empty where nothing is, or nothing more.
    """

    index: Number
    total: Number | None
    offset: Number
    data: bytes


class OfferFrame(msgspec.Struct, frozen=True, array_like=True):
    """A snapshot in the place of a feed's entries.

    Attributes:
        ordinal: The feed.
        notice: The entry that announces it.
        n: How many entries it stands for.
        position: Position of the last of them.
        mark: The hub's signature on where the feed stands after them.
        size: Bytes of its index and all its parts.
    """

    ordinal: Number
    notice: WireEntry
    n: Number
    position: Number
    mark: Signature
    size: Number


class LateEnvelope(msgspec.Struct, frozen=True, array_like=True):
    """A change of a revoked device that came after its revocation: the hub's serial and stamp, and its bytes."""

    serial: Number
    stamp: Number
    envelope: bytes


class LateFrame(msgspec.Struct, frozen=True, array_like=True):
    """What became of revoked devices, for a coordinator who asked.

    Attributes:
        changes: Late changes; the hub signs nothing about them, their authors did.
        refused: Revoked devices that came to the hub themselves and were told, and the stamp of the last time.
    """

    changes: tuple[LateEnvelope, ...]
    refused: tuple[tuple[Handle, Number], ...]


class RegisterRequest(msgspec.Struct, frozen=True, array_like=True):
    """A founder asks a hub to serve a network, and proves to know the hub's token without sending it."""

    proof: Key
    root_key: Key


class RegisterAnswer(msgspec.Struct, frozen=True, array_like=True):
    """The hub's keys, their possession, and a MAC under the token so that nobody else can answer."""

    sign_key: Key
    box_key: Key
    possession: Signature
    mac: Key


Frame = (
    HeadFrame
    | EntriesFrame
    | RefusalFrame
    | UploadedFrame
    | StanzasFrame
    | MarkFrame
    | PieceFrame
    | OfferFrame
    | LateFrame
)
_TYPES: Final[dict[type[Frame], int]] = {
    HeadFrame: HEAD_FRAME,
    EntriesFrame: ENTRIES_FRAME,
    RefusalFrame: REFUSAL_FRAME,
    UploadedFrame: UPLOADED_FRAME,
    StanzasFrame: STANZAS_FRAME,
    MarkFrame: MARK_FRAME,
    PieceFrame: PIECE_FRAME,
    OfferFrame: OFFER_FRAME,
    LateFrame: LATE_FRAME,
}
_ENCODER: Final = msgspec.msgpack.Encoder()
_REQUEST: Final = msgspec.msgpack.Decoder(ExchangeRequest)
_HEAD: Final = msgspec.msgpack.Decoder(HeadFrame)
_DECODERS: Final[dict[int, tuple[msgspec.msgpack.Decoder[Frame], str]]] = {
    ENTRIES_FRAME: (msgspec.msgpack.Decoder(EntriesFrame), "entries frame"),
    REFUSAL_FRAME: (msgspec.msgpack.Decoder(RefusalFrame), "refusal frame"),
    UPLOADED_FRAME: (msgspec.msgpack.Decoder(UploadedFrame), "uploaded frame"),
    STANZAS_FRAME: (msgspec.msgpack.Decoder(StanzasFrame), "stanzas frame"),
    MARK_FRAME: (msgspec.msgpack.Decoder(MarkFrame), "mark frame"),
    PIECE_FRAME: (msgspec.msgpack.Decoder(PieceFrame), "piece frame"),
    OFFER_FRAME: (msgspec.msgpack.Decoder(OfferFrame), "offer frame"),
    LATE_FRAME: (msgspec.msgpack.Decoder(LateFrame), "frame of late changes"),
}
_REGISTER: Final = msgspec.msgpack.Decoder(RegisterRequest)
_REGISTERED: Final = msgspec.msgpack.Decoder(RegisterAnswer)


def encode_message(message: msgspec.Struct) -> bytes:
    """Write a message as MessagePack."""
    return _ENCODER.encode(message)


def encode_frame(frame: Frame) -> bytes:
    """Write a frame with its length and type in front.

    Raises:
        LimitError: It is longer than 32 KiB.
    """
    payload = bytes((_TYPES[type(frame)],)) + _ENCODER.encode(frame)
    raw = varint(len(payload)) + payload
    if len(raw) > MAX_FRAME_BYTES:
        raise LimitError("frame too long")
    return raw


def decode_frame(untrusted_payload: bytes) -> Frame:
    """Read a frame: its type and MessagePack, without the length.

    Raises:
        WireError: It is malformed.
    """
    if not untrusted_payload:
        raise WireError("empty frame")
    kind, data = untrusted_payload[0], untrusted_payload[1:]
    if kind == HEAD_FRAME:
        head = unpack(_HEAD, data, what="head frame")
        if (head.standings is None) == (head.entries is None):
            raise WireError("neither a short answer nor a long one")
        return head
    if kind in _DECODERS:
        decoder, what = _DECODERS[kind]
        return unpack(decoder, data, what=what)
    raise WireError("unknown frame")


def decode_request(untrusted: bytes) -> ExchangeRequest:
    """Read an exchange request.

    Raises:
        LimitError: Too many feeds, stanzas or questions.
        WireError: It is malformed.
    """
    request = unpack(_REQUEST, untrusted, what="request")
    if len(request.cursors) > MAX_FEEDS or len(request.stanzas) > MAX_STANZAS or len(request.asks) > MAX_ASKS:
        raise LimitError("too many feeds, stanzas or questions")
    if request.nonce and len(request.nonce) != NONCE_BYTES:
        raise WireError("bad nonce")
    ordinals = [ordinal for ordinal, _ in request.cursors]
    if ordinals[:1] != [0] or len(set(ordinals)) != len(ordinals):
        raise WireError("bad cursors")
    return request


def decode_register_request(untrusted: bytes) -> RegisterRequest:
    """Read a registration.

    Raises:
        WireError: It is malformed.
    """
    return unpack(_REGISTER, untrusted, what="registration")


def decode_register_answer(untrusted: bytes) -> RegisterAnswer:
    """Read the hub's answer to a registration.

    Raises:
        WireError: It is malformed.
    """
    return unpack(_REGISTERED, untrusted, what="answer to a registration")
