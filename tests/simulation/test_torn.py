"""Whatever a power cut leaves of a commit: the vault and the hub open, and it is there whole or not at all (D1)."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack.store import values
from haversack.store.cost import COST_FLOOR
from haversack.store.database import PRAGMAS as VAULT_PRAGMAS
from haversack.store.errors import DamagedVaultError
from haversack.store.vault import DATABASE_FILE, Vault
from haversack_sync.hub.checking import check
from haversack_sync.hub.data_folder import DataFolder
from tests.simulation.torn import SECTOR_BYTES, Files, torn
from tests.simulation.world import FixedRandom
from tests.unit.haversack_sync.hub.folder_hub import FolderHub

SEEDS = range(6)
ROWS = 40
LONG = 12_000
LONGEST = 10 * LONG
"""Bytes of a row; with these SQLite moves its log into the database in the same breath."""
LAST = 12
"""Generations that were written before; by then the log has begun anew."""


def write(vault: Vault, generation: int, *, length: int) -> None:
    """Write all rows of a generation in one transaction."""
    content = FixedRandom(str(generation))(length)
    with vault.database.transaction() as connection:
        for row in range(ROWS):
            values.write_value(connection, f"row {row}", generation.to_bytes(4) + content)


def generations(vault: Vault) -> set[int]:
    with vault.database.reading() as connection:
        found = [values.read_value(connection, f"row {row}") or b"" for row in range(ROWS)]
    return {int.from_bytes(one[:4]) for one in found}


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Return a vault with some commits behind it, so that its log has begun anew."""
    vault = Vault.create(tmp_path / "vault", "four quiet words", cost=COST_FLOOR, random=FixedRandom("torn"))
    for generation in range(LAST + 1):
        write(vault, generation, length=LONG)
    return vault


def reopened(vault: Vault, left: Files) -> Vault:
    vault.close()
    left.write(vault.folder / DATABASE_FILE)
    return Vault._open_locked(vault.folder, lambda: vault.keys)


def is_whole(vault: Vault, left: Files) -> bool:
    """Tell whether what is left of a commit is all of it or nothing."""
    try:
        return generations(reopened(vault, left)) in ({LAST}, {LAST + 1})
    except DamagedVaultError:
        return False


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("length", [10, 1_000, LONG, LONGEST])
def test_d1_of_a_torn_commit_a_vault_has_all_or_nothing(vault: Vault, length: int, seed: int) -> None:
    path = vault.folder / DATABASE_FILE
    before = Files.read(path)
    write(vault, LAST + 1, length=length)

    again = reopened(vault, torn(before, Files.read(path), seed=str(seed)))

    assert generations(again) in ({LAST}, {LAST + 1})
    write(again, LAST + 2, length=length)
    assert generations(again) == {LAST + 2}
    again.close()


def test_a_disk_that_moves_pages_before_the_log_is_synced_would_be_noticed(vault: Vault) -> None:
    path = vault.folder / DATABASE_FILE
    with vault.database.reading() as connection:
        assert connection.execute(sa.text("PRAGMA synchronous")).scalar() == 2
    assert "synchronous=FULL" in VAULT_PRAGMAS
    before = Files.read(path)
    write(vault, LAST + 1, length=LONGEST)
    after = Files.read(path)
    assert before.database != after.database, "nothing was moved out of the log"

    assert not is_whole(vault, Files(torn(before, after, seed="3").database, before.log[:32]))


@pytest.mark.parametrize("seed", SEEDS)
def test_d1_of_a_torn_commit_a_hub_has_all_or_nothing(tmp_path: Path, seed: int) -> None:
    hub = FolderHub(tmp_path / "hub")
    path, author, world = hub.folder.database, hub.rig.world.coordinator, hub.rig.world
    before, known = Files.read(path), hub.position
    changes = [world.content(author, "members/directory", world.random(400)) for _ in range(30)]
    hub.coordinator.ask(changes)
    left = torn(before, Files.read(path), seed=str(seed))
    hub.close()
    copy = DataFolder(shutil.copytree(hub.folder.path, tmp_path / "after the cut"))
    left.write(copy.database)

    found = check(copy.path)

    assert found.wrong == {}
    assert found.entries in (known, known + len(changes))


def test_what_is_left_is_old_or_new_sector_by_sector() -> None:
    old, new = Files(b"", b"o" * 32 + b"o" * 9_000), Files(b"", b"o" * 32 + b"n" * 20_000)

    kinds = {torn(old, new, seed=str(seed)).log for seed in range(50)}

    assert len(kinds) > 20
    for log in kinds:
        sectors = [log[start : start + SECTOR_BYTES] for start in range(SECTOR_BYTES, len(log), SECTOR_BYTES)]
        assert all(len(set(sector)) <= 2 for sector in sectors)
    assert any(b"n" in log and b"o" in log[32:] for log in kinds)
