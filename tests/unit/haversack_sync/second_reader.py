"""A second reader of the protocol, written from docs/protocol.md alone: imports nothing of Haversack.

Reads and verifies; raises ValueError (or the library's own error) for what is wrong. Slow and plain on purpose.
"""

import hashlib
import hmac
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PARCEL_FORMULA: Final = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"

Value = int | bool | bytes | str | list["Value"] | None


def tag(purpose: str) -> bytes:
    """Return a domain tag."""
    return f"haversack/1/{purpose}\0".encode()


def sha256(*parts: bytes) -> bytes:
    """Return SHA-256 of the parts, joined."""
    return hashlib.sha256(b"".join(parts)).digest()


def u32(number: int) -> bytes:
    """Return four bytes, the highest first."""
    return struct.pack(">I", number)


def u64(number: int) -> bytes:
    """Return eight bytes, the highest first."""
    return struct.pack(">Q", number)


def expand(key: bytes, info: bytes, length: int, hash_name: str = "sha256") -> bytes:
    """HKDF-Expand."""
    out, block, number = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(key, block + info + bytes([number]), hash_name)
        out, number = out + block, number + 1
    return out[:length]


def sign(seed: bytes, *parts: bytes) -> bytes:
    """Sign the parts, joined; Ed25519 gives the same signature each time."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(b"".join(parts))


def is_signed(public: bytes, signature: bytes, *parts: bytes) -> bool:
    """Tell whether a signature over the parts is good."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, b"".join(parts))
    except InvalidSignature:
        return False
    return True


def take_varint(raw: bytes, at: int) -> tuple[int, int]:
    """Read a varint; return it and where it ends."""
    number, shift = 0, 0
    while True:
        byte = raw[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            if (byte == 0 and shift > 7) or shift > 63:
                raise ValueError("varint")
            return number, at


@dataclass(frozen=True)
class SecondEnvelope:
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


def read_envelope(raw: bytes) -> SecondEnvelope:
    """Take an envelope apart, as the table "Envelope" lists its fields."""
    if len(raw) > 24 * 1024 or raw[0] != 1 or raw[1] not in {1, 2}:
        raise ValueError("envelope")
    number, at = take_varint(raw, 10)
    prev, feed = raw[at : at + 16], raw[at + 16 : at + 24]
    epoch, at = take_varint(raw, at + 24)
    seen, at = take_varint(raw, at)
    seen_digest, count = raw[at : at + 16], raw[at + 16]
    at += 17
    refs = [raw[at + 32 * index : at + 32 * index + 32] for index in range(count)]
    at += 32 * count
    salt = raw[at : at + 16] if raw[1] == 1 else b""
    at += len(salt)
    return SecondEnvelope(
        raw[1],
        raw[2:10],
        number,
        prev,
        feed,
        epoch,
        seen,
        seen_digest,
        refs,
        salt,
        raw[:at],
        raw[at:-64],
        raw[:-64],
        raw[-64:],
    )


def open_envelope(
    envelope: SecondEnvelope, *, root: bytes, epoch_key: bytes, sign_key: bytes, dictionaries: Mapping[int, bytes]
) -> bytes:
    """Verify and open an envelope of form 1."""
    if sha256(tag("handle"), sign_key)[:8] != envelope.device:
        raise ValueError("handle")
    if not is_signed(sign_key, envelope.signature, tag("change-sig"), root, envelope.unsigned):
        raise ValueError("signature")
    prk = hmac.digest(envelope.salt, epoch_key, "sha256")
    material = expand(prk, tag("change") + root + envelope.clear, 44)
    body = AESGCM(material[:32]).decrypt(material[32:], envelope.content, None)
    length, at = take_varint(body, 1)
    data, padding = body[at : at + length], body[at + length :]
    if any(padding):
        raise ValueError("padding")
    if body[0] == 0:
        return data
    if body[0] > max(1, *dictionaries):
        raise ValueError("compression")
    dictionary = zstandard.ZstdCompressionDict(dictionaries[body[0]]) if body[0] > 1 else None
    reader = zstandard.ZstdDecompressor(dict_data=dictionary, format=zstandard.FORMAT_ZSTD1_MAGICLESS)
    return reader.decompress(data, max_output_size=128 * 1024)


def salt_of(clear_before_salt: bytes, body: bytes, random: bytes) -> bytes:
    """Return the salt of an envelope of form 1."""
    return hmac.digest(random, clear_before_salt + body, "sha256")[:16]


def read_messagepack(raw: bytes, at: int = 0) -> tuple[Value, int]:
    """Read one value of the small part of MessagePack that the protocol uses; return it and where it ends."""
    byte = raw[at]
    at += 1
    if byte < 0x80:
        return byte, at
    if byte < 0xA0:
        return _items(raw, at, byte & 15, is_array=byte >= 0x90)
    if byte < 0xC0:
        return raw[at : at + (byte & 31)].decode(), at + (byte & 31)
    if byte in {0xC0, 0xC2, 0xC3}:
        return {0xC0: None, 0xC2: False, 0xC3: True}[byte], at
    if byte in {0xC4, 0xC5, 0xD9, 0xDA}:
        width = 1 if byte in {0xC4, 0xD9} else 2
        length = int.from_bytes(raw[at : at + width], "big")
        data = raw[at + width : at + width + length]
        return (data if byte < 0xD0 else data.decode()), at + width + length
    if byte in {0xCC, 0xCD, 0xCE, 0xCF}:
        width = 1 << (byte - 0xCC)
        return int.from_bytes(raw[at : at + width], "big"), at + width
    if byte == 0xDC:
        return _items(raw, at + 2, int.from_bytes(raw[at : at + 2], "big"), is_array=True)
    raise ValueError("not in the protocol")


def _items(raw: bytes, at: int, count: int, *, is_array: bool) -> tuple[Value, int]:
    if not is_array:
        raise ValueError("no maps in the protocol")
    items: list[Value] = []
    for _ in range(count):
        item, at = read_messagepack(raw, at)
        items.append(item)
    return items, at


def read_whole(raw: bytes) -> Value:
    """Read one value that fills the bytes."""
    value, end = read_messagepack(raw)
    if end != len(raw):
        raise ValueError("left over")
    return value


def read_frame(raw: bytes) -> tuple[int, Value]:
    """Read one frame: its type and what it holds."""
    length, at = take_varint(raw, 0)
    if len(raw) != at + length or len(raw) > 32 * 1024:
        raise ValueError("frame")
    return raw[at], read_whole(raw[at + 1 :])


def open_parcel(sealed: bytes, *, key: bytes, root: bytes, parcel: bytes, rendition: int) -> bytes:
    """Open a parcel; the padding stays on."""
    salt, commitment, at = sealed[:24], sealed[24:56], 56
    info = PARCEL_FORMULA + salt + tag("parcel") + root + parcel + bytes([rendition])
    material = expand(key, info, 76, "sha512")
    if material[44:] != commitment:
        raise ValueError("commitment")
    plain, number = b"", 0
    while True:
        chunk = sealed[at : at + 16_400]
        nonce = (int.from_bytes(material[32:44], "big") ^ number).to_bytes(12, "big")
        plain += AESGCM(material[:32]).decrypt(nonce, chunk, None)
        if len(chunk) < 16_400:
            return plain
        at, number = at + 16_400, number + 1


def crockford(raw: bytes, bits: int) -> str:
    """Write a number of so many bits, a multiple of five, in Crockford's base 32."""
    number = int.from_bytes(raw, "big")
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(bits - 5, -1, -5))
