"""On which days an event is: once, or by its rule; and what a date that is known to the month only covers.

Days are those of the place of the event. Must not read a clock.
"""

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from haversack_sync.model.dates import PartialDate, parse_date
from haversack_sync.model.recurrence import is_recurrence

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EACH_YEAR: Final = frozenset({"FREQ", "UNTIL", "WKST"})
_LONGEST: Final = timedelta(days=366 * 200)
"""No rule is followed for longer."""


def day_of(written: str) -> date | None:
    """Return the day of a date that is known to the day, else None."""
    parsed = parse_date(written)
    if parsed is None or parsed.month is None or parsed.day is None:
        return None
    return date(parsed.year, parsed.month, parsed.day)


def span_of(written: str, end: str = "") -> tuple[date, date] | None:
    """Return the first and last day that an event may be on: a month from its first to its last day, a year likewise.

    Args:
        written: When it begins, as precise as its author was.
        end: When it ends, or empty.
    """
    first = parse_date(written)
    if first is None:
        return None
    begins, last = _first_day(first), parse_date(end)
    ends = _last_day(last or first)
    return begins, max(begins, ends)


def days(start: str, recurrence: str, first: date, last: date) -> Iterator[date]:
    """Give the days on which an event begins, from a first to a last day.

    Args:
        start: When it begins; one that is not known to the day gives none.
        recurrence: A rule of `model.recurrence`, or empty; one that is not understood is as empty.
        first: Of the days that are asked for.
        last: Likewise.
    """
    begins = day_of(start)
    if begins is None:
        return
    rule = dict(part.split("=", 1) for part in recurrence.split(";")) if is_recurrence(recurrence) else {}
    if not rule:
        if first <= begins <= last:
            yield begins
        return
    until = day_of(_with_dashes(rule["UNTIL"])) if "UNTIL" in rule else None
    stop = min(last, until or last, date.max if begins > date.max - _LONGEST else begins + _LONGEST)
    if set(rule) <= _EACH_YEAR and rule["FREQ"] == "YEARLY":
        yield from _each_year(begins, max(begins, first), stop)
        return
    left = int(rule["COUNT"]) if "COUNT" in rule else None
    day = begins if left is not None else max(begins, first)
    while day <= stop and left != 0:
        if day == begins or _fits(day, begins, rule):
            left = left - 1 if left is not None else None
            if day >= first:
                yield day
        if day == date.max:
            return
        day += timedelta(days=1)


def next_day(start: str, recurrence: str, today: date) -> date | None:
    """Return the first day from today on which an event begins within the next five years, or None."""
    return next(days(start, recurrence, today, today + timedelta(days=366 * 5)), None)


def _each_year(begins: date, first: date, last: date) -> Iterator[date]:
    """Give the same day of each year: most events that come back are international days, and there are many."""
    for year in range(first.year, last.year + 1):
        stands_in = (begins.month, begins.day) == (2, 29) and not isleap(year)
        day = date(year, 2, 28) if stands_in else date(year, begins.month, begins.day)
        if first <= day <= last:
            yield day


def _fits(day: date, begins: date, rule: dict[str, str]) -> bool:
    interval, frequency = int(rule.get("INTERVAL", "1")), rule["FREQ"]
    if "BYMONTH" in rule and str(day.month) not in {part.lstrip("0") for part in rule["BYMONTH"].split(",")}:
        return False
    if frequency == "DAILY":
        return (day - begins).days % interval == 0 and _fits_parts(day, rule, whole_year=False)
    if frequency == "WEEKLY":
        first = 6 if rule.get("WKST") == "SU" else 0
        weeks = (_week(day, first) - _week(begins, first)).days // 7
        is_day = _fits_parts(day, rule, whole_year=False) if "BYDAY" in rule else day.weekday() == begins.weekday()
        return weeks % interval == 0 and is_day
    months = (day.year - begins.year) * 12 + day.month - begins.month
    if frequency == "MONTHLY":
        has_parts = "BYDAY" in rule or "BYMONTHDAY" in rule
        fits = _fits_parts(day, rule, whole_year=False) if has_parts else day.day == begins.day
        return months % interval == 0 and fits
    if (day.year - begins.year) % interval:
        return False
    if "BYDAY" in rule or "BYMONTHDAY" in rule:
        return _fits_parts(day, rule, whole_year="BYMONTH" not in rule)
    is_month = "BYMONTH" in rule or day.month == begins.month
    return is_month and (day.day == begins.day or _stands_for_leap_day(day, begins))


def _stands_for_leap_day(day: date, begins: date) -> bool:
    """Tell whether a day is the 28th of February on which a 29th is kept in other years."""
    is_last = (day + timedelta(days=1)).month != day.month
    return (begins.month, begins.day) == (2, 29) and (day.month, day.day) == (2, 28) and is_last


def _fits_parts(day: date, rule: dict[str, str], *, whole_year: bool) -> bool:
    month_days = rule.get("BYMONTHDAY")
    if month_days is not None:
        back = day.day - _last_day(PartialDate(day.year, day.month)).day - 1
        if not {int(part) for part in month_days.split(",")} & {day.day, back}:
            return False
    names = rule.get("BYDAY")
    return names is None or any(_is_day(day, name, whole_year=whole_year) for name in names.split(","))


def _is_day(day: date, name: str, *, whole_year: bool) -> bool:
    """Tell whether a day is such as `MO`, `1MO` or `-1FR` of its month, or of its year."""
    if _WEEKDAYS[day.weekday()] != name[-2:]:
        return False
    number = int(name[:-2] or "0")
    if number == 0:
        return True
    ends = date(day.year, 12, 31) if whole_year else _last_day(PartialDate(day.year, day.month))
    begins = date(day.year, 1, 1) if whole_year else day.replace(day=1)
    return number == ((day - begins).days // 7 + 1 if number > 0 else -((ends - day).days // 7 + 1))


def _week(day: date, first: int) -> date:
    return day - timedelta(days=(day.weekday() - first) % 7)


def _first_day(parsed: PartialDate) -> date:
    return date(parsed.year, parsed.month or 1, parsed.day or 1)


def _last_day(parsed: PartialDate) -> date:
    if parsed.month is None:
        return date(parsed.year, 12, 31)
    if parsed.day is not None:
        return date(parsed.year, parsed.month, parsed.day)
    if parsed.month == 12:
        return date(parsed.year, 12, 31)
    return date(parsed.year, parsed.month + 1, 1) - timedelta(days=1)


def _with_dashes(until: str) -> str:
    return f"{until[:4]}-{until[4:6]}-{until[6:8]}"
