"""The encrypted database: SQLCipher behind SQLAlchemy Core, one connection, explicit transactions.

The one place that keys a connection. Must not know any table: what lies in the database is `schema`'s. Nothing here
may reach a log or stderr: SQLCipher's own messages are off, and statements never show their parameters.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import sqlalchemy
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2 as sqlcipher

from haversack.store.errors import (
    DamagedVaultError,
    DiskFailureError,
    DiskFullError,
    FolderAccessError,
    VaultBusyError,
    VaultError,
)
from haversack.store.files import create_private_file, free_bytes, known_file_errors
from haversack.store.interruption import interruption_held

PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    # In KiB. A page that was let go of is read, proved and deciphered again; SQLite's own 2 MB hold too few to rank.
    "cache_size=-8000",
    "temp_store=MEMORY",
    "secure_delete=ON",
    # Off by measurement: SQL is 5 times slower with it, and only the end of the process wipes memory.
    "cipher_memory_security=OFF",
)
"""What follows the key at every connection, in this order."""

_PAGE_BYTES: Final = 4096
_WRITE: Final = "BEGIN IMMEDIATE"
_READ: Final = "BEGIN DEFERRED"
_ROOM_BYTES: Final = 256 * 1024
"""With less than this free, an error of reading or writing means a full disk: SQLite has no code for the case that its
log or its shared memory cannot grow."""

# Primary result codes of SQLite (the low byte of the extended code), https://sqlite.org/rescode.html
_BUSY: Final = frozenset({5, 6})
_REFUSED: Final = frozenset({3, 8, 14, 23})
_DAMAGED: Final = frozenset({11, 26})
_FULL: Final = 13
_CANNOT_OPEN: Final = 14
_INPUT_OUTPUT: Final = 10
# Extended codes of SQLITE_IOERR: a page is cut off; the shared memory file could not grow.
_SHORT_READ: Final = 522
_NO_ROOM_FOR_SHARED_MEMORY: Final = 4874


class Database:
    """One open, encrypted database. Not for use from two threads.

    Reading and writing happen inside `reading` and `transaction`, which turn the driver's errors into ours.
    """

    def __init__(self, path: Path, raw_key: bytes) -> None:
        """Open a database file; use `create_database` and `open_database` instead.

        Args:
            path: The file; SQLite makes its `-wal` and `-shm` files beside it.
            raw_key: 32 bytes, used as the key itself.
        """
        self._path = path
        self._begin = _WRITE
        self._engine = sqlalchemy.create_engine(
            "sqlite://",
            creator=lambda: _connect(path, raw_key),
            module=sqlcipher,
            poolclass=NullPool,
            hide_parameters=True,
        )
        sqlalchemy.event.listen(self._engine, "begin", self._on_begin)
        with self._known_errors():
            self._connection = self._engine.connect()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlalchemy.Connection]:
        """Write: all of the block or, after any error, nothing of it.

        Yields:
            The connection, inside a transaction that began at once.

        Raises:
            DamagedVaultError: A page is not what was written.
            DiskFailureError: The disk could not read or write.
            DiskFullError: No space; nothing changed.
            RuntimeError: A transaction is open already: two cannot nest.
            VaultBusyError: Another process writes.
        """
        if self._connection.in_transaction():
            raise RuntimeError("transactions cannot nest")
        self._begin = _WRITE
        with interruption_held(), self._known_errors(), self._connection.begin():
            yield self._connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlalchemy.Connection]:
        """Read one consistent state; inside a transaction, the state that it made so far.

        Yields:
            The connection.

        Raises:
            DamagedVaultError: A page is not what was written.
            DiskFailureError: The disk could not read.
        """
        if self._connection.in_transaction():
            yield self._connection
            return
        self._begin = _READ
        with interruption_held(), self._known_errors(), self._connection.begin():
            yield self._connection

    def settle(self) -> None:
        """Move everything from the log into the file and empty the log, so that erased text is in neither.

        Raises:
            DiskFullError: No space; nothing is lost.
            VaultBusyError: Somebody reads or writes.
        """
        with self._known_errors():
            # Past SQLAlchemy, which would begin a transaction: no checkpoint can happen inside one.
            cursor = self._connection.connection.cursor()
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.close()
        if busy:
            raise VaultBusyError

    def find_damage(self) -> tuple[str, ...]:
        """Read every page: slow, for a doctor and for tests.

        Returns:
            What SQLCipher and SQLite found, in their words; empty if nothing.
        """
        found: list[str] = []
        for pragma in ("cipher_integrity_check", "integrity_check"):
            try:
                with self.reading() as connection:
                    rows = connection.exec_driver_sql(f"PRAGMA {pragma}").scalars().all()
            except DamagedVaultError as error:
                found.append(str(error.__cause__.orig) if isinstance(error.__cause__, DBAPIError) else str(error))
            else:
                found.extend(row for row in rows if row != "ok")
        return tuple(found)

    def close(self) -> None:
        """Move the log into the file and let go of it. Safe to repeat."""
        with self._known_errors():
            self._connection.close()
        self._engine.dispose()

    def _on_begin(self, connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql(self._begin)

    @contextlib.contextmanager
    def _known_errors(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlcipher.Error) as error:
            known = _known_error(error, self._path)
            if known is None:
                raise
            raise known from error


def create_database(path: Path, raw_key: bytes) -> Database:
    """Make a new, empty database that only this user can read.

    Args:
        path: Must not exist yet.
        raw_key: 32 bytes.

    Returns:
        The open database.

    Raises:
        DiskFullError: No space for it.
        FileExistsError: Something lies there already.
        FolderAccessError: The system refused.
    """
    create_private_file(path)
    return Database(path, raw_key)


def open_database(path: Path, raw_key: bytes) -> Database:
    """Open a database that exists.

    Args:
        path: The file.
        raw_key: 32 bytes.

    Returns:
        The open database.

    Raises:
        DamagedVaultError: Missing, cut off, of another key, or its first page was changed.
        FolderAccessError: The system refused.
        VaultBusyError: Another process has it.
    """
    with known_file_errors(path):
        try:
            size = path.stat().st_size
        except FileNotFoundError as error:
            raise DamagedVaultError("database") from error
    # SQLite would take an empty file for a new database, and any key would fit. A last page that is not whole is a
    # checkpoint that was interrupted, if the log is still there to repair it.
    if size == 0 or (size % _PAGE_BYTES != 0 and not path.with_name(path.name + "-wal").exists()):
        raise DamagedVaultError("database")
    return Database(path, raw_key)


def _connect(path: Path, raw_key: bytes) -> DBAPIConnection:
    """Open and key one connection; the statements and their order are those of docs/vault.md."""
    connection = sqlcipher.connect(path, isolation_level=None, timeout=0)
    try:
        # First of all, or a wrong key and a damaged page would write to stderr.
        connection.execute("PRAGMA cipher_log_level=NONE")
        # The only form that takes the bytes as the key: the driver's own `set_key` would derive another one from them.
        connection.execute(f"PRAGMA key = \"x'{raw_key.hex()}'\"")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.enable_load_extension(False)  # noqa: FBT003 - the driver takes it by position only
    except BaseException:
        connection.close()
        raise
    return connection  # type: ignore[no-any-return]  # the driver ships no types


def _known_error(error: Exception, path: Path) -> VaultError | None:
    """Say which known error the driver met, or None for a mistake of ours."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    primary = code & 0xFF
    if primary in _DAMAGED or code == _SHORT_READ:
        return DamagedVaultError("database")
    if primary == _FULL or code == _NO_ROOM_FOR_SHARED_MEMORY:
        return DiskFullError()
    if primary in (_INPUT_OUTPUT, _CANNOT_OPEN) and free_bytes(path.parent) < _ROOM_BYTES:
        return DiskFullError()
    if primary in _BUSY:
        return VaultBusyError()
    if primary in _REFUSED:
        return FolderAccessError(path)
    if primary == _INPUT_OUTPUT:
        return DiskFailureError()
    return None
