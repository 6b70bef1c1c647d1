"""A disk that is really full: every kind of writing says so, and everything stays as it was."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from haversack.store.cost import COST_FLOOR
from haversack.store.errors import DiskFullError
from haversack.store.slot_file import read_slots, write_slots
from haversack.store.vault import Vault
from haversack_sync.model.ids import ObjectId
from tests.unit.haversack.store.fixed_random import FixedRandom

PASSPHRASE = "camel orchard seven lantern ferry moss"
DISK_BYTES = 2 * 1024 * 1024


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB, in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    mounted = (
        mount is not None
        and not subprocess.run(
            [mount, "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(place)], check=False, capture_output=True
        ).returncode
    )
    if not mounted:
        pytest.skip("only root can mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill_up(disk: Path, *, leave: int) -> None:
    """Take all space but a little."""
    free = os.statvfs(disk)
    with (disk / "other people's film").open("wb") as film:
        film.write(bytes(max(0, free.f_bavail * free.f_frsize - leave)))


def contents(folder: Path) -> dict[str, bytes]:
    names = ("vault.db", "vault.slots")
    return {name: (folder / name).read_bytes() for name in names}


def create(folder: Path) -> Vault:
    return Vault.create(folder, PASSPHRASE, cost=COST_FLOOR, random=FixedRandom("disk"))


@pytest.mark.parametrize("leave", [0, 4_096, 50_000, 120_000, 180_000, 260_000])
def test_a_new_vault_for_which_there_is_no_space_leaves_nothing(leave: int, disk: Path) -> None:
    fill_up(disk, leave=leave)

    with pytest.raises(DiskFullError):
        create(disk / "vault")
    assert [path.name for path in disk.iterdir()] == ["other people's film"]


def test_a_transaction_for_which_there_is_no_space_leaves_the_database_as_it_was(disk: Path) -> None:
    with create(disk / "vault") as vault:
        with vault.database.transaction() as connection:
            connection.exec_driver_sql("INSERT INTO meta VALUES ('kept', x'01')")
        fill_up(disk, leave=60_000)

        rows = [(f"name {number}", bytes(2_000)) for number in range(500)]
        with pytest.raises(DiskFullError), vault.database.transaction() as connection:
            connection.exec_driver_sql("INSERT INTO meta VALUES (?, ?)", rows)
        with vault.database.reading() as connection:
            names = connection.exec_driver_sql("SELECT name FROM meta WHERE name LIKE 'name%' OR name = 'kept'")
            assert names.scalars().all() == ["kept"]

    (disk / "other people's film").unlink()
    with Vault.open(disk / "vault", PASSPHRASE) as vault:
        assert vault.database.find_damage() == ()


def test_a_sealed_file_for_which_there_is_no_space_is_not_kept(disk: Path) -> None:
    with create(disk / "vault") as vault:
        fill_up(disk, leave=300_000)

        with pytest.raises(DiskFullError):
            vault.parcels.add(bytes(10_000) for _ in range(100))
        with pytest.raises(DiskFullError):
            vault.parcels.append(ObjectId(bytes(32)), (bytes(10_000) for _ in range(100)), offset=0, total=1_000_000)

        assert not vault.parcels.has(ObjectId(bytes(32)))
        assert list((disk / "vault" / "parcels").iterdir()) == []
        vault.parcels.remove(ObjectId(bytes(32)))


def test_slots_for_which_there_is_no_space_stay_those_of_before(disk: Path) -> None:
    create(disk / "vault").close()
    before = contents(disk / "vault")
    fill_up(disk, leave=0)

    with pytest.raises(DiskFullError):
        write_slots(disk / "vault", [bytes(60_000)])

    assert contents(disk / "vault") == before
    assert not read_slots(disk / "vault").from_previous
    (disk / "other people's film").unlink()
    Vault.open(disk / "vault", PASSPHRASE).close()


def test_a_vault_on_a_full_disk_can_still_be_opened_and_read_once_a_little_is_free(disk: Path) -> None:
    create(disk / "vault").close()
    fill_up(disk, leave=0)
    with pytest.raises(DiskFullError):
        Vault.open(disk / "vault", PASSPHRASE)

    (disk / "other people's film").unlink()
    fill_up(disk, leave=80_000)
    with Vault.open(disk / "vault", PASSPHRASE) as vault, vault.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM records").scalar_one() == 0
