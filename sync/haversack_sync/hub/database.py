"""The hub's SQLite file: connections, pragmas, transactions, migrations.

`BEGIN` is ours, never the driver's: reading begins deferred, writing immediately. Must not know any query.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import alembic.command
import alembic.config
import alembic.script
import alembic.util
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from haversack_sync.hub.errors import DataFolderError, StorageError

_PRAGMAS: Final = (
    "journal_mode=WAL",
    # FULL: a receipt is a promise, so what it is for must be on the disk before the answer leaves.
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    # What was erased is overwritten in the file; `Database.settle` takes it out of the log.
    "secure_delete=ON",
)
_LOCK_SECONDS: Final = 30
_SETTLING_MS: Final = 500
# One connection for each thread that can be at work at once (Starlette's pool has 40) and a few for the rest.
_CONNECTIONS: Final = 48
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_WRITES: Final = "hub_writes"


class Database:
    """An open ledger file; may be used from many threads and many processes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._reading = engine
        self._writing = engine.execution_options(**{_WRITES: True})
        # Threads of one process queue here, fairly; SQLite's own waiting polls and would starve some of them.
        self._writer = threading.Lock()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one moment.

        Raises:
            StorageError: The disk failed.
        """
        with _storage_errors(), self._reading.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection that is alone in writing; what it did is on the disk when the block has ended.

        Raises:
            StorageError: The disk failed or is full; nothing was stored.
        """
        with _storage_errors(), self._writer, self._writing.connect() as connection, connection.begin():
            yield connection

    def settle(self) -> bool:
        """Move everything from the log into the file and empty the log, so that erased bytes are in neither.

        Returns:
            Whether the log is empty; not while somebody reads for longer than a moment.

        Raises:
            StorageError: The disk failed or is full; nothing is lost.
        """
        with _storage_errors(), self._writer, self._reading.connect() as connection:
            # Past SQLAlchemy, which would begin a transaction: no checkpoint can happen inside one.
            cursor = connection.connection.cursor()
            try:
                cursor.execute(f"PRAGMA busy_timeout={_SETTLING_MS}")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy, _, _ = cursor.fetchone() or (1, 0, 0)
            except sqlite3.OperationalError as error:
                raise StorageError(type(error).__name__) from error
            finally:
                cursor.execute(f"PRAGMA busy_timeout={_LOCK_SECONDS * 1000}")
                cursor.close()
        return not busy

    def close(self) -> None:
        """Close all connections."""
        self._reading.dispose()


def open_database(path: Path, *, migrate: bool) -> Database:
    """Open the ledger file.

    Args:
        path: The file; created only if `migrate`.
        migrate: Bring it to the newest schema; otherwise it must be there and have that schema already.

    Raises:
        DataFolderError: It is missing, damaged, or was written by a newer version of the program.
        StorageError: The disk failed or is full.
    """
    if not migrate and not path.exists():
        # The folder, not the file in it: the sentence says what to type behind --data.
        raise DataFolderError(path.parent, "missing")
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        # Parameters of a failed statement would carry handles and envelopes into a log.
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        connect_args={"timeout": _LOCK_SECONDS, "check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)
    database = Database(engine)
    try:
        _bring_up(database, path, migrate=migrate)
    except Exception:
        database.close()
        raise
    return database


def _bring_up(database: Database, path: Path, *, migrate: bool) -> None:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    try:
        if not migrate:
            with database.reading() as connection:
                _check_revision(connection, config, path)
            return
        with database.writing() as connection:
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")
    except alembic.util.CommandError as error:
        raise DataFolderError(path, "newer") from error
    except exc.DatabaseError as error:
        raise DataFolderError(path, "damaged") from error


def _check_revision(connection: sa.Connection, config: alembic.config.Config, path: Path) -> None:
    head = alembic.script.ScriptDirectory.from_config(config).get_current_head()
    if not sa.inspect(connection).has_table("alembic_version"):
        raise DataFolderError(path, "not_a_hub")
    if connection.scalar(sa.text("SELECT version_num FROM alembic_version")) != head:
        raise DataFolderError(path, "newer")


@contextlib.contextmanager
def _storage_errors() -> Iterator[None]:
    """Turn the driver's errors about disk and locks into ours; bugs in statements go through."""
    try:
        yield
    except exc.OperationalError as error:
        raise StorageError(type(error.orig).__name__) from error


def _on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own transactions are off: `_on_begin` says which kind, and when.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
