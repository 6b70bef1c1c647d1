"""`list` and `show`: what is in the vault, confirmed and waiting together.

Reads only, offline. Must not choose between two versions: the first is shown, all are listed.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from haversack.operations.editing import one_shown
from haversack.operations.listed_parts import in_use, text
from haversack.operations.workspace import Workspace
from haversack.store import object_table, outbox, projection
from haversack.store.listing import Listed
from haversack.store.outbox import ItemState
from haversack.store.projection import Shown
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value, decode
from haversack_sync.model.ids import FeedId, ObjectId, RecordId, show_record_id
from haversack_sync.model.kinds import KINDS
from haversack_sync.model.record import RecordState


class UnknownKindError(Exception):
    """There is no such kind of record.

    Attributes:
        given: What was asked for.
        allowed: The kinds that exist.
    """

    kind = "unknown_kind"

    def __init__(self, given: str) -> None:
        super().__init__("no such kind")
        self.given = given
        self.allowed = tuple(KINDS)


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One line of a list.

    Attributes:
        id: As people write it.
        kind: Its kind.
        title: In the asked language, else its main one, else any.
        summary: Likewise; may be empty.
        state: published, waiting, handed, sent, received, or refused.
        has_two_versions: Whether somebody has to choose.
    """

    id: str
    kind: str
    title: str
    summary: str
    state: str
    has_two_versions: bool


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a record.

    Attributes:
        name: As people see it.
        media_type: For example `application/pdf`.
        size: True length in bytes.
        language: Language tag, or None.
        is_here: Whether it is on this computer, whole.
        object: Its object id.
    """

    name: str
    media_type: str
    size: int
    language: str | None
    is_here: bool
    object: ObjectId


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """One record in full.

    Attributes:
        id: As people write it.
        kind: Its kind.
        title: In the asked language.
        audience: open, members, coordinators …
        shelf: directory, library, training, calendar …
        state: As in `ListedRecord`.
        is_retired: Whether it was put away.
        fields: Shown values by name; localised ones as {language: text}.
        versions: Group key → all values, where there are two versions or more.
        files: Its files.
    """

    id: str
    kind: str
    title: str
    audience: str
    shelf: str
    state: str
    is_retired: bool
    fields: dict[str, Value]
    versions: dict[str, list[Value]]
    files: tuple[ShownFile, ...]


def check_kind(kind: str) -> None:
    """Check that a kind exists.

    Raises:
        UnknownKindError: There is no such kind.
    """
    if kind not in KINDS:
        raise UnknownKindError(kind)


def list_records(workspace: Workspace, kind: str, *, languages: Sequence[str] = ()) -> list[ListedRecord]:
    """List the records of a kind that are in use, by title.

    Args:
        workspace: The open vault.
        kind: One of the declared kinds.
        languages: Asked language tags, the best first.

    Raises:
        UnknownKindError: There is no such kind.
    """
    check_kind(kind)
    names = (KINDS[kind].title, "summary", "language")
    with workspace.replica.reading() as connection:
        waiting: dict[tuple[FeedId, RecordId], set[ItemState]] = {}
        for item in outbox.read_items(connection, outbox.PENDING):
            if item.record is not None:
                waiting.setdefault((item.feed, item.record), set()).add(item.state)
        found = [
            _listed(one, kind, _least(waiting.get((one.feed, one.id), ())), languages)
            for one in in_use(workspace, kind, names, is_brief=True)
        ]
    return sorted(found, key=lambda one: (one.title.casefold(), one.id))


def shown_records(workspace: Workspace, *, kind: str | None = None) -> Iterator[Shown]:
    """Yield the records that are in use, as people see them."""
    with workspace.replica.reading() as connection:
        for shown in projection.show_all(connection, own=workspace.own, kind=kind):
            if not shown.state.is_retired:
                yield shown


def show_record(workspace: Workspace, record: RecordId, *, languages: Sequence[str] = ()) -> ShownRecord:
    """Show one record in full.

    Raises:
        NoSuchRecordError: It is not here.
    """
    names = workspace.shelf_names()
    with workspace.replica.reading() as connection:
        shown = one_shown(projection.show(connection, record, own=workspace.own))
        state = shown.state
        files = tuple(
            ShownFile(
                file.name,
                file.media_type,
                file.size,
                file.language,
                object_table.is_here(connection, file.object),
                file.object,
            )
            for file in reading.files(state)
        )
    audience, shelf = names.get(state.feed, ("", ""))
    return ShownRecord(
        id=show_record_id(state.id),
        kind=state.kind,
        title=reading.title(state, languages),
        audience=audience,
        shelf=shelf,
        state=state_of(shown),
        is_retired=state.is_retired,
        fields=reading.fields(state),
        versions=_versions(state),
        files=files,
    )


def state_of(shown: Shown) -> str:
    """Return the least advanced state of a record's own changes; published where nothing waits."""
    return _least([item.state for item in shown.waiting])


def _least(states: Collection[ItemState]) -> str:
    order = [ItemState.WAITING, ItemState.HANDED, ItemState.SENT, ItemState.RECEIVED]
    return next((state.value for state in order if state in states), ItemState.PUBLISHED.value)


def _listed(one: Listed, kind: str, state: str, languages: Sequence[str]) -> ListedRecord:
    return ListedRecord(
        show_record_id(one.id),
        kind,
        text(one, KINDS[kind].title, languages)[1],
        text(one, "summary", languages)[1],
        state,
        one.has_two_versions,
    )


def _versions(state: RecordState) -> dict[str, list[Value]]:
    return {
        key: [_printable(decode(version.value)) if version.value else None for version in state.versions(key)]
        for key in state.disputed_groups()
    }


def _printable(value: Value) -> Value:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [_printable(one) for one in value]
    if isinstance(value, dict):
        return {name: _printable(one) for name, one in value.items()}
    return value
