"""Thousands of rows at once, past the layers of SQLAlchemy that look at each value: replay spends its time here.

Statements are made from the schema, values go as parameters only, and come as the driver gives them. Must not know what
a table means.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

Row = tuple[bytes | str | int | None, ...]

_MAX_PARAMETERS: Final = 500


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows.

    Args:
        connection: Inside a transaction.
        table: The table.
        rows: Values in the order of the table's columns; none at all is fine.
    """
    if rows:
        connection.exec_driver_sql(_insert(table), list(rows))


def select_rows(
    connection: sa.Connection,
    table: sa.Table,
    key: str,
    values: Sequence[bytes | int],
    *,
    order: str = "",
    columns: tuple[str, ...] = (),
) -> Iterator[Any]:
    """Read the rows whose column holds one of these values.

    Args:
        connection: Reading.
        table: The table.
        key: The column; an index should begin with it.
        values: What it may hold; so many are asked for at once that rows come in blocks of 500 values.
        order: Columns by which each block is sorted, as in SQL.
        columns: Only these; empty for all.

    Yields:
        Tuples in the order of the columns.
    """
    for start in range(0, len(values), _MAX_PARAMETERS):
        some = tuple(values[start : start + _MAX_PARAMETERS])
        statement = _select(table, key, len(some), order=order, columns=columns)
        # The driver hands over a whole block much faster than row by row.
        yield from connection.exec_driver_sql(statement, some).all()


@cache
def _insert(table: sa.Table) -> str:
    names = [column.name for column in table.columns]
    marks = ", ".join("?" for _ in names)
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - names of the schema


@cache
def _select(table: sa.Table, key: str, count: int, *, order: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(columns or (column.name for column in table.columns))
    marks = ", ".join("?" for _ in range(count))
    statement = f"SELECT {names} FROM {table.name} WHERE {key} IN ({marks})"  # noqa: S608 - names of the schema
    return f"{statement} ORDER BY {order}" if order else statement
