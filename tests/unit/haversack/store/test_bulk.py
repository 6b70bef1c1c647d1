"""Rows in bulk are the rows that SQLAlchemy writes and reads one by one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from haversack.store import schema
from haversack.store.bulk import Row, insert_rows, select_rows
from haversack.store.database import Database, create_database
from haversack.store.schema_version import bring_up_to_date

FEED = b"feed one"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty vault's database."""
    database = create_database(tmp_path / "vault.db", bytes(32))
    bring_up_to_date(database)
    yield database
    database.close()


def entry(n: int) -> Row:
    return (FEED, n, 10 + n, 1_700_000_000, 0, b"envelope %d" % n, "")


def test_rows_are_written_in_the_order_of_the_columns(database: Database) -> None:
    with database.transaction() as connection:
        insert_rows(connection, schema.entries, [entry(1), entry(2)])
        rows = connection.execute(sa.select(schema.entries).order_by(schema.entries.c.n)).all()

    assert [tuple(row) for row in rows] == [entry(1), entry(2)]


def test_no_rows_at_all_are_fine(database: Database) -> None:
    with database.transaction() as connection:
        insert_rows(connection, schema.entries, [])

        assert list(select_rows(connection, schema.entries, "n", [])) == []


@pytest.mark.parametrize("count", [1, 499, 500, 501, 1_250])
def test_every_asked_row_is_read_once(database: Database, count: int) -> None:
    with database.transaction() as connection:
        insert_rows(connection, schema.entries, [entry(n) for n in range(1, count + 10)])
        asked = list(range(1, count + 1))
        rows = list(select_rows(connection, schema.entries, "n", asked, order="n"))

    assert [tuple(row) for row in rows] == [entry(n) for n in asked]


def test_what_is_not_there_is_left_out(database: Database) -> None:
    with database.transaction() as connection:
        insert_rows(connection, schema.entries, [entry(1), entry(3)])
        rows = select_rows(connection, schema.entries, "n", [3, 2, 1], order="n DESC")

        assert [tuple(row) for row in rows] == [entry(3), entry(1)]


def test_a_row_that_is_there_already_is_refused_with_all_others(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.transaction() as connection:
        insert_rows(connection, schema.entries, [entry(1), entry(2), entry(1)])
    with database.reading() as connection:
        assert list(select_rows(connection, schema.entries, "n", [1, 2])) == []
