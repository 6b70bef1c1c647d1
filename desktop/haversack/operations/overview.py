"""What a start page shows: counts, what is new, what is coming up, what was not sent yet.

Reads only, offline, and never every record: a vault may hold tens of thousands. Must not write sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from haversack.operations.occurrences import next_day
from haversack.operations.workspace import Workspace
from haversack.store import glance, object_table, outbox, projection, records, values
from haversack.store.projection import Shown
from haversack_sync.model import reading
from haversack_sync.model.ids import Position, show_record_id

NEWS_KINDS: Final = ("statement", "event", "resource", "course", "lesson", "topic", "organisation", "network")
"""Kinds that people are told of; a contact line or a quiz belongs to one of these."""


@dataclass(frozen=True, slots=True)
class NewThing:
    """Something that came with the last sync.

    Attributes:
        id: The record, as people write it.
        kind: Its kind.
        title: In the asked language.
        summary: Likewise; may be empty.
        is_created: Whether it is new as a whole; else something in it changed.
    """

    id: str
    kind: str
    title: str
    summary: str
    is_created: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """An event that lies ahead.

    Attributes:
        id: The record, as people write it.
        title: In the asked language.
        type: conference, meeting, training, day, deadline …
        day: When it is next, to the day.
        days_left: From today; 0 is today.
        place: City, or empty.
    """

    id: str
    title: str
    type: str
    day: date
    days_left: int
    place: str


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A change made here that the hub has not confirmed.

    Attributes:
        kind: Of the record; empty for a matter of the network itself.
        title: Of the record.
        state: waiting, handed or sent.
        created_ms: When it was written, by this computer's clock.
    """

    kind: str
    title: str
    state: str
    created_ms: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What a start page shows.

    Attributes:
        last_contact: The hub's stamp, seconds since 1970; 0 for never.
        counts: Confirmed records in use by kind.
        news: What is new, at most as many as were asked for.
        news_count: How many there are.
        is_first_contact: Whether everything is new.
        coming: What lies ahead, the nearest first.
        waiting: What was not sent yet, the oldest first.
        two_versions: Records in which a person has to choose.
        files_waiting_bytes: Size of the files that are not on this computer.
    """

    last_contact: int
    counts: dict[str, int]
    news: tuple[NewThing, ...]
    news_count: int
    is_first_contact: bool
    coming: tuple[Coming, ...]
    waiting: tuple[WaitingChange, ...]
    two_versions: int
    files_waiting_bytes: int


def overview(workspace: Workspace, *, languages: Sequence[str] = (), news: int = 6, coming: int = 4) -> Overview:
    """Gather what a start page shows.

    Args:
        workspace: The open vault.
        languages: Asked language tags for titles, the best first.
        news: At most so many new things.
        coming: At most so many events.
    """
    with workspace.replica.reading() as connection:
        seen = Position(values.read_number(connection, values.SEEN_POSITION))
        keys = glance.changed_since(connection, seen, NEWS_KINDS, limit=news)
        shown = projection.show_many(connection, [(feed, record) for feed, record, _ in keys], own=workspace.own)
        return Overview(
            last_contact=values.read_number(connection, values.LAST_CONTACT),
            counts=glance.counts_by_kind(connection),
            news=tuple(
                _new_thing(shown[feed, record], languages, is_created=is_created)
                for feed, record, is_created in keys
                if (feed, record) in shown
            ),
            news_count=glance.count_changed_since(connection, seen, NEWS_KINDS),
            is_first_contact=seen == 0,
            coming=_coming(workspace, languages)[:coming],
            waiting=_waiting(workspace, languages),
            two_versions=records.count_disputed(connection),
            files_waiting_bytes=object_table.missing_bytes(connection),
        )


def _new_thing(shown: Shown, languages: Sequence[str], *, is_created: bool) -> NewThing:
    state = shown.state
    summary = state.text("summary", languages)
    title = reading.title(state, languages)
    return NewThing(show_record_id(state.id), state.kind, title, summary[1] if summary else "", is_created)


def _coming(workspace: Workspace, languages: Sequence[str]) -> tuple[Coming, ...]:
    today = datetime.fromtimestamp(workspace.clock.wall_ms() / 1000, UTC).date()
    found = []
    with workspace.replica.reading() as connection:
        for shown in projection.show_all(connection, own=workspace.own, kind="event"):
            fields = reading.fields(shown.state)
            start, recurrence = fields.get("start"), fields.get("recurrence")
            if shown.state.is_retired or not isinstance(start, str):
                continue
            day = next_day(start, recurrence if isinstance(recurrence, str) else "", today)
            if day is not None:
                title = reading.title(shown.state, languages)
                type_, city = str(fields.get("type") or ""), str(fields.get("city") or "")
                found.append(Coming(show_record_id(shown.state.id), title, type_, day, (day - today).days, city))
    return tuple(sorted(found, key=lambda one: (one.day, one.title)))


def _waiting(workspace: Workspace, languages: Sequence[str]) -> tuple[WaitingChange, ...]:
    with workspace.replica.reading() as connection:
        items = outbox.read_items(connection, outbox.UNANSWERED)
        keys = {(item.feed, item.record) for item in items if item.record is not None}
        shown = projection.show_many(connection, sorted(keys), own=workspace.own)
    found = []
    for item in items:
        one = shown.get((item.feed, item.record)) if item.record is not None else None
        title = reading.title(one.state, languages) if one else ""
        found.append(WaitingChange(one.state.kind if one else "", title, item.state.value, item.created_ms))
    return tuple(found)
