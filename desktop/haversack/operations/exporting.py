"""Readable copies of chosen files, or of a text, outside the vault, where a person says. Must not write over any."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from haversack.operations.editing import one_shown
from haversack.operations.file_names import safe_names
from haversack.operations.filing import (
    Exported,
    NoTargetFolderError,
    TargetExistsError,
    TargetInVaultError,
    readable_pieces,
)
from haversack.operations.workspace import Workspace
from haversack.store import files as safe_files
from haversack.store import object_table, projection
from haversack_sync.model import reading
from haversack_sync.model.ids import ObjectId, parse_record_id
from haversack_sync.model.reading import FileEntry


@dataclass(frozen=True, slots=True)
class Chosen:
    """Files of a record that somebody wants copies of; those that are not here are left out."""

    record: str
    files: tuple[ObjectId, ...]


def export_files(workspace: Workspace, chosen: Iterable[Chosen], folder: Path) -> Sequence[Exported]:
    """Write readable copies of files into a folder, each under a safe name of its own.

    Args:
        workspace: The open vault.
        chosen: Of which records, which files.
        folder: Exists.

    Raises:
        NoSuchRecordError: A record is not here; nothing was written.
        NoTargetFolderError: There is no such folder.
        DamagedFileError: A sealed file is damaged; of the files before it there are copies.
        TargetExistsError: A file of that name lies there; nothing was written.
        TargetInVaultError: It lies inside this vault's folder.
        VaultError: No space, or the system refused.
    """
    entries = _entries(workspace, chosen)
    with safe_files.known_file_errors(folder):
        if not folder.is_dir():
            raise NoTargetFolderError(folder)
    paths = [folder / name for name in safe_names([entry.name for entry in entries])]
    _check(workspace, paths)
    return [_write(workspace, entry, path) for entry, path in zip(entries, paths, strict=True)]


def export_file(workspace: Workspace, chosen: Chosen, path: Path) -> Sequence[Exported]:
    """Write a readable copy of one file under a name that a person chose; nothing where it is not here.

    Raises:
        As `export_files`.
    """
    _check(workspace, [path])
    return [_write(workspace, entry, path) for entry in _entries(workspace, [chosen])[:1]]


def export_text(workspace: Workspace, text: str, path: Path) -> Sequence[Exported]:
    """Write a text that is read here into a file.

    Args:
        workspace: The open vault; its own folder is no place for readable copies.
        text: All of it.
        path: A new file.

    Raises:
        As `export_files`.
    """
    data = text.encode()
    write_readable(workspace, data, path)
    return [Exported(path, len(data))]


def write_readable(workspace: Workspace, data: bytes, path: Path) -> None:
    """Write what was made here into a new file outside the vault.

    Args:
        workspace: The open vault; its own folder is no place for readable copies.
        data: All of it.
        path: A new file.

    Raises:
        NoTargetFolderError: There is no such folder.
        TargetExistsError: A file of that name lies there; it stays as it is.
        TargetInVaultError: It lies inside this vault's folder.
        VaultError: No space, or the system refused.
    """
    _check(workspace, [path])
    try:
        safe_files.create_whole(path, iter([data]))
    except FileExistsError as error:
        raise TargetExistsError(path) from error


def text_of(workspace: Workspace, record: str, language: str) -> str:
    """Return an item's text as its author wrote it, in Markdown.

    Args:
        workspace: The open vault.
        record: Its id, as people write it.
        language: Tag of the language in which it is shown.

    Raises:
        NoSuchRecordError: It is not here.
    """
    with workspace.replica.reading() as connection:
        state = one_shown(projection.show(connection, parse_record_id(record), own=workspace.own)).state
    found = state.text("body", [language])
    return found[1] if found else ""


def suggested_name(name: str) -> str:
    """Return a file's name as it can be written on every system."""
    return safe_names([name])[0]


def _entries(workspace: Workspace, chosen: Iterable[Chosen]) -> list[FileEntry]:
    entries: dict[ObjectId, FileEntry] = {}
    with workspace.replica.reading() as connection:
        for one in chosen:
            state = one_shown(projection.show(connection, parse_record_id(one.record), own=workspace.own)).state
            for entry in reading.files(state):
                if entry.object in one.files and object_table.is_here(connection, entry.object):
                    entries[entry.object] = entry
    return list(entries.values())


def _check(workspace: Workspace, paths: Sequence[Path]) -> None:
    vault = workspace.vault.folder.resolve()
    for path in paths:
        with safe_files.known_file_errors(path):
            if path.resolve().is_relative_to(vault):
                raise TargetInVaultError("target inside the vault")
            if path.exists():
                raise TargetExistsError(path)
            if not path.parent.is_dir():
                raise NoTargetFolderError(path.parent)


def _write(workspace: Workspace, entry: FileEntry, path: Path) -> Exported:
    try:
        safe_files.create_whole(path, readable_pieces(workspace, entry))
    except FileExistsError as error:
        raise TargetExistsError(path) from error
    return Exported(path, entry.size)
