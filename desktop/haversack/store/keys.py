"""The vault's keys: what a passphrase opens, and the keys that follow from it.

The one module of the app that imports `cryptography`. A *slot* wraps the vault's master key under a passphrase; the
keys for the database, parcels, backups and the floor are derived from the master key. Must not read or write files,
and takes randomness and clocks as arguments. The constructions are those of docs/vault.md, "Slots".
"""

import struct
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NewType, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from haversack.store.cost import COST_FLOOR, Argon2Cost, cost_for
from haversack.store.errors import (
    DamagedSlotsError,
    NewerSlotsError,
    UnusablePassphraseError,
    WeakSlotError,
    WrongPassphraseError,
)
from haversack_sync.model.tags import tag

VaultId = NewType("VaultId", bytes)
"""16 random bytes, in every slot and every derivation: nothing crosses vaults."""
MasterKey = NewType("MasterKey", bytes)
"""32 random bytes; never stored outside a slot."""

SUITE: Final = 1
PASSPHRASE_SLOT: Final = 1
VAULT_ID_BYTES: Final = 16
KEY_BYTES: Final = 32
SLOTS_MAX: Final = 8

_MAGIC: Final = b"HVSL"
_KDF_SALT_BYTES: Final = 16
_SLOT_SALT_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_HEADER: Final = struct.Struct(">4sB16sBBIHB16s32s")
SLOT_BYTES: Final = _HEADER.size + KEY_BYTES + _NONCE_BYTES + KEY_BYTES + _TAG_BYTES
"""Header 78, commitment 32, nonce 12, sealed master key 48."""


class RandomSource(Protocol):
    """A source of random bytes, such as `os.urandom`."""

    def __call__(self, size: int, /) -> bytes:
        """Return `size` random bytes."""


@dataclass(frozen=True)
class VaultKeys:
    """The keys derived from the master key; none of them appears in a repr.

    Attributes:
        vault_id: The vault that they belong to.
        database: Raw key of the SQLCipher database, 32 bytes.
        parcels: Wraps parcels of closed audiences and names their files, 32 bytes.
        backup: Seals backups, 32 bytes.
        floor: Authenticates the floor file, 32 bytes.
    """

    vault_id: VaultId
    database: bytes = field(repr=False)
    parcels: bytes = field(repr=False)
    backup: bytes = field(repr=False)
    floor: bytes = field(repr=False)


@dataclass(frozen=True)
class SlotHeader:
    """The clear part of a slot; authenticated as key derivation context and as additional data.

    Attributes:
        vault_id: 16 bytes.
        number: The slot's number, 0 to 7.
        slot_type: What the secret is; 1 = a passphrase.
        cost: What a guess costs.
        kdf_salt: 16 bytes, salt of the stretching.
        slot_salt: 32 bytes, salt of the wrapping key.
    """

    vault_id: VaultId
    number: int
    slot_type: int
    cost: Argon2Cost
    kdf_salt: bytes
    slot_salt: bytes

    def encode(self) -> bytes:
        """Return the header's 78 bytes."""
        cost = self.cost
        return _HEADER.pack(
            _MAGIC,
            SUITE,
            self.vault_id,
            self.number,
            self.slot_type,
            cost.memory_kib,
            cost.passes,
            cost.lanes,
            self.kdf_salt,
            self.slot_salt,
        )


def new_vault_id(random: RandomSource) -> VaultId:
    """Make the id of a new vault."""
    return VaultId(random(VAULT_ID_BYTES))


def new_master_key(random: RandomSource) -> MasterKey:
    """Make the master key of a new vault."""
    return MasterKey(random(KEY_BYTES))


def derive_keys(master_key: MasterKey, *, vault_id: VaultId) -> VaultKeys:
    """Derive the vault's keys: HKDF-Expand-SHA-512(master key, tag(vault) ‖ label ‖ 0x00 ‖ vault id, 32).

    Args:
        master_key: 32 bytes.
        vault_id: 16 bytes.

    Returns:
        One key for each label.
    """

    def subkey(label: bytes) -> bytes:
        return HKDFExpand(SHA512(), KEY_BYTES, tag("vault") + label + b"\x00" + vault_id).derive(master_key)

    return VaultKeys(
        vault_id=vault_id,
        database=subkey(b"db"),
        parcels=subkey(b"parcels"),
        backup=subkey(b"backup"),
        floor=subkey(b"floor"),
    )


