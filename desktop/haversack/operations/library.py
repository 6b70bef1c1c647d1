"""The library's list: every item in the few words that a list shows, and where its files are.

Reads only, offline, and never a long text: a library may hold tens of thousands of items. Must not write sentences.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from haversack.operations import listed_parts as parts
from haversack.operations.workspace import Workspace
from haversack.store import links, listing, projection
from haversack.store.listing import Listed
from haversack.store.normalise import normalise
from haversack_sync.model import reading
from haversack_sync.model.ids import ObjectId, RecordId, show_record_id

KINDS: Final = ("resource", "statement")
"""Kinds that the library shows."""

Flags = Mapping[ObjectId, tuple[bool, bool, int]]
"""Of a file: whether it is here, whether somebody asked for it, its sealed bytes."""
AWAY: Final = (False, False, 0)
_GROUPS: Final = ("title", "type", "date", "publisher", "symbol", "files", "language")


class LibraryFile(msgspec.Struct, frozen=True, gc=False):
    """A file as the list needs it: its object, its language or an empty text, sealed bytes, here, asked or away."""

    object: ObjectId
    language: str
    size: int
    state: str


class LibraryItem(msgspec.Struct, frozen=True, gc=False):
    """One line of the library; nothing in it can hold it, so Python need not look through thousands for garbage.

    Attributes:
        id: The record, as people write it.
        kind: resource or statement.
        title: In the asked language.
        type: guide, report, law …; `statement` for statements; may be empty.
        date: As precise as its author was; may be empty.
        languages: Tags of the languages in which it or a file of it is.
        countries: ISO 3166-1 alpha-2.
        topics: Ids of areas of work.
        files: In their order.
        state: here, asked, away or partly: where its files are; an item without files is here.
        missing_bytes: Sealed bytes of its files that are not here.
        newer: Id of an item that says it replaces this one, or empty.
        key: Titles in all languages, publisher and number in one form, for filtering by words.
    """

    id: str
    kind: str
    title: str
    type: str
    date: str
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    topics: tuple[str, ...]
    files: tuple[LibraryFile, ...]
    state: str
    missing_bytes: int
    newer: str
    key: str


@dataclass(frozen=True, slots=True)
class Library:
    """All items.

    Attributes:
        items: The newest first.
        topics: Record id → title of each area of work.
        languages: The languages that it was read for.
        mark: What tells whether records changed since; see `listing.mark`.
    """

    items: tuple[LibraryItem, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    mark: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """Another record that this one names, or that names this one: id, kind, title."""

    id: str
    kind: str
    title: str


def library(workspace: Workspace, *, languages: Sequence[str] = (), known: Library | None = None) -> Library:
    """Read the library's list.

    Args:
        workspace: The open vault.
        languages: Asked language tags for titles, the best first.
        known: What was read before: where no record changed since, only where the files are is read anew.
    """
    asked = tuple(languages)
    with workspace.replica.reading() as connection:
        mark = listing.mark(connection, (*KINDS, "topic"))
        flags = links.object_flags(connection)
    if known is not None and known.mark == mark and known.languages == asked:
        return Library(tuple(_moved(item, flags) for item in known.items), known.topics, known.languages, known.mark)
    items: list[LibraryItem] = []
    newer: dict[str, str] = {}
    for kind in KINDS:
        for one in parts.in_use(workspace, kind, _GROUPS):
            items.append(_item(kind, one, flags, asked))
            newer |= {show_record_id(old): items[-1].id for old in parts.links(one, "replaces") if old != one.id}
    items = [msgspec.structs.replace(item, newer=newer[item.id]) if item.id in newer else item for item in items]
    items.sort(key=lambda item: (item.title.casefold(), item.id))
    items.sort(key=lambda item: item.date, reverse=True)
    topics = parts.in_use(workspace, "topic", ("name", "language"))
    names = {show_record_id(one.id): parts.text(one, "name", asked)[1] for one in topics}
    return Library(tuple(items), names, asked, mark)


def named(workspace: Workspace, ids: Iterable[RecordId], languages: Sequence[str]) -> tuple[NamedRecord, ...]:
    """Return id, kind and title of records, each once and in the order given; those that are not here are left out."""
    wanted = list(dict.fromkeys(ids))
    with workspace.replica.reading() as connection:
        shown = projection.show_many(connection, links.locate(connection, wanted), own=workspace.own)
    states = {one.state.id: one.state for one in shown.values() if not one.state.is_retired}
    return tuple(
        NamedRecord(show_record_id(one), states[one].kind, reading.title(states[one], languages))
        for one in wanted
        if one in states
    )


def whole_state(states: set[str]) -> str:
    """Return where a record's files are together: here, asked, away or partly; here where it has none."""
    if "asked" in states:
        return "asked"
    if "away" not in states:
        return "here"
    return "partly" if "here" in states else "away"


def state_of(flags: Flags, object_id: ObjectId) -> str:
    """Return where a file is: here, asked or away."""
    is_here, is_wanted, _ = flags.get(object_id, AWAY)
    if is_here:
        return "here"
    return "asked" if is_wanted else "away"


def missing_bytes(files: Iterable[LibraryFile]) -> int:
    """Return the sealed bytes of the files that are not here, each counted once."""
    return sum({file.object: file.size for file in files if file.state != "here"}.values())


def _item(kind: str, one: Listed, flags: Flags, languages: Sequence[str]) -> LibraryItem:
    files = tuple(_file(file.object, file.language or "", flags) for file in parts.files(one))
    tags = [*parts.strings(one, "languages"), *parts.languages_of(one, "body"), *(file.language for file in files)]
    titles = [parts.plain(one, key) for key in one.groups if key.startswith("title@")]
    words = [*titles, parts.plain(one, "publisher"), parts.plain(one, "symbol")]
    return LibraryItem(
        id=show_record_id(one.id),
        kind=kind,
        title=parts.text(one, "title", languages)[1],
        type=parts.plain(one, "type") or ("statement" if kind == "statement" else ""),
        date=parts.plain(one, "date"),
        languages=tuple(dict.fromkeys(tag for tag in tags if tag)),
        countries=tuple(parts.strings(one, "countries")),
        topics=tuple(parts.shown_id(topic) for topic in parts.links(one, "topics")),
        files=files,
        state=whole_state({file.state for file in files}),
        missing_bytes=missing_bytes(files),
        newer="",
        key=normalise(" ".join(filter(None, words))),
    )


def _file(object_id: ObjectId, language: str, flags: Flags) -> LibraryFile:
    return LibraryFile(object_id, language, flags.get(object_id, AWAY)[2], state_of(flags, object_id))


def _moved(item: LibraryItem, flags: Flags) -> LibraryItem:
    """Return an item with its files where they are now; the same one where nothing moved."""
    if not item.files:
        return item
    files = tuple(_file(file.object, file.language, flags) for file in item.files)
    if files == item.files:
        return item
    state = whole_state({file.state for file in files})
    return msgspec.structs.replace(item, files=files, state=state, missing_bytes=missing_bytes(files))
