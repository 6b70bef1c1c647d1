"""The library: its list, and one item in full with what belongs to it, both ways.

Reads only, offline. Must not write sentences.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from haversack.operations.editing import one_shown
from haversack.operations.reading_text import ReadingText, reading_text
from haversack.operations.workspace import Workspace
from haversack.store import links, projection
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value
from haversack_sync.model.ids import ObjectId, RecordId, parse_record_id, show_record_id
from haversack_sync.model.record import RecordState

KINDS: Final = ("resource", "statement")
"""Kinds that the library shows."""

Flags = Mapping[ObjectId, tuple[bool, bool, int]]
_AWAY: Final = (False, False, 0)


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """One line of the library.

    Attributes:
        id: The record, as people write it.
        kind: resource or statement.
        title: In the asked language.
        summary: Likewise; may be empty.
        type: guide, report, law …; `statement` for statements; may be empty.
        date: As precise as its author was; may be empty.
        languages: Tags of the languages in which it or a file of it is.
        countries: ISO 3166-1 alpha-2.
        topics: Ids of areas of work.
        state: here, asked, away or partly: where its files are; an item without files is here.
        files: How many files it has.
        missing_bytes: Sealed bytes of its files that are not here.
    """

    id: str
    kind: str
    title: str
    summary: str
    type: str
    date: str
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    topics: tuple[str, ...]
    state: str
    files: int
    missing_bytes: int


@dataclass(frozen=True, slots=True)
class Library:
    """All items, and the names of the areas of work that they stand in by id."""

    items: tuple[LibraryItem, ...]
    topics: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """Another record that this one names, or that names this one: id, kind, title."""

    id: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class ItemFile:
    """A file of an item.

    Attributes:
        name: With its ending.
        media_type: For example `application/pdf`.
        size: True length in bytes.
        language: Language tag, or empty.
        state: here, asked or away.
    """

    name: str
    media_type: str
    size: int
    language: str
    state: str


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """One item in full.

    Attributes:
        item: Its line.
        body: Its text, for the reading view; empty html where it has none.
        title_language: Tag of the language in which the title is shown.
        facts: publisher, symbol, source, as_of, licence, url, addressee, status: those that it has.
        files: In their order.
        topics: Areas of work that it stands in.
        related: Other records, named by it or naming it.
        audience: open, members, coordinators …
    """

    item: LibraryItem
    body: ReadingText
    title_language: str
    facts: Mapping[str, str]
    files: tuple[ItemFile, ...]
    topics: tuple[NamedRecord, ...]
    related: tuple[NamedRecord, ...]
    audience: str


_FACTS: Final = ("publisher", "symbol", "source", "as_of", "licence", "url", "addressee", "status")


def library(workspace: Workspace, *, languages: Sequence[str] = ()) -> Library:
    """Read the library's list, the newest first.

    Args:
        workspace: The open vault.
        languages: Asked language tags for titles, the best first.
    """
    with workspace.replica.reading() as connection:
        flags = links.object_flags(connection)
        items = [
            _item(shown.state, flags, languages)
            for kind in KINDS
            for shown in projection.show_all(connection, own=workspace.own, kind=kind)
            if not shown.state.is_retired
        ]
        names = {
            show_record_id(shown.state.id): reading.title(shown.state, languages)
            for shown in projection.show_all(connection, own=workspace.own, kind="topic")
            if not shown.state.is_retired
        }
    items.sort(key=lambda item: (item.title.casefold(), item.id))
    items.sort(key=lambda item: item.date, reverse=True)
    return Library(tuple(items), names)


def library_item(workspace: Workspace, record: str, *, languages: Sequence[str] = ()) -> ItemDetail:
    """Read one item in full.

    Args:
        workspace: The open vault.
        record: Its id, as people write it.
        languages: Asked language tags, the best first.

    Raises:
        NoSuchRecordError: It is not here.
    """
    parsed = parse_record_id(record)
    names = workspace.shelf_names()
    with workspace.replica.reading() as connection:
        state = one_shown(projection.show(connection, parsed, own=workspace.own)).state
        flags = links.object_flags(connection)
        fields = reading.fields(state)
        related = [*_ids(fields, "related"), *(found for _, found in links.naming(connection, parsed, "related"))]
        body = state.text("body", languages)
        title = state.text("title", languages)
        return ItemDetail(
            item=_item(state, flags, languages),
            body=reading_text(body[1], body[0]) if body else ReadingText(),
            title_language=title[0] if title else "",
            facts={name: words for name in _FACTS if (words := _words(state, fields, name, languages))},
            files=tuple(
                ItemFile(one.name, one.media_type, one.size, one.language or "", _state_of(flags, one.object))
                for one in reading.files(state)
            ),
            topics=named(workspace, _ids(fields, "topics"), languages),
            related=named(workspace, related, languages),
            audience=names.get(state.feed, ("", ""))[0],
        )


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


def _item(state: RecordState, flags: Flags, languages: Sequence[str]) -> LibraryItem:
    fields = reading.fields(state)
    files = reading.files(state)
    tags = [*_strings(fields, "languages"), *state.languages("body"), *(file.language for file in files)]
    summary = state.text("summary", languages)
    default = "statement" if state.kind == "statement" else ""
    states = {_state_of(flags, file.object) for file in files}
    missing = {file.object: flags.get(file.object, _AWAY) for file in files}
    return LibraryItem(
        id=show_record_id(state.id),
        kind=state.kind,
        title=reading.title(state, languages),
        summary=summary[1] if summary else "",
        type=_string(fields.get("type")) or default,
        date=_string(fields.get("date")),
        languages=tuple(dict.fromkeys(tag for tag in tags if tag)),
        countries=tuple(_strings(fields, "countries")),
        topics=tuple(_strings(fields, "topics")),
        state=_whole_state(states),
        files=len(files),
        missing_bytes=sum(size for is_here, _, size in missing.values() if not is_here),
    )


def _whole_state(states: set[str]) -> str:
    if "asked" in states:
        return "asked"
    if "away" not in states:
        return "here"
    return "partly" if "here" in states else "away"


def _state_of(flags: Flags, object_id: ObjectId) -> str:
    is_here, is_wanted, _ = flags.get(object_id, _AWAY)
    if is_here:
        return "here"
    return "asked" if is_wanted else "away"


def _ids(fields: Mapping[str, Value], name: str) -> list[RecordId]:
    return [parse_record_id(one) for one in _strings(fields, name)]


def _strings(fields: Mapping[str, Value], name: str) -> list[str]:
    found = fields.get(name)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _string(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _words(state: RecordState, fields: Mapping[str, Value], name: str, languages: Sequence[str]) -> str:
    found = fields.get(name)
    if isinstance(found, dict):
        text = state.text(name, languages)
        return text[1] if text else ""
    return _string(found)
