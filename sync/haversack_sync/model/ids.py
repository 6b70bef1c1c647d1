"""Names of things: ids and handles as distinct types, and how record ids are written for people.

Must not create random ids: randomness is passed in by the callers that own it.
"""

import hashlib
from typing import Final, NewType

from haversack_sync.model.tags import tag

RecordId = NewType("RecordId", bytes)
"""16 bytes; random for what people create, derived from the slug for published content."""
DeviceId = NewType("DeviceId", bytes)
"""8 bytes: the handle of a signing key (devices, the root, invitations)."""
FeedId = NewType("FeedId", bytes)
"""8 bytes; the `network` feed is eight zero bytes."""
AudienceId = NewType("AudienceId", bytes)
"""8 random bytes."""
OrganisationId = NewType("OrganisationId", bytes)
"""8 random bytes: an organisation's handle in the `network` feed, not its record id."""
InvitationId = NewType("InvitationId", bytes)
"""16 bytes derived from the invitation's code."""
ObjectId = NewType("ObjectId", bytes)
"""32 bytes: SHA-256 of the sealed bytes."""
Position = NewType("Position", int)
"""One growing number for the whole network; the first entry has position 1."""

NETWORK_FEED: Final = FeedId(bytes(8))
ID_BYTES: Final = 16
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID_CHARACTERS: Final = 26
_LOOK_ALIKES: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": ""})


class BadIdError(ValueError):
    """A text is not a record id; `text` is what was given."""

    kind = "bad_id"

    def __init__(self, text: str) -> None:
        super().__init__("not a record id")
        self.text = text


def show_record_id(record: RecordId) -> str:
    """Write a record id in Crockford's base 32.

    Args:
        record: 16 bytes.

    Returns:
        26 upper-case characters.
    """
    return _show(record)


def show_device_id(device: DeviceId) -> str:
    """Write a device's handle in Crockford's base 32.

    Args:
        device: 8 bytes.

    Returns:
        13 upper-case characters.
    """
    return _show(device)


def _show(raw: bytes) -> str:
    number, digits = int.from_bytes(raw, "big"), -(-8 * len(raw) // 5)
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(5 * (digits - 1), -1, -5))


def parse_record_id(text: str) -> RecordId:
    """Read a record id that a person typed or pasted.

    Args:
        text: 26 characters of Crockford's base 32; case, hyphens and spaces do not matter, I and L mean 1, O means 0.

    Returns:
        The 16 bytes.

    Raises:
        BadIdError: The text is not such an id.
    """
    return RecordId(_parse(text, ID_BYTES))


def parse_device_id(text: str) -> DeviceId:
    """Read a device's handle that a person typed or pasted; as `parse_record_id`, with 13 characters.

    Raises:
        BadIdError: The text is not such a handle.
    """
    return DeviceId(_parse(text, 8))


def _parse(text: str, size: int) -> bytes:
    folded = text.strip().upper().translate(_LOOK_ALIKES)
    if len(folded) != -(-8 * size // 5) or any(character not in _CROCKFORD for character in folded):
        raise BadIdError(text)
    number = 0
    for character in folded:
        number = number * 32 + _CROCKFORD.index(character)
    if number >> (8 * size):
        raise BadIdError(text)
    return number.to_bytes(size, "big")


def key_handle(public: bytes) -> DeviceId:
    """Return the handle of a signing key.

    Args:
        public: Ed25519 public key, 32 bytes.

    Returns:
        The first 8 bytes of SHA-256(tag(handle) ‖ key).
    """
    return DeviceId(hashlib.sha256(tag("handle") + public).digest()[:8])


def published_id(root: bytes, *, kind: str, slug: str) -> RecordId:
    """Derive the id of published content, so that publishing again finds the same record.

    Args:
        root: SHA-256 of the network's root public key, 32 bytes.
        kind: The record's kind on the wire.
        slug: The front matter's `id`, else the path inside the folder.

    Returns:
        SHA-256(tag(record) ‖ root ‖ kind ‖ 0x00 ‖ slug), its first 16 bytes.
    """
    text = kind.encode() + b"\x00" + slug.encode()
    return RecordId(hashlib.sha256(tag("record") + root + text).digest()[:ID_BYTES])
