"""`files get` and `export`: ask for a record's files, and write readable copies where a person says.

A file counts as here only when it is whole and its hash was checked. Must not open anything in another program.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from haversack.operations.editing import one_shown
from haversack.operations.file_names import safe_names
from haversack.operations.workspace import Workspace
from haversack.store import files as safe_files
from haversack.store import object_table, projection
from haversack.store.errors import DamagedVaultError, VaultError
from haversack_sync.model import reading
from haversack_sync.model.ids import ObjectId, RecordId
from haversack_sync.model.reading import FileEntry
from haversack_sync.protocol.errors import SealError
from haversack_sync.protocol.parcel import ParcelName, open_parcel


class NoFilesError(Exception):
    """The record has no files."""

    kind = "no_files"


class FileNotHereError(Exception):
    """A file is not on this computer.

    Attributes:
        name: Its name.
        size: Its size in bytes.
    """

    kind = "file_not_here"

    def __init__(self, name: str, size: int) -> None:
        super().__init__("file is not on this computer")
        self.name = name
        self.size = size


class TargetInVaultError(Exception):
    """Readable copies must not lie inside a vault's folder, where everything else is encrypted."""

    kind = "target_in_vault"


class TargetExistsError(Exception):
    """There is a file already where a copy should go.

    Attributes:
        path: Where.
    """

    kind = "target_exists"

    def __init__(self, path: Path) -> None:
        super().__init__("target exists")
        self.path = path


class NoTargetFolderError(Exception):
    """The folder in which a copy should go is not there.

    Attributes:
        path: The folder.
    """

    kind = "no_target_folder"

    def __init__(self, path: Path) -> None:
        super().__init__("no folder to write into")
        self.path = path


class DamagedFileError(Exception):
    """A file on this computer is damaged: the disk did not keep what was written.

    Attributes:
        name: Its name.
        reason: again, where the hub has it and it is fetched again; only_copy, where nobody else has it.
    """

    kind = "damaged_file"

    def __init__(self, name: str, *, comes_again: bool) -> None:
        super().__init__("file is damaged")
        self.name = name
        self.reason = "again" if comes_again else "only_copy"


@dataclass(frozen=True, slots=True)
class Exported:
    """A readable copy: where it lies and its size in bytes."""

    path: Path
    size: int


def files_of(workspace: Workspace, record: RecordId) -> tuple[FileEntry, ...]:
    """Return the files of a record.

    Raises:
        NoFilesError: It has none.
        NoSuchRecordError: It is not here.
    """
    with workspace.replica.reading() as connection:
        shown = one_shown(projection.show(connection, record, own=workspace.own))
    found = reading.files(shown.state)
    if not found:
        raise NoFilesError("record has no files")
    return found


def want_files(workspace: Workspace, record: RecordId) -> int:
    """Ask for all files of a record; they come with this sync or the next.

    Returns:
        Bytes still to come, sealed.

    Raises:
        NoFilesError: It has none.
        NoSuchRecordError: It is not here.
    """
    found = files_of(workspace, record)
    with workspace.replica.transaction() as connection:
        for file in found:
            object_table.want(connection, file)
        wanted = {file.object for file in found}
        return sum(one.total for one in object_table.wanted(connection) if one.object_id in wanted)


def export(workspace: Workspace, record: RecordId, target: Path) -> Sequence[Exported]:
    """Write readable copies of a record's files outside the vault.

    Args:
        workspace: The open vault.
        record: Which one.
        target: A folder for all of them under their own names, or a new path for the only one.

    Raises:
        FileNotHereError: A file is not on this computer; nothing was written.
        NoFilesError: The record has none.
        NoSuchRecordError: The record is not here.
        NoTargetFolderError: There is no folder to write into.
        DamagedFileError: The sealed file is damaged; of the files before it there are copies.
        TargetExistsError: A file lies there; nothing was written over.
        TargetInVaultError: It lies inside this vault's folder.
        VaultError: No space, or the system refused.
    """
    if target.resolve().is_relative_to(workspace.vault.folder.resolve()):
        raise TargetInVaultError("target inside the vault")
    found = files_of(workspace, record)
    with workspace.replica.reading() as connection:
        for file in found:
            if not object_table.is_here(connection, file.object):
                raise FileNotHereError(file.name, file.size)
    with safe_files.known_file_errors(target):
        is_folder = target.is_dir() or len(found) > 1
        names = safe_names([file.name for file in found])
        paths = [target / name for name in names] if is_folder else [target]
        for path in paths:
            if path.exists():
                raise TargetExistsError(path)
        if not target.parent.is_dir():
            raise NoTargetFolderError(target.parent)
        if is_folder and not target.is_dir():
            safe_files.make_private_folder(target)
    return [_write_copy(workspace, file, path) for file, path in zip(found, paths, strict=True)]


def _write_copy(workspace: Workspace, file: FileEntry, path: Path) -> Exported:
    try:
        safe_files.create_whole(path, readable_pieces(workspace, file))
    except FileExistsError as error:
        raise TargetExistsError(path) from error
    return Exported(path, file.size)


def readable_pieces(workspace: Workspace, file: FileEntry) -> Iterator[bytes]:
    """Open a file that is here, chunk by chunk.

    Raises:
        DamagedFileError: The sealed file is damaged; if the hub has it, it comes again.
    """
    sealed = workspace.vault.parcels.pieces(file.object)
    name = ParcelName(workspace.root, file.parcel)
    with contextlib.suppress(VaultError), workspace.replica.transaction() as connection:
        # No matter where there is no room to note it: people want to read.
        object_table.note_use(connection, file.object)
    try:
        yield from open_parcel(sealed, file.size, key=file.key, name=name)
    except (SealError, DamagedVaultError) as error:
        raise DamagedFileError(file.name, comes_again=note_damage(workspace, file.object)) from error


def note_damage(workspace: Workspace, file: ObjectId) -> bool:
    """Take a file that proved to be damaged as not here; what is right of it stays, and only the rest comes again.

    Returns:
        Whether it comes again; the only copy stays as it is.
    """
    with workspace.replica.transaction() as connection:
        comes_again = object_table.set_damaged(connection, file)
    if comes_again:
        # After the commit: a crash in between leaves a file that is not known as here, and is found right or wrong.
        workspace.vault.parcels.set_unfinished(file)
    return comes_again
