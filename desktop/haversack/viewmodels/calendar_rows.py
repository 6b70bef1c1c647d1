"""The agenda as rows: events under headings, in the order of their days. Must not read the vault."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from haversack.i18n.calendars import first_weekday, month_name, weekday_name
from haversack.i18n.language import Speaker
from haversack.i18n.names import partial_date
from haversack.operations.agenda import Event
from haversack.operations.event_days import Occurrence
from haversack.operations.occurrences import day_of, span_of
from haversack.viewmodels.event_times import hour_words
from haversack.viewmodels.event_words import days_left, icon_of, place_words
from haversack.viewmodels.rows import Row, RowsModel
from haversack.viewmodels.terms import event_type

_Index = QModelIndex | QPersistentModelIndex
_MONTH_LENGTH = 7
_YEAR_LENGTH = 4


@dataclass(frozen=True, slots=True)
class AgendaRow(Row):
    """A line of the agenda.

    Attributes:
        number: Day of the month, or the short name of a month where no day is known; empty for a heading.
        weekday: Short name of the day of the week; may be empty.
        is_heading: Whether it is the name of some weeks or of a month.
        is_deadline: Whether something must be done until then.
        is_over: Whether it is over.
    """

    number: str = ""
    weekday: str = ""
    is_heading: bool = False
    is_deadline: bool = False
    is_over: bool = False


class AgendaModel(RowsModel):
    """Rows of the agenda; the keyboard passes by headings, and each row says its whole date."""

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """See `QAbstractItemModel`."""
        row = self.rows[index.row()] if index.isValid() and index.row() < len(self.rows) else None
        return Qt.ItemFlag.NoItemFlags if isinstance(row, AgendaRow) and row.is_heading else super().flags(index)


@dataclass(frozen=True, slots=True)
class Dated:
    """An event at one of its times; None where only its month or year is known."""

    event: Event
    at: Occurrence | None

    @property
    def day(self) -> date:
        """What it is sorted by: its first day; without one the last of its month or year."""
        if self.at is not None:
            return self.at.first
        span = span_of(self.event.time.start, self.event.time.end)
        return span[1] if span is not None else date.max


def agenda_rows(speaker: Speaker, dated: Iterable[Dated], today: date, own: tzinfo | None) -> list[AgendaRow]:
    """Return events under headings, the next first.

    Args:
        speaker: The language of sentences.
        dated: What lies ahead.
        today: By this computer's clock.
        own: The computer's zone; None is that of the system.
    """
    ordered = sorted(dated, key=lambda one: (one.day, one.at is None, one.event.title, one.event.id))
    rows: list[AgendaRow] = []
    before = ""
    for one in ordered:
        key, words = _heading(speaker, one, today)
        if key != before:
            rows.append(_heading_row(key, words))
            before = key
        rows.append(event_row(speaker, one, today, own))
    return rows


def past_rows(speaker: Speaker, dated: Iterable[Dated], today: date, own: tzinfo | None) -> list[AgendaRow]:
    """Return what is over under the names of its months, the newest first; see `agenda_rows`."""
    ordered = sorted(dated, key=lambda one: (one.day, one.event.title, one.event.id), reverse=True)
    rows: list[AgendaRow] = []
    before = ""
    for one in ordered:
        key = one.event.time.start[:_MONTH_LENGTH] if one.at is None else f"{one.day:%Y-%m}"
        if key != before:
            rows.append(_heading_row(key, partial_date(speaker.language, key)))
            before = key
        rows.append(event_row(speaker, one, today, own))
    return rows


def event_row(speaker: Speaker, one: Dated, today: date, own: tzinfo | None) -> AgendaRow:
    """Return one event as a row; see `agenda_rows`."""
    event, at = one.event, one.at
    when = speaker.day(at.first) if at is not None else partial_date(speaker.language, event.time.start)
    left, tone = days_left(speaker, event, at.first if at is not None else None, today)
    hours = hour_words(speaker, at, own) if at is not None else ""
    until = speaker.say("until {day}", day=speaker.short_day(at.last)) if at and at.last != at.first else ""
    line = speaker.dotted((hours, until, place_words(speaker, event) or event_type(speaker, event.type)))
    spoken = speaker.say(
        "{title}. {type}. {day}. {line}. {left}.",
        title=event.title,
        type=event_type(speaker, event.type),
        day=when,
        line=line,
        left=left,
    )
    number, weekday = _day_words(speaker, event, at)
    return AgendaRow(
        event.id,
        event.title,
        (line,),
        icon_of(event),
        badge=left,
        badge_tone=tone,
        is_new=True,
        spoken=spoken,
        number=number,
        weekday=weekday,
        is_deadline=event.type == "deadline",
        is_over=at is not None and at.last < today,
    )


def _day_words(speaker: Speaker, event: Event, at: Occurrence | None) -> tuple[str, str]:
    """Return what stands before a row: day and weekday; month and year where no day is known."""
    if at is not None:
        return speaker.number(at.first.day), weekday_name(speaker.language, at.first)
    year = event.time.start[:_YEAR_LENGTH]
    span = span_of(event.time.start)
    if len(event.time.start) <= _YEAR_LENGTH or span is None:
        return year, ""
    return speaker.month_name(span[0]), year


def _heading(speaker: Speaker, one: Dated, today: date) -> tuple[str, str]:
    """Return key and words of the heading under which an event stands."""
    if one.at is None or day_of(one.event.time.start) is None:
        month = one.event.time.start[:_MONTH_LENGTH]
        return month, partial_date(speaker.language, month)
    day = max(one.at.first, today)
    week = today - timedelta(days=(today.weekday() - first_weekday(speaker.language)) % 7)
    if day < week + timedelta(days=14):
        return "soon", speaker.say("This week and next")
    if (day.year, day.month) == (today.year, today.month):
        return f"later-{day:%Y-%m}", speaker.say("Later in {month}", month=month_name(speaker.language, day))
    return f"{day:%Y-%m}", partial_date(speaker.language, f"{day:%Y-%m}")


def _heading_row(key: str, words: str) -> AgendaRow:
    return AgendaRow(f"#{key}", words, is_new=True, spoken=words, is_heading=True)
