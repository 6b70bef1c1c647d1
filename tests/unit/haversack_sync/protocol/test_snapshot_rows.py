"""A snapshot's rows come back as they were, and rows that no replay makes are refused."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import DeviceId, Position, RecordId
from haversack_sync.model.merge import apply
from haversack_sync.model.operations import Add, Change, Create, Set
from haversack_sync.model.record import RecordState
from haversack_sync.model.state_digest import StatePoint, record_digest, state_digest
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.snapshot_columns import (
    AuthorsChunk,
    Chunk,
    GroupChunk,
    RecordsChunk,
    SetChunk,
    chunks,
    decode_chunks,
    encode_chunks,
)
from haversack_sync.protocol.snapshot_rows import Place, RowReader
from haversack_sync.protocol.snapshot_values import Mode, encode_numbers
from tests.unit.haversack_sync.model.histories import ACTS, FEED, Act, played, replayed
from tests.unit.haversack_sync.protocol.snapshot_samples import authors_of, packed, unpacked

ROOT = b"r" * 32
BEN = DeviceId(b"ben-pc-2")


def digest(states: list[RecordState], authors: dict[DeviceId, int], n: int) -> bytes:
    point = StatePoint(ROOT, FEED, n, b"d" * 32, 1)
    return state_digest(point, [(state.id, record_digest(state, root=ROOT)) for state in states], authors)


@given(ACTS, st.floats(0, 1))
def test_the_state_by_entries_is_the_state_by_snapshot_and_tail(acts: list[Act], share: float) -> None:
    log = played(acts).log
    n = int(share * len(log))
    before = list(replayed(log[:n]).values())

    reader = RowReader(Place(FEED, Position(n)))
    states = list(reader.states(decode_chunks(encode_chunks(list(chunks(before, authors_of(log[:n])))))))
    by_id = {state.id[0]: state for state in states}
    after = replayed(log[n:], by_id)

    whole = replayed(log)
    assert reader.authors == authors_of(log[:n])
    assert after == whole
    assert digest(list(after.values()), authors_of(log), len(log)) == digest(
        list(whole.values()), authors_of(log), len(log)
    )


def record(number: int, *operations: Set | Add, kind: str = "organisation") -> RecordState:
    """Make a record that came with one change."""
    change = Change(1, RecordId(number.to_bytes(16, "big")), kind, (Create(), *operations))
    return apply(None, change, feed=FEED, device=BEN, number=number, position=Position(number + 1))


def test_values_of_every_form_come_back_byte_for_byte() -> None:
    links = [encode(RecordId((number % 90).to_bytes(16, "big"))) for number in range(300)]
    values = {
        "texts": [encode(f"A text, number {number}, " + "long " * (number % 60)) for number in range(300)],
        "few": [encode(("KE", "UG", 7, True, None)[number % 5]) for number in range(300)],
        "links": links,
        "maps": [encode({"city": f"Irbid {number}", "street": "١٢"}) for number in range(300)],
        "ends": [encode("with an end\0inside" if number == 9 else f"{number}") for number in range(300)],
        "bytes": [encode(bytes([number % 256]) * 3) for number in range(300)],
    }
    states = [
        record(
            number,
            *(Set(name, (), given[number]) for name, given in values.items()),
            *(Add("tags", encode(f"tag {number % 7}")) for _ in range(number % 2)),
            kind="organisation" if number < 100 else "garden",
        )
        for number in range(300)
    ]

    laid_out = list(chunks(states, {BEN: 300}))
    back, authors = unpacked(*packed(states, {BEN: 300}), position=400)

    assert {one.mode for one in laid_out if isinstance(one, GroupChunk)} == set(Mode)
    assert {state.id: state for state in back} == {state.id: state for state in states}
    assert authors == {BEN: 300}


def test_long_versions_of_one_group_go_on_in_the_next_chunk() -> None:
    state = record(0, Set("story", (), encode("a" * 20_000)))
    for number in range(1, 12):
        other = Change(1, state.id, state.kind, (Set("story", (), encode(chr(97 + number) * 20_000)),))
        state = apply(state, other, feed=FEED, device=BEN, number=number, position=Position(number + 1))

    back, _ = unpacked(*packed([state], {BEN: 11}), position=12)

    assert len(state.groups["story"]) == 12
    assert back == [state]


def test_an_empty_feed_has_a_snapshot_too() -> None:
    assert unpacked(*packed([], {}), position=0) == ([], {})


def test_the_digest_tells_every_part_of_the_state_apart() -> None:
    state = record(3, Set("name", (), encode("one")), Add("tags", encode("x")))
    others = [
        msgspec.structs.replace(state, edited_after_retired=True),
        msgspec.structs.replace(state, kind="garden"),
        msgspec.structs.replace(state, created_number=4),
        msgspec.structs.replace(state, sets={}),
        record(3, Set("name", (), encode("two")), Add("tags", encode("x"))),
        record(4, Set("name", (), encode("one")), Add("tags", encode("x"))),
    ]

    digests = {digest([one], {BEN: 9}, 4) for one in (state, *others)}
    digests |= {digest([state], {BEN: 8}, 4), digest([state], {BEN: 9}, 5), digest([], {BEN: 9}, 4)}

    assert len(digests) == len(others) + 4


AUTHORS = AuthorsChunk(BEN, b"\x09")
RECORDS = RecordsChunk("garden", bytes(16) + b"\x01" * 16, b"\x00\x00", b"\x00\x00", b"\x00\x00", b"\x01\x01")
NAME = GroupChunk("garden", "name", b"\x00", b"", Mode.TEXTS, b"", b"Ana\x00", b"")
TAGS = SetChunk("garden", "tags", b"\x00", b"", Mode.TEXTS, b"", b"x\x00", b"")


def read(*given: Chunk, position: int = 9) -> list[RecordState]:
    """Read chunks as they come."""
    return list(RowReader(Place(FEED, Position(position))).states(decode_chunks(encode_chunks(given))))


def test_rows_that_are_well_formed_are_read() -> None:
    assert [len(state.groups) for state in read(AUTHORS, RECORDS, NAME, TAGS)] == [1, 0]


def changed(chunk: Chunk, **parts: object) -> Chunk:
    """Return a chunk with some other parts."""
    return msgspec.structs.replace(chunk, **parts)


FORGED: list[tuple[str, tuple[Chunk, ...]]] = [
    ("nothing at all", ()),
    ("no authors", (RECORDS, NAME)),
    ("authors twice", (AUTHORS, AUTHORS)),
    ("an author's handle cut", (changed(AUTHORS, handles=b"short"),)),
    ("authors without numbers", (changed(AUTHORS, numbers=b""),)),
    ("one author twice", (AuthorsChunk(BEN + BEN, b"\x01\x02"),)),
    ("records after their columns", (AUTHORS, RECORDS, NAME, changed(RECORDS, kind="school"))),
    ("kinds in another order", (AUTHORS, changed(RECORDS, kind="z"), changed(RECORDS, kind="a"))),
    ("a record twice", (AUTHORS, changed(RECORDS, ids=bytes(32)))),
    ("an unknown flag", (AUTHORS, changed(RECORDS, flags=b"\x04\x00"))),
    ("a mark on a record in use", (AUTHORS, changed(RECORDS, flags=b"\x02\x00"))),
    ("an author out of the list", (AUTHORS, changed(RECORDS, devices=b"\x01\x00"))),
    ("a number above the author's last", (AUTHORS, changed(RECORDS, numbers=b"\x14\x00"))),
    ("a number below zero", (AUTHORS, changed(RECORDS, numbers=b"\x01\x00"))),
    ("a position behind the snapshot", (AUTHORS, changed(RECORDS, positions=b"\x01\x09"))),
    ("a record without a position", (AUTHORS, changed(RECORDS, positions=b"\x00\x01"))),
    ("ids without positions", (AUTHORS, changed(RECORDS, positions=b"\x01"))),
    ("a column of an unknown kind", (AUTHORS, changed(NAME, kind="garden"))),
    ("columns in another order", (AUTHORS, RECORDS, TAGS, NAME)),
    ("a row outside of the kind", (AUTHORS, RECORDS, changed(NAME, rows=b"\x02"))),
    ("a row again", (AUTHORS, RECORDS, changed(NAME, rows=b"\x01"), NAME)),
    ("values for no rows", (AUTHORS, RECORDS, changed(NAME, rows=b""))),
    ("more values than rows", (AUTHORS, RECORDS, changed(NAME, data=b"Ana\x00Ben\x00"))),
    ("a count of zero", (AUTHORS, RECORDS, changed(NAME, rows=b"\x00\x00", counts=b"\x00\x01"))),
    ("a text without an end", (AUTHORS, RECORDS, changed(NAME, data=b"Ana"))),
    ("a text that is no UTF-8", (AUTHORS, RECORDS, changed(NAME, data=b"\xff\x00"))),
    ("a text that is not in NFC", (AUTHORS, RECORDS, changed(NAME, data="e\u0301".encode() + b"\x00"))),
    ("an unknown mode", (AUTHORS, RECORDS, changed(NAME, mode=9))),
    ("a table for nobody", (AUTHORS, RECORDS, changed(NAME, table=b"\x01x"))),
    ("a place outside of the table", (AUTHORS, RECORDS, changed(NAME, mode=Mode.TABLE, table=b"\x01x", data=b"\x01"))),
    ("a table cut short", (AUTHORS, RECORDS, changed(NAME, mode=Mode.TABLE, table=b"\x09x", data=b"\x00"))),
    ("a link outside of the snapshot", (AUTHORS, RECORDS, changed(NAME, mode=Mode.LINKS, data=b"\x08"))),
    ("values of another length", (AUTHORS, RECORDS, changed(NAME, mode=Mode.ANY, table=b"\x02", data=b"\xc0"))),
    (
        "a value that is not canonical",
        (AUTHORS, RECORDS, changed(NAME, mode=Mode.ANY, table=b"\x02", data=b"\xd9\x00")),
    ),
    ("an element that has parts", (AUTHORS, RECORDS, changed(TAGS, mode=Mode.ANY, table=b"\x01", data=b"\x90"))),
    ("an element twice", (AUTHORS, RECORDS, changed(TAGS, counts=b"\x02", data=b"x\x00x\x00"))),
    ("a version twice", (AUTHORS, RECORDS, changed(NAME, counts=b"\x02", data=b"x\x00x\x00"))),
    ("too many versions", (AUTHORS, RECORDS, changed(NAME, counts=b"\x11", data=bytes(b"a\x00" * 17)))),
    ("an origin cut short", (AUTHORS, RECORDS, changed(NAME, origins=b"\x00\x00"))),
    ("an origin of no value", (AUTHORS, RECORDS, changed(NAME, origins=b"\x01\x00\x00\x00"))),
    ("an origin behind the snapshot", (AUTHORS, RECORDS, changed(NAME, origins=b"\x00\x00\x00\x14"))),
    ("a number that is not in its shortest form", (AUTHORS, RECORDS, changed(NAME, rows=b"\x80\x00"))),
]


@pytest.mark.parametrize("given", [given for _, given in FORGED], ids=[name for name, _ in FORGED])
def test_rows_that_no_replay_makes_are_refused(given: tuple[Chunk, ...]) -> None:
    with pytest.raises(WireError):
        read(*given)


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused_with_a_wire_error(data: bytes) -> None:
    try:
        given = decode_chunks(data)
        list(RowReader(Place(FEED, Position(9))).states(given))
    except WireError:
        return
    assert given[0].__class__ is AuthorsChunk


def test_numbers_are_bounded() -> None:
    too_large = encode_numbers([2**63])

    with pytest.raises(WireError):
        read(changed(AUTHORS, numbers=too_large))
