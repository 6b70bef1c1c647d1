"""When an event is, again and again: on which days by this computer's clock, from which moment to which.

An event that is known to the month has no days. Must not read a clock.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from datetime import time as clock_time
from typing import Final

from haversack.operations.occurrences import day_of, days, span_of
from haversack.operations.time_zones import at_place, in_utc, moment_of, moved_to, zone_named
from haversack_sync.model.canonical import Value

_AHEAD: Final = timedelta(days=366 * 5)
"""Further into the future nobody looks for the next time."""
_FARTHEST_ZONES: Final = timedelta(days=2)
"""So many days may a day at a place be away from a day here."""


@dataclass(frozen=True, slots=True)
class EventTime:
    """When an event is, as its author wrote it.

    Attributes:
        start: A date of the model, as precise as its author was.
        end: Likewise, or empty.
        recurrence: The rule by which it comes back, or empty.
        zone: Name of the zone of its place, or empty.
        is_deadline: Whether something must be done until then: by midnight means on the day before.
    """

    start: str
    end: str = ""
    recurrence: str = ""
    zone: str = ""
    is_deadline: bool = False


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that an event is.

    Attributes:
        first: Its first day here; where only days are known, at its place.
        last: Its last day, likewise.
        start: The moment by the clock of its place, or None where only days are known.
        end: Likewise, or None where nobody knows when it ends.
    """

    first: date
    last: date
    start: datetime | None = None
    end: datetime | None = None


def occurrences(time: EventTime, first: date, last: date, own: tzinfo | None) -> Iterator[Occurrence]:
    """Give the times at which an event is within some days, in their order.

    Args:
        time: Of the event.
        first: Of the days.
        last: Likewise.
        own: This computer's zone; None is that of the system.
    """
    begins, span, start = day_of(time.start), span_of(time.start, time.end), moment_of(time.start)
    if begins is None or span is None:
        return
    if start is not None:
        yield from _moments(time, start, (first, last), own)
        return
    length = span[1] - span[0]
    for day in days(time.start, time.recurrence, _moved(first, -length), last):
        yield Occurrence(day, _moved(day, length))


def next_occurrence(time: EventTime, today: date, own: tzinfo | None) -> Occurrence | None:
    """Return the first time that is not over, else None; of what comes back at most five years ahead.

    See `occurrences`.
    """
    last = _moved(today, _AHEAD) if time.recurrence else date.max
    return next(occurrences(time, today, last, own), None)


def last_occurrence(time: EventTime, today: date, own: tzinfo | None) -> Occurrence | None:
    """Return the last time that has begun, else None; see `occurrences`."""
    last = deque(occurrences(time, date.min, today, own), maxlen=1)
    return last[0] if last else None


def event_time(when: Value, recurrence: str, type_: str) -> EventTime:
    """Return when an event is, from its groups as they are kept.

    Args:
        when: Of the group `when`: a map with start, end and zone, or nothing.
        recurrence: Its rule, or empty.
        type_: Its type, or empty.
    """
    written = when if isinstance(when, dict) else {}
    start, end, zone = (str(written.get(name) or "") for name in ("start", "end", "zone"))
    return EventTime(start, end, recurrence, zone, type_ == "deadline")


def end_moment(time: EventTime) -> datetime | None:
    """Return the moment at which an event ends that begins at an hour; None where nobody knows one.

    An end of which only the day is known is the end of that day, by the clock of the place.
    """
    end, start, day = moment_of(time.end), moment_of(time.start), day_of(time.end)
    if end is not None or start is None or day is None:
        return end
    place = zone_named(time.zone) or start.tzinfo
    return datetime.combine(_moved(day, timedelta(days=1)), clock_time.min, place)


def open_until(time: EventTime, today: date) -> date | None:
    """Return the last day on which an event may be whose day is not known, or None if it is over or its day is known.

    Args:
        time: Of the event.
        today: By this computer's clock.
    """
    span = span_of(time.start, time.end)
    return span[1] if span is not None and day_of(time.start) is None and span[1] >= today else None


def _moments(time: EventTime, start: datetime, within: tuple[date, date], own: tzinfo | None) -> Iterator[Occurrence]:
    """Give the times of an event that is known to the minute, by the clock of its place, also when that changes."""
    first, last = within
    at, end = at_place(start, time.zone), end_moment(time)
    length = end - start if end is not None and end > start else timedelta(0)
    margin = length + _FARTHEST_ZONES
    for day in days(at.date().isoformat(), time.recurrence, _moved(first, -margin), _moved(last, _FARTHEST_ZONES)):
        begins = at if day == at.date() else datetime.combine(day, at.time(), at.tzinfo)
        # Lengths are added in UTC: by a clock that changes meanwhile, three hours may be two.
        ends = at_place(in_utc(begins) + length, time.zone) if length else None
        here = day_before_midnight(moved_to(begins, own), is_end=time.is_deadline and ends is None)
        last_here = day_before_midnight(moved_to(ends or begins, own), is_end=ends is not None or time.is_deadline)
        if here <= last and last_here >= first:
            yield Occurrence(here, max(here, last_here), begins, ends)


def day_before_midnight(moment: datetime, *, is_end: bool) -> date:
    """Return the day of a moment; of an end at midnight the day that ends with it.

    Args:
        moment: By the clock of the day that is meant.
        is_end: Whether something ends then.
    """
    is_midnight = (moment.hour, moment.minute) == (0, 0)
    return _moved(moment.date(), timedelta(days=-1)) if is_end and is_midnight else moment.date()


def _moved(day: date, by: timedelta) -> date:
    """Return a day so much later, or earlier; the first or last day of all where there is none."""
    number = day.toordinal() + by.days + (1 if by > timedelta(0) and by.seconds else 0)
    return date.fromordinal(min(max(number, date.min.toordinal()), date.max.toordinal()))
