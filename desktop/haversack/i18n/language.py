"""Which language sentences come in, and numbers in it.

A catalogue that is missing or half done falls back to English, sentence by sentence. Must not keep a global: whoever
shows sentences holds a `Speaker`.
"""

import gettext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal

_DOMAIN: Final = "haversack"
_STEP: Final = 1000


class Speaker:
    """Speaks one language.

    Attributes:
        language: BCP 47 tag of the catalogue asked for.
    """

    def __init__(self, language: str, catalogues: Path | None = None) -> None:
        """Load a catalogue.

        Args:
            language: For example `fr`; an unknown one speaks English.
            catalogues: Folder of compiled catalogues, or None for English only.
        """
        self.language = language
        try:
            self._locale = Locale.parse(language, sep="-")
        except (UnknownLocaleError, ValueError):
            self._locale = Locale("en")
        # Sentences are in British English, so dates are too.
        self._dates = Locale("en", "GB") if str(self._locale) == "en" else self._locale
        self._catalogue = gettext.NullTranslations()
        if catalogues is not None:
            wanted = [str(self._locale), self._locale.language]
            self._catalogue = gettext.translation(_DOMAIN, catalogues, wanted, fallback=True)

    def say(self, sentence: str, **facts: object) -> str:
        """Translate a whole sentence, then fill in its facts by name."""
        return self._catalogue.gettext(sentence).format(**facts)

    def count(self, one: str, many: str, number: int, **facts: object) -> str:
        """Translate a sentence with a number in it by the language's plural rules."""
        return self._catalogue.ngettext(one, many, number).format(number=self.number(number), **facts)

    def number(self, number: int) -> str:
        """Write a number with the language's separators."""
        return format_decimal(number, locale=self._locale)

    def size(self, size_bytes: int) -> str:
        """Write a size for people, in decimal units."""
        for unit, factor in ((self.say("MB"), _STEP * _STEP), (self.say("KB"), _STEP)):
            if size_bytes >= factor:
                return f"{format_decimal(size_bytes / factor, format='#,##0.#', locale=self._locale)} {unit}"
        return self.count("{number} byte", "{number} bytes", size_bytes)

    def day(self, day: date) -> str:
        """Write a day with the name of its month, for example *Tuesday 10 March*."""
        return format_skeleton("MMMMEEEEd", day, locale=self._dates)

    def short_day(self, day: date) -> str:
        """Write a day briefly, for example *10 Mar*."""
        return format_skeleton("MMMd", day, locale=self._dates)

    def long_day(self, day: date) -> str:
        """Write a day with its year, for example *10 March 2026*."""
        return format_date(day, "long", locale=self._dates)

    def month_name(self, day: date) -> str:
        """Write the short name of a day's month, for example *Mar*."""
        return format_date(day, "LLL", locale=self._dates)

    def moment(self, seconds: int) -> str:
        """Write a moment, for example *10 Mar, 16:40*.

        Args:
            seconds: Since 1970; shown in UTC until the computer's zone is passed in.
        """
        moment = datetime.fromtimestamp(seconds, UTC)
        day = self.short_day(moment.date())
        return self.say("{day}, {time}", day=day, time=format_datetime(moment, "HH:mm", locale=self._dates))
