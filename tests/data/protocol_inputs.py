"""The fixed inputs of the protocol's golden vectors: every secret follows from a name, so nothing here is anybody's."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from haversack_sync.model.ids import AudienceId, FeedId, ObjectId, OrganisationId
from haversack_sync.protocol import sealing

Json = Mapping[str, object]


def fixed(name: str, length: int = 32) -> bytes:
    """Return bytes that look random and belong to a name."""
    return hashlib.shake_256(b"haversack golden vector: " + name.encode()).digest(length)


def show(value: object) -> object:
    """Return a value as JSON can hold it: bytes in hexadecimal, everything inside as well."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {key: show(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [show(item) for item in value]
    return value


ROOT_SEED: Final = fixed("root")
ROOT_KEY: Final = sealing.signing_public_key(ROOT_SEED)
ROOT: Final = sealing.sha256(ROOT_KEY)
DEVICE_SEED: Final = fixed("device")
DEVICE_KEY: Final = sealing.signing_public_key(DEVICE_SEED)
DEVICE_BOX_SEED: Final = fixed("device box")
DEVICE_BOX_KEY: Final = sealing.box_public_key(DEVICE_BOX_SEED)
HUB_SEED: Final = fixed("hub")
HUB_KEY: Final = sealing.signing_public_key(HUB_SEED)
HUB_BOX_SEED: Final = fixed("hub box")
HUB_BOX_KEY: Final = sealing.box_public_key(HUB_BOX_SEED)
EPOCH_KEY: Final = fixed("epoch 2")
EPOCH_KEY_BEFORE: Final = fixed("epoch 1")
OPEN: Final = AudienceId(fixed("open", 8))
MEMBERS: Final = AudienceId(fixed("members", 8))
FEED: Final = FeedId(fixed("feed", 8))
ORGANISATION: Final = OrganisationId(fixed("organisation", 8))
OBJECT: Final = ObjectId(fixed("object"))
REQUEST_HASH: Final = fixed("request")
CODE: Final = bytes((fixed("code", 13)[0] & 0x0F, *fixed("code", 13)[1:]))
STAMP: Final = 1_790_000_000
ERA: Final = 1
LONG_TEXT: Final = (
    "Opening hours: Monday to Friday 9:00–17:00. Closed on public holidays. Ouvert du lundi au vendredi de 9 h à 17 h. "
).encode() * 3
# What libzstd 1.5 made of LONG_TEXT, padded: another version may make other bytes that unpack to the same.
LONG_TEXT_BODY: Final = bytes.fromhex(
    "017400007d030052471920c0251dbfebbf6ddce43a4124b905910e213721656b9cb88e5b129aef1f047c0237eb05fa01f175e38957cc869b"
    "cb5b5d719bbdf14acba5911bf7142ae3f5813241275f3ea66376dc9c930a642824ce49c69f426d80b3f2a77039f0e45af33a617533410201"
    "00f519a7421400000000000000000000"
)

EDIT: Final = bytes.fromhex(
    "9401c410000102030405060708090a0b0c0d0e0fac6f7267616e69736174696f6e919401b06f70656e696e675f686f757273"
    "40667291c410101112131415161718191a1b1c1d1e1fc426d9244475206c756e64692061752076656e64726564692c206465"
    "2039206820c3a02031372068"
)
"""A change as people make it every day: one field of one record."""
EDIT_BODY: Final = bytes.fromhex(
    "024600000d0200c4029401c410000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fc426d92439"
    "37206805fc09bf55f813df138644c24e52b3fdd95103000000000000000000000000000000000000000000000000"
)
"""The same, packed with dictionary 2."""
