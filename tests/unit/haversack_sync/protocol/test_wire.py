"""Numbers have one spelling, nothing is read beyond its end, and what does not fit a type is refused while reading."""

from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.protocol import wire
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.wire import MAX_VARINT, Reader, unpack, varint
from tests.unit.haversack_sync.protocol.damaged import every_cut


@given(st.integers(0, MAX_VARINT))
def test_a_number_comes_back_as_it_was_written(number: int) -> None:
    raw = varint(number)
    reader = Reader(raw + b"rest")

    assert reader.varint() == number
    assert reader.offset == len(raw) == max(1, -(-number.bit_length() // 7))
    assert reader.take(4) == b"rest"


@pytest.mark.parametrize(
    ("number", "raw"), [(0, "00"), (127, "7f"), (128, "8001"), (300, "ac02"), (MAX_VARINT, "ffffffffffffffff7f")]
)
def test_numbers_are_written_seven_bits_at_a_time_the_lowest_first(number: int, raw: str) -> None:
    assert varint(number).hex() == raw


@pytest.mark.parametrize("number", [-1, MAX_VARINT + 1])
def test_a_number_outside_the_range_is_not_written(number: int) -> None:
    with pytest.raises(WireError):
        varint(number)


@pytest.mark.parametrize("raw", ["", "80", "8000", "808000", "ff" * 9, "ff" * 9 + "01", "ff" * 8 + "00"])
def test_a_number_that_is_cut_too_long_or_has_a_second_spelling_is_refused(raw: str) -> None:
    with pytest.raises(WireError):
        Reader(bytes.fromhex(raw)).varint()


@given(st.binary(max_size=12))
def test_any_bytes_are_a_number_in_its_one_spelling_or_are_refused(raw: bytes) -> None:
    reader = Reader(raw)
    try:
        number = reader.varint()
    except WireError:
        return

    assert varint(number) == raw[: reader.offset]


def test_a_reader_gives_what_is_there_and_no_more() -> None:
    reader = Reader(b"\x05abc")

    assert reader.byte() == 5
    assert reader.remaining() == 3
    assert reader.take(0) == b""
    with pytest.raises(WireError):
        reader.take(4)
    with pytest.raises(WireError):
        reader.take(-1)
    with pytest.raises(WireError, match="left over"):
        reader.finish()
    assert reader.take(3) == b"abc"
    reader.finish()
    with pytest.raises(WireError):
        reader.byte()


class _Sample(msgspec.Struct, frozen=True, array_like=True):
    number: wire.Number
    short: wire.ShortNumber
    handle: wire.Handle
    key: wire.Key
    signature: wire.Signature
    text: Annotated[str, msgspec.Meta(max_length=3)]


DECODER = msgspec.msgpack.Decoder(_Sample)
GOOD: tuple[object, ...] = (MAX_VARINT, 2**32 - 1, bytes(8), bytes(32), bytes(64), "abc")


def test_a_message_is_read_into_its_type() -> None:
    raw = msgspec.msgpack.encode(GOOD)

    assert unpack(DECODER, raw, what="sample") == DECODER.decode(raw)


@pytest.mark.parametrize(
    ("index", "bad"),
    [
        (0, MAX_VARINT + 1),
        (0, 2**64 - 1),
        (0, -1),
        (1, 2**32),
        (1, -1),
        (2, bytes(7)),
        (2, bytes(9)),
        (3, bytes(31)),
        (3, bytes(33)),
        (4, bytes(63)),
        (4, bytes(65)),
        (5, "abcd"),
    ],
)
def test_a_number_or_length_out_of_range_is_refused_while_reading(index: int, bad: object) -> None:
    raw = msgspec.msgpack.encode([*GOOD[:index], bad, *GOOD[index + 1 :]])

    with pytest.raises(WireError, match="malformed sample"):
        unpack(DECODER, raw, what="sample")


def test_cut_too_long_too_deep_or_no_text_is_refused() -> None:
    raw = msgspec.msgpack.encode(GOOD)
    no_text = raw[:-3] + b"a\xff\xff"
    deep = b"\x97" + raw[1:] + b"\x91" * 100_000 + b"\x90"
    for bad in [*every_cut(raw), raw + b"\x00", no_text, deep, b"\xc1"]:
        with pytest.raises(WireError):
            unpack(DECODER, bad, what="sample")
