"""Parcels are C2SP chunked-encryption: they give the answers of its authors, the wrong ones included.

The vectors of the package `cryptography-vectors` derive their keys with SHA-256; parcels take SHA-512, which makes them
"Cobblestone-256". So for those vectors, and nothing else, the hash is exchanged: header, commitment, nonces, chunks and
ends are tested as they are, and the derivation itself by `test_sealing.py` and by the golden vector of a parcel. The
vectors of the Wycheproof project are for SHA-512; they are run as well where `WYCHEPROOF_VECTORS` names a folder that
holds `c2sp_chunked_encryption_aes_256_gcm_test.json`.
"""

import base64
import hashlib
import hmac
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import SealError
from haversack_sync.protocol.parcel import SALT_BYTES, open_chunks, seal_chunks
from tests.unit.haversack_sync.protocol.published_vectors import read_json

FORMULA: Final = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"
WYCHEPROOF: Final = "c2sp_chunked_encryption_aes_256_gcm_test.json"


@dataclass(frozen=True)
class Case:
    """A sealed message, and what an honest reader makes of it.

    Attributes:
        name: For the test's id.
        key: The message key.
        context: What the message is bound to.
        sealed: The sealed bytes.
        is_good: Whether all of it opens.
        length: Bytes that open: all, or what stands before the first damage.
        digest: SHA-256 or SHA-512 of those bytes; empty where nothing opens.
        derived: The AEAD's key and base nonce, empty where the header is bad already.
        hash_name: With which hash its keys are derived.
    """

    name: str
    key: bytes
    context: bytes
    sealed: bytes
    is_good: bool
    length: int
    digest: bytes
    derived: bytes
    hash_name: str


def package_cases() -> Iterator[Case]:
    for each in read_json("chunked-encryption/vectors.json")["vectors"]:
        if each["aead"] != "AEAD_AES_256_GCM":
            continue
        raw = base64.b64decode(each["ciphertext"] or "")
        yield Case(
            name=each["name"],
            key=bytes.fromhex(each["key"]),
            context=each["context"].encode(),
            sealed=zlib.decompress(raw) if each.get("compressed") else raw,
            is_good=each["expect"] == "success",
            length=each.get("payload_length", 0),
            digest=bytes.fromhex(each.get("payload_sha256", "")),
            derived=bytes.fromhex(each.get("aead_key", "") + each.get("base_nonce", "")),
            hash_name="sha256",
        )


def wycheproof_cases() -> Iterator[Case]:
    folder = os.environ.get("WYCHEPROOF_VECTORS")
    if not folder:
        return
    for group in json.loads((Path(folder) / WYCHEPROOF).read_text("utf-8"))["testGroups"]:
        for each in group["tests"]:
            yield Case(
                name=f"wycheproof-{each['tcId']}",
                key=bytes.fromhex(each["key"]),
                context=bytes.fromhex(each["ctx"]),
                sealed=zlib.decompress(bytes.fromhex(each["ct"])),
                is_good=each["result"] == "valid",
                length=each.get("msgLength", 0),
                digest=bytes.fromhex(each.get("msgSha512", "")),
                derived=bytes.fromhex(each.get("aeadKey", "") + each.get("baseNonce", "")),
                hash_name="sha512",
            )


CASES: Final = [*package_cases(), *wycheproof_cases()]
GOOD: Final = [case for case in CASES if case.is_good]


def name_of(case: Case) -> str:
    return case.name


def expand_sha256(key: bytes, info: bytes, length: int) -> bytes:
    """HKDF-Expand with SHA-256, under the signature of `sealing.hkdf_expand_sha512`."""
    block, out = b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.digest(key, block + info + bytes((number,)), "sha256")
        out += block
    return out[:length]


@pytest.fixture
def case(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Return the case of the test, with the hash that it was made with in place."""
    given: Case = request.param
    if given.hash_name == "sha256":
        monkeypatch.setattr(sealing, "hkdf_expand_sha512", expand_sha256)
    return given


def opened(case: Case, *, piece: int) -> tuple[bytes, bool]:
    """Return what opens, in pieces of so many sealed bytes, and whether it was whole."""
    plain = bytearray()
    pieces = (case.sealed[start : start + piece] for start in range(0, len(case.sealed), piece))
    try:
        for chunk in open_chunks(pieces, key=case.key, context=case.context):
            plain += chunk
    except SealError:
        return bytes(plain), False
    return bytes(plain), True


def test_there_are_34_vectors_in_the_package() -> None:
    names = [case.name for case in CASES if not case.name.startswith("wycheproof")]

    assert len(names) == 34
    assert len(GOOD) >= 9


@pytest.mark.parametrize("case", CASES, ids=name_of, indirect=True)
@pytest.mark.parametrize("piece", [10_000_000, 16_400, 997])
def test_what_opens_is_what_the_authors_say(case: Case, piece: int) -> None:
    plain, is_whole = opened(case, piece=piece)

    assert is_whole == case.is_good
    assert len(plain) == case.length
    if case.digest:
        hashed = hashlib.sha256(plain) if len(case.digest) == 32 else hashlib.sha512(plain)
        assert hashed.digest() == case.digest


@pytest.mark.parametrize("case", GOOD, ids=name_of, indirect=True)
def test_sealing_again_gives_the_very_same_bytes(case: Case) -> None:
    plain, _ = opened(case, piece=10_000_000)
    pieces = [plain[start : start + 5_000] for start in range(0, len(plain), 5_000)]

    sealed = seal_chunks(pieces, key=case.key, salt=case.sealed[:SALT_BYTES], context=case.context)

    assert b"".join(sealed) == case.sealed


@pytest.mark.parametrize("case", [each for each in CASES if each.derived], ids=name_of, indirect=True)
def test_keys_follow_from_the_file_key_as_the_authors_say(case: Case) -> None:
    info = FORMULA + case.sealed[:SALT_BYTES] + case.context

    material = sealing.hkdf_expand_sha512(case.key, info, 32 + 12 + 32)

    assert material[:44] == case.derived
    assert material[44:] == case.sealed[SALT_BYTES : SALT_BYTES + 32]
