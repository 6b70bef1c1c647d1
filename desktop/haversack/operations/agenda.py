"""The calendar: everything that has a date, one event in full, and a file of them for other calendars.

Reads only, offline. Must not write sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Final

from haversack.operations.editing import one_shown
from haversack.operations.event_days import EventTime, Occurrence, next_occurrence
from haversack.operations.exporting import write_readable
from haversack.operations.ics import IcsEvent, write_ics
from haversack.operations.library import NamedRecord, named
from haversack.operations.reading_text import ReadingText
from haversack.operations.record_text import is_unreviewed, record_text
from haversack.operations.time_zones import day_here
from haversack.operations.workspace import Workspace
from haversack.store import projection
from haversack_sync.model import reading
from haversack_sync.model.ids import parse_record_id, show_record_id
from haversack_sync.model.record import RecordState

_FACTS: Final = ("venue", "city", "country", "online", "url", "organiser", "source", "as_of")


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Attributes:
        id: The record, as people write it.
        title: In the asked language.
        summary: Likewise; may be empty.
        type: conference, meeting, training, day, timeline, deadline; may be empty.
        time: When it is.
        next: The first time that is not over, or None; None also where its day is not known.
        topics: Ids of areas of work.
        facts: venue, city, country, online, url, organiser, source, as_of: those that it has.
    """

    id: str
    title: str
    summary: str
    type: str
    time: EventTime
    next: Occurrence | None
    topics: tuple[str, ...]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EventDetail:
    """One event in full: its line, its text, and the areas of work that it stands in.

    Attributes:
        event: Its line.
        language: Tag of the language in which most of it is shown; may be empty.
        body: Its text.
        topics: Areas of work.
    """

    event: Event
    language: str
    body: ReadingText
    topics: tuple[NamedRecord, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """All events that have a date, by their date.

    Attributes:
        events: The events.
        topics: Names of the areas of work that they stand in, by id.
        today: The day that it was for this computer when they were read.
    """

    events: tuple[Event, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    today: date = date.min


@dataclass(frozen=True, slots=True)
class Exported:
    """How many events were written, and how many were left out because only their month or year is known."""

    written: int
    left_out: int


def today_in(wall_ms: int, own: tzinfo | None) -> date:
    """Return the day that a moment has for this computer.

    Args:
        wall_ms: Milliseconds since 1970.
        own: Its zone; None is that of the system.
    """
    return day_here(wall_ms / 1000, own)


def agenda(workspace: Workspace, own: tzinfo | None, *, languages: Sequence[str] = ()) -> Agenda:
    """Read all events that have a date, by their date.

    Args:
        workspace: The open vault.
        own: This computer's zone; None is that of the system.
        languages: Asked language tags, the best first.
    """
    today = today_in(workspace.clock.wall_ms(), own)
    with workspace.replica.reading() as connection:
        found = [
            _event(shown.state, languages, today, own)
            for shown in projection.show_all(connection, own=workspace.own, kind="event")
            if not shown.state.is_retired
        ]
    dated = sorted((one for one in found if one.time.start), key=lambda one: (one.time.start, one.title, one.id))
    topics = sorted({topic for one in dated for topic in one.topics})
    names = {one.id: one.title for one in named(workspace, map(parse_record_id, topics), languages)}
    return Agenda(tuple(dated), names, today)


def event(workspace: Workspace, record: str, own: tzinfo | None, *, languages: Sequence[str] = ()) -> EventDetail:
    """Read one event in full; see `agenda`.

    Raises:
        NoSuchRecordError: It is not here.
    """
    parsed = parse_record_id(record)
    with workspace.replica.reading() as connection:
        state = one_shown(projection.show(connection, parsed, own=workspace.own)).state
    body = state.text("body", languages)
    found = _event(state, languages, today_in(workspace.clock.wall_ms(), own), own)
    ids = map(parse_record_id, found.topics)
    shown = body or state.text("summary", languages) or state.text("title", languages)
    language = shown[0] if shown else ""
    bare = ReadingText(language=language, is_unreviewed=is_unreviewed(state, language))
    text = record_text(state, "body", languages) if body else bare
    return EventDetail(found, language, text, named(workspace, ids, languages))


def export_ics(
    workspace: Workspace, notes: Mapping[str, str], target: Path, own: tzinfo | None, *, languages: Sequence[str] = ()
) -> Exported:
    """Write events into a file outside the vault, readable for everybody.

    Args:
        workspace: The open vault.
        notes: Id of each event → what is written about it in words, such as until when by which clock; may be empty.
            Events that are not here any more are left out.
        target: A new file.
        own: This computer's zone; None is that of the system.
        languages: Asked language tags, the best first.

    Raises:
        As `exporting.write_readable`.
    """
    events = agenda(workspace, own, languages=languages).events
    chosen = [_for_ics(one, notes[one.id]) for one in events if one.id in notes]
    now = datetime.fromtimestamp(workspace.clock.wall_ms() / 1000, UTC)
    write_readable(workspace, write_ics(chosen, now=now, own=own), target)
    written = sum(one.has_day for one in chosen)
    return Exported(written, len(chosen) - written)


def _for_ics(one: Event, note: str) -> IcsEvent:
    facts = one.facts
    place = ", ".join(facts[name] for name in ("venue", "city", "country") if name in facts)
    link = facts.get("online") or facts.get("url", "")
    words = "\n\n".join(part for part in (one.summary, note) if part)
    return IcsEvent(one.id, one.title, one.time, one.type == "day", place, words, link)


def _event(state: RecordState, languages: Sequence[str], today: date, own: tzinfo | None) -> Event:
    fields = reading.fields(state)

    def plain(name: str) -> str:
        value = fields.get(name)
        if isinstance(value, dict):
            found = state.text(name, languages)
            return found[1] if found else ""
        return value if isinstance(value, str) else ""

    is_deadline = plain("type") == "deadline"
    time = EventTime(plain("start"), plain("end"), plain("recurrence"), plain("zone"), is_deadline)
    topics = fields.get("topics")
    return Event(
        id=show_record_id(state.id),
        title=reading.title(state, languages),
        summary=plain("summary"),
        type=plain("type"),
        time=time,
        next=next_occurrence(time, today, own),
        topics=tuple(one for one in topics if isinstance(one, str)) if isinstance(topics, list) else (),
        facts={name: words for name in _FACTS if (words := plain(name))},
    )
