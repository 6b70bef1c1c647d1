"""The conventions of docs/protocol.md: tags, hashes, derivations, signatures, seals, varints, names.

Like all of this folder written from that page alone, it imports nothing of Haversack. It is slow and plain on purpose,
and raises ValueError for whatever is not as the page says.
"""

import functools
import hashlib
import hmac
import struct
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

HPKE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
P: Final = 2**255 - 19
ORDER: Final = 2**252 + 27742317777372353535851937790883648493
LARGEST_NUMBER: Final = 2**63 - 1


def tag(purpose: str) -> bytes:
    """Return a domain tag."""
    return f"haversack/1/{purpose}\0".encode()


def sha256(*parts: bytes) -> bytes:
    """Return SHA-256 of the parts, joined."""
    return hashlib.sha256(b"".join(parts)).digest()


def mac(key: bytes, *parts: bytes) -> bytes:
    """Return HMAC-SHA-256 of the parts, joined; `Extract(salt, secret)` of the page is `mac(salt, secret)`."""
    return hmac.digest(key, b"".join(parts), "sha256")


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


def seal(key: bytes, nonce: bytes, text: bytes) -> bytes:
    """Seal with AES-256-GCM, without associated data."""
    return AESGCM(key).encrypt(nonce, text, None)


def unseal(key: bytes, nonce: bytes, sealed: bytes) -> bytes:
    """Open what `seal` made.

    Raises:
        ValueError: The key is another's, or the bytes were changed.
    """
    try:
        return AESGCM(key).decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise ValueError("the seal does not open") from error


def unseal_for(secret: bytes, sealed: bytes, info: bytes) -> bytes:
    """Open what was sealed to a box key: the sender's ephemeral public key and the ciphertext.

    Raises:
        ValueError: The key is another's, or the bytes were changed.
    """
    try:
        return HPKE.decrypt(sealed, X25519PrivateKey.from_private_bytes(secret), info=info)
    except InvalidTag as error:
        raise ValueError("the seal does not open") from error


def seal_to(box_key: bytes, text: bytes, info: bytes) -> bytes:
    """Seal to a box key."""
    return HPKE.encrypt(text, X25519PublicKey.from_public_bytes(box_key), info=info)


def box_key_of(secret: bytes) -> bytes:
    """Return the public half of an X25519 key."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def sign_key_of(seed: bytes) -> bytes:
    """Return the public half of an Ed25519 key."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, *parts: bytes) -> bytes:
    """Sign the parts, joined; Ed25519 gives the same signature each time."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(b"".join(parts))


def is_signed(public: bytes, signature: bytes, *parts: bytes) -> bool:
    """Tell whether a signature over the parts is good: not by a weak key, and S below the group's order."""
    if is_weak_sign_key(public) or int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, b"".join(parts))
    except (InvalidSignature, ValueError):
        return False
    return True


def check_signed(public: bytes, signature: bytes, *parts: bytes) -> None:
    """Check a signature.

    Raises:
        ValueError: It is bad.
    """
    if not is_signed(public, signature, *parts):
        raise ValueError("a bad signature")


def is_weak_sign_key(public: bytes) -> bool:
    """Tell whether a signing key is one of the 14 encodings of the 8 points of small order on edwards25519.

    Their y coordinates are 0, 1, −1 and the two ±y of the points of order 8. Of 0, 1 and the two others there are
    encodings with y + p as far as 255 bits hold them; the sign bit may be set or not.
    """
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    return y % P in {0, 1, P - 1, *_order_eight()}


def is_weak_box_key(public: bytes) -> bool:
    """Tell whether an agreement key is one of the encodings of the u coordinates of small order on curve25519."""
    u = int.from_bytes(public, "little") & ((1 << 255) - 1)
    of_order_eight = [(1 + y) * pow(1 - y, -1, P) % P for y in _order_eight()]
    return u % P in {0, 1, P - 1, *of_order_eight}


@functools.cache
def _order_eight() -> tuple[int, int]:
    """Return the y coordinates of the points of order 8, whose doubled point has y = 0.

    On −x² + y² = 1 + d·x²·y² a doubled point's y is (y² + x²) / (2 − y² + x²), which is 0 for x² = −y². So
    2y² = 1 − d·y⁴, and y² = (−1 ± √(1 + d)) / d.
    """
    d = -121665 * pow(121666, -1, P) % P
    roots = [(-1 + each) * pow(d, -1, P) % P for each in _square_roots(1 + d)]
    found = [y for root in roots for y in _square_roots(root)]
    return found[0], found[1]


def _square_roots(square: int) -> list[int]:
    root = pow(square, (P + 3) // 8, P)
    if (root * root - square) % P:
        root = root * pow(2, (P - 1) // 4, P) % P
    return [root, P - root] if (root * root - square) % P == 0 else []


def varint(number: int) -> bytes:
    """Write a varint in its shortest form."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def take_varint(raw: bytes, at: int) -> tuple[int, int]:
    """Read a varint; return it and where it ends.

    Raises:
        ValueError: It is cut off, too large or not in its shortest form.
    """
    number, shift = 0, 0
    while at < len(raw):
        byte = raw[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            if (byte == 0 and shift > 7) or number > LARGEST_NUMBER:
                break
            return number, at
    raise ValueError("not a varint")


def take(raw: bytes, at: int, length: int) -> tuple[bytes, int]:
    """Read so many bytes; return them and where they end.

    Raises:
        ValueError: There are fewer.
    """
    if at + length > len(raw):
        raise ValueError("cut off")
    return raw[at : at + length], at + length


def handle_of(public: bytes) -> bytes:
    """Return the handle of a signing key."""
    return sha256(tag("handle"), public)[:8]


def published_record(root: bytes, kind: str, slug: str) -> bytes:
    """Return the id of a published record."""
    return sha256(tag("record"), root, f"{kind}\0{slug}".encode())[:16]


def crockford(raw: bytes, bits: int) -> str:
    """Write a number of so many bits, a multiple of five, in Crockford's base 32."""
    number = int.from_bytes(raw, "big")
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(bits - 5, -1, -5))


def crockford_number(text: str) -> int:
    """Read Crockford's base 32 as people type it.

    Raises:
        ValueError: It holds another character.
    """
    plain = text.upper().replace("-", "").replace(" ", "").translate(str.maketrans("ILO", "110"))
    number = 0
    for character in plain:
        number = number * 32 + CROCKFORD.index(character)
    return number


def padme(length: int) -> int:
    """Return the length that Padmé pads to."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-length // step) * step
