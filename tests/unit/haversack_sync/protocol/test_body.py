"""Bodies come back as they were packed, and nothing unpacks to more than its limit."""

import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.protocol.body import RAW, ZSTD, pack_body, unpack_body
from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.limits import MAX_BODY_BYTES, MAX_UNPACKING_RATIO, MIB
from haversack_sync.protocol.padding import padded_body_length
from haversack_sync.protocol.wire import varint

TEXTS = st.binary(max_size=2000) | st.builds(
    lambda one, times: one * times, st.binary(max_size=40), st.integers(0, 3000)
)
BLOCK = 128 * 1024


def body(code: int, data: bytes, *, padding: bytes = b"\x00" * 7) -> bytes:
    return bytes((code,)) + varint(len(data)) + data + padding


def bomb(blocks: int, *, size: int = BLOCK) -> bytes:
    """Return a magicless zstd frame of blocks that say "this byte, `size` times": four bytes each."""
    header = bytes((0x00, (17 - 10) << 3))
    middle = [((int(index == blocks - 1)) | 1 << 1 | size << 3).to_bytes(3, "little") + b"a" for index in range(blocks)]
    return header + b"".join(middle)


def magicless(data: bytes, *, window_log: int, content_size: bool = False) -> bytes:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        9,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        window_log=window_log,
        write_content_size=content_size,
        write_checksum=False,
    )
    return zstandard.ZstdCompressor(compression_params=parameters).compress(data)


@given(TEXTS)
def test_a_body_comes_back_as_it_was_packed_in_a_size_that_says_little(plain: bytes) -> None:
    packed = pack_body(plain)

    assert unpack_body(packed) == plain
    assert padded_body_length(len(packed)) == len(packed)
    assert len(packed) <= padded_body_length(len(plain) + 4)


@pytest.mark.parametrize("length", [6_400, 10_000, MAX_BODY_BYTES])
def test_what_repeats_itself_without_end_can_be_opened_again(length: int) -> None:
    packed = pack_body(b"a" * length)

    assert unpack_body(packed) == b"a" * length
    assert len(packed) * MAX_UNPACKING_RATIO >= length


def test_short_or_random_bodies_are_not_compressed_and_long_texts_are() -> None:
    assert pack_body(b"short")[0] == RAW
    assert pack_body(bytes(range(256)))[0] == RAW
    assert pack_body(b"opening hours: 9 to 17 " * 10)[0] == ZSTD


def test_the_longest_body_passes_and_a_longer_one_does_not() -> None:
    noise = (b"".join(number.to_bytes(3, "big") for number in range(MAX_BODY_BYTES // 3 + 1)))[:MAX_BODY_BYTES]

    assert unpack_body(pack_body(noise)) == noise
    with pytest.raises(LimitError):
        pack_body(noise + b"x")
    with pytest.raises(LimitError):
        unpack_body(body(RAW, noise + b"x"))
    assert unpack_body(body(RAW, noise)) == noise


def test_an_unpacked_body_is_at_most_128_kib() -> None:
    at_limit = bomb(1, size=MAX_BODY_BYTES)
    above = bomb(2, size=MAX_BODY_BYTES // 2 + 1)
    room = bytes(1024)

    assert unpack_body(body(ZSTD, at_limit, padding=room)) == b"a" * MAX_BODY_BYTES
    with pytest.raises(LimitError):
        unpack_body(body(ZSTD, above, padding=room))


def test_a_body_unpacks_to_at_most_200_times_its_size() -> None:
    length = len(body(ZSTD, bomb(1)))
    good, bad = length * MAX_UNPACKING_RATIO, length * MAX_UNPACKING_RATIO + 1

    assert len(unpack_body(body(ZSTD, bomb(1, size=good)))) == good
    with pytest.raises(LimitError):
        unpack_body(body(ZSTD, bomb(1, size=bad)))


@pytest.mark.parametrize("blocks", [32, 256, 5_000])
def test_a_bomb_never_takes_more_than_its_limit_and_8_mib(blocks: int) -> None:
    bad = body(ZSTD, bomb(blocks), padding=bytes(24_000))
    tracemalloc.start()
    try:
        with pytest.raises(LimitError):
            unpack_body(bad)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < MAX_BODY_BYTES + 8 * MIB


def test_a_frame_that_asks_for_a_large_window_or_says_a_size_that_is_not_true_is_refused() -> None:
    text = b"".join(b"line %d\n" % number for number in range(40_000))
    with pytest.raises(WireError):
        unpack_body(body(ZSTD, magicless(text, window_log=20), padding=bytes(4096)))
    declared = bytes((0xC0, (17 - 10) << 3)) + (2**40).to_bytes(8, "little") + bomb(1, size=100)[2:]
    with pytest.raises(WireError):
        unpack_body(body(ZSTD, declared))


def test_another_program_may_write_its_content_size() -> None:
    text = b"opening hours: 9 to 17 " * 10

    assert unpack_body(body(ZSTD, magicless(text, window_log=17, content_size=True))) == text


@pytest.mark.parametrize("code", [2, 3, 255])
def test_an_unknown_compression_is_refused(code: int) -> None:
    with pytest.raises(WireError, match="unknown compression"):
        unpack_body(body(code, b"data"))


GOOD = magicless(b"opening hours: 9 to 17 " * 10, window_log=17)


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"\x00",
        b"\x00\x05abc",
        b"\x00\x83\x00abc",
        body(RAW, b"data", padding=b"\x00\x01"),
        body(ZSTD, b""),
        body(ZSTD, GOOD[:-1]),
        body(ZSTD, GOOD + b"\x00"),
        body(ZSTD, GOOD + GOOD),
        body(ZSTD, b"\xff" * 20),
        body(ZSTD, zstandard.ZstdCompressor().compress(b"with a magic number")),
    ],
)
def test_a_malformed_body_is_refused(bad: bytes) -> None:
    with pytest.raises(WireError):
        unpack_body(bad)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_body_or_are_refused(raw: bytes) -> None:
    try:
        plain = unpack_body(raw)
    except WireError:
        return
    assert len(plain) <= MAX_BODY_BYTES