def tune_cost(clock: Callable[[], float], *, target_s: float = 1.0) -> Argon2Cost:
    """Choose the cost of this computer's slots: about `target_s` for a guess, never under the floor.

    One derivation at the floor is timed.

    Args:
        clock: A monotonic clock, in seconds.
        target_s: How long one unlock may take, in seconds.

    Returns:
        A cost between the floor and the cap.
    """
    began_s = clock()
    _stretch(b"tuning", salt=bytes(_KDF_SALT_BYTES), cost=COST_FLOOR)
    return cost_for(clock() - began_s, target_s=target_s)


def make_slot(
    master_key: MasterKey,
    passphrase: str,
    *,
    vault_id: VaultId,
    number: int,
    cost: Argon2Cost,
    random: RandomSource,
) -> bytes:
    """Wrap the master key under a passphrase, with fresh salts and a fresh nonce.

    Args:
        master_key: 32 bytes.
        passphrase: What the person chose; compared after NFKC.
        vault_id: 16 bytes.
        number: The slot's number, 0 to 7.
        cost: What a guess shall cost.
        random: Where salts and nonce come from.

    Returns:
        The slot, `SLOT_BYTES` long.

    Raises:
        UnusablePassphraseError: The passphrase is empty or no valid text.
        WeakSlotError: The cost lies outside the limits.
    """
    cost.check()
    header = SlotHeader(
        vault_id=vault_id,
        number=number,
        slot_type=PASSPHRASE_SLOT,
        cost=cost,
        kdf_salt=random(_KDF_SALT_BYTES),
        slot_salt=random(_SLOT_SALT_BYTES),
    )
    secret = _stretch(_passphrase_bytes(passphrase), salt=header.kdf_salt, cost=cost)
    return seal_slot(header, secret, master_key=master_key, nonce=random(_NONCE_BYTES))


def open_slot(slot: bytes, passphrase: str) -> tuple[VaultId, MasterKey]:
    """Unwrap the master key of one slot.

    Limits are checked before anything is derived, the commitment before anything is decrypted.

    Args:
        slot: The slot's bytes, untrusted.
        passphrase: What the person typed.

    Returns:
        The vault's id and its master key.

    Raises:
        DamagedSlotsError: Not a slot, or its sealed part was changed.
        NewerSlotsError: A suite or a type of slot that this version does not know.
        UnusablePassphraseError: The passphrase is empty or no valid text.
        WeakSlotError: The cost lies outside the limits.
        WrongPassphraseError: The passphrase does not belong to this slot, or its header was changed.
    """
    header = read_slot_header(slot)
    header.cost.check()
    secret = _stretch(_passphrase_bytes(passphrase), salt=header.kdf_salt, cost=header.cost)
    return header.vault_id, open_sealed_slot(slot, secret)


def unlock(slots: Sequence[bytes], passphrase: str) -> VaultKeys:
    """Find the slot that a passphrase opens and derive the vault's keys.

    Args:
        slots: All slots of the vault, untrusted; those of unknown suites and types are passed over.
        passphrase: What the person typed.

    Returns:
        The vault's keys.

    Raises:
        DamagedSlotsError: No slot is whole.
        NewerSlotsError: No slot is of a form that this version knows.
        UnusablePassphraseError: The passphrase is empty or no valid text.
        WeakSlotError: Each whole slot's cost lies outside the limits.
        WrongPassphraseError: At least one slot is whole, and none opens.
    """
    failures: list[WrongPassphraseError | WeakSlotError | DamagedSlotsError | NewerSlotsError] = []
    for slot in slots:
        try:
            vault_id, master_key = open_slot(slot, passphrase)
        except (WrongPassphraseError, WeakSlotError, DamagedSlotsError, NewerSlotsError) as failure:
            failures.append(failure)
        else:
            return derive_keys(master_key, vault_id=vault_id)
    for most_telling in (WrongPassphraseError, WeakSlotError, DamagedSlotsError):
        for found in failures:
            if isinstance(found, most_telling):
                raise found
    raise NewerSlotsError


def _passphrase_bytes(passphrase: str) -> bytes:
    """Return UTF-8(NFKC(passphrase)): the same passphrase whatever keyboard composed it."""
    normalised = unicodedata.normalize("NFKC", passphrase)
    if not normalised.strip():
        raise UnusablePassphraseError
    try:
        return normalised.encode()
    except UnicodeEncodeError as error:
        raise UnusablePassphraseError from error


