"""Envelopes and the bodies in them, taken apart and made, as "Envelope", "Body" and "What a change says" tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import zstandard

from tests.stranger.plain_messagepack import Value, a_list, a_number, a_text, read, some_bytes, write
from tests.stranger.primitives import (
    check_signed,
    expand,
    handle_of,
    mac,
    padme,
    seal,
    sha256,
    sign,
    sign_key_of,
    tag,
    take,
    take_varint,
    unseal,
    varint,
)

KIB: Final = 1024
MAX_ENVELOPE: Final = 24 * KIB
MAX_BODY: Final = 128 * KIB
MAX_RATIO: Final = 200
MAX_REFS: Final = 32
SEALED, CLEAR, NOTICE = 1, 2, 3
ERASE, DONE = 5, 6
OPERATIONS: Final = {0: 1, 1: 4, 2: 3, 3: 3, 4: 1, 5: 1}
"""How many elements an operation has, by its number."""


@dataclass(frozen=True)
class Envelope:
    """An envelope, taken apart."""

    form: int
    device: bytes
    number: int
    prev: bytes
    feed: bytes
    epoch: int
    seen: int
    seen_digest: bytes
    refs: list[bytes]
    salt: bytes
    clear: bytes
    content: bytes
    unsigned: bytes
    signature: bytes


def read_envelope(raw: bytes) -> Envelope:
    """Take an envelope apart.

    Raises:
        ValueError: It is not one, or of another suite or form.
    """
    if len(raw) > MAX_ENVELOPE or raw[:1] != b"\x01" or raw[1] not in {SEALED, CLEAR, NOTICE, ERASE, DONE}:
        raise ValueError("no envelope of suite 1")
    device, at = take(raw, 2, 8)
    number, at = take_varint(raw, at)
    prev, at = take(raw, at, 16)
    feed, at = take(raw, at, 8)
    epoch, at = take_varint(raw, at)
    seen, at = take_varint(raw, at)
    seen_digest, at = take(raw, at, 16)
    (count,), at = take(raw, at, 1)
    refs = []
    for _ in range(count):
        ref, at = take(raw, at, 32)
        refs.append(ref)
    salt, at = take(raw, at, 16 if raw[1] == SEALED else 0)
    content = raw[at:-64]
    if count > MAX_REFS or len(raw) < at + 64 + (16 if raw[1] == SEALED else 1):
        raise ValueError("no content, or too many refs")
    if raw[1] == CLEAR and (epoch or refs):
        raise ValueError("a clear envelope has no epoch and no refs")
    parts = (device, number, prev, feed, epoch, seen, seen_digest, refs, salt)
    return Envelope(raw[1], *parts, raw[:at], content, raw[:-64], raw[-64:])


def verify_envelope(envelope: Envelope, *, root: bytes, sign_key: bytes) -> None:
    """Check whose an envelope is.

    Raises:
        ValueError: The key has another handle, or did not sign it.
    """
    if handle_of(sign_key) != envelope.device:
        raise ValueError("another handle")
    check_signed(sign_key, envelope.signature, tag("change-sig"), root, envelope.unsigned)


def open_envelope(envelope: Envelope, *, root: bytes, epoch_key: bytes, dictionaries: Mapping[int, bytes]) -> bytes:
    """Open an envelope of form 1 and unpack its body.

    Raises:
        ValueError: The key does not open it, or the body is not well-formed.
    """
    material = expand(mac(envelope.salt, epoch_key), tag("change") + root + envelope.clear, 44)
    return unpack(unseal(material[:32], material[32:], envelope.content), dictionaries)


def unpack(body: bytes, dictionaries: Mapping[int, bytes], *, limit: int = MAX_BODY) -> bytes:
    """Unpack a body.

    Raises:
        ValueError: Its padding, its length or its compression is not as it must be.
    """
    (compression,), at = take(body, 0, 1)
    length, at = take_varint(body, at)
    data, at = take(body, at, length)
    if any(body[at:]):
        raise ValueError("padding that is not zeros")
    if compression == 0:
        return data
    if compression > 1 and compression not in dictionaries:
        raise ValueError("a dictionary that these rules do not know")
    dictionary = zstandard.ZstdCompressionDict(dictionaries[compression]) if compression > 1 else None
    reader = zstandard.ZstdDecompressor(
        dict_data=dictionary, format=zstandard.FORMAT_ZSTD1_MAGICLESS, max_window_size=max(limit, MAX_BODY)
    ).decompressobj()
    try:
        plain = reader.decompress(data)
    except zstandard.ZstdError as error:
        raise ValueError("no frame of zstd") from error
    if not reader.eof or reader.unused_data or len(plain) > min(limit, MAX_RATIO * len(body)):
        raise ValueError("one frame that fills the data, and not more than the limits")
    return plain


def pack_raw(plain: bytes) -> bytes:
    """Make a body without compression, padded."""
    body = b"\0" + varint(len(plain)) + plain
    length = max(32, -(-len(body) // 32) * 32) if len(body) <= 512 else padme(len(body))
    return body.ljust(length, b"\0")


def salt_of(clear_before_salt: bytes, body: bytes, random: bytes) -> bytes:
    """Return the salt of an envelope of form 1."""
    return mac(random, clear_before_salt, body)[:16]


@dataclass(frozen=True)
class Place:
    """Where an envelope stands: in its key's own chain, in a feed, and how much of `network` its author had seen."""

    number: int
    prev: bytes
    feed: bytes
    epoch: int
    seen: int
    seen_digest: bytes


def make_envelope(
    form: int, place: Place, content: bytes, *, root: bytes, seed: bytes, epoch_key: bytes = b"", random: bytes = b""
) -> bytes:
    """Make an envelope without refs: of form 1 from a body, of form 2 from the body of an entry."""
    clear = bytes([1, form]) + handle_of(sign_key_of(seed)) + varint(place.number) + place.prev + place.feed
    clear += varint(place.epoch) + varint(place.seen) + place.seen_digest + b"\0"
    if form == SEALED:
        salt = salt_of(clear, content, random)
        clear += salt
        material = expand(mac(salt, epoch_key), tag("change") + root + clear, 44)
        content = seal(material[:32], material[32:], content)
    unsigned = clear + content
    return unsigned + sign(seed, tag("change-sig"), root, unsigned)


def prev_of(envelope: bytes) -> bytes:
    """Return what the key's next envelope names."""
    return sha256(envelope)[:16]


def value_name(value: bytes) -> bytes:
    """Return the name of a value, by which a change says what it replaces."""
    return sha256(tag("value"), value)[:16]


@dataclass(frozen=True)
class Change:
    """What a change says."""

    rules: int
    record: bytes
    kind: str
    operations: list[list[Value]]


def read_change(plain: bytes) -> Change:
    """Read what a change says.

    Raises:
        ValueError: It is not well-formed.
    """
    rules, record, kind, operations, *_ = a_list(read(plain), 4)
    found = [a_list(each, 1) for each in a_list(operations)]
    if not 1 <= len(found) <= 64:
        raise ValueError("1 to 64 operations")
    for each in found:
        if len(each) != OPERATIONS.get(a_number(each[0])):
            raise ValueError("an operation has exactly its elements")
        if each[0] == 1:
            [some_bytes(base, 16) for base in a_list(each[2])]
        if len(each) > 1:
            a_text(each[1])
            some_bytes(each[-1])
    return Change(a_number(rules), some_bytes(record, 16), a_text(kind), found)


def write_change(change: Change) -> bytes:
    """Write what a change says."""
    return write([change.rules, change.record, change.kind, change.operations])
