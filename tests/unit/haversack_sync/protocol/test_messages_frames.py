"""Frames come back as they were written, however the stream is cut into pieces, and none is larger than 32 KiB."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import MAX_FRAME_BYTES
from haversack_sync.protocol.messages import EntriesFrame, Frame, HeadFrame, WireEntry, decode_frame, encode_frame
from haversack_sync.protocol.wire import varint
from tests.unit.haversack_sync.protocol.damaged import every_cut, every_flipped_byte
from tests.unit.haversack_sync.protocol.message_samples import (
    ENTRY,
    FRAMES,
    LONG,
    MARK,
    MARKED,
    REFUSAL,
    SHORT,
    STANZA,
    STORED_KEYS,
    UPLOADED,
)

BY_NUMBER: list[tuple[Frame, int]] = [
    (SHORT, 1),
    (LONG, 1),
    (MARKED, 2),
    (REFUSAL, 3),
    (UPLOADED, 4),
    (STORED_KEYS, 5),
    (MARK, 6),
]
IDS = ["short", "long", "marked", "refusal", "uploaded", "stored-keys", "mark"]


def payload_of(frame: Frame) -> bytes:
    (payload,) = FrameSplitter().feed(encode_frame(frame))
    return payload


@given(FRAMES)
def test_a_frame_comes_back_as_it_was_written(frame: Frame) -> None:
    assert decode_frame(payload_of(frame)) == frame


@pytest.mark.parametrize(("frame", "number"), BY_NUMBER, ids=IDS)
def test_every_frame_stands_under_its_own_number(frame: Frame, number: int) -> None:
    raw = encode_frame(frame)

    assert payload_of(frame)[0] == number
    assert raw == varint(len(raw) - len(varint(len(payload_of(frame))))) + payload_of(frame)


@pytest.mark.parametrize("frame", [frame for frame, _ in BY_NUMBER], ids=IDS)
def test_a_damaged_frame_is_another_frame_or_none(frame: Frame) -> None:
    payload = payload_of(frame)
    for bad in every_flipped_byte(payload):
        try:
            assert decode_frame(bad) != frame
        except WireError:
            continue
    for cut in [*every_cut(payload), payload + b"\x00"]:
        with pytest.raises(WireError):
            decode_frame(cut)


@pytest.mark.parametrize("number", [0, 200, 255])
def test_a_frame_of_an_unknown_type_is_refused(number: int) -> None:
    with pytest.raises(WireError, match="unknown frame"):
        decode_frame(bytes((number,)) + payload_of(UPLOADED)[1:])


def changed(frame: Frame, index: int, bad: object) -> bytes:
    payload = payload_of(frame)
    parts: list[object] = msgspec.msgpack.decode(payload[1:])
    return payload[:1] + msgspec.msgpack.encode([*parts[:index], bad, *parts[index + 1 :]])


@pytest.mark.parametrize(
    ("frame", "index", "bad"),
    [
        (SHORT, 0, 2**32),
        (SHORT, 0, -1),
        (SHORT, 1, 2**63),
        (SHORT, 1, -1),
        (SHORT, 2, 2**64 - 1),
        (SHORT, 3, bytes(63)),
        (SHORT, 3, bytes(65)),
        (SHORT, 4, "receipts"),
        (SHORT, 6, [[[5, 100, 256, b"envelope"]]]),
        (SHORT, 6, [[[5, 100, 0, -1]]]),
        (SHORT, 6, [[[5, 100, 0, None]]]),
        (SHORT, 6, [[[-5, 100, 0, b"envelope"]]]),
        (SHORT, 6, [[[5, -100, 0, b"envelope"]]]),
        (SHORT, 7, [[b"7 bytes", 3, b"somebody", bytes(80)]]),
        (SHORT, 7, [[b"members ", 2**32, b"somebody", bytes(80)]]),
        (SHORT, 8, -1),
        (LONG, 5, [[-1, bytes(32)]]),
        (LONG, 5, [[0, bytes(31)]]),
        (LONG, 5, [[2**63, bytes(32)]]),
        (MARKED, 0, -1),
        (MARKED, 1, 0),
        (MARKED, 2, []),
        (MARKED, 3, bytes(63)),
        (REFUSAL, 0, b"reason"),
        (REFUSAL, 1, -1),
        (REFUSAL, 2, b""),
        (UPLOADED, 0, -1),
        (UPLOADED, 0, 2**63),
        (UPLOADED, 1, 1),
        (UPLOADED, 2, bytes(65)),
        (STORED_KEYS, 0, [[b"members ", -1, b"somebody", bytes(80)]]),
        (STORED_KEYS, 0, [[b"members ", 3, b"somebody", bytes(81)]]),
        (MARK, 0, -1),
        (MARK, 1, -1),
        (MARK, 2, 2**63),
        (MARK, 3, bytes(63)),
    ],
)
def test_a_field_out_of_range_is_refused(frame: Frame, index: int, bad: object) -> None:
    with pytest.raises(WireError):
        decode_frame(changed(frame, index, bad))


def test_an_answer_is_short_or_long_and_never_both_or_neither() -> None:
    for bad in (changed(SHORT, 5, []), changed(SHORT, 6, None)):
        with pytest.raises(WireError, match="neither"):
            decode_frame(bad)


def test_a_reason_that_is_no_text_and_a_frame_that_is_too_deep_are_refused() -> None:
    with pytest.raises(WireError):
        decode_frame(payload_of(REFUSAL).replace(b"counter", b"c\xffunter"))
    with pytest.raises(WireError):
        decode_frame(b"\x03\x94" + payload_of(REFUSAL)[2:] + b"\x91" * 20_000 + b"\x90")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_are_refused(raw: bytes) -> None:
    for start in (b"", b"\x01", b"\x02", b"\x03", b"\x04", b"\x05", b"\x06"):
        try:
            decode_frame(start + raw)
        except WireError:
            continue


def entries_of(length: int) -> EntriesFrame:
    """Return a frame with one entry of an envelope so long that the whole frame has `length` bytes."""
    start = EntriesFrame(2, 1, (WireEntry(5, 100, 0, bytes(20_000)), WireEntry(6, 100, 0, bytes(1_000))), None)
    room = length - len(encode_frame(start))
    return EntriesFrame(2, 1, (start.entries[0], WireEntry(6, 100, 0, bytes(1_000 + room))), None)


def test_a_frame_of_32_kib_passes_and_one_more_byte_does_not() -> None:
    at_limit = encode_frame(entries_of(MAX_FRAME_BYTES))

    assert len(at_limit) == MAX_FRAME_BYTES
    assert len(FrameSplitter().feed(at_limit)) == 1
    with pytest.raises(LimitError):
        encode_frame(entries_of(MAX_FRAME_BYTES + 1))
    with pytest.raises(LimitError):
        FrameSplitter().feed(varint(MAX_FRAME_BYTES - 2) + b"\x02")


@given(st.lists(FRAMES, max_size=5), st.lists(st.integers(0, 2_000), max_size=8))
def test_however_the_stream_is_cut_the_same_frames_come_out(frames: list[Frame], cuts: list[int]) -> None:
    stream = b"".join(encode_frame(frame) for frame in frames)
    splitter = FrameSplitter()
    ends = [*sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    payloads: list[bytes] = []
    start = 0
    for end in ends:
        payloads += splitter.feed(stream[start:end])
        start = end

    assert [decode_frame(payload) for payload in payloads] == frames
    assert splitter.is_empty
    assert splitter.received_bytes == len(stream)


def test_byte_by_byte_a_frame_is_out_when_its_last_byte_is_in() -> None:
    stream = encode_frame(entries_of(20_500)) + encode_frame(REFUSAL)
    splitter = FrameSplitter()
    seen = [len(splitter.feed(stream[index : index + 1])) for index in range(len(stream))]

    assert [index + 1 for index, count in enumerate(seen) if count] == [20_500, len(stream)]


def test_a_stream_that_ends_inside_a_frame_is_not_empty() -> None:
    splitter = FrameSplitter()

    assert splitter.feed(encode_frame(REFUSAL)[:-1]) == []
    assert not splitter.is_empty


@pytest.mark.parametrize(
    "start", [b"\x00", b"\x81\x00", b"\x80\x80\x00", b"\xff\xff\x03", b"\x80\x80\x80", b"\xff\xff\xff\xff"]
)
def test_a_length_that_is_zero_too_large_or_has_a_second_spelling_is_refused(start: bytes) -> None:
    with pytest.raises(WireError):
        FrameSplitter().feed(start)


def test_a_short_answer_holds_everything() -> None:
    head = HeadFrame(1, 9, 100, bytes(64), b"\x90", None, ((ENTRY,), ()), (STANZA,), 4)

    assert decode_frame(payload_of(head)) == head == SHORT
