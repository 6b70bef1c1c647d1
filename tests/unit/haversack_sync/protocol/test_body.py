"""Bodies come back as they were packed, and nothing unpacks to more than its limit."""

import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.protocol import body as body_module
from haversack_sync.protocol import dictionaries, dictionary_2
from haversack_sync.protocol.body import RAW, ZSTD, pack_body, unpack_body
from haversack_sync.protocol.errors import (
    LimitError,
    MissingDictionaryError,
    UnknownCompressionError,
    WireError,
)
from haversack_sync.protocol.limits import MAX_BODY_BYTES, MAX_UNPACKING_RATIO, MIB
from haversack_sync.protocol.padding import padded_body_length
from haversack_sync.protocol.wire import varint
from tests.data.protocol_inputs import EDIT, EDIT_BODY

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


def magicless(
    data: bytes,
    *,
    window_log: int,
    content_size: bool = False,
    dictionary: zstandard.ZstdCompressionDict | None = None,
    level: int = 9,
    names_dictionary: bool = False,
) -> bytes:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        window_log=window_log,
        write_content_size=content_size,
        write_checksum=False,
        write_dict_id=names_dictionary,
    )
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=dictionary).compress(data)


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


def test_short_or_random_bodies_are_not_compressed_and_texts_are() -> None:
    assert pack_body(b"short")[0] == RAW
    assert pack_body(bytes(range(256)))[0] == RAW
    assert pack_body(b"opening hours: 9 to 17 " * 10)[0] == dictionaries.NEWEST
    assert pack_body(b"opening hours: 9 to 17 " * 10, newest_dictionary=0)[0] == ZSTD


@given(TEXTS)
def test_a_dictionary_never_makes_a_body_longer_than_it_is_as_it_stands(plain: bytes) -> None:
    packed = pack_body(plain)

    raw = padded_body_length(max(len(plain) + 1 + len(varint(len(plain))), -(-len(plain) // MAX_UNPACKING_RATIO)))
    assert len(packed) <= raw
    assert packed[0] == RAW or len(packed) < raw


def test_an_everyday_edit_is_a_third_shorter_with_the_dictionary() -> None:
    assert len(pack_body(EDIT, newest_dictionary=0)) == 128
    assert len(pack_body(EDIT)) == 96
    assert unpack_body(EDIT_BODY) == EDIT


def test_a_body_with_a_dictionary_keeps_the_limits_of_every_other() -> None:
    long = magicless(b"a" * MAX_BODY_BYTES, window_log=17, dictionary=dictionaries.dictionary(2))

    assert unpack_body(body(2, long, padding=bytes(1024))) == b"a" * MAX_BODY_BYTES
    with pytest.raises(LimitError):
        unpack_body(body(2, long))
    too_long = magicless(b"a" * (MAX_BODY_BYTES + 1), window_log=17, dictionary=dictionaries.dictionary(2))
    with pytest.raises(LimitError):
        unpack_body(body(2, too_long, padding=bytes(1024)))


@pytest.mark.parametrize("level", [-5, 1, 3, 12, 22])
def test_what_another_version_of_zstd_made_of_a_text_is_read_all_the_same(level: int) -> None:
    text = EDIT * 40
    made = magicless(
        text,
        window_log=17,
        dictionary=dictionaries.dictionary(2),
        level=level,
        content_size=level > 3,
        names_dictionary=level == 1,
    )

    assert unpack_body(body(2, made, padding=bytes(64))) == text


@pytest.mark.parametrize("there", [b"", b"other bytes", dictionary_2.DATA[:-1] + b"x"], ids=["none", "another", "bent"])
def test_without_its_dictionary_a_body_cannot_be_read_yet_and_is_written_in_plain_form(
    monkeypatch: pytest.MonkeyPatch, there: bytes
) -> None:
    packed = pack_body(EDIT)
    monkeypatch.setitem(dictionaries._BYTES, 2, there)
    for remembered in (dictionaries.dictionary, body_module._prepared):
        remembered.cache_clear()

    try:
        with pytest.raises(MissingDictionaryError) as caught:
            unpack_body(packed)
        plain_form = pack_body(EDIT * 3)
    finally:
        monkeypatch.undo()
        for remembered in (dictionaries.dictionary, body_module._prepared):
            remembered.cache_clear()

    assert caught.value.number == 2
    assert plain_form[0] == ZSTD
    assert unpack_body(plain_form) == EDIT * 3
    assert unpack_body(packed) == EDIT


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


@pytest.mark.parametrize(("code", "newest"), [(3, 2), (255, 2), (2, 0), (2, 1), (255, 254)])
def test_a_compression_that_the_rules_do_not_know_is_refused(code: int, newest: int) -> None:
    with pytest.raises(UnknownCompressionError):
        unpack_body(body(code, b"data"), newest_dictionary=newest)


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
