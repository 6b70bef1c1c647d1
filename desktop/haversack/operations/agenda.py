"""The calendar: everything that has a date, one event in full, and a file of them for other calendars.

Reads only, offline. Must not write sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from haversack.operations.editing import one_shown
from haversack.operations.ics import IcsEvent, write_ics
from haversack.operations.library import NamedRecord, named
from haversack.operations.reading_text import ReadingText, reading_text
from haversack.operations.workspace import Workspace
from haversack.store import projection
from haversack.store.files import write_atomically
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
        start: A date of the model, as precise as its author was.
        end: Likewise, or empty.
        zone: Name of the zone of its place, or empty.
        recurrence: A rule, or empty.
        facts: venue, city, country, online, url, organiser, source, as_of: those that it has.
    """

    id: str
    title: str
    summary: str
    type: str
    start: str
    end: str
    zone: str
    recurrence: str
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


def events(workspace: Workspace, *, languages: Sequence[str] = ()) -> tuple[Event, ...]:
    """Read all events that have a date, by their date.

    Args:
        workspace: The open vault.
        languages: Asked language tags, the best first.
    """
    with workspace.replica.reading() as connection:
        found = [
            _event(shown.state, languages)
            for shown in projection.show_all(connection, own=workspace.own, kind="event")
            if not shown.state.is_retired
        ]
    return tuple(sorted((one for one in found if one.start), key=lambda one: (one.start, one.title, one.id)))


def event(workspace: Workspace, record: str, *, languages: Sequence[str] = ()) -> EventDetail:
    """Read one event in full.

    Raises:
        NoSuchRecordError: It is not here.
    """
    parsed = parse_record_id(record)
    with workspace.replica.reading() as connection:
        state = one_shown(projection.show(connection, parsed, own=workspace.own)).state
    body = state.text("body", languages)
    topics = reading.fields(state).get("topics")
    ids = [parse_record_id(str(one)) for one in topics] if isinstance(topics, list) else []
    text = reading_text(body[1], body[0]) if body else ReadingText()
    shown = body or state.text("summary", languages) or state.text("title", languages)
    language = shown[0] if shown else ""
    return EventDetail(_event(state, languages), language, text, named(workspace, ids, languages))


def export_ics(workspace: Workspace, records: Sequence[str], target: Path, *, languages: Sequence[str] = ()) -> int:
    """Write events into a file outside the vault, readable for everybody.

    Args:
        workspace: The open vault.
        records: Ids of events; those that are not here any more are left out.
        target: The file; replaced if it exists.
        languages: Asked language tags, the best first.

    Returns:
        How many were written.

    Raises:
        VaultError: The file cannot be written.
    """
    wanted = set(records)
    chosen = [one for one in events(workspace, languages=languages) if one.id in wanted]
    now = datetime.fromtimestamp(workspace.clock.wall_ms() / 1000, UTC)
    write_atomically(target, write_ics([_for_ics(one) for one in chosen], now=now))
    return len(chosen)


def _for_ics(one: Event) -> IcsEvent:
    facts = one.facts
    place = ", ".join(facts[name] for name in ("venue", "city", "country") if name in facts)
    link = facts.get("online") or facts.get("url", "")
    return IcsEvent(one.id, one.title, one.start, one.end, one.recurrence, place, one.summary, link)


def _event(state: RecordState, languages: Sequence[str]) -> Event:
    fields = reading.fields(state)

    def plain(name: str) -> str:
        value = fields.get(name)
        if isinstance(value, dict):
            found = state.text(name, languages)
            return found[1] if found else ""
        return value if isinstance(value, str) else ""

    return Event(
        id=show_record_id(state.id),
        title=reading.title(state, languages),
        summary=plain("summary"),
        type=plain("type"),
        start=plain("start"),
        end=plain("end"),
        zone=plain("zone"),
        recurrence=plain("recurrence"),
        facts={name: words for name in _FACTS if (words := plain(name))},
    )
