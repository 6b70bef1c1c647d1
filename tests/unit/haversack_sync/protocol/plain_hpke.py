"""HPKE base mode written out from RFC 9180, with the ephemeral key passed in. Knows nothing of Haversack.

DHKEM(X25519, HKDF-SHA-256), HKDF-SHA-256, AES-256-GCM. The library takes no ephemeral key, so nothing that it seals can
be compared with a published answer; this can, and then the library can be compared with this.
"""

import hmac
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEM_SUITE: Final = b"KEM" + (0x0020).to_bytes(2, "big")
HPKE_SUITE: Final = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x0020, 0x0001, 0x0002))


@dataclass(frozen=True)
class Schedule:
    """What both sides reach: the AEAD's key and first nonce."""

    shared_secret: bytes
    key: bytes
    base_nonce: bytes


def _labeled_extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + suite + label + secret, "sha256")


def _labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    block, out = b"", b""
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    while len(out) < length:
        block = hmac.digest(prk, block + labeled + bytes((len(out) // 32 + 1,)), "sha256")
        out += block
    return out[:length]


def public_key(secret: bytes) -> bytes:
    """Return the public key of an X25519 private key."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def _schedule(dh: bytes, enc: bytes, recipient: bytes, info: bytes) -> Schedule:
    prk = _labeled_extract(KEM_SUITE, b"", b"eae_prk", dh)
    shared_secret = _labeled_expand(KEM_SUITE, prk, b"shared_secret", enc + recipient, 32)
    psk_id_hash = _labeled_extract(HPKE_SUITE, b"", b"psk_id_hash", b"")
    info_hash = _labeled_extract(HPKE_SUITE, b"", b"info_hash", info)
    context = b"\x00" + psk_id_hash + info_hash
    secret = _labeled_extract(HPKE_SUITE, shared_secret, b"secret", b"")
    key = _labeled_expand(HPKE_SUITE, secret, b"key", context, 32)
    return Schedule(shared_secret, key, _labeled_expand(HPKE_SUITE, secret, b"base_nonce", context, 12))


def sender_schedule(ephemeral: bytes, recipient: bytes, info: bytes) -> tuple[bytes, Schedule]:
    """Return what travels (the ephemeral public key) and the sender's keys."""
    enc = public_key(ephemeral)
    dh = X25519PrivateKey.from_private_bytes(ephemeral).exchange(X25519PublicKey.from_public_bytes(recipient))
    return enc, _schedule(dh, enc, recipient, info)


def receiver_schedule(secret: bytes, enc: bytes, info: bytes) -> Schedule:
    """Return the receiver's keys."""
    dh = X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(enc))
    return _schedule(dh, enc, public_key(secret), info)


def seal(ephemeral: bytes, recipient: bytes, plain: bytes, *, info: bytes) -> bytes:
    """Seal one message: ephemeral public key ‖ ciphertext."""
    enc, schedule = sender_schedule(ephemeral, recipient, info)
    return enc + AESGCM(schedule.key).encrypt(schedule.base_nonce, plain, b"")


def unseal(secret: bytes, sealed: bytes, *, info: bytes) -> bytes:
    """Open one message."""
    schedule = receiver_schedule(secret, sealed[:32], info)
    return AESGCM(schedule.key).decrypt(schedule.base_nonce, sealed[32:], b"")
