"""Parcels: C2SP chunked encryption with AES-256-GCM and SHA-512."""

from typing import Final

from tests.stranger.primitives import expand, padme, seal, tag, unseal

FORMULA: Final = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"
CHUNK: Final = 16 * 1024


def _material(key: bytes, salt: bytes, root: bytes, parcel: bytes, rendition: int) -> bytes:
    return expand(key, FORMULA + salt + tag("parcel") + root + parcel + bytes([rendition]), 76, "sha512")


def _nonce(base: bytes, number: int) -> bytes:
    return (int.from_bytes(base, "big") ^ number).to_bytes(12, "big")


def open_parcel(sealed: bytes, *, key: bytes, root: bytes, parcel: bytes, rendition: int = 0) -> bytes:
    """Open a parcel; the padding stays on.

    Raises:
        ValueError: It is another's, or was changed or cut off.
    """
    material = _material(key, sealed[:24], root, parcel, rendition)
    if material[44:] != sealed[24:56]:
        raise ValueError("the commitment is of another key")
    plain, at, number = b"", 56, 0
    while True:
        chunk = sealed[at : at + CHUNK + 16]
        plain += unseal(material[:32], _nonce(material[32:44], number), chunk)
        if len(chunk) < CHUNK + 16:
            return plain
        at, number = at + CHUNK + 16, number + 1


def seal_parcel(plain: bytes, *, key: bytes, salt: bytes, root: bytes, parcel: bytes) -> bytes:
    """Seal a file itself."""
    material = _material(key, salt, root, parcel, 0)
    padded = plain.ljust(max(4096, padme(len(plain))), b"\0")
    chunks = (padded[at : at + CHUNK] for at in range(0, len(padded) // CHUNK * CHUNK + 1, CHUNK))
    sealed = [seal(material[:32], _nonce(material[32:44], number), each) for number, each in enumerate(chunks)]
    return salt + material[44:] + b"".join(sealed)
