"""The slot's bytes, its limits, and that nothing but the right passphrase opens it."""

import hashlib
import hmac
import json
import unicodedata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from haversack.store import keys
from haversack.store.cost import COST_FLOOR, Argon2Cost
from haversack.store.errors import (
    DamagedSlotsError,
    NewerSlotsError,
    UnusablePassphraseError,
    WeakSlotError,
    WrongPassphraseError,
)
from tests.guards.examples import examples
from tests.unit.haversack.store.fixed_random import FixedRandom
from tests.unit.haversack.store.gcm_field import two_key_ciphertext

VECTOR = json.loads((Path(__file__).parents[3] / "data" / "slot-1.json").read_text(encoding="utf-8"))
PASSPHRASE = "camel orchard seven lantern ferry moss"
VAULT_ID = keys.VaultId(bytes(range(16)))
MASTER_KEY = keys.MasterKey(bytes(range(32)))
HEADER_BYTES = 78


def make_slot(passphrase: str = PASSPHRASE, number: int = 0) -> bytes:
    return keys.make_slot(
        MASTER_KEY,
        passphrase,
        vault_id=VAULT_ID,
        number=number,
        cost=COST_FLOOR,
        random=FixedRandom(f"slot {number}"),
    )


def slot_under_secret(secret: bytes) -> bytes:
    """A slot whose stretched passphrase is given, so that thousands of openings stay cheap."""
    header = keys.read_slot_header(bytes.fromhex(VECTOR["slot"]))
    return keys.seal_slot(header, secret, master_key=MASTER_KEY, nonce=bytes(12))


@pytest.fixture(scope="module")
def slot() -> bytes:
    return make_slot()


def test_the_golden_slot_is_made_and_opened_byte_for_byte() -> None:
    expected = bytes.fromhex(VECTOR["slot"])
    scripted = iter(bytes.fromhex(VECTOR[name]) for name in ("kdf_salt", "slot_salt", "nonce"))

    slot = keys.make_slot(
        keys.MasterKey(bytes.fromhex(VECTOR["master_key"])),
        VECTOR["passphrase"],
        vault_id=keys.VaultId(bytes.fromhex(VECTOR["vault_id"])),
        number=VECTOR["slot_number"],
        cost=Argon2Cost(**VECTOR["cost"]),
        random=lambda _size: next(scripted),
    )
    unlocked = keys.unlock([expected], VECTOR["passphrase"])

    assert slot == expected
    assert {name: getattr(unlocked, name).hex() for name in VECTOR["keys"]} == VECTOR["keys"]


def test_the_golden_keys_follow_from_the_construction_written_out_by_hand() -> None:
    master_key, vault_id = bytes.fromhex(VECTOR["master_key"]), bytes.fromhex(VECTOR["vault_id"])

    def expand(label: bytes) -> str:
        info = b"haversack/1/vault\x00" + label + b"\x00" + vault_id + b"\x01"
        return hmac.new(master_key, info, hashlib.sha512).digest()[:32].hex()

    assert VECTOR["keys"] == {
        "database": expand(b"db"),
        "parcels": expand(b"parcels"),
        "backup": expand(b"backup"),
        "floor": expand(b"floor"),
    }


def test_a_slot_opens_with_its_passphrase(slot: bytes) -> None:
    assert keys.open_slot(slot, PASSPHRASE) == (VAULT_ID, MASTER_KEY)
    assert len(slot) == keys.SLOT_BYTES


def test_a_slot_does_not_open_with_another_passphrase(slot: bytes) -> None:
    with pytest.raises(WrongPassphraseError):
        keys.open_slot(slot, PASSPHRASE + " ")


def test_a_passphrase_typed_in_another_unicode_form_is_the_same_passphrase() -> None:
    composed, decomposed = unicodedata.normalize("NFC", "forêt été ﬁn"), unicodedata.normalize("NFD", "forêt été fin")
    slot = make_slot(composed)

    assert composed != decomposed
    assert keys.open_slot(slot, decomposed) == (VAULT_ID, MASTER_KEY)


@pytest.mark.parametrize("passphrase", ["", "   ", "\u3000\t", "broken \ud800"])
def test_an_empty_or_broken_passphrase_is_refused(passphrase: str, slot: bytes) -> None:
    with pytest.raises(UnusablePassphraseError):
        make_slot(passphrase)
    with pytest.raises(UnusablePassphraseError):
        keys.open_slot(slot, passphrase)


def test_every_changed_header_byte_is_refused() -> None:
    secret = bytes(32)
    good_slot = slot_under_secret(secret)
    assert keys.open_sealed_slot(good_slot, secret) == MASTER_KEY

    for index in range(HEADER_BYTES):
        for bit in range(8):
            changed = bytearray(good_slot)
            changed[index] ^= 1 << bit
            with pytest.raises(WrongPassphraseError):
                keys.open_sealed_slot(bytes(changed), secret)


def test_every_changed_byte_after_the_header_is_refused() -> None:
    secret = bytes(32)
    good_slot = slot_under_secret(secret)

    for index in range(HEADER_BYTES, len(good_slot)):
        changed = bytearray(good_slot)
        changed[index] ^= 0x80
        with pytest.raises((WrongPassphraseError, DamagedSlotsError)):
            keys.open_sealed_slot(bytes(changed), secret)


@pytest.mark.parametrize("index", [0, 4, 5, 21, 22, 23, 26, 28, 29, 45, 46, 77])
def test_a_changed_header_byte_is_refused_through_the_whole_opening(index: int, slot: bytes) -> None:
    changed = bytearray(slot)
    changed[index] ^= 0x01

    with pytest.raises((WrongPassphraseError, DamagedSlotsError, NewerSlotsError, WeakSlotError)):
        keys.open_slot(bytes(changed), PASSPHRASE)


