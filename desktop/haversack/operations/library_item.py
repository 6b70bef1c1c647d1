"""One item of the library in full: its text, its files each by itself, and what belongs to it, both ways.

Reads only, offline. Must not write sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from haversack.operations.dated_records import DatedRecord, dated, nearness
from haversack.operations.editing import one_shown
from haversack.operations.library import AWAY, Flags, NamedRecord, named, state_of, whole_state
from haversack.operations.reading_text import ReadingText
from haversack.operations.record_text import record_text
from haversack.operations.standing import today_of
from haversack.operations.workspace import Workspace
from haversack.store import file_wishes, links, listing, projection
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value, encode
from haversack_sync.model.ids import FeedId, ObjectId, RecordId, parse_record_id, show_record_id
from haversack_sync.model.record import RecordState

TEXT_TYPES: Final = ("text/markdown", "text/plain", "text/csv")
"""Types of files that open in the reading view."""
_FACTS: Final = ("publisher", "symbol", "source", "as_of", "licence", "url", "addressee", "status")
_MOST_BESIDE: Final = 4
"""More dates or organisations of the same areas are not listed beside an item; the areas' own pages have them all."""
_MOST_READ: Final = 60


@dataclass(frozen=True, slots=True)
class ItemFile:
    """A file of an item.

    Attributes:
        object: Its object id.
        name: With its ending.
        title: What it is, for people, or empty.
        media_type: For example `application/pdf`.
        size: True length in bytes.
        sealed_bytes: What fetching it costs, or removing it frees.
        language: Language tag, or empty.
        state: here, asked or away.
    """

    object: ObjectId
    name: str
    title: str
    media_type: str
    size: int
    sealed_bytes: int
    language: str
    state: str

    @property
    def is_text(self) -> bool:
        """Whether it opens in the reading view."""
        return self.media_type in TEXT_TYPES


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """One item in full.

    Attributes:
        id: The record, as people write it.
        kind: resource or statement.
        title: In the asked language.
        title_language: Tag of the language in which it is shown.
        summary: May be empty.
        type: guide, report …; may be empty.
        date: As precise as its author was; may be empty.
        body: Its text, for the reading view; empty html where it has none.
        body_languages: Tags of all languages in which it has a text.
        facts: publisher, symbol, source, as_of, licence, url, addressee, status: those that it has.
        files: In their order.
        state: here, asked, away or partly: where its files are.
        topics: Areas of work that it stands in.
        newer: Items that say they replace it.
        older: Items that it says it replaces.
        related: Other records, named by it or naming it; no events and organisations.
        events: Those named, then dates ahead in its areas of work, the nearest first.
        organisations: The one that published it and those named, then some that work in its areas.
        audience: open, members, coordinators …
        is_kept: Whether its files are kept here, with every new one.
    """

    id: str
    kind: str
    title: str
    title_language: str
    summary: str
    type: str
    date: str
    body: ReadingText
    body_languages: tuple[str, ...]
    facts: Mapping[str, str]
    files: tuple[ItemFile, ...]
    state: str
    topics: tuple[NamedRecord, ...]
    newer: tuple[NamedRecord, ...]
    older: tuple[NamedRecord, ...]
    related: tuple[NamedRecord, ...]
    events: tuple[DatedRecord, ...]
    organisations: tuple[NamedRecord, ...]
    audience: str
    is_kept: bool = False


