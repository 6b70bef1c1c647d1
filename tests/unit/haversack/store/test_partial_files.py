"""Files on their way, chunk by chunk: whatever is cut, altered or rotten, only that part comes again, and it ends."""

import contextlib
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haversack.store.parcel_files import PARCELS, PARTIALS, ParcelFiles
from haversack.store.partial_files import Gap, first_gap
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import DigestError, SealError
from haversack_sync.protocol.parcel import (
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    ParcelKey,
    ParcelName,
    chunk_count,
    seal_parcel,
    sealed_length,
)
from tests.guards.examples import examples

PLAIN = random.Random(5).randbytes(70_000)
PARCEL = ParcelKey(b"k" * 32, ParcelName(b"r" * 32, b"p" * 16))
SEALED = b"".join(seal_parcel([PLAIN], len(PLAIN), key=PARCEL.key, salt=b"s" * 24, name=PARCEL.name))
TOTAL = len(SEALED)
ID = ObjectId(hashlib.sha256(SEALED).digest())
SECOND = HEADER_BYTES + SEALED_CHUNK_BYTES


@pytest.fixture
def parcels(tmp_path: Path) -> ParcelFiles:
    return ParcelFiles(tmp_path)


def arriving(data: bytes, size: int = 3_000, *, is_cut: bool = False) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]
    if is_cut:
        raise LinkError("cut")


def offset(parcels: ParcelFiles) -> int:
    return parcels.resume_offset(ID, total=TOTAL, parcel=PARCEL)


def take(parcels: ParcelFiles, pieces: Iterator[bytes], at: int | None = None) -> bool:
    start = offset(parcels) if at is None else at
    return parcels.append_checked(ID, pieces, offset=start, total=TOTAL, parcel=PARCEL)


def altered(data: bytes, place: int) -> bytes:
    return data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]


@pytest.mark.parametrize("cut", [0, 1, 55, 56, 57, SECOND - 1, SECOND, SECOND + 1, 50_000, TOTAL - 1])
def test_after_a_cut_anywhere_it_goes_on_there_and_is_not_here_before_it_is_whole(cut: int, tmp_path: Path) -> None:
    parcels = ParcelFiles(tmp_path)
    with pytest.raises(LinkError):
        take(parcels, arriving(SEALED[:cut], is_cut=True), 0)
    assert not parcels.has(ID)

    # The next start of the program knows nothing but what lies on the disk.
    again = ParcelFiles(tmp_path)
    assert offset(again) == cut
    assert take(again, arriving(SEALED[cut:]))
    assert b"".join(again.pieces(ID)) == SEALED


@pytest.mark.parametrize("place", [3, 40, HEADER_BYTES, SECOND + 9, TOTAL - 1])
def test_a_byte_that_was_altered_on_its_way_costs_its_chunk_only(parcels: ParcelFiles, place: int) -> None:
    with pytest.raises(DigestError):
        take(parcels, arriving(altered(SEALED, place)))

    kept = offset(parcels)
    assert kept <= place
    assert place - kept < SEALED_CHUNK_BYTES
    assert take(parcels, arriving(SEALED[kept:]))


def test_the_begin_of_a_chunk_that_proves_wrong_is_not_kept_for_ever(tmp_path: Path) -> None:
    parcels = ParcelFiles(tmp_path)
    bad = altered(SEALED, SECOND + 5)
    take(parcels, arriving(bad[: SECOND + 100]))
    again = ParcelFiles(tmp_path)
    assert offset(again) == SECOND + 100
    with pytest.raises(DigestError):
        take(again, arriving(SEALED[SECOND + 100 :]))

    once_more = ParcelFiles(tmp_path)
    assert offset(once_more) == SECOND
    assert take(once_more, arriving(SEALED[SECOND:]))