def test_a_ciphertext_that_opens_under_two_keys_is_refused_by_the_commitment() -> None:
    secrets = (bytes([1]) * 32, bytes([2]) * 32)
    base = slot_under_secret(secrets[0])
    header, nonce = base[:HEADER_BYTES], bytes(12)
    (first_key, first_commitment), (second_key, _) = (keys.key_and_commitment(header, secret) for secret in secrets)
    sealed = two_key_ciphertext((first_key, second_key), nonce, header)
    crafted = header + first_commitment + nonce + sealed

    # AES-GCM alone is content with both keys:
    assert AESGCM(first_key).decrypt(nonce, sealed, header) != AESGCM(second_key).decrypt(nonce, sealed, header)
    assert keys.open_sealed_slot(crafted, secrets[0])
    with pytest.raises(WrongPassphraseError):
        keys.open_sealed_slot(crafted, secrets[1])


@pytest.mark.parametrize(
    ("memory_kib", "passes", "lanes"),
    [
        (64 * 1024 - 1, 3, 4),
        (64 * 1024, 2, 4),
        (64 * 1024, 3, 3),
        (512 * 1024 + 1, 3, 4),
        (64 * 1024, 17, 4),
        (64 * 1024, 3, 9),
        (2**32 - 1, 3, 4),
        (0, 0, 0),
    ],
)
def test_a_cost_outside_the_limits_is_refused_before_anything_is_derived(
    memory_kib: int, passes: int, lanes: int, slot: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    cost = Argon2Cost(memory_kib=memory_kib, passes=passes, lanes=lanes)
    planted = bytearray(slot)
    planted[23:30] = memory_kib.to_bytes(4, "big") + passes.to_bytes(2, "big") + lanes.to_bytes(1, "big")
    monkeypatch.setattr(keys, "Argon2id", None)

    with pytest.raises(WeakSlotError):
        keys.make_slot(MASTER_KEY, PASSPHRASE, vault_id=VAULT_ID, number=0, cost=cost, random=FixedRandom("weak"))
    with pytest.raises(WeakSlotError) as refusal:
        keys.open_slot(bytes(planted), PASSPHRASE)
    assert (refusal.value.memory_kib, refusal.value.passes, refusal.value.lanes) == (memory_kib, passes, lanes)


def test_each_writing_uses_fresh_salts_and_a_fresh_nonce() -> None:
    random = FixedRandom("fresh")

    first, second = (
        keys.make_slot(MASTER_KEY, PASSPHRASE, vault_id=VAULT_ID, number=0, cost=COST_FLOOR, random=random)
        for _ in range(2)
    )

    assert first[30:46] != second[30:46]
    assert first[46:78] != second[46:78]
    assert first[110:122] != second[110:122]


def test_unlock_finds_the_slot_that_the_passphrase_opens(slot: bytes) -> None:
    other = make_slot("another passphrase", number=1)

    assert keys.unlock([other, slot], PASSPHRASE) == keys.derive_keys(MASTER_KEY, vault_id=VAULT_ID)


def test_unlock_passes_over_slots_of_unknown_suites_and_types(slot: bytes) -> None:
    newer_suite = slot[:4] + b"\x02" + slot[5:] + b"longer"
    recovery_sheet = slot[:22] + b"\x02" + slot[23:]

    assert keys.unlock([newer_suite, recovery_sheet, slot], PASSPHRASE).vault_id == VAULT_ID
    with pytest.raises(NewerSlotsError):
        keys.unlock([newer_suite, recovery_sheet], PASSPHRASE)
    with pytest.raises(NewerSlotsError):
        keys.unlock([], PASSPHRASE)


def test_unlock_names_the_most_telling_failure(slot: bytes) -> None:
    damaged, weak = b"HVXX" + slot[4:], slot[:23] + bytes(4) + slot[27:]

    with pytest.raises(WrongPassphraseError):
        keys.unlock([damaged, weak, slot], "not this one")
    with pytest.raises(WeakSlotError):
        keys.unlock([damaged, weak], PASSPHRASE)
    with pytest.raises(DamagedSlotsError):
        keys.unlock([damaged, slot[:-1]], PASSPHRASE)


@given(st.binary(max_size=200))
@settings(max_examples=examples(300))
def test_any_bytes_that_are_no_slot_are_refused(untrusted_bytes: bytes) -> None:
    with pytest.raises((DamagedSlotsError, NewerSlotsError)):
        keys.open_slot(untrusted_bytes, PASSPHRASE)


def test_keys_differ_by_label_and_by_vault() -> None:
    one = keys.derive_keys(MASTER_KEY, vault_id=VAULT_ID)
    other = keys.derive_keys(MASTER_KEY, vault_id=keys.VaultId(bytes(16)))

    derived = [one.database, one.parcels, one.backup, one.floor, other.database, other.parcels, other.backup]
    assert len({*derived, other.floor}) == 8
    assert all(len(key) == 32 for key in derived)


def test_no_key_appears_in_a_repr() -> None:
    derived = keys.derive_keys(MASTER_KEY, vault_id=VAULT_ID)

    assert derived.database.hex() not in repr(derived)
    assert repr(derived.database) not in repr(derived)


def test_a_new_vault_has_an_id_and_a_key_of_the_right_length() -> None:
    random = FixedRandom("new")

    assert len(keys.new_vault_id(random)) == 16
    assert len(keys.new_master_key(random)) == 32


def test_the_cost_is_tuned_with_one_derivation_at_the_floor() -> None:
    readings = iter([100.0, 100.4])

    assert keys.tune_cost(lambda: next(readings)) == Argon2Cost(memory_kib=128 * 1024, passes=3, lanes=4)
