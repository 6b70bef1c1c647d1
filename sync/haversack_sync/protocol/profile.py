"""The network profile: what a stranger needs to find a network and read what is `open`.

It is unsigned and proves nothing by itself: an invitation's tie confirms its root, or a person compares the
fingerprint. It holds no secret. Must not be trusted for anything that the chain says.
"""

from typing import Final
from urllib.parse import urlsplit

import msgspec

from haversack_sync.model.authority import Authority
from haversack_sync.protocol import sealing
from haversack_sync.protocol.envelope import SUITE
from haversack_sync.protocol.epochs import EpochName, commitment
from haversack_sync.protocol.errors import (
    BadFingerprintError,
    UnknownSuiteError,
    WeakKeyError,
    WireError,
    WrongNetworkError,
)
from haversack_sync.protocol.limits import MAX_HUB_ADDRESSES, MAX_NAME_CHARACTERS
from haversack_sync.protocol.wire import Key, unpack

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FINGERPRINT_BYTES: Final = 20
_LOOK_ALIKES: Final = str.maketrans("ILO", "110")
_MAX_ADDRESS: Final = 300


class Profile(msgspec.Struct, frozen=True, array_like=True):
    """A network profile.

    Attributes:
        suite: 1.
        name: The network's public name.
        root_key: Ed25519, 32 bytes.
        hubs: Addresses of the hub.
        hub_sign_key: The hub's Ed25519 key.
        hub_box_key: The hub's X25519 key.
        open_key: The key of `open` (epoch 0); publishing it is its purpose.
    """

    suite: int
    name: str
    root_key: Key
    hubs: tuple[str, ...]
    hub_sign_key: Key
    hub_box_key: Key
    open_key: Key

    @property
    def root(self) -> bytes:
        """The network's fingerprint: SHA-256 of its root key."""
        return sealing.sha256(self.root_key)


_DECODER: Final = msgspec.msgpack.Decoder(Profile)


def encode_profile(profile: Profile) -> bytes:
    """Write a profile."""
    return msgspec.msgpack.encode(profile)


def decode_profile(untrusted: bytes) -> Profile:
    """Read a profile.

    Raises:
        UnknownSuiteError: It is of a suite that this program does not know.
        WireError: It is malformed, or names a weak key.
    """
    profile = unpack(_DECODER, untrusted, what="profile")
    if profile.suite != SUITE:
        raise UnknownSuiteError("unknown suite")
    try:
        sealing.check_public_key(profile.root_key)
        sealing.check_public_key(profile.hub_sign_key)
        sealing.check_box_key(profile.hub_box_key)
    except WeakKeyError as error:
        raise WireError("weak key in profile") from error
    if len(profile.name) > MAX_NAME_CHARACTERS or len(profile.hubs) > MAX_HUB_ADDRESSES:
        raise WireError("malformed profile")
    if not all(is_hub_address(hub) for hub in profile.hubs):
        raise WireError("malformed hub address")
    return profile


def is_hub_address(text: str) -> bool:
    """Tell whether a text is an http(s) address that names a host and nothing to log in with.

    What a profile may name and what a client takes are the same, or a network could be founded that nobody can join.
    """
    if len(text) > _MAX_ADDRESS or not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    has_host = bool(parts.hostname) and port != 0 and "@" not in parts.netloc
    return has_host and parts.scheme in ("http", "https") and not parts.query and not parts.fragment


def check_profile(profile: Profile, authority: Authority) -> None:
    """Check what a profile says against the verified chain.

    Raises:
        WrongNetworkError: Its root or open key is not the chain's.
    """
    name = EpochName(profile.root, authority.open_audience, 0)
    if profile.root_key != authority.root_key or commitment(profile.open_key, name) != authority.open_commitment:
        raise WrongNetworkError("profile does not fit the chain")


def read_fingerprint(text: str) -> bytes:
    """Read a fingerprint as people write it: case, spaces and hyphens do not matter, I and L mean 1, O means 0.

    Returns:
        The first 20 bytes of the network's fingerprint.

    Raises:
        BadFingerprintError: It cannot be one.
    """
    signs = "".join(sign for sign in text.upper() if not sign.isspace() and sign != "-").translate(_LOOK_ALIKES)
    if len(signs) * 5 != 8 * _FINGERPRINT_BYTES or any(sign not in _ALPHABET for sign in signs):
        raise BadFingerprintError("not a fingerprint")
    number = 0
    for sign in signs:
        number = number * 32 + _ALPHABET.index(sign)
    return number.to_bytes(_FINGERPRINT_BYTES, "big")


def show_fingerprint(root: bytes) -> str:
    """Write a network's fingerprint for people to compare: its first 160 bits as eight groups of four characters."""
    number = int.from_bytes(root[:_FINGERPRINT_BYTES], "big")
    text = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(8 * _FINGERPRINT_BYTES - 5, -1, -5))
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
