"""The rules of a time zone as iCalendar wants them beside events that come back at an hour (RFC 5545 3.6.5).

Pure. Must not know events.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from haversack.operations.time_zones import zone_named

_YEARS: Final = 10
"""Changes are written out for so long: governments change their rules more often than that."""
_STEP: Final = timedelta(days=1)
_PRECISION: Final = timedelta(minutes=1)


def zone_lines(name: str, year: int) -> Iterator[str]:
    """Give a zone's part of a calendar; nothing where nobody knows its name.

    Args:
        name: Such as `Europe/Paris`.
        year: From which on.
    """
    zone = zone_named(name)
    if zone is None:
        return
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{name}"
    begin = datetime(min(max(year, 2), 9_980), 1, 1, tzinfo=UTC)
    yield from _observance(zone, begin - _STEP, begin - _STEP)
    for before, after in _changes(zone, begin, begin + timedelta(days=366 * _YEARS)):
        yield from _observance(zone, before, after)
    yield "END:VTIMEZONE"


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Give the moments at which the clock changes: a minute before and the first minute after, in UTC."""
    moment = begin - _STEP
    while moment < end:
        later = moment + _STEP
        if _offset(zone, moment) != _offset(zone, later):
            low, high = moment, later
            while high - low > _PRECISION:
                middle = low + (high - low) // 2
                low, high = (middle, high) if _offset(zone, middle) == _offset(zone, moment) else (low, middle)
            yield low, high.replace(second=0, microsecond=0)
        moment = later


def _observance(zone: ZoneInfo, before: datetime, after: datetime) -> Iterator[str]:
    """Give what is observed from a moment on; the moment is written by the clock as it was before."""
    name = "DAYLIGHT" if after.astimezone(zone).dst() else "STANDARD"
    start = (after + _offset(zone, before)).replace(tzinfo=None)
    yield f"BEGIN:{name}"
    yield f"DTSTART:{start.year:04}{start:%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_written(_offset(zone, before))}"
    yield f"TZOFFSETTO:{_written(_offset(zone, after))}"
    yield f"END:{name}"


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _written(offset: timedelta) -> str:
    seconds = round(offset.total_seconds())
    sign, seconds = ("-" if seconds < 0 else "+"), abs(seconds)
    rest = f"{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02}{seconds % 3600 // 60:02}{rest}"
