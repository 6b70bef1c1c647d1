"""What the hub and strangers send as authority is read strictly: each field has its length, each number its range."""

from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority_entries import BadEntryError, decode_body, decode_terms, encode_body
from haversack_sync.model.ids import AudienceId

K32, K64, H8 = b"k" * 32, b"s" * 64, b"handle 8"
TERMS = bodies.InviteTerms(b"i" * 16, K32, K32, H8, 1, (H8, H8), 0, 14, K32)
SAMPLES: list[bodies.NetworkBody] = [
    bodies.Found(K32, H8, K32),
    bodies.CoordinatorAdd(K32, K32, K64),
    bodies.HubKey(K32, K32, K64),
    bodies.Rules(1, (1, 2)),
    bodies.AddOrganisation(H8),
    bodies.AddAudience(H8, 4, H8, (1, 2, 3, 4)),
    bodies.AddAudience(H8, 1, b"", ()),
    bodies.AddFeed(H8, H8, 3, b"label"),
    bodies.Invite(b"terms", K32),
    bodies.Confirm(H8),
    bodies.Redeem(b"i" * 16, K32, K32, b"label", K64),
    bodies.Grant(H8, 2, H8, (H8,)),
    bodies.AddEpoch(H8, 2, K32, b"b" * 48, 5, K32, K32, K32),
    bodies.AddEpoch(H8, 1, K32, b"", 0, K32, K32, K32),
    bodies.Succeed(H8, K32, K32, K64),
    bodies.Revoke(H8),
    bodies.ConfirmOrder(H8),
    bodies.Era(2, 7, 3, bytes(32)),
    bodies.AnnounceErasure(K32[:16], H8, 2, b"sealed"),
]
WIDE = ("position", "count")
LONGEST = {"label": 512, "terms": 1024, "sealed": 2048}


IDS = [f"{type(body).__name__}-{index}" for index, body in enumerate(SAMPLES)]


def raw_parts(body: bodies.NetworkBody) -> list[object]:
    parts: list[object] = msgspec.msgpack.decode(encode_body(body))
    return parts


@pytest.mark.parametrize("body", SAMPLES, ids=IDS)
def test_a_body_comes_back_as_it_was_written(body: bodies.NetworkBody) -> None:
    assert decode_body(encode_body(body)) == body


def test_terms_come_back_as_they_were_written() -> None:
    assert decode_terms(encode_body(TERMS)) == TERMS


def test_every_type_stands_under_its_own_number() -> None:
    numbers = {raw_parts(body)[0] for body in SAMPLES}

    assert numbers == set(bodies.KNOWN_TAGS)
    assert len({type(body) for body in SAMPLES}) == len(bodies.KNOWN_TAGS)


@pytest.mark.parametrize("body", SAMPLES, ids=IDS)
def test_a_later_version_may_add_fields_at_the_end(body: bodies.NetworkBody) -> None:
    longer = msgspec.msgpack.encode([*raw_parts(body), {"new": [1, 2.5, None]}])

    assert decode_body(longer) == body


def bad_values(name: str, value: object) -> Iterator[object]:
    """Give values that a field must refuse."""
    yield from (None, "text", 1.5, {})
    if isinstance(value, bytes):
        yield 7
        if name in LONGEST:
            yield bytes(LONGEST[name] + 1)
        else:
            yield from (value + b"x", value[:-1] if value else b"x", bytes(100))
    elif isinstance(value, int):
        yield from (-1, 2**63 if name in WIDE else 2**31, 2**64 - 1, b"1")
    elif isinstance(value, tuple):
        item: object = H8 if value and isinstance(value[0], bytes) else 1
        yield [item] * 65
        if isinstance(item, bytes):
            yield from ([b"7 bytes"], [b"nine byte"], [1])
        else:
            yield ["1"]


@pytest.mark.parametrize("body", SAMPLES, ids=IDS)
def test_a_field_of_a_wrong_type_length_or_range_is_refused(body: bodies.NetworkBody) -> None:
    parts = raw_parts(body)
    for index, name in enumerate(body.__struct_fields__, start=1):
        for bad in bad_values(name, getattr(body, name)):
            changed = [*parts[:index], bad, *parts[index + 1 :]]
            with pytest.raises(BadEntryError):
                decode_body(msgspec.msgpack.encode(changed))
    for cut in range(1, len(parts)):
        with pytest.raises(BadEntryError):
            decode_body(msgspec.msgpack.encode(parts[:cut]))


def test_a_field_of_the_terms_of_a_wrong_type_length_or_range_is_refused() -> None:
    parts: list[object] = msgspec.msgpack.decode(encode_body(TERMS))
    for index, name in enumerate(TERMS.__struct_fields__):
        for bad in bad_values(name, getattr(TERMS, name)):
            changed = [*parts[:index], bad, *parts[index + 1 :]]
            with pytest.raises(BadEntryError) as caught:
                decode_terms(msgspec.msgpack.encode(changed))
            assert caught.value.kind == "bad_entry"


def test_what_is_variable_may_be_as_long_as_its_limit() -> None:
    for body in (
        bodies.AddFeed(H8, H8, 0, bytes(512)),
        bodies.Invite(bytes(1024), K32),
        bodies.AnnounceErasure(K32[:16], H8, 0, bytes(2048)),
        bodies.ConfirmOrder(K32[:16]),
        bodies.Grant(H8, 1, H8, (H8,) * 64),
        bodies.Rules(2**31 - 1, (1,) * 64),
    ):
        assert decode_body(encode_body(body)) == body


@given(
    st.integers(18, 2**64 - 1),
    st.lists(st.integers() | st.binary() | st.text(), max_size=4),
)
def test_a_type_of_a_later_version_is_kept_and_not_judged(number: int, rest: list[object]) -> None:
    encoded = msgspec.msgpack.encode([number, *[part for part in rest if not isinstance(part, int)]])

    assert decode_body(encoded) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x90",
        b"\xc1",
        msgspec.msgpack.encode([0, K32]),
        msgspec.msgpack.encode([-5, K32]),
        msgspec.msgpack.encode(["found", K32]),
        msgspec.msgpack.encode([True, K32]),
        msgspec.msgpack.encode({"1": K32}),
        encode_body(SAMPLES[0]) + b"\x00",
        encode_body(SAMPLES[0])[:-1],
        b"\x92\x0d" + b"\x91" * 100_000 + b"\x90",
        b"\x94\x01" + b"\x91" * 100_000 + b"\x90",
    ],
)
def test_what_is_no_entry_is_refused(raw: bytes) -> None:
    with pytest.raises(BadEntryError):
        decode_body(raw)
    with pytest.raises(BadEntryError):
        decode_terms(raw)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_body_or_are_refused(raw: bytes) -> None:
    for read in (decode_body, decode_terms):
        try:
            read(raw)
        except BadEntryError:
            continue


@given(st.sampled_from(SAMPLES), st.data())
def test_a_body_with_a_flipped_bit_is_another_body_or_is_refused(body: bodies.NetworkBody, data: st.DataObject) -> None:
    raw = bytearray(encode_body(body))
    at = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[at // 8] ^= 1 << at % 8

    try:
        read = decode_body(bytes(raw))
    except BadEntryError:
        return
    assert read != body


def test_handles_of_audiences_become_a_set() -> None:
    assert bodies.audience_ids((H8, H8, b"other  8")) == frozenset({AudienceId(H8), AudienceId(b"other  8")})