def library_item(
    workspace: Workspace, record: str, *, languages: Sequence[str] = (), text_language: str = ""
) -> ItemDetail:
    """Read one item in full.

    Args:
        workspace: The open vault.
        record: Its id, as people write it.
        languages: Asked language tags, the best first.
        text_language: Asked before these for its text alone.

    Raises:
        NoSuchRecordError: It is not here.
    """
    parsed = parse_record_id(record)
    audience = workspace.shelf_names()
    with workspace.replica.reading() as connection:
        state = one_shown(projection.show(connection, parsed, own=workspace.own)).state
        flags = links.object_flags(connection)
        fields = reading.fields(state)
        naming = [found for _, found in links.naming(connection, parsed, "related")]
        newer = [found for _, found in links.naming(connection, parsed, "replaces")]
        is_kept = parsed in file_wishes.kept_records(connection)
    title, summary = state.text("title", languages), state.text("summary", languages)
    related = named(workspace, [*_ids(fields, "related"), *naming], languages)
    files = tuple(_file(one, flags) for one in reading.files(state))
    topics = _ids(fields, "topics")
    facts = {name: words for name in _FACTS if (words := _words(state, fields, name, languages))}
    publisher = _publishers(workspace, facts.get("publisher", ""), state, languages)
    return ItemDetail(
        id=show_record_id(state.id),
        kind=state.kind,
        title=title[1] if title else "",
        title_language=title[0] if title else "",
        summary=summary[1] if summary else "",
        type=_string(fields.get("type")) or ("statement" if state.kind == "statement" else ""),
        date=_string(fields.get("date")),
        body=record_text(state, "body", [text_language, *languages] if text_language else languages),
        body_languages=state.languages("body"),
        facts=facts,
        files=files,
        state=whole_state({file.state for file in files}),
        topics=named(workspace, topics, languages),
        newer=named(workspace, newer, languages),
        older=named(workspace, _ids(fields, "replaces"), languages),
        related=tuple(one for one in related if one.kind not in ("event", "organisation")),
        events=_events(workspace, related, topics, languages),
        organisations=_organisations(workspace, [*related, *publisher], topics, languages),
        audience=audience.get(state.feed, ("", ""))[0],
        is_kept=is_kept,
    )


def _file(one: reading.FileEntry, flags: Flags) -> ItemFile:
    return ItemFile(
        one.object,
        one.name,
        one.title or "",
        one.media_type,
        one.size,
        flags.get(one.object, AWAY)[2],
        one.language or "",
        state_of(flags, one.object),
    )


def _beside(workspace: Workspace, topics: Sequence[RecordId], kind: str) -> list[tuple[FeedId, RecordId]]:
    """Return records of a kind that stand in the same areas of work; those that share most of them first."""
    shared: dict[tuple[FeedId, RecordId], int] = {}
    with workspace.replica.reading() as connection:
        for topic in topics:
            for one in links.naming(connection, topic, "topics", (kind,)):
                shared[one] = shared.get(one, 0) + 1
    return sorted(shared, key=lambda one: -shared[one])[:_MOST_READ]


def _events(
    workspace: Workspace, related: Sequence[NamedRecord], topics: Sequence[RecordId], languages: Sequence[str]
) -> tuple[DatedRecord, ...]:
    today = today_of(workspace)
    chosen = [parse_record_id(one.id) for one in related if one.kind == "event"]
    with workspace.replica.reading() as connection:
        direct = projection.show_many(connection, links.locate(connection, chosen), own=workspace.own)
        beside = projection.show_many(connection, _beside(workspace, topics, "event"), own=workspace.own)
    first = [dated(one.state, today, languages) for one in direct.values()]
    known = {one.id for one in first}
    more = [dated(one.state, today, languages) for one in beside.values() if not one.state.is_retired]
    ahead = sorted((one for one in more if one.is_ahead and one.id not in known), key=nearness)
    return (*first, *ahead[:_MOST_BESIDE])


def _organisations(
    workspace: Workspace,
    related: Sequence[NamedRecord],
    topics: Sequence[RecordId],
    languages: Sequence[str],
) -> tuple[NamedRecord, ...]:
    direct = [one for one in related if one.kind == "organisation"]
    beside = named(workspace, [one for _, one in _beside(workspace, topics, "organisation")[:20]], languages)
    known = {one.id for one in direct}
    return (*direct, *[one for one in beside if one.id not in known][:_MOST_BESIDE])


def _publishers(
    workspace: Workspace, publisher: str, state: RecordState, languages: Sequence[str]
) -> tuple[NamedRecord, ...]:
    """Return the organisations whose name is just what stands as publisher, in a language that is likely."""
    if not publisher:
        return ()
    tags = dict.fromkeys([*languages, state.main_language or "en", "en"])
    with workspace.replica.reading() as connection:
        for tag in tags:
            found = listing.with_value(connection, "organisation", f"name@{tag}", encode(publisher))
            if found:
                return named(workspace, [record for _, record in found], languages)
    return ()


def _ids(fields: Mapping[str, Value], name: str) -> list[RecordId]:
    found = fields.get(name)
    return [parse_record_id(one) for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _string(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _words(state: RecordState, fields: Mapping[str, Value], name: str, languages: Sequence[str]) -> str:
    found = fields.get(name)
    if isinstance(found, dict):
        text = state.text(name, languages)
        return text[1] if text else ""
    return _string(found)
