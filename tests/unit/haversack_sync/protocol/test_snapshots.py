"""Parts of snapshots open for whom they are sealed, and as nothing else; indexes and notices are read strictly."""

import itertools

import msgspec
import pytest

from haversack_sync.model.ids import FeedId
from haversack_sync.protocol.errors import LimitError, SealError, UnknownSuiteError, WireError
from haversack_sync.protocol.limits import MAX_SNAPSHOT_PART_BYTES, MAX_SNAPSHOT_PARTS, MAX_SNAPSHOT_SUMMARY_BYTES
from haversack_sync.protocol.snapshots import (
    DisputeNotice,
    Listed,
    PartName,
    PartType,
    SnapshotNotice,
    Summary,
    decode_index,
    decode_notice,
    decode_summary,
    encode_index,
    encode_notice,
    encode_summary,
    object_id,
    open_part,
    seal_part,
)

ROOT, KEY = b"r" * 32, b"k" * 32
NAME = PartName(PartType.ROWS, FeedId(b"members!"), 3, 900, 7)
OVERHEAD = len(NAME.encode()) + 16 + 16


def sealed(body: bytes = b"body", *, name: PartName = NAME, random: bytes = b"x" * 32) -> bytes:
    return seal_part(name, body, root=ROOT, epoch_key=KEY, random=lambda _: random)


def test_a_part_opens_with_its_key_and_its_name() -> None:
    assert open_part(sealed(), NAME, root=ROOT, epoch_key=KEY) == b"body"


@pytest.mark.parametrize(
    "other",
    [
        msgspec.structs.replace(NAME, type=PartType.DICTIONARY),
        msgspec.structs.replace(NAME, feed=FeedId(b"members?")),
        msgspec.structs.replace(NAME, epoch=4),
        msgspec.structs.replace(NAME, n=901),
        msgspec.structs.replace(NAME, part=8),
    ],
)
def test_a_part_is_no_other_part(other: PartName) -> None:
    with pytest.raises(SealError):
        open_part(sealed(), other, root=ROOT, epoch_key=KEY)

    forged = other.encode() + sealed()[len(NAME.encode()) :]
    with pytest.raises(SealError):
        open_part(forged, other, root=ROOT, epoch_key=KEY)


def test_a_part_opens_in_its_network_and_with_its_key_only() -> None:
    with pytest.raises(SealError):
        open_part(sealed(), NAME, root=b"s" * 32, epoch_key=KEY)
    with pytest.raises(SealError):
        open_part(sealed(), NAME, root=ROOT, epoch_key=b"l" * 32)


def test_every_altered_byte_of_a_part_is_noticed() -> None:
    good = sealed()

    for at in range(len(good)):
        bad = good[:at] + bytes((good[at] ^ 1,)) + good[at + 1 :]
        with pytest.raises(SealError):
            open_part(bad, NAME, root=ROOT, epoch_key=KEY)
    for length in range(len(good)):
        with pytest.raises(SealError):
            open_part(good[:length], NAME, root=ROOT, epoch_key=KEY)


def test_two_texts_never_share_a_key_even_when_randomness_repeats() -> None:
    salts = {sealed(body)[len(NAME.encode()) :][:16] for body in (b"one", b"two", b"three")}

    assert len(salts) == 3


def test_a_part_has_at_most_32_kib() -> None:
    longest = sealed(bytes(MAX_SNAPSHOT_PART_BYTES - OVERHEAD))

    assert len(longest) == MAX_SNAPSHOT_PART_BYTES
    with pytest.raises(LimitError):
        sealed(bytes(MAX_SNAPSHOT_PART_BYTES - OVERHEAD + 1))
    with pytest.raises(LimitError):
        open_part(longest + b"x", NAME, root=ROOT, epoch_key=KEY)


LISTED = tuple(Listed(object_id(bytes([number])), 100 + number) for number in range(200))


def test_an_index_comes_back_as_it_was() -> None:
    assert decode_index(encode_index(LISTED)) == LISTED
    assert decode_index(encode_index(())) == ()


def test_an_index_that_is_not_one_is_refused() -> None:
    good = encode_index(LISTED[:2])

    for length in range(len(good)):
        with pytest.raises(WireError):
            decode_index(good[:length])
    with pytest.raises(WireError):
        decode_index(good + b"\x00")
    with pytest.raises(UnknownSuiteError):
        decode_index(b"\x02" + good[1:])
    with pytest.raises(WireError):
        decode_index(good[:1] + b"\x01" + good[2:])
    with pytest.raises(WireError):
        decode_index(encode_index((LISTED[0], LISTED[0])))


def test_an_index_is_bounded() -> None:
    many = list(itertools.repeat(LISTED[0], MAX_SNAPSHOT_PARTS + 1))
    long = Listed(LISTED[0].object, MAX_SNAPSHOT_PART_BYTES + 1)

    with pytest.raises(LimitError):
        encode_index(many)
    with pytest.raises(LimitError):
        decode_index(b"\x01\x00\xa1\x9c\x01")
    with pytest.raises(LimitError):
        decode_index(encode_index((long,)))


def test_notices_come_back_as_they_were() -> None:
    for notice in (SnapshotNotice(900, b"d" * 32, b"sealed"), DisputeNotice(77)):
        assert decode_notice(encode_notice(notice)) == notice
    with pytest.raises(WireError):
        decode_notice(msgspec.msgpack.encode([3, 77]))
    with pytest.raises(WireError):
        decode_notice(encode_notice(SnapshotNotice(900, b"short", b"sealed")))


def test_a_notice_with_a_summary_that_is_too_long_cannot_be_read() -> None:
    longest = SnapshotNotice(900, b"d" * 32, bytes(MAX_SNAPSHOT_SUMMARY_BYTES))

    assert decode_notice(encode_notice(longest)) == longest
    with pytest.raises(WireError):
        decode_notice(encode_notice(msgspec.structs.replace(longest, summary=longest.summary + b"x")))


def test_a_summary_comes_back_as_it_was() -> None:
    summary = Summary(b"i" * 32, 900, b"d" * 32, 1_200, 1, b"s" * 32, 350, 90_000, has_dictionary=True)

    assert decode_summary(encode_summary(summary)) == summary
    with pytest.raises(WireError):
        decode_summary(encode_summary(summary)[:-1])
