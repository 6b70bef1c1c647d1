"""The slot file keeps its owner in, whatever byte is lost and whenever the power goes."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haversack.store import slot_file
from haversack.store.errors import DamagedSlotsError, DiskFullError, NewerSlotsError, VaultError, VaultMissingError
from haversack.store.slot_file import confirm_slots, decode_slots, encode_slots, read_slots, write_slots

OLD, NEW = [b"old slot"], [b"new slot", b"another"]


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=8))
def test_slots_come_back_as_they_were_written(slots: list[bytes]) -> None:
    assert decode_slots(encode_slots(slots)) == tuple(slots)


@pytest.mark.parametrize("slots", [[], [b"x"] * 9, [bytes(65_530)]])
def test_no_more_slots_are_written_than_the_limits_allow(slots: list[bytes]) -> None:
    with pytest.raises(ValueError, match="slots"):
        encode_slots(slots)


def test_every_flipped_bit_and_every_cut_is_found() -> None:
    good = encode_slots(NEW)

    for index in range(len(good)):
        for bit in range(8):
            changed = bytearray(good)
            changed[index] ^= 1 << bit
            with pytest.raises(DamagedSlotsError):
                decode_slots(bytes(changed))
        with pytest.raises(DamagedSlotsError):
            decode_slots(good[:index])
    with pytest.raises(DamagedSlotsError):
        decode_slots(good + bytes(70_000))


@pytest.mark.parametrize(
    "body",
    [
        b"HVSF\x01\x00",  # no slot
        b"HVSF\x01\x02\x00\x01x",  # fewer slots than counted
        b"HVSF\x01\x01\x00\x09x",  # a slot longer than the file
        b"HVSF\x01\x01\x00\x01xyz",  # bytes after the last slot
        b"HVSF\x01\x09" + b"\x00\x01x" * 9,  # nine slots
    ],
)
def test_a_file_with_a_right_checksum_and_wrong_counts_is_damaged(body: bytes) -> None:
    with pytest.raises(DamagedSlotsError):
        decode_slots(_with_checksum(body))


def test_a_file_of_a_newer_version_is_not_judged() -> None:
    with pytest.raises(NewerSlotsError):
        decode_slots(_with_checksum(b"HVSF\x02\x01whatever"))


def test_the_generation_before_is_kept_until_the_new_one_opened(tmp_path: Path) -> None:
    write_slots(tmp_path, OLD)
    write_slots(tmp_path, NEW)
    previous = tmp_path / slot_file.PREVIOUS_SLOT_FILE
    kept = decode_slots(previous.read_bytes())

    read = read_slots(tmp_path)
    confirm_slots(tmp_path, read)

    assert kept == tuple(OLD)
    assert read.slots == tuple(NEW)
    assert not previous.exists()


@pytest.mark.parametrize("half", [b"", b"HVSF", encode_slots(NEW)[:-1]])
def test_a_half_written_file_gives_way_to_the_generation_before(half: bytes, tmp_path: Path) -> None:
    write_slots(tmp_path, OLD)
    write_slots(tmp_path, NEW)
    (tmp_path / slot_file.SLOT_FILE).write_bytes(half)

    read = read_slots(tmp_path)
    confirm_slots(tmp_path, read)

    assert read.from_previous
    assert read.slots == tuple(OLD)
    assert decode_slots((tmp_path / slot_file.SLOT_FILE).read_bytes()) == tuple(OLD)


def test_a_damaged_file_never_replaces_the_generation_before(tmp_path: Path) -> None:
    write_slots(tmp_path, OLD)
    write_slots(tmp_path, OLD)
    (tmp_path / slot_file.SLOT_FILE).write_bytes(b"damaged")

    write_slots(tmp_path, NEW)

    assert decode_slots((tmp_path / slot_file.PREVIOUS_SLOT_FILE).read_bytes()) == tuple(OLD)
    assert read_slots(tmp_path).slots == tuple(NEW)


def test_a_newer_generation_is_kept_although_it_cannot_be_read(tmp_path: Path) -> None:
    newer = _with_checksum(b"HVSF\x02\x01whatever")
    (tmp_path / slot_file.SLOT_FILE).write_bytes(newer)

    write_slots(tmp_path, NEW)

    assert (tmp_path / slot_file.PREVIOUS_SLOT_FILE).read_bytes() == newer


def test_a_damaged_file_without_a_generation_before_is_an_error(tmp_path: Path) -> None:
    (tmp_path / slot_file.SLOT_FILE).write_bytes(b"damaged")

    with pytest.raises(DamagedSlotsError):
        read_slots(tmp_path)


def test_a_folder_without_slots_is_no_vault(tmp_path: Path) -> None:
    with pytest.raises(VaultMissingError) as missing:
        read_slots(tmp_path)
    assert missing.value.folder == tmp_path


@pytest.mark.parametrize("failing_write", [1, 2])
def test_a_full_disk_leaves_slots_that_open(
    failing_write: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_slots(tmp_path, OLD)
    writes = []

    def write_or_fail(path: Path, data: bytes) -> None:
        writes.append(path)
        if len(writes) == failing_write:
            raise DiskFullError
        path.write_bytes(data)

    monkeypatch.setattr(slot_file, "write_atomically", write_or_fail)

    with pytest.raises(VaultError):
        write_slots(tmp_path, NEW)
    assert read_slots(tmp_path).slots == tuple(OLD)


def _with_checksum(body: bytes) -> bytes:
    return body + struct.pack(">I", zlib.crc32(body))
