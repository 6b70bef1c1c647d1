"""The hub's SQLite file: its pragmas, transactions, and what it refuses to open."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack_sync.hub.database import Database, open_database
from haversack_sync.hub.errors import DataFolderError, StorageError


def refused(path: Path, *, migrate: bool = True) -> str:
    with pytest.raises(DataFolderError) as caught:
        open_database(path, migrate=migrate)
    return caught.value.reason


def pragma(database: Database, name: str) -> object:
    with database.reading() as connection:
        return connection.scalar(sa.text(f"PRAGMA {name}"))


def test_a_new_database_has_the_newest_schema_and_the_pragmas(tmp_path: Path) -> None:
    database = open_database(tmp_path / "hub.db", migrate=True)

    assert [pragma(database, name) for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")] == [
        "wal",
        2,
        1,
        0,
    ]
    database.close()
    open_database(tmp_path / "hub.db", migrate=True).close()
    open_database(tmp_path / "hub.db", migrate=False).close()


def test_asking_for_a_hub_that_is_not_there_makes_nothing(tmp_path: Path) -> None:
    assert refused(tmp_path / "hub.db", migrate=False) == "missing"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("migrate", [True, False])
def test_something_else_in_its_place_is_damage(tmp_path: Path, migrate: bool) -> None:
    (tmp_path / "hub.db").write_bytes(b"this is no database" * 100)

    assert refused(tmp_path / "hub.db", migrate=migrate) == "damaged"
    assert (tmp_path / "hub.db").read_bytes() == b"this is no database" * 100


def test_another_programs_database_is_no_hub(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "hub.db") as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    connection.close()

    assert refused(tmp_path / "hub.db", migrate=False) == "not_a_hub"


@pytest.mark.parametrize("migrate", [True, False])
def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path, migrate: bool) -> None:
    open_database(tmp_path / "hub.db", migrate=True).close()
    with sqlite3.connect(tmp_path / "hub.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = (tmp_path / "hub.db").read_bytes()

    assert refused(tmp_path / "hub.db", migrate=migrate) == "newer"
    assert (tmp_path / "hub.db").read_bytes() == before


def test_a_folder_that_is_not_there_is_a_failure_of_storage(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        open_database(tmp_path / "missing" / "hub.db", migrate=True)


def test_a_path_with_signs_that_mean_something_elsewhere_works(tmp_path: Path) -> None:
    folder = tmp_path / "50% of #1? ünï"
    folder.mkdir()

    open_database(folder / "hub.db", migrate=True).close()

    assert (folder / "hub.db").exists()


def test_an_error_never_shows_what_was_to_be_stored(tmp_path: Path) -> None:
    database = open_database(tmp_path / "hub.db", migrate=True)
    columns = "(id, root_key, era, registered, is_restored)"
    statement = sa.text(f"INSERT INTO network {columns} VALUES (:id, 'canary', 1, 1, 0)")  # noqa: S608 - of ours

    def insert(number: int) -> None:
        with database.writing() as connection:
            connection.execute(statement, {"id": number})

    insert(1)
    with pytest.raises(sa.exc.IntegrityError) as caught:
        insert(1)

    database.close()
    assert "parameters hidden" in str(caught.value)


def test_a_full_disk_is_a_failure_of_storage_and_stores_nothing(tmp_path: Path) -> None:
    database = open_database(tmp_path / "hub.db", migrate=True)
    fill = sa.text("INSERT INTO objects (object, size, stamp) VALUES (randomblob(32), 1, zeroblob(3000000))")

    def write() -> None:
        with database.writing() as connection:
            connection.execute(sa.text("PRAGMA max_page_count = 40"))
            connection.execute(sa.text("INSERT INTO objects (object, size, stamp) VALUES (x'01', 1, 1)"))
            connection.execute(fill)

    with pytest.raises(StorageError):
        write()

    with database.reading() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM objects")) == 0
    database.close()