def test_what_rotted_in_the_middle_of_a_whole_file_is_fetched_again_alone(parcels: ParcelFiles, tmp_path: Path) -> None:
    take(parcels, arriving(SEALED))
    path = tmp_path / PARCELS / ID.hex()
    path.write_bytes(altered(altered(SEALED, SECOND + 5), SECOND + 3 * SEALED_CHUNK_BYTES))
    assert not parcels.is_right(ID, total=TOTAL, parcel=PARCEL)

    parcels.set_unfinished(ID)
    assert not parcels.has(ID)
    fetched = 0
    while not parcels.has(ID):
        start, seen = offset(parcels), 0

        def counted(data: bytes) -> Iterator[bytes]:
            nonlocal seen
            for piece in arriving(data, 1_000):
                seen += len(piece)
                yield piece

        take(parcels, counted(SEALED[start:]))
        fetched += seen

    assert parcels.is_right(ID, total=TOTAL, parcel=PARCEL)
    assert fetched <= 2 * (SEALED_CHUNK_BYTES + 1_000)


def test_a_file_that_was_cut_short_on_the_disk_goes_on_at_its_end(parcels: ParcelFiles, tmp_path: Path) -> None:
    take(parcels, arriving(SEALED))
    path = tmp_path / PARCELS / ID.hex()
    path.write_bytes(SEALED[:40_000])
    assert not parcels.is_right(ID, total=TOTAL, parcel=PARCEL)

    parcels.set_unfinished(ID)

    assert offset(parcels) == 40_000
    assert take(parcels, arriving(SEALED[40_000:]))


def test_another_file_under_the_same_key_is_never_taken(parcels: ParcelFiles, tmp_path: Path) -> None:
    """Who has the key of an open file could seal another one: the hash decides in the end."""
    other = b"".join(seal_parcel([bytes(70_000)], 70_000, key=PARCEL.key, salt=b"t" * 24, name=PARCEL.name))
    assert len(other) == TOTAL

    with pytest.raises(DigestError):
        take(parcels, arriving(other))

    assert not list((tmp_path / PARCELS).iterdir())
    assert not list((tmp_path / PARTIALS).iterdir())
    assert take(parcels, arriving(SEALED))


def test_bytes_beyond_the_end_and_offsets_that_do_not_fit_change_nothing(parcels: ParcelFiles) -> None:
    assert not take(parcels, arriving(SEALED[500:]), 500)
    assert offset(parcels) == 0
    assert take(parcels, arriving(SEALED + b"more"))
    assert parcels.held_bytes(ID) == TOTAL


def test_lengths_that_no_sealed_file_has_are_refused(tmp_path: Path) -> None:
    assert chunk_count(sealed_length(0)) == 1
    for total in (0, HEADER_BYTES, HEADER_BYTES + 15, HEADER_BYTES + SEALED_CHUNK_BYTES + 1):
        with pytest.raises(SealError):
            first_gap(tmp_path / "none", PARCEL, total)
    assert first_gap(tmp_path / "none", PARCEL, TOTAL) == Gap(0, TOTAL)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_happens_on_the_way_it_ends_whole_and_right(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Cuts, altered bytes, kills, rot and cut-off ends in any order; then one clean run brings what lacks."""
    folder = tmp_path_factory.mktemp("vault")
    parcels = ParcelFiles(folder)
    acts = st.lists(
        st.tuples(st.sampled_from(["cut", "alter", "kill", "rot", "shorten"]), st.integers(0, TOTAL - 1)), max_size=6
    )
    for act, place in data.draw(acts):
        partial = folder / PARTIALS / ID.hex()
        if act == "kill":
            parcels = ParcelFiles(folder)
        elif act in ("rot", "shorten") and partial.exists() and partial.stat().st_size:
            held = partial.read_bytes()
            at = place % len(held)
            partial.write_bytes(held[:at] if act == "shorten" else altered(held, at))
            parcels = ParcelFiles(folder)
        elif not parcels.has(ID):
            start = offset(parcels)
            line = SEALED[start:] if act != "alter" or place < start else altered(SEALED, place)[start:]
            with contextlib.suppress(LinkError, DigestError):
                take(parcels, arriving(line[: place if act == "cut" else None], is_cut=act == "cut"))
    for _ in range(10):
        if parcels.has(ID):
            break
        try:
            take(parcels, arriving(SEALED[offset(parcels) :]))
        except DigestError:
            continue

    assert b"".join(parcels.pieces(ID)) == SEALED
