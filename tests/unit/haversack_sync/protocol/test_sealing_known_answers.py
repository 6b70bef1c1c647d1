"""Our wrappers give the answers that RFCs and NIST published."""

import pytest

from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import SealError
from tests.unit.haversack_sync.protocol.published_vectors import read_lines, read_records, unhex

GCM = "ciphers/AES/GCM/"


def test_hkdf_gives_the_answers_of_rfc_5869() -> None:
    records = list(read_records("KDF/rfc-5869-HKDF-SHA256.txt"))
    for record in records:
        salt, info, length = unhex(record, "salt"), unhex(record, "info"), int(record["l"])
        prk = sealing.hkdf_extract(salt, unhex(record, "ikm"))
        assert prk == unhex(record, "prk")
        assert sealing.hkdf_expand(prk, info, length) == unhex(record, "okm")
        if length <= 64:
            one_call = sealing.hkdf_sha256(unhex(record, "ikm"), salt=salt, info=info, length=length)
            assert one_call == unhex(record, "okm")

    assert len(records) == 3


def test_hkdf_gives_a_long_answer_that_two_other_programs_agree_on() -> None:
    (record,) = read_records("KDF/hkdf-generated.txt")

    prk = sealing.hkdf_extract(unhex(record, "salt"), unhex(record, "ikm"))

    assert sealing.hkdf_expand(prk, unhex(record, "info"), int(record["l"])) == unhex(record, "okm")


def test_hmac_gives_the_answers_of_rfc_4231() -> None:
    records = list(read_records("HMAC/rfc-4231-sha256.txt"))
    for record in records:
        assert sealing.hmac_sha256(unhex(record, "key"), unhex(record, "msg")) == unhex(record, "md")

    assert records


def test_ed25519_gives_the_answers_of_its_authors() -> None:
    # The first two are tests 1 and 2 of RFC 8032, section 7.1.
    lines = read_lines("asymmetric/Ed25519/sign.input")
    for line in lines:
        secret, public, message, signed = (bytes.fromhex(part) for part in line.split(":")[:4])
        seed, signature = secret[:32], signed[:64]
        assert sealing.signing_public_key(seed) == public
        assert sealing.sign(seed, message) == signature
        assert sealing.verifies(public, signature, message)
        assert not sealing.verifies(public, signature, message + b"\x00")

    assert len(lines) == 1024


def test_x25519_gives_the_public_key_of_rfc_7748() -> None:
    seed = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")  # section 6.1, Bob

    public = sealing.box_public_key(seed)

    assert public.hex() == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"


def test_x25519_of_the_base_point_is_the_public_key() -> None:
    base = (9).to_bytes(32, "little")
    records = [each for each in read_records("asymmetric/X25519/rfc7748.txt") if unhex(each, "input_u") == base]
    for record in records:
        assert sealing.box_public_key(unhex(record, "input_scalar")) == unhex(record, "output_u")

    assert records


def test_aes_gcm_opens_what_nist_sealed_and_refuses_what_nist_broke() -> None:
    counted = {True: 0, False: 0}
    for record in read_records(GCM + "gcmDecrypt256.rsp"):
        if (record["ivlen"], record["aadlen"], record["taglen"]) != ("96", "0", "128"):
            continue
        key, nonce, sealed = unhex(record, "key"), unhex(record, "iv"), unhex(record, "ct") + unhex(record, "tag")
        counted["fail" in record] += 1
        if "fail" in record:
            with pytest.raises(SealError):
                sealing.unseal(key, nonce, sealed)
        else:
            assert sealing.unseal(key, nonce, sealed) == unhex(record, "pt")

    assert counted[True] > 20
    assert counted[False] > 20


def test_aes_gcm_seals_as_nist_did() -> None:
    count = 0
    for record in read_records(GCM + "gcmEncryptExtIV256.rsp"):
        if (record["ivlen"], record["aadlen"], record["taglen"]) != ("96", "0", "128"):
            continue
        count += 1
        sealed = sealing.seal(unhex(record, "key"), unhex(record, "iv"), unhex(record, "pt"))
        assert sealed == unhex(record, "ct") + unhex(record, "tag")

    assert count >= 75
