"""A text that is read, and in which language it is shown, in words. Must not open anything."""

from haversack.i18n.language import Speaker
from haversack.i18n.names import language_name
from haversack.operations.reading_text import Heading, ReadingText

__all__ = ["Heading", "ReadingText", "fallback"]


def fallback(speaker: Speaker, language: str) -> str:
    """Return a line that says in which other language a text is, or an empty text where it is in the asked one."""
    if not language or language.split("-", maxsplit=1)[0] == speaker.asked.split("-")[0]:
        return ""
    name = language_name(speaker.language, language)
    return speaker.say("Shown in {language}: there is no translation yet.", language=name)
