"""Requests and registrations come back as they were written; what is malformed or too large is refused."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.limits import MAX_FEEDS, MAX_STANZAS
from haversack_sync.protocol.messages import (
    ExchangeRequest,
    RegisterAnswer,
    RegisterRequest,
    decode_register_answer,
    decode_register_request,
    decode_request,
    encode_message,
)
from tests.unit.haversack_sync.protocol.damaged import every_cut, every_flipped_byte
from tests.unit.haversack_sync.protocol.message_samples import REQUEST, REQUESTS, STANZA

REGISTER = RegisterRequest(b"p" * 32, bytes(range(32)))
ANSWER = RegisterAnswer(bytes(32), bytes(range(32)), bytes(64), b"m" * 32)


def parts_of(message: msgspec.Struct) -> list[object]:
    parts: list[object] = msgspec.msgpack.decode(encode_message(message))
    return parts


@given(REQUESTS)
def test_a_request_comes_back_as_it_was_written(request: ExchangeRequest) -> None:
    assert decode_request(encode_message(request)) == request


def test_what_a_request_does_not_say_is_nothing() -> None:
    shortest = decode_request(b"\x91\x91\x92\x00\x00")

    assert shortest == ExchangeRequest(((0, 0),))
    assert (shortest.changes, shortest.answer_bytes, shortest.stanzas_after) == ((), 0, 0)
    assert (shortest.nonce, shortest.stanzas, shortest.profile, shortest.frame_bytes) == (b"", (), b"", 0)


def test_a_later_version_may_add_fields_at_the_end() -> None:
    assert decode_request(msgspec.msgpack.encode([*parts_of(REQUEST), "new", [1.5]])) == REQUEST


@pytest.mark.parametrize(
    ("index", "bad"),
    [
        (0, []),
        (0, [[1, 0]]),
        (0, [[1, 0], [0, 0]]),
        (0, [[0, 0], [0, 1]]),
        (0, [[0, 0], [2, 0], [2, 0]]),
        (0, [[0, -1]]),
        (0, [[0, 2**63]]),
        (0, [[0, 0], [-1, 0]]),
        (0, [[0, 0, 0]]),
        (0, None),
        (1, ["text"]),
        (1, b"envelope"),
        (2, -1),
        (2, 2**63),
        (3, -1),
        (3, 2**63),
        (4, b"n" * 15),
        (4, b"n" * 17),
        (4, "n" * 16),
        (5, [[b"7 bytes", 3, b"somebody", bytes(80)]]),
        (5, [[b"members ", -1, b"somebody", bytes(80)]]),
        (5, [[b"members ", 2**32, b"somebody", bytes(80)]]),
        (5, [[b"members ", 3, b"nine byte", bytes(80)]]),
        (5, [[b"members ", 3, b"somebody", bytes(79)]]),
        (5, [[b"members ", 3, b"somebody", bytes(81)]]),
        (6, "profile"),
    ],
)
def test_a_malformed_request_is_refused(index: int, bad: object) -> None:
    parts = parts_of(REQUEST)

    with pytest.raises(WireError):
        decode_request(msgspec.msgpack.encode([*parts[:index], bad, *parts[index + 1 :]]))


def test_256_feeds_and_10_000_stanzas_pass_and_one_more_does_not() -> None:
    feeds = tuple((ordinal, 0) for ordinal in range(MAX_FEEDS + 1))
    stanzas = (STANZA,) * (MAX_STANZAS + 1)

    at_limit = ExchangeRequest(feeds[:-1], stanzas=stanzas[:-1])

    assert decode_request(encode_message(at_limit)) == at_limit
    with pytest.raises(LimitError):
        decode_request(encode_message(ExchangeRequest(feeds)))
    with pytest.raises(LimitError):
        decode_request(encode_message(ExchangeRequest(feeds[:1], stanzas=stanzas)))


def test_a_cut_or_longer_or_too_deep_request_is_refused() -> None:
    raw = encode_message(REQUEST)
    deep = b"\x98" + raw[1:] + b"\x91" * 100_000 + b"\x90"
    cuts = [bad for bad in every_cut(raw) if bad not in (b"", raw)]
    for bad in [*cuts, raw + b"\x00", b"", deep]:
        with pytest.raises(WireError):
            decode_request(bad)


def test_a_flipped_byte_of_a_request_makes_another_request_or_none() -> None:
    for bad in every_flipped_byte(encode_message(REQUEST)):
        try:
            assert decode_request(bad) != REQUEST
        except WireError:
            continue


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_are_refused(raw: bytes) -> None:
    for read in (decode_request, decode_register_request, decode_register_answer):
        try:
            read(raw)
        except WireError:
            continue


def test_a_registration_and_its_answer_come_back_as_they_were_written() -> None:
    assert decode_register_request(encode_message(REGISTER)) == REGISTER
    assert decode_register_answer(encode_message(ANSWER)) == ANSWER


@pytest.mark.parametrize(
    "parts",
    [
        [bytes(31), bytes(32)],
        [bytes(33), bytes(32)],
        ["p" * 32, bytes(32)],
        [bytes(32), bytes(31)],
        [bytes(32), bytes(33)],
        [bytes(32)],
        [],
    ],
)
def test_a_malformed_registration_is_refused(parts: list[object]) -> None:
    with pytest.raises(WireError):
        decode_register_request(msgspec.msgpack.encode(parts))


@pytest.mark.parametrize(("index", "length"), [(0, 31), (0, 33), (1, 31), (1, 33), (2, 63), (2, 65), (3, 31), (3, 33)])
def test_a_malformed_answer_to_a_registration_is_refused(index: int, length: int) -> None:
    parts = parts_of(ANSWER)
    parts[index] = bytes(length)

    with pytest.raises(WireError):
        decode_register_answer(msgspec.msgpack.encode(parts))
