"""When an event is, in words: at its venue and here, always with the zone. Must not read a clock."""

from datetime import date, datetime, timedelta, tzinfo

from haversack.i18n.language import Speaker
from haversack.i18n.names import partial_date
from haversack.operations.agenda import Event
from haversack.operations.ics import moment_of
from haversack.operations.occurrences import day_of


def when_lines(speaker: Speaker, event: Event, day: date | None, zone: tzinfo | None) -> list[tuple[str, str]]:
    """Return label and words of when an event is.

    Args:
        speaker: The language of sentences.
        event: The event.
        day: When it is next, or None if it is over.
        zone: The computer's; None is that of the system.
    """
    say, language = speaker.say, speaker.language
    start, end = moment_of(event.start), moment_of(event.end)
    if start is not None:
        lines = [(say("Time at the venue"), _times(speaker, start, end, event.zone))]
        try:
            here = start.astimezone(zone)
            lines.append((say("Your time"), _times(speaker, here, end.astimezone(zone) if end else None, "")))
        except (OverflowError, ValueError, OSError):
            pass
    else:
        shown = day.isoformat() if day is not None and event.recurrence else event.start
        when = partial_date(language, shown)
        if event.end and event.end != event.start and not event.recurrence:
            when = say("{start} to {end}", start=when, end=partial_date(language, event.end))
        lines = [(say("When"), when)]
        if day_of(event.start) is None:
            lines.append(("", say("The day is not known yet.")))
    if "YEARLY" in event.recurrence and "INTERVAL" not in event.recurrence:
        first = partial_date(language, event.start)
        lines.append((say("How often"), say("Every year, since {first}", first=first)))
    elif event.recurrence:
        lines.append((say("How often"), say("It comes back.")))
    return lines


def _times(speaker: Speaker, start: datetime, end: datetime | None, zone: str) -> str:
    """Return a day with its times, always with the zone."""
    day, times = speaker.long_day(start.date()), f"{start:%H:%M}"
    if end is not None and end.date() == start.date():
        times = f"{start:%H:%M}\u2013{end:%H:%M}"
    elif end is not None:
        times = speaker.say("{time} to {day}, {end}", time=times, day=speaker.long_day(end.date()), end=f"{end:%H:%M}")
    offset = _offset_words(start)
    name = speaker.say("{zone}, {offset}", zone=zone.replace("_", " "), offset=offset) if zone else offset
    return speaker.say("{day}, {times} ({zone})", day=day, times=times, zone=name)


def _offset_words(moment: datetime) -> str:
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return "UTC" if minutes == 0 else f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
