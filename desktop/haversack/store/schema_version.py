"""Which schema a vault has, and whether this version may touch it.

Must not change anything itself: `upgrade` does, and is loaded only when there is something to bring forward.
"""

import importlib
from collections.abc import Callable
from typing import cast

from sqlalchemy import Connection

from haversack.store.database import Database
from haversack.store.errors import NewerSchemaError
from haversack.store.schema import SCHEMA_VERSION


def bring_up_to_date(database: Database) -> None:
    """Bring a database to `SCHEMA_VERSION`, all or nothing; one that is there already is only read.

    Args:
        database: Open, of any version, or empty.

    Raises:
        DiskFullError: No space; the database is as it was.
        NewerSchemaError: A newer version of the program wrote it; it was only read.
    """
    found = read_version(database)
    if found > SCHEMA_VERSION:
        raise NewerSchemaError(found=found, supported=SCHEMA_VERSION)
    if found < SCHEMA_VERSION:
        module = importlib.import_module("haversack.store.upgrade")
        upgrade = cast("Callable[[Connection], None]", module.upgrade)
        with database.transaction() as connection:
            upgrade(connection)


def read_version(database: Database) -> int:
    """Return the database's schema; 0 for an empty one."""
    with database.reading() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
