"""Lists of objects: what a request may ask, how its answer is cut into frames, and what a reader lets through."""

from collections.abc import Callable, Iterator, Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.frame_stream import FrameSplitter
from haversack_sync.protocol.limits import KIB, MAX_ASKED_OBJECTS, MIB
from haversack_sync.protocol.messages import Frame, MarkFrame, PieceFrame, encode_frame, encode_message
from haversack_sync.protocol.object_lists import (
    ObjectsRequest,
    Piece,
    PieceReader,
    decode_objects_request,
    piece_frames,
)

A, B, C = (ObjectId(bytes([number]) * 32) for number in (1, 2, 3))


def reader_of(held: Mapping[ObjectId, bytes], *, steps: int = 5_000) -> Callable[[ObjectId, int, int], Iterator[bytes]]:
    """Return what reads objects in pieces of so many bytes."""

    def read(object_id: ObjectId, start: int, length: int) -> Iterator[bytes]:
        data = held[object_id][start : start + length]
        return (data[at : at + steps] for at in range(0, len(data), steps))

    return read


def size_in(held: Mapping[ObjectId, bytes]) -> Callable[[ObjectId], int | None]:
    return lambda object_id: len(held[object_id]) if object_id in held else None


def answer(request: ObjectsRequest, held: Mapping[ObjectId, bytes], *, most_bytes: int = MIB) -> list[bytes]:
    return list(piece_frames(request, size_of=size_in(held), read=reader_of(held), most_bytes=most_bytes))


def read_back(request: ObjectsRequest, frames: list[bytes]) -> list[Piece]:
    reader, pieces = PieceReader(request.wanted), []
    for payload in FrameSplitter().feed(b"".join(frames)):
        reader, piece = reader.read(payload)
        pieces.append(piece)
    return pieces


def bytes_of(pieces: list[Piece], object_id: ObjectId) -> bytes:
    return b"".join(piece.data for piece in pieces if piece.object_id == object_id)


def test_objects_come_in_the_order_of_the_request_each_from_where_it_stopped() -> None:
    held = {A: bytes(range(256)) * 200, B: b"short", C: b"c" * 9_000}
    request = ObjectsRequest(((C, 0), (A, 20_000), (B, 2)))

    pieces = read_back(request, answer(request, held))

    assert list(dict.fromkeys(piece.object_id for piece in pieces)) == [C, A, B]
    assert bytes_of(pieces, A) == held[A][20_000:]
    assert bytes_of(pieces, B) == b"ort"
    assert bytes_of(pieces, C) == held[C]
    assert {piece.total for piece in pieces if piece.object_id == A} == {len(held[A])}


def test_what_is_not_there_and_what_is_here_already_are_said_in_a_few_bytes() -> None:
    request = ObjectsRequest(((A, 0), (B, 5), (C, 99)))

    frames = answer(request, {B: b"bytes", C: b"shorter"})

    assert read_back(request, frames) == [Piece(A, None, 0, b""), Piece(B, 5, 5, b""), Piece(C, 7, 99, b"")]
    assert sum(map(len, frames)) < 30


@pytest.mark.parametrize(("asked", "given"), [(1, 8), (8 * KIB, 8), (0, 32), (20 * KIB, 20), (10**9, 32)])
def test_frames_are_as_long_as_asked_and_filled(asked: int, given: int) -> None:
    request = ObjectsRequest(((A, 0),), frame_bytes=asked)

    frames = answer(request, {A: bytes(200 * KIB)})

    assert max(map(len, frames)) <= given * KIB
    assert min(map(len, frames[:-1])) > given * KIB - 64


@pytest.mark.parametrize("budget", [1, 5_000, 40_000, 100_000])
def test_an_answer_passes_its_budget_by_one_short_frame_and_asking_on_brings_the_rest(budget: int) -> None:
    held = {A: bytes(range(256)) * 300, B: b"b" * 30_000}
    here = {A: b"", B: b""}

    for _ in range(100):
        request = ObjectsRequest(tuple((each, len(data)) for each, data in here.items()), answer_bytes=budget)
        frames = answer(request, held)
        assert sum(map(len, frames)) <= budget + 8 * KIB
        pieces = read_back(request, frames)
        here = {each: data + bytes_of(pieces, each) for each, data in here.items()}
        if here == held:
            break

    assert here == held


def test_an_answer_is_never_longer_than_whoever_answers_allows() -> None:
    request = ObjectsRequest(((A, 0),), answer_bytes=MIB)

    assert sum(map(len, answer(request, {A: bytes(MIB)}, most_bytes=50_000))) <= 50_000 + 8 * KIB


