"""`publish`: a coordinator's authoring folder becomes changes in the outbox.

Three-way: the vault keeps what was published last, and only what changed in the *source* is sent, so an organisation's
own edits are never overwritten. All or nothing, in one transaction. Must not send anything; `sync` does.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from haversack.operations.authoring import AuthoredFile, AuthoredFolder, ResolvedRecord, read_folder, resolve
from haversack.operations.workspace import Workspace
from haversack.store import object_table, outbox, projection, publications
from haversack_sync.model.canonical import Value
from haversack_sync.model.content import create_operations, in_changes, published, republish_operations
from haversack_sync.model.ids import FeedId, ObjectId, RecordId, published_id
from haversack_sync.model.operations import Change, Operation, Retire, Set
from haversack_sync.protocol.parcel import ParcelName, seal_parcel

_RULES: Final = 1
_CHANGE_BYTES: Final = 16 * 1024
"""What the values of one change may weigh before compression, so that its envelope always fits."""
_READ_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publication wrote into the outbox.

    Attributes:
        records: Records in the folder.
        created: Records that are new.
        changed: Records whose source changed since the last time.
        retired: Records that were put away because their source is gone.
        changes: Changes that wait now.
        files: Files that were sealed.
        file_bytes: Their size together, before sealing.
    """

    records: int
    created: int
    changed: int
    retired: int
    changes: int
    files: int
    file_bytes: int


@dataclass(frozen=True, slots=True)
class _Target:
    """The record that a change is for."""

    feed: FeedId
    id: RecordId
    kind: str


@dataclass(slots=True)
class _Count:
    created: int = 0
    changed: int = 0
    retired: int = 0
    changes: int = 0
    files: int = 0
    file_bytes: int = 0


def publish(workspace: Workspace, folder: Path, *, retire_missing: bool = False) -> Publication:
    """Publish an authoring folder.

    Publishing the same folder again writes nothing.

    Args:
        workspace: A coordinator's vault.
        folder: See `docs/authoring.md`.
        retire_missing: Put away what was published before and is not in the folder any more.

    Raises:
        ChangeTooLargeError: A text is too long to travel.
        ContentMistakesError: The folder has mistakes; nothing was written.
        MissingFeedError: A record goes to a shelf that this network does not have.
        NotAllowedError: This is not a coordinator's vault.
        VaultError: No space; nothing was written.
    """
    workspace.require_coordinator()
    with workspace.replica.reading() as connection:
        before = publications.slugs(connection)
    authored = read_folder(folder, published=() if retire_missing else before)
    count = _Count()
    with workspace.replica.transaction():
        file_values = _seal_files(workspace, folder, authored, count)
        for record in authored.records:
            _publish_one(workspace, resolve(record, root=workspace.root, file_values=file_values), count)
        if retire_missing:
            _retire(workspace, before - {(record.kind, record.slug) for record in authored.records}, count)
    return Publication(
        len(authored.records),
        count.created,
        count.changed,
        count.retired,
        count.changes,
        count.files,
        count.file_bytes,
    )


def _publish_one(workspace: Workspace, record: ResolvedRecord, count: _Count) -> None:
    feed = workspace.feed(record.audience, record.shelf).handle
    with workspace.replica.transaction() as connection:
        last = publications.load(connection, record.kind, record.slug)
        if last is None:
            operations = create_operations(record.content)
            count.created += 1
        else:
            operations = republish_operations(record.content, last)
            count.changed += 1 if operations else 0
        target = _Target(feed, record.record_id, record.kind)
        _queue(workspace, target, operations, count, refs=_refs(record.fields))
        publications.save(connection, record.kind, record.slug, published(record.content))


def _refs(fields: Mapping[str, Value]) -> tuple[ObjectId, ...]:
    """Return the objects that a record's files need."""
    files = fields.get("files")
    found = [file.get("object") for file in files if isinstance(file, Mapping)] if isinstance(files, list) else []
    return tuple(ObjectId(one) for one in found if isinstance(one, bytes))


def _queue(
    workspace: Workspace,
    record: _Target,
    operations: tuple[Operation, ...],
    count: _Count,
    *,
    refs: tuple[ObjectId, ...] = (),
) -> None:
    with workspace.replica.transaction() as connection:
        for part in in_changes(operations, max_bytes=_CHANGE_BYTES):
            names_files = any(isinstance(one, Set) and one.group == "files" for one in part)
            outbox.queue_change(
                connection,
                Change(_RULES, record.id, record.kind, part),
                feed=record.feed,
                signer=workspace.own,
                created_ms=workspace.clock.wall_ms(),
                refs=refs if names_files else (),
            )
            count.changes += 1


def _retire(workspace: Workspace, gone: set[tuple[str, str]], count: _Count) -> None:
    with workspace.replica.transaction() as connection:
        for kind, slug in sorted(gone):
            record = published_id(workspace.root, kind=kind, slug=slug)
            for shown in projection.show(connection, record, own=workspace.own):
                if not shown.state.is_retired:
                    _queue(workspace, _Target(shown.state.feed, record, kind), (Retire(),), count)
                    count.retired += 1
            publications.forget(connection, kind, slug)


def _seal_files(
    workspace: Workspace, folder: Path, authored: AuthoredFolder, count: _Count
) -> Mapping[str, dict[str, Value]]:
    """Seal each attachment once; one that was sealed before keeps its seal, so it is not sent again."""
    sealed: dict[str, dict[str, Value]] = {}
    for record in authored.records:
        for file in record.files:
            if file.path not in sealed:
                sealed[file.path] = _seal_file(workspace, folder, file, count)
    return sealed


def _seal_file(workspace: Workspace, folder: Path, file: AuthoredFile, count: _Count) -> dict[str, Value]:
    source = folder / file.on_disk
    entry: dict[str, Value] = {"name": file.name, "media_type": file.media_type, "size": source.stat().st_size}
    if file.language is not None:
        entry["language"] = file.language
    mark = _source_hash(source, entry)
    with workspace.replica.transaction() as connection:
        known = publications.load_file(connection, mark)
        if known is not None:
            return known
        clock = workspace.clock
        key, parcel, size = clock.random(32), clock.random(16), source.stat().st_size
        pieces = seal_parcel(
            _pieces(source), size, key=key, salt=clock.random(24), name=ParcelName(workspace.root, parcel)
        )
        object_id, sealed_size = workspace.vault.parcels.add(pieces)
        entry |= {"object": bytes(object_id), "key": key, "parcel": parcel}
        object_table.add_own(connection, object_id, sealed_size)
        publications.save_file(connection, mark, entry)
    count.files += 1
    count.file_bytes += size
    return entry


def _source_hash(source: Path, entry: Mapping[str, Value]) -> bytes:
    """Return what recognises a source file again; it stays in this vault and names nothing outside."""
    digest = hashlib.sha256(msgspec.msgpack.encode(entry, order="deterministic"))
    for piece in _pieces(source):
        digest.update(piece)
    return digest.digest()


def _pieces(source: Path) -> Iterator[bytes]:
    with source.open("rb") as stream:
        while piece := stream.read(_READ_BYTES):
            yield piece
