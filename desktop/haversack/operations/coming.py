"""What lies ahead: the next events, with the days that are left. Reads only, offline. Must not write sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from haversack.operations import listed_parts as parts
from haversack.operations.event_days import event_time, occurrences
from haversack.operations.standing import today_of
from haversack.operations.workspace import Workspace
from haversack.store.listing import Listed
from haversack_sync.model.ids import show_record_id

_WINDOWS: Final = (31, 366)
"""How many days are searched: a few at first, for each day of a rule is looked at."""
_GROUPS: Final = ("title", "type", "when", "recurrence", "place", "language")


@dataclass(frozen=True, slots=True)
class Coming:
    """An event that lies ahead, or goes on now.

    Attributes:
        id: The record, as people write it.
        title: In the asked language.
        type: conference, meeting, training, day, deadline …; may be empty.
        day: When it begins next; of what goes on now, today.
        days_left: From today; 0 is today.
        city: May be empty.
        country: Code, or empty.
    """

    id: str
    title: str
    type: str
    day: date
    days_left: int
    city: str
    country: str


def coming(workspace: Workspace, *, languages: Sequence[str] = (), number: int = 4) -> tuple[Coming, ...]:
    """Return the nearest events that are known to the day.

    Args:
        workspace: The open vault.
        languages: Asked language tags for titles, the best first.
        number: At most so many.
    """
    today = today_of(workspace)
    events = list(parts.in_use(workspace, "event", _GROUPS))
    found: list[Coming] = []
    for window in _WINDOWS:
        last = today + timedelta(days=window)
        dated = [(day, one) for one in events if (day := _next_day(one, today, last)) is not None]
        found = [_coming(one, day, today, languages) for day, one in dated]
        if len(found) >= number:
            break
    return tuple(sorted(found, key=lambda one: (one.day, one.title, one.id))[:number])


def _next_day(one: Listed, today: date, last: date) -> date | None:
    """Return the day by this computer's clock, as the calendar has it."""
    time = event_time(parts.value(one, "when"), parts.plain(one, "recurrence"), parts.plain(one, "type"))
    at = next(occurrences(time, today, last, None), None)
    return max(at.first, today) if at is not None else None


def _coming(one: Listed, day: date, today: date, languages: Sequence[str]) -> Coming:
    place = parts.value(one, "place")
    city, country = (
        (str(place.get(name) or "") for name in ("city", "country")) if isinstance(place, dict) else ("", "")
    )
    title = parts.text(one, "title", languages)[1]
    return Coming(show_record_id(one.id), title, parts.plain(one, "type"), day, (day - today).days, city, country)
