"""`publish`: a coordinator's authoring folder becomes changes in the outbox.

Three-way: the vault keeps what was published last, and only what changed in the *source* is sent, so an organisation's
own edits are never overwritten. All or nothing, in one transaction. Must not send anything; `sync` does.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import msgspec

from haversack.operations.authoring import AuthoredFile, AuthoredFolder, ResolvedRecord, read_folder, resolve
from haversack.operations.workspace import Workspace
from haversack.store import object_table, outbox, projection, publications
from haversack.store.publications import Last
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value
from haversack_sync.model.content import (
    Content,
    Published,
    create_operations,
    in_changes,
    published,
    republish_operations,
)
from haversack_sync.model.ids import FeedId, ObjectId, RecordId, published_id
from haversack_sync.model.operations import Add, Change, Operation, Remove, Restore, Retire, Set
from haversack_sync.model.roles import AudienceType
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
class _Run:
    """One publication on its way."""

    workspace: Workspace
    feeds: dict[tuple[AudienceType, str], FeedId] = field(default_factory=dict)
    sealed: list[ObjectId] = field(default_factory=list)
    replaced: set[ObjectId] = field(default_factory=set)
    created: int = 0
    changed: int = 0
    retired: int = 0
    changes: int = 0
    file_bytes: int = 0

    def feed(self, audience: AudienceType, shelf: str) -> FeedId:
        """Return the feed of a shelf; looked up once, for there may be thousands of records."""
        if (audience, shelf) not in self.feeds:
            self.feeds[audience, shelf] = self.workspace.feed(audience, shelf).handle
        return self.feeds[audience, shelf]


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
    run = _Run(workspace)
    try:
        with workspace.replica.transaction():
            file_values = _seal_files(run, folder, authored)
            for record in authored.records:
                _publish_one(run, resolve(record, root=workspace.root, file_values=file_values))
            if retire_missing:
                _retire(run, before - {(record.kind, record.slug) for record in authored.records})
            unneeded = _forget_replaced(run)
    except BaseException:
        for object_id in run.sealed:
            workspace.vault.parcels.remove(object_id)
        raise
    for object_id in unneeded:
        workspace.vault.parcels.remove(object_id)
    return Publication(
        len(authored.records), run.created, run.changed, run.retired, run.changes, len(run.sealed), run.file_bytes
    )


def _publish_one(run: _Run, record: ResolvedRecord) -> None:
    target = _Target(run.feed(record.audience, record.shelf), record.record_id, record.kind)
    with run.workspace.replica.transaction() as connection:
        last = publications.load(connection, record.kind, record.slug)
        operations: tuple[Operation, ...]
        if last is None:
            operations = _first_time(run, target, record.content)
            run.created += 1
        elif last.feed != target.feed:
            operations = _first_time(run, target, _move(run, record, last))
            run.changed += 1
        else:
            revived: tuple[Operation, ...] = (Restore(),) if last.is_retired else ()
            operations = (*revived, *republish_operations(record.content, last.content))
            run.changed += 1 if operations else 0
        if any(isinstance(one, Set) and one.group == reading.FILES for one in operations):
            shown = projection.show_in_feed(connection, target.feed, target.id, own=run.workspace.own)
            run.replaced |= {file.object for file in reading.files(shown.state)} if shown else set()
        _queue(run, target, operations, refs=_refs(record.fields))
        publications.save(connection, record.kind, record.slug, Last(published(record.content), target.feed))


def _first_time(run: _Run, target: _Target, content: Content) -> tuple[Operation, ...]:
    """Return the operations that make a record, or that bring one up to date which this vault did not publish."""
    with run.workspace.replica.reading() as connection:
        here = projection.show_in_feed(connection, target.feed, target.id, own=run.workspace.own)
    if here is None:
        return create_operations(content)
    state = here.state
    groups = {key: state.shown_hash(key) for key in content.groups if state.shown_bytes(key)}
    sets = {name: state.elements(name) for name in content.sets}
    revived: tuple[Operation, ...] = (Restore(),) if state.is_retired else ()
    return (*revived, *republish_operations(content, Published(groups, sets)))


def _move(run: _Run, record: ResolvedRecord, last: Last) -> Content:
    """Put a record away where it was; return what goes to its new place: what people see of it, and what is new.

    A record's identity has its feed in it, so a move is a new record; what its organisation wrote moves along.
    """
    with run.workspace.replica.reading() as connection:
        here = projection.show_in_feed(connection, last.feed, record.record_id, own=run.workspace.own)
    if here is None:
        return record.content
    state = here.state
    groups = {key: state.shown_bytes(key) for key in state.groups if state.shown_bytes(key)}
    sets = {name: list(state.elements(name)) for name in state.sets}
    for operation in republish_operations(record.content, last.content):
        if isinstance(operation, Set) and operation.value:
            groups[operation.group] = operation.value
        elif isinstance(operation, Set):
            groups.pop(operation.group, None)
        elif isinstance(operation, Add):
            sets.setdefault(operation.name, []).append(operation.element)
        elif isinstance(operation, Remove) and operation.element in sets.get(operation.name, []):
            sets[operation.name].remove(operation.element)
    if not state.is_retired:
        _queue(run, _Target(last.feed, record.record_id, record.kind), (Retire(),))
    return Content(groups, {name: tuple(dict.fromkeys(elements)) for name, elements in sets.items() if elements})


def _refs(fields: Mapping[str, Value]) -> tuple[ObjectId, ...]:
    """Return the objects that a record's files need."""
    files = fields.get(reading.FILES)
    found = [file.get("object") for file in files if isinstance(file, Mapping)] if isinstance(files, list) else []
    return tuple(ObjectId(one) for one in found if isinstance(one, bytes))


