"""A vault opens for its passphrase, for one process, whole and at its version, or says why not and stays as it was."""

import contextlib
import errno
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from haversack.store import vault as vault_module
from haversack.store.cost import COST_FLOOR, Argon2Cost
from haversack.store.database import open_database
from haversack.store.errors import (
    DamagedSlotsError,
    DamagedVaultError,
    DiskFullError,
    FolderAccessError,
    NewerSchemaError,
    NewerSlotsError,
    UnusablePassphraseError,
    VaultBusyError,
    VaultExistsError,
    VaultMissingError,
    WeakSlotError,
    WrongPassphraseError,
)
from haversack.store.schema import SCHEMA_VERSION
from haversack.store.search_index import SearchIndex
from haversack.store.slot_file import PREVIOUS_SLOT_FILE, SLOT_FILE
from haversack.store.vault import DATABASE_FILE, Vault
from tests.unit.haversack.store.fixed_random import FixedRandom

PASSPHRASE = "camel orchard seven lantern ferry moss"
HOLD_OPEN = """
import sys
import zlib
from pathlib import Path
from haversack.store.vault import Vault
vault = Vault.open(Path(sys.argv[1]), sys.argv[2])
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a closed vault."""
    folder = tmp_path_factory.mktemp("made") / "vault"
    Vault.create(folder, PASSPHRASE, cost=COST_FLOOR, random=FixedRandom("vault")).close()
    return contents(folder)


@pytest.fixture
def folder(files: dict[str, bytes], tmp_path: Path) -> Path:
    """A closed vault."""
    folder = tmp_path / "vault"
    folder.mkdir(mode=0o700)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "vault.lock"
    }


def create(folder: Path, passphrase: str = PASSPHRASE, cost: Argon2Cost = COST_FLOOR) -> Vault:
    return Vault.create(folder, passphrase, cost=cost, random=FixedRandom("vault"))


def test_a_new_vault_is_open_private_and_complete(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "vault"
    umask = os.umask(0)
    try:
        with create(folder):
            modes = {path.name: path.stat().st_mode & 0o777 for path in folder.rglob("*")}
    finally:
        os.umask(umask)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {name for name, mode in modes.items() if mode == 0o700} == {"parcels", "partials"}
    assert {name for name, mode in modes.items() if mode == 0o600} >= {"vault.db", "vault.slots", "vault.lock"}
    assert set(modes.values()) == {0o700, 0o600}
    assert [path.name for path in folder.parent.iterdir()] == ["vault"]


def test_what_was_written_is_there_after_closing_and_opening(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        identity = vault.vault_id
        with vault.database.transaction() as connection:
            connection.exec_driver_sql("INSERT INTO meta VALUES ('greeting', x'01')")

    with Vault.open(folder, PASSPHRASE) as vault, vault.database.reading() as connection:
        value = connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'greeting'").scalar_one()
        assert (vault.vault_id, value) == (identity, b"\x01")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()

    create(tmp_path / "vault").close()

    Vault.open(tmp_path / "vault", PASSPHRASE).close()


def test_a_folder_with_anything_in_it_is_left_alone(folder: Path, tmp_path: Path) -> None:
    before = contents(folder)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine", encoding="utf-8")

    for taken in (folder, tmp_path / "full"):
        with pytest.raises(VaultExistsError) as refusal:
            create(taken)
        assert refusal.value.folder == taken
    assert contents(folder) == before
    assert contents(tmp_path / "full") == {"letter.txt": b"mine"}


def test_a_file_or_a_link_is_no_place_for_a_vault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    for name in ("file", "link"):
        with pytest.raises(FolderAccessError):
            create(tmp_path / name)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("step", ["create_database", "bring_up_to_date", "write_slots", "sync_folder", "FolderLock"])
def test_a_vault_that_cannot_be_made_leaves_nothing(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise DiskFullError

    monkeypatch.setattr(vault_module, step, fail)

    with pytest.raises(DiskFullError):
        create(tmp_path / "vault")
    assert list(tmp_path.iterdir()) == []


def test_what_a_power_cut_left_of_a_new_vault_does_not_stop_the_next_attempt(tmp_path: Path) -> None:
    (tmp_path / "vault.unfinished").mkdir()
    (tmp_path / "vault.unfinished" / "vault.db").write_bytes(b"half")

    create(tmp_path / "vault").close()

    assert [path.name for path in tmp_path.iterdir()] == ["vault"]


def test_two_that_make_a_vault_in_one_place_do_not_overwrite_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "vault"

    def other_was_first(_folder: Path, _slots: object) -> None:
        folder.mkdir()
        (folder / "vault.db").write_bytes(b"theirs")

    monkeypatch.setattr(vault_module, "write_slots", other_was_first)

    with pytest.raises(VaultExistsError):
        create(folder)
    assert contents(folder) == {"vault.db": b"theirs"}
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]


def test_an_error_of_the_system_that_nobody_named_passes_through_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_path: Path, _target: Path) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(Path, "rename", fail)

    with pytest.raises(OSError, match="input/output"):
        create(tmp_path / "vault")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("passphrase", ["", "  "])
def test_an_empty_passphrase_makes_no_vault(passphrase: str, tmp_path: Path) -> None:
    with pytest.raises(UnusablePassphraseError):
        create(tmp_path / "vault", passphrase)
    assert list(tmp_path.iterdir()) == []


def test_a_cost_under_the_floor_makes_no_vault(tmp_path: Path) -> None:
    with pytest.raises(WeakSlotError):
        create(tmp_path / "vault", cost=Argon2Cost(memory_kib=1024, passes=1, lanes=1))
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_passphrase_changes_nothing_and_locks_nobody_out(folder: Path) -> None:
    before = contents(folder)

    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, "wrong")

    assert contents(folder) == before
    Vault.open(folder, PASSPHRASE).close()


