"""Which language sentences come in, with numbers, sizes and dates in it.

A catalogue that is missing or half done falls back to English, sentence by sentence. Must not keep a global: whoever
shows sentences holds a `Speaker`.
"""

import gettext
from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal

from haversack.i18n.bidi import begun, isolated
from haversack.i18n.pseudo_language import PSEUDO_LANGUAGE, PseudoCatalogue

Sentence: TypeAlias = str
"""An English sentence that stands in a table and is said later.

Translators are given every text of a constant whose annotation names this type or `SentencePair`, and every text that
is passed to `say` or `count` where it is written (`packaging/translations/sentences.py`).
"""

SentencePair: TypeAlias = tuple[Sentence, Sentence]
"""What happened, and what to do."""

_DOMAIN: Final = "haversack"
_STEP: Final = 1000
_BRITISH: Final = Locale("en", "GB")


class Speaker:
    """Speaks one language.

    Attributes:
        language: BCP 47 tag of the language that is spoken: the one asked for, or `en` where it has no catalogue.
        asked: The one that was asked for; texts of records are preferred in it.
        is_rtl: Whether its sentences read from right to left.
    """

    def __init__(self, language: str, catalogues: Path | None = None, zone: tzinfo | None = UTC) -> None:
        """Load a catalogue.

        Args:
            language: For example `fr`; an unknown one speaks English.
            catalogues: Folder of compiled catalogues, or None for English only.
            zone: In which moments are told; None is the computer's own.
        """
        self.asked = language
        self._zone = zone
        self.language, self._catalogue, self._locale = _load(language, catalogues)
        # Sentences are in British English, so dates are too.
        self._dates = _BRITISH if str(self._locale) == "en" else self._locale
        self.is_rtl = self._locale.character_order == "right-to-left"
        self._said: dict[str, str] = {}

    def say(self, sentence: str, **facts: object) -> str:
        """Translate a whole sentence, then fill in its facts by name.

        A fact of another direction of writing is isolated, so that it cannot turn the sentence around.
        """
        if facts:
            return self._begun(self._catalogue.gettext(sentence).format(**self._facts(facts)))
        # Names of fields, states and types are said thousands of times while a page is built.
        said = self._said.get(sentence)
        if said is None:
            said = self._said[sentence] = self._begun(self._catalogue.gettext(sentence).format())
        return said

    def count(self, one: str, many: str, number: int, **facts: object) -> str:
        """Translate a sentence with a number in it by the language's plural rules."""
        sentence = self._catalogue.ngettext(one, many, number)
        return self._begun(sentence.format(number=self.number(number), **self._facts(facts)))

    def dotted(self, parts: Iterable[str]) -> str:
        """Join short facts to a line, for example *Guide · 480 KB*; empty ones are left out."""
        return self._begun(" · ".join(self.isolated(part) for part in parts if part))

    def listed(self, parts: Iterable[str]) -> str:
        """Join things of a kind to a list with the language's comma, for example *Kenya, Mexico*."""
        return self._begun(self.say(", ").join(self.isolated(part) for part in parts if part))

    def isolated(self, text: str) -> str:
        """Return a text so that its direction of writing cannot disturb what stands beside it."""
        return isolated(text, is_rtl=self.is_rtl)

    def number(self, number: int) -> str:
        """Write a number with the language's separators, and with the digits 0 to 9 in every language."""
        return _written(number, self._locale)

    def size(self, size_bytes: int) -> str:
        """Write a size for people, in decimal units."""
        units = ((self.say("GB"), _STEP**3), (self.say("MB"), _STEP**2), (self.say("KB"), _STEP))
        for unit, factor in units:
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
        """Write a moment, for example *Tue 10 March, 16:40*.

        Args:
            seconds: Since 1970.
        """
        moment = datetime.fromtimestamp(seconds, UTC).astimezone(self._zone)
        # Unicode's data knows no English form with a short day and a long month; other languages' forms are theirs.
        day = (
            format_date(moment, "EEE d MMMM", locale=self._dates)
            if self._dates.language == "en"
            else format_skeleton("MMMMEd", moment, locale=self._dates)
        )
        return self.say("{day}, {time}", day=day, time=format_datetime(moment, "HH:mm", locale=self._dates))

    def _begun(self, sentence: str) -> str:
        return begun(sentence) if self.is_rtl else sentence

    def _facts(self, facts: dict[str, object]) -> dict[str, object]:
        return {name: self.isolated(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}


@lru_cache(maxsize=4096)
def _written(number: int, locale: Locale) -> str:
    """Write a number; a page of filters writes the same few at every tick, and Babel thinks long about each."""
    return format_decimal(number, locale=locale)


def _load(language: str, catalogues: Path | None) -> tuple[str, gettext.NullTranslations, Locale]:
    """Return the tag of what is spoken, its catalogue, and Babel's data of it; English where there is nothing else."""
    english = ("en", gettext.NullTranslations(), Locale("en"))
    if language == PSEUDO_LANGUAGE:
        return language, PseudoCatalogue(), Locale("en")
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return english
    wanted = [str(locale), locale.language]
    if catalogues is not None and gettext.find(_DOMAIN, catalogues, wanted) is not None:
        return language, gettext.translation(_DOMAIN, catalogues, wanted), locale
    return (language, gettext.NullTranslations(), locale) if locale.language == "en" else english
