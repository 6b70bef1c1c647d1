"""Names of countries and languages, as Babel has them. Must not know records."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError


def country_name(language: str, code: str) -> str:
    """Return a country's name in a language; the code itself where nobody knows a name."""
    return str(_locale(language).territories.get(code, code))


def language_name(language: str, tag: str) -> str:
    """Return a language's name in a language, with a capital where that is usual in lists; else the tag."""
    locale = _locale(language)
    names = locale.languages
    parts = tag.split("-")
    name = names.get(tag.replace("-", "_")) or names.get(parts[0])
    if not name:
        return tag
    script = next((locale.scripts.get(part) for part in parts[1:] if len(part) == _SCRIPT), None)
    shown = f"{name} ({script})" if script else str(name)
    return shown[0].upper() + shown[1:]


_SCRIPT = 4
"""Length of a script's code, for example `Arab`."""


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
