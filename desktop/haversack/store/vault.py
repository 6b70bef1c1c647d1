"""The vault as a whole: its folder, its lock, its keys, its database and its sealed files.

Opening goes from the outside in: lock, slots, keys, database, schema. Must not know what the tables mean.
"""

import contextlib
import errno
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from haversack.store.cost import Argon2Cost
from haversack.store.database import Database, create_database, open_database
from haversack.store.errors import FolderAccessError, VaultError, VaultExistsError, VaultMissingError
from haversack.store.files import (
    FolderLock,
    create_private_file,
    known_file_errors,
    make_private_folder,
    remove_tree,
    shred,
    sync_folder,
)
from haversack.store.keys import (
    RandomSource,
    VaultId,
    VaultKeys,
    derive_keys,
    make_slot,
    new_master_key,
    new_vault_id,
    unlock,
)
from haversack.store.parcel_files import ParcelFiles
from haversack.store.schema_version import bring_up_to_date
from haversack.store.search_index import SearchIndex
from haversack.store.slot_file import PREVIOUS_SLOT_FILE, SLOT_FILE, confirm_slots, read_slots, write_slots

DATABASE_FILE: Final = "vault.db"
LOCK_FILE: Final = "vault.lock"
GONE_FILE: Final = "vault.gone"
"""An empty file: this vault is being destroyed. Whoever finds it goes on with that, after a crash as well."""

_UNFINISHED: Final = ".unfinished"
_FIRST_SLOT: Final = 0
_TAKEN: Final = frozenset({errno.EEXIST, errno.ENOTEMPTY})


class Vault:
    """An open vault: the only process that has it open.

    Attributes:
        folder: Where it lies.
        vault_id: 16 bytes, its own name, on no screen.
        database: The encrypted database, at the newest schema.
        parcels: The sealed files.
        keys: What else the master key gives: for parcels, backups and the floor.
        is_discarded: Whether it destroyed itself: nothing of it can be read any more.
    """

    def __init__(self, folder: Path, *, keys: VaultKeys, database: Database, lock: FolderLock) -> None:
        """Put the parts together; use `create` and `open` instead."""
        self.folder = folder
        self.keys = keys
        self.database = database
        self.parcels = ParcelFiles(folder)
        self._lock = lock
        self.is_discarded = False

    @property
    def vault_id(self) -> VaultId:
        """The vault's id."""
        return self.keys.vault_id

    @property
    def database_bytes(self) -> int:
        """How much space the database takes on the disk, with what was written and not folded in yet."""
        size = 0
        for path in self.folder.iterdir():
            # SQLite makes files beside its own and takes them away again at any moment.
            with contextlib.suppress(FileNotFoundError):
                size += path.stat().st_size if path.name.startswith(DATABASE_FILE) else 0
        return size

    @classmethod
    def create(cls, folder: Path, passphrase: str, *, cost: Argon2Cost, random: RandomSource) -> Self:
        """Make a new vault and open it.

        It is made beside its place and moved there when it is whole, so a failure leaves nothing.

        Args:
            folder: Must not exist, or be empty; its parent is made if it is missing.
            passphrase: What opens it from now on.
            cost: What a guess of the passphrase shall cost.
            random: A source of random bytes, such as `os.urandom`.

        Returns:
            The open vault.

        Raises:
            DiskFullError: No space for it.
            FolderAccessError: The system refused.
            UnusablePassphraseError: The passphrase is empty or no valid text.
            VaultExistsError: Something lies in the folder already.
            WeakSlotError: The cost lies outside the limits.
        """
        require_empty(folder)
        vault_id, master_key = new_vault_id(random), new_master_key(random)
        slot = make_slot(master_key, passphrase, vault_id=vault_id, number=_FIRST_SLOT, cost=cost, random=random)
        keys = derive_keys(master_key, vault_id=vault_id)
        unfinished = folder.with_name(folder.name + _UNFINISHED)
        with known_file_errors(folder):
            _make_parents(folder)
            remove_tree(unfinished)
            try:
                _make_whole(unfinished, keys, slot)
                _move_into_place(unfinished, folder)
            except BaseException:
                remove_tree(unfinished)
                raise
        try:
            sync_folder(folder.parent)
            return cls._open_locked(folder, lambda: keys)
        except BaseException:
            remove_tree(folder)
            raise

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> Self:
        """Open a vault.

        Args:
            folder: Where it lies.
            passphrase: What the person typed.

        Returns:
            The open vault, at the newest schema.

        Raises:
            DamagedSlotsError: No generation of the slots is whole.
            DamagedVaultError: A part is missing, cut off or changed.
            DiskFullError: No space to bring it to a newer schema; it is as it was.
            FolderAccessError: The system refused.
            NewerSchemaError: A newer version of the program wrote it; it is untouched.
            NewerSlotsError: A newer version of the program wrote its slots; they are untouched.
            UnusablePassphraseError: The passphrase is empty or no valid text.
            VaultBusyError: Another process has it open.
            VaultMissingError: No vault lies here.
            WeakSlotError: The slots ask for a cost outside the limits.
            WrongPassphraseError: No slot opens with this passphrase.
        """
        with known_file_errors(folder):
            is_there = folder.is_dir()
        if not is_there:
            raise VaultMissingError(folder)
        if is_going(folder):
            erase_vault(folder)
            raise VaultMissingError(folder)
        slots = read_slots(folder)
        vault = cls._open_locked(folder, lambda: unlock(slots.slots, passphrase))
        confirm_slots(folder, slots)
        return vault

    @classmethod
    def _open_locked(cls, folder: Path, unlocked: Callable[[], VaultKeys]) -> Self:
        with contextlib.ExitStack() as on_failure:
            lock = FolderLock(folder / LOCK_FILE)
            lock.acquire()
            on_failure.callback(lock.release)
            keys = unlocked()
            database = open_database(folder / DATABASE_FILE, keys.database)
            on_failure.callback(database.close)
            bring_up_to_date(database)
            _bring_index_up_to_date(database)
            vault = cls(folder, keys=keys, database=database, lock=lock)
            on_failure.pop_all()
        return vault

    def close(self) -> None:
        """Close the database and let others in. Safe to repeat; the keys stay in memory until the process ends."""
        self.database.close()
        self._lock.release()

    def moved_to(self, folder: Path) -> Self:
        """Close it, give it another place in one step, and return it open there.

        For a vault that was made a moment ago: where it cannot be opened in its new place, nothing of it is left.

        Args:
            folder: On the same disk; must not exist, or be empty.

        Raises:
            FolderAccessError: The system refused; it is closed, and where it was.
            VaultExistsError: Something lies there; it is closed, and where it was.
        """
        self.close()
        with known_file_errors(folder):
            _move_into_place(self.folder, folder)
        try:
            sync_folder(folder.parent)
            return self._open_locked(folder, lambda: self.keys)
        except BaseException:
            remove_tree(folder)
            raise

    def discard(self) -> None:
        """Close and destroy a vault, its slots first: without them nothing else of it can be opened.

        Cut anywhere, whoever looks at the folder next goes on.
        """
        _shred_slots(self.folder)
        self.is_discarded = True
        # What the database still wants to write does not matter any more.
        with contextlib.suppress(VaultError):
            self.database.close()
        self._lock.release()
        remove_tree(self.folder)

    def __enter__(self) -> Self:
        """Use the vault in a `with` block, which closes it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, whatever happened."""
        self.close()


