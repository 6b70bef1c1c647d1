"""`files get` and `export`: fetch a record's files, and write readable copies where a person says.

A file counts as here only when it is whole and its hash was checked. Must not open anything in another program.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from haversack.operations.data_used import DayCounter
from haversack.operations.editing import one_shown
from haversack.operations.file_names import safe_names
from haversack.operations.workspace import Workspace
from haversack.store import files as safe_files
from haversack.store import links, object_table, projection
from haversack_sync.client.conditions import Conditions
from haversack_sync.client.ports import Upload
from haversack_sync.client.session import Session
from haversack_sync.model import reading
from haversack_sync.model.ids import ObjectId, RecordId
from haversack_sync.model.reading import FileEntry
from haversack_sync.protocol.endpoint import LinkError, SyncEndpoint
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


def fetch_wanted(
    workspace: Workspace, session: Session, *, record: RecordId | None = None, largest_bytes: int | None = None
) -> int:
    """Fetch the files that somebody asked for, each from where it stopped; one that cannot be had keeps none back.

    People may ask for more meanwhile, or for one of them no longer: what is asked for is read again before each file,
    and a file that nobody asks for any more ends where it is.

    Args:
        workspace: The open vault.
        session: With the hub.
        record: Only the files of this record.
        largest_bytes: Only files that are not larger, sealed; None for all.

    Returns:
        How many of them the hub does not have (yet).

    Raises:
        DigestError: What arrived is not the file; it was dropped, and the others were fetched.
        LinkError: The link failed; what arrived is kept for the next time.
        VaultError: No space.
    """
    only = {file.object for file in files_of(workspace, record)} if record is not None else None
    return session.fetch(AskedFor(workspace, only, largest_bytes)).missing_files


@dataclass(frozen=True, slots=True)
class AskedFor:
    """The files that somebody asked for, as a sync sees them: `client.ports.WantedFiles`.

    Attributes:
        workspace: The open vault.
        only: Only these; None for all.
        largest_bytes: Only files that are not larger, sealed; None for all.
    """

    workspace: Workspace
    only: AbstractSet[ObjectId] | None = None
    largest_bytes: int | None = None

    def wanted(self) -> Sequence[Upload]:
        """See `WantedFiles`."""
        with self.workspace.replica.reading() as connection:
            wanted = object_table.wanted(connection)
        return [one for one in wanted if self._is_meant(one)]

    def is_wanted(self, object_id: ObjectId) -> bool:
        """See `WantedFiles`."""
        with self.workspace.replica.reading() as connection:
            return links.is_wanted(connection, object_id)

    def _is_meant(self, one: Upload) -> bool:
        is_small = self.largest_bytes is None or one.total <= self.largest_bytes
        return is_small and (self.only is None or one.object_id in self.only)


def get_files(workspace: Workspace, record: RecordId, endpoint: SyncEndpoint, *, conditions: Conditions) -> None:
    """Fetch the files of a record that were asked for, without a whole sync; what it uses counts into the day.

    Raises:
        As `fetch_wanted`; LinkError ("not_found") also where the hub does not have one of them.
    """
    session = Session(workspace.replica, endpoint, conditions)
    try:
        if fetch_wanted(workspace, session, record=record):
            raise LinkError("not_found")
    finally:
        DayCounter(workspace).end(session.report.used_bytes)


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
        SealError: The sealed file is damaged; of the files before it there are copies.
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
        SealError: The sealed file is damaged.
    """
    sealed = workspace.vault.parcels.pieces(file.object)
    name = ParcelName(workspace.root, file.parcel)
    return open_parcel(sealed, file.size, key=file.key, name=name)
