"""What we seal to a box key is HPKE of RFC 9180: our test's own HPKE gives its answers, and ours agrees with that."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import SealError
from tests.unit.haversack_sync.protocol import plain_hpke
from tests.unit.haversack_sync.protocol.published_vectors import read_json, unhex

KEYS = st.binary(min_size=32, max_size=32)


def test_hpke_of_the_test_gives_the_answers_of_rfc_9180() -> None:
    vectors = [
        each
        for each in read_json("HPKE/test-vectors.json")
        if (each["mode"], each["kem_id"], each["kdf_id"], each["aead_id"]) == (0, 0x20, 1, 2)
    ]
    (vector,) = vectors
    info, secret, ephemeral = unhex(vector, "info"), unhex(vector, "skRm"), unhex(vector, "skEm")

    enc, sender = plain_hpke.sender_schedule(ephemeral, unhex(vector, "pkRm"), info)

    assert sealing.box_public_key(secret) == plain_hpke.public_key(secret) == unhex(vector, "pkRm")
    assert enc == unhex(vector, "enc")
    assert sender == plain_hpke.receiver_schedule(secret, enc, info)
    assert sender.shared_secret == unhex(vector, "shared_secret")
    assert (sender.key, sender.base_nonce) == (unhex(vector, "key"), unhex(vector, "base_nonce"))
    first = vector["encryptions"][0]
    assert AESGCM(sender.key).encrypt(sender.base_nonce, unhex(first, "pt"), unhex(first, "aad")) == unhex(first, "ct")


@given(KEYS, KEYS, st.binary(max_size=200), st.binary(max_size=80))
def test_our_boxes_and_those_of_rfc_9180_open_each_other(
    secret: bytes, ephemeral: bytes, plain: bytes, info: bytes
) -> None:
    public = plain_hpke.public_key(secret)

    assert sealing.box_unseal(secret, plain_hpke.seal(ephemeral, public, plain, info=info), info=info) == plain
    assert plain_hpke.unseal(secret, sealing.box_seal(public, plain, info=info), info=info) == plain


@pytest.mark.parametrize("enc", [bytes(32), b"\x01" + bytes(31)], ids=["zero", "one"])
def test_a_box_made_with_a_weak_ephemeral_key_does_not_open(enc: bytes) -> None:
    with pytest.raises(SealError):
        sealing.box_unseal(bytes(range(32)), enc + bytes(48), info=b"")
