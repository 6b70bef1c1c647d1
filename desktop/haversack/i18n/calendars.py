"""How a week begins, and how days and months are called, by language. From Babel, which needs no connection.

Must not know where a name is shown.
"""

import functools
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date

from haversack.i18n.names import locale_of

_DAYS: Final = 7
_DAYS_REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week: its number from Monday 0, its shortest name, a short one, and the whole one."""

    number: int
    narrow: str
    short: str
    name: str


def first_weekday(language: str) -> int:
    """Return the day on which a week begins where most people who speak a language live: Monday is 0.

    Args:
        language: BCP 47 tag; one with a territory says more than one without.
    """
    locale = locale_of(language)
    if locale.territory is None:
        likely = str(get_global("likely_subtags").get(locale.language, ""))
        try:
            locale = Locale.parse(likely) if likely else locale
        except (UnknownLocaleError, ValueError):
            return 0
    return int(locale.first_week_day)


def weekdays(language: str) -> tuple[Weekday, ...]:
    """Return the days of a week in the order of a language.

    Args:
        language: BCP 47 tag; the names are in it.
    """
    names = locale_of(language).days["stand-alone"]
    first = first_weekday(language)
    order = [(first + place) % _DAYS for place in range(_DAYS)]
    return tuple(Weekday(day, names["narrow"][day], names["short"][day], names["wide"][day]) for day in order)


def weekday_name(language: str, day: date) -> str:
    """Return the short name of a day's weekday, for example *Thu*."""
    return str(format_date(day, "ccc", locale=locale_of(language)))


def month_name(language: str, day: date) -> str:
    """Return the whole name of a day's month without its year, for example *March*."""
    return str(format_date(day, "LLLL", locale=locale_of(language)))


@functools.lru_cache(_DAYS_REMEMBERED)
def full_day(language: str, day: date) -> str:
    """Return a day with weekday and year, for example *Thursday 12 March 2026*."""
    return str(format_date(day, "full", locale=locale_of(language)))