def _stretch(passphrase: bytes, *, salt: bytes, cost: Argon2Cost) -> bytes:
    """Make each guess expensive (Argon2id, RFC 9106)."""
    argon2 = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return argon2.derive(passphrase)


def key_and_commitment(header: bytes, secret: bytes) -> tuple[bytes, bytes]:
    """Derive the wrapping key, and a commitment to it: AES-GCM alone can open under two keys.

    Args:
        header: A slot's header, 78 bytes.
        secret: The stretched passphrase, 32 bytes.

    Returns:
        KEK ‖ C = HKDF-SHA-512(secret, salt = slot salt, info = tag(slot) ‖ header, 64), 32 bytes each.
    """
    slot_salt = header[-_SLOT_SALT_BYTES:]
    okm = HKDF(SHA512(), 2 * KEY_BYTES, slot_salt, tag("slot") + header).derive(secret)
    return okm[:KEY_BYTES], okm[KEY_BYTES:]


def seal_slot(header: SlotHeader, secret: bytes, *, master_key: MasterKey, nonce: bytes) -> bytes:
    """Write header ‖ commitment ‖ nonce ‖ AES-256-GCM(KEK, nonce, master key, aad = header).

    Args:
        header: The clear part.
        secret: The stretched passphrase, 32 bytes.
        master_key: 32 bytes.
        nonce: 12 fresh random bytes.

    Returns:
        The slot, `SLOT_BYTES` long.
    """
    header_bytes = header.encode()
    wrapping_key, commitment = key_and_commitment(header_bytes, secret)
    sealed_key = AESGCM(wrapping_key).encrypt(nonce, master_key, header_bytes)
    return header_bytes + commitment + nonce + sealed_key


def open_sealed_slot(slot: bytes, secret: bytes) -> MasterKey:
    """Open a slot of the right length with a stretched passphrase; the commitment is compared first.

    Args:
        slot: `SLOT_BYTES`, untrusted.
        secret: The stretched passphrase, 32 bytes.

    Returns:
        The master key.

    Raises:
        DamagedSlotsError: The commitment agrees, and the sealed part was changed.
        WrongPassphraseError: The commitment does not agree: another secret, or a changed header.
    """
    header_bytes, rest = slot[: _HEADER.size], slot[_HEADER.size :]
    untrusted_commitment, rest = rest[:KEY_BYTES], rest[KEY_BYTES:]
    nonce, sealed_key = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    wrapping_key, commitment = key_and_commitment(header_bytes, secret)
    if not bytes_eq(commitment, untrusted_commitment):
        raise WrongPassphraseError
    try:
        return MasterKey(AESGCM(wrapping_key).decrypt(nonce, sealed_key, header_bytes))
    except InvalidTag as error:
        raise DamagedSlotsError("the sealed part of a slot was changed") from error


def read_slot_header(slot: bytes) -> SlotHeader:
    """Read the clear part of a slot, all of it untrusted until the commitment agrees.

    Args:
        slot: Untrusted bytes.

    Returns:
        The header; its cost is not checked yet.

    Raises:
        DamagedSlotsError: Not a slot, or of the wrong length.
        NewerSlotsError: A suite or a type of slot that this version does not know.
    """
    if slot[: len(_MAGIC)] != _MAGIC:
        raise DamagedSlotsError("not a slot")
    if slot[len(_MAGIC) : len(_MAGIC) + 1] != bytes([SUITE]):
        # Another suite may have another length: kept, passed over, not judged.
        raise NewerSlotsError
    if len(slot) != SLOT_BYTES:
        raise DamagedSlotsError("a slot of the wrong length")
    _, _, vault_id, number, slot_type, memory_kib, passes, lanes, kdf_salt, slot_salt = _HEADER.unpack_from(slot)
    if slot_type != PASSPHRASE_SLOT:
        raise NewerSlotsError
    return SlotHeader(
        vault_id=VaultId(vault_id),
        number=number,
        slot_type=slot_type,
        cost=Argon2Cost(memory_kib=memory_kib, passes=passes, lanes=lanes),
        kdf_salt=kdf_salt,
        slot_salt=slot_salt,
    )
