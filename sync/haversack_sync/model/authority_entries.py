"""Bodies of the `network` feed's entries: who is trusted with what.

Clear for the hub, so handles only: names of feeds, organisations and devices are sealed. Arrays with an integer in
front; fields may be added at the end by later versions. Must not judge anything; `authority.py` does.
"""

from typing import Final

import msgspec

from haversack_sync.model.ids import AudienceId


class BadEntryError(ValueError):
    """The body of a network entry is malformed."""

    kind = "bad_entry"


class Found(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """The first entry: the network itself, signed by its root key.

    Attributes:
        root_key: Ed25519, 32 bytes.
        open_audience: Handle of the audience `open`.
        open_commitment: Commitment of the open key (epoch 0), 32 bytes.
    """

    root_key: bytes
    open_audience: bytes
    open_commitment: bytes


class CoordinatorAdd(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """The root makes a device a coordinator's.

    Attributes:
        sign_key: Ed25519, 32 bytes.
        box_key: X25519, 32 bytes.
        possession: The new key's signature that somebody holds it, for this purpose, 64 bytes.
    """

    sign_key: bytes
    box_key: bytes
    possession: bytes


class HubKey(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """The root names the hub's keys; fields as in `CoordinatorAdd`."""

    sign_key: bytes
    box_key: bytes
    possession: bytes


class Rules(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """From here on, rules version `version` and these suites."""

    version: int
    suites: tuple[int, ...]


class AddOrganisation(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """A new organisation handle, 8 bytes; its name is in a sealed record."""

    organisation: bytes


class AddAudience(msgspec.Struct, frozen=True, array_like=True, tag=6):
    """A new audience.

    Attributes:
        audience: Handle, 8 bytes.
        audience_type: An `AudienceType` of `model.roles`.
        organisation: For type ORGANISATION its handle, else empty.
        writers: Roles that may write to it.
    """

    audience: bytes
    audience_type: int
    organisation: bytes
    writers: tuple[int, ...]


class AddFeed(msgspec.Struct, frozen=True, array_like=True, tag=7):
    """A new feed: one shelf of one audience; its name is sealed for the audience.

    Attributes:
        feed: Handle, 8 bytes.
        audience: Handle, 8 bytes.
        epoch: Number of the key that the label is sealed with.
        label: The shelf's name, sealed.
    """

    feed: bytes
    audience: bytes
    epoch: int
    label: bytes


class Invite(msgspec.Struct, frozen=True, array_like=True, tag=8):
    """An invitation.

    Attributes:
        terms: Encoded `InviteTerms`, kept as bytes because `tie` is over them.
        tie: HMAC by which the code itself confirms the network, 32 bytes.
    """

    terms: bytes
    tie: bytes


class InviteTerms(msgspec.Struct, frozen=True, array_like=True):
    """What an invitation offers.

    Attributes:
        invitation: Id derived from the code, 16 bytes.
        sign_key: Ed25519 derived from the code, 32 bytes.
        box_key: X25519 derived from the code, 32 bytes.
        organisation: Handle of the organisation that the device will belong to.
        role: Role that it will have.
        audiences: Handles of audiences that it may read.
        mode: 0 simple; 1 strict: it opens nothing until the device that redeemed it is confirmed.
        expiry_days: Days after this entry's own stamp.
        welcome: Hash of the list of stanzas that go with it, 32 bytes.
    """

    invitation: bytes
    sign_key: bytes
    box_key: bytes
    organisation: bytes
    role: int
    audiences: tuple[bytes, ...]
    mode: int
    expiry_days: int
    welcome: bytes


class Confirm(msgspec.Struct, frozen=True, array_like=True, tag=9):
    """The root confirms a device (handle, 8 bytes): it is a coordinator's, as its strict invitation offered."""

    device: bytes


class Redeem(msgspec.Struct, frozen=True, array_like=True, tag=10):
    """A new device takes up an invitation; the envelope is signed by the device's own key.

    Attributes:
        invitation: Id, 16 bytes.
        sign_key: The device's Ed25519 key, 32 bytes.
        box_key: The device's X25519 key, 32 bytes.
        label: What its owner calls the computer, sealed for coordinators.
        by_invitation: The invitation key's signature, 64 bytes.
    """

    invitation: bytes
    sign_key: bytes
    box_key: bytes
    label: bytes
    by_invitation: bytes


class Grant(msgspec.Struct, frozen=True, array_like=True, tag=11):
    """A coordinator sets role, organisation and audiences of a device from here on."""

    device: bytes
    role: int
    organisation: bytes
    audiences: tuple[bytes, ...]


class AddEpoch(msgspec.Struct, frozen=True, array_like=True, tag=12):
    """A keeper starts a new key of an audience.

    Attributes:
        audience: Handle, 8 bytes.
        number: One more than the epoch before.
        commitment: Commits to the key, 32 bytes.
        back: The key before, sealed under this one (48 bytes), or empty.
        stanza_count: Stanzas in the keeper's first list.
        stanza_hash: Hash of that list, 32 bytes.
        box_key: X25519 key of the audience's letterbox, 32 bytes.
        letter_key: Ed25519 key with which members sign letters, 32 bytes.
    """

    audience: bytes
    number: int
    commitment: bytes
    back: bytes
    stanza_count: int
    stanza_hash: bytes
    box_key: bytes
    letter_key: bytes


class Succeed(msgspec.Struct, frozen=True, array_like=True, tag=13):
    """A device whose vault was copied goes on under new keys; the envelope is signed by the new one, as number 0.

    Attributes:
        device: Handle of the key before, 8 bytes.
        sign_key: The new Ed25519 key, 32 bytes.
        box_key: The new X25519 key, 32 bytes.
        by_device: The signature of the key before, 64 bytes.
    """

    device: bytes
    sign_key: bytes
    box_key: bytes
    by_device: bytes


class Revoke(msgspec.Struct, frozen=True, array_like=True, tag=14):
    """A coordinator takes a device, and all that go on with copies of its vault, out of the network.

    Attributes:
        device: Handle, 8 bytes.
    """

    device: bytes


class Era(msgspec.Struct, frozen=True, array_like=True, tag=16):
    """After the hub was restored from a backup: where its log goes on, and what of the history of trust it lost.

    Stands outside of its key's chain: number 0, without one before. It names its place, so it can be there only once.

    Attributes:
        era: The new era; higher than every one that its author knows.
        position: Position of the last entry that the hub still has; this one is the next.
        count: How many entries of `network` the hub still has.
        lost: The digests of `network` after each entry that its author holds and the hub lost, 16 bytes each.
    """

    era: int
    position: int
    count: int
    lost: bytes


class ConfirmOrder(msgspec.Struct, frozen=True, array_like=True, tag=15):
    """Somebody else than its coordinator lets a suspended order stand: a second coordinator, or the root.

    Attributes:
        order: Of a revocation the device, 8 bytes; of an erasure its id, 16 bytes.
    """

    order: bytes


class AnnounceErasure(msgspec.Struct, frozen=True, array_like=True, tag=17):
    """A coordinator announces an erasure: it counts here, and orders in the feed itself name it.

    Attributes:
        id: Random, 16 bytes.
        feed: Handle of the feed, 8 bytes.
        epoch: Number of the audience key that seals the rest.
        sealed: Which records, and why; see `protocol.erasing`.
    """

    id: bytes
    feed: bytes
    epoch: int
    sealed: bytes


NetworkBody = (
    Found
    | CoordinatorAdd
    | HubKey
    | Rules
    | AddOrganisation
    | AddAudience
    | AddFeed
    | Invite
    | Confirm
    | Redeem
    | Grant
    | AddEpoch
    | Succeed
    | Revoke
    | ConfirmOrder
    | Era
    | AnnounceErasure
)

KNOWN_TAGS: Final = frozenset((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17))
_LENGTHS: Final = {
    "root_key": (32,),
    "open_audience": (8,),
    "open_commitment": (32,),
    "sign_key": (32,),
    "box_key": (32,),
    "letter_key": (32,),
    "possession": (64,),
    "by_invitation": (64,),
    "by_device": (64,),
    "organisation": (0, 8),
    "audience": (8,),
    "feed": (8,),
    "device": (8,),
    "invitation": (16,),
    "tie": (32,),
    "welcome": (32,),
    "commitment": (32,),
    "stanza_hash": (32,),
    "back": (0, 48),
    "order": (8, 16),
    "id": (16,),
}
_NUMBER_FIELDS: Final = ("version", "audience_type", "epoch", "number", "stanza_count", "role", "mode", "expiry_days")
_MAX_NUMBER: Final = 2**31
_MAX_PLACE: Final = 2**63
_DIGEST_BYTES: Final = 16
MAX_LOST: Final = 1024
"""Digests of lost entries in one `Era`: what was made beyond is sealed again by its author."""
_MAX_LIST: Final = 64
_MAX_LABEL_BYTES: Final = 512
_LONGEST: Final = {"terms": 1024, "sealed": 2048}

_ENCODER: Final = msgspec.msgpack.Encoder()
_BODIES: Final = msgspec.msgpack.Decoder(NetworkBody)
_TERMS: Final = msgspec.msgpack.Decoder(InviteTerms)
_ANY: Final = msgspec.msgpack.Decoder(list[msgspec.Raw])
_TAG: Final = msgspec.msgpack.Decoder(int)


def encode_body(body: NetworkBody | InviteTerms) -> bytes:
    """Write a body as MessagePack."""
    return _ENCODER.encode(body)


def decode_body(untrusted: bytes) -> NetworkBody | None:
    """Read the body of a network entry.

    Returns:
        The body, or None for an entry of a type that this version does not know: keep it, and freeze what comes after.

    Raises:
        BadEntryError: It is malformed.
    """
    try:
        parts = _ANY.decode(untrusted)
        number = _TAG.decode(parts[0]) if parts else 0
        if number not in KNOWN_TAGS and number > 0:
            return None
        body: NetworkBody = _BODIES.decode(untrusted)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadEntryError("malformed network entry") from error
    _check_sizes(body)
    return body


def decode_terms(untrusted: bytes) -> InviteTerms:
    """Read the terms of an invitation.

    Raises:
        BadEntryError: They are malformed.
    """
    try:
        terms: InviteTerms = _TERMS.decode(untrusted)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadEntryError("malformed invitation") from error
    _check_sizes(terms)
    return terms


def _check_sizes(body: NetworkBody | InviteTerms) -> None:
    """Refuse fields of the wrong length, whatever the body is.

    Raises:
        BadEntryError: One is.
    """
    if isinstance(body, Era):
        _check_era(body)
        return
    for name in body.__struct_fields__:
        value = getattr(body, name)
        if isinstance(value, bytes):
            allowed = _LENGTHS.get(name)
            longest = _LONGEST.get(name, _MAX_LABEL_BYTES)
            if (allowed is not None and len(value) not in allowed) or len(value) > longest:
                raise BadEntryError(f"wrong length: {name}")
        elif isinstance(value, tuple):
            if len(value) > _MAX_LIST or any(isinstance(item, bytes) and len(item) != 8 for item in value):
                raise BadEntryError(f"wrong list: {name}")
        elif name in _NUMBER_FIELDS and not 0 <= value < _MAX_NUMBER:
            raise BadEntryError(f"number out of range: {name}")


def _check_era(body: Era) -> None:
    is_whole = len(body.lost) % _DIGEST_BYTES == 0 and len(body.lost) <= MAX_LOST * _DIGEST_BYTES
    are_places = 0 <= body.position < _MAX_PLACE and 0 <= body.count < _MAX_PLACE
    if not (is_whole and are_places and 0 < body.era < _MAX_NUMBER):
        raise BadEntryError("wrong era")


def audience_ids(raw: tuple[bytes, ...]) -> frozenset[AudienceId]:
    """Give raw handles their type."""
    return frozenset(AudienceId(item) for item in raw)