def _queue(run: _Run, record: _Target, operations: tuple[Operation, ...], *, refs: tuple[ObjectId, ...] = ()) -> None:
    workspace = run.workspace
    with workspace.replica.transaction() as connection:
        for part in in_changes(operations, max_bytes=_CHANGE_BYTES):
            names_files = any(isinstance(one, Set) and one.group == reading.FILES for one in part)
            outbox.queue_change(
                connection,
                Change(_RULES, record.id, record.kind, part),
                feed=record.feed,
                signer=workspace.own,
                created_ms=workspace.clock.wall_ms(),
                refs=refs if names_files else (),
            )
            run.changes += 1


def _retire(run: _Run, gone: set[tuple[str, str]]) -> None:
    """Put away what has no source any more; what it was stays known, in case its source comes back."""
    workspace = run.workspace
    with workspace.replica.transaction() as connection:
        for kind, slug in sorted(gone):
            record = published_id(workspace.root, kind=kind, slug=slug)
            for shown in projection.show(connection, record, own=workspace.own):
                if not shown.state.is_retired:
                    _queue(run, _Target(shown.state.feed, record, kind), (Retire(),))
                    run.retired += 1
            last = publications.load(connection, kind, slug)
            if last is not None:
                publications.save(connection, kind, slug, replace(last, is_retired=True))


def _forget_replaced(run: _Run) -> list[ObjectId]:
    """Forget files that were replaced before the hub got them, or one that it does not take would be sent for ever."""
    if not run.replaced:
        return []
    with run.workspace.replica.transaction() as connection:
        needed = {
            file.object
            for shown in projection.show_all(connection, own=run.workspace.own)
            for file in reading.files(shown.state)
        }
        forgotten = object_table.forget_unsent(connection, run.replaced - needed)
        publications.forget_files(connection, forgotten)
        return forgotten


def _seal_files(run: _Run, folder: Path, authored: AuthoredFolder) -> Mapping[str, dict[str, Value]]:
    """Seal each attachment once; one that was sealed before keeps its seal, so it is not sent again."""
    sealed: dict[str, dict[str, Value]] = {}
    for record in authored.records:
        for file in record.files:
            if file.path not in sealed:
                sealed[file.path] = _seal_file(run, folder, file)
    return sealed


def _seal_file(run: _Run, folder: Path, file: AuthoredFile) -> dict[str, Value]:
    workspace, source = run.workspace, folder / file.on_disk
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
        run.sealed.append(object_id)
        entry |= {"object": bytes(object_id), "key": key, "parcel": parcel}
        object_table.add_own(connection, object_id, sealed_size)
        publications.save_file(connection, mark, entry)
    run.file_bytes += size
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
