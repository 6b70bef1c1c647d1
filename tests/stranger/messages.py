"""Frames, receipts and requests: MessagePack arrays, read and written field by field."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.stranger.digests import Entry, Standing, Stanza
from tests.stranger.plain_messagepack import Value, a_list, a_number, a_text, a_truth, read, some_bytes, write
from tests.stranger.primitives import (
    check_signed,
    handle_of,
    sha256,
    sign,
    sign_key_of,
    tag,
    take,
    take_varint,
    u32,
    u64,
    varint,
)

MAX_FRAME: Final = 32 * 1024
ACCEPTED, NOT_AUTHENTIC, EARLY, FORBIDDEN, QUOTA, CLONED, HELD = range(7)
NO_DEVICE: Final = bytes(8)


@dataclass(frozen=True)
class Head:
    """Frame 1: where everything stands, for one request. An entry may name a change of the request in its place."""

    era: int
    position: int
    stamp: int
    signature: bytes
    receipts: bytes
    standings: list[Standing] | None
    entries: list[list["Listed"]] | None
    stanzas: list[Stanza]
    stanza_serial: int


@dataclass(frozen=True)
class Listed:
    """An entry as a frame lists it: its envelope, or the index of it in the request's changes."""

    position: int
    stamp: int
    flags: int
    envelope: bytes | int

    def entry(self, changes: list[bytes]) -> Entry:
        """Return it with its envelope.

        Raises:
            ValueError: The request had no such change.
        """
        found = self.envelope
        if isinstance(found, int):
            if found >= len(changes):
                raise ValueError("no such change in the request")
            found = changes[found]
        return Entry(self.position, self.stamp, self.flags, found)


@dataclass(frozen=True)
class Entries:
    """Frame 2."""

    ordinal: int
    first: int
    entries: list[Listed]
    mark: bytes | None


@dataclass(frozen=True)
class Refusal:
    """Frame 3."""

    reason: str
    number: int
    signature: bytes


@dataclass(frozen=True)
class Uploaded:
    """Frame 4."""

    received: int
    complete: bool
    signature: bytes


@dataclass(frozen=True)
class Stanzas:
    """Frame 5."""

    stanzas: list[Stanza]


@dataclass(frozen=True)
class Mark:
    """Frame 6."""

    ordinal: int
    n: int
    position: int
    mark: bytes


@dataclass(frozen=True)
class Piece:
    """Frame 7."""

    index: int
    total: int | None
    offset: int
    data: bytes


@dataclass(frozen=True)
class Offer:
    """Frame 8: a snapshot in the place of a feed's entries."""

    ordinal: int
    notice: Listed
    n: int
    position: int
    mark: bytes
    size: int


@dataclass(frozen=True)
class Late:
    """Frame 9: changes of revoked devices as (serial, stamp, envelope), and who was told, as (device, stamp)."""

    changes: list[tuple[int, int, bytes]]
    refused: list[tuple[bytes, int]]


Frame = Head | Entries | Refusal | Uploaded | Stanzas | Mark | Piece | Offer | Late


def read_frames(stream: bytes) -> Iterator[Frame]:
    """Read a stream of frames.

    Raises:
        ValueError: One is too long, cut off, of an unknown type, or not as its table says.
    """
    at = 0
    while at < len(stream):
        length, start = take_varint(stream, at)
        payload, end = take(stream, start, length)
        if end - at > MAX_FRAME or not payload:
            raise ValueError("too long a frame")
        yield _frame(payload[0], a_list(read(payload[1:])))
        at = end


def _frame(kind: int, fields: list[Value]) -> Frame:
    if kind > 6:
        return _later_frame(kind, fields)
    match kind, fields:
        case 1, [era, position, stamp, signature, receipts, standings, entries, stanzas, serial, *_]:
            return Head(
                a_number(era),
                a_number(position),
                a_number(stamp),
                some_bytes(signature, 64),
                some_bytes(receipts),
                None if standings is None else [_standing(each) for each in a_list(standings)],
                None if entries is None else [_listed(each) for each in a_list(entries)],
                _stanzas(stanzas),
                a_number(serial),
            )
        case 2, [ordinal, first, entries, mark, *_]:
            closing = None if mark is None else some_bytes(mark, 64)
            return Entries(a_number(ordinal), a_number(first), _listed(entries), closing)
        case 3, [reason, number, signature, *_]:
            return Refusal(a_text(reason), a_number(number), some_bytes(signature, 64))
        case 4, [received, complete, signature, *_]:
            return Uploaded(a_number(received), a_truth(complete), some_bytes(signature, 64))
        case 5, [stanzas, *_]:
            return Stanzas(_stanzas(stanzas))
        case 6, [ordinal, n, position, mark, *_]:
            return Mark(a_number(ordinal), a_number(n), a_number(position), some_bytes(mark, 64))
        case _:
            raise ValueError("no such frame")


def _later_frame(kind: int, fields: list[Value]) -> Frame:
    match kind, fields:
        case 7, [index, total, offset, data, *_]:
            length = None if total is None else a_number(total)
            return Piece(a_number(index), length, a_number(offset), some_bytes(data))
        case 8, [ordinal, notice, n, position, mark, size, *_]:
            (announced,) = _listed([notice])
            numbers = (a_number(n), a_number(position))
            return Offer(a_number(ordinal), announced, *numbers, some_bytes(mark, 64), a_number(size))
        case 9, [changes, refused, *_]:
            return Late([_late(each) for each in a_list(changes)], [_refused(each) for each in a_list(refused)])
        case _:
            raise ValueError("no such frame")


