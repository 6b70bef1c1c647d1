"""Changes on the wire: strict, bounded, and open to operations of later versions."""

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import RecordId
from haversack_sync.model.operations import (
    Add,
    BadChangeError,
    Change,
    Create,
    Operation,
    Remove,
    Restore,
    Retire,
    Set,
    UnknownOperation,
    decode_change,
    encode_change,
)

RECORD = RecordId(bytes(range(16)))
HASH = st.binary(min_size=16, max_size=16)
ELEMENT = st.binary(min_size=1, max_size=40)
NAME = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
OPERATION: st.SearchStrategy[Operation | UnknownOperation] = st.one_of(
    st.builds(Create),
    st.builds(
        Set, st.from_regex(r"[a-z]{1,8}(@[a-z]{2})?", fullmatch=True), st.lists(HASH, max_size=16).map(tuple), ELEMENT
    ),
    st.builds(Add, NAME, ELEMENT),
    st.builds(Remove, NAME, ELEMENT),
    st.builds(Retire),
    st.builds(Restore),
    st.builds(
        lambda tag, rest: UnknownOperation(tag, msgspec.msgpack.encode([tag, *rest])),
        st.integers(6, 2**40),
        st.lists(st.text(max_size=5) | st.floats(allow_nan=False) | st.dictionaries(st.integers(0, 9), st.binary())),
    ),
)
CHANGE = st.builds(
    Change,
    rules=st.integers(1, 65_535),
    record=st.binary(min_size=16, max_size=16).map(RecordId),
    kind=NAME,
    operations=st.lists(OPERATION, min_size=1, max_size=64).map(tuple),
    role=st.none() | st.integers(0, 255),
    note=st.none() | st.text(max_size=30),
)


def _change(*operations: Operation | UnknownOperation, rules: int = 1, kind: str = "organisation") -> Change:
    return Change(rules=rules, record=RECORD, kind=kind, operations=operations)


def _wire(*operations: object, rest: tuple[object, ...] = ()) -> bytes:
    return msgspec.msgpack.encode([1, RECORD, "organisation", list(operations), *rest])


@given(CHANGE)
def test_a_change_is_read_back_as_it_was_written(change: Change) -> None:
    assert decode_change(encode_change(change)) == change


