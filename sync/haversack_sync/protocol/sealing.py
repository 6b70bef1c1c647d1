"""All cryptography of the protocol, behind a few plain functions.

Suite 1: Ed25519, X25519, HKDF-SHA-256/512, AES-256-GCM, HPKE(DHKEM-X25519, HKDF-SHA-256, AES-256-GCM), SHA-256. The
only module of this package that imports `cryptography`. Must not draw randomness: seeds, nonces and salts are passed
in, except inside HPKE, whose library takes none.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from haversack_sync.protocol.errors import SealError, WeakKeyError

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
SIGNATURE_BYTES: Final = 64
HPKE_OVERHEAD_BYTES: Final = 48

_P: Final = 2**255 - 19
_HPKE: Final = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def _small_order_encodings() -> frozenset[bytes]:
    """List every encoding, canonical or not, of the eight points of small order on edwards25519.

    The y coordinates are 0, 1, -1 and the two of order eight; each may stand with either sign bit, and y + p fits into
    255 bits for y = 0 and 1. Verified from the curve equation in the tests.
    """
    order_eight = 2707385501144840649318225287225658788936804267575313519463743609750303402022
    ys = (0, 1, _P - 1, order_eight, _P - order_eight, _P, _P + 1)
    return frozenset((y | sign << 255).to_bytes(32, "little") for y in ys for sign in (0, 1))


_SMALL_ORDER: Final = _small_order_encodings()
_SMALL_ORDER_U: Final = frozenset(
    {
        0,
        1,
        _P - 1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    }
)
"""The u coordinates of small order on curve25519 (RFC 7748, section 7): with them a shared secret is always zero."""


def sha256(data: bytes) -> bytes:
    """Return SHA-256 of the data, 32 bytes."""
    return hashlib.sha256(data).digest()


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """Return HMAC-SHA-256 (RFC 2104), 32 bytes."""
    return hmac.digest(key, data, "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Compare secrets in constant time."""
    return hmac.compare_digest(one, other)


def hkdf_extract(salt: bytes, secret: bytes) -> bytes:
    """Return HKDF-Extract with SHA-256 (RFC 5869), 32 bytes."""
    return hmac_sha256(salt, secret)


def hkdf_expand(key: bytes, info: bytes, length: int = KEY_BYTES) -> bytes:
    """Return HKDF-Expand with SHA-256 (RFC 5869).

    Args:
        key: A uniformly random key, 32 bytes.
        info: Tag and context.
        length: Bytes wanted.
    """
    if length <= 32:
        return hmac.digest(key, info + b"\x01", "sha256")[:length]
    return HKDFExpand(algorithm=hashes.SHA256(), length=length, info=info).derive(key)


def hkdf_sha256(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    """Return HKDF (extract, then expand) with SHA-256; at most 64 bytes.

    Written out over HMAC because it runs once for each change of a sync; the RFC 5869 vectors are in the tests.
    """
    key = hmac.digest(salt, secret, "sha256")
    first = hmac.digest(key, info + b"\x01", "sha256")
    if length <= 32:
        return first[:length]
    return (first + hmac.digest(key, first + info + b"\x02", "sha256"))[:length]


def hkdf_expand_sha512(key: bytes, info: bytes, length: int) -> bytes:
    """Return HKDF-Expand with SHA-512 (RFC 5869)."""
    return HKDFExpand(algorithm=hashes.SHA512(), length=length, info=info).derive(key)


def seal(key: bytes, nonce: bytes, plain: bytes) -> bytes:
    """Seal with AES-256-GCM; the result is 16 bytes longer. A (key, nonce) pair must never seal twice.

    Raises:
        SealError: The key does not have 32 bytes (a shorter one would be another cipher).
    """
    if len(key) != KEY_BYTES:
        raise SealError("wrong key size")
    return AESGCM(key).encrypt(nonce, plain, None)


def unseal(key: bytes, nonce: bytes, sealed: bytes) -> bytes:
    """Open what `seal` made.

    Raises:
        SealError: Another key or nonce, or altered bytes.
    """
    if len(key) != KEY_BYTES:
        raise SealError("wrong key size")
    try:
        return AESGCM(key).decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise SealError("seal does not open") from error


class ChunkCipher(Protocol):
    """AES-256-GCM under one key, for the many chunks of a parcel."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Seal one chunk."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Open one chunk; raises what `open_chunk` turns into a SealError."""


def chunk_cipher(key: bytes) -> ChunkCipher:
    """Return AES-256-GCM with its key schedule done once."""
    return AESGCM(key)


def open_chunk(cipher: ChunkCipher, nonce: bytes, sealed: bytes) -> bytes:
    """Open one chunk of a parcel.

    Raises:
        SealError: Altered bytes or another place in the file.
    """
    try:
        return cipher.decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise SealError("chunk does not open") from error


def signing_public_key(seed: bytes) -> bytes:
    """Return the Ed25519 public key of a 32-byte seed."""
    return _private_key(seed).public_key().public_bytes_raw()


def box_public_key(seed: bytes) -> bytes:
    """Return the X25519 public key of a 32-byte private key."""
    return X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Sign with Ed25519; 64 bytes."""
    return _private_key(seed).sign(message)


def check_public_key(public: bytes) -> None:
    """Refuse a signing key for which a signature proves nothing.

    Raises:
        WeakKeyError: Wrong length, or one of the small-order points in any encoding.
    """
    if len(public) != KEY_BYTES or public in _SMALL_ORDER:
        raise WeakKeyError("weak signing key")


def check_box_key(public: bytes) -> None:
    """Refuse an X25519 key to which nothing can be sealed.

    Raises:
        WeakKeyError: Wrong length, or a point of small order in any encoding.
    """
    u = int.from_bytes(public, "little") % (1 << 255) % _P
    if len(public) != KEY_BYTES or u in _SMALL_ORDER_U:
        raise WeakKeyError("weak box key")


def verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an Ed25519 signature is good; small-order keys never are."""
    if len(signature) != SIGNATURE_BYTES or len(public) != KEY_BYTES or public in _SMALL_ORDER:
        return False
    try:
        _public_key(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def box_seal(public: bytes, plain: bytes, *, info: bytes) -> bytes:
    """Seal to an X25519 key with HPKE base mode (RFC 9180); the result is 48 bytes longer.

    Raises:
        WeakKeyError: Nothing can be sealed to this key.
    """
    check_box_key(public)
    return _HPKE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info)


def box_unseal(seed: bytes, sealed: bytes, *, info: bytes) -> bytes:
    """Open what `box_seal` made.

    Raises:
        SealError: Another key or info, or altered bytes.
    """
    try:
        return _HPKE.decrypt(sealed, X25519PrivateKey.from_private_bytes(seed), info)
    except (InvalidTag, ValueError) as error:
        raise SealError("box does not open") from error


@lru_cache(maxsize=16)
def _private_key(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


@lru_cache(maxsize=1024)
def _public_key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)