@pytest.mark.parametrize("name", ["nowhere", "empty", "file"])
def test_where_no_vault_lies_none_is_made(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(VaultMissingError):
        Vault.open(tmp_path / name, PASSPHRASE)
    assert list((tmp_path / "empty").iterdir()) == []
    assert not (tmp_path / "nowhere").exists()


def test_a_second_process_is_refused_at_once_and_let_in_when_the_first_was_killed(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_OPEN, str(folder), PASSPHRASE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"

        with pytest.raises(VaultBusyError):
            Vault.open(folder, PASSPHRASE)
        holder.kill()

    Vault.open(folder, PASSPHRASE).close()


def test_a_second_opening_in_this_process_is_refused_too(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE), pytest.raises(VaultBusyError):
        Vault.open(folder, PASSPHRASE)


@pytest.mark.parametrize("place", [0, 4, 5, 8, 20, 90, -1])
def test_a_flipped_byte_in_the_slots_is_damage_and_not_a_wrong_passphrase(place: int, folder: Path) -> None:
    content = bytearray((folder / SLOT_FILE).read_bytes())
    content[place] ^= 0x10
    (folder / SLOT_FILE).write_bytes(content)

    with pytest.raises(DamagedSlotsError):
        Vault.open(folder, PASSPHRASE)
    assert (folder / SLOT_FILE).read_bytes() == content


def test_slots_of_a_newer_version_are_left_alone(folder: Path) -> None:
    body = b"HVSF\x02\x00"
    newer = body + zlib.crc32(body).to_bytes(4, "big")
    (folder / SLOT_FILE).write_bytes(newer)

    with pytest.raises(NewerSlotsError):
        Vault.open(folder, PASSPHRASE)
    assert (folder / SLOT_FILE).read_bytes() == newer


@pytest.mark.parametrize("place", [0, 100, 4000, 4095])
def test_a_flipped_byte_in_the_first_page_of_the_database_is_damage(place: int, folder: Path) -> None:
    content = bytearray((folder / DATABASE_FILE).read_bytes())
    content[place] ^= 0x01
    (folder / DATABASE_FILE).write_bytes(content)

    with pytest.raises(DamagedVaultError):
        Vault.open(folder, PASSPHRASE)
    with pytest.raises(DamagedVaultError):
        Vault.open(folder, PASSPHRASE)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_a_flipped_byte_in_any_page_is_found_when_it_is_read(share: float, folder: Path) -> None:
    content = bytearray((folder / DATABASE_FILE).read_bytes())
    place = int(len(content) * share)
    content[place] ^= 0x01
    (folder / DATABASE_FILE).write_bytes(content)

    with contextlib.suppress(DamagedVaultError), Vault.open(folder, PASSPHRASE) as vault:
        assert any(f"page {place // 4096 + 1}" in finding for finding in vault.database.find_damage())


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_truncated_database_is_damage(share: float, folder: Path) -> None:
    content = (folder / DATABASE_FILE).read_bytes()
    (folder / DATABASE_FILE).write_bytes(content[: int(len(content) * share)])

    with pytest.raises(DamagedVaultError):
        Vault.open(folder, PASSPHRASE)


def test_the_database_of_another_vault_is_damage(folder: Path, tmp_path: Path) -> None:
    Vault.create(tmp_path / "other", PASSPHRASE, cost=COST_FLOOR, random=FixedRandom("other")).close()
    (folder / DATABASE_FILE).write_bytes((tmp_path / "other" / DATABASE_FILE).read_bytes())

    with pytest.raises(DamagedVaultError):
        Vault.open(folder, PASSPHRASE)


def test_a_vault_of_a_newer_version_is_refused_and_left_untouched(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault, vault.database.transaction() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    (folder / PREVIOUS_SLOT_FILE).write_bytes((folder / SLOT_FILE).read_bytes())
    before = contents(folder)

    with pytest.raises(NewerSchemaError) as refusal:
        Vault.open(folder, PASSPHRASE)

    assert (refusal.value.found, refusal.value.supported) == (SCHEMA_VERSION + 1, SCHEMA_VERSION)
    assert contents(folder) == before


def test_the_generation_of_slots_before_is_dropped_once_the_new_one_opened(folder: Path) -> None:
    (folder / PREVIOUS_SLOT_FILE).write_bytes((folder / SLOT_FILE).read_bytes())

    Vault.open(folder, PASSPHRASE).close()

    assert not (folder / PREVIOUS_SLOT_FILE).exists()


def test_a_vault_opens_with_the_generation_before_and_repairs_its_slots(folder: Path) -> None:
    good = (folder / SLOT_FILE).read_bytes()
    (folder / PREVIOUS_SLOT_FILE).write_bytes(good)
    (folder / SLOT_FILE).write_bytes(good[:40])

    Vault.open(folder, PASSPHRASE).close()

    assert (folder / SLOT_FILE).read_bytes() == good


def test_an_index_by_older_rules_is_begun_anew_at_the_next_opening(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault, vault.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = x'00' WHERE name = 'search_rules'")

    with Vault.open(folder, PASSPHRASE) as vault, vault.database.reading() as connection:
        assert SearchIndex().is_current(connection)


def test_a_discarded_vault_is_gone_and_its_slots_were_overwritten_first(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "copy of a name").hardlink_to(folder / SLOT_FILE)

    Vault.open(folder, PASSPHRASE).discard()

    assert not folder.exists()
    assert set((tmp_path / "copy of a name").read_bytes()) == {0}


def test_the_database_opens_with_its_derived_key_alone(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        raw_key = vault.keys.database

    database = open_database(folder / DATABASE_FILE, raw_key)
    assert database.find_damage() == ()
    database.close()


def test_closing_twice_is_fine(folder: Path) -> None:
    vault = Vault.open(folder, PASSPHRASE)
    vault.close()
    vault.close()


def test_its_size_is_told_while_sqlite_takes_a_file_away(folder: Path) -> None:
    with contextlib.closing(Vault.open(folder, PASSPHRASE)) as vault:
        before = vault.database_bytes
        # What was listed, and is not there any more when it is looked at.
        (folder / f"{DATABASE_FILE}-journal").symlink_to(folder / "gone")

        assert vault.database_bytes == before > 0
