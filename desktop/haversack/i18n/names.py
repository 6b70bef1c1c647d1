"""Names of languages and countries, and dates as precise as their author was. From Babel, which needs no connection.

Must not know where a name is shown.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from haversack_sync.model.countries import COUNTRIES

_MONTH_PARTS: Final = 2
_DAY_LENGTH: Final = 10


@cache  # Babel compares a tag with a thousand others each time; a page asks for the same few hundreds of times.
def locale_of(language: str) -> Locale:
    """Return Babel's data of a language; English for a language that it does not know."""
    try:
        found = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")
    # Sentences are in British English, so dates are too.
    return Locale("en", "GB") if str(found) == "en" else found


@cache
def language_name(language: str, tag: str) -> str:
    """Return how a language is called.

    Args:
        language: The language to say it in.
        tag: BCP 47 tag of the language that is meant.

    Returns:
        Its name with a capital, as in a list; the tag itself where nobody knows a name.
    """
    locale = locale_of(language)
    name = locale.languages.get(tag.replace("-", "_"))
    try:
        # Only what the list lacks is put together from parts: that takes a hundred times as long.
        name = name or Locale.parse(tag, sep="-").get_display_name(locale)
    except (UnknownLocaleError, ValueError):
        name = None
    return name[:1].upper() + name[1:] if name else tag


@cache
def all_languages(language: str) -> tuple[tuple[str, str], ...]:
    """Return (tag, name) of every language that has a name, by name. Remembered: reading them takes a moment.

    Args:
        language: The language to say it in.
    """
    named = locale_of(language).languages.items()
    tagged = ((str(tag).replace("_", "-"), str(name)) for tag, name in named)
    return _by_name((tag, name[:1].upper() + name[1:]) for tag, name in tagged)


@cache
def all_countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country, by name. Remembered: reading them takes a moment.

    Args:
        language: The language to say it in.
    """
    named = locale_of(language).territories
    return _by_name((code, str(named.get(code, code))) for code in COUNTRIES)


def _by_name(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda one: one[1].casefold()))


def country_name(language: str, code: str) -> str:
    """Return how a country is called.

    Args:
        language: The language to say it in.
        code: ISO 3166-1 alpha-2.
    """
    return str(locale_of(language).territories.get(code.upper(), code))


def partial_date(language: str, written: str) -> str:
    """Return a date as precise as it was written: `2018`, `2018-12`, `2018-12-18`, or with a time, which is left out.

    Args:
        language: The language to say it in.
        written: As the model keeps it; anything else comes back as it is.
    """
    parts = written[:_DAY_LENGTH].split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 1:
            return written
        day = date(numbers[0], numbers[1], numbers[2] if len(numbers) > _MONTH_PARTS else 1)
    except (ValueError, IndexError):
        return written
    locale = locale_of(language)
    if len(numbers) == _MONTH_PARTS:
        return str(format_skeleton("yMMMM", day, locale=locale))
    return str(format_date(day, "long", locale=locale))
