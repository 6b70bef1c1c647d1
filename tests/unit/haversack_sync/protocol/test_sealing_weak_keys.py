"""No key of small order gets in: for such a key anybody can sign, or everybody can read."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import WeakKeyError
from tests.unit.haversack_sync.protocol import weak_keys

POINTS = weak_keys.small_order_points()
SIGN_KEYS = sorted(weak_keys.encodings_of(POINTS))
BOX_KEYS = sorted(weak_keys.encodings_of_u(weak_keys.small_order_u()))


def keyless_signature(s: int = 0) -> bytes:
    """Return R = identity and S = s: no key was needed to make it."""
    return (1).to_bytes(32, "little") + s.to_bytes(32, "little")


def accepted_by_the_library(public: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(keyless_signature(), message)
    except InvalidSignature:
        return False
    return True


def test_there_are_eight_points_of_small_order_with_fourteen_encodings() -> None:
    assert len(POINTS) == 8
    assert all(weak_keys.times_eight(point) == weak_keys.IDENTITY for point in POINTS)
    assert len(SIGN_KEYS) == 14


def test_our_list_is_the_one_that_follows_from_the_curve() -> None:
    assert set(SIGN_KEYS) == sealing._SMALL_ORDER
    assert weak_keys.small_order_u() == sealing._SMALL_ORDER_U


@pytest.mark.parametrize("public", SIGN_KEYS, ids=bytes.hex)
def test_a_weak_signing_key_is_refused_and_verifies_nothing(public: bytes) -> None:
    with pytest.raises(WeakKeyError):
        sealing.check_public_key(public)
    for number in range(64):
        assert not sealing.verifies(public, keyless_signature(), b"message %d" % number)


def test_the_library_alone_would_take_signatures_that_nobody_made() -> None:
    # The reason for the list. If this ever fails the library refuses them too, and that is good news.
    taken = [any(accepted_by_the_library(public, b"%d" % number) for number in range(64)) for public in SIGN_KEYS]

    assert any(taken)


@pytest.mark.parametrize("public", BOX_KEYS, ids=bytes.hex)
def test_a_weak_box_key_is_refused_and_nothing_is_sealed_to_it(public: bytes) -> None:
    with pytest.raises(WeakKeyError):
        sealing.check_box_key(public)
    with pytest.raises(WeakKeyError):
        sealing.box_seal(public, b"secret", info=b"")


def test_there_are_fourteen_encodings_of_weak_box_keys() -> None:
    assert len(weak_keys.small_order_u()) == 5
    assert len(BOX_KEYS) == 14


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(WeakKeyError):
        sealing.check_public_key(b"k" * length)
    with pytest.raises(WeakKeyError):
        sealing.check_box_key(b"k" * length)


@given(st.binary(min_size=32, max_size=32))
def test_an_honest_key_is_never_refused(seed: bytes) -> None:
    sealing.check_public_key(sealing.signing_public_key(seed))
    sealing.check_box_key(sealing.box_public_key(seed))
