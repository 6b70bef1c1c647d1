"""Sealed files are kept whole under their own hash, and what is not whole yet waits where it stopped."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.store.errors import DamagedVaultError
from haversack.store.parcel_files import PARCELS, PARTIALS, ParcelFiles
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.errors import DigestError

SEALED = bytes(range(256)) * 400
OBJECT = ObjectId(hashlib.sha256(SEALED).digest())


class CutError(Exception):
    """The link broke."""


@pytest.fixture
def files(tmp_path: Path) -> ParcelFiles:
    """An empty vault's files."""
    return ParcelFiles(tmp_path)


def cut_after(*pieces: bytes) -> Iterator[bytes]:
    yield from pieces
    raise CutError


def names(tmp_path: Path, part: str) -> list[str]:
    return [path.name for path in (tmp_path / part).iterdir()]


def test_a_file_sealed_here_lies_under_the_hash_of_its_sealed_bytes(files: ParcelFiles, tmp_path: Path) -> None:
    kept = files.add([SEALED[:1000], SEALED[1000:]])

    assert kept == (OBJECT, len(SEALED))
    assert files.has(OBJECT)
    assert b"".join(files.pieces(OBJECT)) == SEALED
    assert (tmp_path / PARCELS / OBJECT.hex()).stat().st_mode & 0o777 == 0o600
    assert names(tmp_path, PARTIALS) == []


def test_adding_the_same_file_again_changes_nothing(files: ParcelFiles) -> None:
    assert files.add([SEALED]) == files.add([SEALED])
    assert b"".join(files.pieces(OBJECT)) == SEALED


def test_sealing_that_fails_leaves_nothing_behind(files: ParcelFiles, tmp_path: Path) -> None:
    with pytest.raises(CutError):
        files.add(cut_after(SEALED[:5000]))

    assert names(tmp_path, PARCELS) + names(tmp_path, PARTIALS) == []


def test_what_a_killed_process_was_sealing_is_not_part_of_the_next_file(files: ParcelFiles, tmp_path: Path) -> None:
    (tmp_path / PARTIALS / "own").write_bytes(b"left over" * 100_000)

    assert files.add([SEALED]) == (OBJECT, len(SEALED))


def test_a_file_that_arrives_whole_is_kept(files: ParcelFiles, tmp_path: Path) -> None:
    assert files.append(OBJECT, [SEALED], offset=0, total=len(SEALED))
    assert files.has(OBJECT)
    assert names(tmp_path, PARTIALS) == []


def test_a_cut_loses_nothing_that_arrived_and_the_rest_completes_it(files: ParcelFiles) -> None:
    with pytest.raises(CutError):
        files.append(OBJECT, cut_after(SEALED[:30_000]), offset=0, total=len(SEALED))

    offset = files.partial_size(OBJECT)
    is_whole = files.append(OBJECT, [SEALED[offset:]], offset=offset, total=len(SEALED))

    assert (offset, is_whole) == (30_000, True)
    assert b"".join(files.pieces(OBJECT)) == SEALED


def test_pieces_that_end_early_wait_for_the_rest(files: ParcelFiles) -> None:
    assert not files.append(OBJECT, [SEALED[:100]], offset=0, total=len(SEALED))
    assert not files.has(OBJECT)
    assert files.partial_size(OBJECT) == 100


def test_going_back_to_an_earlier_offset_replaces_what_lies_beyond(files: ParcelFiles) -> None:
    files.append(OBJECT, [SEALED[:100], b"wrong"], offset=0, total=len(SEALED))

    assert files.append(OBJECT, [SEALED[100:]], offset=100, total=len(SEALED))


@pytest.mark.parametrize("arrived", [SEALED[:-1] + b"x", SEALED + b"more", b"\x00" * len(SEALED)])
def test_a_whole_file_of_another_hash_is_dropped(arrived: bytes, files: ParcelFiles, tmp_path: Path) -> None:
    with pytest.raises(DigestError):
        files.append(OBJECT, [arrived], offset=0, total=len(SEALED))

    assert not files.has(OBJECT)
    assert names(tmp_path, PARTIALS) == []
    assert files.append(OBJECT, [SEALED], offset=0, total=len(SEALED))


def test_a_sender_without_end_is_stopped_at_the_length_that_was_promised(files: ParcelFiles) -> None:
    taken = 0

    def without_end() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield bytes(1000)

    with pytest.raises(DigestError):
        files.append(OBJECT, without_end(), offset=0, total=10_500)
    assert taken == 11


@given(cuts=st.lists(st.integers(0, len(SEALED)), max_size=6))
def test_a_file_is_the_same_whatever_the_cuts(cuts: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    files = ParcelFiles(tmp_path_factory.mktemp("vault"))
    for cut in sorted(cuts):
        offset = files.partial_size(OBJECT)
        if not files.has(OBJECT):
            files.append(OBJECT, [SEALED[offset:cut]], offset=offset, total=len(SEALED))
    if not files.has(OBJECT):
        offset = files.partial_size(OBJECT)
        files.append(OBJECT, [SEALED[offset:]], offset=offset, total=len(SEALED))

    assert b"".join(files.pieces(OBJECT)) == SEALED


def test_a_piece_from_the_middle_is_read_for_a_resumed_upload(files: ParcelFiles) -> None:
    files.add([SEALED])

    assert files.read(OBJECT, offset=50_000, length=20) == SEALED[50_000:50_020]
    assert files.read(OBJECT, offset=len(SEALED) - 5, length=20) == SEALED[-5:]
    assert files.read(OBJECT, offset=len(SEALED), length=20) == b""


def test_a_file_that_should_be_here_and_is_missing_is_damage(files: ParcelFiles) -> None:
    with pytest.raises(DamagedVaultError) as damaged:
        files.read(OBJECT, offset=0, length=1)
    assert damaged.value.part == "parcel"
    with pytest.raises(DamagedVaultError):
        list(files.pieces(OBJECT))


def test_a_removed_file_is_gone_whole_or_in_part(files: ParcelFiles) -> None:
    files.add([SEALED])
    other = ObjectId(bytes(32))
    files.append(other, [b"part"], offset=0, total=100)

    for object_id in (OBJECT, other, other):
        files.remove(object_id)

    assert not files.has(OBJECT)
    assert files.partial_size(other) == 0


@pytest.mark.parametrize("untrusted_id", [b"", b"../../etc/passwd", b"x" * 31, b"/" * 33])
def test_what_is_no_object_id_leads_nowhere(untrusted_id: bytes, files: ParcelFiles) -> None:
    for use in (
        lambda: files.has(ObjectId(untrusted_id)),
        lambda: files.read(ObjectId(untrusted_id), offset=0, length=1),
        lambda: files.append(ObjectId(untrusted_id), [b"x"], offset=0, total=1),
        lambda: files.remove(ObjectId(untrusted_id)),
    ):
        with pytest.raises(DamagedVaultError):
            use()


@given(st.binary(min_size=32, max_size=32))
def test_any_32_bytes_are_a_name_of_hexadecimal_digits(object_id: bytes) -> None:
    name = ObjectId(object_id).hex()

    assert len(name) == 64
    assert set(name) <= set("0123456789abcdef")


def test_free_space_is_known_before_anything_is_fetched(files: ParcelFiles) -> None:
    assert files.free_bytes() > 1_000
