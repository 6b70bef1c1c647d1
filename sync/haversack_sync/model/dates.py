"""Dates with precision: a year, a month, a day, or a time with its offset. Must not know today's date."""

import datetime as dt
import re
from typing import Final, NamedTuple

_DATE: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?P<offset>Z|[+-][0-9]{2}:[0-9]{2}))?)?)?",
    re.ASCII,
)
_MAX_OFFSET_MINUTES: Final = 14 * 60


class PartialDate(NamedTuple):
    """A date as precise as its author was.

    Attributes:
        year: 1 to 9999.
        month: None if only the year is known.
        day: None if only the month is known.
        hour: None if only the day is known.
        minute: With `hour`.
        offset_minutes: East of UTC, with `hour`.
    """

    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    offset_minutes: int | None = None


def parse_date(text: str) -> PartialDate | None:
    """Read `2018`, `2018-12`, `2018-12-18` or `2018-12-18T14:00+03:00`.

    Args:
        text: ISO 8601 in exactly one of these forms; `Z` is +00:00.

    Returns:
        The date, or None if the text is not one or the day does not exist.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    month, day, hour, minute = (
        None if match[name] is None else int(match[name]) for name in ("month", "day", "hour", "minute")
    )
    date = PartialDate(int(match["year"]), month, day, hour, minute, _offset(match["offset"]))
    try:
        _instant(date)
    except ValueError:
        return None
    return None if abs(date.offset_minutes or 0) > _MAX_OFFSET_MINUTES else date


def is_before(first: PartialDate, second: PartialDate) -> bool:
    """Tell whether one date is certainly before another, compared as far as both are precise.

    Times count only where both have one; then their offsets count too.
    """
    if first.hour is not None and second.hour is not None:
        return _instant(first) < _instant(second)
    for one, other in ((first.year, second.year), (first.month, second.month), (first.day, second.day)):
        if one is None or other is None:
            return False
        if one != other:
            return one < other
    return False


def _offset(text: str | None) -> int | None:
    if text is None or text == "Z":
        return None if text is None else 0
    minutes = int(text[1:3]) * 60 + int(text[4:6])
    return -minutes if text[0] == "-" else minutes


def _instant(date: PartialDate) -> int:
    """Return minutes since the first day of year 1, UTC; what is not known counts as its beginning.

    Raises:
        ValueError: There is no such day or time.
    """
    moment = dt.datetime(
        date.year,
        1 if date.month is None else date.month,
        1 if date.day is None else date.day,
        date.hour or 0,
        date.minute or 0,
        tzinfo=dt.UTC,
    )
    return (moment.toordinal() * 24 + moment.hour) * 60 + moment.minute - (date.offset_minutes or 0)
