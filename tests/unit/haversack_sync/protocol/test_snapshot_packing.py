"""Batches stay small, cost little more than one stream, and unpack to nothing larger than their limit."""

import random

import pytest
import zstandard

from haversack_sync.protocol.errors import LimitError, WireError
from haversack_sync.protocol.limits import MAX_SNAPSHOT_DICTIONARY_BYTES, MAX_SNAPSHOT_ROWS_BYTES
from haversack_sync.protocol.snapshot_columns import Chunk, GroupChunk, decode_chunks, encode_chunks
from haversack_sync.protocol.snapshot_packing import (
    PACKED_BYTES,
    RowPacker,
    RowUnpacker,
    pack_dictionary,
    train_dictionary,
    unpack_dictionary,
)
from haversack_sync.protocol.snapshot_values import Mode

WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "r", "st", "ll", "")]


def prose(rng: random.Random, words: int) -> bytes:
    return " ".join(rng.choices(WORDS, k=words)).encode()


def some_chunks(count: int, *, seed: int) -> list[Chunk]:
    """Make chunks of text, as a feed of organisations has them."""
    rng = random.Random(seed)
    return [
        GroupChunk(
            "organisation",
            f"group{number // 20}",
            bytes(100),
            b"",
            Mode.TEXTS,
            b"",
            b"".join(b"The organisation has " + prose(rng, 20) + b"\x00" for _ in range(100)),
            b"",
        )
        for number in range(count)
    ]


def test_batches_hold_every_chunk_in_its_order_and_stay_below_their_limit() -> None:
    chunks = some_chunks(40, seed=1)
    dictionary = train_dictionary(chunks)
    batches = list(RowPacker(dictionary).batches(chunks))
    unpacker = RowUnpacker(dictionary)

    assert len(batches) > 3
    assert max(map(len, batches)) <= PACKED_BYTES
    assert [chunk for batch in batches for chunk in decode_chunks(unpacker.unpack(batch))] == chunks


def test_the_dictionary_saves_more_than_it_weighs() -> None:
    chunks = some_chunks(60, seed=2)
    dictionary = train_dictionary(chunks)

    plain = sum(map(len, RowPacker(b"").batches(chunks)))
    with_dictionary = sum(map(len, RowPacker(dictionary).batches(chunks))) + len(pack_dictionary(dictionary))

    assert 0 < len(dictionary) <= MAX_SNAPSHOT_DICTIONARY_BYTES
    assert len(pack_dictionary(dictionary)) <= PACKED_BYTES
    assert with_dictionary < plain


def test_too_little_trains_no_dictionary() -> None:
    assert train_dictionary(some_chunks(1, seed=3)) == b""


def test_a_dictionary_comes_back_as_it_was() -> None:
    dictionary = train_dictionary(some_chunks(40, seed=4))

    assert unpack_dictionary(pack_dictionary(dictionary)) == dictionary


def test_a_batch_does_not_open_with_another_dictionary() -> None:
    chunks = some_chunks(40, seed=5)
    dictionary, other = train_dictionary(chunks), train_dictionary(some_chunks(40, seed=6))
    batch = next(RowPacker(dictionary).batches(chunks))

    with pytest.raises(WireError):
        RowUnpacker(b"").unpack(batch)
    with pytest.raises(WireError):
        decode_chunks(RowUnpacker(other).unpack(batch))


def test_what_does_not_fit_into_a_batch_is_refused() -> None:
    noise = random.Random(7).randbytes(PACKED_BYTES + 100)

    with pytest.raises(LimitError):
        list(RowPacker(b"").batches([GroupChunk("a", "b", b"\x00", b"", Mode.ANY, b"", noise, b"")]))


def test_a_batch_that_unpacks_to_too_much_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(
        format=zstandard.FORMAT_ZSTD1_MAGICLESS, window_log=17, write_content_size=False, write_dict_id=False
    )
    compressor = zstandard.ZstdCompressor(compression_params=parameters)
    bomb = compressor.compress(bytes(MAX_SNAPSHOT_ROWS_BYTES + 1))
    body = bytes((1, len(bomb))) + bomb

    with pytest.raises(LimitError):
        RowUnpacker(b"").unpack(body.ljust(10_000, b"\x00"))
    with pytest.raises(LimitError):
        RowUnpacker(b"").unpack(body)


def test_a_damaged_batch_is_refused() -> None:
    batch = next(RowPacker(b"").batches(some_chunks(1, seed=8)))
    unpacker = RowUnpacker(b"")

    for bad in (batch[:20], batch + b"x", b"\x00" + batch[1:], batch[:1] + b"\x05" + batch[2:]):
        with pytest.raises(WireError):
            unpacker.unpack(bad)


def test_what_repeats_itself_is_padded_so_far_that_readers_open_it() -> None:
    dull: list[Chunk] = [GroupChunk("a", "b", bytes(60_000), b"", Mode.TEXTS, b"", bytes(60_000), b"")]
    batches = list(RowPacker(b"").batches(dull))

    assert decode_chunks(RowUnpacker(b"").unpack(batches[0])) == tuple(dull)
    assert len(batches[0]) * 200 >= len(encode_chunks(dull))
