"""When an event is, in words: at its place and here, always with the zone. Must not read a clock."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from haversack.i18n.language import Speaker
from haversack.i18n.names import partial_date
from haversack.operations.agenda import Event
from haversack.operations.event_days import Occurrence, end_moment
from haversack.operations.occurrences import day_of
from haversack.operations.time_zones import at_place, moment_of, moved_to, zone_named
from haversack.viewmodels.recurrence_words import how_often

_LAST_MINUTE: Final = time(23, 59)


def when_lines(speaker: Speaker, event: Event, at: Occurrence | None, own: tzinfo | None) -> list[tuple[str, str]]:
    """Return label and words of when an event is; of a deadline, until when.

    Args:
        speaker: The language of sentences.
        event: The event.
        at: Which time it is meant, or None for the one that its author wrote.
        own: The computer's zone; None is that of the system.
    """
    written = moment_of(event.time.start)
    if written is not None:
        start = at.start if at is not None and at.start is not None else at_place(written, event.time.zone)
        end = at.end if at is not None else _end_of(event)
        lines = _times_both(speaker, event, (start, end), own)
    else:
        lines = _days(speaker, event, at, own)
    often = how_often(speaker, event.time.start, event.time.recurrence)
    return [*lines, (speaker.say("How often"), often)] if often else lines


def hour_words(speaker: Speaker, at: Occurrence, own: tzinfo | None) -> str:
    """Return when an event begins by the clock of this computer, with its zone; empty where only days are known."""
    if at.start is None:
        return ""
    here = moved_to(at.start, own)
    # By midnight is the end of a day, not the beginning of the next.
    hour = "24:00" if here.date() > at.first else f"{here:%H:%M}"
    return speaker.say("{time} ({zone})", time=hour, zone=offset_words(here))


def offset_words(moment: datetime) -> str:
    """Return how far a clock is from UTC, for example *UTC+5:30*."""
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    sign, (hours, rest) = "\u2212" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return "UTC" if minutes == 0 else f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def _times_both(
    speaker: Speaker, event: Event, times: tuple[datetime, datetime | None], own: tzinfo | None
) -> list[tuple[str, str]]:
    """Return a time by both clocks; once where both show the same."""
    say, (start, end) = speaker.say, times
    here, here_end = moved_to(start, own), moved_to(end, own) if end is not None else None
    is_deadline = event.type == "deadline"
    if is_deadline:
        start, end, here, here_end = end or start, None, here_end or here, None
    there = _times(speaker, start, end, event.time.zone, is_end=is_deadline)
    if here.utcoffset() == start.utcoffset():
        return [(say("Until") if is_deadline else say("When"), there)]
    names = (say("Time at the venue"), say("Your time"))
    if is_deadline:
        names = (say("Until, by their clock"), say("Until, by your clock"))
    return [(names[0], there), (names[1], _times(speaker, here, here_end, "", is_end=is_deadline))]


def _days(speaker: Speaker, event: Event, at: Occurrence | None, own: tzinfo | None) -> list[tuple[str, str]]:
    say, language = speaker.say, speaker.language
    if day_of(event.time.start) is None:
        when = partial_date(language, event.time.start)
        if event.time.end and event.time.end != event.time.start:
            when = say("{start} to {end}", start=when, end=partial_date(language, event.time.end))
        return [(say("When"), when), ("", say("The day is not known yet."))]
    span = at or _written_days(event)
    if event.type == "deadline":
        return _last_day(speaker, event, span.last, own)
    when = speaker.long_day(span.first)
    if span.last != span.first:
        when = say("{start} to {end}", start=when, end=speaker.long_day(span.last))
    return [(say("When"), when)]


def _last_day(speaker: Speaker, event: Event, day: date, own: tzinfo | None) -> list[tuple[str, str]]:
    """Return the end of a last day: by the clock of its place, where that is known, and by ours."""
    say, zone = speaker.say, zone_named(event.time.zone)
    words = speaker.long_day(day)
    if zone is None:
        return [(say("Until"), say("The end of {day}", day=words))]
    ends = datetime.combine(day, _LAST_MINUTE, zone)
    here = moved_to(ends, own)
    name = _zone_words(speaker, ends, event.time.zone)
    there = say("The end of {day} ({zone})", day=words, zone=name)
    if here.utcoffset() == ends.utcoffset():
        return [(say("Until"), there)]
    return [
        (say("Until, by their clock"), there),
        (say("Until, by your clock"), _times(speaker, here, None, "")),
    ]


def _written_days(event: Event) -> Occurrence:
    first = day_of(event.time.start) or date.min
    return Occurrence(first, max(day_of(event.time.end) or first, first))


def _end_of(event: Event) -> datetime | None:
    end = end_moment(event.time)
    return at_place(end, event.time.zone) if end is not None else None


def _times(speaker: Speaker, start: datetime, end: datetime | None, zone: str, *, is_end: bool = False) -> str:
    """Return a day with its times, always with the zone; of an end at midnight the day that ends with it."""
    day, times = speaker.long_day(start.date()), f"{start:%H:%M}"
    if end is None and is_end and start.time() == time.min:
        day, times = speaker.long_day(start.date() - timedelta(days=1)), "24:00"
    elif end is not None:
        # What ends at midnight ends with the day before.
        is_midnight = end.time() == time.min
        last, hour = end.date() - timedelta(days=is_midnight), "24:00" if is_midnight else f"{end:%H:%M}"
        if last == start.date():
            times = f"{start:%H:%M}\u2013{hour}"
        else:
            times = speaker.say("{time} to {day}, {end}", time=times, day=speaker.long_day(last), end=hour)
    return speaker.say("{day}, {times} ({zone})", day=day, times=times, zone=_zone_words(speaker, start, zone))


def _zone_words(speaker: Speaker, moment: datetime, zone: str) -> str:
    offset = offset_words(moment)
    return speaker.say("{zone}, {offset}", zone=zone.replace("_", " "), offset=offset) if zone else offset