def erase_vault(folder: Path) -> None:
    """Destroy a vault that nobody has open, its slots first: without them nothing else of it can be opened.

    Raises:
        FolderAccessError: The system refused.
        VaultBusyError: Somebody has it open; it is whole.
    """
    lock = FolderLock(folder / LOCK_FILE)
    lock.acquire()
    try:
        _shred_slots(folder)
    finally:
        lock.release()
    remove_tree(folder)


def is_going(folder: Path) -> bool:
    """Tell whether a vault was being destroyed here when something cut that."""
    return (folder / GONE_FILE).exists()


def _shred_slots(folder: Path) -> None:
    """Overwrite and remove the slots, and note before that the rest goes too."""
    # Without room for the note they go all the same: what is left cannot be opened.
    with contextlib.suppress(VaultError, FileExistsError):
        create_private_file(folder / GONE_FILE)
        sync_folder(folder)
    shred(folder / SLOT_FILE)
    shred(folder / PREVIOUS_SLOT_FILE)


def _bring_index_up_to_date(database: Database) -> None:
    """Have every record indexed again if the rules of search changed since the index was made."""
    index = SearchIndex()
    with database.reading() as connection:
        if index.is_current(connection):
            return
    with database.transaction() as connection:
        index.begin_anew(connection)


def require_empty(folder: Path) -> None:
    """Check that a vault can be made in a folder.

    Raises:
        FolderAccessError: The system refused, or it is no folder.
        VaultExistsError: Something lies in it already.
    """
    with known_file_errors(folder):
        if is_going(folder):
            erase_vault(folder)
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise FolderAccessError(folder)
        if folder.is_dir() and any(folder.iterdir()):
            raise VaultExistsError(folder)


def _make_parents(folder: Path) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise FolderAccessError(folder) from error


def _make_whole(folder: Path, keys: VaultKeys, slot: bytes) -> None:
    """Make all of a vault in a folder of its own, closed and on the disk."""
    make_private_folder(folder)
    database = create_database(folder / DATABASE_FILE, keys.database)
    try:
        bring_up_to_date(database)
    finally:
        database.close()
    ParcelFiles(folder)
    write_slots(folder, [slot])


def _move_into_place(unfinished: Path, folder: Path) -> None:
    """Give a whole vault its place in one step."""
    try:
        if folder.is_dir():
            folder.rmdir()
        unfinished.rename(folder)
    except OSError as error:
        if error.errno in _TAKEN:
            raise VaultExistsError(folder) from error
        raise
