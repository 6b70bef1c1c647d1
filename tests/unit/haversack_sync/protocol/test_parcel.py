"""A file comes back byte for byte or not at all, and its sealed size says little about it."""

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.protocol import sealing
from haversack_sync.protocol.errors import LimitError, SealError
from haversack_sync.protocol.limits import MAX_PARCEL_BYTES
from haversack_sync.protocol.padding import padded_parcel_length
from haversack_sync.protocol.parcel import (
    CHUNK_BYTES,
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    ParcelName,
    open_chunks,
    open_parcel,
    seal_chunks,
    seal_parcel,
    sealed_length,
)
from tests.unit.haversack_sync.protocol.damaged import every_cut, every_flipped_byte
from tests.unit.haversack_sync.protocol.small_network import secret

KEY, SALT = secret("file"), secret("salt")[:24]
NAME = ParcelName(secret("root"), secret("parcel")[:16])
LENGTHS = st.integers(0, 70_000) | st.sampled_from(
    [0, 1, 4_095, 4_096, 4_097, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES]
)


def text(length: int) -> bytes:
    return (b"A lesson on rights, page %d. " * (length // 20 + 1))[:length]


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def sealed(plain: bytes, *, length: int | None = None, name: ParcelName = NAME) -> bytes:
    given_length = len(plain) if length is None else length
    return b"".join(seal_parcel(pieces(plain, 1_000), given_length, key=KEY, salt=SALT, name=name))


def opened(raw: bytes, length: int, *, key: bytes = KEY, name: ParcelName = NAME, piece: int = 7_001) -> bytes:
    return b"".join(open_parcel(pieces(raw, piece), length, key=key, name=name))


@given(LENGTHS, st.integers(1, 40_000))
def test_a_file_comes_back_as_it_was(length: int, piece: int) -> None:
    plain = text(length)

    raw = sealed(plain)

    assert opened(raw, length, piece=piece) == plain
    assert len(raw) == sealed_length(length)


@given(LENGTHS)
def test_the_sealed_length_follows_from_the_padded_length_alone(length: int) -> None:
    padded = padded_parcel_length(length)
    chunks = padded // CHUNK_BYTES + 1

    assert sealed_length(length) == 56 + padded + 16 * chunks == sealed_length(padded)


def test_the_limit_of_a_file_and_one_more_byte() -> None:
    endless = (bytes(1) for _ in range(1))

    with pytest.raises(LimitError):
        next(iter(seal_parcel(endless, MAX_PARCEL_BYTES + 1, key=KEY, salt=SALT, name=NAME)))
    assert len(next(iter(seal_parcel(endless, MAX_PARCEL_BYTES, key=KEY, salt=SALT, name=NAME)))) == HEADER_BYTES


@pytest.mark.parametrize("length", [99, 101, 20_000])
def test_a_file_that_changed_while_it_was_read_is_not_sealed_whole(length: int) -> None:
    with pytest.raises(SealError, match="changed"):
        sealed(text(100), length=length)


def test_every_flipped_byte_and_every_cut_of_a_small_file_is_refused() -> None:
    raw = sealed(text(100))
    for bad in every_flipped_byte(raw):
        with pytest.raises(SealError):
            opened(bad, 100)
    for cut in list(every_cut(raw))[::37]:
        with pytest.raises(SealError):
            opened(cut, 100)


@pytest.mark.parametrize("at", [0, 23, 24, 55, 56, 56 + 16_399, 56 + 16_400, 56 + 2 * 16_400, -1])
def test_a_flipped_byte_of_a_long_file_is_refused_wherever_it_is(at: int) -> None:
    raw = bytearray(sealed(text(40_000)))
    raw[at] ^= 0x10

    with pytest.raises(SealError):
        opened(bytes(raw), 40_000)


def test_chunks_that_are_moved_doubled_dropped_or_added_are_refused() -> None:
    raw = sealed(text(40_000))
    header, body = raw[:HEADER_BYTES], raw[HEADER_BYTES:]
    chunks = [body[start : start + SEALED_CHUNK_BYTES] for start in range(0, len(body), SEALED_CHUNK_BYTES)]
    first, second, *rest = chunks
    last = b"".join(rest)
    for bad in (
        second + first + last,
        first + first + second + last,
        first + last,
        second + last,
        first + second,
        first,
        b"",
        body + last,
        body + b"\x00",
        body + bytes(16),
    ):
        with pytest.raises(SealError):
            opened(header + bad, 40_000)


def test_a_file_opens_with_its_key_in_its_place_with_its_length_only() -> None:
    raw = sealed(text(5_000))
    names = [
        ParcelName(secret("another network"), NAME.parcel),
        ParcelName(NAME.root, bytes(16)),
        ParcelName(NAME.root, NAME.parcel, rendition=1),
    ]

    for name in names:
        with pytest.raises(SealError, match="commitment"):
            opened(raw, 5_000, name=name)
    for key in (secret("another file"), KEY[:31], KEY + b"x", b""):
        with pytest.raises(SealError):
            opened(raw, 5_000, key=key)
    for length in (4_999, padded_parcel_length(5_000) + 1, 0):
        with pytest.raises(SealError):
            opened(raw, length)


def test_a_length_in_the_padding_gives_the_zeros_of_the_padding() -> None:
    # The true length is in the record, which is signed; zeros that a wrong one shows are no secret.
    assert opened(sealed(text(5_000)), 5_001) == text(5_000) + b"\x00"


def test_one_sealed_file_never_opens_under_two_keys() -> None:
    # AES-GCM alone does not commit to its key; without the commitment this would be a matter of work, not of luck.
    other = secret("another file")
    raw = sealed(text(100))
    material = sealing.hkdf_expand_sha512(
        other, b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00" + SALT + NAME.context, 76
    )
    forged = SALT + material[44:] + raw[HEADER_BYTES:]

    with pytest.raises(SealError, match="commitment"):
        opened(forged, 100)
    with pytest.raises(SealError):
        opened(forged, 100, key=other)


def test_what_was_given_out_before_an_error_is_genuine() -> None:
    cut = sealed(text(40_000))[: HEADER_BYTES + SEALED_CHUNK_BYTES + 99]
    chunks = open_chunks([cut], key=KEY, context=NAME.context)

    assert next(chunks) == text(40_000)[:CHUNK_BYTES]
    with pytest.raises(SealError):
        next(chunks)


def test_what_a_parcel_is_bound_to_is_what_the_document_says() -> None:
    assert NAME.context == b"haversack/1/parcel\x00" + NAME.root + NAME.parcel + b"\x00"
    raw = sealed(b"")
    material = sealing.hkdf_expand_sha512(
        KEY, b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00" + SALT + NAME.context, 76
    )
    assert raw[:HEADER_BYTES] == SALT + material[44:]
    assert AESGCM(material[:32]).decrypt(material[32:44], raw[HEADER_BYTES:], None) == bytes(4_096)


def test_an_empty_stream_is_a_header_and_an_empty_chunk() -> None:
    raw = b"".join(seal_chunks([], key=KEY, salt=SALT, context=b""))

    assert len(raw) == HEADER_BYTES + 16
    assert b"".join(open_chunks([raw], key=KEY, context=b"")) == b""
    assert b"".join(open_chunks([b"", raw, b""], key=KEY, context=b"")) == b""


def test_a_full_last_chunk_is_followed_by_an_empty_one() -> None:
    raw = b"".join(seal_chunks([text(CHUNK_BYTES)], key=KEY, salt=SALT, context=b""))

    assert len(raw) == HEADER_BYTES + SEALED_CHUNK_BYTES + 16
    with pytest.raises(SealError):
        list(open_chunks([raw[:-16]], key=KEY, context=b""))
