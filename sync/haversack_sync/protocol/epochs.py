"""Audience keys by epoch: commitment, back-chain, stanzas, letterbox keys and shelf labels.

Source: `docs/protocol.md`, "Audience keys". Must not decide who gets a key.
"""

from dataclasses import dataclass
from typing import Final

from haversack_sync.model.authority_entries import AddEpoch
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import LimitError, SealError
from haversack_sync.protocol.messages import Stanza

_COMMIT: Final = tag("epoch-commit")
_BACK: Final = tag("epoch-back")
_STANZA: Final = tag("epoch-key")
_STANZAS: Final = tag("stanzas")
_LETTER_BOX: Final = tag("letter-box")
_LETTER_KEY: Final = tag("letter-key")
_LABEL: Final = tag("label")
_DEVICE_LABEL: Final = tag("device-label")
_LABEL_BYTES: Final = 32
_DEVICE_LABEL_BYTES: Final = 96


@dataclass(frozen=True, slots=True)
class EpochName:
    """Which key of which audience of which network: root fingerprint, handle, number."""

    root: bytes
    audience: AudienceId
    number: int

    @property
    def context(self) -> bytes:
        """The bytes that stand for it in key derivations."""
        return self.root + self.audience + self.number.to_bytes(4, "big")


def commitment(key: bytes, name: EpochName) -> bytes:
    """Return the public commitment to an audience key: HKDF-Expand(K, tag(epoch-commit) ‖ context, 32)."""
    return sealing.hkdf_expand(key, _COMMIT + name.context)


def epoch_entry(key: bytes, name: EpochName, *, key_before: bytes | None, stanzas: list[Stanza]) -> AddEpoch:
    """Describe a new audience key for the `network` feed.

    Args:
        key: The new key, 32 random bytes.
        name: Its name.
        key_before: The key of the epoch before, if there is one that content was sealed with.
        stanzas: The keeper's first list.
    """
    back = b""
    if key_before is not None:
        material = sealing.hkdf_expand(key, _BACK + name.context, 44)
        back = sealing.seal(material[:32], material[32:], key_before)
    box_seed = sealing.hkdf_expand(key, _LETTER_BOX + name.context)
    letter_seed = sealing.hkdf_expand(key, _LETTER_KEY + name.context)
    return AddEpoch(
        audience=name.audience,
        number=name.number,
        commitment=commitment(key, name),
        back=back,
        stanza_count=len(stanzas),
        stanza_hash=stanzas_hash(stanzas),
        box_key=sealing.box_public_key(box_seed),
        letter_key=sealing.signing_public_key(letter_seed),
    )


def key_before(key: bytes, name: EpochName, back: bytes) -> bytes:
    """Open the back-chain: the key of the epoch before.

    Raises:
        SealError: The entry does not fit the key.
    """
    material = sealing.hkdf_expand(key, _BACK + name.context, 44)
    return sealing.unseal(material[:32], material[32:], back)


def _stanza_info(name: EpochName, recipient: DeviceId, committed: bytes) -> bytes:
    return _STANZA + name.context + recipient + committed


def seal_stanza(key: bytes, name: EpochName, *, recipient: DeviceId, box_key: bytes) -> Stanza:
    """Seal an audience key to a device or an open invitation.

    Raises:
        WeakKeyError: Nothing can be sealed to this key.
    """
    info = _stanza_info(name, recipient, commitment(key, name))
    return Stanza(name.audience, name.number, recipient, sealing.box_seal(box_key, key, info=info))


def open_stanza(stanza: Stanza, *, root: bytes, committed: bytes, box_seed: bytes) -> bytes:
    """Open a stanza and check the key against the commitment in the chain.

    Returns:
        The audience key, 32 bytes.

    Raises:
        SealError: It is for somebody else, was altered, or holds another key than the one committed to.
    """
    name = EpochName(root, AudienceId(stanza.audience), stanza.number)
    info = _stanza_info(name, DeviceId(stanza.recipient), committed)
    key = sealing.box_unseal(box_seed, stanza.sealed, info=info)
    if len(key) != sealing.KEY_BYTES or not sealing.same(commitment(key, name), committed):
        raise SealError("another key than the one committed to")
    return key


def stanzas_hash(stanzas: list[Stanza]) -> bytes:
    """Return the hash of a list of stanzas, in its order."""
    parts = [_STANZAS]
    for stanza in stanzas:
        parts += (stanza.audience, stanza.number.to_bytes(4, "big"), stanza.recipient, stanza.sealed)
    return sealing.sha256(b"".join(parts))


def seal_label(key: bytes, *, root: bytes, feed: FeedId, label: str) -> bytes:
    """Seal a shelf's name for its audience: one text per (key, feed), padded to 32 bytes.

    Raises:
        LimitError: The name is longer than 31 bytes.
    """
    return _seal_padded(sealing.hkdf_expand(key, _LABEL + root + feed, 44), label, _LABEL_BYTES)


def open_label(key: bytes, sealed: bytes, *, root: bytes, feed: FeedId) -> str:
    """Open a shelf's name.

    Raises:
        SealError: Another key, or altered.
    """
    material = sealing.hkdf_expand(key, _LABEL + root + feed, 44)
    return _plain_text(sealing.unseal(material[:32], material[32:], sealed))


def seal_device_label(coordinators_box: bytes, *, root: bytes, device: DeviceId, label: str) -> bytes:
    """Seal what an owner calls a computer, to the coordinators' letterbox key; cut to 96 bytes of UTF-8.

    Raises:
        WeakKeyError: Nothing can be sealed to this key.
    """
    # A character that the cut goes through is left out, or readers would see a replacement mark.
    text = label.encode()[:_DEVICE_LABEL_BYTES].decode(errors="ignore")
    data = text.encode().ljust(_DEVICE_LABEL_BYTES, b"\x00")
    return sealing.box_seal(coordinators_box, data, info=_DEVICE_LABEL + root + device)


def open_device_label(key: bytes, name: EpochName, sealed: bytes, *, device: DeviceId) -> str:
    """Open a device's label with the coordinators' audience key.

    Raises:
        SealError: It was sealed to another epoch, or altered.
    """
    seed = sealing.hkdf_expand(key, _LETTER_BOX + name.context)
    data = sealing.box_unseal(seed, sealed, info=_DEVICE_LABEL + name.root + device)
    return data.rstrip(b"\x00").decode(errors="replace")


def _seal_padded(material: bytes, text: str, size: int) -> bytes:
    data = text.encode()
    if len(data) >= size:
        raise LimitError("name too long")
    return sealing.seal(material[:32], material[32:], data.ljust(size, b"\x00"))


def _plain_text(data: bytes) -> str:
    try:
        return data.rstrip(b"\x00").decode()
    except UnicodeDecodeError as error:
        raise SealError("name is not text") from error
