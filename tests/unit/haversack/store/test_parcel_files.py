"""Sealed files on disk: whole ones only after their hash was checked, unfinished ones where a cut left them."""

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.store import parcel_files
from haversack.store.errors import DamagedVaultError, DiskFullError
from haversack.store.parcel_files import PARCELS, PARTIALS, ParcelFiles
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.endpoint import LinkError
from haversack_sync.protocol.errors import DigestError

DATA = bytes(range(256)) * 400
ID = ObjectId(hashlib.sha256(DATA).digest())


@pytest.fixture
def parcels(tmp_path: Path) -> ParcelFiles:
    return ParcelFiles(tmp_path)


def in_pieces(data: bytes, size: int = 5_000) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def cut(data: bytes) -> Iterator[bytes]:
    yield data
    raise LinkError("cut")


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_sealed_here_is_kept_under_its_hash(parcels: ParcelFiles, tmp_path: Path) -> None:
    assert parcels.add(in_pieces(DATA)) == (ID, len(DATA))
    assert b"".join(parcels.pieces(ID)) == DATA
    assert parcels.has(ID)
    assert files_in(tmp_path / PARCELS) == [ID.hex()]
    assert files_in(tmp_path / PARTIALS) == []


def test_only_the_owner_can_read_the_files(parcels: ParcelFiles, tmp_path: Path) -> None:
    parcels.add(in_pieces(DATA))

    assert (tmp_path / PARCELS).stat().st_mode & 0o077 == 0
    assert (tmp_path / PARCELS / ID.hex()).stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_sealed_to_its_end_leaves_nothing(parcels: ParcelFiles, tmp_path: Path) -> None:
    with pytest.raises(LinkError):
        parcels.add(cut(DATA))

    assert files_in(tmp_path / PARCELS) == files_in(tmp_path / PARTIALS) == []


def test_what_a_killed_process_left_half_sealed_is_no_hindrance(parcels: ParcelFiles, tmp_path: Path) -> None:
    (tmp_path / PARTIALS / "own").write_bytes(b"half of something else" * 10_000)

    assert parcels.add(in_pieces(DATA)) == (ID, len(DATA))
    assert b"".join(parcels.pieces(ID)) == DATA


@pytest.mark.parametrize("first", [0, 1, 50_000, len(DATA) - 1])
def test_a_file_goes_on_where_a_cut_left_it(parcels: ParcelFiles, first: int) -> None:
    with pytest.raises(LinkError):
        parcels.append(ID, cut(DATA[:first]), offset=0, total=len(DATA))
    assert parcels.held_bytes(ID) == first
    assert not parcels.has(ID)

    assert parcels.append(ID, in_pieces(DATA[first:]), offset=first, total=len(DATA))
    assert b"".join(parcels.pieces(ID)) == DATA


def test_pieces_that_end_early_are_kept_for_the_next_time(parcels: ParcelFiles) -> None:
    assert not parcels.append(ID, in_pieces(DATA[:7_000]), offset=0, total=len(DATA))
    assert parcels.held_bytes(ID) == 7_000


def test_what_lies_beyond_the_offset_is_thrown_away(parcels: ParcelFiles) -> None:
    parcels.append(ID, in_pieces(b"\xff" * 9_000), offset=0, total=len(DATA))

    assert parcels.append(ID, in_pieces(DATA), offset=0, total=len(DATA))
    assert b"".join(parcels.pieces(ID)) == DATA


@pytest.mark.parametrize("wrong", [DATA[:-1] + b"\x00", DATA + b"more"], ids=["altered", "longer"])
def test_wrong_bytes_are_refused_and_thrown_away(parcels: ParcelFiles, tmp_path: Path, wrong: bytes) -> None:
    with pytest.raises(DigestError):
        parcels.append(ID, in_pieces(wrong), offset=0, total=len(DATA))

    assert parcels.held_bytes(ID) == 0
    assert files_in(tmp_path / PARCELS) == files_in(tmp_path / PARTIALS) == []


def test_an_endless_answer_is_not_written_past_the_files_length(parcels: ParcelFiles, tmp_path: Path) -> None:
    taken = list[int]()

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield bytes(30_000)

    with pytest.raises(DigestError):
        parcels.append(ID, endless(), offset=0, total=len(DATA))

    assert len(taken) == 4
    assert files_in(tmp_path / PARTIALS) == []


def test_a_file_whose_bytes_are_all_here_needs_no_more_of_them(parcels: ParcelFiles, tmp_path: Path) -> None:
    """The program ended between the last byte and the check."""
    (tmp_path / PARTIALS / ID.hex()).write_bytes(DATA)

    assert parcels.held_bytes(ID) == len(DATA)
    assert parcels.append(ID, iter(()), offset=len(DATA), total=len(DATA))
    assert parcels.has(ID)


def test_a_file_that_is_here_whole_is_not_taken_again(parcels: ParcelFiles, tmp_path: Path) -> None:
    """The program ended between the file's last name and the database."""
    parcels.add(in_pieces(DATA))

    assert parcels.held_bytes(ID) == len(DATA)
    assert parcels.append(ID, iter((b"x",)), offset=0, total=len(DATA))
    assert b"".join(parcels.pieces(ID)) == DATA
    assert files_in(tmp_path / PARTIALS) == []


def test_a_full_disk_is_said_and_what_was_here_is_kept(parcels: ParcelFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    parcels.append(ID, in_pieces(DATA[:7_000]), offset=0, total=len(DATA))

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(parcel_files, "write_all", full)
    with pytest.raises(DiskFullError):
        parcels.append(ID, in_pieces(DATA[7_000:]), offset=7_000, total=len(DATA))
    with pytest.raises(DiskFullError):
        parcels.add(in_pieces(DATA))
    assert parcels.held_bytes(ID) == 7_000


def test_a_piece_can_be_read_anywhere(parcels: ParcelFiles) -> None:
    parcels.add(in_pieces(DATA))

    assert parcels.read(ID, offset=300, length=10) == DATA[300:310]
    assert parcels.read(ID, offset=len(DATA) - 5, length=100) == DATA[-5:]
    assert parcels.read(ID, offset=len(DATA), length=100) == b""


def test_a_missing_file_is_damage(parcels: ParcelFiles) -> None:
    with pytest.raises(DamagedVaultError) as caught:
        parcels.read(ID, offset=0, length=1)
    assert caught.value.part == "parcel"


@pytest.mark.parametrize("name", [b"", b"../../etc", bytes(31), bytes(33)])
def test_what_is_no_object_id_names_no_file(parcels: ParcelFiles, name: bytes) -> None:
    with pytest.raises(DamagedVaultError):
        parcels.has(ObjectId(name))


def test_a_file_is_removed_whole_or_not(parcels: ParcelFiles, tmp_path: Path) -> None:
    parcels.add(in_pieces(DATA))
    (tmp_path / PARTIALS / ID.hex()).write_bytes(b"part")

    parcels.remove(ID)
    parcels.remove(ID)

    assert parcels.held_bytes(ID) == 0
    assert not parcels.has(ID)


def test_the_disk_has_room(parcels: ParcelFiles, tmp_path: Path) -> None:
    assert parcels.free_bytes() <= os.statvfs(tmp_path).f_blocks * os.statvfs(tmp_path).f_frsize
