"""Receipts travel as runs and arrive as one for each change."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import MAX_RECEIPTS, MAX_REQUEST_BYTES
from haversack_sync.protocol.receipts import decode_receipts, encode_receipts
from tests.unit.haversack_sync.protocol.damaged import every_cut

ANA, BEN = b"ana     ", b"ben     "


def accepted(device: bytes, first: int, position: int, count: int = 1) -> Receipt:
    return Receipt(device, first, count, ReceiptCode.ACCEPTED, position)


def refused(device: bytes, first: int, code: ReceiptCode, reason: str) -> Receipt:
    return Receipt(device, first, 1, code, 0, reason)


RECEIPTS = st.lists(
    st.builds(accepted, st.sampled_from([ANA, BEN]), st.integers(0, 6), st.integers(1, 6))
    | st.builds(
        refused,
        st.sampled_from([ANA, BEN]),
        st.integers(0, 6),
        st.sampled_from([ReceiptCode.EARLY, ReceiptCode.FORBIDDEN]),
        st.sampled_from(["gap", "not_a_writer"]),
    ),
    max_size=30,
)


@given(RECEIPTS)
def test_receipts_come_back_one_for_each_change_in_their_order(receipts: list[Receipt]) -> None:
    assert decode_receipts(encode_receipts(receipts)) == receipts


def test_many_in_a_row_are_one_run() -> None:
    raw = encode_receipts([accepted(ANA, number, 100 + number) for number in range(5_000)])

    assert msgspec.msgpack.decode(raw) == [[ANA, 0, 5_000, 0, 100, ""]]
    assert len(raw) < 25
    assert encode_receipts([accepted(ANA, 0, 100, 5_000)]) == raw


@pytest.mark.parametrize(
    "second",
    [
        accepted(BEN, 1, 11),
        accepted(ANA, 2, 11),
        accepted(ANA, 1, 12),
        refused(ANA, 1, ReceiptCode.EARLY, ""),
        Receipt(ANA, 1, 1, ReceiptCode.ACCEPTED, 11, "reason"),
    ],
)
def test_what_does_not_follow_begins_another_run(second: Receipt) -> None:
    receipts = [accepted(ANA, 0, 10), second]

    assert len(msgspec.msgpack.decode(encode_receipts(receipts))) == 2


def test_refused_changes_in_a_row_are_one_run_without_a_position() -> None:
    receipts = [refused(ANA, number, ReceiptCode.EARLY, "gap") for number in range(3)]

    assert msgspec.msgpack.decode(encode_receipts(receipts)) == [[ANA, 0, 3, 2, 0, "gap"]]


def test_a_run_stands_for_at_most_as_many_changes_as_a_request_can_hold() -> None:
    assert len(decode_receipts(encode_receipts([accepted(ANA, 0, 1, MAX_RECEIPTS)]))) == MAX_RECEIPTS
    half = MAX_RECEIPTS // 2
    with pytest.raises(LimitError):
        decode_receipts(encode_receipts([accepted(ANA, 0, 1, half), accepted(BEN, 0, 1, half + 1)]))
    with pytest.raises(LimitError):
        decode_receipts(encode_receipts([accepted(ANA, 0, 1, 2**62)]))
    smallest_envelope = 2 + 8 + 1 + 16 + 8 + 1 + 1 + 16 + 1 + 1 + 64
    assert smallest_envelope * MAX_RECEIPTS > MAX_REQUEST_BYTES


@pytest.mark.parametrize(
    "run",
    [
        [b"7 bytes", 0, 1, 0, 5, ""],
        [ANA, -1, 1, 0, 5, ""],
        [ANA, 0, 0, 0, 5, ""],
        [ANA, 0, -1, 0, 5, ""],
        [ANA, 0, 1, -1, 5, ""],
        [ANA, 0, 1, 0, -5, ""],
        [ANA, 0, 1, 0, 0, ""],
        [ANA, 0, 1, 2, 5, ""],
        [ANA, 0, 1, 0, 5, b"reason"],
        [ANA, 0, 1, 0],
        [ANA, 0, 2**64 - 1, 0, 5, ""],
    ],
)
def test_a_malformed_run_is_refused(run: list[object]) -> None:
    with pytest.raises(WireError):
        decode_receipts(msgspec.msgpack.encode([run]))


def test_malformed_receipts_are_refused() -> None:
    raw = encode_receipts([refused(ANA, 0, ReceiptCode.EARLY, "gap")])
    for bad in [*every_cut(raw), raw + b"\x00", raw.replace(b"gap", b"g\xffp"), b"\x07"]:
        with pytest.raises(WireError):
            decode_receipts(bad)


@given(st.binary(max_size=100))
def test_any_bytes_are_receipts_or_are_refused(raw: bytes) -> None:
    try:
        decode_receipts(raw)
    except WireError:
        return
