"""A large file holds nobody up: it is written, read back and checked in pieces, from the stick and not from memory."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.operations import kit_form
from haversack.operations.kit_building import BuildHow
from haversack.operations.kit_checking import CheckHow, check_kit
from haversack.operations.kit_form import CHECKSUMS
from haversack.operations.side_link import StoppedError
from tests.unit.haversack.operations.kit_desk import Desk, make_desk

LARGE = b"MZ" * 10_000_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    for made in make_desk(tmp_path):
        (made.installers / "Haversack.exe").write_bytes(LARGE)
        made.learn()
        yield made


def test_a_build_is_stopped_in_the_middle_of_a_large_file_and_nothing_half_stays(desk: Desk) -> None:
    told, given = [0], list[int]()
    how = BuildHow(
        tell=lambda done, _: told.append(done),
        give_way=lambda: given.append(told[-1]),
        is_cancelled=lambda: told[-1] > len(LARGE) // 2,
    )

    built = desk.build(how=how)

    assert not built.is_complete
    assert len(LARGE) // 2 < told[-1] < len(LARGE)
    assert given[-1] == told[-1]
    assert not list((desk.base / "kit").glob("Haversack.exe*"))


def test_reading_back_is_told_in_pieces_and_stopped_between_them(desk: Desk) -> None:
    told, given = [(0, 1)], list[tuple[int, int]]()
    how = BuildHow(
        tell_back=lambda done, total: told.append((done, total)),
        give_way=lambda: given.append(told[-1]),
        is_cancelled=lambda: told[-1][0] > len(LARGE) // 2,
    )

    built = desk.build(how=how)

    assert not built.is_complete
    assert not (desk.base / "kit" / CHECKSUMS).exists()
    done, total = told[-1]
    assert len(LARGE) // 2 < done < len(LARGE) < total
    assert given[-1] == told[-1]


def test_an_installer_that_lies_there_already_is_compared_in_pieces(desk: Desk) -> None:
    desk.build()
    told, given = list[int](), list[bool]()
    how = BuildHow(
        tell=lambda done, _: told.append(done),
        give_way=lambda: given.append(True),
        is_cancelled=lambda: len(given) > 2,
    )

    stopped = desk.build(how=how)

    assert not stopped.is_complete
    assert (told, len(given)) == ([], 3)
    assert (desk.base / "kit" / "Haversack.exe").stat().st_size == len(LARGE)


def test_a_check_tells_how_far_it_is_and_is_stopped_in_the_middle_of_a_large_file(desk: Desk) -> None:
    desk.build()
    told, given = [(0, 1)], list[tuple[int, int]]()
    how = CheckHow(
        tell=lambda done, total: told.append((done, total)),
        give_way=lambda: given.append(told[-1]),
        is_cancelled=lambda: told[-1][0] > len(LARGE) // 2,
    )

    with pytest.raises(StoppedError):
        check_kit(desk.base / "kit", desk.base / "scratch", clock=desk.made.network.own_clock(), how=how)

    done, total = told[-1]
    assert len(LARGE) // 2 < done < len(LARGE) < total
    assert given[-1] == told[-1]


@pytest.mark.skipif(not kit_form.READS_AFRESH, reason="this system cannot be told to forget a file")
def test_what_was_written_is_read_from_the_stick_and_not_from_memory(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten = set[int]()

    def forget(descriptor: int, offset: int, length: int, advice: int) -> None:
        assert (offset, length, advice) == (0, 0, os.POSIX_FADV_DONTNEED)
        forgotten.add(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(os, "posix_fadvise", forget)
    built = desk.build()
    of_kit = {
        path.stat().st_ino for path in (desk.base / "kit").rglob("*") if path.is_file() and path.name != CHECKSUMS
    }
    forgotten_by_build = set(forgotten)
    forgotten.clear()
    found = desk.check()

    assert of_kit == forgotten_by_build == forgotten
    assert built.is_afresh
    assert found.is_afresh


@pytest.mark.skipif(not kit_form.READS_AFRESH, reason="this system cannot be told to forget a file")
@pytest.mark.parametrize(
    ("kind", "is_afresh"), [("vfat", True), ("fuseblk", False), ("fuse.exfat", False), ("fuse", False)]
)
def test_a_file_system_of_a_program_remembers_below_what_can_be_forgotten(
    tmp_path: Path, kind: str, is_afresh: bool
) -> None:
    disk = tmp_path.stat().st_dev
    other, mine = "8:1", f"{os.major(disk)}:{os.minor(disk)}"
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"20 1 {other} / / rw - ext4 /dev/a rw\n21 20 {mine} / /media/a\\040stick rw shared:1 - {kind} /dev/b rw\n"
    )

    assert kit_form.reads_afresh(tmp_path, mounts) is is_afresh
    mounts.write_text(f"20 1 {other} / / rw - ext4 /dev/a rw\n")
    assert not kit_form.reads_afresh(tmp_path, mounts), "nobody knows on what it lies"
    assert not kit_form.reads_afresh(tmp_path, tmp_path / "nowhere")


def test_where_a_system_cannot_be_told_to_forget_that_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit_form, "READS_AFRESH", False)
    monkeypatch.delattr(os, "posix_fadvise", raising=False)

    assert not desk.build().is_afresh
    assert not desk.check().is_afresh
