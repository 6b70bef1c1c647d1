"""Audience keys, labels and invitations: "Audience keys", "Enrolment", "Founding"."""

from dataclasses import dataclass

from tests.stranger.digests import Stanza
from tests.stranger.primitives import (
    box_key_of,
    crockford,
    crockford_number,
    expand,
    mac,
    seal_to,
    sha256,
    sign_key_of,
    tag,
    u32,
    unseal,
    unseal_for,
)


@dataclass(frozen=True)
class Epoch:
    """Which key of which audience."""

    root: bytes
    audience: bytes
    number: int

    @property
    def context(self) -> bytes:
        return self.root + self.audience + u32(self.number)

    def commitment(self, key: bytes) -> bytes:
        """Return the commitment of its key."""
        return expand(key, tag("epoch-commit") + self.context, 32)

    def key_before(self, key: bytes, back: bytes) -> bytes:
        """Open the key of the epoch before."""
        material = expand(key, tag("epoch-back") + self.context, 44)
        return unseal(material[:32], material[32:], back)

    def box_secret(self, key: bytes) -> bytes:
        """Return the secret half of its letterbox key."""
        return expand(key, tag("letter-box") + self.context, 32)

    def box_key(self, key: bytes) -> bytes:
        """Return its letterbox key."""
        return box_key_of(self.box_secret(key))

    def letter_key(self, key: bytes) -> bytes:
        """Return its letter-signing key."""
        return sign_key_of(expand(key, tag("letter-key") + self.context, 32))

    def open_stanza(self, stanza: Stanza, box_secret: bytes, commitment: bytes) -> bytes:
        """Open a stanza.

        Raises:
            ValueError: It does not open, or holds another key than the chain commits to.
        """
        info = tag("epoch-key") + self.context + stanza.recipient + commitment
        key = unseal_for(box_secret, stanza.sealed, info)
        if self.commitment(key) != commitment:
            raise ValueError("another key than the chain commits to")
        return key


def stanza_hash(stanzas: list[Stanza]) -> bytes:
    """Return the hash of a list of stanzas."""
    return sha256(tag("stanzas"), *(each.hashed() for each in stanzas))


def open_shelf_label(key: bytes, root: bytes, feed: bytes, sealed: bytes) -> str:
    """Open the name of a shelf."""
    material = expand(key, tag("label") + root + feed, 44)
    return unseal(material[:32], material[32:], sealed).rstrip(b"\0").decode()


def open_device_label(epoch: Epoch, key: bytes, device: bytes, sealed: bytes) -> str:
    """Open the name of a computer, as a coordinator does."""
    return unseal_for(epoch.box_secret(key), sealed, tag("device-label") + epoch.root + device).rstrip(b"\0").decode()


def seal_device_label(box_key: bytes, root: bytes, device: bytes, name: str) -> bytes:
    """Seal the name of a computer for the coordinators."""
    return seal_to(box_key, name.encode()[:96].ljust(96, b"\0"), tag("device-label") + root + device)


@dataclass(frozen=True)
class Code:
    """What follows from an invitation's code."""

    invitation: bytes
    sign_seed: bytes
    box_secret: bytes
    tie_key: bytes

    def tie(self, root: bytes, terms: bytes) -> bytes:
        """Return the tie of an invitation with these terms in this network."""
        return mac(self.tie_key, tag("tie"), root, sha256(terms))


def read_code(text: str) -> tuple[bytes, Code]:
    """Read a code as people type it; return its 13 bytes and what follows from them.

    Raises:
        ValueError: It is no code, or its last character does not fit.
    """
    number = crockford_number(text)
    value, check = number >> 5, number & 31
    if value >> 100 or value % 37 != check:
        raise ValueError("mistyped")
    raw = value.to_bytes(13, "big")
    prk = mac(tag("invitation"), raw)
    return raw, Code(*(expand(prk, name, length) for name, length in _PARTS))


_PARTS = ((b"id", 16), (b"sign", 32), (b"box", 32), (b"tie", 32))


def write_code(raw: bytes) -> str:
    """Write a code as it is shown."""
    text = crockford(raw, 100) + crockford((int.from_bytes(raw, "big") % 37).to_bytes(1, "big"), 5)
    return "-".join(text[at : at + 5] for at in range(0, 21, 5))


def redeem_message(root: bytes, invitation: bytes, sign_key: bytes, box_key: bytes, label: bytes) -> bytes:
    """Return what the invitation's key signs in a redemption."""
    return tag("redeem") + root + invitation + sign_key + box_key + u32(len(label)) + label


def succeed_message(root: bytes, device: bytes, sign_key: bytes, box_key: bytes) -> bytes:
    """Return what the key of a copied vault signs to let its successor in."""
    return tag("succeed") + root + device + sign_key + box_key


def possession_message(root: bytes, purpose: int, sign_key: bytes, box_key: bytes) -> bytes:
    """Return what a new key signs: 1 as a coordinator's device, 2 as the hub's."""
    return tag("possession") + root + bytes([purpose]) + sign_key + box_key
