"""The database is encrypted by the raw key, silent, and all or nothing."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from haversack.store import database as database_module
from haversack.store.database import Database, create_database, open_database
from haversack.store.errors import (
    DamagedVaultError,
    DiskFailureError,
    DiskFullError,
    FolderAccessError,
    VaultBusyError,
    VaultError,
)
from haversack.store.files import create_private_file

RAW_KEY = bytes(range(32))
EXPECTED_PRAGMAS = {
    "cipher_log_level": "NONE",
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "cache_size": -8000,
    "temp_store": 2,
    "secure_delete": 1,
    "cipher_memory_security": "0",
}
OPEN_AND_READ = """
import sys
from pathlib import Path
from haversack.store.database import open_database
from haversack.store.errors import DamagedVaultError
try:
    database = open_database(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
    with database.reading() as connection:
        connection.exec_driver_sql("SELECT sum(length(text)) FROM notes").all()
except DamagedVaultError:
    sys.exit(3)
"""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a closed database with 2,000 rows."""
    path = tmp_path_factory.mktemp("made") / "vault.db"
    database = create_database(path, RAW_KEY)
    with database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (number INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        rows = [(number, f"note {number} about Amal in Amman") for number in range(2_000)]
        connection.exec_driver_sql("INSERT INTO notes VALUES (?, ?)", rows)
    database.close()
    return path.read_bytes()


@pytest.fixture
def path(content: bytes, tmp_path: Path) -> Path:
    """That database, closed."""
    path = tmp_path / "vault.db"
    create_private_file(path)
    path.write_bytes(content)
    return path


@pytest.fixture
def database(path: Path) -> Database:
    """The same, open."""
    return open_database(path, RAW_KEY)


def count(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM notes").scalar_one())


def test_every_pragma_reads_back_as_it_was_set(database: Database) -> None:
    with database.reading() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in EXPECTED_PRAGMAS}

    assert found == EXPECTED_PRAGMAS
    database.close()


def test_extensions_cannot_be_loaded(database: Database) -> None:
    with pytest.raises(sa.exc.OperationalError), database.reading() as connection:
        connection.exec_driver_sql("SELECT load_extension('anything')")
    database.close()


def test_a_database_opens_with_the_plain_driver_and_the_raw_key(path: Path) -> None:
    connection = sqlcipher.connect(path)
    connection.execute(f"PRAGMA key = \"x'{RAW_KEY.hex()}'\"")

    assert connection.execute("SELECT count(*) FROM notes").fetchone() == (2_000,)
    connection.close()


def test_nothing_on_the_disk_is_readable(path: Path) -> None:
    database = open_database(path, RAW_KEY)
    with database.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO notes VALUES (9000, 'a secret in the log')")

    for file in path.parent.iterdir():
        assert not any(word in file.read_bytes() for word in (b"Amal", b"secret", b"notes", b"SQLite"))
    database.close()


def test_the_files_of_a_database_are_private(database: Database, path: Path) -> None:
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    database.close()


@pytest.mark.parametrize(
    "damage",
    ["wrong key", "first page", "last page", "cut"],
)
def test_a_wrong_key_or_a_damaged_page_is_known_and_writes_nothing_to_stderr(damage: str, path: Path) -> None:
    key = bytes(32) if damage == "wrong key" else RAW_KEY
    content = bytearray(path.read_bytes())
    if damage == "first page":
        content[700] ^= 1
    elif damage == "last page":
        content[-700] ^= 1
    elif damage == "cut":
        del content[-4096:]
    path.write_bytes(content)

    opening = subprocess.run(
        [sys.executable, "-c", OPEN_AND_READ, str(path), key.hex()], capture_output=True, check=False
    )

    assert (opening.returncode, opening.stdout, opening.stderr) == (3, b"", b"")


@pytest.mark.parametrize("length", [0, 1, 511, 512, 4095, 4096, 8192])
def test_a_truncated_database_is_damaged_whatever_is_left(length: int, path: Path) -> None:
    path.write_bytes(path.read_bytes()[:length])

    with pytest.raises(DamagedVaultError):
        open_database(path, RAW_KEY)


def test_a_missing_database_is_damage_and_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(DamagedVaultError) as damaged:
        open_database(tmp_path / "vault.db", RAW_KEY)
    assert damaged.value.part == "database"
    assert not (tmp_path / "vault.db").exists()


def test_a_doctor_finds_the_page_that_was_changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[10 * 4096 + 99] ^= 4
    path.write_bytes(content)

    database = open_database(path, RAW_KEY)

    assert any("page 11" in finding for finding in database.find_damage())
    database.close()


def test_a_doctor_finds_nothing_in_a_whole_database(database: Database) -> None:
    assert database.find_damage() == ()
    database.close()


def test_a_transaction_happens_whole_or_not_at_all(database: Database) -> None:
    def delete_and_fail() -> None:
        with database.transaction() as connection:
            connection.exec_driver_sql("DELETE FROM notes")
            raise KeyError

    with pytest.raises(KeyError):
        delete_and_fail()
    assert count(database) == 2_000
    database.close()


def test_transactions_do_not_nest(database: Database) -> None:
    with database.transaction(), pytest.raises(RuntimeError), database.transaction():
        pass
    database.close()


def test_reading_inside_a_transaction_sees_what_it_wrote(database: Database) -> None:
    with database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM notes WHERE number >= 10")

        assert count(database) == 10
    database.close()


def test_reading_keeps_one_state_and_leaves_nothing_open(database: Database, path: Path) -> None:
    other = open_database(path, RAW_KEY)
    with database.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM notes").scalar_one()
        with other.transaction() as writing:
            writing.exec_driver_sql("DELETE FROM notes")
        during = connection.exec_driver_sql("SELECT count(*) FROM notes").scalar_one()

    assert (before, during, count(database)) == (2_000, 2_000, 0)
    database.close()
    other.close()


def test_a_second_writer_is_told_that_the_vault_is_busy_and_can_go_on_later(database: Database, path: Path) -> None:
    other = open_database(path, RAW_KEY)
    with database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM notes WHERE number = 1")
        with pytest.raises(VaultBusyError), other.transaction():
            pass

    with other.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM notes WHERE number = 2")

    assert count(database) == 1_998
    database.close()
    other.close()


def test_a_full_disk_leaves_everything_as_it_was_and_the_database_usable(database: Database) -> None:
    rows = [(number, "x" * 900) for number in range(10_000, 12_000)]
    with database.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 60").all()

    with pytest.raises(DiskFullError), database.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO notes VALUES (?, ?)", rows)

    assert count(database) == 2_000
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE notes SET text = 'short' WHERE number = 1")
    assert database.find_damage() == ()
    database.close()


def test_settling_empties_the_log_once_nobody_reads(database: Database, path: Path) -> None:
    log = path.with_name("vault.db-wal")
    other = open_database(path, RAW_KEY)
    with database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM notes WHERE number > 5")
    length_before = log.stat().st_size

    with other.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM notes").all()
        with database.transaction() as writing:
            writing.exec_driver_sql("DELETE FROM notes WHERE number > 4")
        with pytest.raises(VaultBusyError):
            database.settle()
    database.settle()

    assert length_before > 0
    assert log.stat().st_size == 0
    assert count(database) == 5
    database.close()
    other.close()


def test_a_mistake_of_ours_is_no_known_error_and_shows_no_values(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError) as mistake, database.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO notes VALUES (?, ?)", (1, "Amal's telephone"))

    assert "Amal" not in str(mistake.value)
    assert not isinstance(mistake.value, VaultError)
    database.close()


def test_the_key_is_in_no_repr(database: Database) -> None:
    with database.reading() as connection:
        texts = (repr(database), repr(connection), repr(connection.engine), str(connection.engine.url))

    assert not any(RAW_KEY.hex() in text for text in texts)
    database.close()


def test_a_database_is_not_created_over_a_file(path: Path) -> None:
    with pytest.raises(FileExistsError):
        create_database(path, RAW_KEY)


def test_closing_twice_is_fine(database: Database) -> None:
    database.close()
    database.close()


def test_another_thread_is_refused(database: Database) -> None:
    failures: list[BaseException] = []

    def read() -> None:
        try:
            count(database)
        except sa.exc.ProgrammingError as error:
            failures.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()

    assert len(failures) == 1
    database.close()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (5, VaultBusyError),
        (261, VaultBusyError),
        (6, VaultBusyError),
        (8, FolderAccessError),
        (14, FolderAccessError),
        (11, DamagedVaultError),
        (522, DamagedVaultError),
        (26, DamagedVaultError),
        (13, DiskFullError),
        (4874, DiskFullError),
        (266, DiskFailureError),
        (778, DiskFailureError),
    ],
)
def test_each_known_code_of_sqlite_has_its_error(code: int, expected: type[VaultError], database: Database) -> None:
    error = sqlcipher.OperationalError("any text")
    error.sqlite_errorcode = code

    with pytest.raises(expected), database.reading():
        raise sa.exc.OperationalError("SELECT", {}, error)
    database.close()


@pytest.mark.parametrize("code", [14, 266, 778, 4874])
def test_an_error_of_the_disk_means_that_it_is_full_where_nothing_is_free(
    code: int, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "free_bytes", lambda _folder: 8_192)
    error = sqlcipher.OperationalError("any text")
    error.sqlite_errorcode = code

    with pytest.raises(DiskFullError), database.reading():
        raise sa.exc.OperationalError("SELECT", {}, error)
    database.close()


def test_an_error_without_a_code_passes_through(database: Database) -> None:
    with pytest.raises(sa.exc.OperationalError), database.reading():
        raise sa.exc.OperationalError("SELECT", {}, sqlcipher.OperationalError("any text"))
    database.close()
