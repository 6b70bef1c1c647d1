"""A month as six weeks of days, each with what is on it. Must not read the vault."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Final

from haversack.i18n.calendars import first_weekday, full_day
from haversack.i18n.language import Speaker
from haversack.operations.agenda import Event
from haversack.operations.event_days import occurrences
from haversack.viewmodels.calendar_rows import Dated

DEADLINE: Final = "square"
OTHER: Final = "dot"
_WEEKS: Final = 6
_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class DayMark:
    """Something that is on a day: its title, and its mark: `square` for a deadline, `dot` for anything else."""

    title: str
    mark: str


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the month that is shown.

    Attributes:
        day: The day.
        is_in_month: Whether it is of that month, not of one beside it.
        is_today: Whether it is today.
        marks: What is on it, deadlines first.
        spoken: What a screen reader says: the day and what is on it.
    """

    day: date
    is_in_month: bool
    is_today: bool
    marks: tuple[DayMark, ...]
    spoken: str


def first_day(month: date, language: str) -> date:
    """Return the day with which the page of a month begins: the first of the week in which the month begins.

    Args:
        month: Its first day.
        language: Decides with which day weeks begin.
    """
    back = (month.weekday() - first_weekday(language)) % _DAYS
    return date.fromordinal(max(month.toordinal() - back, date.min.toordinal()))


def on_days(events: Iterable[Event], first: date, last: date, own: tzinfo | None) -> dict[date, list[Dated]]:
    """Return what is on each day, deadlines first.

    Args:
        events: Any.
        first: Of the days.
        last: Likewise.
        own: The computer's zone; None is that of the system.
    """
    found: dict[date, list[Dated]] = {}
    for event in events:
        for at in occurrences(event.time, first, last, own):
            day = max(at.first, first)
            while day <= min(at.last, last):
                found.setdefault(day, []).append(Dated(event, at))
                day += timedelta(days=1)
    for dated in found.values():
        dated.sort(key=lambda one: (one.event.type != "deadline", one.event.title, one.event.id))
    return found


def weeks(speaker: Speaker, month: date, today: date, there: Mapping[date, Sequence[Dated]]) -> list[list[DayCell]]:
    """Return six weeks around a month.

    Args:
        speaker: The language of sentences; decides with which day weeks begin.
        month: Its first day.
        today: By this computer's clock.
        there: What is on each day.
    """
    first = first_day(month, speaker.language)
    days = (first + timedelta(days=place) for place in range(_WEEKS * _DAYS))
    cells = [_cell(speaker, day, (month, today), there.get(day, ())) for day in days]
    return [cells[start : start + _DAYS] for start in range(0, len(cells), _DAYS)]


def last_day(month: date, language: str) -> date:
    """Return the day with which the page of a month ends; see `first_day`."""
    return first_day(month, language) + timedelta(days=_WEEKS * _DAYS - 1)


def _cell(speaker: Speaker, day: date, about: tuple[date, date], found: Sequence[Dated]) -> DayCell:
    """Return a day; `about` is the first day of the month that is shown, and today."""
    month, today = about
    words = full_day(speaker.language, day)
    if day == today:
        words = speaker.say("Today, {day}", day=words)
    if found:
        titles = speaker.listed(_spoken(speaker, one.event) for one in found)
        words = speaker.say("{day}: {titles}", day=words, titles=titles)
    marks = tuple(DayMark(one.event.title, DEADLINE if one.event.type == "deadline" else OTHER) for one in found)
    is_in_month = (day.year, day.month) == (month.year, month.month)
    return DayCell(day, is_in_month, day == today, marks, words)


def _spoken(speaker: Speaker, event: Event) -> str:
    return speaker.say("deadline: {title}", title=event.title) if event.type == "deadline" else event.title