def _late(value: Value) -> tuple[int, int, bytes]:
    serial, stamp, envelope, *_ = a_list(value, 3)
    return a_number(serial), a_number(stamp), some_bytes(envelope)


def _refused(value: Value) -> tuple[bytes, int]:
    device, stamp, *_ = a_list(value, 2)
    return some_bytes(device, 8), a_number(stamp)


def _standing(value: Value) -> Standing:
    n, digest, *_ = a_list(value, 2)
    return Standing(a_number(n), some_bytes(digest, 32))


def _listed(value: Value) -> list[Listed]:
    found = []
    for each in a_list(value):
        position, stamp, flags, envelope, *_ = a_list(each, 4)
        taken = a_number(envelope) if isinstance(envelope, int) else some_bytes(envelope)
        found.append(Listed(a_number(position), a_number(stamp), a_number(flags), taken))
    return found


def _stanzas(value: Value) -> list[Stanza]:
    found = []
    for each in a_list(value):
        audience, epoch, recipient, sealed, *_ = a_list(each, 4)
        number = a_number(epoch)
        if number >= 1 << 32:
            raise ValueError("out of range")
        found.append(Stanza(some_bytes(audience, 8), number, some_bytes(recipient, 8), some_bytes(sealed, 80)))
    return found


@dataclass(frozen=True)
class Receipt:
    """The hub's word on one change."""

    device: bytes
    number: int
    code: int
    position: int
    reason: str


def read_receipts(raw: bytes) -> list[Receipt]:
    """Read runs of receipts, one by one.

    Raises:
        ValueError: They are not as the page says, or speak of more than 65,536 changes.
    """
    found: list[Receipt] = []
    for run in a_list(read(raw)):
        device, first, count, code, position, reason, *_ = a_list(run, 6)
        start, length, place, what = a_number(first), a_number(count), a_number(position), a_number(code)
        if len(found) + length > 65_536:
            raise ValueError("too many receipts")
        if what != ACCEPTED and place:
            raise ValueError("a position without an entry")
        for step in range(length):
            at = place + step if what == ACCEPTED else 0
            found.append(Receipt(some_bytes(device, 8), start + step, what, at, a_text(reason)))
    return found


@dataclass(frozen=True)
class Exchange:
    """The body of an exchange."""

    cursors: list[tuple[int, int]]
    changes: list[bytes] = field(default_factory=list)
    answer_bytes: int = 0
    stanzas_after: int = 0
    nonce: bytes = b""
    frame_bytes: int = 0
    asks: list[tuple[bytes, int, bytes]] = field(default_factory=list)
    snapshots: list[int] = field(default_factory=list)
    late_after: int | None = None
    era: int = 0
    marks: bool = False
    known_to: int = 0
    head: bytes = b""

    def written(self) -> bytes:
        """Return its bytes; stanzas and a profile are a keeper's and a coordinator's to send."""
        head = [self.cursors, self.changes, self.answer_bytes, self.stanzas_after, self.nonce]
        tail = [self.frame_bytes, self.asks, self.snapshots, self.late_after, self.era, self.marks, self.known_to]
        return write([*head, [], b"", *tail, self.head])


@dataclass(frozen=True)
class Auth:
    """What a signed request carries in its header."""

    device: bytes
    lane: int
    counter: int
    signature: bytes

    def header(self) -> str:
        """Return the header's text."""
        raw = self.device + bytes([self.lane]) + varint(self.counter) + self.signature
        return urlsafe_b64encode(raw).decode()


def read_auth(text: str) -> Auth:
    """Read the header of a signed request.

    Raises:
        ValueError: It is not in its one spelling.
    """
    raw = urlsafe_b64decode(text)
    counter, at = take_varint(raw, 9)
    found = Auth(raw[:8], raw[8], counter, raw[at:])
    if len(found.signature) != 64 or found.header() != text:
        raise ValueError("not in its one spelling")
    return found


@dataclass(frozen=True)
class Request:
    """What is signed of a request."""

    method: str
    target: str
    body: bytes

    def message(self, root: bytes, device: bytes, lane: int, counter: int) -> bytes:
        """Return what its signature signs."""
        method, target = self.method.encode(), self.target.encode()
        line = u32(len(method)) + method + u32(len(target)) + target + sha256(self.body)
        return tag("request") + root + line + device + bytes([lane]) + u64(counter)

    def sign(self, root: bytes, seed: bytes, *, counter: int, lane: int = 0) -> Auth:
        """Sign it with a device's or an invitation's key."""
        device = handle_of(sign_key_of(seed))
        return Auth(device, lane, counter, sign(seed, self.message(root, device, lane, counter)))

    def verify(self, auth: Auth, root: bytes, sign_key: bytes) -> None:
        """Check whose it is.

        Raises:
            ValueError: It was signed by somebody else.
        """
        if handle_of(sign_key) != auth.device:
            raise ValueError("another handle")
        check_signed(sign_key, auth.signature, self.message(root, auth.device, auth.lane, auth.counter))


def request_hash(body: bytes, auth: Auth | None) -> bytes:
    """Return the hash of a request, by which an answer says what it answers."""
    return sha256(auth.signature) if auth else sha256(tag("request"), body)


def write_objects_request(wanted: list[tuple[bytes, int]], answer_bytes: int = 0, frame_bytes: int = 0) -> bytes:
    """Write the body of a request for objects."""
    return write([wanted, answer_bytes, frame_bytes])
