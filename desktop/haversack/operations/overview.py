"""What a start page shows: counts, what is new, what is coming up, what was not sent yet.

Reads only, offline, and never every record: a vault may hold tens of thousands. Must not write sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from haversack.operations.workspace import Workspace
from haversack.store import glance, object_table, outbox, projection, records, values
from haversack.store.projection import Shown
from haversack_sync.model import reading
from haversack_sync.model.ids import Position, show_record_id
from haversack_sync.protocol.profile import decode_profile

NEWS_KINDS: Final = ("statement", "event", "resource", "course", "lesson", "topic", "organisation", "network")
"""Kinds that people are told of; a contact line or a quiz belongs to one of these."""

_DAY_LENGTH: Final = 10


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


def _own_organisation(workspace: Workspace, languages: Sequence[str]) -> str:
    span = workspace.span
    if span is None:
        return ""
    with workspace.replica.reading() as connection:
        for shown in projection.show_all(connection, own=workspace.own, kind="organisation"):
            if reading.owner(shown.state) == span.organisation and not shown.state.is_retired:
                return reading.title(shown.state, languages)
    return ""


def _coming(workspace: Workspace, languages: Sequence[str]) -> tuple[Coming, ...]:
    today = datetime.fromtimestamp(workspace.clock.wall_ms() / 1000, UTC).date()
    found = []
    with workspace.replica.reading() as connection:
        for shown in projection.show_all(connection, own=workspace.own, kind="event"):
            fields = reading.fields(shown.state)
            start, recurrence = fields.get("start"), fields.get("recurrence")
            if shown.state.is_retired or not isinstance(start, str):
                continue
            day = next_day(start, today, is_yearly=isinstance(recurrence, str) and "YEARLY" in recurrence)
            if day is not None:
                title = reading.title(shown.state, languages)
                type_, city = str(fields.get("type") or ""), str(fields.get("city") or "")
                found.append(Coming(show_record_id(shown.state.id), title, type_, day, (day - today).days, city))
    return tuple(sorted(found, key=lambda one: (one.day, one.title)))


def next_day(start: str, today: date, *, is_yearly: bool) -> date | None:
    """Return the day of an event that is today or ahead, or None: it is over, or known to the month or year only.

    Args:
        start: A date of the model, with its precision.
        today: By this computer's clock.
        is_yearly: Whether it comes back each year.
    """
    try:
        day = date.fromisoformat(start[:_DAY_LENGTH])
    except ValueError:
        return None
    if not is_yearly or day >= today:
        return day if day >= today else None
    for year in range(today.year, today.year + 5):
        # The 29th of February comes every four years, and is kept on the 28th in between.
        is_leap_day = (day.month, day.day) == (2, 29)
        this_year = date(year, 3, 1) - timedelta(days=1) if is_leap_day else day.replace(year=year)
        if this_year >= today:
            return this_year
    return None


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


@dataclass(frozen=True, slots=True)
class Standing:
    """What every page shows of the vault.

    Attributes:
        last_contact: The hub's stamp, seconds since 1970; 0 for never.
        waiting: Changes without the hub's receipt.
        two_versions: Records in which a person has to choose.
        counts: Confirmed records in use by kind.
    """

    last_contact: int
    waiting: int
    two_versions: int
    counts: dict[str, int]


def standing(workspace: Workspace) -> Standing:
    """Read what every page shows; a few queries, whatever the size of the vault."""
    with workspace.replica.reading() as connection:
        return Standing(
            values.read_number(connection, values.LAST_CONTACT),
            outbox.count_items(connection, outbox.UNANSWERED),
            records.count_disputed(connection),
            glance.counts_by_kind(connection),
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose computer this is.

    Attributes:
        network: Public name of the network.
        organisation: Name of the own organisation, or empty.
        role: reader, editor, focal_point, coordinator, provisional, visitor (who only looks around), or none.
    """

    network: str
    organisation: str
    role: str


def identity(workspace: Workspace, *, languages: Sequence[str] = ()) -> Identity:
    """Say whose computer this is."""
    span = workspace.span
    role = span.role.name.lower() if span else "visitor" if workspace.is_looking else "none"
    if span is not None and not workspace.replica.network().authority.span_of(workspace.own):
        role = "provisional"
    with workspace.replica.reading() as connection:
        profile = values.read_value(connection, values.PROFILE)
    return Identity(decode_profile(profile).name if profile else "", _own_organisation(workspace, languages), role)
