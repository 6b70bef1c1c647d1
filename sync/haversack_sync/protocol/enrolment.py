"""Invitation codes: what is derived from the code, and how the code itself confirms the network.

The code is 100 random bits, made in memory, shown once and never stored or sent. Source: `docs/protocol.md`,
"Enrolment". Must not talk to anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from haversack_sync.model.authority_entries import Invite, InviteTerms, Redeem, encode_body
from haversack_sync.model.ids import InvitationId
from haversack_sync.model.tags import tag
from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import BadCodeError, WrongNetworkError
from haversack_sync.protocol.key_seeds import KeySeeds
from haversack_sync.protocol.network import redeem_message

_INVITATION: Final = tag("invitation")
_TIE: Final = tag("tie")
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Word processors make other dashes and spaces of those that are printed.
_NOT_READ: Final = "- \u00a0\u2010\u2011\u2012\u2013\u2014\u2212"
_LOOK_ALIKES: Final = str.maketrans({"I": "1", "L": "1", "O": "0"} | dict.fromkeys(_NOT_READ, ""))
_CODE_BITS: Final = 100
_CODE_CHARACTERS: Final = 20
_CHECK_MODULUS: Final = 37
_GROUP: Final = 5


@dataclass(frozen=True, slots=True)
class InvitationKeys(KeySeeds):
    """Everything that a code stands for. Secret as the code itself.

    Attributes:
        invitation: The invitation's id.
        tie_key: Key of the tie.
    """

    invitation: InvitationId
    tie_key: bytes


def make_code(random: Callable[[int], bytes]) -> str:
    """Make a new invitation code.

    Codes whose Crockford check symbol is not a letter or digit are drawn again (5 in 37), so that every code can be
    typed and dictated; that costs 0.2 of the 100 bits.

    Args:
        random: Gives that many random bytes.

    Returns:
        Four groups of five characters and one check character, joined by hyphens.
    """
    while True:
        number = int.from_bytes(random(13), "big") >> 4
        check = number % _CHECK_MODULUS
        if check < len(_ALPHABET):
            break
    text = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(_CODE_BITS - 5, -1, -5))
    groups = [text[start : start + _GROUP] for start in range(0, _CODE_CHARACTERS, _GROUP)]
    return "-".join((*groups, _ALPHABET[check]))


def read_code(text: str) -> bytes:
    """Read a code that a person typed.

    Args:
        text: 21 characters; case, dashes and spaces do not matter, I and L mean 1, O means 0.

    Returns:
        The 100 bits as 13 bytes with 4 leading zero bits.

    Raises:
        BadCodeError: Wrong length, a character that no code has, or the check does not fit (a typing mistake).
    """
    folded = text.strip().upper().translate(_LOOK_ALIKES)
    if len(folded) != _CODE_CHARACTERS + 1 or any(character not in _ALPHABET for character in folded):
        raise BadCodeError("not a code")
    number = 0
    for character in folded[:_CODE_CHARACTERS]:
        number = number * 32 + _ALPHABET.index(character)
    if number % _CHECK_MODULUS != _ALPHABET.index(folded[-1]):
        raise BadCodeError("check does not fit")
    return number.to_bytes(13, "big")


def derive(code: bytes) -> InvitationKeys:
    """Derive everything that a code stands for.

    prk = HKDF-Extract(tag(invitation), code); id, sign, box and tie are HKDF-Expand of it with those words as info.

    Args:
        code: 13 bytes from `read_code`.
    """
    prk = sealing.hkdf_extract(_INVITATION, code)
    return InvitationKeys(
        sign_seed=sealing.hkdf_expand(prk, b"sign"),
        box_seed=sealing.hkdf_expand(prk, b"box"),
        invitation=InvitationId(sealing.hkdf_expand(prk, b"id", 16)),
        tie_key=sealing.hkdf_expand(prk, b"tie"),
    )


def _tie(keys: InvitationKeys, *, root: bytes, terms_raw: bytes) -> bytes:
    return sealing.hmac_sha256(keys.tie_key, _TIE + root + sealing.sha256(terms_raw))


def invite_entry(keys: InvitationKeys, terms: InviteTerms, *, root: bytes) -> Invite:
    """Make the body of an `invite` entry with its tie."""
    raw = encode_body(terms)
    return Invite(raw, _tie(keys, root=root, terms_raw=raw))


def check_tie(keys: InvitationKeys, *, root: bytes, terms_raw: bytes, tie: bytes) -> None:
    """Check that a code belongs to this network, not to one that copied the invitation's public keys.

    Raises:
        WrongNetworkError: It does not.
    """
    if not sealing.same(_tie(keys, root=root, terms_raw=terms_raw), tie):
        raise WrongNetworkError("tie is for another network")


def redeem_entry(keys: InvitationKeys, *, root: bytes, sign_key: bytes, box_key: bytes, label: bytes) -> Redeem:
    """Make the body of a `redeem` entry, signed by the invitation key.

    Args:
        keys: Derived from the code.
        root: The network's fingerprint.
        sign_key: The new device's Ed25519 key.
        box_key: The new device's X25519 key.
        label: The sealed name of the computer.
    """
    unsigned = Redeem(keys.invitation, sign_key, box_key, label, b"")
    signature = sealing.sign(keys.sign_seed, redeem_message(root, unsigned))
    return Redeem(keys.invitation, sign_key, box_key, label, signature)