def test_an_object_that_is_shorter_than_its_length_ends_the_answer() -> None:
    request = ObjectsRequest(((A, 0), (B, 0)))
    frames = list(
        piece_frames(request, size_of=lambda _: 100, read=reader_of({A: b"short", B: b"more"}), most_bytes=MIB)
    )

    assert bytes_of(read_back(request, frames), A) == b"short"
    assert len(frames) == 1


def test_a_request_is_read_as_it_was_written_and_later_fields_are_ignored() -> None:
    request = ObjectsRequest(((A, 0), (B, 70_000)), 65_536, 8_192)

    assert decode_objects_request(encode_message(request)) == request
    assert decode_objects_request(msgspec.msgpack.encode([[[A, 0]], 0, 0, "new"])) == ObjectsRequest(((A, 0),))
    assert decode_objects_request(msgspec.msgpack.encode([[[A, 0]]])) == ObjectsRequest(((A, 0),))


@pytest.mark.parametrize(
    "bad",
    [[], [[]], [[[A]]], [[[A, -1]]], [[[b"short", 0]]], [[[A, 0], [A, 9]]], [[[A, 0]], -1], [[[A, 0, 5]]], ["no list"]],
    ids=str,
)
def test_requests_that_no_program_of_ours_makes_are_refused(bad: object) -> None:
    with pytest.raises(WireError):
        decode_objects_request(msgspec.msgpack.encode(bad))


def test_only_so_many_objects_may_be_asked_for_at_once() -> None:
    most = ObjectsRequest(tuple((number.to_bytes(32, "big"), 2**62) for number in range(MAX_ASKED_OBJECTS)))
    assert decode_objects_request(encode_message(most)) == most

    for count in (MAX_ASKED_OBJECTS + 1, 50 * MAX_ASKED_OBJECTS):
        with pytest.raises(LimitError):
            decode_objects_request(
                encode_message(ObjectsRequest(tuple((number.to_bytes(32, "big"), 0) for number in range(count))))
            )


LIES: list[tuple[str, list[Frame]]] = [
    ("another frame", [MarkFrame(0, 1, 1, bytes(64))]),
    ("not asked for", [PieceFrame(2, 9, 0, b"nine byte")]),
    ("goes back", [PieceFrame(1, None, 7, b""), PieceFrame(0, 9, 0, b"nine byte")]),
    ("from another place", [PieceFrame(0, 9, 1, b"nine")]),
    ("a gap", [PieceFrame(0, 9, 0, b"nine"), PieceFrame(0, 9, 5, b"byte")]),
    ("twice", [PieceFrame(0, 9, 0, b"nine"), PieceFrame(0, 9, 0, b"nine")]),
    ("another length", [PieceFrame(0, 9, 0, b"nine"), PieceFrame(0, 10, 4, b"byte")]),
    ("too much", [PieceFrame(0, 9, 0, b"nine bytes")]),
    ("of nothing", [PieceFrame(0, None, 0, b"nine")]),
    ("no bytes", [PieceFrame(0, 9, 0, b"")]),
    ("no end", [PieceFrame(0, 4, 0, b"nine"), PieceFrame(0, 4, 4, b"")]),
    ("missing twice", [PieceFrame(0, None, 0, b""), PieceFrame(0, None, 0, b"")]),
]


@pytest.mark.parametrize(("what", "frames"), LIES, ids=[what for what, _ in LIES])
def test_what_was_not_asked_for_or_does_not_follow_is_refused(what: str, frames: list[Frame]) -> None:
    reader = PieceReader(ObjectsRequest(((A, 0), (B, 7))).wanted)
    payloads = FrameSplitter().feed(b"".join(map(encode_frame, frames)))
    for payload in payloads[:-1]:
        reader, _ = reader.read(payload)

    with pytest.raises(WireError):
        reader.read(payloads[-1])


@given(
    st.dictionaries(st.sampled_from([A, B, C]), st.binary(max_size=60_000)),
    st.permutations([A, B, C]),
    st.integers(0, 70_000),
    st.integers(0, 200_000),
    st.integers(0, 40_000),
)
def test_whatever_is_asked_the_frames_are_whole_and_add_up(
    held: dict[ObjectId, bytes], order: list[ObjectId], offset: int, budget: int, frame_bytes: int
) -> None:
    request = ObjectsRequest(tuple((each, offset) for each in order), budget, frame_bytes)

    pieces = read_back(request, answer(request, held))

    for object_id in order:
        expected = held.get(object_id, b"")[offset:]
        assert expected.startswith(bytes_of(pieces, object_id))
        assert budget or bytes_of(pieces, object_id) == expected
