"""The migrations lead to the schema that the program works with, and every old vault opens."""

import re
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from haversack.store.database import Database, create_database
from haversack.store.errors import DiskFullError, NewerSchemaError
from haversack.store.schema import METADATA, SCHEMA_VERSION, full_text_statements
from haversack.store.schema_version import bring_up_to_date, read_version
from haversack.store.search_index import SearchIndex
from haversack.store.upgrade import migration_config, upgrade
from haversack.store.vault import Vault
from tests.migrations.store.make_vault_fixture import DATA, PASSPHRASE, sample_value

OLD_VAULTS = sorted(DATA.glob("vault-schema-*"))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A new, empty database."""
    return create_database(tmp_path / "vault.db", bytes(32))


def described(database: Database) -> dict[str, str]:
    """Return every table and index as it was declared, whatever its white space."""
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    return {name: re.sub(r"\s+", "", sql) for name, sql in rows if name != "alembic_version"}


def tables_in(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one())


def test_the_migrations_lead_to_the_schema_of_this_version(database: Database, tmp_path: Path) -> None:
    declared = create_database(tmp_path / "declared.db", bytes(32))
    with declared.transaction() as connection:
        METADATA.create_all(connection)
        for statement in full_text_statements():
            connection.exec_driver_sql(statement)

    bring_up_to_date(database)

    assert described(database) == described(declared)
    assert read_version(database) == SCHEMA_VERSION
    database.close()
    declared.close()


def test_the_newest_migration_is_the_newest_schema() -> None:
    scripts = ScriptDirectory.from_config(migration_config())

    assert scripts.get_heads() == [f"{SCHEMA_VERSION:04d}"]


def test_bringing_it_up_to_date_twice_changes_nothing(database: Database) -> None:
    bring_up_to_date(database)
    before = described(database)
    with database.transaction() as connection:
        upgrade(connection)
    bring_up_to_date(database)

    assert described(database) == before
    database.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 12").all()

    with pytest.raises(DiskFullError):
        bring_up_to_date(database)
    assert (tables_in(database), read_version(database)) == (0, 0)

    monkeypatch.undo()
    with database.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000").all()
    bring_up_to_date(database)
    assert read_version(database) == SCHEMA_VERSION
    database.close()


def test_a_newer_database_is_only_read(database: Database) -> None:
    with database.transaction() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION + 7}")

    with pytest.raises(NewerSchemaError) as refusal:
        bring_up_to_date(database)

    assert refusal.value.found == SCHEMA_VERSION + 7
    assert tables_in(database) == 0
    database.close()


def test_every_schema_so_far_left_a_vault_to_test_with() -> None:
    assert [folder.name for folder in OLD_VAULTS] == [f"vault-schema-{n}" for n in range(1, SCHEMA_VERSION + 1)]


@pytest.mark.parametrize("old", OLD_VAULTS, ids=lambda folder: folder.name)
def test_every_old_vault_opens_with_all_that_was_in_it(old: Path, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    shutil.copytree(old, folder)

    with Vault.open(folder, PASSPHRASE) as vault, vault.database.reading() as connection:
        assert read_version(vault.database) == SCHEMA_VERSION
        for name in ("secrets", "entries", "records", "versions", "outbox"):
            table = METADATA.tables[name]
            rows = connection.execute(sa.select(table)).mappings().all()
            expected = [{column: sample_value(table.c[column], n) for column in rows[0]} for n in range(3)]
            assert sorted(map(str, rows)) == sorted(map(str, expected))
        found = [hit.document for query in ("amman", "لاجئين") for hit in SearchIndex().search(connection, query)]
        assert found == [1, 1]


@pytest.mark.parametrize("old", OLD_VAULTS, ids=lambda folder: folder.name)
def test_every_old_vault_comes_to_the_schema_of_a_new_one(old: Path, tmp_path: Path, database: Database) -> None:
    """Until a schema is released: if this fails after a change of it, make its vault again (`make_vault_fixture`)."""
    folder = tmp_path / "vault"
    shutil.copytree(old, folder)
    bring_up_to_date(database)

    with Vault.open(folder, PASSPHRASE) as vault:
        assert described(vault.database) == described(database)
    database.close()
