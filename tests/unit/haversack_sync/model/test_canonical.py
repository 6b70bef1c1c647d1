"""Canonical values: one value, one byte string, and nothing hostile gets through."""

import hashlib
import unicodedata

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haversack_sync.model.canonical import (
    ABSENT,
    ABSENT_HASH,
    BadValueError,
    Value,
    decode,
    encode,
    is_canonical,
    is_scalar,
    value_hash,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | TEXTS | st.binary(max_size=40)
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)


def _in_nfc(value: Value) -> Value:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_in_nfc(one) for one in value]
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): _in_nfc(one) for key, one in value.items()}
    return value


def _keys_stay_apart(value: Value) -> bool:
    if isinstance(value, list):
        return all(_keys_stay_apart(one) for one in value)
    if isinstance(value, dict):
        keys = {unicodedata.normalize("NFC", key) for key in value}
        return len(keys) == len(value) and all(_keys_stay_apart(one) for one in value.values())
    return True


@given(VALUES.filter(_keys_stay_apart))
def test_what_was_written_is_read_back_in_nfc(value: Value) -> None:
    assert decode(encode(value)) == _in_nfc(value)


@given(VALUES.filter(_keys_stay_apart))
def test_the_order_of_keys_and_the_form_of_text_do_not_show(value: Value) -> None:
    def other_way(one: Value) -> Value:
        if isinstance(one, str):
            return unicodedata.normalize("NFD", one)
        if isinstance(one, list):
            return tuple(other_way(part) for part in one)
        if isinstance(one, dict):
            return {unicodedata.normalize("NFD", key): other_way(part) for key, part in reversed(one.items())}
        return one

    assert encode(other_way(value)) == encode(value)


@given(st.binary(max_size=80))
@example(b"\xc1")
@example(b"")
def test_any_bytes_are_a_canonical_value_or_a_clear_error(data: bytes) -> None:
    try:
        value = decode(data)
    except BadValueError:
        assert not is_canonical(data)
    else:
        assert is_canonical(data)
        if _in_nfc(value) == value:
            assert encode(value) == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"\xcc\x01", "not_shortest", id="a one in two bytes"),
        pytest.param(b"\xd9\x01a", "not_shortest", id="a short text with a long header"),
        pytest.param(b"\xc5\x00\x01a", "not_shortest", id="short bytes with a long header"),
        pytest.param(b"\xdc\x00\x00", "not_shortest", id="an empty list with a long header"),
        pytest.param(b"\x82\xa1b\x01\xa1a\x02", "not_shortest", id="keys out of order"),
        pytest.param(b"\x82\xa1a\x01\xa1a\x02", "not_shortest", id="a key twice"),
        pytest.param(b"\x81\x01\x02", "key_type", id="a key that is a number"),
        pytest.param(b"\x81\x91\x01\x02", "key_type", id="a key that is a list"),
        pytest.param(b"\xa3e\xcc\x81", "not_nfc", id="text that is not in NFC"),
        pytest.param(b"\x81\xa3e\xcc\x81\x01", "not_nfc", id="a key that is not in NFC"),
        pytest.param(b"\xca\x00\x00\x00\x00", "type", id="a float"),
        pytest.param(b"\x91\xcb" + bytes(8), "type", id="a double in a list"),
        pytest.param(b"\xd4\x05\x00", "type", id="an extension"),
        pytest.param(b"\xd6\xff" + bytes(4), "type", id="a time"),
        pytest.param(b"\xa1\xff", "malformed", id="text that is not UTF-8"),
        pytest.param(b"\xa3\xed\xa0\x80", "malformed", id="a surrogate"),
        pytest.param(b"\x01\x01", "malformed", id="two values"),
        pytest.param(b"\xdd\xff\xff\xff\xff", "malformed", id="a list that claims four thousand million elements"),
        pytest.param(b"\x81\x81\x01\x01\x02", "malformed", id="a key that is a map"),
        pytest.param(b"\x91" * 100_000 + b"\x01", "malformed", id="nesting without end"),
        pytest.param(ABSENT, "malformed", id="nothing"),
    ],
)
def test_bytes_that_are_not_canonical_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadValueError) as caught:
        decode(data)

    assert (caught.value.kind, caught.value.reason) == ("bad_value", reason)
    assert not is_canonical(data)
    assert not is_scalar(data)


def test_sixteen_containers_are_allowed_and_seventeen_are_not() -> None:
    value: Value = 1
    for _ in range(16):
        value = [value]
    for deeper in ([value], {"a": value}):
        with pytest.raises(BadValueError, match="nesting"):
            encode(deeper)
        with pytest.raises(BadValueError, match="nesting"):
            decode(msgspec.msgpack.encode(deeper))

    assert decode(encode(value)) == value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(1.5, "type", id="a float"),
        pytest.param({1, 2}, "type", id="a set"),
        pytest.param([bytearray(b"a")], "type", id="bytes that can change"),
        pytest.param({1: 2}, "key_type", id="a key that is a number"),
        pytest.param({"\u00e9": 1, "e\u0301": 2}, "same_key", id="two keys that are one"),
        pytest.param("\ud800", "surrogate", id="half a character"),
        pytest.param({"\ud800": 1}, "surrogate", id="half a character in a key"),
        pytest.param(2**64, "integer_range", id="a number beyond 64 bits"),
        pytest.param(-(2**63) - 1, "integer_range", id="a number below 64 bits"),
    ],
)
def test_values_without_a_canonical_form_are_refused(value: Value, reason: str) -> None:
    with pytest.raises(BadValueError) as caught:
        encode(value)

    assert caught.value.reason == reason


def test_scalars_are_told_from_lists_and_maps() -> None:
    assert is_scalar(encode("ar"))
    assert is_scalar(encode(b"x" * 16))
    assert not is_scalar(encode(["ar"]))
    assert not is_scalar(encode({"a": 1}))


def test_a_value_is_named_by_sixteen_bytes_of_tagged_sha_256() -> None:
    data = encode("Amal")

    assert value_hash(data) == hashlib.sha256(b"haversack/1/value\x00" + data).digest()[:16]
    assert value_hash(ABSENT) == ABSENT_HASH
    assert len(ABSENT_HASH) == 16


@given(st.text(st.characters(categories=["L", "M"]), max_size=8))
def test_normalised_text_passes_whatever_the_interpreters_unicode(text: str) -> None:
    assert is_canonical(msgspec.msgpack.encode(unicodedata.normalize("NFC", text)))


def test_marks_that_came_after_unicode_3_2_are_judged_alike_by_every_interpreter() -> None:
    # Since Unicode 4.1 U+035C has class 233 and would stand behind U+0301 (230); before it was no mark at all.
    # U+10EFD (Unicode 15) would divide Python 3.11 from 3.12 in the same way.
    for mark in ("\u035c", "\U00010efd"):
        assert is_canonical(msgspec.msgpack.encode(f"a{mark}\u0301"))
        assert is_canonical(msgspec.msgpack.encode(f"a{mark}"))
        assert not is_canonical(msgspec.msgpack.encode(f"a\u0301{mark}"))
        assert not is_canonical(msgspec.msgpack.encode(f"a{mark}e\u0301"))