@given(CHANGE)
def test_every_cut_change_is_refused(change: Change) -> None:
    data = encode_change(change)

    for length in {0, 1, len(data) // 2, len(data) - 1}:
        with pytest.raises(BadChangeError):
            decode_change(data[:length])


@given(st.binary(max_size=100))
def test_any_bytes_are_a_change_or_a_clear_error(data: bytes) -> None:
    with contextlib.suppress(BadChangeError):
        assert decode_change(encode_change(decode_change(data))) == decode_change(data)


def test_operations_stand_on_the_wire_with_their_numbers() -> None:
    change = _change(
        Create(),
        Set("summary@fr", (b"h" * 16,), encode("Bonjour")),
        Add("topics", encode(b"t" * 16)),
        Remove("languages", encode("fr")),
        Retire(),
        Restore(),
    )

    assert msgspec.msgpack.decode(encode_change(change)) == [
        1,
        RECORD,
        "organisation",
        [
            [0],
            [1, "summary@fr", [b"h" * 16], b"\xa7Bonjour"],
            [2, "topics", b"\xc4\x10" + b"t" * 16],
            [3, "languages", b"\xa2fr"],
            [4],
            [5],
        ],
    ]


def test_role_and_note_take_no_byte_where_there_is_none() -> None:
    bare = _change(Create())

    assert len(msgspec.msgpack.decode(encode_change(bare))) == 4
    assert len(msgspec.msgpack.decode(encode_change(msgspec.structs.replace(bare, role=3)))) == 5
    assert len(msgspec.msgpack.decode(encode_change(msgspec.structs.replace(bare, note="why")))) == 6


def test_parts_of_a_later_version_behind_the_change_are_ignored() -> None:
    change = decode_change(_wire([0], rest=(4, "a note", {"later": [1.5]})))

    assert change == msgspec.structs.replace(_change(Create()), role=4, note="a note")


def test_an_unknown_operation_is_named_and_kept_byte_for_byte() -> None:
    raw = b"\x93\x2a\x81\xa1a\xcb" + bytes(8) + b"\xd9\x01x"
    data = b"\x94\x01\xc4\x10" + RECORD + b"\xacorganisation\x92\x91\x00" + raw

    change = decode_change(data)

    assert change.unknown_tags == (42,)
    assert change.operations == (Create(), UnknownOperation(42, raw))
    assert encode_change(change) == data


def test_a_known_change_has_no_unknown_operations() -> None:
    assert decode_change(_wire([0], [4])).unknown_tags == ()


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param([], id="without a number"),
        pytest.param(4, id="not in a list"),
        pytest.param(["create"], id="with a name for a number"),
        pytest.param([True], id="with a truth for a number"),
        pytest.param([-1], id="with a negative number"),
        pytest.param([0, 1], id="a create that says more"),
        pytest.param([1, "name", [b"h" * 16]], id="a set without a value"),
        pytest.param([1, "name", [b"h" * 15], b""], id="a set with a short base"),
        pytest.param([1, "name", [b"h" * 16] * 17, b""], id="a set with 17 bases"),
        pytest.param([1, "Name", [], b""], id="a group in capitals"),
        pytest.param([1, "name\n", [], b""], id="a group that ends in a line feed"),
        pytest.param([1, "name@fr@en", [], b""], id="a group in two languages"),
        pytest.param([1, "", [], b""], id="a group without a name"),
        pytest.param([1, "a" * 101, [], b""], id="a group with a long name"),
        pytest.param([1, "name", [], bytes(65_542)], id="a value that is too large"),
        pytest.param([2, "topics", b""], id="an empty element"),
        pytest.param([3, "topics", bytes(1_025)], id="a large element"),
        pytest.param([2, "topics@fr", b"\x01"], id="a set with a language"),
    ],
)
def test_a_bad_operation_is_refused_also_beside_an_unknown_one(operation: object) -> None:
    for data in (_wire(operation), _wire([99], operation)):
        with pytest.raises(BadChangeError, match="malformed"):
            decode_change(data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(msgspec.msgpack.encode([0, RECORD, "topic", [[0]]]), id="rules 0"),
        pytest.param(msgspec.msgpack.encode([1, b"short", "topic", [[0]]]), id="a short id"),
        pytest.param(msgspec.msgpack.encode([1, RECORD, "Topic", [[0]]]), id="a kind in capitals"),
        pytest.param(msgspec.msgpack.encode([1, RECORD, "topic", []]), id="no operation"),
        pytest.param(msgspec.msgpack.encode([1, RECORD, "topic", [[4]] * 65]), id="65 operations"),
        pytest.param(msgspec.msgpack.encode([1, RECORD, "topic", [[4]], 256]), id="a large role"),
        pytest.param(msgspec.msgpack.encode([1, RECORD, "topic", [[4]], None, "x" * 4_097]), id="a long note"),
        pytest.param(b"\x94\x01\xc4\x10" + RECORD + b"\xa1\xff\x91\x91\x00", id="a kind that is not UTF-8"),
        pytest.param(b"\x94\x01\xc4\x10" + RECORD + b"\xa1a\x91\x92\x09" + b"\x91" * 5_000, id="endless nesting"),
    ],
)
def test_a_bad_change_is_refused(data: bytes) -> None:
    with pytest.raises(BadChangeError, match="malformed"):
        decode_change(data)


def test_the_largest_change_passes_and_a_larger_one_does_not() -> None:
    data = _wire([99, b""])

    assert decode_change(_wire([99, bytes(131_072 - len(data) - 3)])).unknown_tags == (99,)
    with pytest.raises(BadChangeError, match="size") as caught:
        decode_change(_wire([99, bytes(131_072)]))
    assert caught.value.kind == "bad_change"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_change(), id="no operation"),
        pytest.param(_change(Create(), rules=2**70), id="a number beyond 64 bits"),
        pytest.param(_change(Create(), kind="\ud800"), id="half a character"),
        pytest.param(_change(Set("Name", (), b"\x01")), id="a bad group"),
        pytest.param(_change(UnknownOperation(9, b"\xc1")), id="an operation that is none"),
    ],
)
def test_what_nobody_would_accept_is_not_written(change: Change) -> None:
    with pytest.raises(BadChangeError):
        encode_change(change)
