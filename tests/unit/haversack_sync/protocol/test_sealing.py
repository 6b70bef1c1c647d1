"""The wrappers around the library do one thing each, and every failure is one of ours."""

import hashlib
import hmac
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import SealError
from tests.unit.haversack_sync.protocol.damaged import every_cut, every_flipped_byte

KEY, NONCE, SEED = bytes(range(32)), bytes(range(12)), bytes(range(32, 64))
KEYS = st.binary(min_size=32, max_size=32)


def expand(hash_name: str, key: bytes, info: bytes, length: int) -> bytes:
    """HKDF-Expand as RFC 5869 section 2.3 writes it."""
    out, block = b"", b""
    while len(out) < length:
        block = hmac.digest(key, block + info + bytes((len(out) // len(block or b"x" * 999) + 1,)), hash_name)
        out += block
    return out[:length]


@given(KEYS, st.binary(max_size=80), st.integers(1, 255 * 32))
def test_keys_are_expanded_as_rfc_5869_says(key: bytes, info: bytes, length: int) -> None:
    assert sealing.hkdf_expand(key, info, length) == expand("sha256", key, info, length)
    assert sealing.hkdf_expand_sha512(key, info, length) == expand("sha512", key, info, length)


@given(st.binary(max_size=80), st.binary(max_size=80), st.binary(max_size=80), st.integers(1, 64))
def test_keys_are_extracted_and_expanded_as_rfc_5869_says(secret: bytes, salt: bytes, info: bytes, length: int) -> None:
    prk = hmac.digest(salt, secret, "sha256")

    assert sealing.hkdf_extract(salt, secret) == prk
    assert sealing.hkdf_sha256(secret, salt=salt, info=info, length=length) == expand("sha256", prk, info, length)


def test_hashes_and_macs_are_the_plain_ones() -> None:
    assert sealing.sha256(b"text") == hashlib.sha256(b"text").digest()
    assert sealing.hmac_sha256(KEY, b"text") == hmac.digest(KEY, b"text", "sha256")
    assert sealing.same(b"a", b"a")
    assert not sealing.same(b"a", b"b")
    assert not sealing.same(b"a", b"ab")


@given(KEYS, st.binary(min_size=12, max_size=12), st.binary(max_size=200))
def test_a_seal_opens_with_its_key_and_nonce(key: bytes, nonce: bytes, plain: bytes) -> None:
    sealed = sealing.seal(key, nonce, plain)

    assert len(sealed) == len(plain) + sealing.TAG_BYTES
    assert sealing.unseal(key, nonce, sealed) == plain


def test_a_seal_does_not_open_with_anything_else() -> None:
    sealed = sealing.seal(KEY, NONCE, b"a safe house")
    for changed in [*every_flipped_byte(sealed), *every_cut(sealed)]:
        with pytest.raises(SealError):
            sealing.unseal(KEY, NONCE, changed)
    for key in every_flipped_byte(KEY):
        with pytest.raises(SealError):
            sealing.unseal(key, NONCE, sealed)
    for nonce in every_flipped_byte(NONCE):
        with pytest.raises(SealError):
            sealing.unseal(KEY, nonce, sealed)


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_a_shorter_key_never_makes_another_cipher(length: int) -> None:
    with pytest.raises(SealError, match="key size"):
        sealing.seal(bytes(length), NONCE, b"")
    with pytest.raises(SealError, match="key size"):
        sealing.unseal(bytes(length), NONCE, bytes(16))


def test_chunks_are_sealed_with_the_same_cipher() -> None:
    cipher = sealing.chunk_cipher(KEY)
    sealed = cipher.encrypt(NONCE, b"chunk", None)

    assert sealed == sealing.seal(KEY, NONCE, b"chunk")
    assert sealing.open_chunk(cipher, NONCE, sealed) == b"chunk"
    for changed in [*every_flipped_byte(sealed), *every_cut(sealed)]:
        with pytest.raises(SealError):
            sealing.open_chunk(cipher, NONCE, changed)


@given(KEYS, st.binary(max_size=100))
def test_a_signature_is_good_for_its_key_and_message_only(seed: bytes, message: bytes) -> None:
    public, signature = sealing.signing_public_key(seed), sealing.sign(seed, message)

    assert len(signature) == sealing.SIGNATURE_BYTES
    assert sealing.verifies(public, signature, message)
    assert not sealing.verifies(public, signature, message + b"x")
    assert not sealing.verifies(sealing.signing_public_key(KEY), signature, message) or seed == KEY


def test_every_altered_signature_is_bad_and_no_length_is_an_accident() -> None:
    public, signature = sealing.signing_public_key(SEED), sealing.sign(SEED, b"text")
    for changed in [*every_flipped_byte(signature), *every_cut(signature), signature + b"x"]:
        assert not sealing.verifies(public, changed, b"text")
    for other in [*every_flipped_byte(public), *every_cut(public), public + b"x"]:
        assert not sealing.verifies(other, signature, b"text")


def test_a_signature_has_one_spelling() -> None:
    # S + L is the other number that satisfies the equation; RFC 8032 refuses it.
    public, signature = sealing.signing_public_key(SEED), sealing.sign(SEED, b"text")
    order = 2**252 + 27742317777372353535851937790883648493
    second = int.from_bytes(signature[32:], "little") + order

    assert not sealing.verifies(public, signature[:32] + second.to_bytes(32, "little"), b"text")


@given(KEYS, st.binary(max_size=100), st.binary(max_size=40))
def test_a_box_opens_for_its_owner_and_its_info(seed: bytes, plain: bytes, info: bytes) -> None:
    sealed = sealing.box_seal(sealing.box_public_key(seed), plain, info=info)

    assert len(sealed) == len(plain) + sealing.HPKE_OVERHEAD_BYTES
    assert sealing.box_unseal(seed, sealed, info=info) == plain
    with pytest.raises(SealError):
        sealing.box_unseal(seed, sealed, info=info + b"x")


def test_a_box_never_opens_altered_cut_or_for_somebody_else() -> None:
    sealed = sealing.box_seal(sealing.box_public_key(SEED), KEY, info=b"info")
    for changed in [*every_flipped_byte(sealed), *every_cut(sealed), bytes(80), bytes(200)]:
        # The highest bit of an X25519 key is ignored (RFC 7748); HPKE binds the bytes as they stand, so it still fails.
        with pytest.raises(SealError):
            sealing.box_unseal(SEED, changed, info=b"info")
    with pytest.raises(SealError):
        sealing.box_unseal(KEY, sealed, info=b"info")


@pytest.mark.parametrize("make", [sealing.signing_public_key, sealing.box_public_key])
def test_public_keys_have_32_bytes(make: Callable[[bytes], bytes]) -> None:
    assert len(make(SEED)) == sealing.KEY_BYTES
